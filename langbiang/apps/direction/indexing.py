"""What search keeps of tasks and meetings, and for whom."""

from langbiang.apps.directory.interface import Seat
from langbiang.foundation.search.interface import Listing, index

from .models import Meeting, Task


def index_task(task: Task) -> None:
    """
    Index for who may see it (`queries.tasks.seen_by`).

    `a`: leaders of the agency and who keeps its records; `u`: heads of the lead and co-ordinating units; `s`: people.
    """
    audience = [f"a{task.agency_id}", f"u{task.lead_unit_id}", f"s{task.lead_id}", f"s{task.assigner_id}"]
    for row in task.coordinators.all():
        audience += [f"u{row.unit_id}", *([f"s{row.seat_id}"] if row.seat_id else [])]
    index(
        [
            Listing(
                kind="task",
                subject_uid=task.uid,
                title=task.title,
                shown=task.title,
                note=f"Nhiệm vụ · {task.lead_name} · {task.get_state_display()}",
                at=task.created_at,
                audience=sorted(set(audience)),
                body=f"{task.content} {task.origin_name} {task.lead_name} {task.lead_unit_name}",
            )
        ]
    )


def index_meeting(meeting: Meeting) -> None:
    """Index for organiser, chair, who is invited or sent (`s`), and everybody of an invited unit (`m`)."""
    audience = [f"s{meeting.organiser_id}", f"s{meeting.chair_id}"]
    for row in meeting.invitations.all():
        audience += [f"s{pk}" for pk in (row.seat_id, row.substitute_id) if pk]
        audience += [f"m{row.unit_id}"] if row.unit_id else []
    index(
        [
            Listing(
                kind="meeting",
                subject_uid=meeting.uid,
                title=meeting.title,
                shown=meeting.title,
                note=f"Cuộc họp · {meeting.chair_name} chủ trì · {meeting.place}",
                at=meeting.starts_at,
                audience=sorted(set(audience)),
                body=f"{meeting.agenda} {meeting.conclusion}",
            )
        ]
    )


def audience_of(seat: Seat) -> list[str]:
    """Give the token, beyond those of records work, under which search may show a meeting to this seat."""
    return [f"m{seat.unit_id}"]
