"""Asks about accounts, the seat in use and deputies; never writes."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from allauth.idp.oidc.models import Client, Token
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q, QuerySet

from langbiang.apps.directory.interface import Person, Role, Seat, list_seats_in, list_seats_of
from langbiang.foundation import vault

from .models import Citizen, Deputation, RecoveryLink, SignInAttempts, SignUp, User

# Whose seats sign, seal, or govern others: where `roles` asks for it, they come in with a second factor.
GUARDED = (Role.LEADER, Role.CLERK, Role.ADMIN, Role.EXCHANGE)
OWN_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes only stand in for these

# The people of the demo's main journey, in its order.
GUIDES = (
    "Vũ Hồng Nhung",
    "Đinh Quốc Việt",
    "Bùi Thị Kim Chi",
    "Hồ Văn Thành",
    "Trần Đình Phúc",
    "Nguyễn Thị Thu Hà",
    "Ka Hương",
    "Lâm Quang Huy",
    "Tô Minh Khánh",
)


def find_account(person: Person) -> User | None:
    return User.objects.filter(person=person, is_active=True).first()


def has_left(user: User, day: date) -> bool:
    """Say whether every appointment of a person has ended: there was one, and none holds on the day or will."""
    seats = Seat.objects.filter(person=user.person_id)
    return user.person_id is not None and seats.exists() and not seats.filter(_still(day)).exists()


def _still(day: date) -> Q:
    return Q(valid_to=None) | Q(valid_to__gt=day)


def has_second_factor(user: User) -> bool:
    """Say whether an account has a factor of its own beside the password."""
    return bool(Authenticator.objects.filter(user=user, type__in=OWN_FACTORS).exists())


def needs_second_factor(seat: Seat) -> bool:
    """Say whether this installation lets nobody act from a seat without a second factor."""
    return settings.SECOND_FACTOR == "all" or (settings.SECOND_FACTOR == "roles" and seat.has(*GUARDED))


def lacks_second_factor(user: User, day: date) -> bool:
    """Say whether a person has a seat from which nobody acts without a second factor, and none yet."""
    return any(needs_second_factor(seat) for seat in list_seats(user, day)) and not has_second_factor(user)


def list_factors(user: User) -> Any:
    """List the second factors of an account (rows of allauth), the oldest first."""
    return Authenticator.objects.filter(user=user).order_by("pk")


def find_recovery(secret: str, now: datetime) -> RecoveryLink | None:
    """Find the link that a secret opens, not used yet and not too old."""
    rows = RecoveryLink.objects.select_related("user").filter(user__is_active=True, used_at=None, expires_at__gt=now)
    return rows.filter(digest=sha256(secret.encode()).hexdigest()).first()


def find_sign_up(secret: str, now: datetime) -> SignUp | None:
    """Find who asked for a citizen's account by the link that a secret opens, not too old."""
    return SignUp.objects.filter(digest=sha256(secret.encode()).hexdigest(), expires_at__gt=now).first()


def facts_of(citizen: Citizen) -> dict[str, str]:
    """Give what a citizen told of themselves, the number unsealed; for the owner alone."""
    number = vault.unseal(citizen.number_sealed) if citizen.number_sealed else ""
    return {"form": citizen.form, "full_name": citizen.full_name, "number": number, "phone": citizen.phone}


def list_locked(now: datetime) -> list[tuple[datetime, User]]:
    """List the officials' accounts locked for too many wrong tries, each with until when, the last one first."""
    until = dict(SignInAttempts.objects.filter(locked_until__gt=now).values_list("login", "locked_until"))
    users = (
        User.objects.filter(kind=User.Kind.OFFICIAL).select_related("person").in_bulk(list(until), field_name="email")
    )
    return [(opens, users[login]) for login, opens in until.items() if opens and login in users]


@dataclass(frozen=True)
class Accounts:
    """How many officials' accounts are open, and how many of these have a second factor."""

    open: int
    guarded: int


def count_accounts() -> Accounts:
    opened = User.objects.filter(kind=User.Kind.OFFICIAL, is_active=True)
    guarded = Authenticator.objects.filter(user__in=opened, type__in=OWN_FACTORS).values("user").distinct()
    return Accounts(opened.count(), guarded.count())


def find_account_by_email(email: str) -> User | None:
    """Find an official's account, open or closed, by its address."""
    return User.objects.filter(kind=User.Kind.OFFICIAL, email=email.strip().lower()).first()


def list_seats(user: User, day: date) -> list[Seat]:
    """List the seats an account may act from on a day, the first by rank first."""
    return list(list_seats_of(user.person_id, day)) if user.person_id else []


def list_deputised(user: User, day: date) -> list[tuple[Seat, Deputation]]:
    """List the seats of others from which an account may act on a day, each with the deputation it acts under."""
    if not user.person_id:
        return []
    rows = Deputation.objects.filter(state=Deputation.State.GRANTED, begins__lte=day, ends__gte=day)
    rows = rows.filter(deputy__person=user.person_id).select_related(
        "principal__person", "principal__agency", "principal__unit", "deputy__person"
    )
    found = []
    for row in rows.order_by("begins", "pk"):
        if row.principal.holds_on(day) and row.deputy.holds_on(day):
            row.principal.acted_by = row.deputy
            found.append((row.principal, row))
    return found


def choose_seat(user: User, wished: str, day: date) -> Seat | None:
    """Give the wished seat (`Seat.used_as`) if the person may act from it today, else the first own one, else None."""
    seats = list_seats(user, day)
    if "." in wished:
        for seat, _ in list_deputised(user, day):
            if seat.used_as == wished:
                return seat
    return next((seat for seat in seats if seat.used_as == wished), seats[0] if seats else None)


def may_deputise_for_others(seat: Seat) -> bool:
    """Say whether a seat sets deputies for others of its agency: a leader's, used by the leader."""
    return seat.has(Role.LEADER) and seat.acted_by is None


def list_deputations(seat: Seat) -> QuerySet[Deputation]:
    """List the deputations that a seat gave, received, or, a leader's, those of the whole agency; newest first."""
    mine = Q(principal=seat) | Q(deputy=seat)
    if may_deputise_for_others(seat):
        mine |= Q(principal__agency=seat.agency_id)
    return Deputation.objects.filter(mine).select_related("principal__person", "deputy__person")


def list_colleagues(seat: Seat, day: date) -> list[Seat]:
    """List who may be chosen as deputy, or as who is away: everybody of the agency on a day."""
    return list_seats_in(seat.agency_id, day)


@dataclass(frozen=True)
class Consent:
    """What another system may know of a person, since when and until when, by the machine's clock."""

    client: Client
    since: datetime
    until: datetime
    scopes: list[str]


@dataclass(frozen=True)
class ApiClient:
    """A program of another system, and what its token lets it do."""

    id: str
    scopes: frozenset[str]


def scopes_of(client_id: str) -> list[str]:
    """List what tokens of a program may open, the widest first; nothing where there is no such program."""
    client = Client.objects.filter(pk=client_id).first()
    return list(client.get_scopes()) if client else []


def list_relying_parties() -> Any:
    """List the systems whose users sign in here (rows of allauth), by id."""
    return Client.objects.exclude(redirect_uris="").order_by("pk")


def list_consents(user: User) -> list[Consent]:
    """List the systems that hold something of a person's that has not run out, the newest first."""
    tokens = Token.objects.valid().filter(user=user, client__isnull=False).select_related("client")
    held: dict[str, Consent] = {}
    for token in tokens.order_by("-created_at", "-pk"):
        held.setdefault(token.client_id, Consent(token.client, token.created_at, token.expires_at, token.get_scopes()))
    return list(held.values())


def find_api_client(authorization: str) -> ApiClient | None:
    """Find whose token an Authorization header carries; None for none, an unknown one, or one that has run out."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "bearer" or not value.strip():
        return None
    token = Token.objects.only("client_id", "user_id", "scopes").lookup(Token.Type.ACCESS_TOKEN, value.strip())
    if token is None or token.client_id is None or token.user_id is not None:
        return None  # a person's token, given at sign-in elsewhere, is no program's
    return ApiClient(token.client_id, frozenset(token.get_scopes()))
