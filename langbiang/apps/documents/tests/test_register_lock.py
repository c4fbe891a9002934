"""Closing a year's register (Decree 30/2020, Articles 15, 16.2.b, 22.3.b): allowed, refused, checked, opened again."""

import pytest

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import (
    Book,
    IncomingDocument,
    NumberSeries,
    OutgoingDocument,
    OutgoingRecipient,
    RegisterLock,
    ReservedNumber,
)
from langbiang.apps.documents.queries import Volume
from langbiang.apps.documents.services import CannotClose, CannotReopen, RegisterIsClosed
from langbiang.apps.documents.services.numbering import next_number
from langbiang.foundation.journal.interface import timeline
from langbiang.foundation.printing import pdf_text

from . import factories
from .factories import NOW
from .shelf import NEXT_YEAR, arrived, at, numbered, outgoing_book, touch

State = OutgoingDocument.State


@pytest.fixture
def year_after(settings) -> None:
    settings.CLOCK_START = NEXT_YEAR


@pytest.fixture
def draft(clerk, leader) -> OutgoingDocument:
    return factories.prepare(clerk, leader, [get_agency("stttt")])


@pytest.fixture
def volume(leader, draft) -> Volume:
    """Three numbers of 2020: two sent, one voided."""
    for state in (State.SENT, State.VOIDED, State.SENT):
        document = numbered(draft, state)
        OutgoingRecipient.objects.create(document=document, agency=get_agency("stttt"))
    return outgoing_book(leader)


@pytest.fixture
def books(incoming) -> Volume:
    """Three arrival numbers of 2020."""
    first = incoming("done")
    arrived(first)
    arrived(first)
    return Volume(first.agency, Book.INCOMING, 2020)


def close(volume, seat, now=NEXT_YEAR) -> RegisterLock:
    return services.close_register(volume, seat=seat, now=now)


def test_closing_writes_how_far_the_year_came_and_an_act(volume, clerk) -> None:
    lock = close(volume, clerk)
    assert (lock.state, lock.last_number, lock.count, lock.first_day) == ("closed", 3, 3, factories.DAY)
    assert lock.digest == queries.digest_of(volume).value
    (act,) = timeline("documents.register", lock.uid)
    assert (act.verb, act.new_state, act.details["digest"]) == ("documents.register.closed", "closed", lock.digest)


def test_decree30_art15_a_register_closes_after_the_31_of_december(volume, clerk) -> None:
    with pytest.raises(CannotClose, match="còn ghi đến hết ngày 31/12"):
        close(volume, clerk, now=NOW)


def test_only_who_keeps_the_records_closes(volume, leader, stttt_clerk) -> None:
    for seat in (leader, stttt_clerk):
        with pytest.raises(CannotClose, match="Chỉ văn thư giữ sổ"):
            close(volume, seat)


def test_a_register_with_a_hole_is_not_closed(volume, clerk, leader) -> None:
    NumberSeries.objects.filter(agency=leader.agency, book=Book.OUTGOING).update(last=5)
    with pytest.raises(CannotClose, match="Thiếu số 04, 05"):
        close(volume, clerk)
    assert not RegisterLock.objects.exists()


def test_a_register_with_a_held_number_is_not_closed_until_it_is_cancelled(volume, clerk, leader) -> None:
    held = services.reserve_number(leader.agency, series="", reason="Văn bản giấy", seat=clerk, now=NOW)
    with pytest.raises(CannotClose, match="Số 04 còn giữ"):
        close(volume, clerk)
    services.cancel_number(held, reason="Không dùng", seat=clerk, now=NOW)
    assert close(volume, clerk).count == 4


def test_a_register_with_what_is_unsent_is_not_closed(volume, clerk, draft) -> None:
    numbered(draft, State.ISSUED)
    with pytest.raises(CannotClose, match="số 04 đã phát hành nhưng chưa gửi"):
        close(volume, clerk)


def test_an_empty_register_is_not_closed(draft, clerk, leader) -> None:
    with pytest.raises(CannotClose, match="chưa có số nào"):
        close(outgoing_book(leader), clerk)


def test_closing_twice_is_refused(volume, clerk) -> None:
    close(volume, clerk)
    with pytest.raises(CannotClose, match="đã khóa rồi"):
        close(volume, clerk)


def test_closing_asks_as_much_for_a_long_register(volume, clerk, draft, django_assert_max_num_queries) -> None:
    for _ in range(30):
        numbered(draft)
    with django_assert_max_num_queries(25):
        close(volume, clerk)


# -- after closing


@pytest.mark.parametrize("book", [Book.OUTGOING, Book.INCOMING])
def test_decree30_art15_and_22_no_number_is_given_in_a_closed_year(book, volume, books, clerk, stttt_clerk) -> None:
    closed, seat = (volume, clerk) if book == Book.OUTGOING else (books, stttt_clerk)
    close(closed, seat)
    with pytest.raises(RegisterIsClosed, match="năm 2020 đã khóa"):
        next_number(closed.agency, book, 2020)
    assert NumberSeries.objects.get(agency=closed.agency, book=book, year=2020).last == 3
    assert next_number(closed.agency, book, 2021) == 1


def test_a_closed_series_leaves_the_other_series_open(volume, clerk, leader) -> None:
    close(volume, clerk)
    assert next_number(leader.agency, Book.OUTGOING, 2020, "nghi-quyet-hdnd-cap-tinh") == 1


def test_no_number_is_held_in_a_closed_year(volume, clerk, leader) -> None:
    close(volume, clerk)
    with pytest.raises(RegisterIsClosed):
        services.reserve_number(leader.agency, series="", reason="Văn bản giấy", seat=clerk, now=NOW)
    assert not ReservedNumber.objects.exists()


def test_receivers_of_a_closed_year_stay(clerk, leader) -> None:
    sent = factories.outgoing("sent", clerk=clerk, signer=leader)
    close(outgoing_book(leader), clerk)
    with pytest.raises(RegisterIsClosed):
        services.update_outgoing(
            sent, receivers=[get_agency("thanh-tra")], reason="Thiếu nơi nhận", seat=clerk, now=NEXT_YEAR
        )


def test_decree30_art18_a_document_of_a_closed_year_may_still_be_recalled(clerk, leader) -> None:
    sent = factories.outgoing("sent", clerk=clerk, signer=leader)
    volume = outgoing_book(leader)
    lock = close(volume, clerk)
    services.recall_outgoing(sent, reason="Ban hành nhầm", seat=clerk, now=NEXT_YEAR)
    assert queries.digest_of(volume).value == lock.digest


def test_work_on_an_incoming_document_goes_on_after_closing(incoming, worker, stttt_clerk) -> None:
    document = incoming("working")
    volume = Volume(document.agency, Book.INCOMING, 2020)
    lock = close(volume, stttt_clerk)
    services.complete_incoming(document, result="Đã trả lời", seat=worker, now=NEXT_YEAR)
    assert queries.digest_of(volume).value == lock.digest


# -- the digest


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Trích yếu khác"},
        {"signer_name": "Người khác"},
        {"issued_on": "2020-09-10"},
        {"code": "02/UBND-KT"},
        {"state": "recalled", "ended_for": "Thu hồi"},
    ],
)
def test_the_digest_tells_a_changed_outgoing_line(volume, clerk, change) -> None:
    lock = close(volume, clerk)
    voided = OutgoingDocument.objects.get(state=State.VOIDED)
    touch(OutgoingDocument, voided.pk, **change)
    assert queries.digest_of(volume).value != lock.digest


def test_the_digest_tells_a_receiver_taken_out_and_a_line_taken_out(volume, clerk) -> None:
    digest = close(volume, clerk).digest
    last = OutgoingDocument.objects.order_by("pk").last()
    last.recipients.all().delete()
    without_receiver = queries.digest_of(volume).value
    OutgoingDocument.objects.filter(pk=last.pk).delete()
    assert len({digest, without_receiver, queries.digest_of(volume).value}) == 3


@pytest.mark.parametrize(
    "change", [{"subject": "Khác"}, {"sender_name": "Khác"}, {"code": "9/X"}, {"dated": None}, {"arrived_at": NOW}]
)
def test_the_digest_tells_a_changed_incoming_line(books, stttt_clerk, change) -> None:
    lock = close(books, stttt_clerk)
    last = IncomingDocument.objects.order_by("pk").last()
    touch(IncomingDocument, last.pk, **change)
    assert queries.digest_of(books).value != lock.digest


def test_the_page_says_whether_the_register_equals_what_was_closed(volume, clerk, leader, year_after) -> None:
    close(volume, clerk)
    address = f"/so-dang-ky/van-ban-di/?co-quan={leader.agency.slug}&nam=2020"
    assert "sổ vẫn đúng như khi khóa" in at(clerk).get(address).content.decode()
    touch(OutgoingDocument, OutgoingDocument.objects.get(number=1).pk, subject="Sửa lén")
    told = at(clerk).get(address).content.decode()
    assert "Dữ liệu trong sổ khác khi khóa" in told
    assert "sổ vẫn đúng như khi khóa" not in told


def test_decree30_art16_the_print_out_of_a_closed_register_carries_digest_and_closing(
    volume, clerk, leader, year_after
) -> None:
    lock = close(volume, clerk)
    answer = at(clerk).get(f"/so-dang-ky/van-ban-di/?co-quan={leader.agency.slug}&nam=2020&dang=pdf")
    text = " ".join(pdf_text(answer.content).split())
    assert lock.digest in text.replace(" ", "")
    assert "Mở ngày 09/09/2020; khóa lúc 09:00, 05/01/2021" in text
    assert "Sổ chưa khóa" not in text


# -- on the page


def test_the_clerk_closes_and_the_leader_opens_again_on_the_page(volume, clerk, leader, year_after) -> None:
    told = {"co-quan": leader.agency.slug, "nam": "2020", "so": "", "seat": str(clerk.uid)}
    answer = at(clerk).post("/so-dang-ky/van-ban-di/khoa/", told, follow=True)
    assert "Đã khóa sổ năm 2020" in answer.content.decode()
    lock = RegisterLock.objects.get()
    said = {"seat": str(leader.uid), "version": lock.version, "reason": "Thiếu một văn bản giấy"}
    answer = at(leader).post(f"/so-dang-ky/mo-lai/{lock.uid}/", said, follow=True)
    assert "Đã mở lại sổ năm 2020" in answer.content.decode()
    lock.refresh_from_db()
    assert (lock.state, lock.reopened_for) == ("reopened", "Thiếu một văn bản giấy")


def test_what_is_in_the_way_stands_on_the_page_and_closing_is_a_422(volume, clerk, leader, draft, year_after) -> None:
    numbered(draft, State.ISSUED)
    address = f"/so-dang-ky/van-ban-di/?co-quan={leader.agency.slug}&nam=2020"
    assert "số 04 đã phát hành nhưng chưa gửi" in at(clerk).get(address).content.decode()
    told = {"co-quan": leader.agency.slug, "nam": "2020", "so": "", "seat": str(clerk.uid)}
    answer = at(clerk).post("/so-dang-ky/van-ban-di/khoa/", told)
    assert answer.status_code == 422
    assert not RegisterLock.objects.exists()


def test_registers_without_numbers_are_not_closed(clerk, year_after) -> None:
    for slug in ("gui-buu-dien", "su-dung-ban-luu", "theo-doi-giai-quyet"):
        answer = at(clerk).post(f"/so-dang-ky/{slug}/khoa/", {"nam": "2020", "seat": str(clerk.uid)})
        assert answer.status_code == 404


# -- opening again


def test_reopening_lets_numbers_be_given_and_closing_again_digests_anew(volume, clerk, leader, draft) -> None:
    first = close(volume, clerk)
    services.reopen_register(first, reason="Thiếu một văn bản giấy", seat=leader, now=NEXT_YEAR)
    numbered(draft)
    second = close(volume, clerk)
    assert second.pk == first.pk
    assert (second.count, second.digest != first.digest) == (4, True)
    verbs = [act.verb.rpartition(".")[2] for act in timeline("documents.register", second.uid)]
    assert verbs == ["closed", "reopened", "closed"]


def test_only_a_leader_of_the_agency_opens_again(volume, clerk, other_leader) -> None:
    lock = close(volume, clerk)
    for seat in (clerk, other_leader):
        with pytest.raises(CannotReopen, match="Chỉ lãnh đạo"):
            services.reopen_register(lock, reason="Sửa", seat=seat, now=NEXT_YEAR)


def test_opening_again_without_a_reason_or_twice_is_refused(volume, clerk, leader) -> None:
    lock = close(volume, clerk)
    with pytest.raises(CannotReopen, match="Ghi lý do"):
        services.reopen_register(lock, reason="  ", seat=leader, now=NEXT_YEAR)
    services.reopen_register(lock, reason="Sửa", seat=leader, now=NEXT_YEAR)
    with pytest.raises(CannotReopen, match="đang mở"):
        services.reopen_register(lock, reason="Sửa", seat=leader, now=NEXT_YEAR)
