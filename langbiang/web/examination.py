"""What `doctor` looks at: each check gives one finding, with the remedy where something is to be done."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from smtplib import SMTPException

from django.conf import settings
from django.core.checks import run_checks
from django.core.mail import get_connection
from django.db import DatabaseError, connection

from langbiang.foundation import clock, signing
from langbiang.foundation.backup import Manifest, list_sets
from langbiang.foundation.durable import find_settings
from langbiang.foundation.files.scanning import answers
from langbiang.foundation.journal.interface import list_parked, unstamped_since, worker_alive
from langbiang.foundation.journal.models import Checkpoint, Cursor, JournalHead
from langbiang.web import certificates
from langbiang.web.health import has_static_files, pending_migrations

_FONTS = ("Tinos_400Regular", "Tinos_400Regular_Italic", "Tinos_700Bold", "Tinos_700Bold_Italic")
_LEAST_SPACE = 2 * 1024**3
_MOST_OFFSET = timedelta(seconds=5)
_OLDEST_CHECKPOINT = timedelta(minutes=5)
_OLDEST_STAMP = timedelta(hours=1)
_WEAK_KEY = 50


class Level(StrEnum):
    """How serious a finding is; one that is unsafe ends the command with 1."""

    GOOD = "tốt"
    NOTE = "lưu ý"
    UNSAFE = "KHÔNG AN TOÀN"


@dataclass(frozen=True)
class Finding:
    level: Level
    sentence: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"[{self.level}] {self.sentence}" + (f" → {self.remedy}" if self.remedy else "")


def examine() -> Iterator[Finding]:
    """Give every finding in turn; without its database an installation is looked at no further."""
    for check in _SETTINGS:
        yield check()
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield bad(f"Không kết nối được cơ sở dữ liệu: {str(error).strip()}.", "Xem LANGBIANG_DATABASE_URL.")
        return
    yield from _database()
    missing = pending_migrations()
    yield judge(not missing, "Cấu trúc dữ liệu đã cập nhật.", "Cấu trúc dữ liệu chưa cập nhật.", "langbiang migrate")
    if not missing:
        for look in _WORKING:
            yield look()
        yield from _certificates(clock.now())


def good(sentence: str) -> Finding:
    return Finding(Level.GOOD, sentence)


def bad(sentence: str, remedy: str) -> Finding:
    return Finding(Level.UNSAFE, sentence, remedy)


def judge(holds: bool, sentence: str, otherwise: str, remedy: str) -> Finding:
    return good(sentence) if holds else bad(otherwise, remedy)


# -- settings and files


def _debug() -> Finding:
    return judge(not settings.DEBUG, "Chế độ gỡ lỗi tắt.", "Chế độ gỡ lỗi đang bật.", "Bỏ LANGBIANG_DEBUG.")


def _demo() -> Finding:
    return judge(
        not settings.DEMO,
        "Không phải bản trình diễn.",
        "Đây là bản trình diễn: ai cũng vào được, ngày giờ là của năm 2020.",
        "Bỏ LANGBIANG_DEMO và dùng một LANGBIANG_DATA mới.",
    )


def _secret_key() -> Finding:
    strong = len(settings.SECRET_KEY) >= _WEAK_KEY and len(set(settings.SECRET_KEY)) >= 10
    return judge(
        strong, "Khóa của phiên đăng nhập đủ mạnh.", "LANGBIANG_SECRET_KEY yếu.", "Bỏ đi để hệ thống tự tạo khóa."
    )


def _https() -> Finding:
    return judge(
        bool(settings.HTTPS),
        "Cookie chỉ đi qua HTTPS.",
        "HTTPS tắt: mật khẩu và phiên có thể bị đọc trên đường truyền.",
        "Đặt LANGBIANG_HTTPS=1 sau một máy chủ HTTPS (nginx).",
    )


def _second_factor() -> Finding:
    return judge(
        settings.SECOND_FACTOR != "none",
        "Người ký, văn thư, quản trị phải có lớp xác thực thứ hai.",
        "Mật khẩu một mình cũng ký, đóng dấu, quản trị được.",
        "Bỏ LANGBIANG_SECOND_FACTOR để dùng mặc định roles.",
    )


def _hosts() -> Finding:
    return judge(
        "*" not in settings.ALLOWED_HOSTS,
        f"Chỉ nhận tên máy: {', '.join(settings.ALLOWED_HOSTS)}.",
        "Nhận mọi tên máy.",
        "Ghi đúng tên miền vào LANGBIANG_HOSTS.",
    )


def _variables() -> Finding:
    if not settings.UNKNOWN_VARIABLES:
        return good("Mọi biến LANGBIANG_ đều là cài đặt có thật.")
    return Finding(
        Level.NOTE,
        f"Không có cài đặt nào tên {', '.join(settings.UNKNOWN_VARIABLES)}: đặt mà không có tác dụng.",
        "Sửa tên theo docs/reference/settings.md, hoặc bỏ đi.",
    )


def _framework() -> Finding:
    """Ask Django for its own checks of a deployment (`check --deploy`)."""
    told = [each for each in run_checks(include_deployment_checks=True) if not each.is_silenced()]
    if not told:
        return good("Các phép kiểm của Django (check --deploy) không nhắc gì.")
    return Finding(
        Level.UNSAFE if any(each.is_serious() for each in told) else Level.NOTE,
        f"Django nhắc: {'; '.join(f'{each.id} {each.msg}' for each in told)}",
        "Xem từng mã trong tài liệu của Django (system check framework).",
    )


def _data_folder() -> Finding:
    place = Path(settings.DATA_DIR)
    if not place.is_dir():
        return bad(f"Chưa có thư mục dữ liệu {place}.", "langbiang migrate")
    return judge(
        not _others_may(place, stat.S_IWGRP | stat.S_IWOTH),
        f"Thư mục dữ liệu {place} chỉ chủ ghi được.",
        f"Người khác ghi được vào thư mục dữ liệu {place}.",
        f"chmod go-w {place}",
    )


def _keys() -> Finding:
    """Certificates that are trusted are no secret; all else there is."""
    place = Path(settings.KEYS_DIR)
    kept = [place, *place.rglob("*")] if place.exists() else []
    opened = [str(each) for each in kept if signing.roots_folder() not in each.parents and _others_may(each, 0o077)]
    return judge(
        not opened,
        "Thư mục khóa và từng khóa chỉ chủ đọc được.",
        f"Người khác vào được thư mục khóa hoặc đọc được khóa: {', '.join(opened)}.",
        f"chmod -R go= {place}",
    )


def _others_may(path: Path, mask: int) -> bool:
    return bool(path.stat().st_mode & mask)


def _fonts() -> Finding:
    missing = [name for name in _FONTS if not (Path(settings.FONTS_DIR) / f"{name}.ttf").exists()]
    return judge(not missing, "Đủ phông chữ văn bản.", f"Thiếu phông chữ {', '.join(missing)}.", "make run")


def _static() -> Finding:
    return judge(has_static_files(), "Đủ tệp giao diện.", "Chưa có tệp giao diện.", "langbiang collectstatic")


def space() -> Finding:
    place = Path(settings.DATA_DIR)
    free = shutil.disk_usage(place if place.exists() else place.anchor).free
    return judge(
        free >= _LEAST_SPACE,
        f"Còn trống {free / 1024**3:.0f} GB.",
        f"Đĩa chỉ còn trống {free / 1024**2:.0f} MB.",
        "Dọn hoặc mở rộng đĩa chứa dữ liệu.",
    )


def _tokens() -> Finding:
    """Each key in a token is asked for once: a wrong PIN is told, and not tried again by this process."""
    bound = sorted(signing.signing_folder().glob("*.p11"))
    absent = []
    for path in bound:
        try:
            signing.server_key(path.stem)
        except signing.NoKey as missing:
            absent.append(f"{path.stem}: {missing}")
    return judge(
        not absent,
        f"{len(bound)} khóa trong thiết bị ký đều sẵn sàng." if bound else "Không có khóa nào trong thiết bị ký.",
        f"Khóa trong thiết bị ký không dùng được: {'; '.join(absent)}",
        "langbiang token list",
    )


def _virus_scan() -> Finding:
    if not settings.CLAMD:
        return Finding(Level.NOTE, "Chưa quét vi-rút tệp tải lên.", "Cài clamd rồi đặt LANGBIANG_CLAMD.")
    return judge(
        answers(), "clamd quét mọi tệp tải lên.", f"clamd ở {settings.CLAMD} không trả lời.", "Khởi động lại clamd."
    )


def _mail() -> Finding:
    """The server is called, and asked to know the account, as when a mail is sent."""
    if not settings.MAIL:
        return Finding(
            Level.NOTE,
            "Chưa gửi được thư: người dân chưa tự mở tài khoản, đặt lại mật khẩu được.",
            "Đặt LANGBIANG_MAIL_URL.",
        )
    try:
        with get_connection():
            return good("Máy chủ thư trả lời: thư cho người dân gửi được.")
    except (OSError, SMTPException) as fault:
        return bad(f"Máy chủ thư {settings.EMAIL_HOST} không nhận: {fault}.", "Xem LANGBIANG_MAIL_URL và máy chủ thư.")


_SETTINGS: tuple[Callable[[], Finding], ...] = (
    _debug,
    _demo,
    _secret_key,
    _https,
    _second_factor,
    _hosts,
    _variables,
    _framework,
    _data_folder,
    _keys,
    _fonts,
    _static,
    space,
    _tokens,
    _virus_scan,
    _mail,
)


def backup(now: datetime, *, within: timedelta) -> Finding:
    """Judge the age of the newest set among those named by their moment."""
    sets = list_sets(settings.BACKUPS_DIR)
    made = datetime.fromisoformat(Manifest.read(sets[-1]).made_at) if sets else None
    told = f"{clock.local(made):%H:%M %d/%m/%Y}" if made else "chưa có"
    hours = within // timedelta(hours=1)
    return judge(
        made is not None and timedelta() <= now - made <= within,
        f"Bản sao lưu cuối: {told}.",
        f"Không có bản sao lưu nào trong {hours} giờ qua ở {settings.BACKUPS_DIR} (cuối: {told}).",
        "langbiang backup",
    )


# -- the database


def _database() -> Iterator[Finding]:
    """An act that was acknowledged must survive loss of power."""
    for each in find_settings():
        yield judge(each.holds, f"Cơ sở dữ liệu: {each.name} = {each.found}.", each.fault, each.remedy)
    if connection.vendor == "postgresql":
        yield _clock_of_database()


def _clock_of_database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        offset = abs(cursor.fetchone()[0] - datetime.now(UTC))  # noqa: TID251 - machines' clocks, not official time
    seconds = offset.total_seconds()
    return judge(
        offset <= _MOST_OFFSET,
        f"Đồng hồ máy này và máy cơ sở dữ liệu lệch {seconds:.1f} giây.",
        f"Đồng hồ máy này và máy cơ sở dữ liệu lệch {seconds:.0f} giây.",
        "Bật đồng bộ giờ (NTP) trên cả hai máy.",
    )


# -- the processes at work


def _worker() -> Finding:
    return judge(worker_alive(), "Tiến trình nền đang chạy.", "Không có tiến trình nền.", "langbiang worker")


def _checkpoint() -> Finding:
    last, head = Checkpoint.objects.order_by("id").last(), JournalHead.objects.get()
    if head.position == (last.position if last else 0):
        return good("Đầu chuỗi nhật ký đã được ký." if last else "Nhật ký còn trống.")
    age = clock.now() - last.at if last else None
    return judge(
        age is not None and age <= _OLDEST_CHECKPOINT,
        "Điểm kiểm cuối của nhật ký chưa quá 5 phút.",
        f"Nhật ký có hành vi mới mà điểm kiểm cuối đã {_minutes(age)}.",
        "langbiang signer",
    )


def _certificates(now: datetime) -> Iterator[Finding]:
    """Tell of each that ends soon; an end that has come is unsafe."""
    known = certificates.list_certificates()
    ending = signing.list_ending(known, now)
    for each in ending:
        over = each.nearness(now) is signing.Nearness.OVER
        yield Finding(Level.UNSAFE if over else Level.NOTE, certificates.sentence(each, now), certificates.remedy(each))
    if known and not ending:
        yield good(f"{len(known)} chứng thư số còn hạn hơn {settings.CERTIFICATE_WARNING_DAYS} ngày.")


def _stamps() -> Finding:
    since = unstamped_since()
    if since is None or clock.now() - since <= _OLDEST_STAMP:
        words = "Đầu chuỗi nhật ký được đóng dấu thời gian." if settings.TSA else "Không dùng dịch vụ dấu thời gian."
        return good(words)
    return Finding(
        Level.NOTE,
        f"Đầu chuỗi ký lúc {clock.local(since):%H:%M, %d/%m/%Y} vẫn chờ dấu thời gian.",
        "Xem lý do trong nhật ký máy chủ; chứng thư gốc của dịch vụ phải có trong keys/roots.",
    )


def _minutes(age: timedelta | None) -> str:
    return "chưa có" if age is None else f"{age.total_seconds() / 60:.0f} phút trước"


def _halted() -> Finding:
    halted = list(Cursor.objects.filter(state=Cursor.State.HALTED).values_list("name", flat=True))
    return judge(
        not halted,
        "Mọi nơi nghe nhật ký đang chạy.",
        f"Đã dừng vì lỗi: {', '.join(halted)}.",
        "Xem lỗi bằng langbiang journal status, sửa rồi cho chạy lại.",
    )


def _parked() -> Finding:
    parked = list_parked().count()
    return judge(
        not parked,
        "Không có việc gác lại.",
        f"{parked} việc gác lại vì lỗi.",
        "Xem bằng langbiang journal status, sửa rồi cho làm lại.",
    )


def _last_backup() -> Finding:
    return backup(clock.now(), within=timedelta(hours=2 * settings.BACKUP_HOURS))


_WORKING: tuple[Callable[[], Finding], ...] = (_worker, _checkpoint, _stamps, _halted, _parked, _last_backup)
