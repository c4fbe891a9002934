"""What clamd finds is refused with a sentence; what it cannot be asked about, as the setting says."""

import hashlib
import os
import shutil
import socketserver
import subprocess
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from langbiang.foundation import clock
from langbiang.foundation.files.interface import PDF, File, Infected, NotScanned, check_clean, keep_upload
from langbiang.foundation.files.scanning import answers
from langbiang.foundation.tests.standins import VIRUS, Clamd, serving


@pytest.fixture(params=["socket", "port"])
def clamd(request, settings, tmp_path):
    if request.param == "socket":
        server = socketserver.ThreadingUnixStreamServer(str(tmp_path / "c"), Clamd)
        settings.CLAMD = str(tmp_path / "c")
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
    with serving(server):
        yield


def upload(content, settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return keep_upload(SimpleUploadedFile("cong-van.pdf", content), allowed=[PDF], now=clock.now())


@pytest.mark.django_db
def test_an_infected_upload_is_refused_and_not_kept(clamd, settings, tmp_path):
    with pytest.raises(Infected, match=r"“cong-van.pdf” có vi-rút \(Test.Harmless\)") as refused:
        upload(VIRUS, settings, tmp_path)
    assert refused.value.field == "file"
    assert not list((tmp_path / "files").glob("??/*"))
    assert upload(b"%PDF-1.4 clean", settings, tmp_path).pk
    assert File.objects.count() == 1


def test_pieces_of_any_size_are_one_stream(clamd):
    check_clean([b"x" * 600_000, b"", b"y"], "a")
    with pytest.raises(Infected):
        check_clean([b"x" * 600_000, VIRUS[:9], VIRUS[9:]], "a")


def test_an_answer_that_is_none_is_as_good_as_no_answer(clamd, settings):
    with pytest.raises(NotScanned):
        check_clean([b"too much"], "a")


def test_while_it_is_down_the_setting_decides(settings, tmp_path, caplog):
    settings.CLAMD = str(tmp_path / "nobody")
    with pytest.raises(NotScanned, match="Chưa quét được vi-rút"):
        check_clean([b"a"], "a")
    settings.CLAMD_DOWN = "accept"
    check_clean([b"a"], "a")
    assert "taken in unseen" in caplog.text
    assert not answers()


def test_without_one_nothing_is_asked(settings):
    settings.CLAMD = ""
    check_clean([VIRUS], "a")


@pytest.mark.skipif(shutil.which("clamd") is None, reason="clamd is not installed")
def test_the_real_clamd_finds_its_signature(settings, tmp_path):
    (tmp_path / "db").mkdir()
    (tmp_path / "db/own.hsb").write_text(f"{hashlib.sha256(VIRUS).hexdigest()}:{len(VIRUS)}:Test.Harmless:73\n")
    user = "User root\n" if os.geteuid() == 0 else ""
    (tmp_path / "clamd.conf").write_text(
        f"DatabaseDirectory {tmp_path}/db\nLocalSocket {tmp_path}/s\nForeground yes\n{user}"
    )
    process = subprocess.Popen(["clamd", "-c", tmp_path / "clamd.conf"], stdout=subprocess.DEVNULL)
    settings.CLAMD = f"{tmp_path}/s"
    try:
        end = time.monotonic() + 60
        while not answers():
            assert (process.poll(), time.monotonic() < end) == (None, True)
            time.sleep(0.05)
        with pytest.raises(Infected, match=r"Test\.Harmless"):
            check_clean([VIRUS], "a")
    finally:
        process.terminate()
        process.wait(30)
