"""
Which requests are looks, for every address at one place, so that no new page of a thing can forget it.

An address that holds a public id (`uid`) is about a thing: whoever is shown its page, picture or file has looked at it.
Without one, a list is no look; taking it away is, and so is searching the journal and the log of looks themselves.
"""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.looking.interface import Look, note_look
from langbiang.foundation.readonly import find_readonly

logger = logging.getLogger(__name__)

SHOWS = (200, 422)  # a refused form stands on the page of its thing
SEARCHES = ("audit:act-list", "audit:look-list")
NOT_LOOKS = {
    "audit:report-progress": "The page of the reports asks it every two seconds; it tells how far, not what was found.",
    "handover:job-progress": "The page of the job asks it every two seconds; that page is the look.",
}

Seen = tuple[str, str, Look.What]


def note_looks(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """
    Note a look when its answer has been sent: the page never waits for it, and never breaks with it.

    While the installation only shows, nothing is written, looks neither.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        seat: Seat | None = getattr(request, "seat", None)
        seen = _seen(request, response)
        if seat is None or seen is None:
            return response
        end = response.close

        def close() -> None:
            _note(seen, seat)
            end()

        response.close = close  # type: ignore[method-assign]  # the server calls it when all is sent
        return response

    return middleware


def _seen(request: HttpRequest, response: HttpResponse) -> Seen | None:
    """Say what an answer showed: kind and public id of the thing as its address names them, and how."""
    match = request.resolver_match
    if match is None or match.view_name in NOT_LOOKS or response.status_code not in SHOWS:
        return None
    kind = match.view_name.partition("-")[0]
    media_type = response.headers.get("Content-Type", "").partition(";")[0]
    on_page = media_type == "text/html" or media_type.startswith("image/")
    if "uid" in match.kwargs:
        return kind, str(match.kwargs["uid"]), Look.What.PAGE if on_page else Look.What.FILE
    if match.view_name in SEARCHES and on_page:
        return kind, "", Look.What.SEARCH
    if on_page or media_type in ("application/json", "text/plain"):
        return None
    return kind, "", Look.What.EXPORT


def _note(seen: Seen, seat: Seat) -> None:
    if find_readonly() is not None:
        return
    kind, uid, what = seen
    try:
        note_look(kind, uid, what=what, by=actor_of(seat), now=clock.now())
    except Exception:
        logger.exception("A look was not kept")
