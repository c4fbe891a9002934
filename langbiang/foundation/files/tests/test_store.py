import os
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from langbiang.foundation.clock import now
from langbiang.foundation.files import handlers, store
from langbiang.foundation.files import interface as files
from langbiang.foundation.journal.interface import declared_timers

PDF = "application/pdf"
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.FILES_DIR = tmp_path
    return tmp_path


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_writer_keeps_bytes_under_their_digest(folder):
    writer = store.Writer()
    for piece in (b"Lang", b"", b"biang"):
        writer.write(piece)
    stored = writer.keep()
    assert stored.size == writer.size == 9
    assert names(folder) == [f"{stored.digest[:2]}/{stored.digest}"]
    assert store.open_bytes(stored.digest).read() == b"Langbiang"


def test_writer_that_is_discarded_leaves_nothing(folder):
    writer = store.Writer()
    writer.write(b"abc")
    writer.discard()
    assert names(folder) == []


def test_the_same_bytes_are_kept_once_and_become_young_again(folder):
    digest = store.keep_bytes(b"abc").digest
    age(digest, 3 * DAY)
    assert store.keep_bytes(b"abc").digest == digest
    assert len(names(folder)) == 1
    assert dict(store.list_digests())[digest] > time.time() - DAY


@pytest.mark.parametrize("digest", ["", "..", "../..", "../../etc/passwd", "a" * 63, "A" * 64, "/" * 64, "é" * 64])
def test_what_is_no_digest_opens_nothing(digest):
    with pytest.raises(FileNotFoundError):
        store.open_bytes(digest)
    with pytest.raises(FileNotFoundError):
        store.remove_bytes(digest, kept_before=time.time())


def test_a_digest_that_is_not_kept_is_not_found():
    assert not store.has_bytes("0" * 64)
    with pytest.raises(FileNotFoundError):
        store.open_bytes("0" * 64)


# -- sweeping


def age(digest: str, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(store._place(digest), (moment, moment))


@pytest.mark.django_db
def test_sweep_removes_old_bytes_without_a_name_and_leaves_young_and_named():
    young, old, named = (store.keep_bytes(content).digest for content in (b"young", b"old", b"named"))
    files.enter_file(files.Stored(named, 5), name="a.pdf", media_type=PDF, now=now())
    age(old, 2 * DAY)
    age(named, 2 * DAY)
    assert files.sweep() == 1
    assert [store.has_bytes(digest) for digest in (young, old, named)] == [True, False, True]


@pytest.mark.django_db
def test_sweep_leaves_bytes_that_were_kept_again_meanwhile(monkeypatch):
    digest = store.keep_bytes(b"again").digest
    listed = [(digest, time.time() - 2 * DAY)]  # as they were when the sweeper looked
    monkeypatch.setattr(files, "list_digests", lambda: iter(listed))
    assert files.sweep() == 0
    assert store.has_bytes(digest)


@pytest.mark.django_db
def test_sweep_removes_what_was_never_finished_and_leaves_what_is_being_written():
    broken, at_work = store.Writer(), store.Writer()
    moment = time.time() - 2 * DAY
    os.utime(broken._path, (moment, moment))
    files.sweep()
    assert [writer._path.exists() for writer in (broken, at_work)] == [False, True]
    at_work.discard()


@pytest.mark.django_db
def test_the_store_and_the_sessions_are_cleared_every_day():
    old = store.keep_bytes(b"old").digest
    age(old, 2 * DAY)
    Session.objects.create(session_key="a", session_data="", expire_date=now() - timedelta(days=1))
    for timed in (handlers.sweep_daily, handlers.clear_sessions):
        declared = declared_timers()[f"{timed.__module__}.{timed.__qualname__}"]
        assert declared.every == DAY
        declared.run(now())
    assert not store.has_bytes(old)
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_an_upload_that_is_rolled_back_leaves_no_row():
    with transaction.atomic():
        file = files.keep_upload(SimpleUploadedFile("a.pdf", b"%PDF-1.7 a"), allowed=[PDF], now=now())
        transaction.set_rollback(True)
    assert not files.File.objects.filter(digest=file.digest).exists()
    assert store.has_bytes(file.digest)  # until the sweeper comes
    age(file.digest, 2 * DAY)
    assert files.sweep() == 1


# -- uploads


@pytest.mark.django_db
def test_keep_upload_says_size_kind_and_a_tidy_name():
    file = files.keep_upload(SimpleUploadedFile("C:\\thư mục\\a.pdf", b"%PDF-1.7 a"), allowed=[PDF], now=now())
    assert (file.name, file.size, file.media_type) == ("a.pdf", 10, PDF)
    assert files.read_file(file) == b"%PDF-1.7 a"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "Tệp rỗng"), (b"%PDF-" + b"a" * 3000, "quá giới hạn"), (b"GIF89a....", "không phải PDF.*“a.pdf”")],
)
def test_keep_upload_refuses_with_a_sentence_and_keeps_nothing(content, sentence, folder, settings):
    settings.UPLOAD_LIMIT = 2048
    with pytest.raises(files.CannotKeep, match=sentence):
        files.keep_upload(SimpleUploadedFile("a.pdf", content), allowed=[PDF], now=now())
    assert names(folder) == []


@pytest.mark.django_db
def test_only_a_pdf_is_shown_inside_the_browser():
    for media_type, shown in ((PDF, "inline"), ("text/html", "attachment"), ("image/png", "attachment")):
        stored = store.keep_bytes(media_type.encode())
        file = files.enter_file(stored, name="văn bản.pdf", media_type=media_type, now=now())
        response = files.answer_with(file, inline=True)
        assert response.headers["Content-Disposition"].startswith(shown)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert b"".join(response.streaming_content) == media_type.encode()


# -- names


@given(st.text(max_size=400))
def test_tidy_name_is_never_a_path_nor_empty_nor_long(name):
    tidy = files.tidy_name(name)
    assert 0 < len(tidy) <= 200
    assert not set(tidy) & {"/", "\\", "\0", "\n"}
    assert tidy not in (".", "..")
    assert tidy.isprintable()


@given(st.text(max_size=400))
def test_tidy_name_of_a_tidy_name_is_itself(name):
    assert files.tidy_name(files.tidy_name(name)) == files.tidy_name(name)


def test_tidy_name_keeps_the_extension_of_a_long_name():
    assert files.tidy_name("ă" * 300 + ".docx") == "ă" * 195 + ".docx"


@pytest.mark.parametrize(
    ("name", "tidy"),
    [("../../etc/passwd", "passwd"), ("C:\\a\\b.pdf", "b.pdf"), ("", "tep"), ("..", "tep"), (" a.pdf ", "a.pdf")],
)
def test_tidy_name_of_bad_names(name, tidy):
    assert files.tidy_name(name) == tidy
