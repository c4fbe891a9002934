"""Setting the places of number, date, signature and seal on a picture of the page; works by click or by typing."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from langbiang.apps.directory.interface import Role
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import ActForm, PlaceForm
from langbiang.apps.documents.models import OutgoingDocument
from langbiang.apps.identity.interface import SeatForm, SeatRequest, answer, page, seat_required
from langbiang.foundation import clock, printing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import read_file

from .asking import outgoing_or_404

MM = 72 / 25.4  # points in a millimetre
# A browser tells a click in the pixels of the picture as shown, so the picture is shown in one fixed width.
SHOWN = 500
# Width and height of each field in millimetres; a click sets its left, middle height (lines) or its centre (stamps).
SIZES = {"number": (13, 6), "date": (56, 6), "person": (45, 22), "agency": (36, 36)}
STAMPS = ("person", "agency")


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK, Role.SPECIALIST, Role.UNIT_HEAD)
def outgoing_places(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Set one place with each click; when all four stand, the way leads on to the receivers."""
    document = outgoing_or_404(request.seat, uid)
    sizes = printing.page_sizes(read_file(document.original))
    form = PlaceForm(request.POST or None, acting=request.seat, shown_version=document.version)
    if request.method == "POST" and "dung-lai" in request.POST:
        return _use_usual(request, document, sizes)
    if request.method == "POST" and form.is_valid():
        try:
            form.check_version(document.version)
            _place(request, document, form, sizes)
            return redirect(_next(document, form.cleaned_data["page"]))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _show(request, document, form, sizes)


def _place(request: SeatRequest, document: OutgoingDocument, form: PlaceForm, sizes: list[tuple[float, float]]) -> None:
    field, number = form.cleaned_data["field"], form.cleaned_data["page"]
    if number > len(sizes):
        raise services.CannotChange(f"Tệp chỉ có {len(sizes)} trang.", field="page")
    place = _place_of(form.cleaned_data, field, sizes[number - 1])
    places = queries.placed(document)
    document.places = services.place_fields(
        document, {**places, field: place}, seat=request.seat, now=clock.now()
    ).places


def _place_of(said: dict[str, Any], field: str, size: tuple[float, float]) -> printing.Place:
    """
    Turn typed millimetres, or a click (pixels from the top left), into a place, kept inside the page.

    What is typed comes first: Enter in a field presses the picture too, at its corner.
    """
    wide, high = size
    width, height = (SIZES[field][0] * MM, SIZES[field][1] * MM)
    if said.get("x") is None or said.get("y") is None:
        scale = wide / SHOWN
        left, top = said["at_x"] * scale, said["at_y"] * scale
        if field in STAMPS:
            left -= width / 2
        top -= height / 2
    else:
        left, top = said["x"] * MM, said["y"] * MM
    left, top = min(max(left, 0), wide - width), min(max(top, 0), high - height)
    return printing.Place(said["page"] - 1, left, high - top - height, left + width, high - top)


def _use_usual(request: SeatRequest, document: OutgoingDocument, sizes: list[tuple[float, float]]) -> HttpResponse:
    """Take the places of the agency's last document over."""
    usual = queries.usual_places(document)
    return answer(
        request,
        ActForm(request.POST, acting=request.seat),
        version=document.version,
        do=lambda: services.place_fields(document, usual, seat=request.seat, now=clock.now()),
        done="Đã đặt theo văn bản trước. Xem lại từng ô.",
        back=reverse("documents:outgoing-places", args=[document.uid]),
        refused=lambda form: _show(request, document, form, sizes),
    )


def _next(document: OutgoingDocument, number: int) -> str:
    here = reverse("documents:outgoing-places", args=[document.uid])
    return f"{here}?trang={number}"


def _show(
    request: SeatRequest, document: OutgoingDocument, form: SeatForm, sizes: list[tuple[float, float]]
) -> HttpResponse:
    number = _page_asked(request, len(sizes))
    wide, high = sizes[number - 1]
    names = dict(PlaceForm.FIELDS)
    waiting = [field for field in names if field not in document.places]
    asked = request.POST.get("field") or request.GET.get("o", "")
    context = {
        "document": document,
        "form": form,
        "number": number,
        "pages": range(1, len(sizes) + 1),
        "shown": SHOWN,
        "wide": f"{wide:.2f}",
        "high": f"{high:.2f}",
        "fields": [(field, name, field in document.places) for field, name in names.items()],
        "chosen": asked if asked in names else (waiting[0] if waiting else "number"),
        "boxes": [
            {"name": names[field], "stamp": field in STAMPS, **_box(place, high)}
            for field, place in queries.placed(document).items()
            if place.page == number - 1
        ],
        "complete": not waiting,
        "usual": bool(waiting) and bool(queries.usual_places(document)),
    }
    return page(request, "documents/outgoing_places.html", context, form=form)


def _page_asked(request: SeatRequest, pages: int) -> int:
    asked = request.POST.get("page") or request.GET.get("trang", "1")
    return min(max(int(asked[:6]), 1), pages) if asked.isdecimal() else 1


def _box(place: printing.Place, high: float) -> dict[str, str]:
    """Give a place as a rectangle counted from the top, as SVG draws."""
    told = asdict(place)
    return {
        "x": f"{told['x0']:.2f}",
        "y": f"{high - told['y1']:.2f}",
        "width": f"{place.width:.2f}",
        "height": f"{place.height:.2f}",
        "text_y": f"{high - told['y1'] - 3:.2f}",
    }
