"""Forms of incoming documents."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from langbiang.apps.deadlines.interface import end_of_office
from langbiang.apps.directory.interface import Agency, Role, Seat, list_agencies
from langbiang.apps.documents import queries
from langbiang.apps.documents.models import DocumentType, Handling, IncomingDocument, OutgoingDocument, Urgency
from langbiang.apps.documents.services import Arrival, Part
from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock

from .common import AgencySelect, SeatSelect

WRONG_DAY = {"invalid": "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020."}
OTHER_DAY = "khac"


def day_field(label: str, *, help_text: str = "", missing: str = "") -> forms.DateField:
    """Make a field for a day as people write it; with what is said when it is `missing`, it is required."""
    return forms.DateField(
        label=label,
        required=bool(missing),
        help_text=help_text,
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}),
        error_messages={**WRONG_DAY, "required": missing},
    )


def seats(field: forms.Field, people: Sequence[Seat]) -> None:
    """Let a field offer these people and no others."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Seat.objects.filter(pk__in=[seat.pk for seat in people]).select_related("person")


# -- entering what came outside the axis


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; each is judged by the service."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        if not data:
            super().clean(None, initial)
        return [super(FilesField, self).clean(one, initial) for one in data or ()]


class ArrivalForm(SeatForm):
    """What a clerk says of a document that came by post, by hand or by mail."""

    agency = AgencySelect(Agency.objects.none(), label="Cơ quan nhận", empty_label=None)
    channel = forms.ChoiceField(
        label="Đường đến",
        choices=[choice for choice in IncomingDocument.Channel.choices if choice[0] != IncomingDocument.Channel.AXIS],
        widget=forms.RadioSelect,
        initial=IncomingDocument.Channel.POST,
    )
    sender_name = forms.CharField(
        label="Nơi gửi",
        max_length=300,
        widget=forms.TextInput(attrs={"list": "co-quan-gui", "autocomplete": "off"}),
        help_text="Gõ vài chữ để chọn cơ quan trong tỉnh, hoặc ghi tên nơi gửi như trên văn bản",
        error_messages={"required": "Nhập nơi gửi của văn bản."},
    )
    number = forms.CharField(
        label="Số",
        max_length=50,
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num"}),
        error_messages={"required": "Nhập số của văn bản."},
    )
    notation = forms.CharField(
        label="Ký hiệu",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "lb-w20"}),
        help_text="Phần sau dấu gạch chéo của số, ví dụ UBND-VX",
    )
    dated = day_field("Ngày văn bản", missing="Nhập ngày ghi trên văn bản.")
    type = forms.ModelChoiceField(
        DocumentType.objects.all(), label="Loại văn bản", to_field_name="code", empty_label=None, initial="cong-van"
    )
    subject = forms.CharField(
        label="Trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Nhập trích yếu nội dung của văn bản.",
            "max_length": "Trích yếu dài %(show_value)s ký tự, tối đa %(limit_value)d. Viết gọn lại.",
        },
    )
    signer_name = forms.CharField(label="Người ký", max_length=50, required=False)
    urgency = forms.TypedChoiceField(label="Độ khẩn", choices=Urgency.choices, coerce=int)
    secrecy = forms.ChoiceField(
        label="Độ mật",
        choices=[("", "Không mật"), ("mat", "Mật"), ("toi-mat", "Tối mật"), ("tuyet-mat", "Tuyệt mật")],
        required=False,
        help_text="Văn bản mật vào sổ riêng trên giấy, không đưa vào hệ thống nối mạng",
    )
    pages = forms.IntegerField(
        label="Số trang",
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}),
        error_messages={"invalid": "Nhập số trang bằng chữ số, từ 1 đến 999."},
    )
    attached = FilesField(
        label="Tệp",
        widget=ManyFiles(attrs={"accept": "application/pdf,.pdf,.eml,message/rfc822"}),
        help_text="Bản quét PDF (từ 200 dpi, màu); với thư điện tử: các tệp PDF đính kèm, hoặc cả thư dạng .eml. "
        "Mỗi tệp không quá 50 MB.",
        error_messages={
            "required": "Chọn tệp PDF của văn bản.",
            "empty": "Tệp rỗng (0 byte). Chọn lại tệp có nội dung.",
        },
    )
    anyway = forms.BooleanField(label="Vẫn vào sổ, vì lý do dưới đây", required=False)
    anyway_reason = forms.CharField(label="Lý do vẫn vào sổ", max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = clock.today()
        kept = queries.kept_by(self.acting, day)
        agency = self.fields["agency"]
        assert isinstance(agency, AgencySelect)
        agency.names = {v.agency_id: v.name for v in list_agencies(day).filter(agency__in=kept)}
        agency.queryset = Agency.objects.filter(pk__in=kept).order_by("pk")

    @property
    def twice(self) -> bool:
        """Say whether to ask for the reason: the document seems to be there already."""
        return "anyway" in self.errors or bool(self.data.get("anyway"))

    @property
    def uploads(self) -> "list[UploadedFile[bytes]]":
        return list(self.cleaned_data["attached"])

    def chosen_names(self) -> list[str]:
        """Name the files that were sent with a form that is refused: a browser does not keep them."""
        return [file.name or "" for file in self.files.getlist("attached")] if self.is_bound and self.files else []

    def anyway_for(self) -> str:
        return str(self.cleaned_data["anyway_reason"]) if self.cleaned_data["anyway"] else ""

    def arrival(self) -> Arrival:
        """Give what was typed as the service takes it."""
        said = self.cleaned_data
        return Arrival(
            agency=said["agency"],
            channel=said["channel"],
            sender_name=said["sender_name"],
            number=said["number"],
            notation=said["notation"],
            dated=said["dated"],
            type_name=said["type"].name,
            subject=said["subject"],
            signer_name=said["signer_name"],
            urgency=said["urgency"],
            secret=bool(said["secrecy"]),
            pages=said["pages"],
        )


# -- the leader


class PresentForm(SeatForm):
    """To which leader a document goes."""

    step = "present"

    to = SeatSelect(Seat.objects.none(), label="Trình", to_field_name="uid", empty_label="Chọn lãnh đạo")

    def __init__(self, *args: Any, document: IncomingDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaders = queries.list_leaders(document, clock.today())
        seats(self.fields["to"], [one for one in leaders if one.pk != document.presented_to_id])
        self.fields["to"].error_messages["invalid_choice"] = "Chọn một lãnh đạo đương chức của cơ quan nhận."


class InstructForm(SeatForm):
    """
    The leader's instruction: who leads, until when, in which words; further parts one line each.

    The words are written out from the choice. Where nobody touched them they follow what is chosen in the end.
    """

    lead = forms.ChoiceField(
        label="Chủ trì", widget=forms.RadioSelect, error_messages={"required": "Chọn nơi chủ trì."}
    )
    due = forms.ChoiceField(label="Hạn", widget=forms.RadioSelect, error_messages={"required": "Chọn hạn xử lý."})
    other_day = day_field("Ngày khác", help_text="Tính đến hết giờ làm việc ngày đó, ví dụ 25/09/2020")
    words = forms.CharField(
        label="Lời bút phê",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Để nguyên thì câu này theo nơi chủ trì và hạn đã chọn",
    )
    offered = forms.CharField(widget=forms.HiddenInput, required=False)
    leader = SeatSelect(
        Seat.objects.none(),
        label="Ý kiến của lãnh đạo",
        to_field_name="uid",
        empty_label="Chọn lãnh đạo đã cho ý kiến",
        required=False,
    )

    def __init__(self, *args: Any, document: IncomingDocument, **kwargs: Any) -> None:
        day, self.agency = clock.today(), document.agency_id
        self.targets = {target.key: target for target in queries.list_targets(document, day)}
        self.days = queries.proposed_days(clock.now())
        led = queries.propose_lead(document, [*self.targets.values()])
        offered = self._sentence(led, self.days[-1]) if led else ""
        proposed = {
            "lead": led.key if led else "",
            "due": self.days[-1].isoformat(),
            "words": offered,
            "offered": offered,
        }
        super().__init__(*args, **{**kwargs, "initial": proposed})
        days = [(one.isoformat(), f"{one:%d/%m}") for one in self.days]
        self._choice("lead").choices = [(key, target.name) for key, target in self.targets.items()]
        self._choice("due").choices = [*days, (OTHER_DAY, "Ngày khác")]
        roles = [("", "–"), *((role.value, role.label) for role in Handling.Role if role != Handling.Role.LEAD)]
        for key, target in self.targets.items():
            said = f"{target.name}: vai trò"
            self.fields[f"role_{key}"] = forms.ChoiceField(label=said, choices=roles, required=False)
            self.fields[f"due_{key}"] = day_field(f"{target.name}: hạn")
            self.fields[f"due_{key}"].widget.attrs["placeholder"] = "Hạn"
        self._ask_for_leader(document, day)

    def _ask_for_leader(self, document: IncomingDocument, day: date) -> None:
        """A clerk who enters the instruction says whose it is; a leader is not asked."""
        if self.acting.has(Role.LEADER) and self.acting.agency_id == document.agency_id:
            del self.fields["leader"]
            return
        leaders = queries.list_leaders(document, day)
        if document.presented_to_id:
            leaders = [one for one in leaders if one.pk == document.presented_to_id]
            self.initial["leader"] = leaders[0].uid if leaders else None
        seats(self.fields["leader"], leaders)
        self.fields["leader"].required = True
        self.fields["leader"].error_messages["required"] = "Chọn lãnh đạo đã cho ý kiến."

    def rows(self) -> list[dict[str, Any]]:
        """Give each target with its radio and its own fields, the proposed lead first."""
        radios = {radio.data["value"]: radio for radio in self["lead"]}
        order = sorted(self.targets, key=lambda key: key != self.initial["lead"])
        return [
            {"target": self.targets[k], "radio": radios[k], "role": self[f"role_{k}"], "due": self[f"due_{k}"]}
            for k in order
        ]

    @property
    def more_said(self) -> bool:
        """Say whether something was said of others than the one who leads, so that it is shown open."""
        return self.is_bound and any(self.data.get(f"{kind}_{key}") for kind in ("role", "due") for key in self.targets)

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("due") == OTHER_DAY and not cleaned.get("other_day") and "other_day" not in self.errors:
            self.add_error("other_day", "Nhập ngày hết hạn, ví dụ 25/09/2020.")
        return cleaned

    @property
    def chosen_day(self) -> date:
        said = self.cleaned_data
        day: date = said["other_day"] if said["due"] == OTHER_DAY else date.fromisoformat(said["due"])
        return day

    def said_words(self) -> str:
        """Give what the leader wrote; the sentence that was offered follows the choice."""
        written = self._own_words(self.cleaned_data)
        return written or self._sentence(self.targets[self.cleaned_data["lead"]], self.chosen_day)

    def offer_words(self, chosen: Mapping[str, str]) -> bool:
        """Offer the sentence anew for a choice in the making; not where own words stand, or no choice is made yet."""
        target, day = self.targets.get(chosen.get("lead", "")), chosen.get("due", "")
        with suppress(ValidationError):
            due = self.fields["other_day"].clean(chosen.get("other_day", "") if day == OTHER_DAY else day)
            if target is not None and due is not None and not self._own_words(chosen):
                self.initial["words"] = self.initial["offered"] = self._sentence(target, due)
                return True
        return False

    def _own_words(self, said: Mapping[str, str]) -> str:
        """Give the words when they are the leader's own, not the sentence that was offered."""
        written = str(said.get("words", "")).strip().replace("\r\n", "\n")
        return written if written != str(said.get("offered", "")).strip() else ""

    def parts(self) -> list[Part]:
        said = self.cleaned_data
        told = [self._part(said["lead"], Handling.Role.LEAD, self.chosen_day)]
        for key in self.targets:
            role = said.get(f"role_{key}")
            if role and key != said["lead"]:
                told.append(self._part(key, role, said.get(f"due_{key}")))
        return told

    def _part(self, key: str, role: str, day: date | None) -> Part:
        target = self.targets[key]
        return Part(role, target.unit, target.unit_name, target.seat, self._end_of(day))

    def _end_of(self, day: date | None) -> datetime | None:
        return end_of_office(day, self.agency) if day else None

    def _sentence(self, target: queries.Target, day: date) -> str:
        return f"Giao {target.name} chủ trì, tham mưu trước ngày {day.day}/{day.month}/{day.year}."


# -- the unit and its people


class AssignForm(SeatForm):
    """A unit head gives a part of the unit to a person."""

    step = "assign"
    handling = forms.UUIDField(widget=forms.HiddenInput)

    to = SeatSelect(Seat.objects.none(), label="Giao cho", to_field_name="uid", empty_label="Chọn người xử lý")
    note = forms.CharField(
        label="Ý kiến của trưởng đơn vị",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due = day_field("Hạn xử lý", help_text="Dạng ngày/tháng/năm, tính đến hết giờ làm việc; không sau hạn lãnh đạo đặt")

    def __init__(self, *args: Any, part: Handling, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        seats(self.fields["to"], queries.list_colleagues(self.acting, clock.today()))
        self.fields["to"].error_messages["invalid_choice"] = "Chọn một người của đơn vị mình."

    def due_at(self) -> datetime | None:
        day = self.cleaned_data["due"]
        return end_of_office(day, self.part.document.agency_id) if day else None


class ProposalForm(SeatForm):
    step = "propose"
    proposal = forms.CharField(
        label="Ý kiến đề xuất",
        max_length=1000,
        help_text="Ghi vào phần ba của phiếu giải quyết văn bản đến",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Ghi ý kiến đề xuất."},
    )


class ReplySelect(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of documents on their way out."""

    def label_from_instance(self, obj: OutgoingDocument) -> str:
        return f"{obj.code or 'Dự thảo'} · {obj.subject}"[:90]


class ResultForm(SeatForm):
    """What came of the work of who leads, and perhaps which document replies."""

    step = "complete"

    result = forms.CharField(
        label="Kết quả xử lý",
        max_length=1000,
        help_text="Ví dụ: đã có văn bản trả lời số 12/STTTT-CNTT; hoặc đã tổ chức thực hiện",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Ghi kết quả xử lý, ví dụ: đã có văn bản trả lời số 12/STTTT-CNTT."},
    )
    reply = ReplySelect(
        OutgoingDocument.objects.none(),
        label="Văn bản trả lời",
        to_field_name="uid",
        empty_label="Không có",
        required=False,
    )

    def __init__(self, *args: Any, document: IncomingDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        replies = queries.list_replies(self.acting, document.agency_id, clock.today())
        reply = self.fields["reply"]
        assert isinstance(reply, forms.ModelChoiceField)
        reply.queryset = OutgoingDocument.objects.filter(pk__in=[one.pk for one in replies]).order_by(
            "-moved_at", "-pk"
        )


class ShareForm(SeatForm):
    """What somebody who takes part has done."""

    step = "contribute"

    share = forms.CharField(
        label="Phần việc đã làm",
        max_length=1000,
        help_text="Ví dụ: đã gửi ý kiến cho đơn vị chủ trì",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Ghi phần việc đã làm, ví dụ: đã gửi ý kiến cho đơn vị chủ trì."},
    )
