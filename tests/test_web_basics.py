"""What a scanner of web sites looks for first: headers, cookies, ways out, leaks, methods, lengths, paths, types."""

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents.tests import factories
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation.files.interface import enter_file, keep_bytes

from .test_pages import at, clerk, huy, stttt

__all__ = ["clerk", "huy", "stttt"]  # fixtures
SIGN_IN = "/tai-khoan/dang-nhap/"
PASSWORD = "đà-lạt-ngàn-hoa-2020"
LONG = "a" * 100_000
OWED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Strict-Transport-Security": "max-age=31536000",
}


@pytest.fixture
def https(settings) -> None:
    """The settings of a real installation, and an address where something breaks."""
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.ROOT_URLCONF = "tests.journeys.faulty_urls"


def visitor(**more) -> Client:
    return Client(raise_request_exception=False, **more)


def answers_of_every_kind(huy: Seat, static_root) -> dict[str, object]:
    """Ask once for each kind of answer; the name says what is expected."""
    (static_root / "thu.css").write_text("p {}")
    inside, outside = at(huy), visitor()
    asked = {
        "200 page": inside.get("/", secure=True),
        "200 sign-in": outside.get(SIGN_IN, secure=True),
        "200 static": visitor().get("/static/thu.css", secure=True),
        "200 json": outside.get("/.well-known/openid-configuration", secure=True),
        "302 redirect": outside.get("/van-ban-di/", secure=True),
        "400 host": outside.get("/", secure=True, headers={"Host": "xau.example"}),
        "401 api": outside.get("/api/exchange/v1/waiting", secure=True),
        "403 token": visitor(enforce_csrf_checks=True).post(SIGN_IN, secure=True),
        "404 page": outside.get("/khong-co/", secure=True),
        "405 method": outside.get("/tuong-phan/", secure=True),
        "413 length": outside.post(SIGN_IN, {"login": "a" * 2_000_000}, secure=True),
        "500 fault": outside.get("/hong/", secure=True),
    }
    (static_root / "thu.css").unlink()
    assert [name for name, answer in asked.items() if not name.startswith(str(answer.status_code))] == []
    return asked


@pytest.mark.usefixtures("https")
def test_answers_of_every_kind_carry_the_security_headers(huy, settings) -> None:
    for kind, answer in answers_of_every_kind(huy, settings.STATIC_ROOT).items():
        assert {name: answer.headers.get(name) for name in OWED} == OWED, kind
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, kind
        for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy, kind
        assert "Access-Control-Allow-Origin" not in answer.headers, kind
        assert not {"Server", "X-Powered-By"} & set(answer.headers), kind


@pytest.mark.django_db
def test_what_the_proxy_lets_through_in_the_clear_is_led_to_https(settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    answer = visitor().get(SIGN_IN)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://testserver{SIGN_IN}")
    assert visitor(headers={"X-Forwarded-Proto": "https"}).get(SIGN_IN).status_code == 200
    assert visitor().get("/healthz").status_code == 503  # asked on the machine itself; no worker runs here


@pytest.mark.usefixtures("https")
def test_an_error_tells_nothing_of_the_inside(huy, settings) -> None:
    told = re.compile(r"Traceback|\.py\b|site-packages|django|SELECT |broken on purpose|RuntimeError", re.IGNORECASE)
    for kind, answer in answers_of_every_kind(huy, settings.STATIC_ROOT).items():
        body = answer.getvalue().decode()
        if kind[0] in "45":
            assert told.search(body) is None, kind
        for inside in (settings.SECRET_KEY, str(settings.BASE_DIR), str(settings.DATA_DIR)):
            assert inside not in body, kind


@pytest.mark.usefixtures("https")
def test_every_cookie_is_kept_from_scripts_plain_lines_and_other_sites(huy) -> None:
    account = open_demo_account(huy.person)
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    client.get(SIGN_IN, secure=True)
    client.post("/van-ban-di/moi/", secure=True)  # its warning is carried by a cookie
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD}, secure=True)
    client.post("/tuong-phan/", secure=True)
    assert client.cookies.keys() >= {"sessionid", "csrftoken", "tuong_phan"}
    for name, cookie in client.cookies.items():
        flags = (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"], cookie["path"], cookie["domain"])
        assert flags == (True, True, "Lax", "/", ""), name


HOSTILE = (
    *("//xau.example", "///xau.example", "/\\xau.example", "\\\\xau.example", "\\/xau.example", "https:xau.example"),
    *("https:///xau.example", "http://xau.example/", "HTTP://xau.example", "ftp://xau.example", "javascript:alert(1)"),
    *("data:text/html,x", "http://testserver@xau.example/", "http://testserver.xau.example/", " //xau.example"),
    *("/\t/xau.example", "\t//xau.example", "\x00//xau.example", "//xau%2eexample", "https://xau。example"),
)


def leads_to(location: str) -> str:
    """Say where a browser would go: it reads backslashes as slashes and drops tabs, line ends and blanks around."""
    read = re.sub(r"[\t\r\n]", "", location).strip("\x00 ").replace("\\", "/")
    found = urlsplit(urljoin("http://testserver/a/", read))
    return f"{found.scheme}://{found.netloc}"


def test_no_way_back_leads_out_of_the_site(huy) -> None:
    account = open_demo_account(huy.person)
    account.set_password(PASSWORD)
    account.save()
    inside, seat = at(huy), {"seat": str(huy.uid)}
    out = []
    for way in (*HOSTILE, *(quote(way, safe="") for way in HOSTILE[:4]), "home", "a/b"):  # "home" is the name of a view
        answers = [
            inside.get(SIGN_IN, {"next": way}),
            inside.post("/tuong-phan/", {"next": way}),
            inside.post(reverse("identity:seat-switch"), {**seat, "next": way}),
            visitor().post(reverse("identity:demo-enter"), {**seat, "next": way}),
            visitor().post(reverse("account_logout"), {"next": way}),
        ]
        led = [answer.url for answer in answers if answer.status_code == 302]
        assert len(led) == len(answers) or "\x00" in way  # a form with a null character is none
        out += [(way, where) for where in led if leads_to(where) != "http://testserver"]
    assert out == []
    typed = {"login": account.email, "password": PASSWORD, "next": "//xau.example"}
    assert leads_to(visitor().post(SIGN_IN, typed).url) == "http://testserver"


def routes(patterns, before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


ROUTES = [f"/{route}" for route in routes(get_resolver("config.urls").url_patterns) if "(?P" not in route]
PLAIN, NAMED = ([route for route in ROUTES if ("<" in route) is named] for named in (False, True))


REFUSED = (302, 401, 403, 404, 405)  # 302: sent to sign in, or to the work board


def test_odd_methods_do_nothing(huy) -> None:
    assert len(PLAIN) > 50
    done = []
    for client in (at(huy), visitor()):
        for method in ("TRACE", "DELETE", "PROPFIND"):
            told = {route: client.generic(method, route).status_code for route in PLAIN}
            done += [(method, route) for route, status in told.items() if status not in REFUSED]
    assert done == []


@pytest.mark.parametrize("name", ["Accept-Language", "Cookie", "X-Forwarded-For", "Referer", "Authorization", "Accept"])
def test_a_header_that_is_far_too_long_is_no_fault(name) -> None:
    assert visitor().get("/khong-co/", headers={name: LONG}).status_code == 404


def test_what_is_far_too_long_is_no_fault(clerk) -> None:
    inside = at(clerk)
    for address in (f"/co-quan/?q={LONG}", f"/tim/?q={LONG}", f"/van-ban-di/?sau={LONG}", f"/{LONG}/"):
        assert inside.get(address).status_code in (200, 404), address[:20]
    assert visitor().post(SIGN_IN, {f"f{number}": "x" for number in range(1_001)}).status_code == 400
    assert visitor().post(SIGN_IN, {"login": LONG, "password": LONG}).status_code == 200
    assert visitor().get("/", headers={"Host": LONG}).status_code == 400


def test_a_line_end_never_becomes_a_header(clerk) -> None:
    inside = at(clerk)
    for cut in ("\r\nX-Xau: 1", "\nX-Xau: 1", "\rX-Xau: 1", "\u560d\u560aX-Xau: 1", "%0d%0aX-Xau: 1"):
        answers = [
            inside.get("/co-quan/", {"q": cut}),
            inside.get(f"/khong-co{quote(cut)}/"),
            inside.post("/tuong-phan/", {"next": f"/{cut}"}),
            visitor().get(f"/van-ban-di/?q={quote(cut)}"),
            inside.post(reverse("identity:seat-switch"), {"seat": str(clerk.uid), "next": f"/{cut}"}),
        ]
        for answer in answers:
            assert answer.status_code in (200, 302, 404)
            assert "X-Xau" not in answer.headers
            assert not [value for _, value in answer.items() if "\r" in value or "\n" in value]


@pytest.mark.parametrize("path", ["../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00"])
def test_a_name_in_an_address_is_never_a_path(huy, path) -> None:
    """Each part of each address that is a name; what answers with a file is among them."""
    assert len(NAMED) > 100
    inside, opened = at(huy), []
    for route in NAMED:
        answer = inside.get(re.sub(r"<[^>]+>", path, route))
        if answer.status_code not in REFUSED or "root:" in unquote(answer.getvalue().decode()):
            opened.append((route, answer.status_code))
    assert opened == []


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xml", "text/javascript"])
def test_what_came_with_a_packet_is_never_run_as_a_page(stttt, clerk, media_type) -> None:
    document = factories.arrive(stttt.agency, sender=clerk)
    enclosed = document.delivery.packet.files.first()
    stored = keep_bytes(b"<script>alert(1)</script>")
    name = 'a"; filename=b.html\r\nX-Xau: 1'
    enclosed.file = enter_file(stored, name=name, media_type=media_type, now=factories.NOW)
    enclosed.save()
    answer = at(stttt).get(reverse("documents:incoming-file", args=[document.uid, enclosed.order]))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "X-Xau" not in answer.headers


def test_a_fault_leads_an_official_to_report_it_with_its_number_and_nobody_else(clerk, settings) -> None:
    official = at(clerk)
    settings.ROOT_URLCONF = "tests.journeys.faulty_urls"
    for client, led in ((Client(), False), (official, True)):
        client.raise_request_exception = False
        answer = client.get("/hong/")
        number = answer.headers["X-Request-Number"]
        assert (answer.status_code, f'href="/su-co/bao/?so={number}"' in answer.content.decode()) == (500, led)
