"""Sign-in and its second step, what a person changes of the own account, the choice of a seat, who acts for whom."""

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache

from langbiang.apps.directory.interface import Seat
from langbiang.foundation import clock

from . import queries
from .adapter import AccountAdapter, FactorAdapter, count_attempt
from .models import Citizen, User
from .seats import SeatForm
from .services import Facts, Wanted, fail_attempt, pass_attempt

if TYPE_CHECKING:  # generic for the type checker only
    ChoiceOfSeat: TypeAlias = forms.ModelChoiceField[Seat]
else:
    ChoiceOfSeat = forms.ModelChoiceField


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """Sign in with the official mail address."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Địa chỉ thư công vụ"
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


def _code(label: str) -> forms.CharField:
    typed = forms.TextInput(attrs={"class": "lb-w12 lb-num", "autocomplete": "one-time-code", "inputmode": "numeric"})
    return forms.CharField(label=label, max_length=20, widget=typed, error_messages={"required": "Nhập mã."})


def _password(label: str, autocomplete: str, missing: str) -> forms.CharField:
    typed = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=128, strip=False, widget=typed, error_messages={"required": missing})


class CountedCode(forms.Form):
    """A code in answer to sign-in: tries are counted with those of the password, and none is good twice."""

    code = _code("Mã trong ứng dụng xác thực, hoặc một mã dự phòng")
    user: Any

    def clean_code(self) -> str:
        count_attempt(self.user.email)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            # allauth remembers a code for thirty seconds; one a period old is good for longer (MFA_TOTP_TOLERANCE).
            if not cache.add(f"identity-code:{self.user.pk}:{code.replace(' ', '')}", 1, 120):
                raise FactorAdapter().validation_error("incorrect_code")
        except forms.ValidationError:
            fail_attempt(self.user.email, now=clock.now())
            raise
        pass_attempt(self.user.email)
        return code


class SecondStepForm(CountedCode, AuthenticateForm):  # type: ignore[misc]
    pass


class ConfirmByCodeForm(CountedCode, ReauthenticateByCodeForm):  # type: ignore[misc]
    pass


class ConfirmByPasswordForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)


class AddTotpForm(ActivateTOTPForm):  # type: ignore[misc]
    code = _code("Mã sáu số ứng dụng đang hiện")


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A key that alone is enough to sign in: it stays on the device, which asks for finger, face or PIN."""

    name = forms.CharField(label="Tên khóa", max_length=60, required=False, help_text="Ví dụ: máy tính ở phòng")
    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True)


class RenameKeyForm(EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(label="Tên khóa", max_length=60, error_messages={"required": "Đặt tên cho khóa."})


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password1 = _password("Mật khẩu mới", "new-password", "Nhập mật khẩu mới.")
    password2 = _password("Nhập lại mật khẩu mới", "new-password", "Nhập lại mật khẩu mới.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password1"].help_text = "Ít nhất 12 ký tự; một câu dài dễ nhớ tốt hơn một từ khó nhớ"

    def clean_password1(self) -> str:
        validate_password(self.cleaned_data["password1"], self.user)
        return str(self.cleaned_data["password1"])

    def clean_password2(self) -> str:
        if self.cleaned_data.get("password1", self.cleaned_data["password2"]) != self.cleaned_data["password2"]:
            raise forms.ValidationError("Hai lần nhập không giống nhau.")
        return str(self.cleaned_data["password2"])


class ChangePasswordForm(NewPasswordForm):
    """The password of today, so that an unlocked screen is not enough, and a new one."""

    password = _password("Mật khẩu hiện tại", "current-password", "Nhập mật khẩu hiện tại.")
    field_order = ["password", "password1", "password2"]

    def clean_password(self) -> str:
        typed = self.cleaned_data["password"]
        if not AccountAdapter().reauthenticate(self.user, typed):
            raise forms.ValidationError("Mật khẩu hiện tại không đúng. Kiểm tra rồi nhập lại.")
        return str(typed)


class AddressForm(forms.Form):
    """The address to which a link is sent."""

    email = forms.EmailField(
        label="Địa chỉ thư điện tử",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Nhập địa chỉ thư.", "invalid": "Nhập địa chỉ thư đầy đủ, ví dụ ten@vidu.vn."},
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class FactsForm(forms.Form):
    """What a citizen tells of themselves."""

    form = forms.ChoiceField(
        label="Bạn dùng tài khoản cho",
        choices=Citizen.Form.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn người dân hay doanh nghiệp, tổ chức."},
    )
    full_name = forms.CharField(
        label="Họ và tên, hoặc tên doanh nghiệp, tổ chức",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Nhập họ và tên, hoặc tên doanh nghiệp, tổ chức."},
    )
    number = forms.CharField(
        label="Số định danh cá nhân hoặc mã số thuế",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "lb-w20 lb-num", "inputmode": "numeric", "autocomplete": "off"}),
        help_text="Người dân: 9 hoặc 12 chữ số. Doanh nghiệp, tổ chức: mã số thuế 10 hoặc 13 chữ số.",
    )
    phone = forms.CharField(
        label="Số điện thoại",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "lb-w20 lb-num", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_number(self) -> str:
        number = re.sub(r"[\s.-]", "", self.cleaned_data["number"])
        organisation = self.cleaned_data.get("form") == Citizen.Form.ORGANISATION
        if number and not (
            number.isascii() and number.isdecimal() and len(number) in ((10, 13) if organisation else (9, 12))
        ):
            raise forms.ValidationError(
                "Mã số thuế có 10 hoặc 13 chữ số." if organisation else "Số định danh cá nhân có 9 hoặc 12 chữ số."
            )
        return number

    def clean_phone(self) -> str:
        phone = re.sub(r"[\s.-]", "", self.cleaned_data["phone"])
        if phone and not re.fullmatch(r"\+?[0-9]{8,15}", phone):
            raise forms.ValidationError("Số điện thoại có 8 đến 15 chữ số.")
        return phone

    def facts(self) -> Facts:
        return Facts(**{name: self.cleaned_data[name] for name in ("form", "full_name", "number", "phone")})


class OpenCitizenForm(NewPasswordForm, FactsForm):
    """The facts and the password with which an account is opened."""

    field_order = ["form", "full_name", "number", "phone", "password1", "password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label, self.fields["password2"].label = "Mật khẩu", "Nhập lại mật khẩu"


class CitizenLoginForm(LoginForm):
    """Sign in as a citizen; the widths and words of the officials' form but for the address."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Địa chỉ thư điện tử"


class SessionForm(forms.Form):
    """One session to be ended; none: all but this one."""

    session = forms.IntegerField(required=False)


class ConsentForm(forms.Form):
    """The system from which a person takes back what it was let know."""

    client = forms.CharField(max_length=100)


class SeatChoiceForm(forms.Form):
    seat = forms.UUIDField()
    next = forms.CharField(required=False)


class SeatSwitchForm(forms.Form):
    seat = forms.CharField(max_length=80)  # Seat.used_as: one's own, or another's as its deputy
    next = forms.CharField(required=False)


class SeatSelect(ChoiceOfSeat):
    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.person.full_name}, {obj.title} · {obj.unit_name}"


def _day(label: str, **kwargs: Any) -> forms.DateField:
    wrong = "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020."
    short = forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"})
    return forms.DateField(label=label, widget=short, error_messages={"required": wrong, "invalid": wrong}, **kwargs)


class DeputationForm(SeatForm):
    """Who acts for whom, from when to when, and why; only a leader chooses who is away."""

    principal = SeatSelect(Seat.objects.none(), label="Người vắng mặt", to_field_name="uid", empty_label=None)
    deputy = SeatSelect(
        Seat.objects.none(),
        label="Người xử lý thay",
        to_field_name="uid",
        empty_label="Chọn người cùng cơ quan",
        error_messages={"required": "Chọn người xử lý thay.", "invalid_choice": "Chọn người của cơ quan mình."},
    )
    begins = _day("Từ ngày")
    ends = _day("Đến hết ngày")
    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        help_text="Ví dụ: nghỉ phép, đi công tác",
        error_messages={"required": "Ghi lý do, ví dụ: nghỉ phép, đi công tác."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [seat.pk for seat in queries.list_colleagues(self.acting, clock.today())]
        for name in ("principal", "deputy"):
            field = self.fields[name]
            assert isinstance(field, SeatSelect)
            field.queryset = Seat.objects.filter(pk__in=people).select_related("person").order_by("rank", "pk")
        if queries.may_deputise_for_others(self.acting):
            self.initial.setdefault("principal", self.acting.uid)
        else:
            del self.fields["principal"]

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        given = {name: said[name] for name in ("deputy", "begins", "ends", "reason")}
        return Wanted(principal=said.get("principal") or self.acting, **given)


class WithdrawForm(SeatForm):
    reason = forms.CharField(label="Lý do thu lại", max_length=300, error_messages={"required": "Ghi lý do thu lại."})
