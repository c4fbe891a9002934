"""The registers of an agency: on screen, as paper and sheet; closing a year, and opening it again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from langbiang.apps.directory.interface import Agency, Role, name_of
from langbiang.apps.documents import ledgers, queries, services
from langbiang.apps.documents.forms import (
    ActForm,
    ReasonForm,
    SpanForm,
)
from langbiang.apps.documents.ledgers import BY_SLUG, PRINTED, Registers
from langbiang.apps.documents.models import Book, NumberSeries, RegisterLock
from langbiang.apps.documents.queries import Cut, Span, Volume
from langbiang.apps.identity.interface import SeatForm, SeatRequest, answer, page, seat_required
from langbiang.foundation import clock
from langbiang.foundation.tables import Row, Table, written

from .tabling import (
    PAGE,
    address_of,
    agencies_read,
    agency_asked,
    in_form,
    names_of,
    page_by_day,
    year_asked,
)

READERS = (Role.CLERK, Role.LEADER)
Volumes = list[tuple[NumberSeries, RegisterLock | None]]
TOO_LONG = (
    f"Phần đã chọn dài hơn {PRINTED:,} dòng, quá mức in một lần. Chọn khoảng số hoặc khoảng ngày ngắn hơn, "
    "in từng tập theo các liên kết bên dưới, hoặc tải bảng tính."
).replace(",", ".", 1)


# -- the list of registers


@require_GET
@seat_required(*READERS)
def register_index(request: SeatRequest) -> HttpResponse:
    """Show the five registers and every volume of the agency, closed or open."""
    agencies = agencies_read(request.seat)
    agency, day = agency_asked(request, agencies), clock.today()
    volumes = []
    for row, lock in queries.list_volumes(agency):
        slug = Registers.OUTGOING.value.slug if row.book == Book.OUTGOING else Registers.INCOMING.value.slug
        here = reverse("documents:register", args=[slug])
        name = _series_name(agency, row.year, row.series) if row.series else ""
        shown = address_of(here, **{"co-quan": agency.slug, "nam": row.year, "so": row.series})
        volumes.append((row, name, lock, shown))
    context = {
        "agency": agency,
        "name": name_of(agency, day).name,
        "others": names_of([other for other in agencies if other != agency], day),
        "registers": [register.value for register in Registers],
        "volumes": volumes,
        "year": day.year,
    }
    return page(request, "documents/register_index.html", context)


# -- one register


@dataclass(frozen=True)
class Asked:
    """What a page of a register is asked for."""

    register: Registers
    agencies: list[Agency]
    agency: Agency
    year: int
    series: str
    form: SpanForm
    span: Span

    @property
    def volume(self) -> Volume | None:
        book = self.register.value.book
        return Volume(self.agency, book, self.year, self.series) if book else None

    @property
    def empty_words(self) -> str:
        by_hand = "Văn thư ghi từng dòng bằng nút ở đầu trang."
        return by_hand if self.volume is None else "Mỗi số được cấp trong năm hiện thành một dòng ở đây."

    def address(self, **more: object) -> str:
        """Give the address of this page, with the same lines asked for and more."""
        here = reverse("documents:register", args=[self.register.value.slug])
        typed = {name: self.form.data.get(name, "") for name in self.form.fields}
        return address_of(here, **{"co-quan": self.agency.slug, "nam": self.year, "so": self.series, **typed, **more})


@require_GET
@seat_required(*READERS)
def register(request: SeatRequest, slug: str) -> HttpResponse:
    """Show a register of a year, newest number first; print it, or give it as a sheet, from the first."""
    asked = _asked(request, slug)
    return _sheet_or_print(request, asked) if request.GET.get("dang") else _show(request, asked)


def _asked(request: SeatRequest, slug: str) -> Asked:
    if slug not in BY_SLUG:
        raise Http404("Không có sổ này.")
    agencies, year = agencies_read(request.seat), year_asked(request)
    series = (request.POST.get("so") or request.GET.get("so", ""))[:40]
    form = SpanForm({name: request.GET.get(name, "") for name in SpanForm.base_fields})
    form.full_clean()
    kept = series if BY_SLUG[slug] is Registers.OUTGOING else ""
    return Asked(BY_SLUG[slug], agencies, agency_asked(request, agencies), year, kept, form, form.span())


def _sheet_or_print(request: SeatRequest, asked: Asked) -> HttpResponse:
    rows = _all_rows(asked)
    if request.GET["dang"] == "pdf":
        taken = list(islice(rows, PRINTED + 1))
        if len(taken) > PRINTED:
            return _show(request, asked, too_long=TOO_LONG)
        rows = iter(taken)
    told = asked.register.value
    table = Table(
        title=f"{told.title} năm {asked.year}",
        agency=name_of(asked.agency, clock.today()).name,
        columns=told.columns,
        rows=rows,
        notes=_cover(asked),
    )
    return in_form(request, table, f"{told.slug}-{asked.agency.slug}-{asked.year}")


def _all_rows(asked: Asked) -> Iterator[Row]:
    """Give the lines from the first to the last, read chunk by chunk."""
    if asked.volume:
        return ledgers.numbered_rows(asked.register, queries.walk(asked.volume, asked.span), clock.now())
    if asked.register is Registers.POST:
        entries = queries.list_post(asked.agency, asked.year, asked.span).order_by("transferred_on", "pk")
        return ledgers.post_rows(entries.iterator(500))
    uses = queries.list_copy_uses(asked.agency, asked.year, asked.span).order_by("used_on", "pk")
    return ledgers.copy_rows(uses.iterator(500))


def _cover(asked: Asked) -> list[str]:
    """Say on the cover: the ground in law, which series, from and to which number, opened and closed when."""
    notes = [asked.register.value.ground]
    if asked.series:
        notes.append(f"Sổ: {_series_name(asked.agency, asked.year, asked.series)}")
    if asked.volume is None:
        return notes
    ends = [queries.list_lines(asked.volume, asked.span, Cut(upward=up, size=1)) for up in (True, False)]
    if all(ends):
        first, last = (queries.number_of(lines[0]) for lines in ends)
        notes.append(f"Từ số {first:02} đến số {last:02}")
    lock = queries.find_lock(asked.volume)
    if lock is not None and lock.state == RegisterLock.State.CLOSED:
        closed = clock.local(lock.closed_at)
        notes.append(
            f"Mở ngày {lock.first_day:%d/%m/%Y}; khóa lúc {closed:%H:%M, %d/%m/%Y}, {lock.closed_by}; {lock.count} dòng"
        )
        notes.append(f"Mã kiểm SHA-256: {lock.digest}")
    else:
        notes.append("Sổ chưa khóa")
    return notes


def _series_name(agency: Agency, year: int, series: str) -> str:
    return dict(queries.list_series(agency, year)).get(series, series)


def _show(
    request: SeatRequest,
    asked: Asked,
    *,
    too_long: str = "",
    refused: SeatForm | None = None,
) -> HttpResponse:
    seat, day, told = request.seat, clock.today(), asked.register.value
    rows, older = _page_of(request, asked)
    names = [column.name for column in told.columns]
    volumes = queries.list_volumes(asked.agency)
    context = {
        "asked": asked,
        "register": told,
        "slug": told.slug,
        "rows": [(row.address, list(zip(names, map(written, row.cells), strict=True))) for row in rows],
        "older": asked.address(sau=older) if older else "",
        "form": asked.form,
        "name": name_of(asked.agency, day).name,
        "others": names_of([other for other in asked.agencies if other != asked.agency], day),
        "years": sorted({day.year, asked.year, *(row.year for row, _ in volumes)}, reverse=True),
        "series": queries.list_series(asked.agency, asked.year) if asked.register is Registers.OUTGOING else [],
        "registers": [(each.value, _moved(asked, each)) for each in Registers],
        "keeps": queries.keeps_records_of(seat, asked.agency.pk, day),
        "print_address": asked.address(dang="pdf"),
        "sheet_address": asked.address(dang="xlsx"),
        "too_long": too_long,
        "printed": PRINTED,
        "parts": _parts(asked, volumes),
        "refused": refused,
        **_closing(request, asked, refused),
    }
    answered = page(request, "documents/register.html", context, form=refused)
    if too_long or asked.form.errors:
        answered.status_code = 422
    return answered


def _page_of(request: SeatRequest, asked: Asked) -> tuple[list[Row], str]:
    after = request.GET.get("sau", "")
    if asked.volume:
        mark = int(after[:9]) if after.isdecimal() else None
        lines = queries.list_lines(asked.volume, asked.span, Cut(after=mark, size=PAGE + 1))
        older = str(queries.number_of(lines[PAGE - 1])) if len(lines) > PAGE else ""
        return list(ledgers.numbered_rows(asked.register, lines[:PAGE], clock.now())), older
    if asked.register is Registers.POST:
        found = page_by_day(queries.list_post(asked.agency, asked.year, asked.span), "transferred_on", after)
        return list(ledgers.post_rows(found.rows)), found.older
    found = page_by_day(queries.list_copy_uses(asked.agency, asked.year, asked.span), "used_on", after)
    return list(ledgers.copy_rows(found.rows)), found.older


def _moved(asked: Asked, to: Registers) -> str:
    here = reverse("documents:register", args=[to.value.slug])
    return address_of(here, **{"co-quan": asked.agency.slug, "nam": asked.year})


def _closing(request: SeatRequest, asked: Asked, refused: SeatForm | None) -> dict[str, Any]:
    """Tell whether the volume is closed and still equals what was closed, or what is in the way of closing it."""
    volume, seat = asked.volume, request.seat
    if volume is None or asked.register is Registers.FOLLOW_UP:
        return {}
    lock = queries.find_lock(volume)
    closed = lock is not None and lock.state == RegisterLock.State.CLOSED
    over = asked.year < clock.today().year
    standing = queries.standing_of(volume) if over and not closed else None
    return {
        "lock": lock,
        "closed": closed,
        "over": over,
        "still": queries.digest_of(volume).value == lock.digest if lock and closed else None,
        "standing": standing,
        "act_form": refused if type(refused) is ActForm else ActForm(acting=seat),
        "reason_form": refused
        if type(refused) is ReasonForm
        else ReasonForm(acting=seat, shown_version=lock.version if lock else None),
        "leads": seat.has(Role.LEADER) and seat.agency_id == asked.agency.pk,
    }


def _parts(asked: Asked, volumes: Volumes) -> list[tuple[int, int, str]]:
    """Cut a volume too long for one print-out into parts by number, each with the address of its print-out."""
    key = (asked.register.value.book, asked.year, asked.series)
    last = next((row.last for row, _ in volumes if (row.book, row.year, row.series) == key), 0)
    if last <= PRINTED:
        return []
    whole = replace(asked, form=SpanForm({}), span=Span())
    ends = [(first, min(first + PRINTED - 1, last)) for first in range(1, last + 1, PRINTED)]
    return [(first, end, whole.address(tuso=first, denso=end, dang="pdf")) for first, end in ends]


# -- closing


def _post_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lead who comes to look at the address of an act back to the list of registers."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            return redirect("documents:register-index")
        return require_POST(view)(request, *args, **kwargs)

    return guarded


@_post_only
@seat_required(Role.CLERK)
def register_close(request: SeatRequest, slug: str) -> HttpResponse:
    """Close the register of a past year."""
    asked = _asked(request, slug)
    volume = asked.volume
    if volume is None or asked.register is Registers.FOLLOW_UP:
        raise Http404("Sổ này không khóa theo số.")
    return answer(
        request,
        ActForm(request.POST, acting=request.seat),
        version=None,
        do=lambda: services.close_register(volume, seat=request.seat, now=clock.now()),
        done=f"Đã khóa sổ năm {volume.year}. In sổ, đóng quyển và lưu cùng mã kiểm.",
        back=asked.address(),
        refused=lambda form: _show(request, asked, refused=form),
    )


@_post_only
@seat_required(Role.LEADER)
def register_reopen(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Open a closed register again."""
    agencies = agencies_read(request.seat)
    lock = RegisterLock.objects.filter(uid=uid, agency__in=agencies).select_related("agency").first()
    if lock is None:
        raise Http404("Không có sổ này ở cơ quan.")
    register = Registers.OUTGOING if lock.book == Book.OUTGOING else Registers.INCOMING
    form = SpanForm({})
    form.full_clean()
    asked = Asked(register, agencies, lock.agency, lock.year, lock.series, form, Span())
    reason = ReasonForm(request.POST, acting=request.seat)
    return answer(
        request,
        reason,
        version=lock.version,
        do=lambda: services.reopen_register(
            lock, reason=reason.cleaned_data["reason"], seat=request.seat, now=clock.now()
        ),
        done=f"Đã mở lại sổ năm {lock.year}. Văn thư sửa xong thì khóa lại.",
        back=asked.address(),
        refused=lambda form: _show(request, asked, refused=form),
    )
