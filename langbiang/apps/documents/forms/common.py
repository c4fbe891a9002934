"""Forms that the steps of both kinds of documents share, and choices of people and agencies."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms

from langbiang.apps.deadlines.interface import end_of_office
from langbiang.apps.directory.interface import Agency, Seat, Unit, list_agencies
from langbiang.apps.documents import queries
from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock

if TYPE_CHECKING:  # generic for the type checker only
    ChoiceOfSeat: TypeAlias = forms.ModelChoiceField[Seat]
    ChoiceOfAgency: TypeAlias = forms.ModelChoiceField[Agency]
else:
    ChoiceOfSeat = ChoiceOfAgency = forms.ModelChoiceField


class SeatSelect(ChoiceOfSeat):
    """A choice of people, named with their post, and with their agency where several are offered."""

    several_agencies = False

    def label_from_instance(self, obj: Seat) -> str:
        agency = f" · {obj.agency_short_name}" if self.several_agencies else ""
        return f"{obj.person.full_name}, {obj.title}{agency}"


class AgencySelect(ChoiceOfAgency):
    """A choice of agencies, by the names they have today."""

    names: dict[int, str] = {}

    def label_from_instance(self, obj: Agency) -> str:
        return self.names.get(obj.pk, obj.slug)


class ChosenForm(SeatForm):
    """Receivers, ticked: other agencies, and units of the own one."""

    missing = "Chọn ít nhất một nơi nhận."
    receivers = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label="Nơi nhận", to_field_name="slug", required=False
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="Đơn vị trong cơ quan", to_field_name="uid", required=False
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = clock.today()
        known = list_agencies(day).exclude(agency=agency).values("agency")
        self._choices("receivers").queryset = Agency.objects.filter(pk__in=known)
        self.rooms = list(queries.units_to_send(agency, day))
        self._choices("units").queryset = Unit.objects.filter(pk__in=[version.unit_id for version in self.rooms])

    def _choices(self, name: str) -> "forms.ModelMultipleChoiceField[Any]":
        field = self.fields[name]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        return field

    def clean(self) -> dict[str, Any]:
        """Ask for one receiver of either kind."""
        cleaned = super().clean() or self.cleaned_data
        if not {"receivers", "units"} & self.errors.keys() and not self._named(cleaned):
            self.add_error("receivers", self.missing)
        return cleaned

    def _named(self, cleaned: dict[str, Any]) -> bool:
        return bool(cleaned["receivers"] or cleaned["units"])


class ActForm(SeatForm):
    """A single step with nothing to say."""


class ReasonForm(SeatForm):
    """Why something is not done; `step` names the act on a page where several ask for a reason."""

    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Nhập lý do để bên kia biết phải làm gì."},
    )

    def __init__(self, *args: Any, step: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step


class DueField(forms.DateField):
    """A day, given as the hour at which the office of `agency` ends on it."""

    agency = 0

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Dạng ngày/tháng/năm; tính đến hết giờ làm việc ngày đó")
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}))
        super().__init__(**kwargs)
        self.error_messages["required"] = "Nhập hạn theo dạng ngày/tháng/năm, ví dụ 14/09/2020."
        self.error_messages["invalid"] = "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020."

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return end_of_office(day, self.agency) if day else None
