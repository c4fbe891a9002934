"""API clients: programs of other systems that sign in with an id and a secret (OAuth 2.0 client credentials)."""

from collections.abc import Sequence

from allauth.idp.oidc.models import Client, Token
from django.db import transaction


@transaction.atomic
def open_api_client(client_id: str, name: str, *, scopes: Sequence[str], secret: str) -> None:
    """Let a program with this id and secret ask for tokens of these scopes at /oauth/token."""
    client = Client(id=client_id, name=name[:100], type=Client.Type.CONFIDENTIAL)
    client.grant_types = Client.GrantType.CLIENT_CREDENTIALS
    client.response_types = ""
    client.set_scopes(list(scopes))
    client.default_scopes = client.scopes  # who names none gets what it may have
    client.set_secret(secret)
    client.save(force_insert=True)


@transaction.atomic
def close_api_client(client_id: str) -> None:
    """Let a client ask for nothing more; its tokens are worth nothing from now on. Nothing is done where none is."""
    Client.objects.filter(pk=client_id).delete()


def remove_expired_tokens() -> None:
    """Remove the tokens that have run out, by the machine's time, which tokens keep."""
    Token.objects.all().expired().delete()
