"""The versions of a draft, and the text of its files."""

from datetime import datetime

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.models import FileText, IncomingDocument, OutgoingDocument, OutgoingVersion
from langbiang.foundation import printing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File, read_file


def keep_version(document: OutgoingDocument, *, seat: Seat, now: datetime) -> None:
    """Keep the draft's file as its next version, when it is another than the last."""
    last = document.versions.order_by("-number").first()
    if last is not None and last.file.digest == document.original.digest:
        return
    keep_text(document.original)
    OutgoingVersion.objects.create(
        document=document,
        number=last.number + 1 if last else 1,
        file=document.original,
        made_by=f"{seat.person.full_name}, {seat.title}",
        made_at=now,
    )


def keep_text(file: File) -> str:
    """Read a PDF's text once for each content; a file without text, or none at all, gives ""."""
    known = FileText.objects.filter(digest=file.digest).first()
    if known is not None:
        return known.text
    try:
        text = printing.pdf_text(read_file(file))
    except Refused:
        text = ""
    found, _ = FileText.objects.get_or_create(digest=file.digest, defaults={"text": text.replace("\x00", "")})
    return found.text


def keep_text_of(document: IncomingDocument) -> None:
    """Read the text of an incoming document's first PDF, for search."""
    paper = queries.paper_of(queries.files_of(document))
    if paper is not None and paper.file is not None:
        keep_text(paper.file)
