"""Forms of outgoing documents."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from langbiang.apps.directory.interface import Agency, Seat, list_agencies
from langbiang.apps.documents import queries
from langbiang.apps.documents.models import DocumentType, OutgoingDocument, Urgency
from langbiang.apps.documents.services import Draft
from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock

from .common import AgencySelect, SeatSelect

NOTATION = r"^[A-ZĐÂÊÔƠƯĂ][A-ZĐÂÊÔƠƯĂa-zđy0-9&.]*(-[A-ZĐÂÊÔƠƯĂa-zđy0-9&.]+)+$"


class DraftForm(SeatForm):
    """What a clerk says of an outgoing document, with its PDF."""

    agency = AgencySelect(Agency.objects.none(), label="Cơ quan ban hành", empty_label=None)
    type = forms.ModelChoiceField(
        DocumentType.objects.all(), label="Loại văn bản", to_field_name="code", empty_label=None, initial="cong-van"
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
        help_text="Phần sau dấu gạch chéo của số, ví dụ UBND-VX hoặc QĐ-UBND. Số do hệ thống cấp khi phát hành.",
        error_messages={"invalid": "Ký hiệu gồm các phần nối bằng dấu gạch ngang, ví dụ UBND-VX hoặc QĐ-UBND."},
    )
    urgency = forms.TypedChoiceField(label="Độ khẩn", choices=Urgency.choices, coerce=int)
    signer = SeatSelect(Seat.objects.none(), label="Người ký", to_field_name="uid", empty_label=None)
    file = forms.FileField(
        label="Tệp PDF",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text="Bản PDF đã trình bày xong, chưa ký, chưa điền số và ngày; không quá 50 MB",
        error_messages={
            "required": "Chọn tệp PDF của văn bản.",
            "empty": "Tệp rỗng (0 byte). Chọn lại tệp có nội dung.",
        },
    )

    def __init__(self, *args: Any, document: OutgoingDocument | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = clock.today()
        agencies = [document.agency_id] if document else queries.drafting_agencies(self.acting, day)
        agency, signer = self.fields["agency"], self.fields["signer"]
        assert isinstance(agency, AgencySelect)
        assert isinstance(signer, SeatSelect)
        agency.names = {v.agency_id: v.name for v in list_agencies(day).filter(agency__in=agencies)}
        agency.queryset = Agency.objects.filter(pk__in=agencies).order_by("pk")
        leaders = [seat.pk for seat in queries.list_signers(agencies, day)]
        signer.queryset = Seat.objects.filter(pk__in=leaders).select_related("person").order_by("rank", "pk")
        signer.several_agencies = len(agencies) > 1
        if document is not None:
            self.fields["file"].required = False
            self.fields["file"].help_text = f"Đang dùng: {document.original.name}. Chọn tệp mới nếu cần thay."
        self.order_fields(["seat", "version", "agency", "type", "subject", "notation", "urgency", "signer", "file"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        agency, signer = cleaned.get("agency"), cleaned.get("signer")
        if agency and signer and signer.agency_id != agency.pk:
            self.add_error("signer", "Người ký phải là lãnh đạo của cơ quan ban hành. Chọn lại người ký hoặc cơ quan.")
        return cleaned

    def draft(self) -> Draft:
        """Give what was typed as the service takes it."""
        said = self.cleaned_data
        return Draft(said["agency"], said["type"], said["subject"], said["notation"], said["urgency"], said["signer"])


class ReceiversForm(SeatForm):
    """To whom a document goes: any agencies, ticked."""

    receivers = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Nơi nhận",
        to_field_name="slug",
        error_messages={"required": "Chọn ít nhất một nơi nhận."},
    )

    def __init__(self, *args: Any, document: OutgoingDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list_agencies(clock.today()).exclude(agency=document.agency_id).values("agency")
        receivers = self.fields["receivers"]
        assert isinstance(receivers, forms.ModelMultipleChoiceField)
        receivers.queryset = Agency.objects.filter(pk__in=known)


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
