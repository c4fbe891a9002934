"""Forms of outgoing documents."""

import base64
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from langbiang.apps.directory.interface import Agency, Seat, Unit, list_agencies
from langbiang.apps.documents import queries
from langbiang.apps.documents.models import (
    DocumentType,
    IncomingDocument,
    OutgoingDocument,
    ReceiverGroup,
    ReceiverGroupMember,
    ReservedNumber,
    Urgency,
)
from langbiang.apps.documents.services import Draft
from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock
from langbiang.foundation.signing import Credential

from .common import AgencySelect, ChosenForm, DueField, SeatSelect

NOTATION = r"^[A-ZĐÂÊÔƠƯĂ][A-ZĐÂÊÔƠƯĂa-zđy0-9&.]*([-/][A-ZĐÂÊÔƠƯĂa-zđy0-9&.]+)+$"


SECRECY = (("", "Thường (không mật)"), ("mat", "Mật"), ("toi-mat", "Tối mật"), ("tuyet-mat", "Tuyệt mật"))


class DraftForm(SeatForm):
    """What is said of an outgoing document, with its file or the words that are laid out here."""

    agency = AgencySelect(Agency.objects.none(), label="Cơ quan ban hành", empty_label=None)
    type = forms.ModelChoiceField(
        DocumentType.objects.none(), label="Loại văn bản", to_field_name="code", empty_label=None, initial="cong-van"
    )
    subject = forms.CharField(
        label="Trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ngắn gọn, nêu đúng nội dung chính của văn bản",
        error_messages={"max_length": "Trích yếu dài %(show_value)s ký tự, tối đa %(limit_value)d. Viết gọn lại."},
    )
    notation = forms.RegexField(
        NOTATION,
        label="Ký hiệu",
        max_length=30,
        widget=forms.TextInput(attrs={"class": "lb-w20"}),
        help_text="Phần sau số, ví dụ UBND-VX hoặc QĐ-UBND; cơ quan Đảng: CV/TU. Số do hệ thống cấp khi phát hành.",
        error_messages={
            "invalid": "Ký hiệu gồm các phần nối bằng dấu gạch ngang hoặc gạch chéo, ví dụ QĐ-UBND, CV/TU."
        },
    )
    urgency = forms.TypedChoiceField(label="Độ khẩn", choices=Urgency.choices, coerce=int)
    secrecy = forms.ChoiceField(
        label="Độ mật",
        choices=SECRECY,
        required=False,
        help_text="Văn bản từ độ mật trở lên không được soạn, lưu hoặc gửi trên hệ thống nối mạng này",
    )
    signer = SeatSelect(Seat.objects.none(), label="Người ký", to_field_name="uid", empty_label=None)
    file = forms.FileField(
        label="Tệp PDF hoặc DOCX",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf,.docx"}),
        help_text="Bản đã trình bày xong, chưa ký, chưa điền số, ngày; không quá 50 MB. Không có tệp thì soạn bên dưới",
        error_messages={"empty": "Tệp rỗng (0 byte). Chọn lại tệp có nội dung."},
    )
    addressed_to = forms.CharField(
        label="Kính gửi",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mỗi nơi một dòng; bỏ trống với quyết định, báo cáo…",
    )
    body = forms.CharField(
        label="Nội dung soạn tại đây",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=(
            "Hệ thống trình bày theo Phụ lục I Nghị định 30/2020. Mỗi dòng là một đoạn; dòng bắt đầu bằng “Căn cứ” in "
            "nghiêng, “Điều 1.” in đậm số điều, “Chương”, “Mục” đặt giữa. Tải tệp thì tệp được dùng thay nội dung này"
        ),
    )
    copies_to = forms.CharField(
        label="Nơi nhận ghi trên văn bản",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        initial="Như trên;\nLưu: VT.",
        help_text="Chỉ dùng cho văn bản soạn tại đây; mỗi nơi một dòng",
    )
    answers = forms.ModelChoiceField(
        IncomingDocument.objects.none(), to_field_name="uid", required=False, widget=forms.HiddenInput
    )
    replaces = forms.ModelChoiceField(
        OutgoingDocument.objects.none(), to_field_name="uid", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, document: OutgoingDocument | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        day = clock.today()
        agencies = [document.agency_id] if document else queries.drafting_agencies(self.acting, day)
        self._offer_agencies(agencies, day)
        self._choice("type").queryset = queries.types_for(agencies, day)
        self._choice("answers").queryset = queries.list_incoming(self.acting, day)
        self._choice("replaces").queryset = queries.list_outgoing(self.acting, day)
        if document is not None:
            self.fields["file"].help_text = f"Đang dùng: {document.original.name}. Chọn tệp mới nếu cần thay."

    def _offer_agencies(self, agencies: list[int], day: date) -> None:
        agency, signer = self.fields["agency"], self.fields["signer"]
        assert isinstance(agency, AgencySelect)
        assert isinstance(signer, SeatSelect)
        agency.names = {v.agency_id: v.name for v in list_agencies(day).filter(agency__in=agencies)}
        agency.queryset = Agency.objects.filter(pk__in=agencies).order_by("pk")
        leaders = [seat.pk for seat in queries.list_signers(agencies, day)]
        signer.queryset = Seat.objects.filter(pk__in=leaders).select_related("person").order_by("rank", "pk")
        signer.several_agencies = len(agencies) > 1

    def _choice(self, name: str) -> "forms.ModelChoiceField[Any]":
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        agency, signer = cleaned.get("agency"), cleaned.get("signer")
        if agency and signer and queries.right_to_sign(signer, agency, clock.today()) is None:
            self.add_error("signer", "Người này không ký văn bản của cơ quan ban hành. Chọn lại người ký hoặc cơ quan.")
        given = cleaned.get("file") or cleaned.get("body", "").strip() or self.document
        if not given and not {"file", "body"} & self.errors.keys():
            self.add_error("file", "Chọn tệp PDF hoặc DOCX của văn bản, hoặc soạn nội dung bên dưới.")
        return cleaned

    def draft(self) -> Draft:
        """Give what was typed as the service takes it."""
        said = self.cleaned_data
        return Draft(**{name: said[name] for name in Draft.__dataclass_fields__})


class CodesField(forms.MultipleChoiceField):
    """Codes of agencies outside; which there are, the service knows."""

    def valid_value(self, value: str) -> bool:
        return True


class ReceiversForm(ChosenForm):
    """To whom a document goes: agencies and units ticked, groups, and agencies outside."""

    outside = CodesField(label="Cơ quan ngoài tỉnh, hệ thống khác", required=False)

    groups = forms.ModelMultipleChoiceField(ReceiverGroup.objects.none(), label="Nhóm của cơ quan", required=False)

    def __init__(self, *args: Any, document: OutgoingDocument, **kwargs: Any) -> None:
        super().__init__(*args, agency=document.agency, **kwargs)
        self._choices("groups").queryset = ReceiverGroup.objects.filter(agency=document.agency_id)

    def clean(self) -> dict[str, Any]:
        """Expand the groups ticked: what is kept is agencies and units, for a group may change later."""
        cleaned = super().clean()
        members = ReceiverGroupMember.objects.filter(group__in=cleaned.get("groups") or [])
        for name, model, found in (
            ("receivers", Agency, members.filter(unit=None).values("agency")),
            ("units", Unit, members.exclude(unit=None).values("unit")),
        ):
            if name in cleaned:
                ticked = [one.pk for one in cleaned[name]]
                cleaned[name] = model.objects.filter(Q(pk__in=ticked) | Q(pk__in=found)).order_by("pk")
        return cleaned

    def _named(self, cleaned: dict[str, Any]) -> bool:
        return super()._named(cleaned) or bool(cleaned.get("groups") or cleaned.get("outside"))


class PlaceForm(SeatForm):
    """Where one of the four fields stands: by a click on the picture of the page, or in millimetres."""

    FIELDS = (
        ("number", "Số văn bản"),
        ("date", "Ngày, tháng, năm"),
        ("person", "Chữ ký người ký"),
        ("agency", "Chữ ký số cơ quan"),
    )
    field = forms.ChoiceField(choices=FIELDS, widget=forms.RadioSelect)
    page = forms.IntegerField(min_value=1, max_value=10_000, label="Trang")
    x = forms.FloatField(required=False, min_value=0, label="Cách mép trái (mm)")
    y = forms.FloatField(required=False, min_value=0, label="Cách mép trên (mm)")
    #: Where the picture was clicked, in its own pixels, counted from the top left corner.
    at_x = forms.IntegerField(required=False, min_value=0, max_value=10_000)
    at_y = forms.IntegerField(required=False, min_value=0, max_value=10_000)

    def add_prefix(self, field_name: str) -> str:
        """Read the click under the names that the browser sends for a picture: at.x and at.y."""
        return field_name.replace("at_", "at.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        clicked = cleaned.get("at_x") is not None and cleaned.get("at_y") is not None
        typed = cleaned.get("x") is not None and cleaned.get("y") is not None
        if not clicked and not typed and not self.errors:
            raise ValidationError("Bấm lên trang để đặt vị trí, hoặc nhập hai khoảng cách bằng mm.")
        return cleaned


class AskForm(SeatForm):
    """Which other units are asked what they think of a draft, and until when."""

    units = forms.TypedMultipleChoiceField(
        label="Đơn vị",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một đơn vị."},
    )
    question = forms.CharField(
        label="Nội dung cần góp ý", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    due = DueField(label="Hạn góp ý")

    def __init__(self, *args: Any, document: OutgoingDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units, due = self.fields["units"], self.fields["due"]
        assert isinstance(units, forms.TypedMultipleChoiceField)
        assert isinstance(due, DueField)
        due.agency = document.agency_id
        units.choices = queries.units_to_ask(document, clock.today())


class OpinionForm(SeatForm):
    agrees = forms.TypedChoiceField(
        label="Ý kiến của đơn vị",
        choices=(("yes", "Đồng ý"), ("no", "Không đồng ý, đề nghị sửa")),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn đồng ý hoặc không đồng ý."},
    )
    words = forms.CharField(
        label="Nội dung góp ý", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


if TYPE_CHECKING:  # generic for the type checker only
    ChoiceOfNumber: TypeAlias = forms.ModelChoiceField[ReservedNumber]
else:
    ChoiceOfNumber = forms.ModelChoiceField


class GiveForm(SeatForm):
    """The head of a unit gives the unit's copy of a document to a person of the unit."""

    to = SeatSelect(Seat.objects.none(), label="Giao cho", to_field_name="uid", empty_label="Chọn người trong đơn vị")
    note = forms.CharField(label="Ý kiến", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    due = DueField(label="Hạn", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to, due = self.fields["to"], self.fields["due"]
        assert isinstance(to, SeatSelect)
        assert isinstance(due, DueField)
        due.agency = self.acting.agency_id
        people = [seat.pk for seat in queries.list_colleagues(self.acting, clock.today())]
        to.queryset = Seat.objects.filter(pk__in=people).select_related("person").order_by("rank", "pk")
        to.error_messages["required"] = to.error_messages["invalid_choice"] = "Chọn một người của đơn vị mình."


class NumberSelect(ChoiceOfNumber):
    """A choice of held numbers, each with what it is held for."""

    def label_from_instance(self, obj: ReservedNumber) -> str:
        return f"Số {obj.number:02}, giữ cho: {obj.reason}"


class IssueForm(SeatForm):
    """Issue under the next number, or under one that is held."""

    held = NumberSelect(
        ReservedNumber.objects.none(),
        label="Số",
        to_field_name="uid",
        required=False,
        empty_label="Số tiếp theo trong sổ",
    )

    def __init__(self, *args: Any, document: OutgoingDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.fields["held"]
        assert isinstance(held, NumberSelect)
        held.queryset = queries.list_held_for(document.agency_id, document.type, clock.today().year)


class SendForm(SeatForm):
    """Send, and say whether a copy on paper goes the same way."""

    paper = forms.BooleanField(
        label="Gửi kèm bản giấy",
        help_text="Chỉ khi buộc phải gửi, như văn bản gửi Chính phủ, Thủ tướng Chính phủ (QĐ 28/2018, Điều 5 và 7).",
        required=False,
    )


class FurtherForm(ReceiversForm):
    """To whom a sent document goes as well, and why."""

    reason = forms.CharField(
        label="Lý do gửi bổ sung",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Ghi lý do gửi bổ sung."},
    )


class AnswerForm(SeatForm):
    """The signature that a person's token made, in base64, for what a session prepared."""

    session = forms.UUIDField()
    signature = forms.CharField(max_length=2000)

    def clean_signature(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["signature"], validate=True)
        except ValueError as error:
            raise ValidationError("Chữ ký gửi về không đúng định dạng. Ký lại từ đầu.") from error


class RemoteForm(SeatForm):
    """What the remote signing service asks of the person, by `asked`; the PIN is not shown again, nothing is kept."""

    pin = forms.CharField(
        label="Mã PIN",
        max_length=64,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Nhập mã PIN của dịch vụ ký từ xa."},
    )
    otp = forms.CharField(
        label="Mã OTP",
        max_length=32,
        error_messages={"required": "Nhập mã OTP mà dịch vụ gửi cho bạn."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "lb-w12 lb-num"}
        ),
    )

    def __init__(self, *args: Any, asked: Credential, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for name, wanted in (("pin", asked.asks_pin), ("otp", asked.asks_otp)):
            if not wanted:
                del self.fields[name]
