"""Pages of a person's own account: password, second factors, recovery codes, where it is signed in."""

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

from . import queries
from .acts import CodesMade, FactorAdded, FactorRemoved, FactorRenamed
from .adapter import FactorAdapter
from .devices import device_of
from .doors import SPACE, at_citizens_door, sign_in_page
from .forms import AddKeyForm, AddTotpForm, ChangePasswordForm, ConsentForm, RenameKeyForm, SessionForm
from .models import Citizen, User
from .openid import scope_words
from .services import change_password, end_sessions, owner_of, tell, withdraw_consent

HOME = "identity:account"
Kind = Authenticator.Type


def owner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def home(request: HttpRequest, page: str = HOME) -> str:
    """Give the address of a page of the own account, on the side on which the owner is."""
    return reverse(page, current_app=SPACE if owner(request).is_citizen else "identity")


def told(request: HttpRequest, what: object) -> None:
    """Write an act of a person about the own account, in the transaction of what it tells."""
    user = owner(request)
    tell(user, what, by=owner_of(user, request.seat), now=clock.now())  # type: ignore[attr-defined]


@require_GET
@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Show what protects the account and where it is signed in."""
    user = owner(request)
    factors = list(queries.list_factors(user))
    codes = next((one.wrap() for one in factors if one.type == Kind.RECOVERY_CODES), None)
    context = {
        "totp": next((one for one in factors if one.type == Kind.TOTP), None),
        "keys": [one for one in factors if one.type == Kind.WEBAUTHN],
        "codes_left": len(codes.get_unused_codes()) if codes else None,
        "codes_seen": codes.did_view if codes else False,
        "sessions": _sessions(request),
        "missing": queries.lacks_second_factor(user, clock.today()),
    }
    if user.is_citizen:
        citizen = Citizen.objects.get(user=user)
        context |= {"citizen": citizen, "facts": queries.facts_of(citizen)}
        return render(request, "identity/citizen_account.html", context)
    consents = [(each, scope_words(each.scopes)) for each in queries.list_consents(user)]
    return render(request, "identity/account.html", context | {"consents": consents})


def _sessions(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the sessions of the account, this one first, each with what it is signed in with."""
    rows = UserSession.objects.purge_and_list(owner(request))
    shown = [{"row": row, "device": device_of(row.user_agent), "this": row.is_current()} for row in rows]
    return sorted(shown, key=lambda one: (not one["this"], -one["row"].pk))


# -- sign-in, and confirming that it is still the same person


class Refusing:
    """A form that is refused answers 422, like every form of ours."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class SecondStep(Refusing, AuthenticateView):  # type: ignore[misc]
    template_name = "identity/second_step.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead a citizen from the address that allauth knows to the citizens' own."""
        if self.stage.login.user.is_citizen and not at_citizens_door(request):
            return redirect("citizen:second-step")
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        keys = queries.list_factors(self.stage.login.user).filter(type=Kind.WEBAUTHN)
        return context | {"keys": keys.exists()}


class Confirm(Refusing, ReauthenticateView):  # type: ignore[misc]
    template_name = "identity/confirm.html"


class ConfirmByCode(Refusing, ReauthenticateByCodeView):  # type: ignore[misc]
    template_name = "identity/confirm.html"


class ConfirmByKey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = "identity/confirm_by_key.html"


class SignInByKey(LoginWebAuthnView):  # type: ignore[misc]
    """Sign in with a passkey alone: the device has asked for finger, face or PIN."""

    def form_invalid(self, form: object) -> HttpResponse:
        messages.error(self.request, "Khóa truy cập này không mở được tài khoản nào. Đăng nhập bằng mật khẩu.")
        return redirect(sign_in_page(self.request))


# -- second factors


class Own(Refusing):
    """Does what allauth does to the own account, and tells it, in one transaction."""

    request: HttpRequest
    done = ""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            what = self.told(form)
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            told(self.request, what)
        if self.done:
            messages.success(self.request, self.done)
        return response

    def told(self, form: Any) -> object:
        """Give the act; asked before it is done, while what goes is still there."""
        raise NotImplementedError

    def get_success_url(self) -> str:
        """Lead to the recovery codes while nobody has seen them, else back."""
        codes = queries.list_factors(owner(self.request)).filter(type=Kind.RECOVERY_CODES).first()
        unseen = codes is not None and not codes.wrap().did_view
        return home(self.request, "identity:codes" if unseen else HOME)


class AddTotp(Own, ActivateTOTPView):  # type: ignore[misc]
    template_name = "identity/totp_add.html"
    form_class = AddTotpForm
    done = "Đã thêm ứng dụng xác thực. Từ lần đăng nhập sau, nhập mã của ứng dụng sau mật khẩu."

    def told(self, form: Any) -> object:
        return FactorAdded(Kind.TOTP, "Ứng dụng xác thực")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"key": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}


class RemoveTotp(Own, DeactivateTOTPView):  # type: ignore[misc]
    template_name = "identity/totp_remove.html"
    done = "Đã gỡ ứng dụng xác thực."

    def told(self, form: Any) -> object:
        return FactorRemoved(Kind.TOTP, "Ứng dụng xác thực")


class MakeCodes(Own, GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "identity/codes_make.html"

    def told(self, form: Any) -> object:
        return CodesMade()


@method_decorator(never_cache, name="dispatch")
class ShowCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """Show the recovery codes once, to be printed or written down."""

    template_name = "identity/codes.html"


class AddKey(Own, AddWebAuthnView):  # type: ignore[misc]
    template_name = "identity/key_add.html"
    form_class = AddKeyForm
    done = "Đã thêm khóa truy cập. Từ nay đăng nhập bằng khóa này, không cần mật khẩu."

    def told(self, form: Any) -> object:
        return FactorAdded(Kind.WEBAUTHN, form.cleaned_data["name"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = webauthn.begin_registration(owner(self.request), True)  # one that stays on the device
        return context | {"form": kwargs.get("form", context["form"]), "js_data": {"creation_options": options}}


class RenameKey(Own, EditWebAuthnView):  # type: ignore[misc]
    template_name = "identity/key_rename.html"
    form_class = RenameKeyForm
    done = "Đã đổi tên khóa truy cập."

    def told(self, form: Any) -> object:
        return FactorRenamed(form.cleaned_data["name"])


class RemoveKey(Own, RemoveWebAuthnView):  # type: ignore[misc]
    template_name = "identity/key_remove.html"
    done = "Đã gỡ khóa truy cập. Xóa luôn khóa trong thiết bị nếu không dùng nữa."

    def told(self, form: Any) -> object:
        return FactorRemoved(Kind.WEBAUTHN, str(self.object))

    def form_valid(self, form: Any) -> HttpResponse:
        if not FactorAdapter().can_delete_authenticator(self.object):
            form.add_error(None, FactorAdapter().validation_error("cannot_delete_authenticator"))
            return self.form_invalid(form)
        return super().form_valid(form)


# -- password and sessions


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; every other session ends."""
    user = owner(request)
    form = ChangePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        by = owner_of(user, request.seat)  # type: ignore[attr-defined]
        try:
            change_password(user, form.cleaned_data["password1"], by=by, now=clock.now())
        except Refused as refusal:
            form.add_error("password1", str(refusal))
        else:
            update_session_auth_hash(request, user)
            UserSession.objects.create_from_request(request)
            messages.success(request, "Đã đổi mật khẩu. Các thiết bị khác đã bị đăng xuất.")
            return redirect(home(request))
    return render(request, "identity/password.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out one other device, or all of them; another person's session is none of them."""
    form = SessionForm(request.POST)
    wished = form.cleaned_data["session"] if form.is_valid() else 0
    user = owner(request)
    others = [row for row in UserSession.objects.filter(user=user) if not row.is_current()]
    chosen = [row for row in others if wished in (None, row.pk)]
    count = end_sessions(user, chosen, by=owner_of(user, request.seat), now=clock.now())  # type: ignore[attr-defined]
    if count:
        messages.success(request, f"Đã đăng xuất {count} thiết bị khác.")
    else:
        messages.warning(request, "Không còn thiết bị nào khác để đăng xuất.")
    return redirect(home(request))


@login_required
@require_POST
def consent_withdraw(request: HttpRequest) -> HttpResponse:
    """Take back what another system was let know of the own account; one that knows nothing is none of them."""
    form = ConsentForm(request.POST)
    client, user = form.cleaned_data["client"] if form.is_valid() else "", owner(request)
    by = owner_of(user, request.seat)  # type: ignore[attr-defined]
    if name := withdraw_consent(user, client, by=by, now=clock.now()):
        messages.success(request, f"Đã thu lại: {name} không đọc được thông tin của bạn nữa.")
    else:
        messages.warning(request, "Hệ thống đó không còn giữ quyền nào đối với tài khoản của bạn.")
    return redirect(home(request))


second_step = SecondStep.as_view()
confirm = Confirm.as_view()
confirm_by_code = ConfirmByCode.as_view()
confirm_by_key = ConfirmByKey.as_view()
sign_in_by_key = SignInByKey.as_view()
totp_add = AddTotp.as_view()
totp_remove = RemoveTotp.as_view()
codes_make = MakeCodes.as_view()
codes = ShowCodes.as_view()
key_add = AddKey.as_view()
key_rename = RenameKey.as_view()
key_remove = RemoveKey.as_view()
