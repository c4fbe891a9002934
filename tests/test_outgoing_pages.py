"""The pages of outgoing documents beyond their steps: what is to be published, and a seat under deputation."""

import shutil
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from uuid_utils.compat import uuid7

from langbiang.apps.directory.interface import list_seats_in
from langbiang.apps.directory.services import close_dated
from langbiang.apps.documents import services
from langbiang.apps.documents.models import DocumentType, OutgoingDocument, Publication
from langbiang.apps.documents.tests import factories
from langbiang.apps.exchange.models import ListedAgency
from langbiang.apps.exchange.tests.factories import connect_axis
from langbiang.apps.identity.interface import Wanted, grant_deputation, open_demo_account
from langbiang.apps.identity.queries import list_deputised
from langbiang.foundation import signing
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.printing import converting, pdf_text
from langbiang.foundation.printing.tests.word import docx
from langbiang.foundation.search.folding import fold

from .test_pages import MANY, PAGE, at, carried, clerk, draft, leader, page_of, queries_of, stttt

__all__ = ["clerk", "draft", "leader", "stttt"]  # fixtures
LIST = "/van-ban-di/cong-bo/?co-quan=ubnd-tinh"


@pytest.fixture
def legal(clerk, leader) -> OutgoingDocument:
    kind = DocumentType.objects.get(code="quyet-dinh-cua-ubnd-cap-tinh")
    told = {"type": kind, "notation": "QĐ-UBND", "subject": "Ban hành quy chế khai thác dữ liệu"}
    return factories.outgoing("issued", clerk=clerk, signer=leader, **told)


def multiply(document: OutgoingDocument, count: int) -> None:
    """Issue so many more, as rows alone: each is to appear in the gazette."""
    for number in range(document.number + 1, document.number + count):
        document.pk, document.uid, document._state.adding = None, uuid7(), True
        document.number = number
        document.save_base(raw=True)
        told = {"agency_id": document.agency_id, "issued_on": document.issued_on, "due_on": document.issued_on}
        Publication.objects.create(document=document, medium="gazette", **told)


# -- publication


def test_the_clerk_publishes_and_takes_back_on_the_page_of_the_document(clerk, legal) -> None:
    client = at(clerk)
    listed = client.get(LIST).content.decode()
    assert legal.subject in listed
    assert "langbiang/data/publication.csv" in listed  # says what is from memory
    said = carried(clerk, legal, medium="gazette", on="09/09/2020", reference="Công báo số 38")
    done = client.post(page_of(legal, "cong-bo/"), said, follow=True).content.decode()
    assert "Đã ghi công bố." in done
    assert "Công báo số 38" in client.get(f"{LIST}&buoc=da-cong-bo").content.decode()
    legal.refresh_from_db()
    undone = client.post(
        page_of(legal, "bo-cong-bo/"), carried(clerk, legal, medium="gazette", reason="Nhầm số"), follow=True
    )
    assert "Đã bỏ ghi công bố" in undone.content.decode()
    assert "Chưa ghi văn bản nào đã công bố" in client.get(f"{LIST}&buoc=da-cong-bo").content.decode()


def test_a_refused_record_keeps_what_was_typed(clerk, legal) -> None:
    said = carried(clerk, legal, medium="gazette", on="10/09/2020", reference="Công báo số 38")
    answer = at(clerk).post(page_of(legal, "cong-bo/"), said)
    assert answer.status_code == 422
    form = answer.context["publish_form"]
    assert "đến hôm nay" in " ".join(form.errors["on"])
    assert form["reference"].value() == "Công báo số 38"


def test_the_list_of_publications_goes_page_by_page_with_few_queries(clerk, legal) -> None:
    client = at(clerk)
    few = queries_of(client, LIST)
    multiply(legal, MANY)
    assert queries_of(client, LIST) == few
    first = client.get(LIST).context["page"]
    rest = client.get(LIST, {"sau": first.older, "co-quan": "ubnd-tinh"}).context["page"]
    assert (len(first.rows), len(rest.rows), rest.older) == (PAGE, MANY + 1 - PAGE, "")


# -- signing is not deputised


def test_decree30_art13_a_deputised_seat_finds_a_sentence_where_the_button_was(clerk, leader) -> None:
    document = factories.outgoing("presented", clerk=clerk, signer=leader)
    colleagues = list_seats_in(leader.agency, factories.DAY)
    deputy = next(one for one in colleagues if one.person_id != leader.person_id)
    wanted = Wanted(leader, deputy, factories.DAY, factories.DAY + timedelta(days=9), "Nghỉ phép")
    grant_deputation(wanted, seat=leader, now=factories.NOW)
    [(seat, _)] = list_deputised(open_demo_account(deputy.person), factories.DAY)
    client = at(deputy)
    session = client.session
    session["seat"] = seat.used_as
    session.save()
    page = client.get(page_of(document)).content.decode()
    assert "Xử lý thay không gồm ký" in page
    assert "/ky/" not in page
    rows = [row for group in client.get("/").context["groups"] for row in group.rows]
    assert [(row.step, row.action) for row in rows] == [("Chờ người ký", "Xem")]
    assert "/ky/" in at(leader).get(page_of(document)).content.decode()


# -- units of the own agency


@pytest.fixture
def office(province, stttt) -> factories.Office:
    leader, head = province.seat_named("stttt", "Hồ Văn Thành"), province.seat_named("stttt", "Trần Đình Phúc")
    province.key_for(leader, leader.agency)
    return factories.Office(head, head, stttt, leader)


def test_units_are_chosen_beside_agencies_and_see_the_document_on_its_page(office) -> None:
    clerk, head = office.clerk, office.head
    document = office.document("issued", drafter=clerk)
    client, address = at(clerk), page_of(document, "noi-nhan/")
    assert head.unit_name in client.get(address).content.decode()
    told = carried(clerk, document, units=[str(head.unit.uid)])
    assert client.post(address, told).status_code == 302
    assert f'value="{head.unit.uid}" checked' in client.get(address).content.decode()
    document.refresh_from_db()
    sent = client.post(page_of(document, "gui/"), carried(clerk, document), follow=True).content.decode()
    assert "Chỉ gửi các đơn vị trong cơ quan." in sent
    assert f"trong cơ quan: {head.unit_name}" in sent
    document.refresh_from_db()
    reader = at(head)
    [row] = [row for group in reader.get("/").context["groups"] for row in group.rows]
    assert (row.step, row.address) == ("Gửi đơn vị để biết", page_of(document))
    shown = reader.get(page_of(document)).content.decode()
    assert "Giao trong đơn vị" in shown
    assert "Trình ký" not in shown  # nothing of how it was drafted and reviewed
    seen = reader.post(page_of(document, "da-xem/"), carried(head, document), follow=True).content.decode()
    assert "Đã ghi nhận bạn đã xem." in seen


def test_a_receivers_page_without_a_tick_says_so(office) -> None:
    document = office.document(drafter=office.clerk)
    answer = at(office.clerk).post(page_of(document, "noi-nhan/"), carried(office.clerk, document))
    assert answer.status_code == 422
    assert "Chọn ít nhất một nơi nhận." in answer.content.decode()


# -- a DOCX


def docx_form(clerk, leader, content: bytes) -> dict[str, object]:
    said = {"agency": leader.agency_id, "type": "cong-van", "subject": "Đề nghị", "notation": "UBND-VX", "urgency": 0}
    file = SimpleUploadedFile("Công văn.docx", content)
    return {**said, "signer": str(leader.uid), "file": file, "seat": str(clerk.uid)}


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed; CI brings it")
def test_a_docx_becomes_the_pdf_that_is_signed_later(clerk, leader) -> None:
    answer = at(clerk).post("/van-ban-di/moi/", docx_form(clerk, leader, docx("Kính gửi: Sở Nội vụ", "Đà Lạt")))
    document = OutgoingDocument.objects.get()
    assert answer.headers["Location"] == page_of(document, "vi-tri/")
    assert (document.original.name, document.pages) == ("Công văn.pdf", 1)
    assert pdf_text(read_file(document.original)).split() == ["Kính", "gửi:", "Sở", "Nội", "vụ", "Đà", "Lạt"]
    placed = services.place_fields(document, factories.places(), seat=clerk, now=factories.NOW)
    placed = services.choose_receivers(placed, [clerk.agency], seat=clerk, now=factories.NOW)
    for step, seat in (
        (services.present_outgoing, clerk),
        (services.sign_outgoing, leader),
        (services.issue_outgoing, clerk),
    ):
        placed = step(placed, seat=seat, now=factories.NOW)
    verdict = signing.verify(read_file(placed.file), trust=signing.trusted_roots(), now=factories.NOW)
    assert verdict.standing == "valid"


def test_a_docx_where_libreoffice_is_missing_is_refused_beside_the_field(clerk, leader, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = at(clerk).post("/van-ban-di/moi/", docx_form(clerk, leader, docx("Kính gửi")))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert "chưa cài LibreOffice" in " ".join(form.errors["file"])
    assert form["subject"].value() == "Đề nghị"
    assert not OutgoingDocument.objects.exists()


# -- what comes wrong, or too late


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"subject": "a" * 10_000}, "subject", "10000 ký tự, tối đa 500"),
        ({"file": SimpleUploadedFile("bom.docx", docx("Bom", padding=converting.UNPACKED))}, "file", "bung ra quá lớn"),
        ({"file": SimpleUploadedFile("anh.docx", b"GIF89a..")}, "file", "không phải"),
    ],
    ids=["long subject", "zip bomb", "another kind"],
)
def test_a_wrong_draft_is_said_at_its_field_and_what_was_typed_stays(clerk, leader, wrong, field, sentence, program):
    said = {**docx_form(clerk, leader, b"x"), "notation": "UBND-KGVX", "file": "", "body": "Kính trình", **wrong}
    answer = at(clerk).post("/van-ban-di/moi/", said)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert sentence in " ".join(form.errors[field])
    assert form["notation"].value() == "UBND-KGVX"
    assert not OutgoingDocument.objects.exists()


@pytest.fixture
def program(tmp_path, monkeypatch) -> None:
    """Put a program where LibreOffice would be found; what is refused is refused before it is started."""
    (tmp_path / "soffice").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")


def test_who_has_just_left_the_post_sends_the_open_form_in_vain(clerk, draft) -> None:
    client = at(clerk)
    form = client.get(page_of(draft)).context["act_form"]
    sent = {name: form[name].value() for name in ("seat", "version")}
    close_dated(clerk, day=factories.DAY)
    answer = client.post(page_of(draft, "trinh-ky/"), sent)
    assert answer.status_code == 403
    assert "Mọi vị trí công tác của bạn đã kết thúc" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


# -- agencies outside


@pytest.fixture
def beyond(province) -> None:
    """Two agencies that the axis lists."""
    axis = connect_axis()
    for code, name in (("G99.1", "Bộ Thử nghiệm"), ("G99.2", "Cục Thử nghiệm")):
        ListedAgency.objects.create(
            system=axis, code=code, name=name, folded=fold(f"{name} {code}"), listed_at=axis.created_at
        )


def test_agencies_outside_are_found_without_javascript_and_nothing_ticked_is_lost(office, beyond) -> None:
    document = office.document(drafter=office.clerk)
    client, address = at(office.clerk), page_of(document, "noi-nhan/")
    ticked = {"receivers": ["ubnd-da-lat"], "outside": ["G99.1"]}
    found = client.post(address, carried(office.clerk, document, tim="cuc thu", find="1", **ticked))
    assert found.status_code == 200
    shown = found.content.decode()
    for box in ('value="ubnd-da-lat" checked', 'value="G99.1" checked', 'value="G99.2"'):
        assert box in shown
    assert "Ngoài tỉnh, qua Trục quốc gia" in shown
    assert client.post(address, carried(office.clerk, document, **ticked)).status_code == 302
    assert 'value="G99.1" checked' in client.get(address).content.decode()
    assert "Bộ Thử nghiệm (" in client.get(page_of(document)).content.decode()


def test_an_agency_outside_that_is_gone_is_refused_beside_the_field_with_all_kept(office, beyond) -> None:
    document = office.document("sent", drafter=office.clerk)
    said = carried(
        office.clerk, document, tim="thu", reason="Gửi thiếu", outside=["G99.1", "G00"], receivers=["ubnd-da-lat"]
    )
    answer = at(office.clerk).post(page_of(document, "gui-bo-sung/"), said)
    assert (answer.status_code, "Mã G00 không có" in " ".join(answer.context["form"].errors["outside"])) == (422, True)
    shown = answer.content.decode()
    for kept in ('value="G00" checked', 'value="G99.1" checked', 'value="ubnd-da-lat" checked', "Gửi thiếu"):
        assert kept in shown
    found = at(office.clerk).post(page_of(document, "gui-bo-sung/"), said | {"find": "1"})
    assert (found.status_code, "Gửi thiếu" in found.content.decode()) == (200, True)


def test_agencies_outside_are_suggested_while_somebody_types(office, beyond) -> None:
    part = at(office.clerk).get("/van-ban-di/co-quan-ngoai/", {"tim": "g99.2", "outside": ["G99.1"]}).content.decode()
    assert part.index('value="G99.1" checked') < part.index('value="G99.2"')
    nothing = at(office.clerk).get("/van-ban-di/co-quan-ngoai/", {"tim": "hải quan vũ trụ"}).content.decode()
    assert "Không tìm thấy cơ quan nào" in nothing
