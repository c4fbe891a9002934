"""Our own API as server: tokens, streams, ranges, problems; the document that describes it, held against the views."""

import base64
import hashlib
import io
import json
import re
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver

from langbiang.apps.exchange.models import Delivery, Packet, System, Transfer
from langbiang.apps.exchange.protocols import own
from langbiang.apps.exchange.services import renew_secret, suspend_system
from langbiang.apps.exchange.tests.factories import (
    ADMIN,
    FAR,
    FAR_TOO,
    NOW,
    RECEIVER,
    connect,
    document_bytes,
    status_bytes,
)
from langbiang.apps.identity.interface import find_api_client, open_api_client
from langbiang.foundation.journal.interface import Act

pytestmark = pytest.mark.usefixtures("province")


def token_of(client_id, secret, **said):
    told = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret, **said}
    return Client().post("/oauth/token", told)


class Program:
    """A program of another system, with its token."""

    def __init__(self, system):
        self.system = system
        token = token_of(system.code, system.secret, scope="exchange").json()
        assert (token["token_type"].lower(), token["scope"]) == ("bearer", "exchange")
        self.headers = {"HTTP_AUTHORIZATION": f"Bearer {token['access_token']}"}

    def get(self, path, **headers):
        return Client().get(own.BASE + path, **self.headers, **headers)

    def send(self, content, path="/documents", **headers):
        told = {**self.headers, **headers}
        return Client().post(own.BASE + path, content, content_type="application/octet-stream", **told)

    def post(self, path, told):
        return Client().post(own.BASE + path, json.dumps(told), content_type="application/json", **self.headers)


@pytest.fixture
def sender(province):
    return Program(connect(FAR, protocol="own"))


@pytest.fixture
def receiver(province):
    return Program(connect(FAR_TOO, protocol="own"))


def body_of(answer):
    return b"".join(answer.streaming_content)


def test_a_document_goes_its_whole_way(sender, receiver):
    content = document_bytes()
    sent = sender.send(content)
    assert (sent.status_code, sent.json()["sha256"]) == (201, hashlib.sha256(content).hexdigest())
    (item,) = receiver.get("/waiting").json()["items"]
    assert (item["from"], item["to"], item["kind"], item["size"]) == (FAR, FAR_TOO, "edoc", len(content))
    answer = receiver.get(f"/waiting/{item['id']}/content")
    assert (body_of(answer), answer.headers["ETag"]) == (content, f'"{item["sha256"]}"')
    done = receiver.post(f"/waiting/{item['id']}/acknowledgement", {"outcome": "stored", "sha256": item["sha256"]})
    assert done.json()["state"] == "done"
    assert receiver.get("/waiting").json() == {"items": [], "next": None}
    assert receiver.send(status_bytes(), "/statuses").status_code == 201
    way = sender.get(f"/documents/{sent.json()['id']}").json()
    assert [(d["to"], d["state"], d["status"]) for d in way["deliveries"]] == [(FAR_TOO, "arrived", "03")]
    assert way["deliveries"][0]["statuses"][0]["staff"] == "Lê Thị Nhận"
    assert [each["kind"] for each in sender.get("/waiting").json()["items"]] == ["status"]
    assert [each["state"] for each in sender.get("/sent").json()["items"]] == ["arrived"]


def test_a_receivers_system_sees_its_own_delivery_and_a_third_nothing(sender, receiver):
    third = Program(connect("H99.5", protocol="own"))
    uid = sender.send(document_bytes(to=[FAR_TOO, RECEIVER])).json()["id"]
    assert [d["to"] for d in receiver.get(f"/documents/{uid}").json()["deliveries"]] == [FAR_TOO]
    assert third.get(f"/documents/{uid}").status_code == 404
    waiting = Transfer.objects.get().uid
    assert third.get(f"/waiting/{waiting}/content").status_code == 404
    assert third.post(f"/waiting/{waiting}/acknowledgement", {"outcome": "stored"}).status_code == 404


# -- tokens


def test_a_token_is_given_for_id_and_secret_alone(sender):
    system = sender.system
    assert token_of(system.code, "sai").status_code == 401
    assert token_of("ai-do", system.secret).status_code == 401
    assert token_of(system.code, system.secret, scope="exchange admin").status_code == 400
    assert token_of(system.code, system.secret, grant_type="password").status_code == 400
    basic = base64.b64encode(f"{system.code}:{system.secret}".encode()).decode()
    told = {"grant_type": "client_credentials"}
    answer = Client().post("/oauth/token", told, HTTP_AUTHORIZATION=f"Basic {basic}")
    assert (answer.status_code, answer.json()["scope"]) == (200, "exchange")


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + "a" * 5000])
def test_without_a_token_nothing_is_answered(sender, said):
    answer = Client().get(f"{own.BASE}/waiting", HTTP_AUTHORIZATION=said)
    assert (answer.status_code, answer.json()["code"]) == (401, "chua-xac-thuc")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_a_token_of_another_scope_opens_nothing_here(sender):
    open_api_client("thong-ke", "Thống kê", scopes=["statistics"], secret="s" * 40)
    token = token_of("thong-ke", "s" * 40).json()["access_token"]
    assert find_api_client(f"Bearer {token}").scopes == {"statistics"}
    assert Client().get(f"{own.BASE}/waiting", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401


def test_a_renewed_secret_ends_the_old_one_and_its_tokens(sender):
    old = sender.system.secret
    new = renew_secret(System.objects.get(), by=ADMIN, now=NOW)
    assert sender.get("/waiting").status_code == 401
    assert token_of(sender.system.code, old).status_code == 401
    assert token_of(sender.system.code, new).status_code == 200


def test_a_suspended_system_is_told_so(sender):
    suspend_system(System.objects.get(), reason="Bảo trì", by=ADMIN, now=NOW)
    answer = sender.get("/waiting")
    assert (answer.status_code, answer.json()["code"]) == (403, "tam-dung")


# -- sending


def test_sending_again_is_answered_as_the_first_time(sender, receiver):
    first = sender.send(document_bytes(), HTTP_IDEMPOTENCY_KEY="k1")
    again = sender.send(document_bytes(), HTTP_IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.json()["id"], again.json()["duplicate"]) == (first.json()["id"], True)
    other = sender.send(document_bytes(number="78"), HTTP_IDEMPOTENCY_KEY="k1")
    assert (other.status_code, other.json()["code"]) == (409, "trung-ma-khac-noi-dung")


def test_other_content_under_the_same_name_is_said_to_be_a_conflict(sender, receiver):
    sender.send(document_bytes())
    told = sender.send(document_bytes(subject="V/v khác")).json()
    assert (told["duplicate"], told["conflict"]) == (False, True)
    assert any("nội dung khác" in warning for warning in told["warnings"])


@pytest.mark.parametrize(
    ("content", "path", "headers", "status"),
    [
        (document_bytes(sender=FAR_TOO, to=[FAR]), "/documents", {}, 403),
        (document_bytes(), "/statuses", {}, 422),
        (b"rac", "/documents", {}, 422),
        (b"", "/documents", {"CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO()}, 422),
        (document_bytes(), "/documents", {"HTTP_CONTENT_DIGEST": "sha-256=:AAAA:"}, 422),
        (document_bytes(), "/documents", {"HTTP_CONTENT_DIGEST": "sha-256=:???:"}, 400),
        (document_bytes(), "/documents", {"HTTP_IDEMPOTENCY_KEY": "k" * 201}, 400),
        (document_bytes(), "/documents", {"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        (document_bytes(), "/documents", {"CONTENT_LENGTH": "9" * 30}, 413),
        (document_bytes(), "/documents", {"CONTENT_LENGTH": "9999", "wsgi.input": io.BytesIO(document_bytes())}, 422),
    ],
)
def test_what_cannot_be_taken_is_a_problem_and_leaves_nothing(sender, receiver, content, path, headers, status):
    answer = sender.send(content, path, **headers)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["title"] == own.TITLES[status]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Packet.objects.exists()


def test_a_digest_that_agrees_is_taken(sender):
    digest = base64.b64encode(hashlib.sha256(document_bytes()).digest()).decode()
    assert sender.send(document_bytes(), HTTP_CONTENT_DIGEST=f"sha-256=:{digest}:").status_code == 201


# -- receiving


def test_a_long_list_is_read_page_by_page(sender, receiver):
    for number in range(5):
        sender.send(document_bytes(number=str(number)))
    seen, after = [], ""
    while after is not None:
        page = receiver.get(f"/waiting?limit=2{'&after=' + after if after else ''}").json()
        seen += [item["documentId"] for item in page["items"]]
        after = page["next"]
    assert seen == [f"{FAR},2026/11/03,{number}/UBND-VP" for number in range(5)]
    page = sender.get("/sent?limit=3").json()
    assert len(sender.get(f"/sent?limit=3&after={page['next']}").json()["items"]) == 2
    assert receiver.get("/waiting?limit=0").status_code == 400
    assert receiver.get("/waiting?kind=thu").status_code == 400
    assert receiver.get("/waiting?after=../..").status_code == 404
    assert sender.get(f"/sent?after={uuid4()}").status_code == 404


RANGES = [
    ("bytes=0-4", 206, slice(0, 5)),
    ("bytes=5-", 206, slice(5, None)),
    ("bytes=-7", 206, slice(-7, None)),
    ("bytes=10-99999999", 206, slice(10, None)),
    ("bytes=99999999-", 416, None),
    ("bytes=5-2", 416, None),
    ("bytes=-", 200, slice(None)),
    ("bytes=a-b", 200, slice(None)),
    ("bytes=0-1,3-4", 200, slice(None)),
]


@pytest.mark.parametrize(("said", "status", "part"), RANGES)
def test_a_range_of_the_bytes(sender, receiver, said, status, part):
    content = document_bytes()
    sender.send(content)
    answer = receiver.get(f"/waiting/{Transfer.objects.get().uid}/content", HTTP_RANGE=said)
    assert answer.status_code == status
    if part is not None:
        body = body_of(answer)
        assert (body, answer.headers["Content-Length"]) == (content[part], str(len(content[part])))


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"outcome": "stored", "sha256": "0" * 64}, 422),
        ({"outcome": "stored"}, 422),
        ({"outcome": "refused"}, 422),
        ({"outcome": "lost"}, 422),
        ([], 400),
    ],
)
def test_a_receipt_for_other_content_or_without_sense_is_refused(sender, receiver, told, status):
    sender.send(document_bytes())
    answer = receiver.post(f"/waiting/{Transfer.objects.get().uid}/acknowledgement", told)
    assert answer.status_code == status
    assert Transfer.objects.get().state == "waiting"


def test_what_a_system_will_not_take_is_set_aside_with_its_reason(sender, receiver):
    sender.send(document_bytes())
    uid = Transfer.objects.get().uid
    told = {"outcome": "refused", "reason": "Tệp bị hỏng"}
    assert receiver.post(f"/waiting/{uid}/acknowledgement", told).json()["state"] == "aside"
    assert (Transfer.objects.get().reason, Delivery.objects.get().state) == ("Tệp bị hỏng", "failed")


@pytest.mark.parametrize("uid", ["..%2f..%2fetc%2fpasswd", "%00", "x", "0193f2a4-0000-7000-8000-000000000000"])
def test_an_id_that_is_none_finds_nothing(receiver, uid):
    assert receiver.get(f"/waiting/{uid}/content").status_code == 404


def test_agencies_are_listed(sender):
    found = {each["code"]: each for each in json.loads(body_of(sender.get("/agencies")))["items"]}
    assert found[RECEIVER]["name"] == "Sở Mẫu"
    assert FAR in found


# -- the description


def test_every_address_and_method_that_is_described_is_there_and_no_other(sender):
    patterns = {
        re.sub(r"<str:uid>", "{id}", str(pattern.pattern).removeprefix("api/exchange/v1"))
        for pattern in _patterns(get_resolver().url_patterns)
        if str(pattern.pattern).startswith("api/exchange/v1/") and pattern.name != "api"
    }
    assert patterns == set(own.PATHS)
    for path, operations in own.PATHS.items():
        for method in ("get", "post", "put", "delete"):
            address = own.BASE + path.replace("{id}", str(uuid4()))
            answer = getattr(Client(), method)(address, **sender.headers)
            assert (answer.status_code == 405) == (method not in operations), (method, path)


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def test_the_description_is_open_and_names_nothing_it_does_not_define():
    document = Client().get(f"{own.BASE}/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert named == set(document["components"]["schemas"]) - {"Waiting", "Delivery"} | {"Waiting", "Delivery"}


def test_what_is_answered_has_the_fields_that_are_described(sender, receiver):
    sent = sender.send(document_bytes()).json()
    shown = {
        "Received": sent,
        "Waiting": receiver.get("/waiting").json()["items"][0],
        "Delivery": sender.get("/sent").json()["items"][0],
        "Document": sender.get(f"/documents/{sent['id']}").json(),
        "Problem": sender.get("/waiting?limit=x").json(),
    }
    for name, told in shown.items():
        assert set(told) == set(own.SCHEMAS[name]["properties"]), name


# -- scopes


def test_a_token_opens_only_the_part_it_was_asked_for(sender):
    system = sender.system
    for scope, opens, shut in (("exchange:send", "/sent", "/waiting"), ("exchange:receive", "/waiting", "/sent")):
        token = token_of(system.code, system.secret, scope=scope).json()["access_token"]
        told = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
        assert Client().get(own.BASE + opens, **told).status_code == 200
        refused = Client().get(own.BASE + shut, **told)
        assert (refused.status_code, refused.json()["code"]) == (403, "thieu-pham-vi")
    sending = Client().post(f"{own.BASE}/documents", b"x", content_type="application/octet-stream", **told)
    assert (sending.status_code, sending.json()["code"]) == (403, "thieu-pham-vi")


def test_a_system_kept_to_receiving_gets_no_token_to_send_and_stays_so_with_a_new_secret(sender):
    system = sender.system
    call_command("exchange", "system", "scopes", system.code, "exchange:receive", stdout=StringIO())
    assert sender.get("/waiting").status_code == 401  # tokens of before are worth nothing
    assert token_of(system.code, system.secret, scope="exchange:send").status_code == 400
    assert token_of(system.code, system.secret).json()["scope"] == "exchange:receive"
    out = StringIO()
    call_command("exchange", "system", "list", stdout=out)
    assert "exchange:receive" in out.getvalue()
    (act,) = Act.objects.filter(verb="identity.client.changed")
    assert act.details == {"system": system.code, "before": list(own.SCOPES), "after": ["exchange:receive"]}
    again = renew_secret(System.objects.get(code=system.code), by=ADMIN, now=NOW)
    assert token_of(system.code, again).json()["scope"] == "exchange:receive"


def test_scopes_of_nobody_are_refused(sender):
    with pytest.raises(CommandError, match="Không có chương trình"):
        call_command("exchange", "system", "scopes", "khong-co", "exchange:send", stdout=StringIO())
