"""The page on which a leader signs with the token at the own PC, and what its script asks of the server."""

import base64
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from langbiang.apps.documents import services
from langbiang.apps.documents.models import SigningSession
from langbiang.apps.documents.tests import factories
from langbiang.apps.documents.tests.desks import bound, own_key
from langbiang.foundation import signing
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.http import POLICY

from .test_pages import at, carried, clerk, leader, page_of

__all__ = ["clerk", "leader"]  # fixtures
HERE = "ky-bang-usb/"
AGENT = "http://127.0.0.1:18765"


@pytest.fixture
def presented(clerk, leader):
    return factories.outgoing("presented", clerk=clerk, signer=leader)


@pytest.fixture
def token(leader, presented):
    own = own_key(leader)
    with bound(leader.person, own):
        yield own


def begin(client, leader, document, **said):
    return client.post(page_of(document, f"{HERE}bat-dau/"), {**carried(leader, document), **said})


def finish(client, leader, document, session, signature: bytes):
    said = {"session": session, "signature": base64.b64encode(signature).decode()}
    return client.post(page_of(document, f"{HERE}xong/"), carried(leader, document, **said))


def without_key(person):
    """Take the person's key from the server."""
    (signing.signing_folder() / f"person-{person.uid}.p12").unlink()


def test_the_script_is_given_what_the_program_asks_for_and_its_answer_signs(leader, presented, token) -> None:
    client = at(leader)
    told = begin(client, leader, presented).json()
    asked = told["request"]
    assert asked["certificate"] == signing.find_bound(f"person-{leader.person.uid}").fingerprint
    assert asked["facts"] == {
        "agency": "Ủy ban nhân dân tỉnh Lâm Đồng",
        "symbol": "UBND-VX",
        "title": presented.subject,
        "receivers": "Sở Thông tin và Truyền thông tỉnh Lâm Đồng",
    }
    start, end = asked["hole"]
    assert base64.b64decode(asked["document"])[start:end].strip(b"<0>") == b""
    signature = token.sign(base64.b64decode(asked["attributes"]))
    answer = finish(client, leader, presented, told["session"], signature)
    assert answer.json() == {"address": page_of(presented)}
    page = client.get(page_of(presented)).content.decode()
    assert "Đã ký. Văn thư sẽ cấp số, đóng dấu và gửi." in page
    presented.refresh_from_db()
    assert presented.state == "signed"
    assert read_file(presented.file).startswith(base64.b64decode(asked["document"])[:start])


def test_what_is_refused_is_a_sentence_and_changes_nothing(leader, presented, token) -> None:
    client = at(leader)
    told = begin(client, leader, presented).json()
    before = factories.everything()
    other = own_key(leader).sign(base64.b64decode(told["request"]["attributes"]))
    wrong = [
        (finish(client, leader, presented, told["session"], other), "Chữ ký không khớp với chứng thư"),
        (finish(client, leader, presented, presented.uid, b"x"), "Không có lần ký này"),
        (begin(client, leader, presented, version=presented.version + 1), "Văn bản đã thay đổi"),
        (begin(client, leader, presented, seat="khac"), "mở từ một vị trí khác"),
        (
            client.post(
                page_of(presented, f"{HERE}xong/"),
                carried(leader, presented, session=told["session"], signature="không phải base64"),
            ),
            "không đúng định dạng",
        ),
    ]
    for answer, sentence in wrong:
        assert (answer.status_code, list(answer.json())) == (422, ["sentence"])
        assert sentence in answer.json()["sentence"]
    assert factories.everything() == before


def test_a_document_signed_in_another_tab_meanwhile_is_told(leader, presented, token) -> None:
    client = at(leader)
    told = begin(client, leader, presented).json()
    services.sign_outgoing(presented, seat=leader, now=factories.NOW)
    signature = token.sign(base64.b64decode(told["request"]["attributes"]))
    late = finish(client, leader, presented, told["session"], signature)
    assert (late.status_code, "Văn bản đã thay đổi" in late.json()["sentence"]) == (422, True)


def test_the_page_of_the_document_leads_to_the_token_where_a_certificate_is_bound(leader, presented, token) -> None:
    page = at(leader).get(page_of(presented)).content.decode()
    assert f'href="{page_of(presented, HERE)}"' in page
    assert page_of(presented, "ky/") not in page


def test_without_a_bound_certificate_all_is_as_before(leader, presented) -> None:
    client = at(leader)
    page = client.get(page_of(presented)).content.decode()
    assert page_of(presented, HERE) not in page
    assert f'action="{page_of(presented, "ky/")}"' in page
    assert client.get(page_of(presented, HERE)).headers["Location"] == page_of(presented)
    refused = begin(client, leader, presented)
    assert (refused.status_code, "Chưa gắn chứng thư" in refused.json()["sentence"]) == (422, True)


def test_who_cannot_sign_now_is_led_back_to_the_document(clerk, leader, presented, token) -> None:
    assert at(clerk).get(page_of(presented, HERE)).headers["Location"] == page_of(presented)
    services.sign_outgoing(presented, seat=leader, now=factories.NOW)
    assert at(leader).get(page_of(presented, HERE)).headers["Location"] == page_of(presented)


def test_only_this_page_may_call_the_program_and_nothing_else(leader, presented, token) -> None:
    client = at(leader)
    answer = client.get(page_of(presented, HERE))
    assert answer.headers["Content-Security-Policy"] == POLICY.replace(
        "connect-src 'self'", f"connect-src 'self' {AGENT}"
    )
    for address in ("/", page_of(presented), page_of(presented, f"{HERE}bat-dau/")):
        assert client.get(address).headers["Content-Security-Policy"] == POLICY
    with override_settings(AGENT_PORT=18766):
        moved = client.get(page_of(presented, HERE))
    assert "connect-src 'self' http://127.0.0.1:18766;" in moved.headers["Content-Security-Policy"]
    assert "--port 18766" in moved.content.decode()


@pytest.mark.parametrize("here", [True, False])
def test_without_scripts_the_page_says_so_and_offers_the_key_on_the_server_if_there_is_one(
    leader, presented, token, here
) -> None:
    if not here:
        without_key(leader.person)
    page = at(leader).get(page_of(presented, HERE)).content.decode()
    assert "Ký bằng USB token cần JavaScript" in re.search(r"<noscript>(.*?)</noscript>", page).group(1)
    assert ("Ký bằng khóa trên máy chủ" in page) is here
    assert (f'action="{page_of(presented, "ky/")}"' in page) is here


def test_the_page_says_beforehand_what_is_asked_and_how_the_program_is_started(leader, presented, token) -> None:
    page = at(leader).get(page_of(presented, HERE)).content.decode()
    for words in (
        "trình duyệt hỏi",
        "--origin http://testserver --module",
        "Đã lỡ chọn không cho phép",
        "Đinh Quốc Việt",
    ):
        assert words in page
    assert SigningSession.objects.count() == 0


def test_the_page_has_words_for_all_that_its_script_may_say(leader, presented, token) -> None:
    script = (Path(settings.BASE_DIR) / "frontend/static/langbiang/token.js").read_text()
    said = set(re.findall(r'(?:say|Stop)\("([a-z-]+)"', script))
    assert {"looking", "waiting", "server"} <= said
    told = {"person", "locked", "expired", "no-certificate"}  # by the program, the first three without a sentence
    page = at(leader).get(page_of(presented, HERE)).content.decode()
    words = set(re.findall(r'<template data-words="([a-z-]+)">', page))
    assert words == said | told | {"none", "denied", "told"}
