"""
Official time: the one place that says what time it is.

Services take `now` as an argument; views, commands and timers ask here. The demo lives in September 2020:
there official time begins at settings.CLOCK_START and runs on. Sessions and tokens keep the machine's time.
"""

import os
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_FIRST_START = "demo_first_start"  # machine time at which the demo began, shared by all its processes


def now() -> datetime:
    """Say the official time, aware, in UTC."""
    machine = datetime.now(UTC)
    if settings.CLOCK_START is None:
        return machine
    return settings.CLOCK_START.astimezone(UTC) + (machine - _demo_began(settings.DATA_DIR))


def today() -> date:
    """Say the official date in Vietnam."""
    return now().astimezone(VIETNAM).date()


def local(moment: datetime) -> datetime:
    """Turn an aware moment to Vietnam's wall clock."""
    return moment.astimezone(VIETNAM)


@lru_cache(maxsize=1)
def _demo_began(data_dir: Path) -> datetime:
    path = data_dir / _FIRST_START
    if not path.exists():
        _begin_demo(path)
    return datetime.fromisoformat(path.read_text())


def _begin_demo(path: Path) -> None:
    """Keep the first start, whole or not at all; of several processes that start at once the first wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{uuid4().hex}")
    beside.write_text(datetime.now(UTC).isoformat())
    with suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()
