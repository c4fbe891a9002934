"""Forms of hand-overs. Each carries the seat it was shown for; an order also how much was held then."""

from collections.abc import Sequence
from typing import Any

from django import forms

from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock

from . import queries
from .services import Order

STAYS = "-"


def _day(label: str, **kwargs: Any) -> forms.DateField:
    wrong = "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020."
    short = forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"})
    return forms.DateField(label=label, widget=short, error_messages={"invalid": wrong}, **kwargs)


class OrderForm(SeatForm):
    """Who takes what a seat holds: one for all, another for a kind, or a kind stays; why, and when the post is left."""

    to = forms.ChoiceField(
        label="Người nhận",
        help_text="Văn bản chờ ký, chờ bút phê chỉ lãnh đạo nhận được",
        error_messages={"required": "Chọn người nhận.", "invalid_choice": "Chọn người đương chức của cơ quan."},
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        help_text="Ví dụ: chuyển công tác, nghỉ hưu",
        error_messages={"required": "Ghi lý do bàn giao, ví dụ: chuyển công tác, nghỉ hưu."},
    )
    leaves_on = _day("Thôi giữ chức vụ từ ngày", required=False, help_text="Bỏ trống nếu vẫn giữ chức vụ")
    confirm = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, leaving: Seat, piles: Sequence[queries.Pile], **kwargs: Any) -> None:
        super().__init__(*args, shown_version=sum(pile.count for pile in piles), **kwargs)
        self.leaving = leaving
        self.kinds = {f"to_{number}": pile for number, pile in enumerate(piles, 1)}
        self.people = {str(one.uid): one for one in queries.list_receivers(leaving, clock.today())}
        named = [(uid, f"{one.person.full_name}, {one.title} · {one.unit_name}") for uid, one in self.people.items()]
        self._choice("to").choices = [("", "Chọn người nhận"), *named]
        for name, pile in self.kinds.items():
            choices = [("", "Như trên"), (STAYS, "Không bàn giao"), *named]
            self.fields[name] = forms.ChoiceField(label=f"{pile.name} ({pile.count})", choices=choices, required=False)
        self.order_fields(["to", *self.kinds, "reason", "leaves_on"])

    def receivers(self) -> dict[str, Seat]:
        """Give who takes each kind; one that stays is left out."""
        said = self.cleaned_data
        chosen = {pile.kind: said[name] or said["to"] for name, pile in self.kinds.items()}
        return {kind: self.people[uid] for kind, uid in chosen.items() if uid != STAYS}

    def order(self) -> Order:
        said = self.cleaned_data
        return Order(self.leaving, self.receivers(), said["reason"], said["leaves_on"])

    def ask_to_confirm(self, *, confirmed: bool) -> None:
        """Let the form, shown once more, be the one that starts the job, or be previewed again."""
        self._carry("confirm", "1" if confirmed else "")

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


class UndoForm(SeatForm):
    reason = forms.CharField(label="Lý do lấy lại", max_length=300, error_messages={"required": "Ghi lý do lấy lại."})
