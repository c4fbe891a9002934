"""Work files: the lists, one file, its steps from open to archived."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents.interface import kept_by
from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, answer, page, seat_required
from langbiang.apps.workfiles import queries, services
from langbiang.apps.workfiles.forms import (
    ActForm,
    CloseForm,
    DeferForm,
    FileForm,
    ReasonForm,
    ShareForm,
    UnshareForm,
)
from langbiang.apps.workfiles.models import Share, WorkFile
from langbiang.apps.workfiles.printouts import contents_table
from langbiang.foundation import clock
from langbiang.foundation.files.interface import answer_with

from .showing import due_first, in_form, newest_first, table_page

State = WorkFile.State
DETAIL = "workfiles:file-detail"
LONG_TERM = "dai-han"


@require_GET
@seat_required()
def file_list(request: SeatRequest) -> HttpResponse:
    """List the work files of the seat: its own, those shared with it, those of unit or agency, those due."""
    seat, day, after = request.seat, clock.today(), request.GET.get("sau", "")
    lists: dict[str, tuple[str, Any]] = {
        "": ("Của tôi", queries.list_mine(seat)),
        "chia-se": ("Được chia sẻ", queries.list_shared(seat)),
        "tat-ca": ("Cả đơn vị, cơ quan", queries.list_files(seat, day)),
        "den-han": ("Đến hạn nộp lưu", queries.list_due(seat, day)),
    }
    chosen = request.GET.get("muc", "")
    chosen = chosen if chosen in lists else ""
    shown = lists[chosen][1]
    counts = {"": queries.list_mine(seat).filter(state=State.OPEN).count(), "den-han": lists["den-han"][1].count()}
    context = {
        "page": due_first(shown, after) if chosen == "den-han" else newest_first(shown, after),
        "tabs": [(value, name, counts.get(value)) for value, (name, _) in lists.items()],
        "chosen": chosen,
        "may_open": queries.may_open_files(seat),
        "keeps": bool(kept_by(seat, day)),
        "today": day,
    }
    return page(request, "workfiles/file_list.html", context)


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK, Role.SPECIALIST, Role.UNIT_HEAD)
def file_open(request: SeatRequest) -> HttpResponse:
    """Open a work file; `?theo=` names the entry of the plan it is opened from."""
    asked = request.GET.get("theo", "")
    entry = queries.find_open_entry(request.seat, asked, clock.today()) if _is_uid(asked) else None
    if asked and entry is None:
        raise Http404("Danh mục không có mục này, hoặc chưa được duyệt.")
    form = FileForm(request.POST or None, acting=request.seat, entry=entry)

    def show(form: SeatForm) -> HttpResponse:
        return page(request, "workfiles/file_form.html", {"form": form, "entry": entry}, form=form)

    if request.method == "GET":
        return show(form)
    return answer(
        request,
        form,
        version=None,
        do=lambda: services.open_file(form.facts(), entry=entry, seat=request.seat, now=clock.now()),
        done="Đã mở hồ sơ. Đưa văn bản vào từ trang của văn bản, hoặc thêm tài liệu ngay tại đây.",
        back=_address,
        refused=show,
    )


@require_GET
@seat_required()
def file_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show a file: its contents beside what to do, its facts, with whom it is shared, what was done."""
    return _show(request, file_or_404(request.seat, uid))


@require_GET
@seat_required()
def file_contents(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show the table of contents as it will be printed; `?dang=pdf` and `?dang=xlsx` give paper and sheet."""
    file = file_or_404(request.seat, uid)
    table = contents_table(file, queries.lines_of(file, request.seat, clock.today()))
    made = in_form(request, table, f"muc-luc-{file.notation}")
    return made or table_page(request, table, back=_address(file), words=f"Về hồ sơ {file.notation}")


@require_GET
@seat_required()
def file_package(request: SeatRequest, uid: UUID) -> FileResponse:
    """
    Give the package to who sees all of the agency: every document is in it.

    `?ban=dai-han` gives the one with the validation data for long.
    """
    file = file_or_404(request.seat, uid)
    package = file.lasting_package if request.GET.get("ban") == LONG_TERM else file.package
    if package is None or not queries.sees_whole(request.seat, file, clock.today()):
        raise Http404("Chưa có gói nộp lưu, hoặc vị trí đang dùng không được tải.")
    return answer_with(package, inline=False)


@require_http_methods(["GET", "POST"])
@seat_required()
def file_change(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Change what is said of an open file."""
    file = _kept_or_404(request, uid)
    form = FileForm(request.POST or None, acting=request.seat, file=file, shown_version=file.version)

    def show(form: SeatForm) -> HttpResponse:
        return page(request, "workfiles/file_form.html", {"form": form, "file": file}, form=form)

    if request.method == "GET":
        return show(form)
    return answer(
        request,
        form,
        version=file.version,
        do=lambda: services.change_file(file, form.facts(), seat=request.seat, now=clock.now()),
        done="Đã lưu thông tin hồ sơ.",
        back=_address(file),
        refused=show,
    )


@require_http_methods(["GET", "POST"])
@seat_required()
def file_close(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Check what hinders the closing; without a hindrance the keeper closes the file."""
    file = _kept_or_404(request, uid)
    form = CloseForm(request.POST or None, acting=request.seat, shown_version=file.version)

    def show(form: SeatForm) -> HttpResponse:
        lines = queries.lines_of(file, request.seat, clock.today())
        form.fields["end_date"].initial = max((line.dated for line in lines if line.dated), default=clock.today())
        context = {
            "file": file,
            "form": form,
            "hindrances": queries.hindrances(file, lines) if file.state == State.OPEN else [],
            "pages": sum(line.item.pages for line in lines),
            "lines": lines,
        }
        return page(request, "workfiles/file_close.html", context, form=form)

    if request.method == "GET":
        return show(form)
    return answer(
        request,
        form,
        version=file.version,
        do=lambda: services.close_file(
            file, end_date=form.cleaned_data["end_date"], seat=request.seat, now=clock.now()
        ),
        done="Đã kết thúc hồ sơ.",
        back=_address(file),
        refused=show,
    )


@act_on(DETAIL)
@seat_required()
def file_reopen(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Open a closed file again."""
    return _step(
        request,
        uid,
        ReasonForm,
        "Đã mở lại hồ sơ.",
        lambda file, form: services.reopen_file(
            file, reason=form.cleaned_data["reason"], seat=request.seat, now=clock.now()
        ),
    )


@act_on(DETAIL)
@seat_required()
def file_submit(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Hand a closed file over to the archive."""
    return _step(
        request,
        uid,
        ActForm,
        "Đã nộp lưu. Văn thư, lưu trữ cơ quan sẽ kiểm tra và tiếp nhận.",
        lambda file, form: services.submit_file(file, seat=request.seat, now=clock.now()),
    )


@act_on(DETAIL)
@seat_required(Role.CLERK)
def file_accept(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Take a submitted file into the archive."""
    return _step(
        request,
        uid,
        ActForm,
        "Đã tiếp nhận hồ sơ vào lưu trữ cơ quan.",
        lambda file, form: services.accept_file(file, seat=request.seat, now=clock.now()),
    )


@act_on(DETAIL)
@seat_required(Role.CLERK)
def file_return(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give a submitted file back to its keeper."""
    return _step(
        request,
        uid,
        ReasonForm,
        "Đã trả lại hồ sơ cho người nộp.",
        lambda file, form: services.return_file(
            file, reason=form.cleaned_data["reason"], seat=request.seat, now=clock.now()
        ),
    )


@act_on(DETAIL)
@seat_required(Role.LEADER)
def file_defer(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Consent that a due file stays with its unit for a time."""
    return _step(
        request,
        uid,
        DeferForm,
        "Đã cho giữ lại hồ sơ.",
        lambda file, form: services.defer_transfer(
            file,
            until=form.cleaned_data["until"],
            ground=form.cleaned_data["ground"],
            seat=request.seat,
            now=clock.now(),
        ),
    )


@act_on(DETAIL)
@seat_required()
def file_share(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Share a file with a person or a unit."""
    file = file_or_404(request.seat, uid)
    form = ShareForm(request.POST, acting=request.seat, file=file)
    return _answered(
        request,
        file,
        form,
        "Đã chia sẻ hồ sơ.",
        lambda: services.share_file(
            file, to=form.other(), may_add=bool(form.cleaned_data["may_add"]), seat=request.seat, now=clock.now()
        ),
    )


@act_on(DETAIL)
@seat_required()
def file_unshare(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Take a share back."""
    file = file_or_404(request.seat, uid)
    form = UnshareForm(request.POST, acting=request.seat)
    number = request.POST.get("share", "")
    share = file.shares.filter(pk=int(number[:18]) if number.isdecimal() else 0).first()
    if share is None:
        raise Http404("Không còn chia sẻ này.")
    return _answered(request, file, form, "Đã thôi chia sẻ.", lambda: _unshare(share, request.seat))


def _unshare(share: Share, seat: Seat) -> None:
    services.unshare_file(share, seat=seat, now=clock.now())


def file_or_404(seat: Seat, uid: UUID) -> WorkFile:
    """Give a work file that this seat may see; another's is as if it were not there."""
    try:
        return queries.get_file(seat, uid, clock.today())
    except WorkFile.DoesNotExist as missing:
        raise Http404("Không có hồ sơ này, hoặc vị trí đang dùng không được xem.") from missing


def _kept_or_404(request: SeatRequest, uid: UUID) -> WorkFile:
    """Give a work file that this seat keeps: the pages that change it are shown to nobody else."""
    file = file_or_404(request.seat, uid)
    if file.keeper_id != request.seat.pk:
        raise Http404("Hồ sơ này do người khác lập.")
    return file


def _step(
    request: SeatRequest,
    uid: UUID,
    kind: type[ActForm] | type[ReasonForm] | type[DeferForm],
    done: str,
    do: Callable[[WorkFile, SeatForm], Any],
) -> HttpResponse:
    file = file_or_404(request.seat, uid)
    form = kind(request.POST, acting=request.seat)
    return _answered(request, file, form, done, lambda: do(file, form))


def _answered(request: SeatRequest, file: WorkFile, form: SeatForm, done: str, do: Callable[[], Any]) -> HttpResponse:
    return answer(
        request,
        form,
        version=file.version,
        do=do,
        done=done,
        back=_address(file),
        refused=lambda refused: _show(request, file_or_404(request.seat, file.uid), refused=refused),
    )


def _show(request: SeatRequest, file: WorkFile, *, refused: SeatForm | None = None) -> HttpResponse:
    seat, day, shown = request.seat, clock.today(), file.version
    lines = queries.lines_of(file, seat, day)
    context = {
        "file": file,
        "lines": lines,
        "pages": sum(line.item.pages for line in lines),
        "may": _may(seat, file),
        "lasting": queries.lasting_of(file) if file.package_id else None,
        "shares": file.shares.all(),
        "act_form": ActForm(acting=seat, shown_version=shown),
        "reason_form": _kept_form(refused, ReasonForm) or ReasonForm(acting=seat, shown_version=shown),
        "defer_form": _kept_form(refused, DeferForm) or DeferForm(acting=seat, shown_version=shown),
        "share_form": _kept_form(refused, ShareForm) or ShareForm(acting=seat, file=file, shown_version=shown),
        "history": queries.history_of(file),
        "due": queries.due_of(file),
        "now": clock.now(),
        "refused": refused,
    }
    return page(request, "workfiles/file_detail.html", context, form=refused)


def _kept_form(refused: SeatForm | None, kind: type[SeatForm]) -> SeatForm | None:
    return refused if isinstance(refused, kind) else None


def _may(seat: Seat, file: WorkFile) -> set[str]:
    """Say what this seat may do now."""
    day, keeps, steps = clock.today(), file.keeper_id == seat.pk, set[str]()
    if keeps:
        steps |= {State.OPEN: {"change", "close", "remove"}, State.CLOSED: {"reopen", "submit"}}.get(
            State(file.state), set()
        ) | {"share"}
    if file.state == State.OPEN and queries.may_add(seat, file):
        steps.add("add")
    if file.state == State.SUBMITTED and queries.keeps_archive_of(seat, file, day):
        steps |= {"accept", "return"}
    if file.package_id and queries.sees_whole(seat, file, day):
        steps.add("package")
    if file.state == State.CLOSED and file.due_on and queries.may_consent(seat, file):
        steps.add("defer")
    return steps


def _address(file: WorkFile) -> str:
    return reverse(DETAIL, args=[file.uid])


def _is_uid(words: str) -> bool:
    try:
        UUID(words)
    except ValueError:
        return False
    return True
