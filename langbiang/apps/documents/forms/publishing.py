"""Forms by which the clerk records that a legal document was made public."""

from collections.abc import Sequence
from typing import Any

from django import forms

from langbiang.apps.documents import queries
from langbiang.apps.documents.models import OutgoingDocument, Publication
from langbiang.apps.identity.interface import SeatForm


class PublishForm(SeatForm):
    """Where and when a legal document was published; the places that are still due are offered."""

    medium = forms.ChoiceField(label="Nơi công bố", widget=forms.RadioSelect)
    on = forms.DateField(
        label="Ngày công bố",
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}),
        help_text="Dạng ngày/tháng/năm",
        error_messages=dict.fromkeys(("required", "invalid"), "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020."),
    )
    reference = forms.CharField(
        label="Số Công báo, địa chỉ trang, hoặc nơi niêm yết",
        max_length=300,
        help_text="Ví dụ: Công báo số 38, ngày 21/09/2020",
        error_messages={"required": "Nhập số Công báo, địa chỉ trang hoặc nơi niêm yết."},
    )

    def __init__(self, *args: Any, document: OutgoingDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = [one for one in queries.publications_of(document) if one.published_on is None]
        _offer(self.fields["medium"], due)


class UnpublishForm(SeatForm):
    """Which record of a publication was a mistake, and why."""

    medium = forms.ChoiceField(label="Bỏ ghi ở", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Nhập lý do bỏ ghi nhầm."},
    )

    def __init__(self, *args: Any, document: OutgoingDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        done = [one for one in queries.publications_of(document) if one.published_on is not None]
        _offer(self.fields["medium"], done)


def _offer(field: forms.Field, publications: Sequence[Publication]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(one.medium, one.get_medium_display()) for one in publications]
    field.initial = publications[0].medium if publications else None
    field.error_messages["required"] = field.error_messages["invalid_choice"] = "Chọn một nơi trong danh sách."
