"""Packages get their validation data when services outside give it; handing over waits for none of it."""

import zipfile
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from langbiang.apps.documents.tests import factories as documents
from langbiang.apps.identity.interface import open_demo_account
from langbiang.apps.workfiles import queries, services
from langbiang.apps.workfiles.handlers import make_packages_last
from langbiang.apps.workfiles.models import LastingCopy, WorkFile
from langbiang.apps.workfiles.packaging import verify_package
from langbiang.foundation import signing
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.journal.interface import Act, drain, verify
from langbiang.foundation.metrics import exposition
from langbiang.foundation.signing.tests.service import time_stamping

from . import factories
from .factories import DAY, LATER, NOW

DOWN = "http://127.0.0.1:9/"
State = LastingCopy.State
SOON = LATER + timedelta(minutes=1)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A time-stamping service: its address and its root."""
    folder = tmp_path_factory.mktemp("tsa")
    with time_stamping(folder) as address:
        yield address, (folder / "tsa.cer").read_bytes()


@pytest.fixture
def trusted(service):
    root = signing.roots_folder() / "tsa.cer"
    root.parent.mkdir(parents=True, exist_ok=True)
    root.write_bytes(service[1])
    yield
    root.unlink()


@pytest.fixture
def submitted(worker, outgoing, settings, trusted):
    """A file with a signed document and a paper nobody signed, handed over while the service is down."""
    settings.TSA, settings.LONG_TERM = DOWN, True
    file = factories.opened(worker)
    services.add_document(file, outgoing(), seat=worker, now=NOW)
    factories.add_paper(file, worker, content=documents.letter() + b"\n")
    file.refresh_from_db()
    file = services.close_file(file, end_date=DAY, seat=worker, now=NOW)
    return services.submit_file(file, seat=worker, now=LATER)


def anew(file):
    return WorkFile.objects.get(pk=file.pk)


def page_of(file, seat):
    client = Client()
    client.force_login(open_demo_account(seat.person))
    session = client.session
    session["seat"] = str(seat.uid)
    session.save()
    return client, client.get(reverse("workfiles:file-detail", args=[file.uid])).content.decode()


def test_what_waits_is_told_and_caught_up_when_the_service_is_back(
    submitted, clerk, service, settings, tmp_path, september_2020
):
    make_packages_last(SOON)
    (row,) = LastingCopy.objects.all()
    assert (row.state, row.tries, row.copy, row.next_at) == (State.WAITING, 1, None, SOON + timedelta(minutes=1))
    _, told = page_of(submitted, clerk)
    assert "Đang chờ dữ liệu xác thực dài hạn: 1 trên 1 tệp có chữ ký số" in told
    assert "Máy chủ bên kia không nhận kết nối" in told
    assert "langbiang_workfiles_lasting_waiting 1.0" in exposition().decode()
    settings.TSA = service[0]
    make_packages_last(SOON)  # too early
    assert anew(submitted).lasting_package is None
    before = submitted.package.digest
    make_packages_last(SOON + timedelta(minutes=1))
    file = anew(submitted)
    row.refresh_from_db()
    assert (row.state, file.package.digest) == (State.MADE, before)
    assert read_file(row.copy).startswith(read_file(row.original))
    assert told_of(file).details == {"package": file.lasting_package.digest, "copies": 1, "without": 0}
    client, told = page_of(file, clerk)
    assert "Đang chờ" not in told
    address = reverse("workfiles:file-package", args=[file.uid])
    assert f"{address}?ban=dai-han" in told
    assert b"".join(client.get(f"{address}?ban=dai-han").streaming_content) == read_file(file.lasting_package)
    make_packages_last(SOON + timedelta(minutes=2))
    assert Act.objects.filter(verb="workfiles.file.made_lasting").count() == 1
    drain()
    assert verify().findings == []


def told_of(file):
    return Act.objects.get(verb="workfiles.file.made_lasting", subject_id=str(file.uid))


@pytest.fixture
def lasting(submitted, service, settings, tmp_path):
    """The package with its data, on the disk."""
    settings.TSA = service[0]
    make_packages_last(SOON)
    path = tmp_path / "dai-han.zip"
    path.write_bytes(read_file(anew(submitted).lasting_package))
    return path


def test_the_package_holds_original_and_copy_and_is_sound_when_certificates_have_ended(lasting):
    with zipfile.ZipFile(lasting) as archive:
        kept = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert [name.split("/")[0] for name in kept] == ["documents", "documents", "long-term"]
    report = verify_package(lasting, trust=signing.trusted_roots(), now=NOW.replace(year=2050))
    assert report.ok, report.findings
    marks = {f.words.split("/")[0]: f.mark for f in report.findings if "002-" in f.words}
    assert marks == {"documents": "note", "long-term": "ok"}


def test_a_copy_that_does_not_begin_with_its_original_is_found(lasting):
    other = lasting.with_name("khac.zip")
    with zipfile.ZipFile(lasting) as archive, zipfile.ZipFile(other, "w") as changed:
        originals = {name: archive.read(name) for name in archive.namelist()}
        for name, content in originals.items():
            changed.writestr(name, content[:-1] + b" " if name.startswith("documents/002") else content)
    told = [f.words for f in verify_package(other, trust=[], now=NOW).findings if f.mark == "fault"]
    assert any("không phải bản gốc" in words for words in told)


def test_a_copy_whose_signature_does_not_hold_is_said_so_and_not_waited_for(submitted, service, settings, clerk):
    settings.TSA = service[0]
    for root in signing.roots_folder().glob("*.cer"):
        if root.stem != "tsa":
            root.rename(root.with_suffix(".away"))
    try:
        make_packages_last(SOON)
    finally:
        for root in signing.roots_folder().glob("*.away"):
            root.rename(root.with_suffix(".cer"))
    row = LastingCopy.objects.get()
    assert row.state == State.CANNOT
    assert "Chưa xác thực được người ký" in row.reason
    assert anew(submitted).lasting_package is None
    assert "Không bổ sung được cho 1 tệp" in page_of(submitted, clerk)[1]


def test_a_file_given_back_waits_for_nothing_and_begins_anew(submitted, clerk, worker, service, settings):
    file = services.return_file(submitted, reason="Thiếu văn bản", seat=clerk, now=SOON)
    settings.TSA = service[0]
    make_packages_last(SOON)
    assert LastingCopy.objects.get().state == State.WAITING
    file = services.submit_file(anew(file), seat=worker, now=SOON)
    make_packages_last(SOON)
    assert anew(file).lasting_package is not None
    file = services.return_file(anew(file), reason="Thiếu văn bản", seat=clerk, now=SOON)
    assert anew(file).lasting_package is None
    assert LastingCopy.objects.get().state == State.MADE


def test_without_the_setting_nothing_waits(worker, outgoing, settings):
    assert settings.LONG_TERM is False
    file = factories.opened(worker)
    services.add_document(file, outgoing(), seat=worker, now=NOW)
    file = services.close_file(anew(file), end_date=DAY, seat=worker, now=NOW)
    services.submit_file(file, seat=worker, now=LATER)
    assert LastingCopy.objects.count() == 0


def test_once_it_is_switched_off_what_waited_is_asked_for_no_more(submitted, clerk, settings):
    settings.TSA, settings.LONG_TERM = "", False
    make_packages_last(SOON)
    assert (LastingCopy.objects.get().tries, queries.lasting_of(submitted).waiting) == (0, 0)
    assert "Đang chờ" not in page_of(submitted, clerk)[1]


def test_a_copy_is_made_or_not_there(submitted):
    with pytest.raises(IntegrityError), transaction.atomic():
        LastingCopy.objects.update(state=State.MADE)
