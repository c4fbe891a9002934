"""A work file from the plan to the archive, through the pages alone; and every page of it under axe."""

import io
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from langbiang.apps.directory.interface import Role, get_agency, list_seats_in
from langbiang.apps.documents.tests import factories as documents
from langbiang.apps.workfiles.models import FilingPlan, WorkFile
from langbiang.apps.workfiles.tests import factories

from .desk import Desk
from .test_accessibility import examine, walk

TITLE = "Hồ sơ về triển khai chữ ký số năm 2020"


@pytest.fixture
def people(seat):
    thu_ha = next(
        s
        for s in list_seats_in(get_agency("stttt"), factories.DAY)
        if s.person.full_name == "Nguyễn Thị Thu Hà" and not s.has(Role.CLERK)
    )
    found = {"clerk": seat("stttt", "Bùi Thị Kim Chi"), "leader": seat("stttt", "Hồ Văn Thành"), "worker": thu_ha}
    return {**found, "sender": seat("thanh-tra", "Tô Minh Khánh")}


@pytest.fixture
def incoming(people):
    return documents.incoming("working", subject="Đề nghị báo cáo tình hình ký số", **people)


@pytest.fixture
def outgoing(demo, people, seat):
    demo.key_for(people["leader"], people["leader"].agency)
    head = seat("stttt", "Trần Đình Phúc")
    office = documents.Office(people["worker"], head, people["clerk"], people["leader"])
    return office.document("sent", notation="STTTT-CNTT", subject="Báo cáo ký số")


def test_a_file_goes_from_the_plan_to_the_archive(at_desk, incoming, outgoing, tmp_path, capsys) -> None:
    clerk = at_desk("Bùi Thị Kim Chi")
    plan_the_year(clerk)
    approve_the_plan(at_desk("Hồ Văn Thành"))

    worker = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên, Sở TT&TT")
    file = open_from_the_plan(worker)
    for address in (f"/van-ban-den/{incoming.uid}/", f"/van-ban-di/{outgoing.uid}/"):
        put_in(worker, address)
    add_a_paper(worker, file, tmp_path)
    worker.shoot("work-file-open")

    close_after_the_complaint(worker, file, incoming)
    worker.press("Nộp lưu")
    worker.is_told("Đã nộp lưu")

    package = accept(clerk, file, tmp_path)
    call_command("archive", "verify", str(package))
    assert "Gói hồ sơ đạt." in capsys.readouterr().out
    check_with_sha256sum_alone(package, tmp_path)
    print_the_lists(clerk, file)


def plan_the_year(clerk: Desk) -> None:
    clerk.follow("Danh mục hồ sơ")
    clerk.shoot("filing-plans-empty")
    clerk.follow("Lập danh mục")
    clerk.press("Lập dự thảo")
    clerk.follow("Thêm hồ sơ")
    clerk.page.get_by_label("Đề mục").fill("Công nghệ thông tin")
    clerk.page.get_by_label("Số, ký hiệu hồ sơ").fill("01.CNTT")
    clerk.page.get_by_label("Tiêu đề hồ sơ").fill(TITLE)
    clerk.page.get_by_label("Thời hạn bảo quản").fill("nhiều năm")
    clerk.page.get_by_label("Đơn vị, người lập hồ sơ").select_option("Nguyễn Thị Thu Hà, Chuyên viên")
    clerk.press("Thêm vào danh mục")
    clerk.is_refused("Nhập số năm từ 1 đến 100")
    clerk.page.get_by_label("Thời hạn bảo quản").fill("10 năm")
    clerk.press("Thêm vào danh mục")
    clerk.is_told("Đã thêm vào danh mục")


def approve_the_plan(leader: Desk) -> None:
    leader.follow("Danh mục hồ sơ")
    leader.follow("Năm 2020")
    leader.shoot("filing-plan-to-approve")
    leader.press("Duyệt danh mục")
    leader.is_told("Đã duyệt danh mục")


def open_from_the_plan(worker: Desk) -> str:
    worker.follow("Hồ sơ công việc")
    worker.shoot("work-files-empty")
    worker.follow("Danh mục hồ sơ")
    worker.follow("Năm 2020")
    worker.follow("Mở hồ sơ 01.CNTT")
    expect(worker.page.get_by_label("Tiêu đề hồ sơ")).to_have_value(TITLE)
    worker.page.get_by_label("Ngày bắt đầu").fill("01/09/2020")
    worker.shoot("work-file-form")
    worker.press("Mở hồ sơ")
    worker.is_told("Đã mở hồ sơ")
    return worker.page.url


def put_in(worker: Desk, address: str) -> None:
    worker.open(address)
    worker.reads("Chưa nằm trong hồ sơ nào")
    worker.follow("Đưa vào hồ sơ")
    worker.press("Đưa vào hồ sơ")
    worker.is_refused("Chọn một hồ sơ đang lập")
    worker.page.get_by_label("Hồ sơ", exact=True).select_option(f"01.CNTT · {TITLE}")
    worker.press("Đưa vào hồ sơ")
    worker.is_told("Đã đưa văn bản vào hồ sơ")
    worker.open(address)
    worker.shoot("document-in-its-file")
    worker.follow(TITLE)


def add_a_paper(worker: Desk, file: str, folder: Path) -> None:
    paper = folder / "bien-ban.pdf"
    paper.write_bytes(documents.letter() + b"\n")
    worker.follow("Thêm tài liệu khác")
    worker.page.get_by_label("Tên loại và trích yếu").fill("Biên bản họp tổ công tác")
    worker.page.get_by_label("Tác giả").fill("Tổ công tác chữ ký số")
    worker.page.get_by_label("Tệp PDF").set_input_files(paper)
    worker.press("Thêm vào hồ sơ")
    worker.is_told("Đã thêm tài liệu")
    assert worker.page.url == file


def close_after_the_complaint(worker: Desk, file: str, incoming) -> None:
    worker.follow("Kiểm tra, kết thúc")
    worker.reads("Còn 2 điểm")
    worker.shoot("work-file-hindered")
    examine(worker)
    worker.follow("Mở mục số 3")
    worker.page.get_by_label("Ngày của tài liệu").fill("08/09/2020")
    worker.press("Lưu mô tả")
    worker.open(f"/van-ban-den/{incoming.uid}/")
    worker.page.get_by_label("Kết quả xử lý").fill("Đã báo cáo")
    worker.press("Hoàn thành")
    worker.open(file)
    worker.follow("Kiểm tra, kết thúc")
    worker.shoot("work-file-close")
    worker.press("Kết thúc hồ sơ")
    worker.is_told("Đã kết thúc hồ sơ")
    worker.reads("Nộp vào lưu trữ cơ quan trước")
    worker.shoot("work-file-closed")


def accept(clerk: Desk, file: str, folder: Path) -> Path:
    clerk.open("/")
    clerk.shoot("board-with-a-file")
    clerk.follow(TITLE)
    clerk.shoot("work-file-to-accept")
    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("link", name="Tải gói nộp lưu").click()
    package = folder / download.value.suggested_filename
    download.value.save_as(package)
    clerk.press("Tiếp nhận vào lưu trữ")
    clerk.is_told("Đã tiếp nhận hồ sơ vào lưu trữ")
    clerk.shoot("work-file-archived")
    return package


def check_with_sha256sum_alone(package: Path, folder: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder / "mo")
    run = subprocess.run(["sha256sum", "-c", "manifest-sha256.txt"], cwd=folder / "mo", capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def print_the_lists(clerk: Desk, file: str) -> None:
    clerk.open("/ho-so-cong-viec/luu-tru/")
    clerk.shoot("archive")
    clerk.follow("Năm 2020")
    clerk.shoot("transfer-list")
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        for address in (clerk.page.url, f"{file}muc-luc/"):
            answer = clerk.page.request.get(f"{address}?dang={kind}")
            assert answer.body().startswith(begins)
    assert zipfile.is_zipfile(io.BytesIO(answer.body()))


def test_pages_of_work_files(at_desk, people, incoming, outgoing) -> None:
    worker, clerk, leader = people["worker"], people["clerk"], people["leader"]
    entry = factories.plan(clerk, leader, worker)
    draft = factories.services.draft_plan(clerk.agency, 2021, copy=True, seat=clerk, now=factories.NOW)
    made = {}
    for number, state in enumerate(factories.State.values, 1):
        made[state] = factories.file_in(state, worker, clerk, notation=f"{number:02}.CNTT", title=f"{TITLE} {number}")
    opened = made["open"]
    for document in (incoming, outgoing):
        opened.refresh_from_db()
        factories.services.add_document(opened, document, seat=worker, now=factories.NOW)
    head = next(s for s in list_seats_in(clerk.agency, factories.DAY) if s.person.full_name == "Lâm Quang Huy")
    opened.refresh_from_db()
    factories.services.share_file(opened, to=head, may_add=True, seat=worker, now=factories.NOW)
    WorkFile.objects.filter(pk=made["closed"].pk).update(due_on=date(2020, 9, 1))

    at = {name: f"/ho-so-cong-viec/{file.uid}/" for name, file in made.items()}
    paper = opened.items.get(paper__isnull=False)
    desk = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên, Sở TT&TT")
    walk(desk, "/", "/ho-so-cong-viec/", *(f"/ho-so-cong-viec/?muc={m}" for m in ("chia-se", "tat-ca", "den-han")))
    walk(desk, *at.values(), "/ho-so-cong-viec/mo/", f"/ho-so-cong-viec/mo/?theo={entry.uid}")
    walk(desk, *(f"{at['open']}{tail}" for tail in ("sua/", "muc-luc/", "tai-lieu/", "ket-thuc/")))
    walk(desk, f"{at['open']}tai-lieu/{paper.uid}/", f"/ho-so-cong-viec/dua-vao/outgoing/{outgoing.uid}/")
    desk.open("/ho-so-cong-viec/?muc=den-han")
    desk.shoot("work-files-due")
    desk.open("/ho-so-cong-viec/?muc=tat-ca")
    desk.shoot("work-files-all")

    guest = at_desk("Lâm Quang Huy")
    walk(guest, "/ho-so-cong-viec/?muc=chia-se", at["open"], f"{at['open']}muc-luc/")
    guest.open(at["open"])
    expect(guest.page.get_by_text("Văn bản không thuộc quyền xem")).to_have_count(2)
    guest.shoot("work-file-shared")

    desk = at_desk("Bùi Thị Kim Chi")
    archive = f"/ho-so-cong-viec/luu-tru/{clerk.agency_id}/2020/"
    walk(desk, "/ho-so-cong-viec/luu-tru/", archive, at["submitted"], at["archived"])
    plans = [f"/danh-muc-ho-so/{plan.uid}/" for plan in (draft, FilingPlan.objects.get(year=2020))]
    entries = [f"{plans[0]}them/", f"{plans[0]}muc/{draft.entries.get().uid}/"]
    walk(desk, "/danh-muc-ho-so/", "/danh-muc-ho-so/moi/", *plans, *entries)
    desk.open(plans[1])
    desk.shoot("filing-plan")
