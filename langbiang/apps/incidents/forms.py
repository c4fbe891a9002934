"""Forms of incidents. Each carries the seat it was shown for and, where it changes one, its version."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.core.validators import RegexValidator

from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock

from .models import Incident
from .queries import Asked
from .services import MISSING, Report

if TYPE_CHECKING:  # generic for the type checker only
    ChoiceOfSeat: TypeAlias = forms.ModelChoiceField[Seat]
else:
    ChoiceOfSeat = forms.ModelChoiceField

WRONG_DAY = "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020."
WRONG_HOUR = "Nhập giờ theo dạng 08:00."


def _short(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric", **attrs})


def _text(label: str, missing: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=4000, widget=widget, error_messages={"required": missing}, **kwargs)


def _reason(label: str, missing: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, error_messages={"required": missing})


class SearchForm(forms.Form):
    """Which incidents; it only asks, so it carries no seat. Nothing said narrows nothing."""

    tu = forms.DateField(label="Báo từ ngày", required=False, widget=_short(), error_messages={"invalid": WRONG_DAY})
    den = forms.DateField(label="Đến ngày", required=False, widget=_short(), error_messages={"invalid": WRONG_DAY})
    buoc = forms.ChoiceField(label="Bước", choices=[("", "Mọi bước"), *Incident.State.choices], required=False)
    loai = forms.ChoiceField(label="Loại", choices=[("", "Mọi loại"), *Incident.Kind.choices], required=False)
    muc = forms.ChoiceField(label="Mức độ", choices=[("", "Mọi mức"), *Incident.Severity.choices], required=False)
    tim = forms.CharField(
        label="Mã, tên, số yêu cầu", max_length=100, required=False, widget=forms.TextInput(attrs={"class": "lb-w12"})
    )

    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(
            state=said["buoc"],
            kind=said["loai"],
            severity=said["muc"],
            begins=_moment(said["tu"]) if said["tu"] else None,
            ends=_moment(said["den"] + timedelta(days=1)) if said["den"] else None,
            words=said["tim"].strip(),
        )


class ExportForm(SeatForm, SearchForm):
    """What was found, taken away: an act, so it carries the seat; what was asked stands hidden in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.HiddenInput()


class IncidentForm(SeatForm):
    """Several forms stand on one page: each numbers its fields by its own name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}_%s", **kwargs})


class ReportForm(IncidentForm):
    title = forms.CharField(
        label="Sự cố",
        max_length=200,
        help_text="Một câu, không ghi mật khẩu hay dữ liệu riêng",
        error_messages={"required": MISSING["title"]},
    )
    kind = forms.ChoiceField(label="Loại", choices=Incident.Kind.choices, initial=Incident.Kind.FAULT)
    severity = forms.ChoiceField(
        label="Mức độ",
        choices=Incident.Severity.choices,
        initial=Incident.Severity.MEDIUM,
        help_text="Thấp: một người; Trung bình: một cơ quan chậm việc; Cao: nhiều cơ quan ngừng việc; "
        "Nghiêm trọng: lộ dữ liệu, hệ thống bị chiếm",
    )
    day = forms.DateField(
        label="Ngày phát hiện", widget=_short(), error_messages={"invalid": WRONG_DAY, "required": WRONG_DAY}
    )
    hour = forms.TimeField(
        label="Giờ phát hiện",
        input_formats=["%H:%M", "%Hh%M", "%Hh"],
        widget=_short(),
        error_messages={"invalid": WRONG_HOUR, "required": WRONG_HOUR},
    )
    fault_number = forms.CharField(
        label="Số yêu cầu trên trang lỗi",
        required=False,
        max_length=8,
        validators=[RegexValidator(r"^[0-9A-Fa-f]{8}$", "Số yêu cầu gồm 8 chữ số và chữ A–F, ví dụ 4F0A92C1.")],
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num"}),
    )
    words = _text("Mô tả", MISSING["words"], rows=5, help_text="Thấy gì, ở đâu, từ lúc nào, ai bị ảnh hưởng, đã làm gì")

    def report(self) -> Report:
        said = self.cleaned_data
        return Report(
            title=said["title"],
            words=said["words"],
            kind=said["kind"],
            severity=said["severity"],
            noticed_at=_moment(said["day"], said["hour"]),
            fault_number=said["fault_number"],
        )


class SeatSelect(ChoiceOfSeat):
    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.person.full_name}, {obj.title} · {obj.agency_short_name}"


class AssignForm(IncidentForm):
    to = SeatSelect(label="Người xử lý", queryset=Seat.objects.none(), to_field_name="uid", empty_label=None)

    def __init__(self, *args: Any, handlers: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Seat.objects.filter(pk__in=[seat.pk for seat in handlers]).select_related("person")


class NoteForm(IncidentForm):
    words = _text("Diễn biến", MISSING["note"], help_text="Điều đã tìm ra, đã làm, đã báo ai")


class GradeForm(IncidentForm):
    severity = forms.ChoiceField(label="Mức độ mới", choices=Incident.Severity.choices)
    reason = _reason("Lý do", MISSING["grade"])


class CloseForm(IncidentForm):
    cause = _text("Nguyên nhân", MISSING["cause"])
    remedy = _text("Khắc phục", MISSING["remedy"], help_text="Đã làm gì, làm gì để không lặp lại")


class ReopenForm(IncidentForm):
    reason = _reason("Lý do mở lại", MISSING["reopen"])


def _moment(day: date, hour: time = time()) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.VIETNAM)
