"""Forms of the administrators of the exchange."""

from datetime import date
from typing import Any

from django import forms

from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock

from .models import System
from .services import Wanted
from .traffic import Span

FIRST = date(2018, 1, 1)  # the year of Decision 28: nothing was carried before

CODES_HELP = "Mỗi dòng một mã, như 000.00.01.H36 hoặc H36.2.15. Mỗi mã chỉ ở một hệ thống."


def _day(label: str) -> forms.DateField:
    wrong = {"required": "Nhập ngày, ví dụ 09/09/2020.", "invalid": "Nhập ngày dạng 09/09/2020."}
    short = forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"})
    return forms.DateField(label=label, widget=short, error_messages=wrong)


class DaysForm(forms.Form):
    """From which day to which figures count; it only asks, so it carries no seat."""

    tu = _day("Từ ngày")
    den = _day("Đến ngày")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("tu") and said.get("den") and said["tu"] > said["den"]:
            self.add_error("den", "Ngày cuối phải từ ngày đầu trở đi.")
        return said


class FrameForm(forms.Form):
    """Which period of traffic; it only asks, so it carries no seat."""

    ky = forms.ChoiceField(choices=Span.choices, widget=forms.HiddenInput)
    den = _day("Đến ngày")

    def clean_den(self) -> date:
        day: date = self.cleaned_data["den"]
        if not FIRST <= day <= clock.today():
            raise forms.ValidationError("Chọn ngày từ năm 2018 đến hôm nay.")
        return day


class ImportForm(SeatForm):
    """One edXML file."""

    file = forms.FileField(
        label="Tệp edXML",
        help_text="Tệp .edxml nhận từ hệ thống khác",
        error_messages={"required": "Chọn tệp edXML.", "empty": "Tệp rỗng (0 byte). Chọn lại tệp có nội dung."},
    )


class SystemForm(SeatForm):
    """A system to be connected."""

    name = forms.CharField(label="Tên hệ thống", max_length=300, error_messages={"required": "Nhập tên hệ thống."})
    protocol = forms.ChoiceField(label="Giao thức", choices=System.Protocol.choices)
    codes = forms.CharField(
        label="Mã định danh của các cơ quan ở hệ thống ấy",
        help_text=CODES_HELP,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    address = forms.CharField(
        label="Địa chỉ để gọi sang",
        help_text="Bỏ trống khi hệ thống ấy gọi đến đây, là cách thường dùng trong tỉnh.",
        max_length=500,
        required=False,
    )
    code = forms.CharField(
        label="Mã hệ thống", help_text="Bỏ trống để đặt theo mã cơ quan đầu tiên.", max_length=100, required=False
    )
    secret = forms.CharField(
        label="Bí mật do bên ấy cấp",
        help_text="Chỉ khi có địa chỉ để gọi sang.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=500,
        required=False,
    )
    role = forms.ChoiceField(label="Vai trò", choices=[("system", "Hệ thống của cơ quan"), ("axis", "Trục quốc gia")])

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            name=said["name"],
            protocol=said["protocol"],
            codes=said["codes"].split(),
            address=said["address"],
            code=said["code"],
            secret=said["secret"],
            is_axis=said["role"] == "axis",
        )


class ReasonForm(SeatForm):
    """Why something is stopped."""

    reason = forms.CharField(label="Lý do", max_length=300, error_messages={"required": "Nhập lý do tạm dừng."})


class CodeForm(SeatForm):
    """One identifier code."""

    code = forms.CharField(label="Mã định danh", max_length=100, error_messages={"required": "Nhập mã định danh."})
