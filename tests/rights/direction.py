"""The things of direction in the rights walk: tasks, lines of the week, meetings and a room."""

from datetime import timedelta

from langbiang.apps.direction.services import calendar, extensions, tasks
from langbiang.apps.direction.tests import factories
from langbiang.apps.direction.tests.factories import DUE, NOW, upload, when


def make_things(world) -> None:
    seats, things = world.seats, world.things
    lead, spec, clerk = seats["lead"], seats["spec"], seats["clerk"]
    things["given"] = factories.give(lead, spec, title=world.mark("given"))
    doing = factories.task("working", assigner=lead, lead=spec, people=[seats["exch"]], title=world.mark("doing"))
    things["doing"] = tasks.report_progress(
        doing, percent=30, words="Đã làm một phần", uploads=[upload()], seat=spec, now=NOW
    )
    things["said"] = factories.task("reported", assigner=lead, lead=spec, title=world.mark("said"))
    asked = factories.task("working", assigner=lead, lead=spec, title=world.mark("asked"))
    extensions.ask_extension(asked, due_at=DUE + timedelta(days=3), reason="Chờ số liệu", seat=spec, now=NOW)
    asked.refresh_from_db()
    things["asked"] = asked
    _plan(world)
    things["room"] = factories.room(clerk)
    call = {"people": [spec], "papers": [upload()]}
    things["met"] = factories.meeting(clerk, lead, title=world.mark("met"), **call)
    begun = when(7, 8, day=0)
    before = NOW - timedelta(days=1)
    things["held"] = factories.meeting(clerk, lead, title=world.mark("held"), when=begun, now=before, people=[spec])


def _plan(world) -> None:
    head, lead = world.seats["head"], world.seats["lead"]
    shown = factories.entry(head, lead, subject=world.mark("shown"))
    calendar.approve_entry(shown, seat=lead, now=NOW)
    calendar.publish_week(lead.agency_id, NOW.date() - timedelta(days=2), seat=lead, now=NOW)
    shown.refresh_from_db()
    agreed = factories.entry(head, lead, subject=world.mark("agreed"))
    world.things["agreed"] = calendar.approve_entry(agreed, seat=lead, now=NOW)
    world.things["shown"] = shown
    world.things["planned"] = factories.entry(head, lead, subject=world.mark("planned"))


def filled(world) -> dict[str, dict[str, object]]:
    seats = world.seats
    times = {"day": "11/09/2020", "begins": "08:00", "ends": "10:00", "place": "Hội trường"}
    lead, spec = str(seats["lead"].uid), str(seats["spec"].uid)
    return {
        "direction:task-give": {"title": "Việc mới", "lead": spec, "due": "14/09/2020"},
        "direction:task-pass": {"to": str(seats["coll"].uid)},
        "direction:task-progress": {"percent": "40", "words": "Đã làm thêm"},
        "direction:task-contribute": {"words": "Đã gửi số liệu"},
        "direction:task-report": {"words": "Đã xong"},
        "direction:task-return": {"reason": "Thiếu phụ lục"},
        "direction:task-close": {"reply": "", "result": "Tốt"},
        "direction:task-cancel": {"reason": "Trùng"},
        "direction:task-extend": {"due": "30/09/2020", "reason": "Chờ số liệu"},
        "direction:task-answer-extension": {"verdict": "grant", "words": ""},
        "direction:entry-propose": {
            "agency": seats["lead"].agency_id,
            "subject": "Họp với các huyện",
            "leaders": [lead],
            **times,
        },
        "direction:entry-decline": {"reason": "Trùng giờ"},
        "direction:entry-cancel": {"reason": "Hoãn"},
        "direction:meeting-call": {"title": "Giao ban", "chair": lead, "people": [spec], **times},
        "direction:meeting-answer": {"answer": "coming"},
        "direction:meeting-reschedule": times,
        "direction:meeting-papers": {"papers": upload()},
        "direction:meeting-conclude": {"conclusion": "Thống nhất"},
        "direction:meeting-cancel": {"reason": "Hoãn"},
        "direction:room-list": {"name": "Phòng họp mới", "capacity": "20"},
    }
