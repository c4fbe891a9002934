"""Restoring a set, and telling the journal that something may be missing."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from langbiang.foundation import clock
from langbiang.foundation.backup import databases
from langbiang.foundation.backup.making import Progress, fingerprints
from langbiang.foundation.backup.manifest import CHECKPOINTS, CLOCK, DATABASE, FILES, FORMAT, KEYS, Manifest
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import Writer
from langbiang.foundation.journal.checkpoints import OwnCopy, SignedHead, default_path
from langbiang.foundation.journal.interface import Actor, Report, begin_epoch, seal_pending, verify, worker_alive

_PIECE = 1024 * 1024


class CannotRestore(Refused):
    """The set is damaged, of another database or of a newer version, or this installation is not empty or at work."""


@dataclass(frozen=True)
class Restored:
    """What came of it; keys that the set lists and this installation lacks must be brought by other ways."""

    manifest: Manifest
    missing_keys: list[str]
    report: Report


def restore(folder: Path, *, by: Actor, replace: bool = False, progress: Progress) -> Restored:
    """
    Put a set in the place of this installation, begin a new epoch and verify the journal.

    :raises Refused: before anything is changed, when the set cannot be restored here; half way, when the disk is full.
    """
    manifest = _read(folder)
    _check_version(manifest)
    _check_place(manifest, replace=replace)
    _check_whole(folder, manifest, progress)
    databases.check(folder / DATABASE)
    try:
        _put_files(folder, manifest, progress)
        _put_beside(folder)
        databases.put_back(folder / DATABASE)
    except OSError as fault:
        words = f"Không ghi được ({fault}), việc khôi phục còn dở. Dọn hoặc mở rộng đĩa, rồi chạy lại với --replace."
        raise CannotRestore(words) from fault
    call_command("migrate", interactive=False, verbosity=0)
    _begin_again(manifest, by, clock.now())
    return Restored(manifest, _missing_keys(manifest), verify())


def _read(folder: Path) -> Manifest:
    try:
        manifest = Manifest.read(folder)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CannotRestore(f"Thư mục {folder} không phải một bản sao lưu.") from error
    if manifest.format != FORMAT:
        raise CannotRestore(f"Bản sao lưu theo định dạng {manifest.format}; phiên bản này đọc định dạng {FORMAT}.")
    return manifest


def _check_version(manifest: Manifest) -> None:
    """Refuse what newer code has written: older code would read its tables wrongly."""
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    apps = {name.partition(".")[0] for name in ours}
    unknown = [name for name in manifest.migrations if name.partition(".")[0] in apps and name not in ours]
    if unknown:
        raise CannotRestore(
            f"Bản sao lưu của phiên bản mới hơn (có {', '.join(unknown[:3])}). Cài phiên bản đã lập nó, hoặc mới hơn, "
            "rồi khôi phục. Chưa thay đổi gì."
        )


def _check_place(manifest: Manifest, *, replace: bool) -> None:
    if manifest.vendor != connection.vendor:
        raise CannotRestore(f"Bản sao lưu của {manifest.vendor}, không khôi phục vào {connection.vendor} được.")
    if not databases.is_empty():
        if not replace:
            raise CannotRestore("Nơi này đã có dữ liệu. Khôi phục vào nơi trống, hoặc thêm --replace để thay hẳn.")
        if worker_alive() or databases.is_in_use():
            raise CannotRestore(
                "Hệ thống đang chạy. Dừng mọi tiến trình rồi khôi phục: systemctl stop langbiang.target"
            )


def _check_whole(folder: Path, manifest: Manifest, progress: Progress) -> None:
    if DATABASE not in manifest.parts:
        raise CannotRestore("Bản sao lưu thiếu phần cơ sở dữ liệu. Dùng một bản sao lưu khác. Chưa thay đổi gì.")
    damaged = manifest.damaged(folder, progress(manifest.parts, "Kiểm tra"))
    if damaged:
        raise CannotRestore(f"Bản sao lưu bị hỏng: {', '.join(damaged[:5])}. Chưa thay đổi gì.")


def _put_files(folder: Path, manifest: Manifest, progress: Progress) -> None:
    for part in progress([part for part in manifest.parts if part.startswith(f"{FILES}/")], "Khôi phục tệp"):
        writer = Writer()
        with (folder / part).open("rb") as file:
            while piece := file.read(_PIECE):
                writer.write(piece)
        writer.keep()


def _put_beside(folder: Path) -> None:
    """Bring keys, checkpoints and the demo's clock where there are none: what stands here is newer or another's."""
    if (folder / KEYS).is_dir():
        for path in (folder / KEYS).rglob("*"):
            if path.is_file():
                _put_secret(path, Path(settings.KEYS_DIR) / path.relative_to(folder / KEYS))
    for path, place in ((folder / CHECKPOINTS, default_path()), (folder / CLOCK, settings.DATA_DIR / CLOCK)):
        if path.exists():
            _put_secret(path, place)


def _put_secret(path: Path, place: Path) -> None:
    if not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        coming = place.with_name(f"{place.name}.coming")
        coming.touch(mode=0o600)
        shutil.copyfile(path, coming)
        coming.replace(place)


def _begin_again(manifest: Manifest, by: Actor, now: datetime) -> None:
    """Begin a new epoch: what was sealed after the copy is not here, and its positions will be given again."""
    head, last = manifest.head, _last_signed()
    missing = f"Mọi hành vi niêm phong sau vị trí {head.position} của kỷ nguyên {head.epoch}, nếu có."
    if last is not None and (last.epoch, last.position) > (head.epoch, head.position):
        missing += f" Điểm kiểm cuối đã biết ở vị trí {last.position}, kỷ nguyên {last.epoch}, lúc {last.at}."
    begin_epoch(reason=f"Khôi phục từ bản sao lưu lập lúc {manifest.made_at}.", missing=missing, by=by, now=now)
    while seal_pending():
        pass


def _last_signed() -> SignedHead | None:
    return OwnCopy(default_path()).last()


def _missing_keys(manifest: Manifest) -> list[str]:
    here = fingerprints()
    return sorted(name for name, digest in manifest.keys.items() if here.get(name) != digest)
