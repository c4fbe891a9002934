"""What a packet says of an outgoing document."""

from langbiang.apps.directory.interface import identifier_of
from langbiang.apps.documents.models import OutgoingDocument
from langbiang.apps.exchange.interface import Content, Packet


def content_of(
    document: OutgoingDocument, *, business: int | None = None, reason: str = "", paper: bool = False
) -> Content:
    """
    Say of an issued document what its packet says; a recall or a replacement names what it is about.

    Without `business` it is a new document, or the replacement of the one it replaces.
    """
    own = document_id_of(document)
    concerns = own if business == Packet.Business.RECALL else ""
    if business is None and document.replaces is not None:
        business, concerns = Packet.Business.REPLACEMENT, document_id_of(document.replaces)
    assert document.issued_on is not None
    return Content(
        source_uid=document.uid,
        document_id=own,
        code_number=f"{document.number:02}",
        code_notation=document.notation,
        place=document.place,
        promulgated_on=document.issued_on,
        type_name=document.type.name,
        subject=document.subject,
        signer_competence=document.signer_competence,
        signer_position=document.signer_title,
        signer_name=document.signer_name,
        priority=document.urgency,
        page_amount=document.pages,
        business=business or Packet.Business.NEW,
        concerns=concerns,
        reason=reason,
        paper=paper,
    )


def document_id_of(document: OutgoingDocument) -> str:
    """Name a document for all systems: agency, date, number and notation (Decision 28/2018, Article 10)."""
    assert document.issued_on is not None
    sender = identifier_of(document.agency, document.issued_on) or document.agency.slug
    return f"{sender},{document.issued_on:%Y/%m/%d},{document.code}"
