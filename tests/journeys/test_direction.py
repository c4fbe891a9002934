"""Direction through the pages alone: a task from giving to closing; the week, a meeting, and what came of it."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents.tests import factories as documents

from .desk import Desk
from .test_accessibility import examine

SUBJECT = "Triển khai trục liên thông văn bản đến cấp xã"
WEEK = "Làm việc với UBND huyện Đức Trọng"
MEETING = "Họp triển khai ký số đến cấp xã"
THU_HA = "Nguyễn Thị Thu Hà, Chuyên viên · Phòng Công nghệ thông tin"


@pytest.fixture
def letter_in(demo):
    """A letter that Sở TT&TT has accepted, and an issued reply of its own."""
    clerk, leader = demo.seat_named("stttt", "Bùi Thị Kim Chi"), demo.seat_named("stttt", "Hồ Văn Thành")
    demo.key_for(leader, leader.agency)
    away = [get_agency("thanh-tra")]
    documents.outgoing("issued", clerk=clerk, signer=leader, receivers=away, notation="STTTT-CNTT")
    people = {
        "clerk": clerk,
        "leader": leader,
        "worker": clerk,
        "sender": demo.seat_named("thanh-tra", "Tô Minh Khánh"),
    }
    return documents.incoming("accepted", subject=SUBJECT, **people)


def test_a_task_goes_from_a_letter_to_its_reply(at_desk, letter_in) -> None:
    leader = at_desk("Hồ Văn Thành")
    gives_from_the_letter(leader, letter_in)
    task = leader.page.url

    worker = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên, Sở TT&TT")
    worker.shoot("direction-board-worker", docs="board-specialist")
    works_and_asks_for_time(worker)

    leader.open("/")
    leader.reads("Trả lời xin gia hạn")
    leader.open(task)
    leader.page.get_by_label("Đồng ý", exact=True).check()
    leader.shoot("direction-extension")
    leader.press("Trả lời gia hạn")
    leader.is_told("Đã trả lời đề nghị gia hạn")
    leader.reads("17:00, 18/09/2020")

    reports_done(worker, task)
    leader.open(task)
    closes(leader)

    worker.open(task)
    worker.reads("01/STTTT-CNTT")
    worker.open("/tim/?q=huong dan cac xa")
    expect(worker.page.get_by_role("link", name="Hướng dẫn các xã")).to_be_visible()
    leader.open("/theo-doi/")
    leader.shoot("direction-debts")
    examine(leader)


def gives_from_the_letter(leader: Desk, letter) -> None:
    leader.open(f"/van-ban-den/{letter.uid}/")
    leader.follow("Giao nhiệm vụ từ văn bản này")
    page = leader.page
    expect(page.get_by_label("Nhiệm vụ", exact=True)).to_have_value(SUBJECT)
    page.get_by_label("Nhiệm vụ", exact=True).fill("Hướng dẫn các xã ký số, gửi nhận văn bản")
    page.get_by_label("Người chủ trì").select_option(label=THU_HA)
    page.get_by_label("Hạn").fill("01/09/2020")
    leader.press("Giao nhiệm vụ")
    leader.is_refused("Hạn phải sau thời điểm này")
    examine(leader)
    page.get_by_label("Hạn").fill("14/09/2020")
    page.get_by_role("checkbox", name="Trung tâm CNTT và Truyền thông").check()
    leader.shoot("direction-give")
    leader.press("Giao nhiệm vụ")
    leader.is_told("Đã giao nhiệm vụ cho Nguyễn Thị Thu Hà")
    leader.shoot("direction-task-given")
    examine(leader)


def works_and_asks_for_time(worker: Desk) -> None:
    page = worker.page
    worker.follow("Hướng dẫn các xã ký số")
    worker.press("Nhận việc, bắt đầu")
    worker.is_told("Đã nhận việc")
    page.get_by_label("Tiến độ (%)").fill("30")
    page.get_by_label("Đã làm được gì").fill("Đã có đề cương, gửi kèm.")
    paper = {"name": "de-cuong.pdf", "mimeType": "application/pdf", "buffer": documents.letter()}
    page.get_by_label("Tệp kèm theo").set_input_files(paper)
    worker.press("Báo cáo tiến độ")
    worker.is_told("Đã gửi báo cáo tiến độ")
    expect(page.get_by_role("link", name="de-cuong.pdf")).to_be_visible()
    page.locator("summary", has_text="Xin gia hạn").click()
    page.get_by_label("Hạn xin mới").fill("18/09/2020")
    page.get_by_label("Lý do xin gia hạn").fill("Chờ góp ý của các huyện")
    worker.shoot("direction-task-working", docs="task")
    examine(worker)
    worker.press("Gửi đề nghị gia hạn")
    worker.is_told("Đã gửi đề nghị gia hạn")


def reports_done(worker: Desk, task: str) -> None:
    worker.open(task)
    worker.page.locator("summary", has_text="Báo cáo hoàn thành").click()
    worker.page.get_by_label("Kết quả thực hiện").fill("Đã phát hành hướng dẫn số 01/STTTT-CNTT.")
    worker.press("Báo cáo hoàn thành")
    worker.is_told("Đã báo cáo hoàn thành")


def closes(leader: Desk) -> None:
    page = leader.page
    page.get_by_label("Số, ký hiệu văn bản trả lời").fill("77/STTTT-CNTT")
    leader.press("Đóng nhiệm vụ")
    leader.is_refused("Không tìm thấy văn bản đi số “77/STTTT-CNTT”")
    page.get_by_label("Số, ký hiệu văn bản trả lời").fill("01/STTTT-CNTT")
    leader.shoot("direction-task-close")
    leader.press("Đóng nhiệm vụ")
    leader.is_told("Đã đóng nhiệm vụ")
    leader.shoot("direction-task-closed")
    examine(leader)


def test_the_week_and_a_meeting_that_gives_birth_to_a_task(at_desk, demo, settings) -> None:
    clerk, leader = at_desk("Bùi Thị Kim Chi"), at_desk("Hồ Văn Thành")
    worker = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên, Sở TT&TT")
    proposes(clerk)
    entry = clerk.page.url
    worker.open("/lich/")
    expect(worker.page.get_by_role("link", name=WEEK)).to_have_count(0)
    leader.open(entry)
    leader.press("Duyệt")
    leader.is_told("Đã duyệt")
    publishes(clerk)
    worker.open("/lich/")
    worker.reads(WEEK)
    worker.shoot("direction-week", docs="week")
    examine(worker)

    opens_a_room(clerk)
    calls(clerk)
    meeting = clerk.page.url
    answers(worker)
    clerk.open(meeting)
    clerk.reads("1 vắng mặt")
    clerk.reads("Đi tập huấn")
    clerk.shoot("direction-meeting-answers")
    examine(clerk)

    settings.CLOCK_START = datetime.fromisoformat("2020-09-10T09:00:00+07:00")
    concludes(leader, meeting)
    worker.open("/")
    worker.reads("Lập kế hoạch tập huấn")


def proposes(clerk: Desk) -> None:
    clerk.follow("Lịch công tác")
    clerk.follow("Đề xuất lịch")
    page = clerk.page
    page.get_by_label("Nội dung").fill(WEEK)
    page.get_by_role("checkbox", name="Hồ Văn Thành").check()
    page.get_by_label("Ngày").fill("11/09/2020")
    page.get_by_label("Bắt đầu").fill("14:00")
    page.get_by_label("Kết thúc").fill("13:00")
    page.get_by_label("Địa điểm").fill("Phòng họp tầng 3")
    clerk.press("Gửi đề xuất")
    clerk.is_refused("Giờ kết thúc phải sau giờ bắt đầu")
    examine(clerk)
    page.get_by_label("Kết thúc").fill("16:00")
    clerk.press("Gửi đề xuất")
    clerk.is_told("Đã đề xuất")
    examine(clerk)


def publishes(clerk: Desk) -> None:
    clerk.open("/lich/")
    clerk.shoot("direction-week-to-publish")
    clerk.press("Công bố lịch tuần")
    clerk.is_told("Đã công bố lịch tuần")
    assert clerk.page.request.get("/lich/in.pdf?tuan=2020-09-07").body().startswith(b"%PDF")


def opens_a_room(clerk: Desk) -> None:
    clerk.open("/hop/phong/")
    clerk.page.get_by_label("Tên phòng").fill("Phòng họp tầng 3")
    clerk.page.get_by_label("Số chỗ").fill("30")
    clerk.press("Thêm phòng")
    clerk.is_told("Đã thêm phòng họp")
    examine(clerk)


def calls(clerk: Desk) -> None:
    """Two meetings want the room; the second learns which hours are taken and goes elsewhere."""
    for title, begins in ((MEETING, "08:00"), ("Họp chi bộ", "09:00")):
        clerk.open("/hop/moi/")
        page = clerk.page
        page.get_by_label("Cuộc họp", exact=True).fill(title)
        page.get_by_label("Chủ trì").select_option(label="Hồ Văn Thành, Phó Giám đốc · Lãnh đạo Sở")
        page.get_by_label("Ngày họp").fill("10/09/2020")
        page.get_by_label("Bắt đầu").fill(begins)
        page.get_by_label("Kết thúc").fill("10:00")
        page.get_by_label("Phòng họp").select_option(label="Phòng họp tầng 3 (30 chỗ)")
        page.get_by_role("checkbox", name="Nguyễn Thị Thu Hà, Chuyên viên · Sở TT&TT").check()
        if title == MEETING:
            clerk.shoot("direction-call")
        clerk.press("Gửi giấy mời")
        if title == MEETING:
            clerk.is_told("Đã gửi giấy mời")
            meeting = page.url
    clerk.is_refused("đã có cuộc họp khác từ 08:00 đến 10:00")
    clerk.shoot("direction-room-clash")
    examine(clerk)
    clerk.open(meeting)


def answers(worker: Desk) -> None:
    worker.open("/")
    worker.follow(MEETING)
    worker.page.get_by_label("Vắng mặt", exact=True).check()
    worker.press("Trả lời giấy mời")
    worker.is_refused("Ghi lý do vắng mặt")
    worker.page.get_by_label("Lý do, ghi chú").fill("Đi tập huấn")
    worker.press("Trả lời giấy mời")
    worker.is_told("Đã trả lời giấy mời")
    worker.shoot("direction-meeting-invited")
    examine(worker)


def concludes(leader: Desk, meeting: str) -> None:
    leader.open(meeting)
    leader.page.get_by_label("Kết luận").fill("Phòng CNTT lập kế hoạch tập huấn ký số cho cấp xã trong tháng 9.")
    leader.press("Ghi kết luận")
    leader.is_told("Đã ghi kết luận")
    leader.follow("Giao nhiệm vụ từ kết luận")
    leader.page.get_by_label("Nhiệm vụ", exact=True).fill("Lập kế hoạch tập huấn ký số cho cấp xã")
    leader.page.get_by_label("Người chủ trì").select_option(label=THU_HA)
    leader.page.get_by_label("Hạn").fill("18/09/2020")
    leader.press("Giao nhiệm vụ")
    leader.is_told("Đã giao nhiệm vụ")
    leader.open(meeting)
    leader.reads("Lập kế hoạch tập huấn")
    leader.shoot("direction-meeting-concluded")
    examine(leader)
