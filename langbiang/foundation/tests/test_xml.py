"""XML without surprises: what is written is read back, what is not allowed is refused with a sentence."""

import pytest

from langbiang.foundation.xml import DEPTH, Element, NotXml, read_xml, write_xml


def test_what_is_written_is_read_back():
    root = Element("a", attributes={"b": 'c"<&'}, children=[Element("d", "một < hai & ba"), Element("d")])
    assert read_xml(write_xml(root)).value("d") == "một < hai & ba"
    assert read_xml(write_xml(root)).attributes == {"b": 'c"<&'}
    assert len(read_xml(write_xml(root)).all("d")) == 2


def test_letters_that_xml_cannot_hold_are_left_out():
    assert read_xml(write_xml(Element("a", "x\x00\x0b\ud800y"))).text == "xy"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cú pháp"),
        (b"<a>", "cú pháp"),
        (b"<a/><b/>", "cú pháp"),
        (b"<!DOCTYPE a><a/>", "DTD"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DTD"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "DTD"),
        (b"<a>&b;</a>", "cú pháp"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "UTF-8"),
        (b"<a>" * (DEPTH + 1) + b"</a>" * (DEPTH + 1), "lồng quá sâu"),
        ("\ufeff<a/>".encode("utf-16-le"), "UTF-8"),
    ],
)
def test_what_is_not_allowed_is_refused(content, words):
    with pytest.raises(NotXml, match=words):
        read_xml(content)
