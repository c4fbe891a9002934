"""A document of the clerk's that was sent to the unit of `head`, `spec` and `coll`."""

from langbiang.apps.documents import services
from langbiang.apps.documents.tests import factories

STEPS = (
    (services.present_outgoing, "clerk"),
    (services.sign_outgoing, "lead"),
    (services.issue_outgoing, "clerk"),
    (services.send_outgoing, "clerk"),
)


def make_things(world) -> None:
    seats, told = world.seats, {"seat": world.seats["clerk"], "now": factories.NOW}
    draft = {"subject": world.mark("inside"), "notation": "ST-NB"}
    document = factories.prepare(seats["clerk"], seats["lead"], [seats["leadB"].agency], **draft)
    document = services.choose_receivers(document, [], units=[seats["head"].unit], **told)
    for step, who in STEPS:
        document = step(document, seat=seats[who], now=factories.NOW)
    world.things["inside"] = document


def filled(world) -> dict[str, dict[str, object]]:
    return {"documents:outgoing-give": {"to": str(world.seats["coll"].uid), "note": "Phổ biến"}}
