"""One act, one answer: done and back to the page, or refused beside what was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from langbiang.foundation.errors import Refused

from .seats import SeatForm

View = Callable[..., HttpResponseBase]


def act_on(page: str) -> Callable[[View], View]:
    """Let an act be done by POST only; who comes to its address to look is led to the page of the thing, by `uid`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def acted(request: HttpRequest, **named: Any) -> HttpResponseBase:
            if request.method in ("GET", "HEAD"):
                return redirect(page, named["uid"])
            return require_POST(view)(request, **named)

        return acted

    return decorate


def answer(
    request: HttpRequest,
    form: SeatForm,
    *,
    version: int | None,
    do: Callable[[], Any],
    done: str,
    back: str | Callable[[Any], str],
    refused: Callable[[SeatForm], HttpResponse],
) -> HttpResponse:
    """
    Do what a form asks and go back to the page with a sentence; a refusal is a 422 with its reason in the form.

    `version` is that of the thing now; a form that showed an older one is refused. `back` may depend on what was made.
    """
    if form.is_valid():
        try:
            if version is not None:
                form.check_version(version)
            made = do()
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back(made) if callable(back) else back)
    return refused(form)


def page(request: HttpRequest, template: str, context: dict[str, Any], *, form: SeatForm | None = None) -> HttpResponse:
    """Show a page; with a form that has errors it is a 422."""
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, template, context, status=status)
