"""The same packet for fewer receivers: the To elements go, every other byte stays."""

import io
import re

import pytest

from langbiang.apps.exchange.edxml import keep_receivers
from langbiang.apps.exchange.tests.factories import document_bytes
from langbiang.apps.exchange.tests.store import PACKETS

TO = re.compile(rb"<((?:\w+:)?To)[ >].*?</\1>|<(?:\w+:)?To ?/>", re.DOTALL)


def kept(content, codes):
    out = io.BytesIO()
    keep_receivers(io.BytesIO(content), codes, out)
    return out.getvalue()


@pytest.mark.parametrize("name", sorted(path.stem for path in PACKETS.glob("[dhj]*.edxml")))
def test_every_flavour_loses_its_receivers_and_nothing_else(name):
    content = (PACKETS / f"{name}.edxml").read_bytes()
    assert kept(content, []) == TO.sub(b"", content)
    assert TO.search(content)


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"])
def test_whom_to_keep_is_said_by_code(before):
    content = before + document_bytes(to=["A", "B", "C"])
    assert re.findall(rb"<e:To><e:OrganId>(\w)", kept(content, ["A", "C"])) == [b"A", b"C"]
    assert kept(content, ["A", "B", "C"]) == content


def test_an_empty_receiver_and_a_long_header_are_no_hindrance():
    long = document_bytes(to=["A", "B"], subject="V/v " + "đ" * 90_000)
    content = long.replace(b"<e:Code>", b"<e:To/><e:Code>")
    assert kept(content, ["A"]) == TO.sub(lambda to: to[0] if b">A<" in to[0] else b"", content)


def test_a_to_of_a_nested_packet_is_not_the_packets():
    content = document_bytes(to=["A"]).replace(
        b"<e:Subject>", b"<e:Khac><e:To><e:OrganId>B</e:OrganId></e:To></e:Khac><e:Subject>"
    )
    assert kept(content, ["A"]) == content


def test_a_receiver_whose_last_child_is_empty_goes_whole():
    content = document_bytes(to=["A", "B"]).replace(b"B</e:OrganName></e:To>", b"B</e:OrganName><e:Fax/></e:To>")
    assert kept(content, ["A"]) == TO.sub(lambda to: to[0] if b">A<" in to[0] else b"", content)
