"""The pages of incoming documents: refusals that keep what was typed, filters, lists page by page, few queries."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import Handling, IncomingDocument
from langbiang.apps.documents.tests import factories
from langbiang.foundation.journal.interface import timeline

from .test_pages import MANY, MOST_QUERIES, PAGE, _walk, at, carried, clerk, huy, leader, page_of, queries_of, stttt

__all__ = ["clerk", "huy", "leader", "stttt"]  # fixtures


@pytest.fixture
def thanh(province):
    return province.seat_named("stttt", "Hồ Văn Thành")


@pytest.fixture
def phuc(province):
    return province.seat_named("stttt", "Trần Đình Phúc")


@pytest.fixture
def ha(phuc):
    return next(s for s in queries.list_colleagues(phuc, factories.DAY) if s.person.full_name == "Nguyễn Thị Thu Hà")


def said(seat, **more) -> dict[str, object]:
    told = {"agency": seat.agency_id, "channel": "post", "sender_name": "UBND huyện Lâm Hà", "number": "145"}
    told |= {"notation": "UBND-VP", "dated": "08/09/2020", "type": "cong-van", "subject": "Đề nghị", "urgency": 0}
    return {**told, "seat": str(seat.uid), "attached": factories.upload(name="quet.pdf"), **more}


# -- entering


def test_a_clerk_enters_a_scan_and_sees_its_number(stttt) -> None:
    answer = at(stttt).post("/van-ban-den/moi/", said(stttt), follow=True)
    assert "Đã vào sổ, số đến 1." in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"attached": SimpleUploadedFile("rong.pdf", b"")}, "attached", "0 byte"),
        ({"attached": SimpleUploadedFile("anh.pdf", b"GIF89a..")}, "attached", "không phải PDF"),
        ({"attached": ""}, "attached", "Chọn tệp PDF"),
        ({"subject": "a" * 10_000}, "subject", "10000 ký tự, tối đa 500"),
        ({"secrecy": "mat"}, "secrecy", "dấu mật"),
        ({"dated": "ngày mai"}, "dated", "ngày/tháng/năm"),
        ({"dated": "10/09/2020"}, "dated", "sau hôm nay"),
        ({"pages": "0"}, "pages", "1"),
        ({"sender_name": ""}, "sender_name", "Nhập nơi gửi"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(stttt, wrong, field, sentence) -> None:
    answer = at(stttt).post("/van-ban-den/moi/", said(stttt, **{"signer_name": "Người Ký", **wrong}))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert sentence in " ".join(form.errors[field])
    assert form["signer_name"].value() == "Người Ký"
    assert form["number"].value() == "145"
    assert not IncomingDocument.objects.exists()


def test_the_files_to_choose_again_are_named(stttt) -> None:
    answer = at(stttt).post("/van-ban-den/moi/", said(stttt, subject=""))
    assert 'Chọn lại: <b class="lb-break">quet.pdf</b>' in answer.content.decode()


def test_what_came_twice_is_shown_with_its_page_and_entered_with_a_reason(stttt) -> None:
    first = factories.enter(stttt, sender_name="UBND huyện Lâm Hà")
    client = at(stttt)
    answer = client.post("/van-ban-den/moi/", said(stttt))
    assert answer.status_code == 422
    assert page_of(first) in answer.content.decode()
    ticked = said(stttt, anyway="on")
    assert client.post("/van-ban-den/moi/", ticked).status_code == 422  # a tick alone says no reason
    assert client.post("/van-ban-den/moi/", said(stttt, anyway="on", anyway_reason="Bản sau")).status_code == 302
    assert IncomingDocument.objects.get(arrival_number=2).entered_twice_for == "Bản sau"


def test_an_arrival_that_is_there_already_warns_before_it_is_accepted(stttt, clerk) -> None:
    first = factories.arrive(stttt.agency, sender=clerk)
    second = factories.arrive(stttt.agency, sender=clerk)
    body = at(stttt).get(page_of(second)).content.decode()
    assert "có thể đã đến rồi" in body
    assert page_of(first) in body


# -- the instruction


def presented(stttt, thanh, **more) -> IncomingDocument:
    document = factories.enter(stttt, **more)
    return services.present_incoming(document, to=thanh, seat=stttt, now=factories.NOW)


def test_untouched_words_follow_the_choice(stttt, thanh, phuc, ha) -> None:
    document, client = presented(stttt, thanh), at(thanh)
    form = client.get(page_of(document, "but-phe/")).context["form"]
    offered = form.initial["words"]
    assert offered == "Giao Phòng Công nghệ thông tin chủ trì, tham mưu trước ngày 14/9/2020."
    sent = carried(
        thanh, document, lead=f"s{ha.uid}", due="khac", other_day="25/09/2020", words=offered, offered=offered
    )
    assert client.post(page_of(document, "but-phe/"), sent).status_code == 302
    document.refresh_from_db()
    assert document.instruction == "Giao Nguyễn Thị Thu Hà chủ trì, tham mưu trước ngày 25/9/2020."
    assert document.due_at.isoformat() == "2020-09-25T10:00:00+00:00"


def test_the_sentence_is_offered_anew_while_the_leader_chooses(stttt, thanh, phuc, ha) -> None:
    document, client = presented(stttt, thanh), at(thanh)
    chosen = {"lead": f"s{ha.uid}", "due": "2020-09-11", "words": "Câu cũ", "offered": "Câu cũ"}
    address, wanted = page_of(document, "but-phe/loi/"), "Giao Nguyễn Thị Thu Hà chủ trì, tham mưu trước ngày"
    answer = client.get(address, chosen)
    assert answer.context["form"]["words"].value() == f"{wanted} 11/9/2020."
    assert answer.content.decode().count(f"{wanted} 11/9/2020.") == 2  # the words, and what was offered
    other = client.get(address, {**chosen, "due": "khac", "other_day": "25/09/2020"})
    assert f"{wanted} 25/9/2020." in other.content.decode()


@pytest.mark.parametrize(
    "choice",
    [{"words": "Làm ngay"}, {"lead": "u-khong-co"}, {"due": "khac", "other_day": "32/09/2020"}, {"due": ""}],
    ids=["own words", "nobody", "no such day", "no day"],
)
def test_own_words_stay_and_a_choice_half_made_changes_nothing(stttt, thanh, ha, choice) -> None:
    chosen = {"lead": f"s{ha.uid}", "due": "2020-09-11", "words": "Câu cũ", "offered": "Câu cũ", **choice}
    assert at(thanh).get(page_of(presented(stttt, thanh), "but-phe/loi/"), chosen).status_code == 204


def test_others_are_named_with_role_and_deadline(stttt, thanh, phuc, ha) -> None:
    document = presented(stttt, thanh)
    sent = carried(thanh, document, lead=f"u{phuc.unit.uid}", due="2020-09-11", words="Làm ngay", offered="")
    sent |= {f"role_s{stttt.uid}": "coordinate", f"due_s{stttt.uid}": "10/09/2020", f"role_s{ha.uid}": "inform"}
    assert at(thanh).post(page_of(document, "but-phe/"), sent).status_code == 302
    assert [h.role for h in Handling.objects.order_by("pk")] == ["lead", "coordinate", "inform"]
    assert timeline("documents.incoming", document.uid).last().details["words"] == "Làm ngay"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"lead": "uxyz"}, "uxyz"),
        ({"due": "2020-09-30"}, "2020-09-30"),
        ({"due": "khac"}, "Nhập ngày hết hạn"),
        ({"due": "khac", "other_day": "01/09/2020"}, "phải sau"),
        ({"version": 1}, "đã thay đổi"),
    ],
)
def test_an_instruction_that_cannot_be_is_shown_again(stttt, thanh, phuc, wrong, sentence) -> None:
    document = presented(stttt, thanh)
    sent = carried(thanh, document, lead=f"u{phuc.unit.uid}", due="2020-09-11", words="Làm ngay")
    answer = at(thanh).post(page_of(document, "but-phe/"), {**sent, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Handling.objects.exists()


# -- lists


def test_filters_narrow_the_list_and_stay_on_its_pages(stttt, thanh, ha) -> None:
    lam_ha = factories.enter(stttt)
    other = factories.enter(stttt, number="2", sender_name="Sở Nội vụ", now=factories.NOW + timedelta(minutes=1))
    old = factories.enter(stttt, number="3")
    long_ago = factories.NOW - timedelta(days=400)
    IncomingDocument.objects.filter(pk=old.pk).update(arrived_at=long_ago)
    late = factories.assign(other, to=ha, seat=thanh, due_at=factories.NOW + timedelta(minutes=1), now=factories.NOW)
    IncomingDocument.objects.filter(pk=late.pk).update(due_at=factories.NOW - timedelta(days=2))
    client = at(stttt)

    def shown(**asked) -> list[int]:
        return [row.pk for row in client.get("/van-ban-den/", asked).context["page"].rows]

    assert shown() == [other.pk, lam_ha.pk, old.pk]
    assert shown(nam="2019") == [old.pk]
    assert shown(noi="ubnd lam ha") == shown(noi="ủy ban nhân dân Lâm Hà") == [lam_ha.pk, old.pk]
    assert shown(noi="145/UBND") == [lam_ha.pk]
    assert shown(tre="1") == [other.pk]
    assert shown(nam="9" * 30, coquan="khong-co") == [other.pk, lam_ha.pk, old.pk]
    assert "nam=2020" in client.get("/van-ban-den/", {"nam": "2020"}).content.decode()


def test_a_clerk_of_two_registers_looks_at_one(clerk, leader) -> None:
    own, committees = factories.enter(clerk), factories.enter(clerk, agency=leader.agency, number="2")
    client = at(clerk)
    for slug, expected in (("vp-ubnd-tinh", own), ("ubnd-tinh", committees)):
        rows = client.get("/van-ban-den/", {"coquan": slug}).context["page"].rows
        assert [row.pk for row in rows] == [expected.pk]


def test_a_units_list_is_whole_page_by_page_though_rows_stand_in_it_twice(stttt, thanh, phuc, ha) -> None:
    first = factories.assign(
        factories.enter(stttt), to=phuc, unit=True, others=(factories.part(ha, "inform"),), seat=thanh
    )
    _multiply(first, PAGE * 2 + 3)
    seen = _walk(at(phuc), "/van-ban-den/", "page")
    assert len(seen) == len(set(seen)) == PAGE * 2 + 3


def _multiply(first: IncomingDocument, count: int) -> None:
    """Copy a document with its handlings until there are so many, some at the same moment."""
    handlings = list(first.handlings.all())
    for number in range(IncomingDocument.objects.count(), count):
        first.pk, first._state.adding = None, True
        first.uid = IncomingDocument._meta.get_field("uid").get_default()
        first.arrival_number = number + 1
        first.arrived_at = factories.NOW + timedelta(minutes=number // 2)
        first.save_base(raw=True)
        for one in handlings:
            one.pk, one.uid, one._state.adding = None, Handling._meta.get_field("uid").get_default(), True
            one.document, one.arrived_at = first, first.arrived_at
            one.save()


@pytest.mark.parametrize("address", ["/", "/van-ban-den/", "/van-ban-den/?buoc=assigned"])
@pytest.mark.parametrize("who", ["phuc", "stttt"])
def test_lists_ask_as_much_for_many_parts(who, address, request, stttt, thanh, phuc, ha) -> None:
    first = factories.assign(factories.enter(stttt), to=phuc, unit=True, seat=thanh)
    client = at(request.getfixturevalue(who))
    few = queries_of(client, address)
    _multiply(first, MANY)
    assert queries_of(client, address) == few <= MOST_QUERIES


def test_a_document_and_its_instruction_ask_little(stttt, thanh, phuc, ha) -> None:
    document = factories.assign(
        presented(stttt, thanh), to=phuc, unit=True, others=(factories.part(ha, "coordinate"),), seat=thanh
    )
    for seat in (stttt, thanh, phuc, ha):
        assert queries_of(at(seat), page_of(document)) <= MOST_QUERIES + 4
    assert queries_of(at(thanh), page_of(document, "but-phe/")) <= MOST_QUERIES


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="reads the plan of PostgreSQL")
def test_the_list_of_a_person_is_entered_by_the_copy_of_the_arrival(stttt, thanh, ha) -> None:
    first = factories.assign(factories.enter(stttt), to=ha, seat=thanh)
    _multiply(first, 300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE documents_handling; ANALYZE documents_incomingdocument; SET enable_seqscan = off")
    plan = queries.parts_of_incoming(ha, factories.DAY)[0][:26].explain()
    assert "documents_handling_by_seat" in plan
