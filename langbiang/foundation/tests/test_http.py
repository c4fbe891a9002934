import logging

from django.http import HttpResponse

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


def test_a_refusal_is_a_sentence_with_the_field_it_belongs_to():
    assert (str(Refused("Nhập lý do.", field="reason")), Refused("Nhập lý do.", field="reason").field) == (
        "Nhập lý do.",
        "reason",
    )
    assert issubclass(Stale, Refused)
    assert Stale("Đã thay đổi.").field == ""
