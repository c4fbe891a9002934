"""Office files as PDF, by LibreOffice where it is installed; it runs as a process of its own, in an empty home."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from langbiang.foundation.errors import Refused

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 90  # a document of some hundred pages; what takes longer is broken or hostile


class CannotConvert(Refused):
    """LibreOffice is not installed, or could not read the file."""


def docx_to_pdf(docx: bytes) -> bytes:
    """
    Turn a DOCX into a PDF.

    :raises CannotConvert: with what to do, when there is no LibreOffice or it gave nothing.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise CannotConvert(
            "Máy chủ chưa cài LibreOffice nên chưa chuyển được DOCX. Mở tệp bằng Word, lưu thành PDF rồi tải PDF lên."
        )
    with tempfile.TemporaryDirectory() as folder:
        home, source = Path(folder), Path(folder) / "van-ban.docx"
        source.write_bytes(docx)
        _run(program, source, home)
        made = source.with_suffix(".pdf")
        if not made.exists():
            raise CannotConvert("Không đọc được tệp DOCX này. Mở lại bằng Word, lưu thành PDF rồi tải lên.")
        return made.read_bytes()


def _run(program: str, source: Path, home: Path) -> None:
    words = [program, f"-env:UserInstallation={home.as_uri()}/profile", "--headless", "--norestore"]
    words += ["--convert-to", "pdf:writer_pdf_Export", "--outdir", str(home), str(source)]
    try:
        # A fixed program, a fixed file name, an empty home: no word comes from outside.
        subprocess.run(words, capture_output=True, timeout=SECONDS, check=False, env=_environment(home))  # noqa: S603
    except subprocess.TimeoutExpired as slow:
        raise CannotConvert("Chuyển DOCX sang PDF quá lâu nên đã dừng. Lưu thành PDF rồi tải lên tệp PDF.") from slow


def _environment(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
