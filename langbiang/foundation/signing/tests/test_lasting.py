"""A signed PDF with its validation data is judged as it stood when it was stamped, whatever became of certificates."""

from datetime import timedelta
from io import BytesIO

import pytest
from asn1crypto import x509 as asn1
from django.test import override_settings
from pyhanko.sign.validation.dss import DocumentSecurityStore

from langbiang.foundation import clock, signing
from langbiang.foundation.signing import CannotLast, NotYet, make_lasting, revocation, verify
from langbiang.foundation.signing.tests.issuer import DAY, HOST, issuing
from langbiang.foundation.signing.tests.service import time_stamping

from .conftest import DATE, NUMBER, UBND

YEARS = timedelta(days=3 * 365)


@pytest.fixture(scope="module")
def now():
    return clock.now().replace(microsecond=0)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory, now):
    with issuing(tmp_path_factory.mktemp("issuer"), now) as issuer:
        yield issuer


@pytest.fixture(scope="module")
def tsa(tmp_path_factory):
    """The address of a time-stamping service and its root."""
    folder = tmp_path_factory.mktemp("tsa")
    with time_stamping(folder) as address:
        yield address, (folder / "tsa.cer").read_bytes()


@pytest.fixture(autouse=True)
def services(issuer, tsa, settings):
    """All of them answer, and the issuer's host may be called; each test begins anew."""
    settings.TSA, settings.REVOCATION_HOSTS = tsa[0], [HOST]
    issuer.down, issuer.moved, issuer.asked, issuer.revoked = set(), "", [], set()


@pytest.fixture(scope="module")
def keys(issuer):
    return issuer.issue("Đoàn Văn Việt", UBND), issuer.issue(UBND, UBND)


@pytest.fixture(scope="module")
def pdf(laid, keys, now):
    """A document with the signatures of person and agency."""
    return made(laid, *keys, now)


def made(laid, leader, clerk, now):
    signed = signing.sign_as_person(laid, leader, name="Đoàn Văn Việt", post="Chủ tịch", now=now)
    return signing.sign_as_agency(signed, clerk, agency=UBND, number=NUMBER, date=DATE, now=now)


@pytest.fixture(scope="module")
def trust(issuer, tsa):
    return [issuer.trust, tsa[1]]


@pytest.fixture(scope="module")
def lasting(pdf, trust, now, tsa):
    with override_settings(TSA=tsa[0], REVOCATION_HOSTS=[HOST]):
        return make_lasting(pdf, trust=trust, now=now)


def serial_of(key):
    return asn1.Certificate.load(key.certificate_der).serial_number


def test_years_after_its_certificates_ended_it_is_still_sound(pdf, lasting, trust, now):
    later = now + YEARS
    assert verify(pdf, trust=trust, now=later).standing == "untrusted"
    verdict = verify(lasting, trust=trust, now=later)
    assert verdict.standing == "valid"
    assert [finding.role for finding in verdict.signatures] == ["person", "agency", "stamp"]
    assert [finding.reasons for finding in verdict.signatures] == [(), (), ()]
    assert lasting.startswith(pdf)


def test_what_is_revoked_later_was_sound_then_and_without_data_it_is_too_late(pdf, lasting, keys, trust, issuer, now):
    issuer.revoked = {serial_of(keys[0])}
    assert verify(lasting, trust=trust, now=now + DAY).standing == "valid"
    with pytest.raises(CannotLast, match="đã bị thu hồi"):
        make_lasting(pdf, trust=trust, now=now)


def test_a_certificate_that_was_revoked_when_the_file_was_stamped_is_not_trusted(pdf, trust, issuer, keys, now):
    assert verify(stamped_with(issuer, keys, pdf), trust=trust, now=now).standing == "valid"
    issuer.revoked = {serial_of(keys[1])}
    assert verify(stamped_with(issuer, keys, pdf), trust=trust, now=now).standing == "untrusted"


def stamped_with(issuer, keys, pdf):
    """Put what is told of the keys' certificates into a file, whatever it says, and stamp it."""
    told, out = revocation.Revocation(), BytesIO(pdf)
    for key in keys:
        told.ask_about([asn1.Certificate.load(each) for each in (issuer.trust, key.certificate_der)])
    DocumentSecurityStore.add_dss(out, None, ocsps=told.responses, force_write=True)
    return signing.signatures.wait_for(signing.lasting._stamped(out.getvalue()))


def test_junk_after_the_stamp_and_a_changed_byte_are_found(lasting, trust, now):
    assert verify(lasting + b"\njunk", trust=trust, now=now).standing == "changed"
    for at in (2000, len(lasting) - 70_000):
        changed = bytearray(lasting)
        changed[at] ^= 1
        assert verify(bytes(changed), trust=trust, now=now).standing not in ("valid", "untrusted")


def test_a_stamp_of_a_service_that_is_not_trusted_moves_no_clock(lasting, issuer, now):
    verdict = verify(lasting, trust=[issuer.trust], now=now + YEARS)
    assert verdict.standing == "untrusted"
    assert "Dấu thời gian" in verdict.signatures[-1].reasons[0]


def test_a_stamp_without_a_signature_is_no_signature(laid, trust, now):
    stamped = signing.signatures.wait_for(signing.lasting._stamped(laid))
    assert verify(stamped, trust=trust, now=now).standing == "unsigned"


# -- services that are down, and addresses that are not to be called


def test_the_list_is_read_where_the_responder_is_down(pdf, issuer, trust, now):
    issuer.down = {"ocsp"}
    assert verify(make_lasting(pdf, trust=trust, now=now), trust=trust, now=now + YEARS).standing == "valid"
    assert issuer.asked == ["ocsp", "crl", "ocsp"]  # one list tells of both


@pytest.mark.parametrize("down", [{"ocsp", "crl"}, "tsa"])
def test_while_nobody_answers_it_is_not_yet(pdf, issuer, trust, now, settings, down):
    if down == "tsa":
        settings.TSA = "http://127.0.0.1:9/"
    else:
        issuer.down = down
    with pytest.raises(NotYet):
        make_lasting(pdf, trust=trust, now=now)


def test_what_was_told_too_long_ago_is_not_taken(pdf, trust, now):
    with pytest.raises(NotYet, match="quá cũ"):
        make_lasting(pdf, trust=trust, now=now + timedelta(days=30))


def test_nobody_is_asked_about_a_chain_that_ends_at_no_trusted_root(pdf, issuer, tsa, now):
    with pytest.raises(CannotLast):
        make_lasting(pdf, trust=[tsa[1]], now=now)
    assert issuer.asked == []


def test_a_private_address_is_not_called_unless_a_setting_names_its_host(pdf, issuer, trust, now, settings):
    settings.REVOCATION_HOSTS = []
    with pytest.raises(NotYet, match="mạng nội bộ"):
        make_lasting(pdf, trust=trust, now=now)
    assert issuer.asked == []


def test_a_redirection_is_followed_nowhere(pdf, issuer, trust, now):
    issuer.moved = f"{issuer.address}/khac"
    with pytest.raises(NotYet, match="HTTP 302"):
        make_lasting(pdf, trust=trust, now=now)
    assert set(issuer.asked) == {"ocsp", "crl"}


def test_a_certificate_that_names_nobody_is_stamped_all_the_same(laid, issuer, trust, now):
    silent = [issuer.issue(name, UBND, ocsp=False, crl=False) for name in ("Đoàn Văn Việt", UBND)]
    made_here = make_lasting(made(laid, *silent, now), trust=trust, now=now)
    assert issuer.asked == []
    assert verify(made_here, trust=trust, now=now + YEARS).standing == "valid"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("fd00::1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
    ],
)
def test_which_addresses_are_public(address, public):
    assert revocation._is_public(address) is public


@pytest.mark.parametrize(
    "url", ["https://ca.vn/x", "ldap://ca.vn/x", "file:///etc/passwd", "http:///x", "http://u@ca.vn/"]
)
def test_only_plain_http_to_a_host_is_called(url):
    with pytest.raises(revocation.CallFailed):
        revocation._address(url)


def test_a_list_longer_than_the_limit_is_not_read(issuer, monkeypatch, keys):
    monkeypatch.setattr(revocation, "CRL_MOST", 100)
    issuer.down = {"ocsp"}
    with pytest.raises(revocation.NoRevocationData, match="dài hơn"):
        revocation.Revocation().ask_about(
            [asn1.Certificate.load(each) for each in (issuer.trust, keys[0].certificate_der)]
        )
