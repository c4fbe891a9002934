"""API clients: programs of other systems that sign in with an id and a secret (OAuth 2.0 client credentials)."""

from collections.abc import Sequence
from datetime import datetime

from allauth.idp.oidc.models import Client, Token
from django.db import transaction

from langbiang.apps.identity.acts import ClientChanged
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor

from .records import tell_of_client


class CannotChange(Refused):
    """There is no such program, or it cannot be what was asked."""


@transaction.atomic
def open_api_client(client_id: str, name: str, *, scopes: Sequence[str], secret: str) -> None:
    """Let a program with this id and secret ask for tokens of these scopes at /oauth/token."""
    client = Client(id=client_id, name=name[:100], type=Client.Type.CONFIDENTIAL)
    client.grant_types = Client.GrantType.CLIENT_CREDENTIALS
    client.response_types = ""
    client.set_scopes(list(scopes))
    client.default_scopes = scopes[0]  # who names none gets the widest, which stands first
    client.set_secret(secret)
    client.save(force_insert=True)


@transaction.atomic
def change_scopes(client_id: str, scopes: Sequence[str], *, by: Actor, now: datetime) -> None:
    """
    Let a client have tokens of these scopes only; those it has are worth nothing from now on.

    :raises CannotChange: when there is no such client.
    """
    client = Client.objects.select_for_update().filter(pk=client_id).first()
    if client is None:
        raise CannotChange(f"Không có chương trình mang mã {client_id}. Kiểm tra lại mã.")
    told = ClientChanged(client_id, client.get_scopes(), list(scopes))
    client.set_scopes(list(scopes))
    client.default_scopes = scopes[0]
    client.save(update_fields=["scopes", "default_scopes"])
    Token.objects.filter(client=client).delete()
    tell_of_client(client_id, told, by=by, now=now)


@transaction.atomic
def close_api_client(client_id: str) -> None:
    """Let a client ask for nothing more; its tokens are worth nothing from now on. Nothing is done where none is."""
    Client.objects.filter(pk=client_id).delete()


def remove_expired_tokens() -> None:
    """Remove the tokens that have run out, by the machine's time, which tokens keep."""
    Token.objects.all().expired().delete()
