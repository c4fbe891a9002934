"""What search keeps of work files, and for whom."""

from langbiang.foundation.search.interface import Listing, index

from .models import WorkFile


def index_file(file: WorkFile) -> None:
    """
    Index for the agency's clerks and leaders (`a`), the unit's head (`u`) and the keeper (`s`), and for those with
    whom it is shared: seats (`s`) and all members of units (`m`).
    """
    audience = [f"a{file.agency_id}", f"u{file.unit_id}", f"s{file.keeper_id}"]
    audience += [f"s{share.seat_id}" if share.seat_id else f"m{share.unit_id}" for share in file.shares.all()]
    index(
        [
            Listing(
                kind="workfile",
                subject_uid=file.uid,
                title=f"{file.notation} {file.title}",
                shown=file.title,
                note=f"Hồ sơ công việc {file.notation} năm {file.year} · {file.agency_name}",
                at=file.created_at,
                audience=audience,
                body=f"{file.description} {file.unit_name} {file.keeper_name}",
            )
        ]
    )
