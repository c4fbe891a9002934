"""
Two doors that lead to no common room: officials' pages, and those of citizens under `/cong-dan/`.

One rule for every address, asked before any view: a citizen's session opens citizens' pages and what is open to all;
the pages of a citizen's own account open to nobody else.
"""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse

from .models import User

CITIZENS = "/cong-dan/"
SPACE = "citizen"
# Pages of citizens for who has not signed in.
GATES = {"sign-in", "sign-in-by-key", "second-step", "sign-up", "sign-up-open", "forgotten", "recovery"}
# What allauth leads to by names of its own, and where a citizen finds the same.
SAME = {
    "account_reauthenticate": "citizen:confirm",
    "mfa_reauthenticate": "citizen:confirm-code",
    "mfa_reauthenticate_webauthn": "citizen:confirm-key",
    "mfa_deactivate_totp": "citizen:totp-remove",
}
OPEN_TO_ALL = {
    *("account_logout", "journal", "contrast", "healthz", "metrics", "still-here"),
    *("openid_configuration", "idp:oidc:jwks"),
}


def at_citizens_door(request: HttpRequest) -> bool:
    return request.path_info.startswith(CITIZENS)


def sign_in_page(request: HttpRequest) -> str:
    """Give the address of the sign-in page on whose side a request came."""
    return reverse("citizen:sign-in" if at_citizens_door(request) else "account_login")


class KeepApart:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, named: object) -> HttpResponse | None:
        match = request.resolver_match
        assert match is not None
        theirs = match.namespaces[:1] == [SPACE]
        if isinstance(request.user, User) and request.user.is_citizen:
            return _for_citizen(request, match, theirs=theirs)
        return _for_others(request, match) if theirs else None


def _for_citizen(request: HttpRequest, match: ResolverMatch, *, theirs: bool) -> HttpResponse | None:
    """Let a citizen pass, lead them to the page of their own, or say that there is nothing."""
    if (theirs and match.url_name not in GATES) or match.view_name in OPEN_TO_ALL:
        return None
    if match.view_name in SAME:
        return redirect(f"{reverse(SAME[match.view_name])}?{request.GET.urlencode()}")
    if request.method in ("GET", "HEAD"):
        return redirect("citizen:account")
    raise Http404


def _for_others(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """Let a visitor to the gates and send them there from elsewhere; for an official there is nothing here."""
    if request.user.is_authenticated:
        if match.url_name in GATES:
            return redirect("/")
        request.current_app = "identity"  # the page of the error is the officials' own
        raise Http404
    if match.url_name in GATES:
        return None
    back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("citizen:account")
    return redirect_to_login(back, reverse("citizen:sign-in"))
