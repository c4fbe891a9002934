from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from langbiang.apps.directory.models import RecordsKeeping
from langbiang.apps.documents import services
from langbiang.apps.documents.models import IncomingDocument
from langbiang.apps.exchange.models import Delivery, Packet
from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.journal.interface import timeline

from .factories import NOW, Incoming, arrive, everything, packet


def test_enter_arrival_enters_once_and_reports_01(stttt_clerk, inspector):
    document = arrive(stttt_clerk.agency, sender=inspector)
    again = services.enter_arrival(document.delivery, now=NOW)
    document.delivery.refresh_from_db()
    assert again.pk == document.pk
    assert (document.state, document.verdict, document.code) == (Incoming.ARRIVED, "unsigned", "01/BC-TTr")
    assert document.delivery.status == "01"
    assert timeline("documents.incoming", document.uid).count() == 1


def test_enter_arrival_with_an_unknown_urgency_takes_the_highest(stttt_clerk, inspector):
    sent = packet([stttt_clerk.agency], sender=inspector)
    Packet.objects.filter(pk=sent.pk).update(priority=9)
    document = services.enter_arrival(Delivery.objects.get(packet=sent), now=NOW)
    assert document.get_urgency_display() == "Hỏa tốc"


def test_decree30_art22_arrival_number_is_continuous_in_the_year(stttt_clerk, inspector):
    moments = [
        NOW,
        datetime(2020, 12, 31, 23, 59, tzinfo=VIETNAM),
        datetime(2021, 1, 1, 0, 0, tzinfo=VIETNAM),
    ]
    accepted = [
        services.accept_incoming(arrive(stttt_clerk.agency, sender=inspector), seat=stttt_clerk, now=moment)
        for moment in moments
    ]
    assert [(d.arrival_year, d.arrival_number) for d in accepted] == [(2020, 1), (2020, 2), (2021, 1)]


def test_decree30_art22_a_refused_document_takes_no_number(incoming):
    assert incoming(Incoming.REFUSED).arrival_number is None
    assert incoming(Incoming.ACCEPTED).arrival_number == 1


def test_decision28_art9_accepting_reports_03_with_who_and_the_number(incoming):
    delivery = incoming(Incoming.ACCEPTED).delivery
    delivery.refresh_from_db()
    assert (delivery.status, delivery.status_note) == ("03", "Số đến 1")
    assert delivery.status_by == "Bùi Thị Kim Chi, Văn thư"
    assert delivery.status_at == NOW


def test_decision28_art9_a_damaged_document_cannot_be_accepted(stttt_clerk, inspector):
    document = arrive(stttt_clerk.agency, sender=inspector, damaged=True)
    before = everything()
    with pytest.raises(services.CannotAccept, match="bị hỏng"):
        services.accept_incoming(document, seat=stttt_clerk, now=NOW)
    assert everything() == before
    assert services.refuse_incoming(document, reason="Tệp hỏng", seat=stttt_clerk, now=NOW).state == Incoming.REFUSED


def test_decision28_art5_a_refusal_says_why(incoming, stttt_clerk):
    document = incoming()
    for reason in ("", "  \t"):
        with pytest.raises(services.CannotRefuse, match="Nhập lý do") as refused:
            services.refuse_incoming(document, reason=reason, seat=stttt_clerk, now=NOW)
        assert refused.value.field == "reason"
    services.refuse_incoming(document, reason=" Không đúng thẩm quyền ", seat=stttt_clerk, now=NOW)
    document.delivery.refresh_from_db()
    assert (document.delivery.status, document.delivery.status_note) == ("02", "Không đúng thẩm quyền")


def test_a_reason_longer_than_its_column_is_refused(incoming, stttt_clerk):
    with pytest.raises(services.CannotRefuse, match="tối đa 500"):
        services.refuse_incoming(incoming(), reason="a" * 501, seat=stttt_clerk, now=NOW)


@pytest.mark.parametrize("who", ["stttt_leader", "stttt_head", "worker", "clerk", "other_clerk", "ta_nung_clerk"])
def test_decree30_art4_only_the_records_clerk_accepts_and_refuses(who, request, incoming):
    document, seat = incoming(), request.getfixturevalue(who)
    before = everything()
    with pytest.raises(services.CannotAccept, match="Chỉ văn thư"):
        services.accept_incoming(document, seat=seat, now=NOW)
    with pytest.raises(services.CannotRefuse, match="Chỉ văn thư"):
        services.refuse_incoming(document, reason="Nhầm", seat=seat, now=NOW)
    assert everything() == before


def test_the_office_accepts_what_came_to_the_committee_whose_records_it_keeps(clerk, leader, inspector):
    document = arrive(leader.agency, sender=inspector)
    accepted = services.accept_incoming(document, seat=clerk, now=NOW)
    assert (accepted.agency, accepted.arrival_number) == (leader.agency, 1)


def test_the_second_seat_of_a_person_may_accept_what_the_first_may_not(incoming, worker, worker_as_clerk):
    document = incoming()
    assert worker.person == worker_as_clerk.person
    with pytest.raises(services.CannotAccept):
        services.accept_incoming(document, seat=worker, now=NOW)
    assert services.accept_incoming(document, seat=worker_as_clerk, now=NOW).state == Incoming.ACCEPTED


def test_a_clerk_who_kept_the_records_until_yesterday_accepts_no_more(incoming, stttt_clerk):
    document = incoming()
    RecordsKeeping.objects.filter(agency=document.agency).update(valid_to=NOW.date() + timedelta(days=1))
    later = NOW + timedelta(days=1)
    with pytest.raises(services.CannotAccept):
        services.accept_incoming(document, seat=stttt_clerk, now=later)


@pytest.mark.parametrize(
    ("state", "hand"),
    [
        (Incoming.ARRIVED, {"arrival_number": 1}),
        (Incoming.ACCEPTED, {"arrival_number": None}),
        (Incoming.REFUSED, {"refused_for": ""}),
        (Incoming.ASSIGNED, {"assigned_unit": None}),
        (Incoming.PRESENTED, {"presented_to": None}),
        (Incoming.ACCEPTED, {"delivery": None}),
        (Incoming.ACCEPTED, {"channel": "post"}),
    ],
)
def test_the_database_refuses_what_no_service_would_write(state, hand, incoming):
    document = incoming(state)
    with pytest.raises(IntegrityError), transaction.atomic():
        IncomingDocument.objects.filter(pk=document.pk).update(**hand)
