"""
Single sign-on for the province's other systems: this installation as an OpenID Connect provider (Core 1.0, Discovery).

allauth speaks the protocol; here stand who we are, what is told about a person, and our pages. Codes go only to
addresses that an administrator registered; every code needs PKCE (RFC 7636, S256).
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, PrivateKey
from allauth.idp.oidc.views import AuthorizationView, LogoutView
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from oauthlib.oauth2.rfc6749.errors import InvalidTokenError

from langbiang.apps.directory.interface import list_coded
from langbiang.foundation import clock
from langbiang.foundation.http import POLICY, site_address
from langbiang.foundation.keyfile import kept_key

from .models import User
from .queries import has_left, list_seats
from .seats import ENROL

View = Callable[..., HttpResponseBase]


def _make_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode()


class ProviderAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Who we are as a provider, and what is told about a person."""

    scope_display: ClassVar = {
        "openid": "Nhận ra tài khoản của bạn",
        "profile": "Họ và tên",
        "email": "Địa chỉ thư công vụ",
        "agency": "Chức vụ, đơn vị, cơ quan đang công tác",
    }

    def get_issuer(self) -> str:
        """Give our address as it is set, whatever name the request came under."""
        return site_address()

    def list_private_keys(self, **wanted: object) -> list[PrivateKey]:
        return [PrivateKey(pem=kept_key(settings.KEYS_DIR / "openid", _make_key))]

    def get_user_sub(self, client: Client, user: User) -> str:
        return str(user.uid)

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        user = User.objects.filter(uid=sub, is_active=True).first()
        return None if user is None or has_left(user, clock.today()) else user

    def get_claims(
        self, purpose: str, user: User, client: Client, scopes: Iterable[str], **more: Any
    ) -> dict[str, Any]:
        """
        Tell what the scopes allow; `agency` is the seats held today.

        :raises InvalidTokenError: when the person's access has ended since the token was given.
        """
        if not user.is_active or has_left(user, clock.today()):
            raise InvalidTokenError
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if "profile" in scopes and user.person is not None:
            claims["name"] = user.person.full_name
        if "email" in scopes:
            claims |= {"email": user.email, "email_verified": True}  # entered by an administrator
        if "agency" in scopes:
            claims |= _agency(user)
        return claims


def scope_words(scopes: Iterable[str]) -> str:
    """Say in words what scopes let a system know."""
    known = ProviderAdapter.scope_display
    return "; ".join(known[scope] for scope in scopes if scope in known)


def _agency(user: User) -> dict[str, Any]:
    day = clock.today()
    seats, codes = list_seats(user, day), {each.agency_id: each.code for each in list_coded(day)}
    held = [
        {
            "title": seat.title,
            "unit": seat.unit_name,
            "agency": seat.agency_name,
            "agency_code": codes.get(seat.agency_id, ""),
            "roles": list(seat.roles),
        }
        for seat in seats
    ]
    return {"seats": held, "agency_codes": sorted({seat["agency_code"] for seat in held if seat["agency_code"]})}


@require_GET
def discovery(request: HttpRequest) -> JsonResponse:
    """Describe the provider (OpenID Connect Discovery 1.0, section 3): what is offered here and nothing else."""
    site = site_address()
    told = {
        "issuer": site,
        "authorization_endpoint": site + reverse("idp:oidc:authorization"),
        "token_endpoint": site + reverse("oauth_token"),
        "userinfo_endpoint": site + reverse("idp:oidc:userinfo"),
        "jwks_uri": site + reverse("idp:oidc:jwks"),
        "end_session_endpoint": site + reverse("idp:oidc:logout"),
        "scopes_supported": list(ProviderAdapter.scope_display),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", "name", "email", "email_verified", "seats", "agency_codes"],
    }
    return JsonResponse(told)


def leads_to_clients(view: View) -> View:
    """
    Let forms of a page lead to the registered systems too.

    A browser follows no answer to a form out of what `form-action` names, and the way to a system goes by such
    answers: signing in, the second step, the consent.
    """

    @wraps(view)
    def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        origins = " ".join(sorted(_origins()))
        response.headers["Content-Security-Policy"] = POLICY.replace(
            "form-action 'self'", f"form-action 'self' {origins}".rstrip()
        )
        return response

    return allowed


def _origins() -> set[str]:
    parts = [urlsplit(uri) for client in Client.objects.exclude(redirect_uris="") for uri in client.get_redirect_uris()]
    return {f"{part.scheme}://{part.netloc}" for part in parts}


class Authorize(AuthorizationView):  # type: ignore[misc]
    """Ask the person, or go on at once to a system that an administrator trusts."""

    template_name = "identity/authorize.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and request.enrol_first:  # type: ignore[attr-defined]
            return render(request, "identity/authorize_refused.html", {"told": ENROL}, status=403)
        if wrong := _wrong_with(request.GET):
            return render(request, "identity/authorize_refused.html", {"told": wrong}, status=400)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response


def _wrong_with(said: QueryDict) -> str:
    """Say what allauth would let pass: an address with a query added to the registered one, a code without PKCE."""
    client = Client.objects.filter(pk=said.get("client_id", "")).first()
    if client is None or said.get("redirect_uri") not in client.get_redirect_uris():
        return "Hệ thống gọi đến, hoặc địa chỉ nhận mã của nó, chưa được đăng ký ở đây. Báo cho đơn vị quản lý."
    if said.get("code_challenge_method") != "S256" or not said.get("code_challenge"):
        return "Hệ thống gọi đến chưa gửi code_challenge (PKCE, S256). Báo cho đơn vị quản lý."
    return ""


class SignOut(LogoutView):  # type: ignore[misc]
    template_name = "identity/sign_out.html"


authorize = leads_to_clients(Authorize.as_view())
sign_out = leads_to_clients(SignOut.as_view())
