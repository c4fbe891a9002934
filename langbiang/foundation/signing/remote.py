"""
Keys that a remote signing service holds: the API of the Cloud Signature Consortium, version 1.0.4, spoken by pyHanko.

The person proves at the service that it is them: by a PIN, a one-time code, or a question on their phone that the
service waits for. The secrets go through to the service and stay nowhere here.
"""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from django.conf import settings
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.csc_signer import (
    CSCAuthorizationInfo,
    CSCAuthorizationManager,
    CSCCredentialInfo,
    CSCServiceSessionInfo,
    CSCSigner,
    fetch_certs_in_csc_credential,
)

from langbiang.foundation.errors import Refused
from langbiang.foundation.signing.keys import NoKey
from langbiang.foundation.signing.signatures import DIGEST, wait_for

CALL = 20  # seconds of a call that waits for nobody
DOWN = "Dịch vụ ký từ xa không trả lời. Thử lại sau ít phút; nếu vẫn không được, báo quản trị."
ODD = "Dịch vụ ký từ xa trả lời không đúng giao thức. Báo quản trị; văn bản chưa ký."
SAID = {
    # what the service calls it: the field it belongs to, what the person can do
    "invalid_pin": ("pin", "Mã PIN không đúng. Nhập lại; nhập sai nhiều lần thì dịch vụ khóa chứng thư."),
    "invalid_otp": ("otp", "Mã OTP không đúng hoặc đã hết hạn. Lấy mã mới rồi nhập lại."),
    "access_denied": (
        "",
        "Bạn đã từ chối, hoặc chưa xác nhận kịp trên điện thoại. Văn bản chưa ký; ký lại được.",
    ),
}


class CannotSignRemotely(Refused):
    """The service refused: a wrong secret, a person who said no, a credential that is locked."""


@dataclass(frozen=True)
class Credential:
    """A key at the service with its certificate and chain (DER), and what the person is asked before it signs."""

    certificate_der: bytes
    chain_der: list[bytes]
    asks_pin: bool
    asks_otp: bool
    sends_otp: bool  # on demand, by `send_otp`

    @property
    def asks_phone(self) -> bool:
        """Tell whether the service itself asks the person, on a device of theirs."""
        return not (self.asks_pin or self.asks_otp)


def is_set() -> bool:
    """Tell whether a remote signing service is set."""
    return bool(settings.REMOTE_SIGNING_URL)


def find_credential(credential: str) -> Credential:
    """
    Ask the service for a credential.

    :raises NoKey: when the service is not set, does not answer, or the credential cannot sign there.
    """
    found: Credential = _done(_find(credential))
    return found


def send_otp(credential: str) -> None:
    """Let the service send the person a one-time code. :raises NoKey, CannotSignRemotely: when it does not."""
    _done(_send_otp(credential))


def sign_remotely(credential: str, data: bytes, *, pin: str = "", otp: str = "") -> bytes:
    """
    Let the service sign data, hashed here with SHA-256; it waits for the person as long as the setting allows.

    :raises NoKey: when the service does not answer or not by the protocol; CannotSignRemotely: when it refuses.
    """
    signature: bytes = _done(_sign(credential, data, pin, otp))
    return signature


class _Person(CSCAuthorizationManager):  # type: ignore[misc]  # pyHanko is not typed
    """Has the service ask the person, for exactly the hash that is to be signed."""

    def __init__(self, calls: "_Calls", found: CSCCredentialInfo, pin: str, otp: str) -> None:
        super().__init__(calls.service, found)
        self._calls, self._pin, self._otp = calls, pin or None, otp or None

    async def authorize_signature(self, hash_b64s: list[str]) -> CSCAuthorizationInfo:
        asked = self.format_csc_auth_request(pin=self._pin, otp=self._otp, hash_b64s=hash_b64s)
        told = await self._calls.call("credentials/authorize", asked, seconds=settings.REMOTE_SIGNING_SECONDS)
        return self.parse_csc_auth_response(told)


@dataclass(frozen=True)
class _Calls:
    """The service as it is called for one credential."""

    http: aiohttp.ClientSession
    service: CSCServiceSessionInfo

    async def call(self, name: str, asked: dict[str, Any], *, seconds: int = CALL) -> dict[str, Any]:
        """:raises CannotSignRemotely: with what the service said, in words for the person."""
        return await _answer(self.http, self.service.endpoint_url(name), seconds, self.service.auth_headers, json=asked)


def _done(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        return wait_for(work)
    except (SigningError, ValueError, KeyError, TypeError) as error:
        raise NoKey(ODD) from error


async def _find(credential: str) -> Credential:
    async with aiohttp.ClientSession() as http:
        calls = await _sign_in(http, credential)
        told = await calls.call("credentials/info", {"credentialID": credential, "authInfo": True})
        found = await fetch_certs_in_csc_credential(http, calls.service, CALL)
    if told["key"]["status"] != "enabled" or told["authMode"] not in ("explicit", "implicit"):
        raise NoKey("Chứng thư này ở dịch vụ ký từ xa đang bị khóa, hoặc chỉ ký được ở trang của họ. Hỏi nơi cấp.")
    explicit = told["authMode"] == "explicit"
    pin, otp = told.get("PIN", {}), told.get("OTP", {})
    return Credential(
        certificate_der=found.signing_cert.dump(),
        chain_der=[each.dump() for each in found.chain],
        asks_pin=explicit and pin.get("presence") != "false" and bool(pin),
        asks_otp=explicit and otp.get("presence") != "false" and bool(otp),
        sends_otp=explicit and otp.get("type") == "online",
    )


async def _send_otp(credential: str) -> None:
    async with aiohttp.ClientSession() as http:
        calls = await _sign_in(http, credential)
        await calls.call("credentials/sendOTP", {"credentialID": credential})


async def _sign(credential: str, data: bytes, pin: str, otp: str) -> bytes:
    async with aiohttp.ClientSession() as http:
        calls = await _sign_in(http, credential)
        found = await fetch_certs_in_csc_credential(http, calls.service, CALL)
        signer = CSCSigner(http, _Person(calls, found, pin, otp), sign_timeout=CALL)
        signature: bytes = await signer.async_sign_raw(data, DIGEST)
    return signature


async def _sign_in(http: aiohttp.ClientSession, credential: str) -> _Calls:
    """Sign this installation in at the service (OAuth 2.0, client credentials)."""
    if not is_set():
        raise NoKey("Chưa cài đặt dịch vụ ký từ xa. Liên hệ quản trị.")
    plain = CSCServiceSessionInfo(settings.REMOTE_SIGNING_URL, credential)
    told = await _answer(http, plain.endpoint_url("info"), CALL, {}, json={})
    door = f"{str(told['oauth2']).rstrip('/')}/oauth2/token"
    if urlsplit(door).scheme != urlsplit(settings.REMOTE_SIGNING_URL).scheme:
        raise ValueError("the door of the service is less safe than the service")
    asked = {
        "grant_type": "client_credentials",
        "client_id": settings.REMOTE_SIGNING_CLIENT,
        "client_secret": settings.REMOTE_SIGNING_SECRET,
    }
    token = (await _answer(http, door, CALL, {}, data=asked))["access_token"]
    return _Calls(http, CSCServiceSessionInfo(settings.REMOTE_SIGNING_URL, credential, oauth_token=str(token)))


async def _answer(
    http: aiohttp.ClientSession, address: str, seconds: int, headers: dict[str, str], **body: Any
) -> dict[str, Any]:
    """Call and read the answer; a refusal of the service is told in words for the person, other noise is `ODD`."""
    limit = aiohttp.ClientTimeout(total=seconds)
    try:
        async with http.post(address, headers=headers, timeout=limit, allow_redirects=False, **body) as answer:
            status, told = answer.status, await answer.json() if answer.status < 500 else None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise NoKey(DOWN) from error
    if status >= 500:
        raise NoKey(DOWN)
    if not isinstance(told, dict):
        raise ValueError("no JSON object")
    if status >= 400:
        code = str(told.get("error", status))[:60]
        other = f"Dịch vụ ký từ xa từ chối (mã “{code}”). Văn bản chưa ký; hỏi nơi cấp chứng thư."
        field, words = SAID.get(code, ("", other))
        raise CannotSignRemotely(words, field=field)
    return told
