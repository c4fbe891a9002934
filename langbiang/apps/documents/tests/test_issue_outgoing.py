from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from langbiang.apps.documents import services
from langbiang.apps.documents.models import NumberSeries, OutgoingDocument
from langbiang.foundation import printing, signing
from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.files.interface import enter_file, keep_bytes, read_file
from langbiang.foundation.signing import NoKey

from .factories import NOW, PDF, Outgoing, everything
from .factories import outgoing as make


def test_decree30_art15_numbers_run_from_one_each_year_without_a_gap(outgoing):
    moments = [
        datetime(2020, 12, 30, 9, tzinfo=VIETNAM),
        datetime(2020, 12, 31, 23, 59, 59, tzinfo=VIETNAM),
        datetime(2021, 1, 1, 0, 0, tzinfo=VIETNAM),  # still 2020 in Greenwich
        datetime(2021, 1, 4, 9, tzinfo=VIETNAM),
    ]
    issued = [outgoing(Outgoing.ISSUED, now=moment) for moment in moments]
    assert [(d.year, d.number) for d in issued] == [(2020, 1), (2020, 2), (2021, 1), (2021, 2)]
    assert issued[2].issued_on == date(2021, 1, 1)


def test_decree30_art15_each_agency_counts_alone(outgoing, clerk, stttt_clerk, stttt_leader, province):
    province.key_for(stttt_leader, stttt_leader.agency)
    outgoing(Outgoing.ISSUED)
    others = {"clerk": stttt_clerk, "signer": stttt_leader, "receivers": [clerk.agency]}
    assert outgoing(Outgoing.ISSUED).number == 2
    assert make(Outgoing.ISSUED, **others).number == 1


def test_decree30_annex1_number_under_ten_has_a_leading_zero_and_stands_on_the_page(outgoing):
    document = outgoing(Outgoing.ISSUED)
    text = printing.pdf_text(read_file(document.file))
    assert document.code == "01/UBND-VX"
    assert "01" in text
    assert "ngày 09 tháng 9 năm 2020" in text
    assert document.file.name == "01-UBND-VX.pdf"


def test_decree30_art17_person_signs_then_the_agency_and_both_verify(outgoing):
    document = outgoing(Outgoing.ISSUED)
    verdict = signing.verify(read_file(document.file), trust=signing.trusted_roots(), now=NOW)
    assert verdict.standing == "valid"
    assert [(s.role, s.trusted) for s in verdict.signatures] == [("person", True), ("agency", True)]


def test_decree30_art32_clerk_seals_only_what_the_leader_signed(outgoing, clerk):
    document = outgoing(Outgoing.PRESENTED)
    with pytest.raises(services.CannotIssue):
        services.issue_outgoing(document, seat=clerk, now=NOW)
    OutgoingDocument.objects.filter(pk=document.pk).update(state=Outgoing.SIGNED)  # somebody edits the row
    with pytest.raises(signing.CannotSign, match="chưa được người có thẩm quyền ký"):
        services.issue_outgoing(document, seat=clerk, now=NOW)


def test_decree30_art32_a_file_changed_after_the_signature_is_not_sealed(outgoing, clerk):
    document = outgoing(Outgoing.SIGNED)
    changed = keep_bytes(read_file(document.file) + b"\n% change")
    OutgoingDocument.objects.filter(pk=document.pk).update(
        file=enter_file(changed, name="a.pdf", media_type=PDF, now=NOW)
    )
    with pytest.raises(signing.CannotSign):
        services.issue_outgoing(document, seat=clerk, now=NOW)
    assert not NumberSeries.objects.exists()


@pytest.mark.parametrize("who", ["leader", "other_clerk", "stttt_clerk", "worker"])
def test_only_the_keeper_of_the_records_issues_and_sends(who, request, outgoing):
    signed, issued, seat = outgoing(Outgoing.SIGNED), outgoing(Outgoing.ISSUED), request.getfixturevalue(who)
    before = everything()
    with pytest.raises(services.CannotIssue, match="Chỉ văn thư"):
        services.issue_outgoing(signed, seat=seat, now=NOW)
    with pytest.raises(services.CannotSend, match="Chỉ văn thư"):
        services.send_outgoing(issued, seat=seat, now=NOW)
    assert everything() == before


def test_an_issue_that_fails_gives_its_number_back(stttt_clerk, stttt_leader, clerk, province):
    province.key_for(stttt_leader, stttt_leader.agency)
    document = make(Outgoing.SIGNED, clerk=stttt_clerk, signer=stttt_leader, receivers=[clerk.agency])
    seal = signing.signing_folder() / f"agency-{stttt_leader.agency.uid}.p12"
    seal.rename(seal.with_suffix(".away"))
    before = everything()
    with pytest.raises(NoKey):
        services.issue_outgoing(document, seat=stttt_clerk, now=NOW)
    assert everything() == before
    seal.with_suffix(".away").rename(seal)
    assert services.issue_outgoing(document, seat=stttt_clerk, now=NOW).number == 1


@pytest.mark.parametrize(
    "hand",
    [
        {"state": Outgoing.DRAFT},
        {"number": None},
        {"issued_on": None},
        {"signer": None},
    ],
)
def test_the_database_refuses_what_no_service_would_write(hand, outgoing):
    document = outgoing(Outgoing.ISSUED)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingDocument.objects.filter(pk=document.pk).update(**hand)


def test_the_database_refuses_one_number_twice(outgoing):
    one, two = outgoing(Outgoing.ISSUED), outgoing(Outgoing.ISSUED)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingDocument.objects.filter(pk=two.pk).update(number=one.number)


def test_two_clerks_who_issue_the_same_document_give_one_number(office, worker_as_clerk):
    signed = office.document(Outgoing.SIGNED)
    seen_by_the_other = OutgoingDocument.objects.get(pk=signed.pk)
    services.issue_outgoing(signed, seat=office.clerk, now=NOW)
    before = everything()
    with pytest.raises(services.CannotIssue, match="đang ở bước “Đã phát hành, chờ gửi”"):
        services.issue_outgoing(seen_by_the_other, seat=worker_as_clerk, now=NOW)
    assert everything() == before
    assert NumberSeries.objects.get(book="outgoing").last == 1
