"""
Packets of others, as they travelled.

They are not ours to ship: the test runs where the folder of samples is found, named by
LANGBIANG_EDXML_SAMPLES or lying beside the checkout.
"""

import os
from pathlib import Path

import pytest

from langbiang.apps.exchange.edxml import StatusPacket, Unreadable
from langbiang.apps.exchange.tests.store import read

_CHECKOUT = Path(__file__).parents[4]
SAMPLES = Path(os.environ.get("LANGBIANG_EDXML_SAMPLES", _CHECKOUT.parent / "shared" / "reference" / "edxml-samples"))
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of edXML samples is not here")

DOCUMENTS = {
    # number: from, receivers, business type, integrity and warning of each attachment
    "01": ("000.00.00.A80", 1, 0, [("ok", True)]),
    "02": ("000.00.00.G22", 3, 3, [("ok", True)]),
    "03": ("000.00.00.G22", 3, 1, [("ok", True)]),
    "08": ("vxp.saas.03", 1, 0, [("ok", False)] * 3),
    "09": ("000.00.15.H51", 1, 0, [("damaged", False)]),
    "10": ("vxp.saas.03", 1, 0, [("damaged", False)]),
    "12": ("Mã định danh điện tử theo QCVN 102 BTTTT", 1, 2, [("damaged", False)]),
}
STATUSES = {
    "04": ("000.00.00.H41", "01"),
    "05": ("000.00.00.H41", "02"),
    "06": ("000.00.00.G22", "13"),
    "07": ("000.00.00.H41", "01"),
}


def _sample(number):
    (path,) = SAMPLES.glob(f"{number}-*.edxml")
    return path.read_bytes()


@pytest.mark.parametrize("number", DOCUMENTS)
def test_document_of_others_is_read(number, store):
    sender, receivers, business_type, attachments = DOCUMENTS[number]
    packet = read(_sample(number), store)
    assert packet.sender.organ_id == sender
    assert len(packet.receivers) == receivers
    assert packet.business_type == business_type
    assert [(each.integrity, bool(each.warning)) for each in packet.attachments] == attachments
    assert store.half_kept == 0


@pytest.mark.parametrize("number", STATUSES)
def test_status_of_others_is_read(number, store):
    sender, code = STATUSES[number]
    packet = read(_sample(number), store)
    assert isinstance(packet, StatusPacket)
    assert (packet.sender.organ_id, packet.status_code) == (sender, code)
    assert packet.timestamp.value
    assert store.begun == 0


def test_packet_with_unbound_prefix_is_refused(store):
    with pytest.raises(Unreadable) as refusal:
        read(_sample("11"), store)
    assert refusal.value.code == "tien-to-chua-khai-bao"
    assert (store.kept, store.half_kept) == ([], 0)


def test_particulars_of_samples(store):
    nested = read(_sample("01"), store)
    assert nested.attachments[0].name.endswith(".doc")
    assert (nested.attachments[0].unzipped, nested.attachments[0].size) == (True, 388347)
    assert nested.envelope_signature == "present"
    assert not nested.response_for
    replacement = read(_sample("02"), store)
    assert [len(each.organ_ids) for each in replacement.replacements] == [2, 2]
    recall = read(_sample("03"), store)
    assert recall.response_for[0].document_id == "000.00.04.G14,2012/08/06,267/VPCP-TTĐT"
    texts = read(_sample("08"), store)
    assert [store.bytes_of(each.digest) for each in texts.attachments] == [
        b"LOCAL AGG A",
        b"LOCAL AGG B",
        b"LOCAL AGG C",
    ]
    two_hops = read(_sample("09"), store)
    assert [each.organ_id for each in two_hops.trace] == ["01.02.G22", "001.00.20.TT2"]
    assert not two_hops.response_for
    template = read(_sample("12"), store)
    assert template.envelope_signature == "empty"
    assert template.promulgation_date.value is None
    assert template.attachments[0].digest == ""
