"""The five registers of Decree 30/2020, Annex IV: their columns, their lines, filters, pages, paper and sheet."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents import ledgers, services
from langbiang.apps.documents.ledgers import Registers
from langbiang.apps.documents.models import NumberSeries, OutgoingDocument, ReservedNumber
from langbiang.apps.documents.queries import Cut, Span, Volume, list_lines
from langbiang.foundation.printing import page_count, pdf_text
from langbiang.foundation.tables import written

from . import factories
from .factories import NOW
from .shelf import arrived, at, numbered, numbers, outgoing_book

State = OutgoingDocument.State
FEW, MANY, PAGE, MOST_QUERIES = 3, 30, 25, 35


@pytest.fixture
def draft(clerk, leader) -> OutgoingDocument:
    return factories.prepare(clerk, leader, [get_agency("stttt"), get_agency("thanh-tra")])


@pytest.fixture
def volume(leader) -> Volume:
    return outgoing_book(leader)


def cells_of(register: Registers, volume: Volume, span: Span | None = None) -> list[list[str]]:
    lines = list_lines(volume, span or Span(), Cut(upward=True))
    return [[written(cell) for cell in row.cells] for row in ledgers.numbered_rows(register, lines, NOW)]


# -- columns


@pytest.mark.parametrize(
    ("register", "count"),
    [
        (Registers.OUTGOING, 10),
        (Registers.INCOMING, 10),
        (Registers.POST, 6),
        (Registers.COPIES, 9),
        (Registers.FOLLOW_UP, 7),
    ],
)
def test_decree30_annex4_each_register_has_its_columns(register, count) -> None:
    assert len(register.value.columns) == count


def test_an_outgoing_line_says_who_signed_to_whom_and_when_it_went(clerk, leader, volume) -> None:
    sent = factories.outgoing("sent", clerk=clerk, signer=leader)
    (cells,) = cells_of(Registers.OUTGOING, volume)
    assert cells[0] == sent.code
    assert cells[1] == "09/09/2020"
    assert cells[2] == f"Công văn: {sent.subject}"
    assert sent.signer_name in cells[3]
    assert cells[4] == "Sở Thông tin và Truyền thông tỉnh Lâm Đồng"
    assert cells[5].startswith("Lưu: VT, ")
    assert cells[7] == "09/09/2020"


def test_the_day_of_sending_stays_when_a_document_is_recalled_later(clerk, leader, volume) -> None:
    sent = factories.outgoing("sent", clerk=clerk, signer=leader)
    services.recall_outgoing(sent, reason="Ban hành nhầm", seat=clerk, now=NOW + timedelta(days=9))
    (cells,) = cells_of(Registers.OUTGOING, volume)
    assert cells[7] == "09/09/2020"
    assert cells[9] == "Đã thu hồi: Ban hành nhầm"


def test_an_incoming_line_says_who_has_it_since_when(incoming, worker) -> None:
    document = incoming("working")
    volume = Volume(document.agency, "incoming", 2020)
    (cells,) = cells_of(Registers.INCOMING, volume)
    assert cells[:2] == ["09/09/2020", "1"]
    assert cells[3] == document.code
    assert worker.person.full_name in cells[6]
    assert cells[7] == "09/09/2020"
    assert cells[8] == "Nguyễn Thị Thu Hà (trên hệ thống)"
    (follow,) = cells_of(Registers.FOLLOW_UP, volume)
    assert follow[0] == "1"
    assert follow[3] == "Không đặt hạn"
    assert follow[4] == "Đang xử lý"


def test_the_follow_up_names_the_reply(office, incoming) -> None:
    document = incoming("working")
    reply = office.document("sent", answers=document)
    (cells,) = cells_of(Registers.FOLLOW_UP, Volume(document.agency, "incoming", 2020))
    assert cells[5] == reply.code


def test_what_its_sender_took_back_keeps_its_line_and_says_why(incoming, stttt_clerk) -> None:
    document = arrived(incoming("working"), state="recalled", recalled_for="Ban hành nhầm", due_at=NOW)
    volume = Volume(document.agency, "incoming", 2020)
    assert cells_of(Registers.INCOMING, volume)[-1][9] == "Nơi gửi đã thu hồi: Ban hành nhầm"
    assert cells_of(Registers.FOLLOW_UP, volume)[-1][4] == "Nơi gửi đã thu hồi"


@pytest.mark.parametrize(("days", "words"), [(-1, "Đang xử lý, quá hạn"), (1, "Đang xử lý")])
def test_the_follow_up_says_what_is_late(incoming, days, words) -> None:
    document = incoming("working")
    type(document).objects.update(due_at=NOW + timedelta(days=days))
    (cells,) = cells_of(Registers.FOLLOW_UP, Volume(document.agency, "incoming", 2020))
    assert cells[4] == words


# -- no hole (Article 15.1)


def do_one(what: str, draft: OutgoingDocument, clerk) -> None:
    """Do one thing that a clerk may do with numbers, when there is something to do it to."""
    issued = OutgoingDocument.objects.filter(state=State.ISSUED).first()
    held = ReservedNumber.objects.filter(state="reserved").first()
    if what == "issue":
        numbered(draft, State.ISSUED)
    elif what == "reserve":
        services.reserve_number(draft.agency, series="", reason="Văn bản giấy", seat=clerk, now=NOW)
    elif what == "void" and issued:
        services.void_outgoing(issued, reason="Sai người ký", seat=clerk, now=NOW)
    elif what == "cancel" and held:
        services.cancel_number(held, reason="Không dùng", seat=clerk, now=NOW)
    elif what == "use" and held:
        use_held(held, draft, clerk)


def use_held(held: ReservedNumber, draft: OutgoingDocument, clerk) -> None:
    document = numbered(draft, State.ISSUED)  # takes a number, which goes back:
    NumberSeries.objects.filter(book="outgoing").update(last=document.number - 1)
    OutgoingDocument.objects.filter(pk=document.pk).update(number=held.number, code=f"{held.number:02}/UBND-VX")
    document.refresh_from_db()
    services.numbering.use_number(held, document, seat=clerk, now=NOW)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["issue", "void", "reserve", "cancel", "use"]), max_size=12))
def test_decree30_art15_the_register_lists_every_number_from_1_whatever_was_done(draft, clerk, volume, done) -> None:
    with transaction.atomic():
        for what in done:
            with transaction.atomic():
                do_one(what, draft, clerk)
        counter = NumberSeries.objects.filter(book="outgoing").first()
        last = counter.last if counter else 0
        assert numbers(volume) == list(range(last, 0, -1))
        transaction.set_rollback(True)


def test_voided_held_and_cancelled_numbers_stand_in_the_register_as_such(draft, clerk, volume) -> None:
    numbered(draft, State.VOIDED)
    services.reserve_number(draft.agency, series="", reason="Quyết định giấy", seat=clerk, now=NOW)
    held = services.reserve_number(draft.agency, series="", reason="Nhầm", seat=clerk, now=NOW)
    services.cancel_number(held, reason="Không dùng đến", seat=clerk, now=NOW)
    notes = [cells[-1] for cells in cells_of(Registers.OUTGOING, volume)]
    assert notes == ["Đã hủy số: Sai người ký", "Số đang giữ, chưa có văn bản", "Số đã hủy: Không dùng đến"]


def test_a_used_number_stands_once_as_its_document(draft, clerk, volume) -> None:
    held = services.reserve_number(draft.agency, series="", reason="Quyết định giấy", seat=clerk, now=NOW)
    use_held(held, draft, clerk)
    assert numbers(volume) == [1]
    assert list_lines(volume, Span(), Cut())[0].document is not None


def test_each_series_is_a_volume_of_its_own(draft, leader) -> None:
    numbered(draft)
    draft.series, draft.notation = "quyet-dinh", "QĐ-UBND"
    draft.save_base(raw=True)
    numbered(draft)
    assert numbers(outgoing_book(leader)) == [1]
    assert numbers(outgoing_book(leader, series="quyet-dinh")) == [1]


# -- filters and pages


def test_filters_by_day_number_and_words_hold_together(draft, volume) -> None:
    for number in range(1, 6):
        numbered(draft, issued_on=date(2020, 9, number), subject=f"Việc thứ {number}")
    assert numbers(volume, Span(first=date(2020, 9, 2), last=date(2020, 9, 4))) == [4, 3, 2]
    assert numbers(volume, Span(lowest=2, highest=3)) == [3, 2]
    assert numbers(volume, Span(words="VIỆC THỨ 5")) == [5]
    assert numbers(volume, Span(first=date(2020, 9, 3), highest=4, words="việc")) == [4, 3]
    assert numbers(volume, Span(words="(")) == []


def test_a_long_register_is_read_page_by_page_with_as_many_queries(draft, leader, clerk) -> None:
    client, address = at(clerk), f"/so-dang-ky/van-ban-di/?co-quan={leader.agency.slug}&nam=2020"
    for _ in range(FEW):
        numbered(draft)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for _ in range(FEW, MANY):
        numbered(draft)
    with CaptureQueriesContext(connection) as many:
        first = client.get(address)
    assert len(many) == len(few) <= MOST_QUERIES
    assert len(first.context["rows"]) == PAGE
    second = client.get(first.context["older"])
    assert len(second.context["rows"]) == MANY - PAGE
    assert second.context["older"] == ""


def test_the_incoming_register_asks_as_much_for_many_rows(incoming, stttt_clerk) -> None:
    client, first = at(stttt_clerk), incoming("working")
    for address in ("/so-dang-ky/van-ban-den/", "/so-dang-ky/theo-doi-giai-quyet/"):
        with CaptureQueriesContext(connection) as few:
            assert client.get(address).status_code == 200
        for _ in range(5):
            arrived(first)
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) == len(few) <= MOST_QUERIES


# -- paper and sheet (Articles 16.2.b and 22.3.b)


def test_decree30_art16_the_print_out_says_whose_which_year_from_which_number(draft, clerk, leader) -> None:
    for _ in range(3):
        numbered(draft)
    answer = at(clerk).get(f"/so-dang-ky/van-ban-di/?co-quan={leader.agency.slug}&nam=2020&tuso=2&dang=pdf")
    text = pdf_text(answer.content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐI NĂM 2020" in text
    assert "Từ số 02 đến số 03" in text
    assert "Sổ chưa khóa" in text
    assert page_count(answer.content) >= 1


def test_the_sheet_has_every_line_from_the_first(draft, clerk, leader) -> None:
    for _ in range(MANY):
        numbered(draft)
    answer = at(clerk).get(f"/so-dang-ky/van-ban-di/?co-quan={leader.agency.slug}&nam=2020&dang=xlsx")
    rows = [row for row in load_workbook(BytesIO(answer.content)).active.values if row[0] and "/UBND-VX" in str(row[0])]
    assert [row[0] for row in rows] == [f"{number:02}/UBND-VX" for number in range(1, MANY + 1)]


def test_a_print_out_too_long_is_refused_with_what_to_do(draft, clerk, leader, monkeypatch) -> None:
    monkeypatch.setattr("langbiang.apps.documents.views.registers.PRINTED", 2)
    for _ in range(3):
        numbered(draft)
    address = f"/so-dang-ky/van-ban-di/?co-quan={leader.agency.slug}&nam=2020"
    answer = at(clerk).get(f"{address}&dang=pdf")
    assert answer.status_code == 422
    assert "in từng tập theo các liên kết bên dưới" in answer.content.decode()
    parts = [(first, last) for first, last, _ in answer.context["parts"]]
    assert parts == [(1, 2), (3, 3)]
    assert at(clerk).get(answer.context["parts"][0][2]).headers["Content-Type"] == "application/pdf"


# -- odd input


@pytest.mark.parametrize(
    "asked", ["tu=hom-qua", "tuso=x", "tuso=5&denso=2", "tu=09/09/2020&den=01/09/2020", "tuso=99999999999999999999"]
)
def test_a_filter_typed_wrong_is_said_beside_the_field(clerk, asked) -> None:
    answer = at(clerk).get(f"/so-dang-ky/van-ban-di/?{asked}")
    assert answer.status_code == 422
    assert answer.context["form"].errors


@pytest.mark.parametrize(
    "asked", ["nam=abcd", "nam=9999", "sau=xyz", "sau=99999999999999999999", "so=khong-co", "nam="]
)
def test_an_odd_address_shows_an_empty_or_usual_page(clerk, asked) -> None:
    for slug in ("van-ban-di", "van-ban-den", "gui-buu-dien", "su-dung-ban-luu", "theo-doi-giai-quyet"):
        assert at(clerk).get(f"/so-dang-ky/{slug}/?{asked}").status_code == 200


def test_a_register_that_the_law_does_not_name_does_not_exist(clerk) -> None:
    assert at(clerk).get("/so-dang-ky/so-khac/").status_code == 404


def test_another_agencys_register_is_not_shown(clerk, stttt_clerk, incoming) -> None:
    incoming("accepted")
    answer = at(clerk).get("/so-dang-ky/van-ban-den/?co-quan=stttt&nam=2020")
    assert answer.context["asked"].agency.slug != "stttt"
