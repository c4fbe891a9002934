"""Forms of the page on books and numbers."""

from typing import Any

from django import forms

from langbiang.apps.directory.interface import Agency, Seat, keeper_of, list_seats_in
from langbiang.apps.documents import queries
from langbiang.apps.documents.models import DocumentType, SeriesRule, SigningAuthority
from langbiang.apps.documents.services import Authority
from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock

from .common import ChosenForm, SeatSelect

GROUPS = (1, 2, 3)
DAY_ERRORS = {
    "required": "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020.",
    "invalid": "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020.",
}


def _day(label: str, **kwargs: Any) -> forms.DateField:
    short = forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"})
    return forms.DateField(label=label, widget=short, error_messages=DAY_ERRORS, **kwargs)


class ReserveForm(SeatForm):
    """Which series the next number is taken from, and what for."""

    series = forms.ChoiceField(label="Sổ", required=False)
    reason = forms.CharField(
        label="Giữ số để làm gì",
        max_length=300,
        widget=forms.TextInput,
        help_text="Ví dụ: quyết định ban hành bằng giấy sáng nay",
        error_messages={"required": "Ghi rõ giữ số để làm gì."},
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        series = self.fields["series"]
        assert isinstance(series, forms.ChoiceField)
        series.choices = queries.list_series(agency, clock.today().year)


class SeriesForm(SeatForm):
    """How an agency numbers: one series, one a type, or up to three groups besides the common series."""

    mode = forms.ChoiceField(label="Cách đánh số", choices=SeriesRule.Mode.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [(kind.code, kind.name) for kind in DocumentType.objects.filter(normative=False)]
        for number in GROUPS:
            self.fields[f"name_{number}"] = forms.CharField(label=f"Tên nhóm {number}", max_length=40, required=False)
            self.fields[f"types_{number}"] = forms.MultipleChoiceField(
                label=f"Loại văn bản của nhóm {number}",
                choices=types,
                required=False,
                widget=forms.SelectMultiple(attrs={"size": 6}),
            )

    def groups(self) -> dict[str, list[str]]:
        said = self.cleaned_data
        return {said[f"name_{n}"]: said[f"types_{n}"] for n in GROUPS if said[f"name_{n}"]}


class AuthorityForm(SeatForm):
    """A paper by which the head lets another sign."""

    to = SeatSelect(Seat.objects.none(), label="Giao cho", to_field_name="uid", empty_label="Chọn người được giao")
    competence = forms.ChoiceField(label="Hình thức", choices=SigningAuthority.Competence.choices)
    content = forms.CharField(label="Phạm vi được ký", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    ground = forms.CharField(label="Văn bản giao", max_length=300, help_text="Số, ngày của văn bản giao hoặc ủy quyền")
    begins = _day("Từ ngày")
    ends = _day("Đến hết ngày", required=False, help_text="Bắt buộc với ủy quyền (TUQ.)")

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, SeatSelect)
        to.several_agencies = True
        offices = {agency.pk} | ({keeper.agency_id} if (keeper := keeper_of(agency, clock.today())) else set())
        people = [s.pk for office in offices for s in list_seats_in(office, clock.today()) if s != self.acting]
        to.queryset = Seat.objects.filter(pk__in=people).select_related("person").order_by("rank", "pk")

    def authority(self) -> Authority:
        said = self.cleaned_data
        given = {name: said[name] for name in ("competence", "content", "ground", "begins", "ends")}
        return Authority(seat=said["to"], **given)


class GroupForm(ChosenForm):
    """A group of receivers under a name."""

    missing = "Chọn ít nhất một nơi nhận cho nhóm."
    name = forms.CharField(label="Tên nhóm", max_length=100, error_messages={"required": "Đặt tên cho nhóm."})
