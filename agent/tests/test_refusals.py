"""Whom the agent does not answer, and what it does not sign."""

import base64
from hashlib import sha256

import pytest
from asn1crypto import cms
from langbiang_agent import server
from langbiang_agent.__main__ import main

from langbiang.foundation.printing.tests.letter import NOW

ORIGIN = "https://egov.example"
API = [("GET", "/"), ("GET", "/certificates"), ("POST", "/requests"), ("GET", "/requests/x"), ("OPTIONS", "/requests")]


@pytest.mark.parametrize(("method", "path"), API)
@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "https://evil.example",
        "https://egov.example.evil.example",
        "http://egov.example",
        "https://egov.example:8443",
    ],
)
def test_only_the_exact_origin_is_answered(call, method, path, origin):
    answer, body = call(method, path, Origin=origin)
    assert answer.status == 403
    assert b'"origin"' in body
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1.evil.example:{port}", "[::1]:{port}", ""])
@pytest.mark.parametrize("path", ["/", "/agent.css", "/confirm/a/b"])
def test_a_name_led_to_this_address_is_refused(call, host, path):
    answer, body = call("GET", path, Host=host.format(port=call.port), Origin=ORIGIN)
    assert (answer.status, b'"host"' in body) == (421, True)


def test_localhost_is_this_address_too(call):
    assert call("GET", "/", Host=f"localhost:{call.port}", Origin=ORIGIN)[0].status == 200


def test_status_tells_version_and_protocol(call):
    assert call.page("GET", "/") == (200, {"agent": "langbiang", "version": "0.1.0", "protocol": 1})


@pytest.mark.parametrize("private", ["", "true"])
def test_the_preflight_of_the_allowed_origin_is_answered(call, private):
    answer, _ = call("OPTIONS", "/requests", Origin=ORIGIN, Access_Control_Request_Private_Network=private)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, ORIGIN)
    assert answer.headers.get("Access-Control-Allow-Private-Network", "") == private


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Length": str(server.MOST_BYTES + 1), "Origin": ORIGIN},
        {"Content_Length": str(server.MOST_FORM + 1), "Origin": "https://evil.example"},
        {"Content_Length": "x", "Origin": ORIGIN},
        {"Transfer_Encoding": "chunked", "Origin": ORIGIN},
    ],
)
def test_too_much_is_refused_before_it_is_read(call, headers):
    answer, body = call("POST", "/requests", **headers)
    assert (answer.status, b'"size"' in body) == (413, True)


def test_another_origin_does_not_hear_how_a_request_ended(call, agent, asked):
    agent.origins |= {"https://other.example"}
    assert call.page("GET", f"/requests/{asked[0]}", origin="https://other.example")[0] == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_the_secret_there_is_no_page(call, asked, method):
    uid, address = asked
    for path in (f"/confirm/{uid}", f"/confirm/{uid}/", f"/confirm/{uid}/{'a' * 43}", f"/confirm/x/{address[-43:]}"):
        assert call(method, path)[0].status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ORIGIN},
        {"Origin": ""},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Dest": "iframe"},
    ],
)
def test_no_other_page_presses_the_button(call, asked, headers):
    status, _ = call.press(asked[1], "choice=refuse", **headers)
    assert status == 403
    assert call("GET", asked[1])[0].status == 200


def test_the_page_is_not_framed(call, asked):
    assert call("GET", asked[1], Sec_Fetch_Dest="iframe")[0].status == 403
    assert call("GET", f"{asked[1]}/other")[0].status == 403


# -- what is not signed


def changed(said, **parts):
    return {**said, **parts}


def recoded(said, change):
    attributes = cms.CMSAttributes.load(base64.b64decode(said["attributes"]))
    listed = change(list(attributes))
    return {**said, "attributes": base64.b64encode(cms.CMSAttributes(listed).dump()).decode()}


def attribute(kind, value):
    return cms.CMSAttribute({"type": kind, "values": [value]})


def other_document(said, prepared):
    return changed(said, document=base64.b64encode(prepared.document.replace(b"/Type", b"/Tipe", 1)).decode())


def filled_hole(said, prepared):
    middle = prepared.hole_start + 5
    return changed(
        said, document=base64.b64encode(prepared.document[:middle] + b"F" + prepared.document[middle + 1 :]).decode()
    )


def moved_hole(said, prepared):
    return changed(said, hole=[prepared.hole_start + 2, prepared.hole_end])


def no_pdf(said, prepared):
    return changed(said, document=base64.b64encode(b"x" + prepared.document[1:]).decode())


def other_digest(said, prepared):
    wrong = attribute("message_digest", sha256(b"other").digest())
    return recoded(said, lambda listed: [wrong if a["type"].native == "message_digest" else a for a in listed])


def other_certificate(said, prepared):
    value = {"certs": [{"cert_hash": sha256(b"other").digest()}]}
    wrong = attribute("signing_certificate_v2", value)
    return recoded(said, lambda listed: [wrong if a["type"].native == "signing_certificate_v2" else a for a in listed])


def no_certificate(said, prepared):
    wrong = attribute("signing_certificate_v2", {"certs": []})
    return recoded(said, lambda listed: [wrong if a["type"].native == "signing_certificate_v2" else a for a in listed])


def without_certificate(said, prepared):
    return recoded(said, lambda listed: [a for a in listed if a["type"].native != "signing_certificate_v2"])


def more_said(said, prepared):
    return recoded(said, lambda listed: [*listed, attribute("signing_time", cms.Time({"utc_time": NOW}))])


def twice_said(said, prepared):
    return recoded(said, lambda listed: [*listed, attribute("message_digest", sha256(b"other").digest())])


def other_type(said, prepared):
    wrong = attribute("content_type", "signed_data")
    return recoded(said, lambda listed: [wrong if a["type"].native == "content_type" else a for a in listed])


def tail(said, prepared):
    return changed(said, attributes=base64.b64encode(prepared.to_sign + b"\0").decode())


UNSOUND = [other_document, filled_hole, moved_hole, no_pdf, other_digest, other_certificate, without_certificate]
UNSOUND += [no_certificate, more_said, twice_said, other_type, tail]


@pytest.mark.parametrize("make", UNSOUND, ids=lambda make: make.__name__)
def test_what_is_not_the_document_shown_is_not_signed(call, said, prepared, make):
    status, told = call.page("POST", "/requests", make(said, prepared))
    assert (status, told["reason"]) == (422, "unsound")


@pytest.mark.parametrize(
    "parts",
    [
        {"document": "không"},
        {"hole": [1]},
        {"hole": [-1, 2]},
        {"hole": [True, 2]},
        {"hole": "1"},
        {"facts": {}},
        {"facts": {"agency": 1, "symbol": "", "title": "", "receivers": ""}},
        {"certificate": None},
    ],
)
def test_what_is_not_in_the_shape_of_the_protocol_is_refused(call, said, parts):
    status, told = call.page("POST", "/requests", changed(said, **parts))
    assert (status, told["reason"]) == (422, "unsound")


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"null"])
def test_what_is_no_object_is_refused(call, body):
    assert call("POST", "/requests", body=body, Origin=ORIGIN)[0].status == 422


def test_a_certificate_that_is_not_put_in_is_refused(call, said):
    status, told = call.page("POST", "/requests", changed(said, certificate="0" * 64))
    assert (status, told["reason"]) == (409, "no-certificate")


# -- how it is started


@pytest.mark.parametrize(
    "origin", ["egov.example", "https://egov.example/duong", "ftp://egov.example", "https://a@egov.example"]
)
def test_what_is_no_origin_does_not_start(origin, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--origin", origin, "--module", "x.so", "--port", "0"])
    assert ended.value.code == 2
    assert "is no origin" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(call, capsys):
    assert main(["--origin", ORIGIN, "--module", "x.so", "--port", str(call.port)]) == 1
    assert "đang bận" in capsys.readouterr().err
