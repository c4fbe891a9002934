"""What an auditor asks of the journal."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock
from langbiang.foundation.looking.interface import Look

from .queries import Asked
from .words import Family

LONGEST = timedelta(days=366)


def _day(label: str) -> forms.DateField:
    wrong = {"required": "Nhập ngày, ví dụ 09/09/2020.", "invalid": "Nhập ngày dạng 09/09/2020."}
    short = forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"})
    return forms.DateField(label=label, widget=short, error_messages=wrong)


def _words(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=160, required=False, widget=forms.TextInput(attrs={"class": "lb-w12"})
    )


def _thing() -> forms.UUIDField:
    wrong = {"invalid": "Mã đối tượng không đúng."}
    return forms.UUIDField(required=False, widget=forms.HiddenInput, error_messages=wrong)


class PeriodForm(forms.Form):
    """A period that has an end; it only asks, so it carries no seat."""

    tu = _day("Từ ngày")
    den = _day("Đến ngày")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("tu"), said.get("den")
        if first and last and not timedelta(0) <= last - first <= LONGEST:
            self.add_error("den", "Ngày cuối phải từ ngày đầu trở đi, cách nhau không quá một năm.")
        return said

    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(
            begins=_midnight(said["tu"]),
            ends=_midnight(said["den"] + timedelta(days=1)),
            person=said["nguoi"],
            agency=said["coquan"],
            code=said["so"],
            subject=str(said["doituong"] or ""),
        )


class SearchForm(PeriodForm):
    """Which acts: a period, and what narrows it."""

    loai = forms.ChoiceField(label="Loại việc", choices=[("", "Mọi loại"), *Family.choices], required=False)
    nguoi = _words("Người")
    coquan = _words("Cơ quan")
    so = _words("Số, ký hiệu văn bản")
    doituong = _thing()

    def asked(self) -> Asked:
        return replace(super().asked(), family=self.cleaned_data["loai"])


class LookForm(PeriodForm):
    """Which looks: a period, and what narrows it."""

    cach = forms.ChoiceField(label="Cách xem", choices=[("", "Mọi cách"), *Look.What.choices], required=False)
    nguoi = _words("Người xem")
    coquan = _words("Cơ quan")
    so = _words("Số, ký hiệu văn bản")
    doituong = _thing()

    def asked(self) -> Asked:
        return replace(super().asked(), what=self.cleaned_data["cach"])


class _HiddenForm(SeatForm):
    """What was found, taken away as a file: an act, so it carries the seat; what was asked stands hidden in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.HiddenInput()


class ExportForm(_HiddenForm, SearchForm):
    """The acts found."""


class LookExportForm(_HiddenForm, LookForm):
    """The looks found."""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.VIETNAM)
