"""Incidents that a specialist reported: nobody's yet, being handled, over."""

from langbiang.apps.documents.tests.factories import NOW
from langbiang.apps.incidents import services
from langbiang.apps.incidents.tests.factories import report


def make_things(world) -> None:
    spec, exch = world.seats["spec"], world.seats["exch"]
    for name in ("reported", "handled", "over"):
        world.things[name] = report(spec, title=world.mark(name))
    for name in ("handled", "over"):
        world.things[name] = services.assign_incident(world.things[name], exch, seat=exch, now=NOW)
    closing = {"cause": "Hết chỗ đĩa", "remedy": "Đã thêm đĩa"}
    world.things["over"] = services.close_incident(world.things["over"], **closing, seat=exch, now=NOW)


def filled(world) -> dict[str, dict[str, object]]:
    said = {"title": "Không mở được tệp", "kind": "fault", "severity": "low", "words": "Báo lỗi khi mở"}
    return {
        "incidents:incident-report": {**said, "day": "09/09/2020", "hour": "07:30"},
        "incidents:incident-assign": {"to": str(world.seats["exch"].uid)},
        "incidents:incident-note": {"words": "Đã khởi động lại"},
        "incidents:incident-grade": {"severity": "high", "reason": "Lan ra nhiều cơ quan"},
        "incidents:incident-close": {"cause": "Hết chỗ đĩa", "remedy": "Đã thêm đĩa"},
        "incidents:incident-reopen": {"reason": "Lại xảy ra"},
    }
