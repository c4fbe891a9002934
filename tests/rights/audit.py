"""Two acts that tell nothing of a document, of the own agency and of another; two verifications, one still at work."""

from langbiang.apps.audit.models import VerificationReport
from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents.tests import factories
from langbiang.foundation.files.interface import enter_file, keep_bytes
from langbiang.foundation.journal.interface import Act

AGENCIES = {"own-act": "stttt", "their-act": "thanh-tra"}


def make_things(world) -> None:
    """Acts are there: documents of both agencies were prepared. While a verification is at work none is ordered."""
    made = enter_file(keep_bytes(b"%PDF-1.7"), name="bao-cao.pdf", media_type="application/pdf", now=factories.NOW)
    for told in ({"state": "made", "file": made}, {"state": "ordered"}):
        VerificationReport.objects.create(asked_by="Tô Minh Khánh", asked_at=factories.NOW, **told)


def arguments(world, name: str, thing: str) -> list[object] | None:
    if thing == "made":
        return [VerificationReport.objects.get(state="made").uid]
    if thing not in AGENCIES:
        return None
    told = Act.objects.filter(agency_id=get_agency(AGENCIES[thing]).pk, verb="documents.outgoing.changed")
    return [told.first().uid]


def filled(world) -> dict[str, dict[str, object]]:
    september = {"tu": "01/09/2020", "den": "30/09/2020"}
    return {"audit:act-export": september, "audit:look-export": september}
