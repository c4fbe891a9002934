"""While nothing may be written: what would write is answered 503, before it is begun; what only shows goes on."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from langbiang.foundation.http import request_number
from langbiang.foundation.readonly import RETRY, ReadOnly, find_readonly

_SAFE = {"GET", "HEAD", "OPTIONS"}
_WORDS = (
    "{reason} Chưa có gì được lưu. Những gì đã nhập còn ở trang trước: bấm Quay lại của trình duyệt, giữ trang đó, "
    "rồi gửi lại khi dải thông báo đã mất."
)


class RefuseWrites:
    """Views that programs call tell it in the words of their protocol: they say so by `tells_readonly`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, named: Any) -> HttpResponse | None:
        """Refuse what is not a question, before its body is read."""
        if request.method in _SAFE or getattr(view, "tells_readonly", False):
            return None
        found = find_readonly()
        return None if found is None else _refusal(request, found)


def _refusal(request: HttpRequest, found: ReadOnly) -> HttpResponse:
    match = request.resolver_match
    if match is not None and match.view_name == "oauth_token":
        told = {"error": "temporarily_unavailable", "error_description": found.reason}
        response: HttpResponse = JsonResponse(told, status=503)
    else:
        words = _WORDS.format(reason=found.reason)
        context = {"title": "Đang tạm chỉ cho xem", "words": words, "number": request_number()}
        response = render(request, "web/error.html", context, status=503)
    response.headers["Retry-After"] = str(RETRY)
    return response
