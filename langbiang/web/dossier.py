"""
The security level dossier (hồ sơ đề xuất cấp độ, Decree 85/2016/NĐ-CP), filled with what an installation knows.

The text of the decree was not among our sources: the order of the parts is ours, and whatever it asks of people (the
level itself, who answers for it, by which rules) is left as a blank with a hint. No secret is read for it.
"""

import platform
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from langbiang import __version__
from langbiang.apps.directory.interface import count_people, list_agencies
from langbiang.apps.exchange.interface import list_systems
from langbiang.apps.identity.interface import count_accounts, list_relying_parties
from langbiang.foundation import clock
from langbiang.foundation.backup.manifest import Manifest
from langbiang.foundation.http import site_address
from langbiang.foundation.journal.interface import list_checkpoints, read_standing
from langbiang.foundation.printing import render_pdf

from .examination import examine

TITLE = "Hồ sơ đề xuất cấp độ an toàn hệ thống thông tin"
GROUND = (
    "Bản nháp do hệ thống tự điền theo tình trạng thật. Nội dung Nghị định 85/2016/NĐ-CP không nằm trong tài liệu "
    "nguồn của phần mềm: người lập đối chiếu bố cục, tiêu chí cấp độ, thẩm quyền với nguyên văn trước khi trình."
)
BLANK = "……………………………"
LIBRARIES = ("django", "granian", "django-allauth", "cryptography", "pyhanko", "typst")
FACTOR_RULES = {
    "none": "Không bắt buộc với ai",
    "roles": "Bắt buộc với lãnh đạo, văn thư, quản trị",
    "all": "Bắt buộc với mọi người",
}


@dataclass(frozen=True)
class Line:
    """One line; without words it is a blank that a person fills in, as the hint says."""

    name: str
    words: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[Line] = field(default_factory=list)


def gather(*, now: datetime, backup: Path | None) -> list[Section]:
    """Gather the dossier; `backup` is a set of `langbiang backup`, or a folder of such sets."""
    today = clock.local(now).date()
    parts: dict[str, Iterator[Line]] = {
        "Thông tin chung": _general(now),
        "Quy mô": _size(today),
        "Thành phần, phiên bản": _parts(),
        "Mạng và kết nối": _network(),
        "Hệ thống kết nối": _systems(),
        "Biện pháp đang có": _measures(now, backup),
        "Kết quả khám (langbiang doctor)": _findings(),
        "Cấp độ đề xuất, thuyết minh": _proposal(),
    }
    return [Section(title, list(lines)) for title, lines in parts.items()]


def as_markdown(sections: list[Section], *, now: datetime) -> str:
    """Write the dossier as Markdown, blanks visible."""
    text = [f"# {TITLE}", "", GROUND, "", f"Lập lúc {_moment(now)}.", ""]
    for number, section in enumerate(sections, 1):
        text += [f"## {number}. {section.title}", ""]
        text += [f"- **{line.name}:** {line.words or f'{BLANK} *({line.hint})*'}" for line in section.lines]
        text += [""]
    return "\n".join(text)


def as_pdf(sections: list[Section], *, now: datetime) -> bytes:
    """Set the dossier as PDF/A-3b, blanks visible."""
    told = [
        {"title": s.title, "lines": [{"name": x.name, "words": x.words, "hint": x.hint} for x in s.lines]}
        for s in sections
    ]
    data: dict[str, Any] = {"title": TITLE, "ground": GROUND, "made": f"Lập lúc {_moment(now)}", "blank": BLANK}
    return render_pdf("ho_so_cap_do", data | {"sections": told}, now=now)


def _moment(moment: datetime) -> str:
    return f"{clock.local(moment):%H:%M, %d/%m/%Y}"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _host(address: str) -> str:
    """Say only scheme, host and port: an address may hold a password before its host, or a token behind it."""
    told = urlsplit(address)
    return f"{told.scheme}://{told.hostname}{f':{told.port}' if told.port else ''}" if told.hostname else ""


# -- the parts


def _general(now: datetime) -> Iterator[Line]:
    yield Line("Tên hệ thống", hint="tên theo quyết định đầu tư hoặc thuê dịch vụ")
    yield Line("Phần mềm", f"Langbiang {__version__}{' (bản trình diễn)' if settings.DEMO else ''}")
    yield Line("Địa chỉ", site_address())
    yield Line("Chủ quản hệ thống thông tin", hint="tên cơ quan, người đứng đầu")
    yield Line("Đơn vị vận hành", hint="tên đơn vị, người chịu trách nhiệm, điện thoại trực")
    yield Line("Đơn vị chuyên trách an toàn thông tin", hint="tên đơn vị, đầu mối ứng cứu sự cố")
    yield Line("Ngày lập", f"{clock.local(now):%d/%m/%Y}")


def _size(today: date) -> Iterator[Line]:
    yield Line("Cơ quan đang hiệu lực", _number(list_agencies(today).count()))
    yield Line("Người đang có vị trí công tác", _number(count_people(today)))
    accounts = count_accounts()
    yield Line(
        "Tài khoản đang mở", f"{_number(accounts.open)}, trong đó {_number(accounts.guarded)} có lớp xác thực thứ hai"
    )
    yield Line("Loại thông tin xử lý", hint="công khai, riêng, cá nhân; hệ thống này không nhận văn bản mật")
    yield Line("Đối tượng phục vụ", hint="cán bộ của những cơ quan nào; người dân, doanh nghiệp nếu có")


def _parts() -> Iterator[Line]:
    yield Line("Hệ điều hành", platform.platform(terse=True))
    yield Line("Python", platform.python_version())
    yield Line("Thư viện chính", ", ".join(f"{name} {version(name)}" for name in LIBRARIES))
    yield Line("Cơ sở dữ liệu", f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}")
    yield Line("Máy cơ sở dữ liệu", connection.settings_dict["HOST"] or "cùng máy")
    yield Line("Thư mục dữ liệu", str(settings.DATA_DIR))
    yield Line("Máy chủ vật lý, máy ảo", hint="tên máy, cấu hình, nơi đặt, ai quản lý")


def _network() -> Iterator[Line]:
    yield Line("Tên máy được nhận", ", ".join(settings.ALLOWED_HOSTS))
    yield Line("HTTPS", "bật" if settings.HTTPS else "TẮT")
    proxy = "đứng sau một máy chủ chuyển tiếp, tin các dòng X-Forwarded-* của máy ấy"
    yield Line("Máy chủ chuyển tiếp", proxy if settings.BEHIND_PROXY else "không; kết nối vào thẳng máy chủ web")
    yield Line("Dịch vụ dấu thời gian", _host(settings.TSA) or "không dùng")
    yield Line("Nơi đăng nhập chung", _host(settings.SSO_ISSUER) or "không dùng")
    yield Line("Sơ đồ mạng, vùng mạng, tường lửa", hint="đính kèm sơ đồ vật lý và lô-gíc")


def _systems() -> Iterator[Line]:
    for system in list_systems():
        way = f"{system.get_way_display()} {_host(system.address)}".strip()
        axis = "; là trục quốc gia" if system.is_axis else ""
        yield Line(system.name, f"{system.get_protocol_display()}; {way}; {system.get_state_display().lower()}{axis}")
    for party in list_relying_parties():
        yield Line(party.name, "OpenID Connect; người dùng đăng nhập bằng tài khoản ở đây")
    yield Line("Kết nối khác", hint="thư điện tử, sao lưu ra ngoài, giám sát; ghi “không có” nếu không có")


def _sessions() -> str:
    idle, most = settings.IDLE_MINUTES, settings.SESSION_COOKIE_AGE // 3600
    unused = f"hết sau {idle} phút không dùng" if idle else "không giới hạn thời gian không dùng"
    return f"{unused}, khi đóng trình duyệt, chậm nhất {most} giờ sau khi đăng nhập"


def _measures(now: datetime, backup: Path | None) -> Iterator[Line]:
    yield Line("Lớp xác thực thứ hai", FACTOR_RULES[settings.SECOND_FACTOR])
    yield Line("Phiên đăng nhập", _sessions())
    yield Line("Phân quyền", "theo vị trí công tác, hết hiệu lực cùng ngày kết thúc vị trí")
    yield Line("Nhật ký", _journal())
    yield Line("Bản sao lưu gần nhất", _backup(now, backup), "chỉ ra bằng --backup; nơi cất, ai giữ khóa")
    yield Line("Lần phục hồi thử gần nhất", hint="ngày, thời gian phục hồi, ai xác nhận")
    yield Line("Giám sát", "có số liệu cho Prometheus" if settings.METRICS_TOKEN else "chưa mở số liệu cho Prometheus")
    yield Line("Phòng chống mã độc", hint="phần mềm ở máy chủ tệp và máy trạm; hệ thống này chưa tự quét tệp")
    yield Line("Quy chế, phân công, đào tạo", hint="số, ngày quyết định ban hành quy chế bảo đảm an toàn")


def _journal() -> str:
    last, standing = list_checkpoints(1).first(), read_standing()
    if last is None:
        return f"chuỗi băm, {_number(standing.position)} hành vi; đầu chuỗi chưa được ký"
    signed = f"đầu chuỗi ký lúc {_moment(last.at)} ở vị trí {_number(last.position)} (khóa {last.key_id})"
    return f"chuỗi băm, {_number(standing.position)} hành vi; {signed}; kiểm bằng langbiang journal verify --checkpoint"


def _backup(now: datetime, folder: Path | None) -> str:
    made = max(_made(folder), default=None) if folder else None
    if made is None:
        return ""
    return f"lúc {_moment(made)}, cách nay {_number(int((now - made).total_seconds() // 3600))} giờ"


def _made(folder: Path) -> Iterator[datetime]:
    for place in (folder, *folder.glob("*/")):
        try:
            yield datetime.fromisoformat(Manifest.read(place).made_at)
        except (OSError, ValueError, TypeError, KeyError):
            continue


def _findings() -> Iterator[Line]:
    for finding in examine():
        yield Line(str(finding.level), finding.sentence + (f" Khắc phục: {finding.remedy}" if finding.remedy else ""))


def _proposal() -> Iterator[Line]:
    yield Line("Cấp độ đề xuất", hint="theo tiêu chí của Nghị định; Thông tư 22/2019: từ cấp độ 3 phải giám sát")
    yield Line("Căn cứ xác định", hint="loại thông tin, quy mô, mức thiệt hại nếu mất an toàn; điều, khoản")
    yield Line("Phương án bảo đảm an toàn", hint="đối chiếu từng yêu cầu kỹ thuật và quản lý của cấp độ đề xuất")
    yield Line("Việc còn phải làm", hint="từ kết quả khám ở trên: ai làm, xong ngày nào")
    yield Line("Người lập, người thẩm định, người phê duyệt", hint="họ tên, chức vụ, ngày, chữ ký")
