"""One move of state: locked, allowed, versioned, journalled, and found by those who may see it now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.indexing import index_incoming, index_outgoing
from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor, write

Document = TypeVar("Document", OutgoingDocument, IncomingDocument)


def check_move(
    document: OutgoingDocument | IncomingDocument, state: str, refusal: type[Refused], *, before: str = ""
) -> None:
    """:raises refusal: unless the document may become `state` from where it stands, which is `before` when given."""
    if not document.may_become(state) or (before and document.state != before):
        raise refusal(
            f"Văn bản đang ở bước “{document.get_state_display()}”, không làm được việc này nữa. Tải lại trang để xem."
        )


def check_editor(seat: Seat, document: OutgoingDocument, refusal: type[Refused], day: date) -> None:
    """:raises refusal: unless the seat drafted the document or keeps the records of its agency."""
    if not queries.may_edit(seat, document, day):
        raise refusal("Chỉ người soạn hoặc văn thư giữ sổ của cơ quan ban hành mới làm được việc này.")


def move(
    document: OutgoingDocument | IncomingDocument,
    state: str,
    payload: object,
    *,
    seat: Seat,
    now: datetime,
    fields: Sequence[str] = (),
    parties: Sequence[int] = (),
    on_behalf_of: str = "",
) -> None:
    """Save the move and its act; what else the move changed is named in `fields`. The row is locked."""
    before, document.state, document.moved_at = document.state, state, now
    write(
        document,
        payload,
        by=_actor(seat, on_behalf_of),
        now=now,
        fields=["state", "moved_at", *fields],
        moved_from=before,
        parties=[document.agency_id, *parties],
    )
    if isinstance(document, OutgoingDocument):
        index_outgoing(document)
    else:
        index_incoming(document)


def _actor(seat: Seat, on_behalf_of: str) -> Actor:
    """Name who acts; a deputy who enters what a leader said acts for the clerk and for the leader."""
    actor = actor_of(seat)
    return replace(actor, on_behalf_of="; ".join(name for name in (actor.on_behalf_of, on_behalf_of) if name))
