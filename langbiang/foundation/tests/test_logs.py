"""The log: one object a line, one line a request, and in none of them a password, a token, a cookie or a person."""

import io
import json
import logging

import pytest
from django.db import IntegrityError
from django.test import Client

from langbiang.foundation.http import RequestNumberFilter
from langbiang.foundation.logs import JsonFormatter, LineFormatter

SECRETS = ("mat-khau-bi-mat", "nguoi.nao@lamdong.example", "ma-truy-cap", "cookie-bi-mat", "tu-khoa-tim")
QUOTING = 'duplicate key value violates unique constraint "a"\nDETAIL:  Key (email)=(nguoi.nao@lamdong.example) exists.'


@pytest.fixture
def log():
    """Everything that is logged at any level, as it would stand in the file."""
    out, root, was = io.StringIO(), logging.getLogger(), logging.getLogger().level
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestNumberFilter())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(was)


def lines_of(log):
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_each_request_is_one_line_with_its_route_and_number(log, db):
    page = Client().get("/truc/goi/01920e3a-7d5c-7000-8000-000000000001/?q=tu-khoa-tim")
    (line,) = (line for line in lines_of(log) if line["logger"] == "langbiang.access")
    assert (line["method"], line["route"], line["status"]) == ("GET", "truc/goi/<uuid:uid>/", page.status_code)
    assert line["request"] == page.headers["X-Request-Number"]
    assert line["ms"] >= 0
    assert line["time"].endswith("+00:00")


def test_no_secret_and_no_person_stands_in_the_log(log, db):
    client = Client()
    client.cookies["sessionid"] = "cookie-bi-mat"
    client.get("/tim/?q=tu-khoa-tim")
    client.post("/tai-khoan/dang-nhap/", {"login": "nguoi.nao@lamdong.example", "password": "mat-khau-bi-mat"})
    client.post("/oauth/token", {"client_id": "a", "client_secret": "mat-khau-bi-mat"})
    client.get("/api/exchange/v1/waiting", headers={"authorization": "Bearer ma-truy-cap"})
    client.get("/khong-co?token=ma-truy-cap")
    assert sum(line["logger"] == "langbiang.access" for line in lines_of(log)) == 5
    assert [secret for secret in SECRETS if secret in log.getvalue()] == []


@pytest.mark.parametrize("form", [JsonFormatter(), LineFormatter()], ids=["json", "line"])
def test_an_exception_is_told_without_the_values_that_the_database_quotes(log, form):
    log_handler = logging.getLogger().handlers[-1]
    log_handler.setFormatter(form)
    try:
        raise IntegrityError(QUOTING)
    except IntegrityError:
        logging.getLogger("langbiang").exception("failed")
    told = log.getvalue()
    assert "test_logs.py" in told
    assert "unique constraint" in told
    assert "nguoi.nao" not in told
    if isinstance(form, JsonFormatter):
        (line,) = lines_of(log)
        assert (line["level"], line["message"], line["request"]) == ("ERROR", "failed", "-")
