from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile

from langbiang.apps.directory.services import close_dated
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import OutgoingDocument
from langbiang.foundation.errors import Stale
from langbiang.foundation.files import store
from langbiang.foundation.files.interface import CannotKeep, File, read_file, sweep
from langbiang.foundation.journal.interface import read, timeline
from langbiang.foundation.signing.tests import hostile

from .factories import DAY, NOW, Outgoing, draft_by, everything, letter, places, register, upload


def test_register_outgoing_keeps_facts_file_and_act(clerk, leader):
    document = register(clerk, leader)
    assert (document.state, document.version, document.pages) == (Outgoing.DRAFT, 1, 1)
    assert document.agency_name == "Ủy ban nhân dân tỉnh Lâm Đồng"
    assert read_file(document.original) == letter()
    act = timeline("documents.outgoing", document.uid).get()
    assert (act.person, act.post, act.agency_id) == ("Vũ Hồng Nhung", "Văn thư", clerk.agency_id)
    assert asdict(read(act)) == {"subject": document.subject, "file": document.original.digest}


def test_register_outgoing_has_no_number_before_issue(clerk, leader):
    document = register(clerk, leader)
    assert (document.number, document.year, document.issued_on, document.code) == (None, None, None, "")


def test_register_outgoing_for_an_agency_whose_records_one_does_not_keep_is_refused(other_clerk, leader):
    with pytest.raises(services.CannotRegister) as refused:
        register(other_clerk, leader)
    assert refused.value.field == "agency"


def test_register_outgoing_by_a_leader_is_refused(leader):
    with pytest.raises(services.CannotRegister):
        register(leader, leader)


def test_register_outgoing_by_a_specialist_for_the_own_agency(worker, stttt_leader):
    assert register(worker, stttt_leader).drafter == worker


def test_register_outgoing_with_a_signer_of_another_agency_is_refused(clerk, leader, stttt_leader):
    with pytest.raises(services.CannotRegister) as refused:
        register(clerk, leader, signer=stttt_leader)
    assert refused.value.field == "signer"


def test_register_outgoing_with_a_signer_who_is_no_leader_is_refused(stttt_clerk, worker):
    with pytest.raises(services.CannotRegister, match="lãnh đạo"):
        register(stttt_clerk, worker)


def test_register_outgoing_with_a_signer_who_has_left_is_refused(clerk, leader):
    close_dated(leader, day=DAY)
    with pytest.raises(services.CannotRegister, match="đương chức"):
        register(clerk, leader)


@pytest.mark.parametrize(
    ("subject", "sentence"), [("", "Nhập trích yếu"), ("  \n", "Nhập trích yếu"), ("a" * 501, "501")]
)
def test_decree30_annex6_subject_has_one_to_500_letters(subject, sentence, clerk, leader):
    with pytest.raises(services.CannotRegister, match=sentence) as refused:
        register(clerk, leader, subject=subject)
    assert refused.value.field == "subject"
    assert len(register(clerk, leader, subject="ộ" * 500).subject) == 500


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Tệp rỗng"),
        (PNG, "không phải PDF"),
        (b"PK\x03\x04" + b"\0" * 60, "không phải PDF"),
        (b"<html>%PDF", "không phải PDF"),
        (b"%PDF-1.7\n" + b"x" * 500, "đã bị hỏng"),
        (b"%PDF-1.7\n%%EOF", "đã bị hỏng"),
    ],
)
def test_register_outgoing_with_what_is_no_pdf_is_refused_and_keeps_no_row(content, sentence, clerk, leader):
    before = everything()
    with pytest.raises((CannotKeep, services.CannotRegister), match=sentence) as refused:
        register(clerk, leader, file=upload(content, name="cong-van.pdf"))
    assert refused.value.field == "file"
    assert everything() == before


def test_register_outgoing_with_a_password_is_refused(clerk, leader):
    with pytest.raises(services.CannotRegister, match="mật khẩu") as refused:
        register(clerk, leader, file=upload(hostile.encrypted(letter())))
    assert refused.value.field == "file"


def test_register_outgoing_over_the_limit_is_refused(clerk, leader, settings):
    settings.UPLOAD_LIMIT = 1000
    with pytest.raises(CannotKeep, match="quá giới hạn"):
        register(clerk, leader)


def test_register_outgoing_with_200_mb_is_refused_unread(clerk, leader):
    size = 200 * 1024**2
    with TemporaryUploadedFile("ban-do.pdf", "application/pdf", size, None) as large:
        large.file.truncate(size)
        with pytest.raises(CannotKeep, match="Tệp nặng 200 MB, quá giới hạn 50 MB") as refused:
            register(clerk, leader, file=large)
    assert refused.value.field == "file"


@pytest.mark.parametrize(("spoil", "sentence"), [(hostile.with_form, "biểu mẫu"), (hostile.restricted, "mật khẩu")])
def test_a_pdf_that_cannot_take_the_fields_is_refused_at_once(spoil, sentence, clerk, leader):
    with pytest.raises(services.CannotRegister, match=sentence) as refused:
        register(clerk, leader, file=upload(spoil(letter())))
    assert refused.value.field == "file"


def test_a_signed_pdf_is_refused_at_once(outgoing, clerk, leader):
    signed = read_file(outgoing(Outgoing.SIGNED).file)
    with pytest.raises(services.CannotRegister, match="đã có chữ ký số"):
        register(clerk, leader, file=upload(signed))


def test_an_upload_that_is_rolled_back_is_swept_later_and_a_twin_stays(clerk, leader):
    broken = b"%PDF-1.7\n" + b"h" * 500
    kept = register(clerk, leader)
    for content in (broken, letter()):
        with pytest.raises(services.CannotRegister):
            register(clerk, leader, file=upload(content), notation="UBND", subject="" if content != broken else "a")
    digest = store.keep_bytes(broken).digest
    assert not File.objects.filter(digest=digest).exists()
    sweep(keep_for=3600)
    assert store.has_bytes(digest)
    sweep(keep_for=-1)
    assert not store.has_bytes(digest)
    assert store.has_bytes(kept.original.digest)


# -- changing


def test_change_outgoing_with_a_new_file_forgets_the_places(outgoing, clerk, leader):
    document = outgoing()
    changed = services.change_outgoing(document, draft_by(leader, subject="Khác"), upload(), seat=clerk, now=NOW)
    assert (changed.subject, changed.places) == ("Khác", {})


def test_change_outgoing_cannot_move_it_to_another_agency(outgoing, clerk, stttt_leader):
    with pytest.raises(services.CannotChange) as refused:
        services.change_outgoing(outgoing(), draft_by(stttt_leader), None, seat=clerk, now=NOW)
    assert refused.value.field == "agency"


@pytest.mark.parametrize("who", ["other_clerk", "worker", "leader", "other_leader"])
def test_a_draft_is_touched_by_drafter_and_keeper_only(who, request, outgoing, leader):
    document, seat = outgoing(), request.getfixturevalue(who)
    acts = [
        lambda: services.change_outgoing(document, draft_by(leader), None, seat=seat, now=NOW),
        lambda: services.place_fields(document, places(), seat=seat, now=NOW),
        lambda: services.choose_receivers(document, [seat.agency], seat=seat, now=NOW),
        lambda: services.present_outgoing(document, seat=seat, now=NOW),
        lambda: services.cancel_outgoing(document, reason="Trùng", seat=seat, now=NOW),
    ]
    before = everything()
    for act in acts:
        with pytest.raises((services.CannotChange, services.CannotPresent), match="văn thư giữ sổ"):
            act()
    assert everything() == before


def test_the_keeper_may_complete_a_specialists_draft_but_not_pass_over_its_unit(
    worker, stttt_clerk, stttt_leader, clerk
):
    document = register(worker, stttt_leader)
    document = services.place_fields(document, places(), seat=stttt_clerk, now=NOW)
    document = services.choose_receivers(document, [clerk.agency], seat=stttt_clerk, now=NOW)
    with pytest.raises(services.CannotPresent, match="trưởng đơn vị"):
        services.present_outgoing(document, seat=stttt_clerk, now=NOW)
    assert services.submit_outgoing(document, seat=stttt_clerk, now=NOW).state == Outgoing.CONTENT


def test_two_who_saw_the_same_draft_do_not_overwrite_each_other(worker, stttt_clerk, stttt_leader, clerk):
    document = register(worker, stttt_leader)
    other = type(document).objects.get(pk=document.pk)
    services.choose_receivers(document, [clerk.agency], seat=stttt_clerk, now=NOW)
    with pytest.raises(Stale, match="đã thay đổi"):
        services.choose_receivers(other, [stttt_clerk.agency, clerk.agency], seat=worker, now=NOW)
    assert [row.agency for row in document.recipients.all()] == [clerk.agency]


# -- receivers


def test_choose_receivers_replaces_the_choice_and_takes_each_once(outgoing, clerk, inspector, stttt_clerk):
    document = outgoing()
    services.choose_receivers(document, [inspector.agency, stttt_clerk.agency, inspector.agency], seat=clerk, now=NOW)
    assert [row.agency for row in document.recipients.all()] == [inspector.agency, stttt_clerk.agency]


def test_choose_receivers_none_is_refused(outgoing, clerk):
    with pytest.raises(services.CannotChange, match="ít nhất một"):
        services.choose_receivers(outgoing(), [], seat=clerk, now=NOW)


def test_choose_receivers_itself_is_refused(outgoing, clerk, leader):
    with pytest.raises(services.CannotChange, match="chính mình"):
        services.choose_receivers(outgoing(), [leader.agency], seat=clerk, now=NOW)


def test_choose_receivers_that_is_no_more_is_refused(outgoing, clerk, inspector):
    inspector.agency.versions.update(valid_to=DAY)
    with pytest.raises(services.CannotChange, match="không còn hoạt động"):
        services.choose_receivers(outgoing(), [inspector.agency], seat=clerk, now=NOW)


# -- cancelling


def test_cancel_outgoing_keeps_the_row_and_says_why(outgoing, clerk):
    document = services.cancel_outgoing(outgoing(), reason=" Trùng văn bản ", seat=clerk, now=NOW)
    assert OutgoingDocument.objects.get(pk=document.pk).state == Outgoing.CANCELLED
    assert read(timeline("documents.outgoing", document.uid).last()).reason == "Trùng văn bản"


def test_cancel_outgoing_without_a_reason_is_refused(outgoing, clerk):
    with pytest.raises(services.CannotChange, match="lý do hủy"):
        services.cancel_outgoing(outgoing(), reason="  ", seat=clerk, now=NOW)


# -- placing


def test_place_fields_some_before_others_and_presenting_names_what_is_missing(clerk, leader):
    document = register(clerk, leader)
    document = services.place_fields(document, {"number": places()["number"]}, seat=clerk, now=NOW)
    assert queries.missing_before_presenting(document) == ["vị trí số, ngày, chữ ký và dấu trên trang", "nơi nhận"]
    with pytest.raises(services.CannotPresent, match=r"Còn thiếu: vị trí số.*, nơi nhận"):
        services.present_outgoing(document, seat=clerk, now=NOW)


def test_place_fields_are_proposed_for_the_next_document(outgoing, clerk, leader):
    outgoing()
    assert queries.usual_places(register(clerk, leader)).keys() == queries.PLACED


def test_the_day_counts_in_vietnam(clerk, leader):
    late = NOW.replace(hour=23, minute=30).astimezone(tz=None) + timedelta(0)
    close_dated(leader, day=date(2020, 9, 10))
    assert register(clerk, leader, now=late).pk
    with pytest.raises(services.CannotRegister):
        register(clerk, leader, now=late + timedelta(hours=1))
