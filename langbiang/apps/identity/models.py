"""
Accounts: who may sign in, and who acts for whom. What a person may do is a matter of seats (`directory`).

Second factors, sessions and tokens stand in allauth's own tables.
"""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from langbiang.foundation.journal.interface import Subject


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """
    One account: an official's, whose rights come from the person's seats alone, or a citizen's, who has none.

    Kept while any act names the person; closed (`is_active`), never deleted.
    """

    class Kind(models.TextChoices):
        OFFICIAL = "official", "Cán bộ, công chức, viên chức"
        CITIZEN = "citizen", "Người dân, doanh nghiệp"

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OFFICIAL, editable=False)
    email = models.EmailField("địa chỉ thư", unique=True)
    person = models.OneToOneField(
        "directory.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người",
    )
    is_active = models.BooleanField("đang dùng", default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="official") | Q(kind="citizen", person=None),
                name="identity_a_citizen_is_no_person_of_the_directory",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_citizen(self) -> bool:
        return self.kind == self.Kind.CITIZEN

    def save(self, *args: Any, **kwargs: Any) -> None:
        """:raises ValueError: when the kind of an account that is there would change."""
        if self.pk and User.objects.filter(pk=self.pk).exclude(kind=self.kind).exists():
            raise ValueError("The kind of an account never changes")
        super().save(*args, **kwargs)


class Citizen(models.Model):
    """
    What a citizen told of themselves; seen by nobody else, emptied when the account is closed.

    Nobody has verified it. The number is sealed under the key of `foundation.vault`, which no copy of the database has.
    """

    class Form(models.TextChoices):
        PERSON = "person", "Người dân"
        ORGANISATION = "organisation", "Doanh nghiệp, tổ chức"

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=12, choices=Form)
    full_name = models.CharField(max_length=200, blank=True)
    number_sealed = models.TextField(blank=True)  # personal identity number or tax code
    phone = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return str(self.user)


class SignUp(models.Model):
    """An address at which somebody asked for a citizen's account, until its link is followed; the newest link alone."""

    email = models.EmailField(unique=True)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of what stands in the link
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.email


class AccountRecord(Subject):
    """
    What the journal knows an account by; there from the first act about it.

    Apart from the account, which a sign-in writes to without an act.
    """

    SUBJECT_KIND: ClassVar = "identity.account"
    OFFICIAL_FIELDS: ClassVar = ("user_id",)
    STATE_FIELD: ClassVar = ""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.user)


class ClientRecord(Subject):
    """What the journal knows another system by, whose row allauth keeps; it outlives that row."""

    SUBJECT_KIND: ClassVar = "identity.client"
    OFFICIAL_FIELDS: ClassVar = ("client_id",)
    STATE_FIELD: ClassVar = ""

    client_id = models.CharField("mã hệ thống", max_length=100, unique=True)

    def __str__(self) -> str:
        return self.client_id


class SignInAttempts(models.Model):
    """
    Tries at a password or code that have not come right yet, counted by the address typed.

    An address without an account is counted the same, so that nobody learns which are there. In the database, because
    several processes must count as one. Kept for a day.
    """

    login = models.CharField(max_length=254, unique=True)
    count = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-locked_until"]

    def __str__(self) -> str:
        return self.login


class RecoveryLink(models.Model):
    """
    A link that an administrator gave a person once, to set a new password with; kept, used or not, as a record.

    `factors`: it takes away the second factors as well, for who lost the phone and the recovery codes.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of what stands in the link
    factors = models.BooleanField(default=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user}, {self.expires_at}"


class Deputation(Subject):
    """
    The right of one person to act from the seat of another of the same agency while that one is away.

    On one day a seat has one deputy at most, and none is both deputised and deputy. It gives what the seat may do but
    for what is bound to the person: signing, giving rights to sign, setting series (Decree 30/2020, Articles 13, 15).
    Kept for ever: acts name both.
    """

    SUBJECT_KIND: ClassVar = "identity.deputation"
    OFFICIAL_FIELDS: ClassVar = ("principal_id", "deputy_id", "begins", "ends", "state")

    class State(models.TextChoices):
        GRANTED = "granted", "Đã ủy quyền"
        WITHDRAWN = "withdrawn", "Đã thu lại"

    MOVES: ClassVar = {State.GRANTED: {State.WITHDRAWN}, State.WITHDRAWN: set()}

    principal = models.ForeignKey("directory.Seat", on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey("directory.Seat", on_delete=models.PROTECT, related_name="+")
    begins = models.DateField("từ ngày")
    ends = models.DateField("đến hết ngày")
    reason = models.CharField("lý do", max_length=300)
    state = models.CharField(max_length=9, choices=State, default=State.GRANTED)
    granted_by = models.CharField(max_length=250)
    granted_at = models.DateTimeField()
    withdrawn_for = models.CharField("lý do thu lại", max_length=300, blank=True)

    class Meta:
        ordering = ["-begins", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="identity_deputation_period_is_not_empty"),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="identity_nobody_is_the_own_deputy"),
            models.CheckConstraint(
                condition=Q(state="granted", withdrawn_for="") | (Q(state="withdrawn") & ~Q(withdrawn_for="")),
                name="identity_withdrawal_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["deputy", "ends"], condition=Q(state="granted"), name="identity_deputation_deputy"),
            models.Index(
                fields=["principal", "ends"], condition=Q(state="granted"), name="identity_deputation_principal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.deputy}"
