"""
The reader fuzzed from the structure of real packets: read or refused by name, never anything else, nothing half kept.

2,000 packets here, 1,000,000 in the long run (LANGBIANG_LONG); as many thousandths go through the hub as a whole.
"""

import os
import tempfile
from copy import deepcopy
from pathlib import Path
from xml.etree import ElementTree

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from langbiang.apps.exchange.edxml import Unreadable
from langbiang.apps.exchange.models import Delivery, ImportAttempt, Packet, StatusReport
from langbiang.apps.exchange.services import CannotReceive
from langbiang.apps.exchange.tests.factories import FAR, come, connect, document_bytes, status_bytes
from langbiang.apps.exchange.tests.store import PACKETS, FolderStore, read

CASES = 1_000_000 if os.environ.get("LANGBIANG_LONG") else 2_000
SMALL = 40_000  # bytes: what is fuzzed is the structure, not what is attached
SAMPLES = sorted(path.name for path in PACKETS.glob("[!m]*.edxml") if path.stat().st_size < SMALL)
unhurried = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))

words = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "0", "-1", "99999999999999999999", "1e9", "2020-13-45", "0001-01-01", "01", "00", "13", "true"]
    ),
    st.sampled_from(["cid:", "cid:<x>", "../../etc/passwd", "a\x00b", "H99.1", "%2e%2e", "\u202e", "x" * 5000]),
)
moves = st.tuples(
    st.sampled_from(["drop", "double", "turn", "say", "mark", "rename", "nest", "empty"]), st.integers(0, 400), words
)
hurts = st.none() | st.tuples(st.sampled_from(["cut", "put", "turn"]), st.floats(0, 1), st.binary(max_size=8))


def changed(content, asked, hurt):
    """Give a packet with its elements moved about as asked, then perhaps with its bytes hurt."""
    root = ElementTree.fromstring(content)
    for what, where, text in asked:
        elements = list(root.iter())
        parents = {child: parent for parent in elements for child in parent}
        _change(what, elements[where % len(elements)], parents, _written(text))
    whole = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return _hurt(whole, *hurt) if hurt else whole


def _written(text):
    return "".join(letter for letter in text if letter in "\t\n\r" or " " <= letter <= "\ud7ff" or letter > "\uffff")


def _change(what, one, parents, text):
    parent = parents.get(one)
    if what in OF_ITSELF:
        OF_ITSELF[what](one, text)
    elif parent is not None:
        OF_ITS_PLACE[what](parent, one)


OF_ITSELF = {
    "say": lambda one, text: setattr(one, "text", text),
    "mark": lambda one, text: one.set("href", text),
    "rename": lambda one, text: setattr(one, "tag", f"{one.tag}x"),
    "nest": lambda one, text: one.append(deepcopy(one)),
    "empty": lambda one, text: one.__setitem__(slice(None), []),
}
OF_ITS_PLACE = {
    "drop": lambda parent, one: parent.remove(one),
    "double": lambda parent, one: parent.append(deepcopy(one)),
    "turn": lambda parent, one: parent.__setitem__(slice(None), list(reversed(parent))),
}


def _hurt(whole, what, share, piece):
    at = int(share * len(whole))
    if what == "cut":
        return whole[:at]
    return whole[:at] + piece + whole[at + (len(piece) if what == "turn" else 0) :]


contents = {name: (PACKETS / name).read_bytes() for name in SAMPLES}


def test_there_is_something_to_fuzz():
    assert len(SAMPLES) >= 6


@settings(unhurried, max_examples=CASES)
@given(st.sampled_from(SAMPLES), st.lists(moves, max_size=5), hurts)
def test_a_mangled_packet_is_read_or_refused_and_nothing_is_half_kept(name, asked, hurt):
    with tempfile.TemporaryDirectory() as folder:
        store, refusal = FolderStore(Path(folder)), None
        try:
            read(changed(contents[name], asked, hurt), store)
        except Unreadable as raised:
            refusal = raised
        assert store.half_kept == 0
        assert refusal is None or (refusal.code and str(refusal) and store.kept == [])


@settings(unhurried, max_examples=max(CASES // 1000, 40))
@given(st.booleans(), st.lists(moves, max_size=5), hurts)
def test_through_the_hub_it_is_a_whole_record_or_none(files, db, is_status, asked, hurt):
    content = changed(status_bytes(reporter=FAR) if is_status else document_bytes(), asked, hurt)
    with transaction.atomic():
        system = connect(FAR)
        try:
            received = come(system, content, "status" if is_status else "edoc")
        except CannotReceive:
            assert (Packet.objects.count(), StatusReport.objects.count(), Delivery.objects.count()) == (0, 0, 0)
            assert ImportAttempt.objects.count() == 1
        else:
            (row,) = (StatusReport if is_status else Packet).objects.all()
            assert (row.uid, row.original.digest) == (received.uid, received.digest)
            assert is_status or row.deliveries.exists()
        transaction.set_rollback(True)
