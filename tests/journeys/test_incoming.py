"""A letter on paper, from the clerk's desk over the leader's phone to the printed slip, through the pages alone."""

import pytest
from playwright.sync_api import expect

from langbiang.foundation.printing import pdf_text

from .desk import NARROW, SCREENS, Desk
from .test_accessibility import examine, unfold

SUBJECT = "Đề nghị hướng dẫn ký số trên văn bản điện tử cấp xã"
PHONE = {"width": NARROW, "height": 844}


@pytest.fixture
def scan(demo) -> dict[str, object]:
    pdf, _ = demo.demo_letter()
    return {"name": "quet-145.pdf", "mimeType": "application/pdf", "buffer": pdf}


def test_a_letter_by_post_is_worked_through_to_its_slip(at_desk, open_desk, scan) -> None:
    clerk = at_desk("Bùi Thị Kim Chi")
    enter_letter(clerk, scan)
    clerk.is_told("Đã vào sổ, số đến 1")
    clerk.reads("Bưu điện")
    clerk.shoot("incoming-entered")
    examine(clerk)
    letter = clerk.page.url
    enter_again_knowingly(clerk, scan)

    clerk.open(letter)
    clerk.page.get_by_label("Trình", exact=True).select_option(label="Hồ Văn Thành, Phó Giám đốc")
    clerk.press("Trình lãnh đạo")
    clerk.is_told("Đã trình lãnh đạo")

    leader = on_phone(open_desk, "Hồ Văn Thành")
    examine_all(leader, "/", f"{letter}but-phe/")
    instruct_in_three_taps(leader)

    head = at_desk("Trần Đình Phúc")
    head.reads("Phân công trong đơn vị")
    head.follow(SUBJECT)
    head.page.get_by_label("Giao cho").select_option(label="Nguyễn Thị Thu Hà, Chuyên viên")
    head.page.get_by_label("Ý kiến của trưởng đơn vị").fill("Dự thảo công văn, gửi tôi xem trước")
    head.page.get_by_label("Hạn xử lý").fill("11/09/2020")
    head.shoot("incoming-divide")
    examine(head)
    head.press("Phân công")
    head.is_told("Đã phân công")

    worker = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên, Sở TT&TT")
    worker.follow(SUBJECT)
    worker.press("Bắt đầu xử lý")
    worker.page.locator("summary", has_text="Ghi ý kiến đề xuất").click()
    worker.page.get_by_label("Ý kiến đề xuất").fill("Trả lời bằng công văn, kèm tài liệu hướng dẫn")
    worker.press("Lưu ý kiến đề xuất")
    worker.is_told("Đã ghi ý kiến đề xuất")
    worker.page.get_by_label("Kết quả xử lý").fill("Đã có văn bản trả lời số 12/STTTT-CNTT")
    worker.shoot("incoming-working", docs="working")
    examine(worker)
    worker.press("Hoàn thành")
    worker.is_told("Đã hoàn thành")
    worker.shoot("incoming-slip-page")
    slip_holds_three_parts(worker)


def test_three_taps_work_without_scripts(at_desk, open_desk, scan) -> None:
    clerk = at_desk("Bùi Thị Kim Chi", pictures=False, java_script_enabled=False)
    enter_letter(clerk, scan)
    clerk.page.get_by_label("Trình", exact=True).select_option(label="Hồ Văn Thành, Phó Giám đốc")
    clerk.press("Trình lãnh đạo")
    instruct_in_three_taps(on_phone(open_desk, "Hồ Văn Thành", java_script_enabled=False), scripts=False)


# -- the steps


def enter_letter(clerk: Desk, scan: dict[str, object]) -> None:
    clerk.follow("Văn bản đến")
    clerk.follow("Vào sổ văn bản đến")
    clerk.shoot("incoming-form")
    fill(clerk, scan)
    clerk.press("Vào sổ, cấp số đến")


def fill(clerk: Desk, scan: dict[str, object]) -> None:
    page = clerk.page
    page.get_by_role("radio", name="Bưu điện").check()
    page.get_by_label("Nơi gửi").fill("Ủy ban nhân dân huyện Lâm Hà")
    page.get_by_label("Số", exact=True).fill("145")
    page.get_by_label("Ký hiệu").fill("UBND-VP")
    page.get_by_label("Ngày văn bản").fill("08/09/2020")
    page.get_by_label("Trích yếu").fill(SUBJECT)
    page.get_by_label("Tệp").set_input_files(scan)


def enter_again_knowingly(clerk: Desk, scan: dict[str, object]) -> None:
    """The same letter comes twice: it is shown, nothing typed is lost, and a reason enters it all the same."""
    clerk.open("/van-ban-den/moi/")
    fill(clerk, scan)
    clerk.press("Vào sổ, cấp số đến")
    clerk.is_refused("có thể đã vào sổ")
    expect(clerk.page.get_by_label("Trích yếu")).to_have_value(SUBJECT)
    clerk.reads("145/UBND-VP của Ủy ban nhân dân huyện Lâm Hà, số đến 1")
    clerk.reads("quet-145.pdf")
    clerk.shoot("incoming-twice")
    examine(clerk)
    clerk.page.get_by_label("Vẫn vào sổ, vì lý do dưới đây").check()
    clerk.page.get_by_label("Lý do vẫn vào sổ").fill("Bản giấy gửi sau bản điện tử")
    clerk.page.get_by_label("Tệp").set_input_files(scan)
    clerk.press("Vào sổ, cấp số đến")
    clerk.is_told("số đến 2")


def on_phone(open_desk, name: str, **options) -> Desk:
    desk = open_desk(pictures=False, has_touch=True, **options)
    desk.page.set_viewport_size(PHONE)
    desk.enter(name)
    return desk


def instruct_in_three_taps(leader: Desk, *, scripts: bool = True) -> None:
    """Open, choose the day, send: who leads is chosen already, and with scripts the words follow."""
    page = leader.page
    expect(page.get_by_text("Chào đồng chí Thành")).to_be_visible()
    picture(leader, "phone-board", docs="phone-board")
    with page.expect_navigation():
        page.get_by_role("link", name=SUBJECT).first.tap()
    expect(page.get_by_role("radio", name="Phòng Công nghệ thông tin")).to_be_checked()
    expect(page.get_by_label("Lời bút phê")).to_have_value(
        "Giao Phòng Công nghệ thông tin chủ trì, tham mưu trước ngày 14/9/2020."
    )
    picture(leader, "phone-instruct", docs="phone-instruct")
    page.locator("label", has_text="Thứ Sáu").tap()
    if scripts:
        expect(page.get_by_label("Lời bút phê")).to_have_value(
            "Giao Phòng Công nghệ thông tin chủ trì, tham mưu trước ngày 11/9/2020."
        )
    with page.expect_navigation():
        page.get_by_role("button", name="Gửi bút phê").tap()
    leader.is_told("Đã gửi bút phê")


def examine_all(desk: Desk, *addresses: str) -> None:
    """Run axe over pages with everything unfolded, then go back to the board as a phone shows it."""
    for address in addresses:
        desk.open(address)
        unfold(desk)
        examine(desk)
    desk.page.set_viewport_size(PHONE)
    desk.open("/")


def picture(desk: Desk, name: str, *, docs: str) -> None:
    desk.fits()
    desk.show_in_documents(docs)
    SCREENS.mkdir(parents=True, exist_ok=True)
    desk.page.screenshot(path=SCREENS / f"{name}-{NARROW}.png")


def slip_holds_three_parts(worker: Desk) -> None:
    address = worker.page.get_by_role("link", name="In phiếu giải quyết").get_attribute("href")
    answer = worker.page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    slip = pdf_text(answer.body())
    for words in (
        "Giao Phòng Công nghệ thông tin chủ trì, tham mưu trước ngày 11/9/2020.",
        "Dự thảo công văn, gửi tôi xem trước",
        "Trả lời bằng công văn, kèm tài liệu hướng dẫn",
        "Hồ Văn Thành, Phó Giám đốc",
    ):
        assert words in " ".join(slip.split()), slip
