"""
Files by digest: how the product takes in, keeps and opens them.

An upload is judged here once: size, that it is not empty, and that its bytes are what is allowed. The name that a
person or another system gave is kept for reading only and never becomes a path.
"""

import time
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse

from langbiang.foundation.errors import Refused

from .models import File
from .scanning import Infected, NotScanned, check_clean
from .sniff import DOCX, JPEG, PDF, PNG, XLSX, sniff_file
from .store import (
    KEEP_UNNAMED,
    Stored,
    Writer,
    has_bytes,
    keep_bytes,
    list_digests,
    open_bytes,
    remove_bytes,
    remove_unfinished,
)

__all__ = [
    "PDF",
    "CannotKeep",
    "File",
    "Infected",
    "NotScanned",
    "Stored",
    "Writer",
    "answer_with",
    "check_clean",
    "enter_file",
    "has_bytes",
    "keep_bytes",
    "keep_upload",
    "open_bytes",
    "open_file",
    "read_file",
    "sweep",
    "tidy_name",
]

NAMES = {PDF: "PDF", DOCX: "Word (DOCX)", XLSX: "Excel (XLSX)", PNG: "ảnh PNG", JPEG: "ảnh JPEG"}


class CannotKeep(Refused):
    """An upload is empty, too large or not of an allowed kind."""


def keep_upload(upload: "UploadedFile[bytes]", *, allowed: Collection[str], now: datetime, field: str = "file") -> File:
    """
    Keep an uploaded file whose bytes, not whose name, are of an allowed media type.

    :raises CannotKeep, Infected, NotScanned: with the sentence for the person.
    """
    limit = settings.UPLOAD_LIMIT
    if not upload.size:
        raise CannotKeep("Tệp rỗng (0 byte). Chọn lại tệp có nội dung.", field=field)
    if upload.size > limit:
        raise CannotKeep(
            f"Tệp nặng {upload.size / 1024**2:.0f} MB, quá giới hạn {limit // 1024**2} MB. Nén hoặc tách rồi tải lại.",
            field=field,
        )
    upload.seek(0)
    assert upload.file is not None
    media_type = sniff_file(upload.file)
    if media_type not in allowed:
        wanted = ", ".join(NAMES.get(kind, kind) for kind in sorted(allowed))
        raise CannotKeep(
            f"Nội dung tệp không phải {wanted}, dù tên tệp là “{tidy_name(upload.name or '')}”.", field=field
        )
    check_clean(upload.chunks(), tidy_name(upload.name or "tep"), field=field)
    writer = Writer()
    try:
        for piece in upload.chunks():
            writer.write(piece)
    except BaseException:
        writer.discard()
        raise
    return enter_file(writer.keep(), name=upload.name or "tep", media_type=media_type, now=now)


def enter_file(stored: Stored, *, name: str, media_type: str, now: datetime) -> File:
    """Enter kept bytes under a name; the owner's row must point at it in the same transaction."""
    return File.objects.create(
        digest=stored.digest, size=stored.size, name=tidy_name(name), media_type=media_type, created_at=now
    )


def open_file(file: File) -> BinaryIO:
    return open_bytes(file.digest)


def read_file(file: File) -> bytes:
    with open_bytes(file.digest) as stream:
        return stream.read()


def answer_with(file: File, *, inline: bool) -> FileResponse:
    """Answer a request with a file; only PDFs are ever shown inside the browser, the rest is downloaded."""
    shown = inline and file.media_type == "application/pdf"
    response = FileResponse(open_file(file), as_attachment=not shown, filename=file.name, content_type=file.media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def tidy_name(name: str) -> str:
    """Make a name safe to show and to save under: no path, no control characters, 200 letters, extension kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter for letter in last if letter.isprintable()).strip(" .") or "tep"
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > 10:
        return plain[:200]
    return f"{stem[: 200 - len(extension) - 1]}.{extension}"


def sweep(*, keep_for: float = KEEP_UNNAMED.total_seconds()) -> int:
    """Remove bytes that no `File` names and that came more than `keep_for` seconds ago; say how many."""
    removed, before = 0, time.time() - keep_for
    remove_unfinished(begun_before=before)
    for batch in _in_batches(list_digests(), 500):
        old = [digest for digest, kept_at in batch if kept_at < before]
        named = set(File.objects.filter(digest__in=old).values_list("digest", flat=True))
        removed += sum(remove_bytes(digest, kept_before=before) for digest in old if digest not in named)
    return removed


def _in_batches(rows: Iterable[tuple[str, float]], size: int) -> Iterable[list[tuple[str, float]]]:
    batch: list[tuple[str, float]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
