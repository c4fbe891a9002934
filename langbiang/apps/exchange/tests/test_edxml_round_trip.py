"""Whatever is written comes back; whatever is mangled is refused or read, and never anything else."""

import io
import tempfile
import tracemalloc
from dataclasses import fields, replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from langbiang.apps.exchange.edxml import (
    BusinessInfo,
    Document,
    Enclosure,
    Party,
    ReceiverChange,
    Replacement,
    ResponseFor,
    Staff,
    Trace,
    Unreadable,
    WrittenDate,
    WrittenTime,
    write_document,
)
from langbiang.apps.exchange.tests.store import PACKETS, FolderStore, read
from langbiang.apps.exchange.tests.test_edxml_write import DOCUMENT
from langbiang.foundation.clock import VIETNAM

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹíìỉĩịóòỏõọớờởỡợúùủũụýỳỷỹỵ ABCĐƯƠ"
LETTERS = VIETNAMESE + "0123456789,./-&<>\"'\n\r]"
unhurried = settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))


def texts(longest, shortest=0):
    lines = st.text(LETTERS, min_size=shortest, max_size=longest).map(str.strip)
    return lines.filter(lambda text: len(text) >= shortest)


codes = st.text("ABCDGH0123456789.", min_size=1, max_size=13)
dates = st.dates().map(WrittenDate.of)
parties = st.builds(Party, organ_id=codes, name=texts(200, 1), address=texts(100), email=texts(30), website=texts(20))
responses = st.builds(ResponseFor, organ_id=codes, code=texts(40), promulgation_date=dates, document_id=texts(60))
documents = st.builds(
    Document,
    sender=parties,
    receivers=st.lists(parties, min_size=1, max_size=8, unique_by=lambda party: party.organ_id).map(tuple),
    document_id=texts(100, 1),
    code_number=texts(11, 1),
    code_notation=texts(30, 1),
    place=texts(50),
    promulgation_date=dates,
    type=st.sampled_from(["", "1", "2"]),
    type_name=texts(100),
    subject=texts(500, 1),
    content=texts(300),
    signer_full_name=texts(50),
    due_date=st.one_of(st.just(WrittenDate()), dates),
    to_places=st.lists(texts(50, 1), max_size=4).map(tuple),
    priority=st.integers(0, 4),
    promulgation_amount=st.integers(0, 999),
    response_for=st.lists(responses, max_size=3).map(tuple),
    steering_type=st.integers(1, 3),
    business_type=st.integers(0, 3),
    business_reason=texts(100),
    business_info=st.none()
    | st.builds(
        BusinessInfo,
        document_changed=st.booleans(),
        receivers=st.lists(st.builds(ReceiverChange, organ_id=codes, added=st.booleans())).map(tuple),
    ),
    replacements=st.lists(
        st.builds(Replacement, document_id=texts(40, 1), organ_ids=st.lists(codes, max_size=3).map(tuple)),
        max_size=3,
    ).map(tuple),
    staff=st.builds(Staff, staff=texts(50)),
    paper=st.booleans(),
    trace=st.lists(
        st.builds(
            Trace,
            organ_id=codes,
            timestamp=st.datetimes(timezones=st.just(VIETNAM)).map(WrittenTime.of),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
)
contents = st.lists(st.tuples(st.binary(max_size=500), st.integers(0, 400)), max_size=4)


def _packet(document, payloads):
    out = io.BytesIO()
    enclosures = [
        Enclosure(
            name=f"tep-{place}.bin",
            content_type="application/octet-stream",
            open=lambda payload=payload: io.BytesIO(payload),
        )
        for place, payload in enumerate(payloads)
    ]
    write_document(document, enclosures, out)
    return out.getvalue()


@given(document=documents, pieces=contents)
@unhurried
def test_what_is_written_comes_back(document, pieces):
    payloads = [piece * times for piece, times in pieces]  # up to 200 KB each
    with tempfile.TemporaryDirectory() as folder:
        store = FolderStore(Path(folder))
        packet = read(_packet(document, payloads), store)
        for field in fields(Document):
            assert getattr(packet, field.name) == getattr(document, field.name)
        assert packet.warnings == ()
        assert [store.bytes_of(each.digest) if each.size else b"" for each in packet.attachments] == payloads
        assert store.half_kept == 0


originals = st.sampled_from([path.read_bytes() for path in sorted(PACKETS.glob("*.edxml"))])
wounds = st.lists(
    st.tuples(
        st.sampled_from(["delete", "double", "flip", "insert"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 400),
        st.binary(min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=5,
)


def _wound(packet, how, where, length, noise):
    at = int(where * len(packet))
    before, hit, after = packet[:at], packet[at : at + length], packet[at + length :]
    if how == "delete":
        return before + after
    if how == "double":
        return before + hit + hit + after
    if how == "flip":
        return before + bytes([packet[at] ^ 1 << length % 8]) + packet[at + 1 :]
    return before + noise + hit + after


@given(packet=originals, wounds=wounds)
@unhurried
def test_mangled_packet_is_read_or_refused(packet, wounds):
    for wound in wounds:
        packet = _wound(packet, *wound) or b"<"
    with tempfile.TemporaryDirectory() as folder:
        store = FolderStore(Path(folder))
        try:
            read(packet, store)
        except Unreadable:
            assert store.kept == []
        assert store.half_kept == 0


class _Generated(io.RawIOBase):
    """A large file that is nowhere: the same piece over and over."""

    def __init__(self, size):
        self._left = size

    def readable(self):
        return True

    def readinto(self, buffer):
        count = min(len(buffer), self._left)
        buffer[:count] = (b"0123456789abcdef" * (count // 16 + 1))[:count]
        self._left -= count
        return count


def test_memory_stays_flat(store):
    size = 40_000_000
    path = store.folder / "large.edxml"
    large = Enclosure(
        name="lon.bin",
        content_type="application/octet-stream",
        open=lambda: io.BufferedReader(_Generated(size)),
    )
    tracemalloc.start()
    try:
        with path.open("wb") as out:
            write_document(replace(DOCUMENT, response_for=()), [large], out)
        with path.open("rb") as stream:
            packet = read(stream, store)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert packet.attachments[0].size == size
    assert peak < 20_000_000
