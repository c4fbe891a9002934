"""What is asked for, taken apart and judged: nothing is signed that is not the document which is shown."""

import base64
import binascii
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from asn1crypto import cms, tsp  # tsp teaches cms what a signing-certificate attribute is

MOST_WORDS = 2_000  # letters of one fact
KINDS = {"content_type", "message_digest", "signing_certificate_v2", "cms_algorithm_protection"}


class Unsound(Exception):
    """What was asked is not what it says it is; `str()` is the sentence for the person."""


@dataclass(frozen=True)
class Facts:
    """What the site says the document is: shown to the person, checked by nobody."""

    agency: str
    symbol: str
    title: str
    receivers: str


@dataclass(frozen=True)
class Request:
    """A document that waits for its signature; the hole for the CMS runs from `start` to `end`, brackets included."""

    document: bytes
    start: int
    end: int
    attributes: bytes
    certificate: str  # SHA-256, hexadecimal
    facts: Facts


def read_request(body: bytes) -> Request:
    """Read what a page sent. :raises Unsound: unless all of it is there, in the shape of the protocol."""
    try:
        told = json.loads(body)
        start, end = told["hole"]
        facts = Facts(**{name: _words(told["facts"][name]) for name in Facts.__dataclass_fields__})
        request = Request(
            document=base64.b64decode(told["document"], validate=True),
            start=_number(start),
            end=_number(end),
            attributes=base64.b64decode(told["attributes"], validate=True),
            certificate=_words(told["certificate"]).lower(),
            facts=facts,
        )
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise Unsound(
            "Yêu cầu ký không đúng định dạng. Tải lại trang rồi ký lại; nếu vẫn vậy, báo quản trị."
        ) from error
    return request


def check(request: Request, certificate: bytes) -> None:
    """
    Judge by ourselves that the attributes sign this document, as this certificate, and nothing besides.

    :raises Unsound: else.
    """
    document, hole = request.document, request.document[request.start : request.end]
    if not document.startswith(b"%PDF-") or hole != b"<" + b"0" * (len(hole) - 2) + b">" or len(hole) % 2:
        raise Unsound("Tài liệu gửi đến không phải PDF chờ ký. Không ký được.")
    told = _attributes(request.attributes)
    digest = sha256(document[: request.start] + document[request.end :]).digest()
    if told["message_digest"].native != digest:
        raise Unsound("Nội dung yêu cầu ký không khớp tài liệu hiển thị. Không ký; báo quản trị ngay.")
    if told["content_type"].native != "data":
        raise Unsound("Yêu cầu ký không dành cho một tài liệu PDF. Không ký; báo quản trị ngay.")
    if not _names(told["signing_certificate_v2"], certificate):
        raise Unsound("Yêu cầu ký ghi chứng thư khác với chứng thư đã chọn. Không ký; báo quản trị ngay.")


def _attributes(der: bytes) -> dict[str, Any]:
    """Read the signed attributes: each kind once, none that is not known, in their one encoding."""
    try:
        attributes = cms.CMSAttributes.load(der, strict=True)
        told = {each["type"].native: each["values"] for each in attributes}
        once = len(told) == len(attributes) and all(len(values) == 1 for values in told.values())
        whole = cms.CMSAttributes.load(der).dump(force=True) == der
    except (ValueError, TypeError) as error:
        raise Unsound("Không đọc được nội dung yêu cầu ký. Không ký được.") from error
    if not once or not whole or not KINDS - {"cms_algorithm_protection"} <= set(told) <= KINDS:
        raise Unsound("Yêu cầu ký có nội dung lạ. Không ký; báo quản trị ngay.")
    return {kind: values[0] for kind, values in told.items()}


def _names(value: tsp.SigningCertificateV2, certificate: bytes) -> bool:
    """Tell whether a signing-certificate attribute (RFC 5035) names this certificate first, by its SHA-256."""
    if not len(value["certs"]):
        return False
    first = value["certs"][0]
    known = first["hash_algorithm"]["algorithm"].native == "sha256"
    return known and bool(first["cert_hash"].native == sha256(certificate).digest())


def _words(text: Any) -> str:
    if not isinstance(text, str) or len(text) > MOST_WORDS:
        raise TypeError("text of some length")
    return text


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("a whole number")
    return value
