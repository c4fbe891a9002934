"""What hinders the closing of a work file (Decree 30/2020, Article 29), and what closing computes."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from langbiang.apps.documents import services as records
from langbiang.apps.documents.tests import factories as documents
from langbiang.apps.workfiles import queries, services
from langbiang.apps.workfiles.models import WorkFile

from . import factories
from .factories import DAY, END, NOW, everything


def hindering(file, seat):
    file.refresh_from_db()
    return [found.words for found in queries.hindrances(file, queries.lines_of(file, seat, DAY))]


def put(file, document, seat):
    file.refresh_from_db()
    return services.add_document(file, document, seat=seat, now=NOW)


def refused(file, seat):
    file.refresh_from_db()
    before = everything()
    with pytest.raises(services.CannotClose, match="điểm phải xử lý"):
        services.close_file(file, end_date=END, seat=seat, now=NOW)
    assert everything() == before


def test_article_29_an_empty_file_is_not_closed(worker):
    file = factories.opened(worker)
    assert hindering(file, worker) == ["Hồ sơ chưa có văn bản, tài liệu nào."]
    refused(file, worker)


def test_article_29_the_retention_is_determined_before_closing(worker):
    file = factories.opened(worker, retention_years=None)
    factories.add_paper(file, worker)
    assert hindering(file, worker) == ["Chưa xác định thời hạn bảo quản."]
    refused(file, worker)


@pytest.mark.parametrize("state", ["presented", "signed", "issued"])
def test_article_29_a_document_that_is_not_sent_hinders(state, worker, outgoing):
    file = factories.opened(worker)
    put(file, outgoing(state), worker)
    assert hindering(file, worker) == ["Văn bản chưa xong việc (chưa gửi hoặc chưa hoàn thành)."]
    refused(file, worker)


@pytest.mark.parametrize("state", ["assigned", "working"])
def test_article_29_a_document_that_is_not_done_hinders(state, worker, incoming):
    file = factories.opened(worker)
    put(file, incoming(state), worker)
    assert hindering(file, worker) == ["Văn bản chưa xong việc (chưa gửi hoặc chưa hoàn thành)."]


def test_article_29_drafts_are_taken_out(worker, outgoing):
    file, document = factories.opened(worker), outgoing("draft")
    put(file, document, worker)
    records.cancel_outgoing(document, reason="Trùng", seat=worker, now=NOW)
    assert "Dự thảo đã hủy" in hindering(file, worker)[0]
    refused(file, worker)


def test_article_29_duplicates_are_taken_out(worker):
    file = factories.opened(worker)
    first = factories.add_paper(file, worker)
    factories.add_paper(file, worker, title="Bản sao")
    assert hindering(file, worker) == ["Trùng với mục số 1. Giữ một bản, bỏ bản còn lại."]
    refused(file, worker)
    first.refresh_from_db()
    services.remove_item(first, reason="Trùng", seat=worker, now=NOW)
    assert hindering(file, worker) == []


def test_a_content_without_a_date_hinders(worker):
    file = factories.opened(worker)
    item = factories.add_paper(file, worker, dated=None)
    assert hindering(file, worker) == ["Chưa có ngày của văn bản, tài liệu."]
    item.refresh_from_db()
    services.describe_item(item, factories.paper(), seat=worker, now=NOW)
    assert hindering(file, worker) == []


def test_closing_takes_the_sums_of_annex_vi(worker, incoming, outgoing):
    file = factories.opened(worker)
    put(file, outgoing(), worker)
    put(file, incoming(), worker)
    factories.add_paper(file, worker, pages=5, content=documents.letter() + b"\n")
    file.refresh_from_db()
    file = services.close_file(file, end_date=END, seat=worker, now=NOW)
    assert (file.doc_total, file.page_total) == (3, 7)


@pytest.mark.parametrize("end", [date(2020, 8, 31), DAY + timedelta(days=1)])
def test_an_end_before_the_start_or_after_today_is_refused(end, worker):
    file = factories.opened(worker)
    factories.add_paper(file, worker)
    file.refresh_from_db()
    with pytest.raises(services.CannotClose) as refusal:
        services.close_file(file, end_date=end, seat=worker, now=NOW)
    assert refusal.value.field == "end_date"


def test_the_database_itself_keeps_a_closed_file_complete(worker, clerk):
    file = factories.file_in("closed", worker, clerk)
    for change in ({"retention_years": None}, {"end_date": None}, {"doc_total": 0}, {"state": "submitted"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkFile.objects.filter(pk=file.pk).update(**change)
