"""Contents of a work file: an own paper, a document from its page, what is said of each, taking it out."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, answer, page, seat_required
from langbiang.apps.workfiles import queries, services
from langbiang.apps.workfiles.forms import AddForm, ItemForm, PaperForm, ReasonForm
from langbiang.apps.workfiles.models import FileItem, WorkFile
from langbiang.foundation import clock
from langbiang.foundation.files.interface import answer_with

from .files import file_or_404

DETAIL = "workfiles:file-detail"


@require_http_methods(["GET", "POST"])
@seat_required()
def paper_add(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Put an own paper into a file."""
    file = _addable_or_404(request, uid)
    form = PaperForm(request.POST or None, request.FILES or None, acting=request.seat, shown_version=file.version)

    def show(form: SeatForm) -> HttpResponse:
        return page(request, "workfiles/paper_form.html", {"form": form, "file": file}, form=form)

    if request.method == "GET":
        return show(form)
    return answer(
        request,
        form,
        version=file.version,
        do=lambda: services.add_paper(
            file, form.paper(), form.cleaned_data["upload"], seat=request.seat, now=clock.now()
        ),
        done="Đã thêm tài liệu vào hồ sơ.",
        back=reverse(DETAIL, args=[uid]),
        refused=show,
    )


@require_http_methods(["GET", "POST"])
@seat_required()
def document_add(request: SeatRequest, kind: str, uid: UUID) -> HttpResponse:
    """Put a document into one of the seat's open files; comes from the document's page."""
    document = queries.get_document(request.seat, kind, uid, clock.today())
    if document is None:
        raise Http404("Không có văn bản này, hoặc vị trí đang dùng không được xem.")
    form = AddForm(request.POST or None, acting=request.seat)

    def show(form: SeatForm) -> HttpResponse:
        context = {"form": form, "document": document, "kind": kind}
        return page(request, "workfiles/document_add.html", context, form=form)

    if request.method == "GET":
        return show(form)
    return answer(
        request,
        form,
        version=None,
        do=lambda: services.add_document(form.cleaned_data["file"], document, seat=request.seat, now=clock.now()),
        done="Đã đưa văn bản vào hồ sơ.",
        back=lambda item: reverse(DETAIL, args=[item.file.uid]),
        refused=show,
    )


@require_http_methods(["GET", "POST"])
@seat_required()
def item_detail(request: SeatRequest, uid: UUID, item: UUID) -> HttpResponse:
    """Correct what is said of a content, or take it out."""
    file = _addable_or_404(request, uid)
    found = _item_or_404(file, item)
    form = ItemForm(request.POST or None, acting=request.seat, item=found, shown_version=file.version)
    if request.method == "GET":
        return _show_item(request, file, found, form)
    return answer(
        request,
        form,
        version=file.version,
        do=lambda: services.describe_item(found, form.paper(), seat=request.seat, now=clock.now()),
        done="Đã lưu mô tả tài liệu.",
        back=reverse(DETAIL, args=[uid]),
        refused=lambda refused: _show_item(request, file, found, refused),
    )


@act_on(DETAIL)
@seat_required()
def item_remove(request: SeatRequest, uid: UUID, item: UUID) -> HttpResponse:
    """Take a content out of an open file, with the reason."""
    file = _addable_or_404(request, uid)
    found = _item_or_404(file, item)
    form = ReasonForm(request.POST, acting=request.seat)
    return answer(
        request,
        form,
        version=file.version,
        do=lambda: services.remove_item(found, reason=form.cleaned_data["reason"], seat=request.seat, now=clock.now()),
        done="Đã bỏ tài liệu ra khỏi hồ sơ.",
        back=reverse(DETAIL, args=[uid]),
        refused=lambda refused: _show_item(request, file, found, refused),
    )


@require_GET
@seat_required()
def item_file(request: SeatRequest, uid: UUID, item: UUID) -> FileResponse:
    """Give an own paper's PDF; documents are opened on their own pages."""
    found = _item_or_404(file_or_404(request.seat, uid), item)
    if found.paper is None:
        raise Http404("Văn bản này mở ở trang của nó.")
    return answer_with(found.paper, inline="tai" not in request.GET)


def _show_item(request: SeatRequest, file: WorkFile, item: FileItem, form: SeatForm) -> HttpResponse:
    seat, day = request.seat, clock.today()
    line = next(line for line in queries.lines_of(file, seat, day) if line.item.pk == item.pk)
    reason = form if isinstance(form, ReasonForm) else ReasonForm(acting=seat, shown_version=file.version)
    told = form if isinstance(form, ItemForm) else ItemForm(acting=seat, item=item, shown_version=file.version)
    context = {
        "file": file,
        "line": line,
        "form": told,
        "reason_form": reason,
        "shown": form,
        "may_remove": file.keeper_id == seat.pk,
    }
    return page(request, "workfiles/item_detail.html", context, form=form)


def _addable_or_404(request: SeatRequest, uid: UUID) -> WorkFile:
    """Give a work file into which this seat may put things."""
    file = file_or_404(request.seat, uid)
    if not queries.may_add(request.seat, file):
        raise Http404("Hồ sơ này chỉ người lập và người được chia sẻ mới thêm, sửa tài liệu.")
    return file


def _item_or_404(file: WorkFile, uid: UUID) -> FileItem:
    found = queries.list_items(file).filter(uid=uid).first()
    if found is None:
        raise Http404("Hồ sơ không có tài liệu này.")
    return found
