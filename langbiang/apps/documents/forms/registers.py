"""Forms of the registers and the report: which lines are asked for, and the lines written by hand."""

from datetime import date
from typing import Any

from django import forms

from langbiang.apps.documents.queries import Span
from langbiang.apps.documents.services import CopyUseLine, PostLine
from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock

from .books import DAY_ERRORS

HIGHEST = 2_147_483_647


def _day(label: str, **kwargs: Any) -> forms.DateField:
    short = forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"})
    return forms.DateField(label=label, widget=short, error_messages=DAY_ERRORS, **kwargs)


def _number(label: str) -> forms.IntegerField:
    short = forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"})
    wrong = {"invalid": "Nhập số bằng chữ số, ví dụ 120."}
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=HIGHEST, widget=short, error_messages=wrong
    )


def _line(label: str, limit: int, missing: str = "", **kwargs: Any) -> forms.CharField:
    if missing:
        kwargs["error_messages"] = {"required": missing}
    return forms.CharField(label=label, max_length=limit, required=bool(missing), **kwargs)


class SpanForm(forms.Form):
    """Which lines of a register are wanted; it only asks, so it carries no seat."""

    q = forms.CharField(label="Từ trong dòng", max_length=100, required=False)
    tu = _day("Từ ngày", required=False)
    den = _day("Đến ngày", required=False)
    tuso = _number("Từ số")
    denso = _number("Đến số")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("tu") and said.get("den") and said["tu"] > said["den"]:
            self.add_error("den", "Ngày cuối phải từ ngày đầu trở đi.")
        if said.get("tuso") and said.get("denso") and said["tuso"] > said["denso"]:
            self.add_error("denso", "Số cuối phải từ số đầu trở đi.")
        return said

    def span(self) -> Span:
        """Give what was asked; what was typed wrong limits nothing."""
        said = self.cleaned_data
        days = {"first": said.get("tu"), "last": said.get("den")}
        numbers = {"lowest": said.get("tuso"), "highest": said.get("denso")}
        return Span(**days, **numbers, words=said.get("q") or "")


class PeriodForm(forms.Form):
    """From which day to which a report counts; it only asks, so it carries no seat."""

    tu = _day("Từ ngày")
    den = _day("Đến ngày")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("tu") and said.get("den") and said["tu"] > said["den"]:
            self.add_error("den", "Ngày cuối phải từ ngày đầu trở đi.")
        return said


class PostForm(SeatForm):
    """A line of the post register."""

    transferred_on = _day("Ngày chuyển")
    code = _line("Số, ký hiệu văn bản", 160, "Nhập số, ký hiệu văn bản gửi đi, ví dụ 12/UBND-VX.")
    recipient = _line("Nơi nhận", 300, "Nhập nơi nhận.")
    envelopes = forms.IntegerField(
        label="Số lượng bì",
        min_value=1,
        max_value=9_999,
        initial=1,
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}),
        error_messages={"required": "Nhập số bì đã gửi, ví dụ 1.", "invalid": "Nhập số bì bằng chữ số, ví dụ 1."},
    )
    receipt = _line("Ký nhận và dấu bưu điện", 300, help_text="Bỏ trống khi chưa có; ghi sau vẫn được")
    note = _line("Ghi chú", 300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["transferred_on"].initial = _today

    def line(self) -> PostLine:
        return PostLine(**{name: self.cleaned_data[name] for name in PostLine.__dataclass_fields__})


class CopyUseForm(SeatForm):
    """A line of the register on the use of kept copies."""

    used_on = _day("Ngày")
    user_name = _line("Người sử dụng", 250, "Nhập họ tên, chức vụ người sử dụng.")
    code = _line("Số, ký hiệu văn bản", 160, "Nhập số, ký hiệu văn bản.")
    dated = _day("Ngày văn bản", required=False)
    title = _line("Tên loại và trích yếu", 600, "Nhập tên loại và trích yếu văn bản.")
    file_code = _line("Hồ sơ số", 60)
    purpose = _line("Sử dụng để làm gì", 300, "Ghi bản lưu được dùng để làm gì.")
    allowed_by = _line("Người cho phép", 250, "Nhập họ tên, chức vụ người cho phép.")
    note = _line("Ghi chú", 300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["used_on"].initial = _today

    def line(self) -> CopyUseLine:
        return CopyUseLine(**{name: self.cleaned_data[name] for name in CopyUseLine.__dataclass_fields__})


class _Corrected(SeatForm):
    reason = _line("Lý do sửa", 300, "Ghi lý do sửa để sau này tra lại được.")


class PostCorrectForm(PostForm, _Corrected):
    """The same line with what was wrong put right, and why."""


class CopyUseCorrectForm(CopyUseForm, _Corrected):
    """The same line with what was wrong put right, and why."""


class ReceiptForm(SeatForm):
    receipt = _line("Ký nhận và dấu bưu điện", 300, "Ghi người ký nhận hoặc dấu bưu điện.")


class CopyReturnForm(SeatForm):
    returned_on = _day("Ngày trả")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["returned_on"].initial = _today


def _today() -> str:
    day: date = clock.today()
    return f"{day:%d/%m/%Y}"
