"""Sign-in, the choice of a seat, and who acts for whom."""

from typing import TYPE_CHECKING, Any, TypeAlias

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms

from langbiang.apps.directory.interface import Seat
from langbiang.foundation import clock

from . import queries
from .seats import SeatForm
from .services import Wanted

if TYPE_CHECKING:  # generic for the type checker only
    ChoiceOfSeat: TypeAlias = forms.ModelChoiceField[Seat]
else:
    ChoiceOfSeat = forms.ModelChoiceField


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """Sign in with the official mail address."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Địa chỉ thư công vụ"
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SeatChoiceForm(forms.Form):
    seat = forms.UUIDField()
    next = forms.CharField(required=False)


class SeatSwitchForm(forms.Form):
    seat = forms.CharField(max_length=80)  # Seat.used_as: one's own, or another's as its deputy
    next = forms.CharField(required=False)


class SeatSelect(ChoiceOfSeat):
    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.person.full_name}, {obj.title} · {obj.unit_name}"


def _day(label: str, **kwargs: Any) -> forms.DateField:
    wrong = "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020."
    short = forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"})
    return forms.DateField(label=label, widget=short, error_messages={"required": wrong, "invalid": wrong}, **kwargs)


class DeputationForm(SeatForm):
    """Who acts for whom, from when to when, and why; only a leader chooses who is away."""

    principal = SeatSelect(Seat.objects.none(), label="Người vắng mặt", to_field_name="uid", empty_label=None)
    deputy = SeatSelect(
        Seat.objects.none(),
        label="Người xử lý thay",
        to_field_name="uid",
        empty_label="Chọn người cùng cơ quan",
        error_messages={"required": "Chọn người xử lý thay.", "invalid_choice": "Chọn người của cơ quan mình."},
    )
    begins = _day("Từ ngày")
    ends = _day("Đến hết ngày")
    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        help_text="Ví dụ: nghỉ phép, đi công tác",
        error_messages={"required": "Ghi lý do, ví dụ: nghỉ phép, đi công tác."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [seat.pk for seat in queries.list_colleagues(self.acting, clock.today())]
        for name in ("principal", "deputy"):
            field = self.fields[name]
            assert isinstance(field, SeatSelect)
            field.queryset = Seat.objects.filter(pk__in=people).select_related("person").order_by("rank", "pk")
        if queries.may_deputise_for_others(self.acting):
            self.initial.setdefault("principal", self.acting.uid)
        else:
            del self.fields["principal"]

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        given = {name: said[name] for name in ("deputy", "begins", "ends", "reason")}
        return Wanted(principal=said.get("principal") or self.acting, **given)


class WithdrawForm(SeatForm):
    reason = forms.CharField(label="Lý do thu lại", max_length=300, error_messages={"required": "Ghi lý do thu lại."})
