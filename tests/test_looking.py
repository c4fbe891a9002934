"""Looks are noted after the answer, and never at its cost."""

import io
import logging

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse

from langbiang.apps.documents.tests import factories
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation.looking.interface import Look
from langbiang.foundation.readonly import ReadOnly, put_readonly, remove_readonly
from langbiang.web import looking

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(province):
    clerk = province.seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung")
    return factories.register(clerk, province.seat_named("ubnd-tinh", "Đinh Quốc Việt"))


@pytest.fixture
def clerk(province) -> Client:
    client = Client()
    client.force_login(open_demo_account(province.seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung").person))
    return client


@pytest.fixture
def one_connection():
    """Let a request begin and end without ending the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def page_of(document) -> str:
    return reverse("documents:outgoing-detail", args=[document.uid])


def test_a_page_its_picture_and_its_file_are_looks_at_the_document(clerk, document):
    clerk.get(page_of(document))
    clerk.get(reverse("documents:outgoing-picture", args=[document.uid, 1]))
    b"".join(clerk.get(reverse("documents:outgoing-file", args=[document.uid])).streaming_content)
    told = Look.objects.order_by("what").values_list("what", "subject_kind", "subject_id", "person", "times")
    thing = ("documents:outgoing", str(document.uid), "Vũ Hồng Nhung")
    assert list(told) == [("file", *thing, 1), ("page", *thing, 2)]


def test_what_is_not_shown_and_lists_are_no_looks(clerk, document, province):
    other = Client()
    other.force_login(open_demo_account(province.seat_named("stttt", "Bùi Thị Kim Chi").person))
    assert other.get(page_of(document)).status_code == 404
    assert clerk.get(reverse("documents:outgoing-list")).status_code == 200
    assert Client().get(page_of(document)).status_code == 302
    assert not Look.objects.exists()


def test_the_look_is_written_when_the_server_has_sent_all(clerk, document, one_connection):
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in clerk.cookies.items())
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": page_of(document), "HTTP_COOKIE": cookie, "SERVER_PORT": "80"}
    environ |= {"SERVER_NAME": "localhost", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http"}
    answer = get_wsgi_application()(environ, lambda *_: None)
    assert str(document.subject) in b"".join(answer).decode()
    assert not Look.objects.exists()
    answer.close()
    assert Look.objects.count() == 1


def test_a_log_that_cannot_be_written_breaks_no_page(clerk, document, monkeypatch, caplog):
    monkeypatch.setattr(looking, "actor_of", lambda seat: None)
    with caplog.at_level(logging.ERROR, logger="langbiang.web.looking"):
        assert clerk.get(page_of(document)).status_code == 200
    assert "A look was not kept" in caplog.text


def test_while_the_installation_only_shows_no_look_is_written(clerk, document):
    put_readonly(ReadOnly("Nâng cấp.", "2020-09-09T08:00:00+07:00"))
    try:
        assert clerk.get(page_of(document)).status_code == 200
    finally:
        remove_readonly()
    assert not Look.objects.exists()
