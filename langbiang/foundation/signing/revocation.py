"""
What authorities tell of revocation, asked for while they still tell it (OCSP, RFC 6960; lists, RFC 5280).

Where to ask stands in certificates, and files come from anybody. So only chains that end at a trusted root are asked
about, over plain HTTP as these protocols have it, at public addresses unless a setting names the host, and nobody is
followed elsewhere. Answers have a limit in size and time; they are signed, so that no safe line is needed.
"""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from itertools import pairwise
from typing import TypeVar
from urllib.parse import urlsplit

from asn1crypto import crl, ocsp, x509
from django.conf import settings
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.fetchers.common_utils import format_ocsp_request

from langbiang.foundation.line import CallFailed, Line

OCSP_MOST = 64 * 1024
CRL_MOST = 32 * 1024 * 1024
ADDRESSES = 4  # of one certificate and kind that are tried
Told = TypeVar("Told")


class NoRevocationData(Exception):
    """Nobody of those whom a certificate names told of its revocation; worth trying again."""


class _NotToBeCalled(CallFailed):
    """An address that is not public, or not of the kind that these protocols use."""


@dataclass
class Revocation:
    """What was told; lists are fetched once for all that they cover."""

    responses: list[ocsp.OCSPResponse] = field(default_factory=list)
    lists: dict[str, crl.CertificateList] = field(default_factory=dict)

    def ask_about(self, chain: Iterable[x509.Certificate]) -> None:
        """
        Ask about each certificate of a chain that is known to be trusted, from the root down.

        One that names nobody to ask is passed over: there is nothing to be had.

        :raises NoRevocationData: when nobody tells.
        """
        for issuer, certificate in pairwise(chain):
            self._ask(issuer, certificate)

    def _ask(self, issuer: x509.Certificate, certificate: x509.Certificate) -> None:
        responders = list(certificate.ocsp_urls)[:ADDRESSES]
        points = [point.url for point in certificate.crl_distribution_points if point.url][:ADDRESSES]
        if not responders and not points:
            return
        faults: list[str] = []
        response = _first(responders, lambda url: _response(url, issuer, certificate), faults)
        if response is not None:
            self.responses.append(response)
        elif not any(url in self.lists for url in points):
            found = _first(points, lambda url: (url, _list(url)), faults)
            if found is None:
                raise NoRevocationData(f"Chưa hỏi được tình trạng thu hồi của chứng thư: {' '.join(faults)}")
            self.lists[found[0]] = found[1]


def _first(urls: list[str], ask: Callable[[str], Told], faults: list[str]) -> Told | None:
    for url in urls:
        try:
            return ask(url)
        except (CallFailed, ValueError, TypeError) as fault:
            faults.append(f"{urlsplit(url).hostname}: {fault}")
    return None


def _response(url: str, issuer: x509.Certificate, certificate: x509.Certificate) -> ocsp.OCSPResponse:
    asked = format_ocsp_request(
        certificate, AuthorityWithCert(issuer), certid_hash_algo="sha1", request_nonces=False
    ).dump()
    response = ocsp.OCSPResponse.load(_call("POST", url, asked, OCSP_MOST), strict=True)
    if response["response_status"].native != "successful":
        raise ValueError("Dịch vụ OCSP từ chối trả lời.")
    return response


def _list(url: str) -> crl.CertificateList:
    return crl.CertificateList.load(_call("GET", url, b"", CRL_MOST), strict=True)


def _call(method: str, url: str, body: bytes, limit: int) -> bytes:
    parts = urlsplit(url)
    line = Line(f"http://{_address(url)}")
    headers = {"Host": parts.netloc, **({"Content-Type": "application/ocsp-request"} if body else {})}
    asked = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        answer = line.call(method, asked, headers=headers, body=body, limit=limit)
    finally:
        line.close()
    if answer.status != 200:
        raise _NotToBeCalled(f"Trả lời HTTP {answer.status}.")  # a redirection is followed nowhere
    return answer.body


def _address(url: str) -> str:
    """
    Look a host up once, and give the address that is then called: a second answer of its name server changes nothing.

    :raises _NotToBeCalled: when it is not public and no setting names the host.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname or parts.username is not None:
        raise _NotToBeCalled("Chỉ hỏi được qua HTTP.")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _NotToBeCalled("Không tìm thấy máy chủ.") from error
    address = str(found[0][4][0])
    if parts.hostname not in settings.REVOCATION_HOSTS and not _is_public(address):
        raise _NotToBeCalled("Địa chỉ trong mạng nội bộ, không hỏi.")
    return f"{f'[{address}]' if ':' in address else address}:{parts.port or 80}"


def _is_public(told: str) -> bool:
    address = ip_address(told)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast
