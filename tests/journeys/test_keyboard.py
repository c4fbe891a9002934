"""Everything by keyboard: nothing in the main job needs a mouse."""

from playwright.sync_api import Locator, expect

from langbiang.apps.documents.interface import OutgoingDocument
from langbiang.apps.documents.tests import factories

from .desk import Desk

MOST_STOPS = 60


def tab_to(desk: Desk, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(MOST_STOPS):
        if target.evaluate("element => element === document.activeElement"):
            return
        desk.page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def test_the_way_to_the_content_comes_first(at_desk) -> None:
    clerk = at_desk("Vũ Hồng Nhung")
    clerk.open("/van-ban-di/")
    clerk.page.keyboard.press("Tab")
    skip = clerk.page.get_by_role("link", name="Đến nội dung chính")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    clerk.page.keyboard.press("Enter")
    clerk.page.keyboard.press("Tab")
    expect(clerk.page.get_by_role("main").get_by_role("link").first).to_be_focused()


def test_j_and_k_walk_the_board(at_desk, seat) -> None:
    clerk, leader = seat("vp-ubnd-tinh", "Vũ Hồng Nhung"), seat("ubnd-tinh", "Đinh Quốc Việt")
    for subject in ("Việc thứ nhất", "Việc thứ hai", "Việc thứ ba"):
        factories.register(clerk, leader, subject=subject)
    desk = at_desk("Vũ Hồng Nhung")
    rows, keys = desk.page.locator("[data-row] .t a"), desk.page.keyboard
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        keys.press(key)
        expect(rows.nth(at)).to_be_focused()
    keys.press("/")
    expect(desk.page.locator("#tim")).to_be_focused()
    keys.type("jk")
    expect(desk.page.locator("#tim")).to_have_value("jk")


def test_a_whole_registration_by_keyboard(at_desk) -> None:
    desk = at_desk("Vũ Hồng Nhung")
    desk.open("/van-ban-di/moi/")
    register(desk)
    for at in (("30", "40"), ("110", "40"), ("120", "170"), ("95", "160")):
        place(desk, *at)
    desk.reads("Đã đặt đủ bốn ô.")
    places = OutgoingDocument.objects.get().places
    assert round(places["number"]["x0"] * 25.4 / 72) == 30
    assert round((841.89 - places["person"]["y1"]) * 25.4 / 72) == 170

    tab_to(desk, desk.page.get_by_role("link", name="Chọn nơi nhận"))
    desk.page.keyboard.press("Enter")
    choose_receiver(desk)
    tab_to(desk, desk.page.get_by_role("button", name="Trình ký"))
    desk.page.keyboard.press("Enter")
    desk.is_told("Đã trình ký")


def register(desk: Desk) -> None:
    page, keys = desk.page, desk.page.keyboard
    choose(desk, "Cơ quan ban hành", "Ủy ban nhân dân tỉnh Lâm Đồng")
    tab_to(desk, page.get_by_label("Trích yếu"))
    keys.type("Soạn bằng bàn phím")
    tab_to(desk, page.get_by_label("Ký hiệu"))
    keys.type("UBND-VX")
    choose(desk, "Người ký", "Đinh Quốc Việt, Phó Chủ tịch · UBND tỉnh")
    chosen = page.get_by_label("Tệp PDF")
    tab_to(desk, chosen)  # the dialog that opens from here is the machine's own
    chosen.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": factories.letter()})
    tab_to(desk, page.get_by_role("button", name="Lưu và tiếp tục"))
    keys.press("Enter")
    desk.is_told("Đã đăng ký dự thảo")


def choose(desk: Desk, label: str, option: str) -> None:
    """Go down a list by the arrow key to one option."""
    select = desk.page.get_by_label(label)
    tab_to(desk, select)
    desk.page.keyboard.press("Home")
    while select.locator("option:checked").inner_text() != option:
        before = select.input_value()
        desk.page.keyboard.press("ArrowDown")
        assert select.input_value() != before, f"{option} is not in the list"


def place(desk: Desk, x: str, y: str) -> None:
    """Set the field that waits next: open the plain way, type two distances, Enter."""
    drawn = desk.page.locator("svg rect.lb-places__box")
    before = drawn.count()
    tab_to(desk, desk.page.locator("details.lb-card summary"))
    desk.page.keyboard.press("Enter")
    tab_to(desk, desk.page.get_by_label("Cách mép trái (mm)"))
    desk.page.keyboard.type(x)
    tab_to(desk, desk.page.get_by_label("Cách mép trên (mm)"))
    desk.page.keyboard.type(y)
    desk.page.keyboard.press("Enter")
    expect(drawn).to_have_count(before + 1)


def choose_receiver(desk: Desk) -> None:
    tab_to(desk, desk.page.get_by_label("Lọc theo tên"))
    desk.page.keyboard.type("so thong tin")
    tab_to(desk, desk.page.get_by_label("Sở Thông tin và Truyền thông tỉnh Lâm Đồng"))
    desk.page.keyboard.press("Space")
    tab_to(desk, desk.page.get_by_role("button", name="Lưu nơi nhận"))
    desk.page.keyboard.press("Enter")
    desk.is_told("Đã lưu nơi nhận")


def test_a_long_text_keeps_its_session(at_desk) -> None:
    desk = at_desk("Vũ Hồng Nhung")
    desk.page.clock.install()
    desk.open("/su-co/bao/")
    words = desk.page.get_by_label("Mô tả")
    told: list[int] = []
    desk.page.on("response", lambda answer: told.append(answer.status) if answer.url.endswith("/con-day/") else None)
    words.press_sequentially("mạng")
    desk.page.clock.fast_forward("06:00")
    with desk.page.expect_response("**/con-day/"):
        words.press_sequentially("chậm")
    words.press_sequentially("lắm")
    assert told == [204], "once in five minutes"
