"""A verification becomes a signed PDF that names what it found; that it was made is an act."""

import pytest
from django.urls import reverse

from langbiang.apps.audit.models import VerificationReport
from langbiang.apps.audit.services import CannotVerify, make_waiting, order_report, verifying
from langbiang.apps.documents.tests import factories
from langbiang.apps.exchange.tests.keys import give_keys
from langbiang.foundation import signing
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.journal.interface import Act, drain, verify
from langbiang.foundation.printing import pdf_text
from langbiang.foundation.signing.tests.service import run

from .test_search import at

pytestmark = pytest.mark.django_db
LIST = "/kiem-soat/bien-ban/"


@pytest.fixture
def root(settings, tmp_path):
    """The system has a key of its own, under a root in PEM."""
    return give_keys(settings, tmp_path, exchange="Langbiang")


@pytest.fixture
def keyed(acts, root, signed):
    """Acts, a signed head, and a key to sign reports with."""


def made(auditor) -> tuple[VerificationReport, bytes]:
    order_report(seat=auditor, now=factories.NOW)
    make_waiting(factories.NOW)
    report = VerificationReport.objects.get()
    return report, read_file(report.file)


def words_of(pdf: bytes) -> str:
    return " ".join(pdf_text(pdf).split())


def test_a_report_says_what_was_checked_and_is_signed_by_the_system(keyed, auditor, tmp_path, root):
    report, pdf = made(auditor)
    told = words_of(pdf)
    for words in ("Tô Minh Khánh", "Không phát hiện sai lệch", "bản của dịch vụ ký", "Đã chứng minh đến vị trí"):
        assert words in told
    assert (report.state, report.findings, report.proved) == ("made", 0, True)
    verdict = signing.verify(pdf, trust=signing.trusted_roots(), now=factories.NOW)
    assert verdict.standing == "valid"
    (signature,) = verdict.signatures
    assert (signature.signer, signature.field) == ("Langbiang", "he-thong")
    assert signing.verify(pdf + b"x", trust=signing.trusted_roots(), now=factories.NOW).standing == "changed"
    _openssl_holds(pdf, tmp_path, root)


def _openssl_holds(pdf: bytes, folder, root) -> None:
    """Take the signature out by its byte range, as ISO 32000 tells, and let openssl judge it."""
    numbers = pdf[pdf.rindex(b"/ByteRange") :].partition(b"[")[2].partition(b"]")[0].split()
    begin, until, after, rest = map(int, numbers)
    (folder / "signed.bin").write_bytes(pdf[begin : begin + until] + pdf[after : after + rest])
    hole = pdf[until:after].strip().strip(b"<>")
    der = bytes.fromhex(hole.decode())
    length = 4 + int.from_bytes(der[2:4], "big")
    (folder / "signature.der").write_bytes(der[:length])
    judging = f"openssl cms -verify -binary -inform DER -in signature.der -content signed.bin -CAfile {root.name}"
    moment = int(factories.NOW.timestamp())
    run(folder, f"{judging} -purpose any -attime {moment} -out verified.bin")


def test_a_report_names_the_act_that_was_changed(keyed, auditor):
    act = Act.objects.filter(verb="documents.outgoing.registered").first()
    Act.objects.filter(pk=act.pk).update(person="Người khác")
    report, pdf = made(auditor)
    assert report.findings >= 1
    assert str(act.uid) in words_of(pdf).replace(" ", "")
    assert "KHÔNG nguyên vẹn" in words_of(pdf)


def test_what_was_made_is_an_act_with_the_files_digest_and_proves_itself(keyed, auditor):
    report, _ = made(auditor)
    ordered, told = Act.objects.filter(subject_kind="audit.report").order_by("pk")
    assert (ordered.verb, ordered.person) == ("audit.report.ordered", "Tô Minh Khánh")
    assert told.details["digest"] == report.file.digest == report.digest
    drain()
    assert verify().findings == []


def test_only_an_auditor_orders_and_one_at_a_time(keyed, auditor, clerk, admin):
    for other in (clerk, admin):
        with pytest.raises(CannotVerify):
            order_report(seat=other, now=factories.NOW)
        assert at(other).get(LIST).status_code == 403
    order_report(seat=auditor, now=factories.NOW)
    with pytest.raises(CannotVerify, match="Đang có một lần"):
        order_report(seat=auditor, now=factories.NOW)


def test_without_a_key_of_the_system_nothing_is_ordered(acts, auditor, settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    answer = at(auditor).post(f"{LIST}lap/", {"seat": auditor.uid})
    assert answer.status_code == 422
    assert "chưa có khóa ký" in answer.content.decode()
    assert not VerificationReport.objects.exists()


def test_what_breaks_is_said_and_another_may_be_ordered(keyed, auditor, settings, tmp_path):
    order_report(seat=auditor, now=factories.NOW)
    settings.KEYS_DIR = tmp_path / "gone"
    make_waiting(factories.NOW)
    report = VerificationReport.objects.get()
    assert report.state == "failed"
    assert report.failed_for.startswith("Chưa có khóa")
    assert Act.objects.get(verb="audit.report.failed").details == {"reason": report.failed_for}
    assert "Không lập được" in at(auditor).get(LIST).content.decode()


def test_a_report_that_a_worker_has_is_taken_by_no_other_until_it_is_given_up(keyed, auditor):
    report = order_report(seat=auditor, now=factories.NOW)
    VerificationReport.objects.update(begun_at=factories.NOW)
    make_waiting(factories.NOW + verifying.GIVEN_UP / 2)
    report.refresh_from_db()
    assert report.state == "ordered"
    make_waiting(factories.NOW + verifying.GIVEN_UP * 2)
    report.refresh_from_db()
    assert report.state == "made"


def test_the_page_orders_tells_how_far_it_is_and_gives_the_file(keyed, auditor):
    client = at(auditor)
    assert client.post(f"{LIST}lap/", {"seat": auditor.uid}).status_code == 302
    report = VerificationReport.objects.get()
    progress = reverse("audit:report-progress", args=[report.uid])
    assert f'hx-get="{progress}"' in client.get(LIST).content.decode()
    VerificationReport.objects.update(step=3, steps=30)
    assert "3/30" in client.get(progress).content.decode()
    assert client.get(reverse("audit:report-file", args=[report.uid])).status_code == 404
    make_waiting(factories.NOW)
    assert client.get(progress).headers["HX-Refresh"] == "true"
    page = client.get(LIST).content.decode()
    assert "Không sai lệch, khớp đầu chuỗi đã ký" in page
    given = client.get(reverse("audit:report-file", args=[report.uid]))
    assert b"".join(given.streaming_content).startswith(b"%PDF")
