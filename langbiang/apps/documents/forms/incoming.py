"""Forms of incoming documents."""

from datetime import date, datetime, time
from typing import Any

from django import forms

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.models import IncomingDocument
from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock

from .common import SeatSelect


class AssignForm(SeatForm):
    to = SeatSelect(Seat.objects.none(), label="Giao cho", to_field_name="uid", empty_label="Chọn người xử lý")
    instruction = forms.CharField(
        label="Ý kiến chỉ đạo",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due = forms.DateField(
        label="Hạn xử lý",
        required=False,
        help_text="Dạng ngày/tháng/năm; tính đến 17:00 ngày đó",
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}),
        error_messages={"invalid": "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020."},
    )

    def __init__(self, *args: Any, document: IncomingDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = queries.list_assignees(self.acting, document, clock.today())
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)
        to.queryset = Seat.objects.filter(pk__in=[seat.pk for seat in people]).select_related("person")
        to.error_messages["invalid_choice"] = "Chọn một người của cơ quan mình."

    def due_at(self) -> datetime | None:
        day: date | None = self.cleaned_data["due"]
        return datetime.combine(day, time(17), tzinfo=clock.VIETNAM) if day else None


class ResultForm(SeatForm):
    result = forms.CharField(
        label="Kết quả xử lý",
        max_length=1000,
        help_text="Ví dụ: đã có văn bản trả lời số 12/STTTT-CNTT; hoặc đã tổ chức thực hiện",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Ghi kết quả xử lý, ví dụ: đã có văn bản trả lời số 12/STTTT-CNTT."},
    )
