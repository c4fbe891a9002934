"""Whether what the database has committed survives a loss of power: every answer of the hub promises that it does."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

ON_POSTGRESQL = {"fsync": ["on"], "full_page_writes": ["on"], "synchronous_commit": ["on", "remote_apply"]}
ON_SQLITE = {"journal_mode": ["wal"], "synchronous": ["2", "3"]}


class NotDurable(Exception):
    """The database may lose what it has committed; the text says which setting, and what to set, in Vietnamese."""


@dataclass(frozen=True)
class Setting:
    """One setting of the database on which durability hangs."""

    name: str
    found: str
    wanted: list[str]

    @property
    def holds(self) -> bool:
        return self.found in self.wanted

    @property
    def fault(self) -> str:
        return f"Cơ sở dữ liệu: {self.name} = {self.found}, có thể mất hành vi đã ghi khi mất điện."

    @property
    def remedy(self) -> str:
        return f"Đặt {self.name} = {self.wanted[0]}."


def find_settings() -> Iterator[Setting]:
    """Ask the database for the settings on which it hangs."""
    postgresql = connection.vendor == "postgresql"
    for name, wanted in (ON_POSTGRESQL if postgresql else ON_SQLITE).items():
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {name}" if postgresql else f"PRAGMA {name}")
            yield Setting(name, str(cursor.fetchone()[0]).lower(), wanted)


def check_durable() -> None:
    """:raises NotDurable: when the database may lose what it has committed; who takes in documents does not start."""
    if faults := [f"{each.fault} {each.remedy}" for each in find_settings() if not each.holds]:
        raise NotDurable(" ".join(faults))
