"""How a verification reads on paper: what was checked, by whom asked, what was found."""

from datetime import datetime
from pathlib import Path
from typing import Any

from langbiang import __version__
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import Report, find_signers_copy, list_checkpoints
from langbiang.foundation.printing import render_pdf

from .models import VerificationReport

TITLE = "Biên bản kiểm tra nhật ký"
GROUND = (
    "Hệ thống tự lập và ký bằng khóa của mình; không phải văn bản hành chính theo Nghị định 30/2020/NĐ-CP. "
    "Người thanh tra đối chiếu đầu chuỗi dưới đây với bản giữ ở bên ngoài."
)
_Lines = list[tuple[str, str]]


def set_report(asked: VerificationReport, found: Report, *, copy: Path | None, begun: datetime, now: datetime) -> bytes:
    """Set a report as PDF/A-3b; it is not signed yet. `copy` is the file of heads it was compared with."""
    parts = {
        "Yêu cầu": _request(asked, begun, now),
        "Đã kiểm tra": _counts(found),
        "Đầu chuỗi": _heads(found, copy),
        "Sai lệch": _findings(found),
        "Kết luận": [("Kết luận", " ".join(found.notes))],
        "Chữ ký": [("Người ký", "Khóa của hệ thống; xem chữ ký số bằng trình đọc PDF hoặc kiểm tra bằng pdfsig.")],
    }
    sections = [
        {"title": title, "lines": [{"name": name, "words": words, "hint": ""} for name, words in lines]}
        for title, lines in parts.items()
    ]
    data: dict[str, Any] = {"title": TITLE, "ground": GROUND, "made": f"Lập lúc {_moment(now)}", "blank": ""}
    return render_pdf("ho_so_cap_do", data | {"sections": sections}, now=now)


def _request(asked: VerificationReport, begun: datetime, now: datetime) -> _Lines:
    return [
        ("Người yêu cầu", asked.asked_by),
        ("Yêu cầu lúc", _moment(asked.asked_at)),
        ("Kiểm tra từ, đến", f"{_moment(begun)} – {_moment(now)} ({round((now - begun).total_seconds())} giây)"),
        ("Phần mềm", f"Langbiang {__version__}"),
    ]


def _counts(found: Report) -> _Lines:
    return [
        ("Hành vi", f"{_number(found.acts)}; nội dung, chi tiết, mắt chuỗi tính lại từng hành vi"),
        ("Trong đó chờ niêm phong", _number(found.pending)),
        ("Trong đó đã xóa chi tiết", _number(found.erased)),
        ("Đối tượng", f"{_number(found.subjects)}; trường chính thức so với hành vi cuối cùng"),
        ("Nhật ký truy cập", f"{_number(found.look_hours)} giờ đã niêm phong"),
        ("Đầu chuỗi đã ký", _number(found.checkpoints)),
        ("Đầu chuỗi có dấu thời gian", f"{_number(found.stamps)}; đang chờ {_number(found.stamps_waiting)}"),
    ]


def _heads(found: Report, copy: Path | None) -> _Lines:
    _, keys = find_signers_copy()
    newest = list_checkpoints(1).first()
    told = f"kỷ nguyên {newest.epoch}, vị trí {newest.position}, {_moment(newest.at)}" if newest else "chưa có"
    against = "bản của dịch vụ ký trên máy chủ này" if copy else "không có: máy chủ trang không đọc được tệp đầu chuỗi"
    return [
        ("Vị trí cuối", _number(found.position)),
        ("Đầu chuỗi mới nhất đã ký", told),
        ("Giá trị chuỗi tại đó", _grouped(newest.chain_hex) if newest else "–"),
        ("Đối chiếu với", against),
        ("Đã chứng minh đến vị trí", _number(found.proved_upto) if found.proved_upto else "–"),
        ("Khóa của dịch vụ ký", "; ".join(f"{key.key_id} ({_grouped(key.public_key)})" for key in keys) or "–"),
    ]


def _findings(found: Report) -> _Lines:
    lines = [(f"Sai lệch {number}", words) for number, words in enumerate(found.findings, 1)]
    if found.more_findings:
        lines.append(("Còn nữa", f"{_number(found.more_findings)} sai lệch không nêu hết"))
    return lines or [("Sai lệch", "Không phát hiện sai lệch")]


def _moment(moment: datetime) -> str:
    return f"{clock.local(moment):%H:%M:%S, %d/%m/%Y}"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _grouped(digits: str) -> str:
    """Write a long hexadecimal number in groups, so that it breaks between them."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))
