"""Accounts: who may sign in. What a person may do is a matter of seats (`directory`)."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from uuid_utils.compat import uuid7


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """
    One person's account. Rights come from the person's seats alone.

    Kept while any act names the person; closed (`is_active`), never deleted.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    email = models.EmailField("địa chỉ thư công vụ", unique=True)
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

    def __str__(self) -> str:
        return self.email
