"""Forms of the calendar page. Each carries the seat it was shown for."""

from datetime import date
from typing import Any

from django import forms

from langbiang.apps.identity.interface import SeatForm

from .calendar import Hours, Kind, Ruling

WRONG_DAY = "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020."
WRONG_TIME = "Nhập giờ theo dạng giờ:phút, ví dụ 07:30."


def _day(label: str, **kwargs: Any) -> forms.DateField:
    short = forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"})
    return forms.DateField(
        label=label, widget=short, error_messages={"required": WRONG_DAY, "invalid": WRONG_DAY}, **kwargs
    )


def _time(label: str) -> forms.TimeField:
    short = forms.TextInput(attrs={"class": "lb-w12 lb-num"})
    said = {"required": WRONG_TIME, "invalid": WRONG_TIME}
    return forms.TimeField(label=label, widget=short, input_formats=["%H:%M"], error_messages=said)


def _source(example: str) -> forms.CharField:
    return forms.CharField(
        label="Căn cứ",
        max_length=200,
        help_text=example,
        error_messages={"required": "Ghi số, ngày của văn bản làm căn cứ."},
    )


class DayForm(SeatForm):
    """What a day is, and by which notice."""

    day = _day("Ngày")
    kind = forms.ChoiceField(label="Là ngày", choices=Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label="Tên",
        max_length=100,
        help_text="Ví dụ: Tết Nguyên đán; Làm bù cho 29/4",
        error_messages={"required": "Ghi tên ngày nghỉ, ngày làm bù."},
    )
    source = _source("Ví dụ: Thông báo 4875/TB-LĐTBXH ngày 14/12/2020")
    announced = forms.TypedChoiceField(
        label="Tình trạng",
        choices=(("yes", "Đã công bố"), ("no", "Dự kiến")),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )

    def ruling(self) -> Ruling:
        said = self.cleaned_data
        return Ruling(said["kind"], said["name"], said["source"], said["announced"])


class HoursForm(SeatForm):
    """The office hours of the own agency from a day on."""

    since = _day("Áp dụng từ ngày")
    morning_from = _time("Sáng từ")
    morning_to = _time("Sáng đến")
    afternoon_from = _time("Chiều từ")
    afternoon_to = _time("Chiều đến")
    source = _source("Ví dụ: Quyết định của UBND tỉnh về giờ làm việc")

    def hours(self) -> Hours:
        said = self.cleaned_data
        return Hours(*(said[name] for name in ("morning_from", "morning_to", "afternoon_from", "afternoon_to")))

    @property
    def since_day(self) -> date:
        day: date = self.cleaned_data["since"]
        return day
