import logging

import pytest
from django.http import HttpResponse
from django.urls import reverse

from langbiang.foundation import http
from langbiang.foundation.errors import Refused, Stale


def answered(rf, get_response):
    return http.security_headers(http.number_requests(get_response))(rf.get("/"))


def test_every_answer_carries_a_policy_without_inline_scripts(rf):
    response = answered(rf, lambda request: HttpResponse())
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_a_page_with_a_policy_of_its_own_keeps_it(rf):
    own = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})
    assert answered(rf, lambda request: own).headers["Content-Security-Policy"] == "default-src 'none'"


def test_each_request_has_its_own_number_in_answer_and_log(rf):
    seen = []

    def view(request):
        record = logging.LogRecord("a", logging.INFO, "", 0, "", (), None)
        http.RequestNumberFilter().filter(record)
        seen.append(record.request_number)
        return HttpResponse()

    numbers = [answered(rf, view).headers["X-Request-Number"] for _ in range(2)]
    assert numbers == seen
    assert len(set(numbers)) == 2
    assert http.request_number() == "-"


# -- bodies


def limited(rf, path="/", *, signed_in=False, **meta):
    request = rf.post(path, **meta)
    if signed_in:
        request.COOKIES["sessionid"] = "a"
    return http.limit_bodies(lambda request: HttpResponse("read"))(request)


MB = 1024 * 1024
LIMITS = [("/", False, MB), ("/truc/nhap/", False, MB), ("/", True, 51 * MB), ("/truc/nhap/", True, 501 * MB)]


@pytest.mark.parametrize(("path", "signed_in", "limit"), LIMITS)
def test_a_body_is_refused_by_its_length_before_it_is_read(rf, path, signed_in, limit):
    assert limited(rf, path, signed_in=signed_in, CONTENT_LENGTH=str(limit)).status_code == 200
    response = limited(rf, path, signed_in=signed_in, CONTENT_LENGTH=str(limit + 1))
    assert response.status_code == 413
    assert f"quá {limit // MB} MB" in response.content.decode()


PACKETS = ["//sendEdoc", "/x/y/sendEdoc/", "/EdocService/sendDocument", "/api/exchange/v1/documents"]


@pytest.mark.parametrize("path", [*PACKETS, "/api/exchange/v1/statuses"])
def test_a_program_is_told_of_its_packet_in_its_own_protocol(rf, settings, path):
    settings.PACKET_LIMIT = MB
    for length, status in (
        ("0", 0),
        (str(2 * MB), 0),
        (str(2 * MB + 1), 413),
        ("9" * 5000, 413),
        ("", 411),
        ("ba", 411),
    ):
        request = rf.post("/", PATH_INFO=path, CONTENT_LENGTH=length)
        assert http.find_oversize(request) == status
        assert http.limit_bodies(lambda request: HttpResponse("read"))(request).status_code == 200
    assert http.find_oversize(rf.post("/", PATH_INFO=path, HTTP_TRANSFER_ENCODING="chunked")) == 411


@pytest.mark.parametrize("path", ["/sendEdoc/x", "/xsendEdoc", "/sendedoc", "/api/exchange/v1/documents/1"])
def test_an_address_that_is_none_of_theirs_is_limited(rf, path):
    assert limited(rf, path, CONTENT_LENGTH=str(MB + 1)).status_code == 413


def test_a_length_of_many_digits_is_too_large(rf):
    assert limited(rf, CONTENT_LENGTH="9" * 5000).status_code == 413


@pytest.mark.parametrize("meta", [{"HTTP_TRANSFER_ENCODING": "chunked"}, {"CONTENT_LENGTH": "mười"}])
def test_a_body_without_a_length_is_refused(rf, meta):
    assert limited(rf, signed_in=True, **meta).status_code == 411


def test_a_page_is_asked_for_without_a_body(rf):
    assert http.limit_bodies(lambda request: HttpResponse("read"))(rf.get("/")).status_code == 200


def test_bodies_are_limited_before_the_forms_token_is_read(settings):
    order = settings.MIDDLEWARE
    assert order.index("langbiang.foundation.http.limit_bodies") < order.index(
        "django.middleware.csrf.CsrfViewMiddleware"
    )


def test_packets_come_to_the_address_that_takes_them():
    assert reverse("exchange:packet-import") == http.PACKETS_COME_TO


def test_a_refusal_is_a_sentence_with_the_field_it_belongs_to():
    assert (str(Refused("Nhập lý do.", field="reason")), Refused("Nhập lý do.", field="reason").field) == (
        "Nhập lý do.",
        "reason",
    )
    assert issubclass(Stale, Refused)
    assert Stale("Đã thay đổi.").field == ""
