"""
Sign-in by an outside OpenID Connect provider, set by LANGBIANG_SSO_*: the province's own account service, for example.

allauth speaks the protocol (code, state, PKCE). Only accounts that are here come in: those whose subject an
administrator noted, or, the first time, by the same address when the provider says that it is verified.
"""

import logging
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET
from requests import RequestException

from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

from .queries import find_account_by_email
from .services import PROVIDER, link_subject, owner_of

logger = logging.getLogger(__name__)

UNKNOWN = "Tài khoản ở nơi kia chưa được nối với tài khoản nào ở đây. Nhờ quản trị của cơ quan nối, hoặc dùng mật khẩu."
FAILED = "Nơi đăng nhập chung chưa trả lời đúng. Thử lại, hoặc đăng nhập bằng mật khẩu."


def _back(request: HttpRequest, told: str) -> NoReturn:
    messages.error(request, told)
    raise ImmediateHttpResponse(redirect("account_login"))


class OutsideAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find whose account it is here; nobody links or makes one alone."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN or not _same_subject(sociallogin):
            _back(request, FAILED)
        if sociallogin.is_existing:
            return
        address = next((each.email for each in sociallogin.email_addresses if each.verified is True), "")
        user = find_account_by_email(address) if address else None
        if user is None or not user.is_active:
            _back(request, UNKNOWN)
        try:
            link_subject(user, sociallogin.account.uid, by=owner_of(user, None), now=clock.now())
        except Refused as refusal:
            _back(request, str(refusal))
        sociallogin.lookup()

    def on_authentication_error(self, request: HttpRequest, provider: object, **more: Any) -> None:
        logger.warning("Sign-in by the outside provider failed: %s", more.get("exception") or more.get("error"))
        _back(request, FAILED)


def _same_subject(sociallogin: SocialLogin) -> bool:
    """Check that the two answers of the provider speak of one person (Core 1.0, section 5.3.2)."""
    told = sociallogin.account.extra_data
    subjects = {told[part].get("sub") for part in ("userinfo", "id_token") if told.get(part)}
    return len(subjects) == 1


@require_GET
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the outside provider."""
    return _asked(views.login, request, provider_id)


@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from it."""
    return _asked(views.callback, request, provider_id)


def _asked(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    if not settings.SSO_ISSUER or provider_id != PROVIDER:
        raise Http404
    try:
        answer: HttpResponse = view(request, provider_id)
    except RequestException:
        logger.exception("The outside provider does not answer")
        messages.error(request, FAILED)
        return redirect("account_login")
    return answer
