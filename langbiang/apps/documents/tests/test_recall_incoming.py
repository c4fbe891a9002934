"""What a sender takes back is cancelled at the receiver, who tells so (Decree 30/2020, Article 18.4)."""

import pytest

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import Handling, IncomingDocument
from langbiang.apps.exchange.interface import Packet
from langbiang.foundation.journal.interface import drain, verify
from langbiang.foundation.search.interface import find

from .factories import DAY, LATER, NOW, Incoming, Outgoing


@pytest.fixture
def sent(office):
    """A document of Sở Thông tin và Truyền thông, and what arrived of it at the Inspectorate."""
    document = office.document(Outgoing.SENT)
    drain()
    return document, arrived(document)


def arrived(document) -> IncomingDocument:
    return IncomingDocument.objects.get(
        delivery__packet__source_uid=document.uid, delivery__packet__business_type__in=(0, 3)
    )


def recall(office, document):
    services.recall_outgoing(document, reason="Ban hành nhầm", seat=office.clerk, now=LATER)
    drain()


def test_decree30_art18_4_the_receiver_cancels_and_the_sender_sees_it(office, sent, other_clerk):
    document, at_receiver = sent
    services.accept_incoming(at_receiver, seat=other_clerk, now=NOW)
    recall(office, document)
    at_receiver.refresh_from_db()
    assert (at_receiver.state, at_receiver.recalled_for) == (Incoming.RECALLED, "Ban hành nhầm")
    assert at_receiver.arrival_number == 1  # its number stays in the register
    assert [d.status for d in queries.deliveries_of(document)] == ["15"]
    assert IncomingDocument.objects.count() == 1  # the recall itself is no arrival
    assert verify().ok


def test_decree30_art18_4_work_on_a_recalled_document_ends(office, sent, other_clerk, other_leader):
    document, at_receiver = sent
    at_receiver = services.accept_incoming(at_receiver, seat=other_clerk, now=NOW)
    part = services.Part(Handling.Role.LEAD, other_leader.unit, other_leader.unit_name, other_leader)
    services.instruct_incoming(at_receiver, [part], words="Xem xét", seat=other_leader, now=NOW)
    assert queries.list_work(other_leader, DAY)
    recall(office, document)
    assert queries.list_work(other_leader, DAY) == []
    assert at_receiver.handlings.get().state == Handling.State.DROPPED
    with pytest.raises(services.CannotStart):
        services.start_incoming(at_receiver, seat=other_leader, now=LATER)


def test_a_recalled_document_is_still_found_and_read(office, sent, other_clerk):
    document, at_receiver = sent
    recall(office, document)
    hits = find("triển khai trục", audience=queries.audience_of(other_clerk, DAY))
    assert [entry.subject_uid for entry in hits.entries] == [at_receiver.uid]
    assert queries.get_incoming(other_clerk, at_receiver.uid, DAY).state == Incoming.RECALLED


def test_decree30_art18_3_a_replacement_arrives_and_the_old_one_is_cancelled(office, sent):
    document, at_receiver = sent
    new = office.replace(document, now=LATER)
    drain()
    at_receiver.refresh_from_db()
    assert at_receiver.state == Incoming.RECALLED
    assert at_receiver.recalled_for.startswith(f"Nơi gửi thay thế bằng văn bản {new.code}")
    assert arrived(new).state == Incoming.ARRIVED


def test_a_recall_twice_changes_nothing_the_second_time(office, sent):
    document, at_receiver = sent
    recall(office, document)
    before = IncomingDocument.objects.get(pk=at_receiver.pk).version
    taken_back = Packet.objects.get(source_uid=document.uid, business_type=Packet.Business.RECALL)
    assert services.take_back(taken_back.deliveries.get(), now=LATER) is None
    assert IncomingDocument.objects.get(pk=at_receiver.pk).version == before


def test_nobody_takes_back_what_another_sent(office, sent, clerk, leader, outgoing, province):
    """A packet that names somebody else's DocumentId as its own is heard and does nothing."""
    document, at_receiver = sent
    other = outgoing(Outgoing.SENT, receivers=[get_agency("thanh-tra")])
    drain()
    services.recall_outgoing(other, reason="Của tôi", seat=clerk, now=LATER)
    forged = Packet.objects.get(source_uid=other.uid, business_type=Packet.Business.RECALL)
    named = Packet.objects.get(source_uid=document.uid).document_id
    Packet.objects.filter(pk=forged.pk).update(header={**forged.header, "concerns": named})
    drain()
    at_receiver.refresh_from_db()
    assert at_receiver.state == Incoming.ARRIVED
