"""A leader whose key is in a token at the own PC: a signature that was begun, and its answer."""

import base64

from langbiang.apps.documents import services
from langbiang.apps.documents.tests import factories
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation import signing

answer = {}


def make_things(world) -> None:
    lead, document = world.seats["lead"], world.things["presented"]
    key = signing.server_key(_name(world))  # it stands in for the one in the token
    signing.bind_certificate(_name(world), [key.certificate_der], now=factories.NOW)
    account = open_demo_account(lead.person)
    session, prepared = services.begin_signing(document, seat=lead, account=account, now=factories.NOW)
    signature = key.sign(prepared.to_sign, digest=prepared.digest)
    answer.update(session=str(session.uid), signature=base64.b64encode(signature).decode())


def filled(world) -> dict[str, dict[str, object]]:
    return {"documents:outgoing-token-finish": answer}


def put_back(world) -> None:
    signing.drop_bound(_name(world))


def _name(world) -> str:
    return f"person-{world.seats['lead'].person.uid}"
