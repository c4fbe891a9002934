"""Forms of direction. Each carries the seat it was shown for and the version of what it shows."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.core.files.uploadedfile import UploadedFile

from langbiang.apps.deadlines.interface import end_of_office
from langbiang.apps.directory.interface import Agency, Seat, UnitVersion, list_agencies
from langbiang.apps.identity.interface import SeatForm
from langbiang.foundation import clock

from .models import MeetingInvitation, Room, Task
from .queries import calendar, meetings, tasks
from .services.calendar import Proposal
from .services.meetings import Call, When
from .services.tasks import Errand, Source

FILES_HINT = "PDF, Word (DOCX), Excel (XLSX) hoặc ảnh; chọn được nhiều tệp"
ACCEPT = ".pdf,.docx,.xlsx,.png,.jpg,.jpeg"

if TYPE_CHECKING:  # generic for the type checker only
    ChoiceOfSeat: TypeAlias = forms.ModelChoiceField[Seat]
    ChoicesOfSeats: TypeAlias = forms.ModelMultipleChoiceField[Seat]
    ChoicesOfUnits: TypeAlias = forms.ModelMultipleChoiceField[UnitVersion]
    ChoiceOfRoom: TypeAlias = forms.ModelChoiceField[Room]
    ChoiceOfAgency: TypeAlias = forms.ModelChoiceField[Agency]
else:
    ChoiceOfSeat = ChoiceOfRoom = ChoiceOfAgency = forms.ModelChoiceField
    ChoicesOfSeats = ChoicesOfUnits = forms.ModelMultipleChoiceField


class SeatSelect(ChoiceOfSeat):
    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.person.full_name}, {obj.title} · {obj.unit_name}"


class SeatChoices(ChoicesOfSeats):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.person.full_name}, {obj.title} · {obj.agency_short_name}"


class UnitChoices(ChoicesOfUnits):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: UnitVersion) -> str:
        return obj.name


class AgencySelect(ChoiceOfAgency):
    names: dict[int, str] = {}

    def label_from_instance(self, obj: Agency) -> str:
        return self.names.get(obj.pk, obj.slug)


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files under one name; each is judged by what keeps it."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"accept": ACCEPT, "multiple": True}
        super().__init__(**{"widget": ManyFiles(attrs=attributes), "help_text": FILES_HINT, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not chosen:
            raise forms.ValidationError("Chọn ít nhất một tệp.")
        return [super(FilesField, self).clean(each) for each in chosen]


def _words(label: str, *, limit: int, rows: int = 3, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=widget, **kwargs)


def _day(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 14/09/2020.",
            "required": "Nhập ngày theo dạng ngày/tháng/năm.",
        },
        **kwargs,
    )


def _hour(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%Hh%M", "%Hh"],
        help_text="Dạng 08:00",
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}),
        error_messages={"invalid": "Nhập giờ theo dạng 08:00.", "required": "Nhập giờ theo dạng 08:00."},
    )


def moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.VIETNAM)


class DirectionForm(SeatForm):
    """Several forms stand on one page: each numbers its fields by its own name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}_%s", **kwargs})

    def offer(self, name: str, seats: Iterable[Seat]) -> None:
        """Offer these people, in the order of the directory."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        offered = Seat.objects.filter(pk__in=[seat.pk for seat in seats])
        field.queryset = offered.select_related("person").order_by("agency", "rank", "pk")


class ActForm(DirectionForm):
    """A single step with nothing to say."""


# -- tasks


class GiveForm(DirectionForm):
    title = forms.CharField(
        label="Nhiệm vụ",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ngắn gọn, nêu việc phải làm và sản phẩm",
        error_messages={"required": "Nhập tên nhiệm vụ, ngắn gọn, nêu việc phải làm."},
    )
    content = _words("Nội dung, yêu cầu", limit=5000, rows=5, required=False)
    lead = SeatSelect(
        Seat.objects.none(),
        label="Người chủ trì",
        to_field_name="uid",
        empty_label="Chọn người chủ trì",
        error_messages={"required": "Chọn người chủ trì.", "invalid_choice": "Chọn một người trong danh sách."},
    )
    due = _day("Hạn", help_text="Dạng ngày/tháng/năm; tính đến hết giờ làm việc ngày đó")
    units = UnitChoices(UnitVersion.objects.none(), label="Đơn vị phối hợp", required=False)
    people = SeatChoices(Seat.objects.none(), label="Người phối hợp", to_field_name="uid", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = clock.today()
        self.offer("lead", tasks.list_leads(self.acting, day))
        self.offer("people", tasks.list_coordinators(self.acting, day))
        units = self.fields["units"]
        assert isinstance(units, UnitChoices)
        units.queryset = tasks.list_coordinating_units(self.acting, day)

    def errand(self, source: Source) -> Errand:
        """Give what was typed as the service takes it."""
        said = self.cleaned_data
        return Errand(
            title=said["title"],
            content=said["content"],
            lead=said["lead"],
            due_at=end_of_office(said["due"], self.acting.agency_id),
            people=list(said["people"]),
            units=list(said["units"]),
            source=source,
        )


class ProgressForm(DirectionForm):
    percent = forms.IntegerField(
        label="Tiến độ (%)",
        min_value=0,
        max_value=99,
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}),
        error_messages={
            "required": "Nhập tiến độ từ 0 đến 99.",
            "invalid": "Tiến độ là số từ 0 đến 99.",
            "min_value": "Tiến độ là số từ 0 đến 99.",
            "max_value": "Tiến độ từ 0 đến 99%. Xong hẳn thì dùng “Báo cáo hoàn thành”.",
        },
    )
    words = _words("Đã làm được gì", limit=2000, error_messages={"required": "Ghi nội dung báo cáo."})
    enclosed = FilesField(label="Tệp kèm theo", required=False)


class ContributeForm(DirectionForm):
    words = _words("Ý kiến, kết quả phối hợp", limit=2000, error_messages={"required": "Ghi nội dung báo cáo."})
    enclosed = FilesField(label="Tệp kèm theo", required=False)


class DoneForm(DirectionForm):
    words = _words("Kết quả thực hiện", limit=2000, error_messages={"required": "Ghi nội dung báo cáo."})
    enclosed = FilesField(label="Tệp sản phẩm", required=False)


class ReturnForm(DirectionForm):
    reason = _words(
        "Lý do trả lại",
        limit=500,
        error_messages={"required": "Ghi lý do trả lại để người thực hiện biết phải làm gì."},
    )


class CancelForm(DirectionForm):
    reason = _words("Lý do hủy", limit=500, error_messages={"required": "Ghi lý do hủy để mọi người biết vì sao."})


class CloseForm(DirectionForm):
    reply = forms.CharField(
        label="Số, ký hiệu văn bản trả lời",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "lb-w20"}),
        help_text="Ví dụ 12/STTTT-CNTT; văn bản đi đã phát hành của cơ quan",
    )
    result = _words("Kết quả", limit=1000, required=False, help_text="Bắt buộc khi không có văn bản trả lời")


class PassForm(DirectionForm):
    to = SeatSelect(
        Seat.objects.none(),
        label="Chuyển cho",
        to_field_name="uid",
        empty_label="Chọn người trong đơn vị",
        error_messages={"required": "Chọn người trong đơn vị.", "invalid_choice": "Chọn người trong đơn vị chủ trì."},
    )

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("to", tasks.list_successors(task, clock.today()))


class ExtendForm(DirectionForm):
    due = _day("Hạn xin mới", help_text="Dạng ngày/tháng/năm; tính đến hết giờ làm việc ngày đó")
    reason = _words("Lý do xin gia hạn", limit=500, error_messages={"required": "Ghi lý do xin gia hạn."})


class AnswerExtensionForm(DirectionForm):
    GRANT, REFUSE = "grant", "refuse"
    verdict = forms.ChoiceField(
        label="Trả lời",
        choices=[(GRANT, "Đồng ý"), (REFUSE, "Không đồng ý")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn đồng ý hoặc không đồng ý."},
    )
    words = _words("Ý kiến", limit=500, rows=2, required=False, help_text="Bắt buộc khi không đồng ý")


# -- meetings


class TimesForm(DirectionForm):
    """Day, hours and room of a meeting."""

    day = _day("Ngày họp", help_text="Dạng ngày/tháng/năm")
    begins = _hour("Bắt đầu")
    ends = _hour("Kết thúc")
    room = ChoiceOfRoom(
        Room.objects.none(), label="Phòng họp", required=False, empty_label="Không dùng phòng của cơ quan"
    )
    place = forms.CharField(
        label="Địa điểm khác", max_length=200, required=False, help_text="Khi không dùng phòng họp của cơ quan"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        room = self.fields["room"]
        assert isinstance(room, forms.ModelChoiceField)
        room.queryset = meetings.list_rooms(self.acting.agency_id)

    def when(self) -> When:
        said = self.cleaned_data
        begins, ends = moment(said["day"], said["begins"]), moment(said["day"], said["ends"])
        return When(begins, ends, said["room"], said["place"])


class CallForm(TimesForm):
    title = forms.CharField(
        label="Cuộc họp",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Nhập tên cuộc họp."},
    )
    agenda = _words("Nội dung, chương trình", limit=5000, rows=4, required=False)
    chair = SeatSelect(
        Seat.objects.none(),
        label="Chủ trì",
        to_field_name="uid",
        empty_label="Chọn người chủ trì",
        error_messages={"required": "Chọn người chủ trì.", "invalid_choice": "Chọn một người trong danh sách."},
    )
    units = UnitChoices(UnitVersion.objects.none(), label="Mời đơn vị", required=False)
    people = SeatChoices(Seat.objects.none(), label="Mời người", to_field_name="uid", required=False)
    papers = FilesField(label="Tài liệu họp", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = clock.today()
        self.offer("chair", meetings.list_chairs(self.acting, day))
        self.offer("people", meetings.list_people(self.acting, day))
        units = self.fields["units"]
        assert isinstance(units, UnitChoices)
        units.queryset = meetings.list_invitable_units(self.acting, day)
        order = ["seat", "version", "title", "agenda", "chair", "day", "begins", "ends", "room", "place", "units"]
        self.order_fields([*order, "people", "papers"])

    def call(self) -> Call:
        said = self.cleaned_data
        return Call(
            title=said["title"],
            agenda=said["agenda"],
            chair=said["chair"],
            when=self.when(),
            people=list(said["people"]),
            units=list(said["units"]),
            papers=said["papers"],
        )


class AnswerInvitationForm(DirectionForm):
    answer = forms.ChoiceField(
        label="Trả lời",
        choices=[choice for choice in MeetingInvitation.Answer.choices if choice[0] != "waiting"],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn dự họp, vắng mặt hoặc cử người dự thay."},
    )
    words = _words("Lý do, ghi chú", limit=500, rows=2, required=False, help_text="Bắt buộc khi vắng mặt")
    substitute = SeatSelect(
        Seat.objects.none(), label="Người dự thay", to_field_name="uid", required=False, empty_label="Không cử ai"
    )

    def __init__(self, *args: Any, invitation: MeetingInvitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("substitute", meetings.list_substitutes(invitation, self.acting, clock.today()))


class PapersForm(DirectionForm):
    papers = FilesField(label="Thêm tài liệu")


class ConclusionForm(DirectionForm):
    conclusion = _words("Kết luận", limit=10_000, rows=6, error_messages={"required": "Ghi kết luận của cuộc họp."})


class RoomForm(DirectionForm):
    name = forms.CharField(label="Tên phòng", max_length=100, error_messages={"required": "Nhập tên phòng."})
    capacity = forms.IntegerField(
        label="Số chỗ",
        min_value=1,
        max_value=5000,
        widget=forms.TextInput(attrs={"class": "lb-w12 lb-num", "inputmode": "numeric"}),
        error_messages={"required": "Nhập số chỗ.", "invalid": "Số chỗ là một số, ví dụ 30."},
    )


# -- the week


class ProposeForm(DirectionForm):
    agency = AgencySelect(Agency.objects.none(), label="Lịch của", empty_label=None)
    subject = forms.CharField(
        label="Nội dung",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Nhập nội dung."},
    )
    leaders = SeatChoices(
        Seat.objects.none(),
        label="Lãnh đạo dự",
        to_field_name="uid",
        error_messages={"required": "Chọn ít nhất một lãnh đạo."},
    )
    day = _day("Ngày", help_text="Dạng ngày/tháng/năm")
    begins = _hour("Bắt đầu")
    ends = _hour("Kết thúc")
    place = forms.CharField(label="Địa điểm", max_length=200, error_messages={"required": "Nhập địa điểm."})
    attendees_words = forms.CharField(label="Thành phần khác", max_length=500, required=False)
    prepared_by = forms.CharField(label="Đơn vị chuẩn bị", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = clock.today()
        open_to = [a for a in calendar.agencies_of(self.acting, day) if calendar.may_propose(self.acting, a, day)]
        agency = self.fields["agency"]
        assert isinstance(agency, AgencySelect)
        agency.names = {v.agency_id: v.name for v in list_agencies(day).filter(agency__in=open_to)}
        agency.queryset = Agency.objects.filter(pk__in=open_to).order_by("pk")
        self.offer("leaders", [leader for a in open_to for leader in calendar.list_leaders(a, day)])

    def proposal(self) -> Proposal:
        said = self.cleaned_data
        return Proposal(
            agency=said["agency"],
            subject=said["subject"],
            starts_at=moment(said["day"], said["begins"]),
            ends_at=moment(said["day"], said["ends"]),
            place=said["place"],
            leaders=list(said["leaders"]),
            prepared_by=said["prepared_by"],
            attendees_words=said["attendees_words"],
        )


class OffForm(DirectionForm):
    """Leaving an entry out, or cancelling it."""

    reason = _words("Lý do", limit=500, error_messages={"required": "Ghi lý do để mọi người biết."})
