"""Other systems of the province whose users sign in here (OpenID Connect relying parties)."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client, Token
from django.db import transaction

from langbiang.apps.identity.acts import ClientClosed, ClientOpened, ConsentWithdrawn
from langbiang.apps.identity.models import User
from langbiang.foundation.journal.interface import Actor

from .api_clients import CannotChange
from .records import tell, tell_of_client

SCOPES = ("openid", "profile", "email", "agency")
ID = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}\Z")
NEAR = ("localhost", "127.0.0.1", "::1")


@transaction.atomic
def open_relying_party(
    client_id: str, name: str, *, redirects: Sequence[str], trusted: bool, by: Actor, now: datetime
) -> str:
    """
    Let users of a system sign in here and give its secret, told once; a trusted one asks nobody for consent.

    :raises CannotChange: for an id that is taken or no id, and for an address to which no code may go.
    """
    if not ID.match(client_id):
        raise CannotChange("Mã hệ thống gồm 2 đến 60 chữ thường, số, dấu chấm, gạch.")
    if Client.objects.filter(pk=client_id).exists():
        raise CannotChange(f"Mã {client_id} đã có. Dùng mã khác, hoặc bỏ mã đó trước.")
    for address in redirects:
        _check_address(address)
    client = Client(id=client_id, name=name[:100], type=Client.Type.CONFIDENTIAL, skip_consent=trusted)
    client.grant_types = Client.GrantType.AUTHORIZATION_CODE
    client.set_scopes(list(SCOPES))
    client.set_redirect_uris(list(redirects))
    secret = secrets.token_urlsafe(32)
    client.set_secret(secret)
    client.save(force_insert=True)
    tell_of_client(
        client_id, ClientOpened(client_id, client.name, list(redirects), list(SCOPES), trusted), by=by, now=now
    )
    return secret


@transaction.atomic
def close_relying_party(client_id: str, *, by: Actor, now: datetime) -> None:
    """
    Let users of a system sign in here no more; tokens it has are worth nothing from now on.

    :raises CannotChange: when there is no such system.
    """
    found = Client.objects.select_for_update().filter(pk=client_id).exclude(redirect_uris="").first()
    if found is None:
        raise CannotChange(f"Không có hệ thống mang mã {client_id}. Kiểm tra lại mã.")
    found.delete()
    tell_of_client(client_id, ClientClosed(client_id, found.name), by=by, now=now)


@transaction.atomic
def withdraw_consent(user: User, client_id: str, *, by: Actor, now: datetime) -> str:
    """
    Let a system know nothing more of a person until they sign in there anew; give its name.

    Empty when it held nothing of that person's.
    """
    client = Client.objects.filter(pk=client_id).first()
    gone, _ = Token.objects.filter(user=user, client_id=client_id).delete()
    if client is None or not gone:
        return ""
    tell(user, ConsentWithdrawn(client.name), by=by, now=now)
    return str(client.name)


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in NEAR)
    if not safe or not parts.hostname or parts.fragment or "*" in address or parts.username is not None:
        raise CannotChange(f"{address} không dùng được: cần địa chỉ https đầy đủ, không có dấu * và phần sau dấu #.")
