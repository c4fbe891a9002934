"""How allauth behaves here."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from langbiang.foundation import clock, vault

from .doors import SAME, at_citizens_door, sign_in_page
from .models import User
from .queries import OWN_FACTORS, has_left, has_second_factor, list_factors, list_seats, needs_second_factor
from .seats import LEFT
from .services import Locked, begin_attempt, fail_attempt, pass_attempt


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in at two doors; nobody signs up by allauth: officials are entered, citizens come by `citizens.py`."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Địa chỉ thư hoặc mật khẩu không đúng. Kiểm tra rồi nhập lại.",
        "too_many_login_attempts": "Đăng nhập sai nhiều lần. Đợi vài phút rồi thử lại.",
        "rate_limited": "Thử quá nhiều lần. Đợi vài phút rồi thử lại.",
        "enter_current_password": "Mật khẩu hiện tại không đúng. Kiểm tra rồi nhập lại.",
        "incorrect_password": "Mật khẩu không đúng. Kiểm tra rồi nhập lại.",
        "password_min_length": "Mật khẩu cần ít nhất {0} ký tự.",
    }

    def is_open_for_signup(self, request: object) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Look at a password only while the address has tries left."""
        super().pre_authenticate(request, **credentials)
        count_attempt(credentials.get("email", ""))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        fail_attempt(credentials.get("email", ""), now=clock.now())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """
        Forget the tries of who came in; who has a second step to take is not in yet: only this try was good.

        Who stands at the other door is told what a wrong password is told.
        """
        user = super().authenticate(request, **credentials)
        if user is not None and user.is_citizen != at_citizens_door(request):
            self.authentication_failed(request, **credentials)
            return None
        if user is not None:
            pass_attempt(user.email, whole=not has_second_factor(user))
        return user

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """Keep out who has left or stands at the other door, whatever they sign in with."""
        response: HttpResponse | None = super().pre_login(request, user, **more)
        if user.is_citizen != at_citizens_door(request):
            messages.error(request, self.error_messages["email_password_mismatch"])
            return redirect(sign_in_page(request))
        if response is None and has_left(user, clock.today()):
            messages.error(request, LEFT)
            return redirect("account_login")
        return response

    def respond_user_inactive(self, request: HttpRequest, user: object) -> HttpResponse:
        """Tell who has the right password of a closed account that it is closed."""
        ask = "" if at_citizens_door(request) else " Liên hệ quản trị hệ thống của cơ quan."
        messages.error(request, f"Tài khoản này đã đóng.{ask}")
        return redirect(sign_in_page(request))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        citizen = isinstance(request.user, User) and request.user.is_citizen
        return reverse("citizen:account") if citizen else str(super().get_login_redirect_url(request))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        citizen = isinstance(request.user, User) and request.user.is_citizen
        return reverse("citizen:sign-in") if citizen else str(super().get_logout_redirect_url(request))

    def get_reauthentication_methods(self, user: object) -> list[dict[str, Any]]:
        """List the ways to say again who one is, for a citizen at the citizens' addresses."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not isinstance(user, User) or not user.is_citizen:
            return methods
        same = {reverse(name): reverse(theirs) for name, theirs in SAME.items()}
        return [{**method, "url": same.get(method["url"], method["url"])} for method in methods]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Say where a request comes from; one that a program of ours made comes from nowhere."""
        return str(super().get_client_ip(request)) if "REMOTE_ADDR" in request.META else "::"

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing of its own, in English, above our pages."""

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Send nothing: there is no official mail yet. The journal and the page of the account tell it."""


def count_attempt(login: str) -> None:
    """:raises ValidationError: with a sentence, when an address has no tries left."""
    try:
        begin_attempt(login, now=clock.now())
    except Locked as refusal:
        raise ValidationError(str(refusal), code="locked") from refusal


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets are sealed, their names and refusals are Vietnamese."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Mã không đúng hoặc đã dùng. Đợi mã mới rồi nhập lại.",
        "cannot_delete_authenticator": "Vị trí công tác của bạn cần xác thực hai lớp. Thêm cách khác trước khi gỡ.",
    }

    def encrypt(self, text: str) -> str:
        return vault.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Langbiang"

    def generate_authenticator_name(self, user: User, type: str) -> str:
        taken = list_factors(user).filter(type=type).count()
        return f"Khóa truy cập {taken + 1}"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last factor of who may not act without one."""
        user = authenticator.user
        others = list_factors(user).filter(type__in=OWN_FACTORS).exclude(pk=authenticator.pk)
        return others.exists() or not any(needs_second_factor(seat) for seat in list_seats(user, clock.today()))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Langbiang"}
