"""Two acts that tell nothing of a document: what was done in the own agency, and in another."""

from langbiang.apps.directory.interface import get_agency
from langbiang.foundation.journal.interface import Act

AGENCIES = {"own-act": "stttt", "their-act": "thanh-tra"}


def make_things(world) -> None:
    """The acts are there: documents of both agencies were prepared."""


def arguments(world, name: str, thing: str) -> list[object] | None:
    if thing not in AGENCIES:
        return None
    told = Act.objects.filter(agency_id=get_agency(AGENCIES[thing]).pk, verb="documents.outgoing.changed")
    return [told.first().uid]


def filled(world) -> dict[str, dict[str, object]]:
    september = {"tu": "01/09/2020", "den": "30/09/2020"}
    return {"audit:act-export": september, "audit:look-export": september}
