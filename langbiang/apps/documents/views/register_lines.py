"""The two registers whose lines the clerk writes by hand: post, and the use of kept copies."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role, name_of
from langbiang.apps.documents import ledgers, queries, services
from langbiang.apps.documents.forms import (
    CopyReturnForm,
    CopyUseCorrectForm,
    CopyUseForm,
    PostCorrectForm,
    PostForm,
    ReceiptForm,
)
from langbiang.apps.documents.ledgers import Registers
from langbiang.apps.documents.models import CopyUse, PostEntry
from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, answer, page, seat_required
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import timeline
from langbiang.foundation.tables import Row, written

from .tabling import address_of, agencies_read, agency_asked, names_of

READERS = (Role.CLERK, Role.LEADER)
Written = TypeVar("Written", PostEntry, CopyUse)
LineForm = tuple[str, str, str, SeatForm]  # the act's address, its words, "quiet" when second, its form


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Role.CLERK)
def post_enter(request: SeatRequest) -> HttpResponse:
    """Write a sending into the post register."""
    return _enter(request, Registers.POST, PostForm, services.enter_post)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Role.CLERK)
def copy_enter(request: SeatRequest) -> HttpResponse:
    """Write down the use of a kept copy."""
    return _enter(request, Registers.COPIES, CopyUseForm, services.enter_copy_use)


def _enter(
    request: SeatRequest, register: Registers, form_class: type[PostForm] | type[CopyUseForm], enter: Callable[..., Any]
) -> HttpResponse:
    seat, day = request.seat, clock.today()
    agencies = [agency for agency in agencies_read(seat) if queries.keeps_records_of(seat, agency.pk, day)]
    agency = agency_asked(request, agencies)

    def show(form: SeatForm) -> HttpResponse:
        name = name_of(agency, day).name
        others = names_of([other for other in agencies if other != agency], day)
        context = {"form": form, "agency": agency, "name": name, "register": register.value, "others": others}
        return page(request, "documents/register_line_form.html", context, form=form)

    if request.method != "POST":
        return show(form_class(acting=seat))
    form = form_class(request.POST, acting=seat)
    return answer(
        request,
        form,
        version=None,
        do=lambda: enter(agency, form.line(), seat=seat, now=clock.now()),
        done=f"Đã ghi {register.value.title.lower()}.",
        back=address_of(reverse("documents:register", args=[register.value.slug]), **{"co-quan": agency.slug}),
        refused=show,
    )


@require_GET
@seat_required(*READERS)
def post_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show a line of the post register, what may be done with it, and what was done."""
    return _show_post(request, _row_or_404(request, PostEntry, uid))


@act_on("documents:post-detail")
@seat_required(Role.CLERK)
def post_receipt(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Write in the receipt and postmark."""
    entry = _row_or_404(request, PostEntry, uid)
    form = ReceiptForm(request.POST, acting=request.seat)
    return _act(
        request,
        entry,
        form,
        lambda: services.note_receipt(entry, receipt=form.cleaned_data["receipt"], seat=request.seat, now=clock.now()),
        "Đã ghi ký nhận.",
    )


@act_on("documents:post-detail")
@seat_required(Role.CLERK)
def post_correct(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Correct a line of the post register, with the reason."""
    entry = _row_or_404(request, PostEntry, uid)
    form = PostCorrectForm(request.POST, acting=request.seat)
    return _act(
        request,
        entry,
        form,
        lambda: services.correct_post(
            entry, form.line(), reason=form.cleaned_data["reason"], seat=request.seat, now=clock.now()
        ),
        "Đã sửa dòng; nội dung trước khi sửa còn trong diễn biến.",
    )


@require_GET
@seat_required(*READERS)
def copy_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show a use of a kept copy, what may be done with it, and what was done."""
    return _show_copy(request, _row_or_404(request, CopyUse, uid))


@act_on("documents:copy-detail")
@seat_required(Role.CLERK)
def copy_return(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Write down that a copy came back."""
    use = _row_or_404(request, CopyUse, uid)
    form = CopyReturnForm(request.POST, acting=request.seat)
    return _act(
        request,
        use,
        form,
        lambda: services.return_copy(use, on=form.cleaned_data["returned_on"], seat=request.seat, now=clock.now()),
        "Đã ghi ngày trả bản lưu.",
    )


@act_on("documents:copy-detail")
@seat_required(Role.CLERK)
def copy_correct(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Correct a line on the use of a kept copy, with the reason."""
    use = _row_or_404(request, CopyUse, uid)
    form = CopyUseCorrectForm(request.POST, acting=request.seat)
    return _act(
        request,
        use,
        form,
        lambda: services.correct_copy_use(
            use, form.line(), reason=form.cleaned_data["reason"], seat=request.seat, now=clock.now()
        ),
        "Đã sửa dòng; nội dung trước khi sửa còn trong diễn biến.",
    )


def _row_or_404(request: SeatRequest, kind: type[Written], uid: UUID) -> Written:
    row = kind.objects.filter(uid=uid, agency__in=agencies_read(request.seat)).select_related("agency").first()
    if row is None:
        raise Http404("Không có dòng này trong sổ của cơ quan.")
    return row


def _act(
    request: SeatRequest, row: PostEntry | CopyUse, form: SeatForm, do: Callable[[], Any], done: str
) -> HttpResponse:
    show = _show_post if isinstance(row, PostEntry) else _show_copy
    name = "documents:post-detail" if isinstance(row, PostEntry) else "documents:copy-detail"
    back = reverse(name, args=[row.uid])
    return answer(
        request,
        form,
        version=row.version,
        do=do,
        done=done,
        back=back,
        refused=lambda refused: show(request, type(row).objects.select_related("agency").get(pk=row.pk), refused),
    )


def _show_post(request: SeatRequest, entry: Any, refused: SeatForm | None = None) -> HttpResponse:
    seat = request.seat
    shown = {"acting": seat, "shown_version": entry.version}
    forms: list[LineForm] = []
    if not entry.receipt:
        forms.append(("post-receipt", "Ghi ký nhận", "", ReceiptForm(**shown)))
    line = {name: getattr(entry, name) for name in services.PostLine.__dataclass_fields__}
    forms.append(("post-correct", "Sửa dòng", "quiet", PostCorrectForm(**shown, initial=_typed(line))))
    return _show_line(request, Registers.POST, entry, ledgers.post_rows([entry]), forms, refused)


def _show_copy(request: SeatRequest, use: Any, refused: SeatForm | None = None) -> HttpResponse:
    seat = request.seat
    shown = {"acting": seat, "shown_version": use.version}
    forms: list[LineForm] = []
    if use.state == CopyUse.State.LENT:
        forms.append(("copy-return", "Ghi đã trả", "", CopyReturnForm(**shown)))
    line = {name: getattr(use, name) for name in services.CopyUseLine.__dataclass_fields__}
    forms.append(("copy-correct", "Sửa dòng", "quiet", CopyUseCorrectForm(**shown, initial=_typed(line))))
    return _show_line(request, Registers.COPIES, use, ledgers.copy_rows([use]), forms, refused)


def _typed(line: dict[str, Any]) -> dict[str, Any]:
    """Give what stands in a line as a person would type it."""
    return {name: f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value for name, value in line.items()}


WORDS = {
    "documents.post.entered": "Ghi vào sổ",
    "documents.post.receipted": "Ghi ký nhận",
    "documents.post.corrected": "Sửa dòng",
    "documents.copy_use.entered": "Ghi vào sổ",
    "documents.copy_use.returned": "Trả bản lưu",
    "documents.copy_use.corrected": "Sửa dòng",
}


def _show_line(
    request: SeatRequest,
    register: Registers,
    row: PostEntry | CopyUse,
    rows: Iterable[Row],
    forms: list[LineForm],
    refused: SeatForm | None,
) -> HttpResponse:
    told = register.value
    cells = next(iter(rows)).cells
    facts = [(column.name, written(cell)) for column, cell in zip(told.columns, cells, strict=True)]
    keeps = queries.keeps_records_of(request.seat, row.agency_id, clock.today())
    acts = []
    for act in timeline(row.SUBJECT_KIND, row.uid):
        details = act.details or {}
        changed = [(_label(row, name), before) for name, before in (details.get("before") or {}).items()]
        acts.append((WORDS.get(act.verb, act.verb), act, details.get("reason", ""), changed))
    context = {
        "register": told,
        "row": row,
        "facts": facts,
        "forms": [
            (f"documents:{name}", words, quiet, refused if type(refused) is type(form) else form)
            for name, words, quiet, form in forms
        ]
        if keeps
        else [],
        "acts": acts,
        "refused": refused,
        "back": address_of(reverse("documents:register", args=[told.slug]), **{"co-quan": row.agency.slug}),
    }
    return page(request, "documents/register_line.html", context, form=refused)


def _label(row: PostEntry | CopyUse, name: str) -> str:
    words = str(getattr(row._meta.get_field(name), "verbose_name", name))
    return words[:1].upper() + words[1:]
