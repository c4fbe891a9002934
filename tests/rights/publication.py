"""Two issued legal documents: one that is to be published, one whose record of the gazette may be taken back."""

from langbiang.apps.documents import services
from langbiang.apps.documents.models import DocumentType
from langbiang.apps.documents.tests import factories

STEPS = (
    (services.present_outgoing, "clerk"),
    (services.sign_outgoing, "lead"),
    (services.issue_outgoing, "clerk"),
)


def make_things(world) -> None:
    clerk, lead = world.seats["clerk"], world.seats["lead"]
    kind = DocumentType.objects.get(code="quyet-dinh-cua-ubnd-cap-tinh")
    away = [world.seats["leadB"].agency]
    for name in ("legal", "published"):
        told = {"type": kind, "subject": world.mark(name), "notation": f"QĐ-{name.upper()}"}
        document = factories.prepare(clerk, lead, away, **told)
        for step, who in STEPS:
            document = step(document, seat=world.seats[who], now=factories.NOW)
        world.things[name] = document
    world.things["published"] = services.publish_outgoing(
        document, medium="gazette", on=factories.DAY, reference="Công báo số 38", seat=clerk, now=factories.NOW
    )


def filled(world) -> dict[str, dict[str, object]]:
    return {
        "documents:outgoing-publish": {"medium": "gazette", "on": "09/09/2020", "reference": "Công báo số 39"},
        "documents:outgoing-unpublish": {"medium": "gazette", "reason": "Nhầm số"},
    }
