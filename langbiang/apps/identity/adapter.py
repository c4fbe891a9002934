"""How allauth behaves here."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Officials are entered by administrators: nobody signs up by themselves."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Địa chỉ thư hoặc mật khẩu không đúng. Kiểm tra rồi nhập lại.",
        "too_many_login_attempts": "Đăng nhập sai nhiều lần. Đợi vài phút rồi thử lại.",
    }

    def is_open_for_signup(self, request: object) -> bool:
        return False

    def respond_user_inactive(self, request: HttpRequest, user: object) -> HttpResponse:
        """Tell who has the right password of a closed account that it is closed."""
        messages.error(request, "Tài khoản này đã đóng. Liên hệ quản trị hệ thống của cơ quan.")
        return redirect("account_login")

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing of its own, in English, above our pages."""
