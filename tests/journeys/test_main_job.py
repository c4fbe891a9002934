"""The main job, from the first page to the last status, through the pages alone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import FloatRect, Page, expect

from langbiang.apps.exchange.tests.store import PACKETS, FolderStore, read
from langbiang.foundation.journal.interface import drain
from langbiang.foundation.printing import Place

from .desk import Desk

SHOWN, SHEET = 500, (595.28, 841.89)  # the picture's width in pixels, the paper in points
SUBJECT = "Triển khai trục liên thông văn bản đến cấp xã"
REASON = "Văn bản không thuộc thẩm quyền của xã, đề nghị gửi Phòng Văn hóa và Thông tin huyện"
STTTT, HIEP_AN = "Sở Thông tin và Truyền thông tỉnh Lâm Đồng", "Ủy ban nhân dân xã Hiệp An"


class Letter(NamedTuple):
    pdf: bytes
    places: dict[str, Place]


@pytest.fixture
def letter(demo) -> Letter:
    return Letter(*demo.demo_letter())


def test_a_document_goes_from_draft_to_every_status_back(at_desk, letter, tmp_path) -> None:
    clerk = at_desk("Vũ Hồng Nhung")
    clerk.shoot("board-empty")
    register(clerk, letter)
    place_by_clicks(clerk, letter)
    choose_receivers(clerk)
    present(clerk)
    document = clerk.page.url

    sign(at_desk("Đinh Quốc Việt"))
    issue_and_send(clerk, document)
    drain()

    work_through_stttt(at_desk)
    refuse_at_hiep_an(at_desk("Ka Hương"))
    drain()

    clerk.open(document)
    sees_every_status(clerk)
    clerk.shoot("outgoing-sent", docs="document")
    reads_back_as_edxml(clerk.page, tmp_path)


def test_the_main_job_without_scripts(at_desk, letter) -> None:
    plain = {"java_script_enabled": False, "pictures": False}
    clerk = at_desk("Vũ Hồng Nhung", **plain)
    register(clerk, letter)
    place_by_clicks(clerk, letter)
    clerk.follow("Chọn nơi nhận")
    clerk.page.locator("summary", has_text="Sở, ban, ngành").click()
    clerk.page.get_by_label(STTTT).check()
    clerk.press("Lưu nơi nhận")
    present(clerk)
    document = clerk.page.url
    sign(at_desk("Đinh Quốc Việt", **plain))
    issue_and_send(clerk, document, receivers=1)
    drain()
    work_through_stttt(at_desk, **plain)
    drain()
    clerk.open(document)
    expect(status_of(clerk, STTTT)).to_contain_text("Hoàn thành")


def test_a_packet_file_from_outside_arrives(at_desk, demo, tmp_path) -> None:
    inside, outside = "000.00.20.H36", "000.00.02.H99"
    packet = (PACKETS / "java-new-zip.edxml").read_text().replace(outside, inside)
    file = tmp_path / "tu-ngoai.edxml"
    file.write_text(packet)
    huy = at_desk("Lâm Quang Huy")
    huy.follow("Gói tin")
    huy.shoot("packets-empty")
    huy.follow("Nhập tệp edXML")
    huy.shoot("import")
    huy.page.get_by_label("Tệp edXML").set_input_files(file)
    huy.press("Nhập tệp")
    huy.is_told("đã nhận văn bản")
    drain()
    huy.page.reload()
    huy.shoot("packets")
    huy.go(huy.page.locator("main th a").first)
    huy.shoot("packet")

    chi = at_desk("Bùi Thị Kim Chi")
    chi.go(chi.page.get_by_role("row").get_by_role("link").first)
    chi.reads("Nhập từ tệp edXML")
    chi.shoot("incoming-from-file")
    chi.press("Tiếp nhận, cấp số đến")
    chi.is_told("Đã tiếp nhận")


# -- the steps


def register(clerk: Desk, letter: Letter, subject: str = SUBJECT) -> None:
    clerk.follow("Văn bản đi")
    clerk.shoot("outgoing-list-empty")
    clerk.follow("Soạn văn bản đi")
    clerk.shoot("register")
    page = clerk.page
    page.get_by_label("Cơ quan ban hành").select_option("Ủy ban nhân dân tỉnh Lâm Đồng")
    page.get_by_label("Trích yếu").fill(subject)
    page.get_by_label("Ký hiệu").fill("UBND-VX")
    page.get_by_label("Người ký").select_option(label="Đinh Quốc Việt, Phó Chủ tịch · UBND tỉnh")
    page.get_by_label("Tệp PDF").set_input_files(
        {"name": "du-thao.pdf", "mimeType": "application/pdf", "buffer": letter.pdf}
    )
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    clerk.is_told("Đã đăng ký dự thảo")


def place_by_clicks(clerk: Desk, letter: Letter) -> None:
    """Click each field to its place; what is drawn lies where the letter has it, within two pixels."""
    names = {"number": "Số văn bản", "date": "Ngày", "person": "Chữ ký người ký", "agency": "Chữ ký số cơ quan"}
    for set_before, (field, name) in enumerate(names.items()):
        place = letter.places[field]
        clerk.page.get_by_role("radio", name=name).check()
        clerk.page.locator("input[type=image]").click(position=click_for(place, stamp=field in ("person", "agency")))
        expect(clerk.page.locator("svg rect")).to_have_count(set_before + 1)
    drawn = [box(rect) for rect in clerk.page.locator("svg rect.lb-places__box").all()]
    for place in letter.places.values():
        assert any(lies_at(rect, place) for rect in drawn), (place, drawn)
    clerk.reads("Đã đặt đủ bốn ô.")
    clerk.shoot("places", docs="places")


def click_for(place: Place, *, stamp: bool) -> dict[str, float]:
    """Say where to click: the centre of a stamp, the left end of a line at half its height."""
    x = (place.x0 + place.x1) / 2 if stamp else place.x0
    y = SHEET[1] - (place.y0 + place.y1) / 2
    return {"x": round(x * SHOWN / SHEET[0]), "y": round(y * SHOWN / SHEET[0])}


def box(rect) -> FloatRect:
    return {name: float(rect.get_attribute(name)) for name in ("x", "y", "width", "height")}


def lies_at(rect: FloatRect, place: Place) -> bool:
    return abs(rect["x"] - place.x0) < 3 and abs(rect["y"] + rect["height"] / 2 - SHEET[1] + middle(place)) < 3


def middle(place: Place) -> float:
    return (place.y0 + place.y1) / 2


def choose_receivers(clerk: Desk) -> None:
    """Take Sở TT&TT through the filter, then every commune of Đức Trọng as a group."""
    page = clerk.page
    clerk.follow("Chọn nơi nhận")
    page.get_by_label("Lọc theo tên").fill("so thong tin")
    page.get_by_label(STTTT).check()
    page.get_by_label("Lọc theo tên").fill("")
    group = page.locator("details", has=page.locator("summary", has_text="Đức Trọng"))
    group.locator("summary").click()
    group.get_by_role("button", name="Chọn cả nhóm").click()
    expect(page.locator("[data-total]")).to_have_text("16 nơi nhận")
    clerk.shoot("receivers")
    clerk.press("Lưu nơi nhận")
    clerk.is_told("Đã lưu nơi nhận")


def present(clerk: Desk) -> None:
    clerk.reads("Đủ điều kiện trình")
    clerk.shoot("outgoing-draft")
    clerk.press("Trình ký")
    clerk.is_told("Đã trình ký")


def sign(leader: Desk) -> None:
    leader.shoot("board-leader")
    leader.follow(SUBJECT, exact=True)
    leader.shoot("outgoing-presented", docs="sign")
    leader.press("Ký số")
    leader.is_told("Đã ký")


def issue_and_send(clerk: Desk, document: str, receivers: int = 16) -> None:
    clerk.open("/")
    clerk.shoot("board-clerk", docs="board-clerk")
    clerk.open(document)
    clerk.press("Cấp số, đóng dấu")
    clerk.is_told("Đã cấp số, ngày và đóng dấu số")
    clerk.reads("01/UBND-VX")
    clerk.shoot("outgoing-issued")
    clerk.reads(f"{receivers} nơi nhận")
    clerk.press("Gửi văn bản")
    clerk.is_told("Đã gửi")


def work_through_stttt(at_desk: Callable[..., Desk], **options) -> None:
    """Accept, assign, start and complete at Sở TT&TT, each by the person whose part it is."""
    clerk = at_desk("Bùi Thị Kim Chi", **options)
    clerk.follow(SUBJECT, exact=True)
    clerk.reads("Chữ ký số hợp lệ")
    clerk.shoot("incoming-arrived", docs="incoming")
    clerk.press("Tiếp nhận, cấp số đến")
    clerk.is_told("Đã tiếp nhận và cấp số đến")
    clerk.reads("Văn bản đến số 1")
    clerk.page.get_by_label("Trình", exact=True).select_option(label="Hồ Văn Thành, Phó Giám đốc")
    clerk.press("Trình lãnh đạo")
    clerk.is_told("Đã trình lãnh đạo")

    leader = at_desk("Hồ Văn Thành", **options)
    leader.follow(SUBJECT, exact=True)
    leader.page.locator("summary", has_text="Đơn vị khác, thêm phối hợp").click()
    leader.page.locator("label", has_text=re.compile(r"Nguyễn Thị Thu Hà\s*Chuyên viên\s*$")).click()
    leader.page.get_by_label("Lời bút phê").fill("Tham mưu kế hoạch hướng dẫn các xã.")
    leader.shoot("incoming-instruct")
    leader.press("Gửi bút phê")
    leader.is_told("Đã gửi bút phê")

    worker = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên, Sở TT&TT", **options)
    worker.shoot("board-worker")
    worker.follow(SUBJECT, exact=True)
    worker.reads("Tham mưu kế hoạch hướng dẫn các xã.")
    worker.press("Bắt đầu xử lý")
    worker.is_told("Đã bắt đầu xử lý")
    worker.page.get_by_label("Kết quả xử lý").fill("Đã có văn bản trả lời số 12/STTTT-CNTT")
    worker.press("Hoàn thành")
    worker.is_told("Đã hoàn thành")
    worker.shoot("incoming-done")


def refuse_at_hiep_an(commune: Desk) -> None:
    commune.follow(SUBJECT, exact=True)
    commune.page.locator("summary", has_text="Từ chối tiếp nhận").click()
    commune.page.get_by_label("Lý do").fill(REASON)
    commune.press("Từ chối, báo nơi gửi")
    commune.is_told("Đã từ chối")
    commune.shoot("incoming-refused")


# -- what the sender sees


def status_of(sender: Desk, receiver: str):
    return sender.page.get_by_role("row").filter(has_text=receiver)


def sees_every_status(sender: Desk) -> None:
    expect(sender.page.get_by_role("row")).to_have_count(17)
    refused = status_of(sender, HIEP_AN)
    for words in ("Từ chối", REASON, "Ka Hương", "09/09/2020"):
        expect(refused).to_contain_text(words)
    done = status_of(sender, STTTT)
    for words in ("Hoàn thành", "Nguyễn Thị Thu Hà", "09/09/2020"):
        expect(done).to_contain_text(words)
    sender.reads("Đã đến đủ 16 nơi")


def reads_back_as_edxml(page: Page, folder: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải gói tin edXML").click()
    assert download.value.suggested_filename == "01-UBND-VX.edxml"
    packet = read(Path(download.value.path()).read_bytes(), FolderStore(folder))
    assert packet.sender.organ_id == "000.00.00.H36"
    assert len(packet.receivers) == 16
    assert packet.subject == SUBJECT
