"""What lies in a work file: documents, which stay where they are, and own papers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents.interface import IncomingDocument, files_of
from langbiang.apps.workfiles import queries
from langbiang.apps.workfiles.acts import ItemAdded, ItemDescribed, ItemRemoved
from langbiang.apps.workfiles.models import FileItem, WorkFile
from langbiang.foundation import clock, printing
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.files.interface import File, keep_upload, read_file
from langbiang.foundation.journal.interface import lock

from .moving import check_keeper, check_open, move, named

PDF = "application/pdf"


class CannotAdd(Refused):
    """The seat may not add to this file or see the document, the file is closed, or the thing lies in it already."""


class CannotRemove(Refused):
    """The file is closed, another keeps it, or no reason was given."""


@dataclass(frozen=True)
class Paper:
    """What is said of a paper that is no registered document; `pages` is counted from a PDF when empty."""

    title: str
    dated: date | None
    author: str = ""
    code: str = ""
    pages: int | None = None
    note: str = ""


@transaction.atomic
def add_document(file: WorkFile, document: queries.Document, *, seat: Seat, now: datetime) -> FileItem:
    """Put a document that the seat may see into a file; the same document may lie in several files."""
    file = _open_for(file, seat)
    day = clock.local(now).date()
    kind = "incoming" if isinstance(document, IncomingDocument) else "outgoing"
    if queries.get_document(seat, kind, document.uid, day) is None:
        raise CannotAdd("Vị trí đang dùng không được xem văn bản này nên không đưa vào hồ sơ được.")
    if file.items.filter(**{kind: document}).exists():
        raise CannotAdd(f"Văn bản đã có trong hồ sơ {file.notation}.", field="file")
    item = FileItem(file=file, dated=_date_of(document), pages=_pages_of(document), added_at=now, added_by=named(seat))
    setattr(item, kind, document)
    item.save()
    move(file, file.state, ItemAdded(kind, str(document.uid), ""), seat=seat, now=now)
    return item


@transaction.atomic
def add_paper(file: WorkFile, paper: Paper, upload: "UploadedFile[bytes]", *, seat: Seat, now: datetime) -> FileItem:
    """Put an own paper into a file: a PDF with what it is, of when and of whom."""
    file = _open_for(file, seat)
    kept = keep_upload(upload, allowed=[PDF], now=now, field="upload")
    item = FileItem(file=file, paper=kept, added_at=now, added_by=named(seat))
    _describe(item, paper, clock.local(now).date())
    if paper.pages is None:
        item.pages = _count(kept)
    item.save()
    move(file, file.state, ItemAdded("paper", str(item.uid), item.title), seat=seat, now=now)
    return item


@transaction.atomic
def describe_item(item: FileItem, paper: Paper, *, seat: Seat, now: datetime) -> FileItem:
    """Correct what is said of a content; of a document only date, pages and note are ours to say."""
    file = _open_for(item.file, seat)
    _describe(item, paper, clock.local(now).date())
    if paper.pages is None and item.paper is not None:
        item.pages = _count(item.paper)
    item.save()
    move(file, file.state, ItemDescribed(str(item.uid)), seat=seat, now=now)
    return item


@transaction.atomic
def remove_item(item: FileItem, *, reason: str, seat: Seat, now: datetime) -> None:
    """Take a content out of an open file, saying why; a document itself stays in its register."""
    file = lock(item.file)
    check_open(file, CannotRemove)
    check_keeper(seat, file, CannotRemove)
    missing = "Nhập lý do bỏ tài liệu ra khỏi hồ sơ."
    reason = check_said(reason, limit=500, refusal=CannotRemove, missing=missing, field="reason")
    document = item.incoming or item.outgoing
    told = ItemRemoved(item.kind, str(document.uid if document else item.uid), item.title, reason)
    item.delete()
    move(file, file.state, told, seat=seat, now=now)


def _open_for(file: WorkFile, seat: Seat) -> WorkFile:
    file = lock(file)
    check_open(file, CannotAdd)
    if not queries.may_add(seat, file):
        raise CannotAdd(f"Hồ sơ {file.notation} không do bạn lập và không được chia sẻ để thêm tài liệu.", field="file")
    return file


def _describe(item: FileItem, paper: Paper, day: date) -> None:
    if paper.dated is not None and paper.dated > day:
        raise CannotAdd("Ngày của tài liệu chưa tới. Kiểm tra lại.", field="dated")
    if paper.pages is not None and not 1 <= paper.pages <= 9999:
        raise CannotAdd("Số trang từ 1 đến 9.999.", field="pages")
    item.dated, item.note = paper.dated, paper.note.strip()[:300]
    if paper.pages is not None:
        item.pages = paper.pages
    if item.paper_id:
        missing = "Nhập tên loại và trích yếu của tài liệu."
        item.title = check_said(paper.title, limit=500, refusal=CannotAdd, missing=missing, field="title")
        item.author, item.code = paper.author.strip()[:200], paper.code.strip()[:160]


def _date_of(document: queries.Document) -> date | None:
    return document.dated if isinstance(document, IncomingDocument) else document.issued_on


def _pages_of(document: queries.Document) -> int:
    """Count the pages of what a document consists of; a part that is no PDF counts as one."""
    if not isinstance(document, IncomingDocument):
        return document.pages
    files = [enclosed.file for enclosed in files_of(document) if enclosed.file]
    return sum(_count(file) for file in files) or 1


def _count(file: File) -> int:
    if file.media_type != PDF:
        return 1
    try:
        return printing.page_count(read_file(file))
    except Refused:
        return 1  # it can be kept, but not be opened here
