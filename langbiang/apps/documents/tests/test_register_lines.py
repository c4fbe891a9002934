"""Lines written by hand: the post register, and the use of kept copies (Decree 30/2020, Article 19, Annex IV)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from langbiang.apps.documents import services
from langbiang.apps.documents.models import CopyUse, PostEntry
from langbiang.apps.documents.services import CannotCorrect, CannotWrite, CopyUseLine, PostLine
from langbiang.foundation.errors import Stale
from langbiang.foundation.journal.interface import timeline

from .factories import DAY, NOW
from .shelf import at

POST = PostLine(DAY, "12/UBND-VX", "UBND huyện Đức Trọng", 2)
COPY = CopyUseLine(
    used_on=DAY,
    user_name="Nguyễn Thị Thu Hà, Chuyên viên",
    code="07/QĐ-UBND",
    dated=date(2020, 3, 2),
    title="Quyết định về quy chế văn thư",
    file_code="01.VP",
    purpose="Đối chiếu khi sửa quy chế",
    allowed_by="Chánh Văn phòng",
)


@pytest.fixture
def entry(clerk) -> PostEntry:
    return services.enter_post(clerk.agency, POST, seat=clerk, now=NOW)


@pytest.fixture
def use(clerk) -> CopyUse:
    return services.enter_copy_use(clerk.agency, COPY, seat=clerk, now=NOW)


def verbs(row) -> list[str]:
    return [act.verb.rpartition(".")[2] for act in timeline(row.SUBJECT_KIND, row.uid)]


def test_a_sending_is_entered_receipted_and_corrected_with_what_stood_before(entry, clerk) -> None:
    entry = services.note_receipt(entry, receipt="Bưu điện Đà Lạt 09/09/2020", seat=clerk, now=NOW)
    right = replace(POST, envelopes=3, receipt=entry.receipt)
    entry = services.correct_post(entry, right, reason="Đếm thiếu một bì", seat=clerk, now=NOW)
    entry.refresh_from_db()
    assert (entry.envelopes, entry.corrected_for) == (3, "Đếm thiếu một bì")
    assert verbs(entry) == ["entered", "receipted", "corrected"]
    assert list(timeline(entry.SUBJECT_KIND, entry.uid))[-1].details["before"] == {"envelopes": "2"}


def test_a_receipt_written_twice_is_refused(entry, clerk) -> None:
    entry = services.note_receipt(entry, receipt="Đã nhận", seat=clerk, now=NOW)
    with pytest.raises(CannotWrite, match="đã có ký nhận"):
        services.note_receipt(entry, receipt="Lần nữa", seat=clerk, now=NOW)


@pytest.mark.parametrize(
    ("reason", "line", "words"),
    [(" ", replace(POST, envelopes=9), "Ghi lý do sửa"), ("Nhầm", POST, "Chưa có gì khác")],
)
def test_correcting_needs_a_reason_and_a_difference(entry, clerk, reason, line, words) -> None:
    with pytest.raises(CannotCorrect, match=words):
        services.correct_post(entry, line, reason=reason, seat=clerk, now=NOW)
    assert verbs(entry) == ["entered"]


def test_an_older_page_does_not_write_over_a_newer_line(entry, clerk) -> None:
    old = PostEntry.objects.get(pk=entry.pk)
    services.note_receipt(entry, receipt="Đã nhận", seat=clerk, now=NOW)
    with pytest.raises(Stale):
        services.correct_post(old, replace(POST, envelopes=9), reason="Nhầm", seat=clerk, now=NOW)


def test_a_copy_is_lent_and_comes_back(use, clerk) -> None:
    use = services.return_copy(use, on=DAY, seat=clerk, now=NOW)
    assert (use.state, use.returned_on, verbs(use)) == ("returned", DAY, ["entered", "returned"])
    with pytest.raises(CannotWrite, match="đã trả"):
        services.return_copy(use, on=DAY, seat=clerk, now=NOW)


def test_a_copy_comes_back_neither_before_it_went_nor_after_today(use, clerk) -> None:
    for day, words in ((DAY - timedelta(days=1), "từ ngày sử dụng"), (DAY + timedelta(days=1), "sau hôm nay")):
        with pytest.raises(CannotWrite, match=words):
            services.return_copy(use, on=day, seat=clerk, now=NOW)


def test_a_use_is_corrected_with_the_reason(use, clerk) -> None:
    line = replace(COPY, user_name="Trần Đình Phúc, Trưởng phòng")
    use = services.correct_copy_use(use, line, reason="Ghi nhầm người", seat=clerk, now=NOW)
    assert use.user_name == "Trần Đình Phúc, Trưởng phòng"
    assert verbs(use) == ["entered", "corrected"]


def test_a_use_is_not_moved_behind_its_return(use, clerk) -> None:
    use = services.return_copy(use, on=DAY, seat=clerk, now=NOW)
    later = NOW + timedelta(days=3)
    with pytest.raises(CannotCorrect, match="đã trả ngày"):
        services.correct_copy_use(
            use, replace(COPY, used_on=DAY + timedelta(days=2)), reason="Sửa", seat=clerk, now=later
        )


def test_only_the_keeper_of_the_records_writes(clerk, leader, stttt_clerk, entry, use) -> None:
    for seat in (leader, stttt_clerk):
        with pytest.raises(CannotWrite):
            services.enter_post(clerk.agency, POST, seat=seat, now=NOW)
        with pytest.raises(CannotWrite):
            services.enter_copy_use(clerk.agency, COPY, seat=seat, now=NOW)
        with pytest.raises(CannotWrite):
            services.note_receipt(entry, receipt="x", seat=seat, now=NOW)
        with pytest.raises(CannotWrite):
            services.return_copy(use, on=DAY, seat=seat, now=NOW)
        with pytest.raises(CannotCorrect):
            services.correct_post(entry, replace(POST, envelopes=5), reason="x", seat=seat, now=NOW)


def test_nothing_is_entered_for_tomorrow(clerk) -> None:
    with pytest.raises(CannotWrite, match="không thể sau hôm nay"):
        services.enter_post(clerk.agency, replace(POST, transferred_on=DAY + timedelta(days=1)), seat=clerk, now=NOW)


def test_the_pages_enter_show_and_refuse(clerk) -> None:
    client, told = at(clerk), {"seat": str(clerk.uid), "co-quan": clerk.agency.slug}
    typed = {"transferred_on": "09/09/2020", "code": "12/VP", "recipient": "UBND huyện Lạc Dương", "envelopes": "1"}
    assert client.post("/so-dang-ky/gui-buu-dien/moi/", {**told, **typed, "envelopes": "0"}).status_code == 422
    client.post("/so-dang-ky/gui-buu-dien/moi/", {**told, **typed})
    entry = PostEntry.objects.get()
    page = f"/so-dang-ky/gui-buu-dien/{entry.uid}/"
    assert "UBND huyện Lạc Dương" in client.get(page).content.decode()
    answer = client.post(f"{page}sua/", {**told, **typed, "version": entry.version, "reason": ""})
    assert answer.status_code == 422
    answer = client.post(
        f"{page}sua/", {**told, **typed, "envelopes": "4", "version": entry.version, "reason": "Đếm nhầm"}, follow=True
    )
    assert "Số lượng bì, trước khi sửa: 1" in answer.content.decode()
    listed = client.get(f"/so-dang-ky/gui-buu-dien/?co-quan={clerk.agency.slug}")
    assert "đã sửa: Đếm nhầm" in listed.content.decode()


def test_lists_of_lines_go_by_pages(clerk) -> None:
    for number in range(30):
        services.enter_post(clerk.agency, replace(POST, code=f"{number:02}/VP"), seat=clerk, now=NOW)
        services.enter_copy_use(clerk.agency, replace(COPY, code=f"{number:02}/VP"), seat=clerk, now=NOW)
    client = at(clerk)
    for slug in ("gui-buu-dien", "su-dung-ban-luu"):
        first = client.get(f"/so-dang-ky/{slug}/?co-quan={clerk.agency.slug}")
        second = client.get(first.context["older"])
        seen = [address for page in (first, second) for address, _ in page.context["rows"]]
        assert len(seen) == len(set(seen)) == 30
        assert client.get(f"/so-dang-ky/{slug}/?dang=pdf").content.startswith(b"%PDF")
        assert client.get(f"/so-dang-ky/{slug}/?dang=xlsx").content.startswith(b"PK")
