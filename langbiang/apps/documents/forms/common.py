"""Forms that the steps of both kinds of documents share, and choices of people and agencies."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms

from langbiang.apps.deadlines.interface import end_of_office
from langbiang.apps.directory.interface import Agency, Seat
from langbiang.apps.identity.interface import SeatForm

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
