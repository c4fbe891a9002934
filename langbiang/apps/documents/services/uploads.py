"""The files of a document that was not sent by the axis: a scan, the PDFs of a mail, or the whole mail (.eml)."""

import email
import email.header
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from email.message import Message
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile

from langbiang.foundation import printing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files import sniff
from langbiang.foundation.files.interface import CannotKeep, File, enter_file, keep_bytes, keep_upload, read_file
from langbiang.foundation.files.interface import tidy_name as tidy

from .verdict import judge_file

FIELD = "attached"
MOST_FILES, MOST_PARTS = 20, 200
# What a mail may enclose beside the PDF. Archives are not opened here: what is in them is chosen by a person.
ENCLOSED = frozenset(
    {sniff.PDF, sniff.DOCX, sniff.XLSX, sniff.PPTX, sniff.ODT, sniff.ODS, sniff.PNG, sniff.JPEG, sniff.TIFF}
)
BROKEN = ("invalid", "changed")


class CannotTakeIn(Refused):
    """A file, or what a mail encloses, cannot be entered."""


def keep_arrived(uploads: "Sequence[UploadedFile[bytes]]", *, may_be_mail: bool, now: datetime) -> list[File]:
    """
    Keep the files that a clerk uploads for one document, in their order; at least one is a PDF that can be read.

    :raises Refused: with a sentence that names the file.
    """
    if not uploads:
        raise CannotTakeIn("Chọn tệp PDF của văn bản.", field=FIELD)
    if len(uploads) > MOST_FILES:
        raise CannotTakeIn(f"Mỗi văn bản nhận tối đa {MOST_FILES} tệp.", field=FIELD)
    files: list[File] = []
    for upload in uploads:
        if may_be_mail and (upload.name or "").lower().endswith(".eml"):
            files += _keep_mail(upload, now)
        else:
            files.append(keep_upload(upload, allowed=[sniff.PDF], now=now, field=FIELD))
    papers = [file for file in files if file.media_type == sniff.PDF]
    if not papers:
        raise CannotTakeIn("Thư không đính kèm tệp PDF nào. Tải tệp PDF của văn bản lên.", field=FIELD)
    for paper in papers:
        _check_paper(paper, now)
    return files


def as_pdf(upload: "UploadedFile[bytes] | None", *, field: str) -> "UploadedFile[bytes] | None":
    """
    Give the PDF of an upload that is a DOCX, anything else as it is.

    It takes seconds, so it is asked for before a transaction begins. :raises CannotTakeIn: when there is no PDF of it.
    """
    if upload is None or not 0 < (upload.size or 0) <= settings.UPLOAD_LIMIT or upload.file is None:
        return upload
    upload.seek(0)
    if sniff.sniff_file(upload.file) != sniff.DOCX:
        return upload
    try:
        pdf = printing.docx_to_pdf(upload.read())
    except Refused as refusal:
        raise CannotTakeIn(str(refusal), field=field) from refusal
    name = f"{tidy(upload.name or '').rsplit('.', 1)[0]}.pdf"
    return InMemoryUploadedFile(BytesIO(pdf), field, name, sniff.PDF, len(pdf), None)


def _check_paper(file: File, now: datetime) -> None:
    """Refuse what nobody could read later, and what is not as it was signed (Decree 30/2020, Article 21)."""
    try:
        printing.page_count(read_file(file))
    except Refused as refusal:
        raise CannotTakeIn(f"{file.name}: {refusal}", field=FIELD) from refusal
    verdict = judge_file(file, now=now)
    if verdict.standing in BROKEN:
        raise CannotTakeIn(
            f"{file.name}: {verdict.sentence}. Không vào sổ văn bản có chữ ký số hỏng; trả lại nơi gửi để gửi lại "
            "(Nghị định 30/2020, Điều 21).",
            field=FIELD,
        )


def _keep_mail(upload: "UploadedFile[bytes]", now: datetime) -> list[File]:
    name, limit = tidy(upload.name or ""), settings.UPLOAD_LIMIT
    if not upload.size:
        raise CannotKeep("Tệp rỗng (0 byte). Chọn lại tệp có nội dung.", field=FIELD)
    if upload.size > limit:
        raise CannotKeep(f"Thư “{name}” quá giới hạn {limit // 1024**2} MB. Tải riêng tệp PDF lên.", field=FIELD)
    upload.seek(0)
    content = upload.read()
    if not sniff.is_text(content[: sniff.HEAD_BYTES]):
        raise CannotTakeIn(f"“{name}” không phải tệp thư (.eml), dù tên tệp ghi vậy.", field=FIELD)
    try:
        message = email.message_from_bytes(content)
        enclosed = list(_enclosed_in(message))
    except (RecursionError, ValueError, LookupError) as error:
        raise CannotTakeIn(
            f"Thư “{name}” hỏng, không tách được tệp đính kèm. Tải riêng tệp PDF lên.", field=FIELD
        ) from error
    if not enclosed:
        raise CannotTakeIn(f"Thư “{name}” không có tệp đính kèm. Tải tệp PDF của văn bản lên.", field=FIELD)
    return [_keep_enclosed(called, body, now) for called, body in enclosed]


def _enclosed_in(message: Message) -> Iterator[tuple[str, bytes]]:
    """Give the attachments of a mail; pictures that only adorn its text are left out."""
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            raise CannotTakeIn("Thư có quá nhiều phần. Tải riêng tệp PDF lên.", field=FIELD)
        called, body = part.get_filename(), part.get_payload(decode=True)
        if called and isinstance(body, bytes) and (part.get_content_disposition() == "attachment" or _is_pdf(body)):
            yield tidy(_decoded(called)), body


def _decoded(name: str) -> str:
    """Read an encoded word (RFC 2047), which mailers write as a file name too."""
    with suppress(ValueError, LookupError):
        return str(email.header.make_header(email.header.decode_header(name)))
    return name


def _is_pdf(body: bytes) -> bool:
    return sniff.sniff(body[: sniff.HEAD_BYTES]) == sniff.PDF


def _keep_enclosed(name: str, body: bytes, now: datetime) -> File:
    if not body:
        raise CannotTakeIn(f"Tệp đính kèm “{name}” rỗng (0 byte).", field=FIELD)
    try:
        kind = sniff.sniff_file(BytesIO(body))
    except zipfile.BadZipFile:
        kind = sniff.ZIP
    if kind == sniff.ZIP:
        raise CannotTakeIn(
            f"Thư đính kèm tệp nén “{name}”; hệ thống không tự mở tệp nén. Giải nén rồi tải từng tệp PDF lên.",
            field=FIELD,
        )
    if kind not in ENCLOSED:
        raise CannotTakeIn(f"Tệp đính kèm “{name}” không thuộc loại được nhận. Tải riêng tệp PDF lên.", field=FIELD)
    return enter_file(keep_bytes(body), name=name, media_type=kind, now=now)
