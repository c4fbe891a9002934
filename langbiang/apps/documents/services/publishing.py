"""Recording that a legal document was made public, and taking a mistaken record back."""

from datetime import date, datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat, name_of
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import OutgoingPublished, PublicationUndone
from langbiang.apps.documents.models import OutgoingDocument, Publication
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import lock, write


class CannotPublish(Refused):
    """It is not to appear there, or did already; the day, the place or the reason is missing."""


def flag_for_publication(document: OutgoingDocument) -> None:
    """Write down where an issued legal document is to be published, in the transaction that issues it."""
    issued_on = document.issued_on
    assert issued_on is not None
    rules = queries.rules_of_publication(name_of(document.agency, issued_on).level)
    Publication.objects.bulk_create(
        Publication(
            document=document,
            agency_id=document.agency_id,
            medium=rule.medium,
            issued_on=issued_on,
            due_on=rule.due_on(issued_on),
        )
        for rule in (rules if document.type.normative else [])
    )


@transaction.atomic
def publish_outgoing(
    document: OutgoingDocument, *, medium: str, on: date, reference: str, seat: Seat, now: datetime
) -> OutgoingDocument:
    """Record where and when a legal document was published: the gazette's number, the page's address."""
    document, publication = _locked(document, medium, seat, now)
    if publication.published_on is not None:
        raise CannotPublish(f"Đã ghi công bố ở {publication.get_medium_display()} trước đó.", field="medium")
    if not publication.issued_on <= on <= clock.local(now).date():
        raise CannotPublish("Ngày công bố từ ngày ban hành đến hôm nay.", field="on")
    missing = "Nhập số Công báo, địa chỉ trang hoặc nơi niêm yết."
    said = check_said(reference, limit=300, refusal=CannotPublish, missing=missing, field="reference")
    publication.published_on, publication.reference = on, said
    publication.save(update_fields=["published_on", "reference"])
    told = OutgoingPublished(str(publication.get_medium_display()), on.isoformat(), said)
    return _told(document, told, seat, now)


@transaction.atomic
def undo_publication(
    document: OutgoingDocument, *, medium: str, reason: str, seat: Seat, now: datetime
) -> OutgoingDocument:
    """Take a mistaken record back; both acts stay in the journal."""
    document, publication = _locked(document, medium, seat, now)
    if publication.published_on is None:
        raise CannotPublish("Chưa ghi công bố ở nơi này. Tải lại trang để xem.")
    missing = "Nhập lý do bỏ ghi nhầm."
    said = check_said(reason, limit=500, refusal=CannotPublish, missing=missing, field="reason")
    told = PublicationUndone(str(publication.get_medium_display()), publication.reference, said)
    publication.published_on, publication.reference = None, ""
    publication.save(update_fields=["published_on", "reference"])
    return _told(document, told, seat, now)


def _locked(document: OutgoingDocument, medium: str, seat: Seat, now: datetime) -> tuple[OutgoingDocument, Publication]:
    document = lock(document)
    if not queries.keeps_records_of(seat, document.agency_id, clock.local(now).date()):
        raise CannotPublish("Chỉ văn thư giữ sổ của cơ quan ban hành ghi việc công bố.")
    if not queries.may_publish(seat, document, clock.local(now).date()):
        raise CannotPublish(f"Văn bản đang ở bước “{document.get_state_display()}”, không ghi công bố được.")
    publication = document.publications.filter(medium=medium).first()
    if publication is None:
        raise CannotPublish("Văn bản này không phải công bố ở nơi đó.", field="medium")
    return document, publication


def _told(document: OutgoingDocument, told: object, seat: Seat, now: datetime) -> OutgoingDocument:
    write(document, told, by=actor_of(seat), now=now, moved_from=document.state, parties=[document.agency_id])
    return document
