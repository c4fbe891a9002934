"""Office files as PDF, by LibreOffice where it is installed: a process of its own, an empty home, no network."""

import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings

from langbiang.foundation.errors import Refused
from langbiang.foundation.files.sniff import open_zip

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 90  # a document of some hundred pages; what takes longer is broken or hostile
UNPACKED = 200 * 1024 * 1024  # bytes that a DOCX may unpack to

# Macros never run, and nothing is fetched from elsewhere: every scheme is led to a proxy that is not there.
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>"""
_ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
# Tinos has the widths of Times New Roman, in which official letters are set: with it lines break where Word broke them.
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir>
<alias binding="same"><family>Times New Roman</family><accept><family>Tinos</family></accept></alias></fontconfig>"""


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
    _check_size(docx)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        source = home / "van-ban.docx"
        source.write_bytes(docx)
        _furnish(home)
        _run(program, source, home)
        made = source.with_suffix(".pdf")
        if not made.exists():
            raise CannotConvert("Không đọc được tệp DOCX này. Mở lại bằng Word, lưu thành PDF rồi tải lên.")
        return made.read_bytes()


def _check_size(docx: bytes) -> None:
    """:raises CannotConvert: for what is no ZIP, or would unpack to more than any letter needs."""
    try:
        unpacked = sum(entry.file_size for entry in open_zip(BytesIO(docx)).infolist())
    except zipfile.BadZipFile as broken:
        raise CannotConvert("Tệp DOCX hỏng. Mở lại bằng Word, lưu thành PDF rồi tải lên.") from broken
    if unpacked > UNPACKED:
        raise CannotConvert("Tệp DOCX bung ra quá lớn nên không chuyển được. Lưu thành PDF rồi tải lên tệp PDF.")


def _furnish(home: Path) -> None:
    profile = home / "profile" / "user"
    profile.mkdir(parents=True)
    items = "".join(_ITEM.format(*one) for one in _SETTINGS)
    (profile / "registrymodifications.xcu").write_text(_REGISTRY.format(items), encoding="utf-8")
    (home / "fonts.conf").write_text(_FONTS.format(escape(str(settings.FONTS_DIR))), encoding="utf-8")


def _run(program: str, source: Path, home: Path) -> None:
    words = [program, f"-env:UserInstallation={home.as_uri()}/profile", "--headless", "--norestore", "--nolockcheck"]
    words += ["--convert-to", "pdf:writer_pdf_Export", "--outdir", str(home), str(source)]
    # A fixed program, a fixed file name, an empty home: no word comes from outside. It starts others, so it gets a
    # group of its own by which all of them end; with pipes the wait would be for the last of them.
    process = subprocess.Popen(  # noqa: S603
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(home),
        start_new_session=True,
    )
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired as slow:
        raise CannotConvert("Chuyển DOCX sang PDF quá lâu nên đã dừng. Lưu thành PDF rồi tải lên tệp PDF.") from slow
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _environment(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "FONTCONFIG_FILE": str(home / "fonts.conf"),
    }
