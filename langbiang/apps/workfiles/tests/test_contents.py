"""What lies in a work file: order, the same document in several files, what a seat may read of it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from langbiang.apps.documents.tests import factories as documents
from langbiang.apps.workfiles import queries, services
from langbiang.apps.workfiles.models import FileItem
from langbiang.apps.workfiles.printouts import contents_table
from langbiang.foundation.errors import Refused

from . import factories
from .factories import DAY, NOW, everything


def put(file, document, seat):
    file.refresh_from_db()
    return services.add_document(file, document, seat=seat, now=NOW)


def test_contents_stand_in_order_of_time_with_running_pages(worker, incoming, outgoing):
    file = factories.opened(worker)
    put(file, outgoing(), worker)
    put(file, incoming(), worker)
    factories.add_paper(file, worker, dated=date(2020, 9, 2))
    factories.add_paper(file, worker, dated=None, pages=3, content=documents.letter() + b"\n")
    lines = queries.lines_of(file, worker, DAY)
    assert [(line.number, line.item.kind, line.page_range) for line in lines] == [
        (1, "paper", "1"),
        (2, "outgoing", "2"),
        (3, "incoming", "3"),
        (4, "paper", "4–6"),
    ]
    assert [line.code for line in lines] == ["", "01/UBND-VX", "01/BC-TTr", ""]


def test_the_same_document_lies_in_two_files_without_a_copy(worker, incoming):
    document = incoming()
    first, second = factories.opened(worker), factories.opened(worker, notation="02.CNTT")
    put(first, document, worker)
    put(second, document, worker)
    assert FileItem.objects.filter(incoming=document).count() == 2
    assert {file.pk for file in queries.find_file_names(document, worker, DAY)} == {first.pk, second.pk}


def test_the_same_document_twice_in_one_file_is_refused(worker, outgoing):
    file, document = factories.opened(worker), outgoing()
    put(file, document, worker)
    before = everything()
    with pytest.raises(services.CannotAdd, match="đã có"):
        put(file, document, worker)
    assert everything() == before
    with pytest.raises(IntegrityError), transaction.atomic():
        FileItem.objects.create(file=file, outgoing=document, pages=1, added_at=NOW, added_by="x")


def test_a_document_that_the_seat_may_not_see_is_not_put_in(worker, colleague, outgoing):
    file = factories.opened(colleague)
    with pytest.raises(services.CannotAdd, match="không được xem"):
        put(file, outgoing(), colleague)


def test_what_a_seat_may_not_see_is_counted_and_says_nothing(worker, colleague, outgoing):
    file, document = factories.opened(worker), outgoing(subject="Về việc rất riêng")
    put(file, document, worker)
    factories.add_paper(file, worker)
    file.refresh_from_db()
    services.share_file(file, to=colleague, may_add=False, seat=worker, now=NOW)
    lines = queries.lines_of(file, colleague, DAY)
    hidden = next(line for line in lines if not line.readable)
    assert len(lines) == 2
    assert (hidden.title, hidden.code, hidden.author, hidden.note) == (queries.HIDDEN, "", "", "")
    printed = str(contents_table(file, lines))
    assert "rất riêng" not in printed
    assert document.code not in printed


def test_the_history_tells_no_title_of_a_document(worker, outgoing):
    file = factories.opened(worker)
    put(file, outgoing(subject="Về việc rất riêng"), worker)
    assert "rất riêng" not in str(queries.history_of(file))


def test_who_has_a_share_for_adding_adds_and_no_other(worker, colleague):
    file = factories.opened(worker)
    services.share_file(file, to=colleague, may_add=False, seat=worker, now=NOW)
    with pytest.raises(services.CannotAdd):
        factories.add_paper(file, colleague)
    file.refresh_from_db()
    services.share_file(file, to=worker.unit, may_add=True, seat=worker, now=NOW)
    assert factories.add_paper(file, colleague).added_by.startswith(colleague.person.full_name)
    assert list(queries.list_addable(colleague)) == [file]


@pytest.mark.parametrize(
    ("content", "said", "field"),
    [
        (b"khong phai pdf", {}, "upload"),
        (None, {"title": " "}, "title"),
        (None, {"dated": date(2020, 9, 10)}, "dated"),
        (None, {"pages": 0}, "pages"),
    ],
)
def test_a_paper_that_does_not_do_is_refused_beside_its_field(content, said, field, worker):
    file = factories.opened(worker)
    before = everything()
    with pytest.raises(Refused) as refusal:
        factories.add_paper(file, worker, content=content, **said)
    assert refusal.value.field == field
    assert everything() == before


def test_of_a_document_only_date_pages_and_note_are_described(worker, incoming):
    file = factories.opened(worker)
    item = put(file, incoming(), worker)
    item.refresh_from_db()
    services.describe_item(item, factories.paper(pages=7, note="bản chính"), seat=worker, now=NOW)
    item.refresh_from_db()
    assert (item.pages, item.note, item.title, item.author) == (7, "bản chính", "", "")


def test_a_document_taken_out_stays_in_its_register(worker, incoming):
    file, document = factories.opened(worker), incoming()
    item = put(file, document, worker)
    services.remove_item(item, reason="Nhầm hồ sơ", seat=worker, now=NOW)
    document.refresh_from_db()
    assert not file.items.exists()
    assert queries.history_of(file)[-1].note == "Nhầm hồ sơ"


def test_the_printed_contents_have_seven_columns(worker):
    file = factories.opened(worker)
    factories.add_paper(file, worker, code="05/BB")
    table = contents_table(file, queries.lines_of(file, worker, DAY))
    assert len(table.columns) == 7
    told = [1, "05/BB", date(2020, 9, 8), "Biên bản họp tổ công tác", "Tổ công tác", "1", ""]
    assert list(table.rows[0].cells) == told
