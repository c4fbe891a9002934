"""DOCX to PDF: with the real LibreOffice, and with what stands in its place to try how it is started and ended."""

import os
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from langbiang.foundation.printing import CannotConvert, converting, docx_to_pdf, page_sizes, pdf_text

from .word import docx

LINES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Kính gửi: Ủy ban nhân dân các huyện, thành phố Đà Lạt, Bảo Lộc",
    "Căn cứ Nghị định số 30/2020/NĐ-CP; đề nghị K’ Thị Diệu (Đạ M'Rông).",
)
with_office = pytest.mark.skipif(
    not any(map(shutil.which, converting.PROGRAMS)), reason="LibreOffice is not installed; CI brings it"
)


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Put a program of our own where LibreOffice would be found."""

    def stand_in(script: str):
        place = tmp_path / "bin"
        place.mkdir()
        (place / "soffice").write_text(f"#!/bin/sh\n{script}\n")
        (place / "soffice").chmod(0o755)
        monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")

    return stand_in


@with_office
def test_vietnamese_words_and_a4_survive_and_lines_break_as_in_word():
    pdf = docx_to_pdf(docx(*LINES))
    assert [" ".join(line.split()) for line in pdf_text(pdf).splitlines() if line.strip()] == list(LINES)
    assert [(round(width), round(height)) for width, height in page_sizes(pdf)] == [(595, 842)]
    assert b"Tinos" in pdf  # the widths of Times New Roman


@with_office
def test_nothing_is_fetched_from_the_network():
    asked = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pdf = docx_to_pdf(docx(*LINES, picture=f"http://127.0.0.1:{server.server_port}/anh.png"))
        server.shutdown()
    assert LINES[0] in pdf_text(pdf)
    assert asked == []


def test_without_libreoffice_a_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotConvert, match="chưa cài LibreOffice"):
        docx_to_pdf(docx(*LINES))


def test_what_takes_too_long_is_ended_with_all_it_started(program, monkeypatch, tmp_path):
    child = tmp_path / "child"
    program(f"sleep 600 & echo $! > {child}; wait")
    monkeypatch.setattr(converting, "SECONDS", 0.5)
    with pytest.raises(CannotConvert, match="quá lâu"):
        docx_to_pdf(docx(*LINES))
    state = subprocess.run(["ps", "-o", "stat=", "-p", child.read_text().strip()], capture_output=True, text=True)
    assert state.stdout.strip()[:1] in ("", "Z")


def test_what_gives_no_pdf_is_refused(program):
    program("exit 1")
    with pytest.raises(CannotConvert, match="Không đọc được"):
        docx_to_pdf(docx(*LINES))


def test_each_conversion_has_an_empty_home_where_no_macro_runs(program, tmp_path):
    program(f'cp "$HOME/profile/user/registrymodifications.xcu" {tmp_path}/; env > {tmp_path}/env')
    with pytest.raises(CannotConvert):
        docx_to_pdf(docx(*LINES))
    settings = (tmp_path / "registrymodifications.xcu").read_text()
    assert 'oor:name="DisableMacrosExecution" oor:op="fuse"><value>true<' in settings
    assert "LANGBIANG" not in (tmp_path / "env").read_text()  # no secret of ours in its surroundings


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(docx("Bom", padding=converting.UNPACKED), "quá lớn"), (b"PK\x03\x04 broken", "hỏng")],
    ids=["bomb", "broken"],
)
def test_a_zip_bomb_is_refused_before_anything_opens_it(program, tmp_path, content, sentence):
    program(f"touch {tmp_path}/started")
    with pytest.raises(CannotConvert, match=sentence):
        docx_to_pdf(content)
    assert not (tmp_path / "started").exists()
