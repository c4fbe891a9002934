"""What search keeps of documents, and for whom."""

from langbiang.foundation.search.interface import Listing, index

from . import queries
from .models import FileText, IncomingDocument, OutgoingDocument

State = OutgoingDocument.State
UNSEEN_BY_SIGNER = (State.DRAFT, State.CONTENT, State.FORM, State.CANCELLED)
INDEXED = 50_000  # letters of a document's text that search keeps


def index_outgoing(document: OutgoingDocument) -> None:
    """
    Index for the agency's clerks and leaders (`a`), the heads of the unit and of those asked (`u`), the drafter, from
    presenting on the signer, and who was given a unit's copy (`s`), and all of the units it was sent to (`m`).
    """
    audience = [f"a{document.agency_id}", f"s{document.drafter_id}", f"u{document.unit_id}"]
    audience += [f"u{unit}" for unit in document.opinions.values_list("unit_id", flat=True)]
    if document.signer_id and document.state not in UNSEEN_BY_SIGNER:
        audience.append(f"s{document.signer_id}")
    for unit, seat in document.unit_copies.values_list("unit", "seat"):
        audience += [f"m{unit}", *([f"s{seat}"] if seat else [])]
    index(
        [
            Listing(
                kind="outgoing",
                subject_uid=document.uid,
                title=f"{document.code} {document.notation} {document.subject}",
                shown=document.subject,
                note=f"Văn bản đi {document.code or 'chưa có số'} · {document.agency_name}",
                at=document.created_at,
                audience=audience,
                body=f"{document.type.name} {document.agency_name}. {document.signer_name}. {document.drafter.person}",
                text=text_of(document.original.digest),
                numbers=[document.code],
                days=[document.issued_on] if document.issued_on else [],
            )
        ]
    )


def index_incoming(document: IncomingDocument) -> None:
    """Index for the agency's clerks and leaders (`a`), the units (`u`) and people (`s`) that have a part of it."""
    audience = [f"a{document.agency_id}"]
    for unit, seat in document.handlings.values_list("unit", "seat"):
        audience += [f"u{unit}", *([f"s{seat}"] if seat else [])]
    audience = list(dict.fromkeys(audience))
    paper = queries.paper_of(queries.files_of(document))
    number = f"Văn bản đến số {document.arrival_number}" if document.arrival_number else "Văn bản đến"
    index(
        [
            Listing(
                kind="incoming",
                subject_uid=document.uid,
                title=f"{document.code} {document.subject}",
                shown=document.subject,
                note=f"{number} · {document.code} · {document.sender_name}",
                at=document.arrived_at,
                audience=audience,
                body=f"{document.type_name} {document.sender_name}. {document.signer_name}. {document.assigned_name}. "
                f"{document.instruction}",
                text=text_of(paper.file.digest if paper and paper.file else ""),
                numbers=[document.code, *([f"đến {document.arrival_number}"] if document.arrival_number else [])],
                days=[document.dated] if document.dated else [],
            )
        ]
    )


def text_of(digest: str) -> str:
    """Give the text of a file as far as search keeps it; "" of one that was never read."""
    text = FileText.objects.filter(digest=digest).values_list("text", flat=True).first() if digest else ""
    return (text or "")[:INDEXED]
