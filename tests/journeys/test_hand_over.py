"""A leader is away and a deputy acts under both names; somebody leaves and the work goes to others, and back."""

import pytest
from playwright.sync_api import expect

from langbiang.apps.direction.services import tasks as task_services
from langbiang.apps.direction.tests import factories
from langbiang.apps.directory.interface import Role, list_seats_in
from langbiang.foundation.journal.interface import drain

from .desk import Desk
from .test_accessibility import examine


@pytest.fixture
def people(seat):
    leader, head = seat("stttt", "Hồ Văn Thành"), seat("stttt", "Trần Đình Phúc")
    unit = [s for s in list_seats_in(leader.agency, factories.NOW.date()) if s.unit_id == head.unit_id]
    specialists = [s for s in unit if s.roles == [Role.SPECIALIST]]
    worker = next(s for s in specialists if s.person.full_name == "Nguyễn Thị Thu Hà")
    return {"leader": leader, "head": head, "worker": worker, "mate": next(s for s in specialists if s != worker)}


def test_a_deputy_acts_while_the_leader_is_away_and_both_names_are_told(at_desk, people) -> None:
    leader = at_desk("Hồ Văn Thành")
    name_a_deputy(leader)
    deputy = at_desk("Trần Đình Phúc")
    deputy.open("/vi-tri/")
    deputy.shoot("seats-with-a-deputation")
    examine(deputy)
    deputy.page.get_by_role("button", name="Thay Hồ Văn Thành, Phó Giám đốc (đến hết 18/09/2020)").click()
    deputy.is_told("thay Hồ Văn Thành")
    give_a_task(deputy)
    deputy.reads("Trần Đình Phúc, Trưởng phòng, thay Hồ Văn Thành, Phó Giám đốc")
    deputy.shoot("task-given-by-a-deputy")
    examine(deputy)
    end_it_while_a_form_is_open(leader, deputy)


def name_a_deputy(leader: Desk) -> None:
    leader.open("/vi-tri/")
    leader.follow("Ủy quyền xử lý khi vắng mặt")
    leader.shoot("deputations-empty")
    leader.follow("Ủy quyền", exact=True)
    page = leader.page
    page.get_by_label("Từ ngày").fill("09/09/2020")
    page.get_by_label("Đến hết ngày").fill("18/09/2020")
    page.get_by_label("Lý do").fill("Đi công tác Hà Nội")
    leader.press("Ủy quyền")
    leader.is_refused("Chọn người xử lý thay")
    examine(leader)
    choice = page.get_by_label("Người xử lý thay")
    choice.select_option(choice.locator("option", has_text="Trần Đình Phúc").get_attribute("value"))
    leader.shoot("deputation-form")
    leader.press("Ủy quyền")
    leader.is_told("Đã ủy quyền")
    leader.shoot("deputations")
    examine(leader)


def give_a_task(deputy: Desk) -> None:
    deputy.open("/nhiem-vu/giao/")
    page = deputy.page
    page.get_by_label("Nhiệm vụ", exact=True).fill("Rà soát chứng thư số của các phòng")
    lead = page.get_by_label("Người chủ trì")
    lead.select_option(lead.locator("option", has_text="Nguyễn Thị Thu Hà").first.get_attribute("value"))
    page.get_by_label("Hạn").first.fill("14/09/2020")
    deputy.press("Giao nhiệm vụ")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rà soát chứng thư số của các phòng")


def end_it_while_a_form_is_open(leader: Desk, deputy: Desk) -> None:
    deputy.open("/nhiem-vu/giao/")
    leader.follow("Thu lại")
    leader.page.get_by_label("Lý do thu lại").fill("Đã về")
    leader.press("Thu lại")
    leader.is_told("Đã thu lại ủy quyền")
    deputy.press("Giao nhiệm vụ")
    deputy.is_refused("mở từ một vị trí khác")


def test_the_work_of_who_leaves_goes_to_another_and_comes_back_but_for_what_moved_on(at_desk, people) -> None:
    made = [factories.give(people["leader"], people["worker"], title=f"Nhiệm vụ số {n:02}") for n in range(1, 5)]
    leader = at_desk("Hồ Văn Thành")
    leader.follow("Bàn giao công việc")
    leader.shoot("hand-overs-empty")
    leader.follow("Bàn giao", exact=True)
    choose_by_words(leader, "Người thôi giữ chức vụ", f"Nguyễn Thị Thu Hà, {people['worker'].title}")
    leader.press("Xem việc đang giữ")
    leader.reads("Nhiệm vụ chủ trì (4)")
    choose_by_words(leader, "Người nhận", people["mate"].person.full_name)
    leader.page.get_by_label("Lý do").fill("Chuyển công tác về UBND thành phố")
    leader.page.get_by_label("Thôi giữ chức vụ từ ngày").fill("01/10/2020")
    leader.shoot("hand-over-form")
    examine(leader)
    leader.press("Xem trước")
    leader.reads("Bắt đầu bàn giao")
    leader.shoot("hand-over-preview")
    examine(leader)
    leader.press("Bắt đầu bàn giao")
    leader.is_told("Đã đặt bàn giao")
    leader.follow("Nguyễn Thị Thu Hà, Chuyên viên")
    leader.reads("Cập nhật tiến độ")
    leader.shoot("hand-over-at-work")
    examine(leader)
    drain()  # the page asks by itself how far it is
    leader.reads("Bàn giao xong 4 việc")

    made[0].refresh_from_db()
    task_services.start_task(made[0], seat=people["mate"], now=factories.NOW)
    leader.page.get_by_label("Lý do lấy lại").fill("Nhầm người nhận")
    leader.press("Lấy lại")
    leader.is_told("Đã đặt lấy lại")
    drain()  # the page asks by itself how far it is
    leader.reads("“Nhiệm vụ số 01” đã được xử lý tiếp sau khi bàn giao, không lấy lại được.")
    leader.reads("Lấy lại xong 3 việc, 1 việc không lấy lại được")
    leader.shoot("hand-over-undone")
    examine(leader)


def choose_by_words(desk: Desk, label: str, words: str) -> None:
    choice = desk.page.get_by_label(label, exact=True)
    choice.select_option(choice.locator("option", has_text=words).first.get_attribute("value"))
