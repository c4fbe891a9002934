"""The page on which a leader signs with a key at a remote signing service, without any script."""

import re

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from langbiang.apps.documents import services
from langbiang.apps.documents.models import OutgoingDocument, SigningSession
from langbiang.apps.documents.tests import factories
from langbiang.apps.documents.tests.desks import own_key
from langbiang.foundation import signing
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.journal.interface import Act
from langbiang.foundation.signing.tests.remote_service import CREDENTIAL, remote_service

from .test_pages import at, carried, clerk, leader, page_of

__all__ = ["clerk", "leader"]  # fixtures
pytestmark = pytest.mark.django_db
HERE = "ky-tu-xa/"


@pytest.fixture
def presented(clerk, leader):
    return factories.outgoing("presented", clerk=clerk, signer=leader)


@pytest.fixture
def service(settings, leader, presented):
    """The leader's key is at the service."""
    own = own_key(leader)
    certificate = own.certificate.public_bytes(Encoding.DER)
    with remote_service(settings, own.key, certificate) as running:
        name = f"person-{leader.person.uid}"
        signing.bind_credential(name, CREDENTIAL, now=factories.NOW)
        yield running
        signing.drop_bound(name)


def text(answer) -> str:
    return answer.content.decode()


def fresh() -> OutgoingDocument:
    return OutgoingDocument.objects.get()


def test_the_document_leads_here_and_the_pin_signs(leader, presented, service):
    client = at(leader)
    assert page_of(presented, HERE) in text(client.get(page_of(presented)))
    page = text(client.get(page_of(presented, HERE)))
    assert 'name="pin"' in page
    assert 'name="otp"' not in page
    answer = client.post(page_of(presented, HERE), carried(leader, presented, pin="1234"), follow=True)
    assert "Đã ký. Văn thư sẽ cấp số" in text(answer)
    signed = fresh()
    verdict = signing.verify(read_file(signed.file), trust=signing.trusted_roots(), now=factories.NOW)
    assert (signed.state, verdict.standing) == ("signed", "valid")
    assert not SigningSession.objects.exists()
    assert "1234" not in str(list(Act.objects.values_list("details", flat=True)))


def test_a_code_is_sent_when_asked_for_and_signs(leader, presented, service):
    service.pin, service.otp = "", "778899"
    client = at(leader)
    sent = client.post(page_of(presented, f"{HERE}ma-otp/"), carried(leader, presented), follow=True)
    assert "Dịch vụ đã gửi mã OTP" in text(sent)
    assert "/csc/v1/credentials/sendOTP" in service.asked
    client.post(page_of(presented, HERE), carried(leader, presented, otp="778899"))
    assert fresh().state == "signed"


def test_on_the_phone_nothing_is_typed_here(leader, presented, service):
    service.mode = "implicit"
    client = at(leader)
    page = text(client.get(page_of(presented, HERE)))
    assert "xác nhận ở ứng dụng ký số trên điện thoại" in page
    assert 'name="pin"' not in page
    client.post(page_of(presented, HERE), carried(leader, presented))
    assert fresh().state == "signed"


def test_a_wrong_pin_is_said_beside_it_is_not_shown_again_and_nothing_moves(leader, presented, service):
    answer = at(leader).post(page_of(presented, HERE), carried(leader, presented, pin="9876"))
    assert answer.status_code == 422
    assert "Mã PIN không đúng" in text(answer)
    assert "9876" not in text(answer)
    assert (fresh().state, SigningSession.objects.count()) == ("presented", 0)


def test_what_was_left_out_is_asked_for_and_the_service_is_not_called(leader, presented, service):
    service.otp = "778899"
    answer = at(leader).post(page_of(presented, HERE), carried(leader, presented))
    assert answer.status_code == 422
    for sentence in ("Nhập mã PIN của dịch vụ ký từ xa.", "Nhập mã OTP mà dịch vụ gửi cho bạn."):
        assert sentence in text(answer)
    assert "/csc/v1/credentials/authorize" not in service.asked


def test_a_signature_of_something_else_is_refused(leader, presented, service):
    service.alters = True
    answer = at(leader).post(page_of(presented, HERE), carried(leader, presented, pin="1234"))
    assert answer.status_code == 422
    assert "Chữ ký không khớp với chứng thư số" in text(answer)
    assert fresh().state == "presented"


def test_while_the_service_is_away_the_page_says_so_and_offers_the_key_here(leader, presented, service, settings):
    settings.REMOTE_SIGNING_URL = "http://127.0.0.1:9"
    page = text(at(leader).get(page_of(presented, HERE)))
    assert "Dịch vụ ký từ xa không trả lời" in page
    assert not re.search(r'name="(pin|otp)"', page)
    assert "Ký bằng khóa trên máy chủ" in page


def test_a_document_that_changed_meanwhile_is_not_signed(leader, clerk, presented, service):
    said = carried(leader, presented, pin="1234")
    services.return_outgoing(presented, reason="Sửa", seat=leader, now=factories.NOW)
    answer = at(leader).post(page_of(presented, HERE), said)
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(presented))
    assert fresh().state == "draft"
