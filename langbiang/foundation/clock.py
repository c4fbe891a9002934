"""
Official time: the one place that says what time it is.

Services take `now` as an argument; views, commands and timers ask here. The demo lives in September 2020:
there official time begins at settings.CLOCK_START and runs on. Sessions and tokens keep the machine's time.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
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
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            file.write(datetime.now(UTC).isoformat())
    except FileExistsError:
        pass
    return datetime.fromisoformat(path.read_text())
