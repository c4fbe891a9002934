"""
What is written to the log, and in which form.

One line for each request tells the route, never the address: an address holds names of things, a query what somebody
looked for. Values that a database quotes in an error are left out: they are people's data.
"""

import json
import logging
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType

from django.http import HttpRequest, HttpResponse

access = logging.getLogger("langbiang.access")

_QUOTED = re.compile(r"^(?:DETAIL|CONTEXT): .*$", re.MULTILINE)  # how PostgreSQL tells values of a row
_OF_REQUEST = ("method", "route", "status", "ms")
_Excepted = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """A line for people at a terminal."""

    def formatException(self, ei: _Excepted) -> str:  # noqa: N802 - the name is logging's
        return _QUOTED.sub("(values left out)", super().formatException(ei))


class JsonFormatter(LineFormatter):
    """One JSON object a line: time (UTC), level, logger, message, number of the request, exception if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _QUOTED.sub("(values left out)", record.getMessage()),
            "request": getattr(record, "request_number", "-"),
        }
        told |= {name: getattr(record, name) for name in _OF_REQUEST if hasattr(record, name)}
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def tell_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Log each request when its answer begins: method, route, status, milliseconds."""

    def middleware(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = get_response(request)
        told = {
            "method": request.method,
            "route": request.resolver_match.route if request.resolver_match else "-",
            "status": response.status_code,
            "ms": round((time.perf_counter() - begun) * 1000),
        }
        access.info("%(method)s %(route)s %(status)s %(ms)s ms", told, extra=told)
        return response

    return middleware
