"""When certificates run out: of keys here, of those bound whose key is elsewhere, trusted roots, who stamps for us."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from asn1crypto import cms
from cryptography import x509
from cryptography.x509.oid import NameOID
from django.conf import settings

from langbiang.foundation import clock
from langbiang.foundation.signing.bound import find_bound, list_bound
from langbiang.foundation.signing.keyring import roots_folder, server_key, signing_folder, token_file
from langbiang.foundation.signing.keys import Certificate, NoKey, ServerKey

URGENT = 7  # days before the end from which it presses
ROOT, STAMP = "root", "stamp"


class Nearness(StrEnum):
    """How near the end is; who looks is told of all but the first."""

    FAR = "far"
    SOON = "soon"
    URGENT = "urgent"
    OVER = "over"


@dataclass(frozen=True)
class Validity:
    """
    Until when a certificate counts, together with those between it and its root.

    `name` is that of its file, `purpose` person, agency, exchange, root or stamp; `ends` is None where unreadable.
    """

    name: str
    purpose: str
    holder: str
    ends: datetime | None

    def days_left(self, now: datetime) -> int:
        """Count the days on Vietnam's calendar to the last one; negative when it is past."""
        return (clock.local(self.ends).date() - clock.local(now).date()).days if self.ends else 0

    def nearness(self, now: datetime) -> Nearness:
        """Say how near the end is; what cannot be read counts as over, for nothing can be signed with it."""
        if self.ends is None or self.ends <= now:
            return Nearness.OVER
        days = self.days_left(now)
        if days <= URGENT:
            return Nearness.URGENT
        return Nearness.SOON if days <= settings.CERTIFICATE_WARNING_DAYS else Nearness.FAR


def list_validities() -> list[Validity]:
    """List all that is signed with or trusted here; a key in a token that is not there now is left out."""
    names = {path.stem for end in ("p12", "p11") for path in signing_folder().glob(f"*.{end}")}
    names |= {name for name, _ in list_bound()}
    return [*find_validities(sorted(names)), *list_roots()]


def list_roots() -> Iterator[Validity]:
    """List the trusted roots."""
    return (_of_root(path, path.stat().st_mtime_ns) for path in sorted(roots_folder().glob("*.cer")))


def find_validities(names: Iterable[str]) -> Iterator[Validity]:
    """Give those of the keys under these names that are here, and of the certificates bound to them."""
    for name in names:
        path = signing_folder() / f"{name}.p12"
        if token_file(name).exists():
            yield from _of_token(name)
        elif path.exists():
            yield _of_file(path, path.stat().st_mtime_ns)
        bound = find_bound(name)
        if bound is not None:
            yield _of_holder(name, bound)


def validity_of_stamp(token: bytes) -> Validity:
    """Tell of the certificate of the time-stamping service, from the last stamp (DER) that it made."""
    signed = cms.ContentInfo.load(token)["content"]
    serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    carried = [x509.load_der_x509_certificate(each.chosen.dump()) for each in signed["certificates"]]
    own = next(each for each in carried if each.serial_number == serial)
    return Validity(STAMP, STAMP, _holder(own), own.not_valid_after_utc)


def list_ending(validities: Iterable[Validity], now: datetime) -> list[Validity]:
    """Leave out those whose end is far, and give the others, what ends first before."""
    near = [each for each in validities if each.nearness(now) is not Nearness.FAR]
    return sorted(near, key=lambda each: (each.ends is not None, each.ends or now, each.name))


def _of_token(name: str) -> Iterator[Validity]:
    try:
        yield _of_holder(name, server_key(name))
    except NoKey:
        return  # `doctor` tells of it by itself


@lru_cache(maxsize=8192)  # a PKCS#12 file costs up to 30 ms to open; its certificate alone is kept
def _of_file(path: Path, _changed: int) -> Validity:
    try:
        return _of_holder(path.stem, ServerKey(path, (path.parent / "password").read_text()))
    except (OSError, ValueError):
        return Validity(path.stem, _purpose(path.stem), path.name, None)


@lru_cache(maxsize=256)
def _of_root(path: Path, _changed: int) -> Validity:
    try:
        certificate = x509.load_der_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return Validity(path.stem, ROOT, path.name, None)
    return Validity(path.stem, ROOT, _holder(certificate), certificate.not_valid_after_utc)


def _of_holder(name: str, key: Certificate) -> Validity:
    certificates = [x509.load_der_x509_certificate(each) for each in (key.certificate_der, *key.chain_der)]
    ends = min(each.not_valid_after_utc for each in certificates)
    return Validity(name, _purpose(name), _holder(certificates[0]), ends)


def _purpose(name: str) -> str:
    """Keys are named `person-…`, `agency-…`, or after the one thing that they are for."""
    return name.partition("-")[0]


def _holder(certificate: x509.Certificate) -> str:
    named = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(named[0].value) if named else certificate.subject.rfc4514_string()
