"""Forms of filing plans and work files. Each carries the seat it was shown for and the version of what it shows."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError

from langbiang.apps.directory.interface import Agency, Seat, Unit, list_seats_in, list_units
from langbiang.apps.documents.interface import kept_by
from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock

from . import queries
from .law import PERMANENT, retention_words
from .models import FileItem, FilingPlan, PlanEntry, WorkFile
from .services import Facts, Paper, Planned

if TYPE_CHECKING:  # generic for the type checker only
    ChoiceOfAgency: TypeAlias = forms.ModelChoiceField[Agency]
    ChoiceOfFile: TypeAlias = forms.ModelChoiceField[WorkFile]
else:
    ChoiceOfAgency = ChoiceOfFile = forms.ModelChoiceField

NOTATION = r"^[0-9A-ZĐ][0-9A-Za-zĐđ&-]*(\.[0-9A-Za-zĐđ&-]+)+$"
WRONG_DAY = "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020."


class RetentionField(forms.CharField):
    """A number of years, or "vĩnh viễn"; empty is not determined yet."""

    def to_python(self, value: Any) -> Any:
        typed = str(super().to_python(value) or "").strip().lower()
        if not typed:
            return None
        if typed in ("vĩnh viễn", "vinh vien", "vv"):
            return PERMANENT
        years = typed.removesuffix("năm").strip()
        if not (years.isascii() and years.isdecimal()) or not 1 <= int(years[:4]) <= 100:
            raise ValidationError("Nhập số năm từ 1 đến 100, hoặc ghi “vĩnh viễn”.")
        return int(years)

    def validate(self, value: Any) -> None:
        """Every number is good; none is refused only where the field is required."""

    def prepare_value(self, value: Any) -> Any:
        return retention_words(value) if isinstance(value, int) else value


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"})
        super().__init__(widget=widget, error_messages={"invalid": WRONG_DAY, "required": WRONG_DAY}, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value


class AgencySelect(ChoiceOfAgency):
    names: dict[int, str] = {}

    def label_from_instance(self, obj: Agency) -> str:
        return self.names.get(obj.pk, obj.slug)


class FileSelect(ChoiceOfFile):
    def label_from_instance(self, obj: WorkFile) -> str:
        return f"{obj.notation} · {obj.title}"


def _offer_agencies(field: Any, agencies: list[int]) -> None:
    assert isinstance(field, AgencySelect)
    field.names = queries.names_of(agencies, clock.today())
    field.queryset = Agency.objects.filter(pk__in=agencies).order_by("pk")


class ActForm(SeatForm):
    """A single step with nothing to say."""


class ReasonForm(SeatForm):
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Nhập lý do để người khác biết vì sao."},
    )


# -- the plan


class PlanForm(SeatForm):
    """Begin the plan of a year."""

    agency = AgencySelect(Agency.objects.none(), label="Cơ quan", empty_label=None, to_field_name="slug")
    year = forms.IntegerField(
        label="Năm",
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}),
    )
    copy = forms.ChoiceField(
        label="Bắt đầu từ",
        choices=[("", "danh mục trống"), ("1", "bản sao danh mục năm trước")],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_agencies(self.fields["agency"], kept_by(self.acting, clock.today()))
        self.fields["year"].initial = clock.today().year


class EntryForm(SeatForm):
    """One file of the plan."""

    heading = forms.CharField(label="Đề mục", max_length=200, help_text="Ví dụ: Công tác tổ chức, cán bộ")
    notation = forms.RegexField(
        NOTATION,
        label="Số, ký hiệu hồ sơ",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "lb-w20"}),
        help_text="Số thứ tự và chữ viết tắt của đề mục, ví dụ 01.TCCB",
        error_messages={"invalid": "Ký hiệu gồm số và chữ nối bằng dấu chấm, ví dụ 01.TCCB."},
    )
    title = forms.CharField(label="Tiêu đề hồ sơ", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    retention = RetentionField(
        label="Thời hạn bảo quản",
        required=False,
        widget=forms.TextInput(attrs={"class": "lb-w12"}),
        help_text="Số năm, hoặc ghi “vĩnh viễn”; phải có trước khi duyệt",
    )
    who = forms.ChoiceField(label="Đơn vị, người lập hồ sơ")
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)

    def __init__(self, *args: Any, plan: FilingPlan, entry: PlanEntry | None = None, **kwargs: Any) -> None:
        if entry is not None:
            held = f"s{entry.seat_id}" if entry.seat_id else f"u{entry.unit_id}"
            told = {"heading": entry.heading, "notation": entry.notation, "title": entry.title, "note": entry.note}
            kwargs["initial"] = {**told, "retention": entry.retention_years, "who": held}
        super().__init__(*args, **kwargs)
        day = clock.today()
        self._units = {f"u{v.unit_id}": (v.unit, v.name) for v in list_units(plan.agency, day)}
        self._seats = {f"s{seat.pk}": seat for seat in list_seats_in(plan.agency_id, day)}
        people = [(key, f"{s.person.full_name}, {s.title}") for key, s in self._seats.items()]
        choices = [("Đơn vị", [(key, name) for key, (_, name) in self._units.items()]), ("Người", people)]
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = choices

    def planned(self) -> Planned:
        said = self.cleaned_data
        seat = self._seats.get(said["who"])
        unit: Unit = seat.unit if seat else self._units[said["who"]][0]
        years = said["retention"]
        return Planned(said["heading"], said["notation"], said["title"], years, unit, seat, said["note"])


# -- the file


class FileForm(SeatForm):
    """What an officer says of a work file."""

    agency = AgencySelect(Agency.objects.none(), label="Cơ quan", empty_label=None, to_field_name="slug")
    notation = forms.RegexField(
        NOTATION,
        label="Số, ký hiệu hồ sơ",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "lb-w20"}),
        help_text="Theo danh mục hồ sơ, ví dụ 01.TCCB; không trùng trong năm",
        error_messages={"invalid": "Ký hiệu gồm số và chữ nối bằng dấu chấm, ví dụ 01.TCCB."},
    )
    title = forms.CharField(label="Tiêu đề hồ sơ", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    retention = RetentionField(
        label="Thời hạn bảo quản",
        required=False,
        widget=forms.TextInput(attrs={"class": "lb-w12"}),
        help_text="Số năm, hoặc ghi “vĩnh viễn”; phải có trước khi kết thúc hồ sơ",
    )
    start_date = DayField(label="Ngày bắt đầu")
    construction = forms.ChoiceField(
        label="Hạn nộp lưu tính từ",
        choices=[("", "ngày công việc kết thúc: 01 năm"), ("1", "ngày quyết toán công trình xây dựng: 03 tháng")],
        required=False,
        help_text="Nghị định 30/2020/NĐ-CP, Điều 30",
    )
    rights = forms.ChoiceField(
        label="Chế độ sử dụng", choices=[("Hạn chế", "Hạn chế"), ("Không hạn chế", "Không hạn chế")]
    )
    language = forms.CharField(label="Ngôn ngữ", max_length=50, initial="Tiếng Việt")
    description = forms.CharField(
        label="Ghi chú", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, file: WorkFile | None = None, entry: PlanEntry | None = None, **kwargs: Any) -> None:
        if file is not None:
            told = {name: getattr(file, name) for name in ("notation", "title", "start_date", "rights", "language")}
            more = {"description": file.description, "construction": "1" if file.construction else ""}
            kwargs["initial"] = {**told, **more, "retention": file.retention_years, "agency": file.agency.slug}
        elif entry is not None:
            told = {"notation": entry.notation, "title": entry.title, "retention": entry.retention_years}
            kwargs["initial"] = {**told, "agency": entry.plan.agency.slug, "start_date": clock.today()}
        else:
            kwargs["initial"] = {"start_date": clock.today(), "agency": kwargs["acting"].agency.slug}
        super().__init__(*args, **kwargs)
        held = file.agency_id if file else entry.plan.agency_id if entry else None
        agencies = [held] if held else queries.agencies_of(self.acting, clock.today())
        _offer_agencies(self.fields["agency"], agencies)
        if len(agencies) == 1:
            self.fields["agency"].widget = self.fields["agency"].hidden_widget()

    def facts(self) -> Facts:
        said = self.cleaned_data
        return Facts(
            agency=said["agency"],
            notation=said["notation"],
            title=said["title"],
            retention_years=said["retention"],
            start_date=said["start_date"],
            rights=said["rights"],
            language=said["language"],
            description=said["description"],
            construction=bool(said["construction"]),
        )


class CloseForm(SeatForm):
    end_date = DayField(label="Ngày kết thúc công việc")


class DeferForm(SeatForm):
    """A leader's consent that a due file stays with the unit."""

    until = DayField(label="Giữ lại đến ngày")
    ground = forms.CharField(
        label="Văn bản đồng ý",
        max_length=300,
        help_text="Số, ký hiệu và ngày của văn bản",
        error_messages={"required": "Ghi số, ngày văn bản đồng ý cho giữ lại."},
    )


class ItemForm(SeatForm):
    """What is said of a content; of a registered document only its date, pages and note."""

    title = forms.CharField(
        label="Tên loại và trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: Biên bản họp tổ công tác về chữ ký số",
        error_messages={"required": "Nhập tên loại và trích yếu của tài liệu."},
    )
    code = forms.CharField(label="Số, ký hiệu", max_length=160, required=False)
    dated = DayField(label="Ngày của tài liệu", required=False)
    author = forms.CharField(label="Tác giả", max_length=200, required=False)
    pages = forms.IntegerField(
        label="Số trang",
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}),
        help_text="Để trống thì hệ thống đếm từ tệp PDF",
    )
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)

    def __init__(self, *args: Any, item: FileItem | None = None, **kwargs: Any) -> None:
        if item is not None:
            fields = ("title", "code", "dated", "author", "pages", "note")
            kwargs["initial"] = {name: getattr(item, name) for name in fields}
        super().__init__(*args, **kwargs)
        if item is not None and not item.paper_id:
            for name in ("title", "code", "author"):
                del self.fields[name]

    def paper(self) -> Paper:
        said = self.cleaned_data
        return Paper(
            title=said.get("title", ""),
            dated=said["dated"],
            author=said.get("author", ""),
            code=said.get("code", ""),
            pages=said["pages"],
            note=said["note"],
        )


class PaperForm(ItemForm):
    """An own paper with its PDF."""

    upload = forms.FileField(
        label="Tệp PDF",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text="Không quá 50 MB",
        error_messages={"required": "Chọn tệp PDF của tài liệu.", "empty": "Tệp rỗng (0 byte). Chọn lại tệp."},
    )


class AddForm(SeatForm):
    """Into which open file a document goes."""

    file = FileSelect(
        WorkFile.objects.none(),
        label="Hồ sơ",
        to_field_name="uid",
        empty_label="Chọn hồ sơ đang lập",
        error_messages={
            "required": "Chọn một hồ sơ đang lập.",
            "invalid_choice": "Hồ sơ này không còn mở, hoặc bạn không được thêm tài liệu vào đó.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        assert isinstance(file, FileSelect)
        files = [found.pk for found in queries.list_addable(self.acting)]
        file.queryset = WorkFile.objects.filter(pk__in=files).order_by("-moved_at", "-pk")


class ShareForm(SeatForm):
    """With whom a file is shared, and whether they may add to it."""

    to = forms.ChoiceField(label="Chia sẻ với", error_messages={"required": "Chọn người hoặc đơn vị."})
    may_add = forms.ChoiceField(
        label="Quyền",
        choices=[("", "Xem"), ("1", "Xem và thêm tài liệu")],
        required=False,
    )

    def __init__(self, *args: Any, file: WorkFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = clock.today()
        self._units = {f"u{v.unit_id}": v for v in list_units(file.agency, day)}
        self._seats = {f"s{seat.pk}": seat for seat in queries.list_colleagues(file, day)}
        units = [(key, version.name) for key, version in self._units.items()]
        people = [(key, f"{s.person.full_name}, {s.title}") for key, s in self._seats.items()]
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [("", "Chọn người hoặc đơn vị"), ("Cả đơn vị", units), ("Người", people)]

    def other(self) -> Seat | Unit:
        chosen = self.cleaned_data["to"]
        return self._seats[chosen] if chosen in self._seats else self._units[chosen].unit


class UnshareForm(SeatForm):
    share = forms.IntegerField(widget=forms.HiddenInput)
