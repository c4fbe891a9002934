"""Progress of long commands: a bar on a terminal, nothing in a log."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

from tqdm import tqdm

Row = TypeVar("Row")


def shown(rows: Iterable[Row], title: str, *, total: int | None = None) -> Iterator[Row]:
    """Go through rows while a bar on standard error tells how far it is; with `total` they are never all held."""
    told = list(rows) if total is None else rows
    yield from tqdm(told, desc=title, total=total, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False)


def beside_the_bar() -> AbstractContextManager[None]:
    """Let a line be written while a bar stands."""
    bar_away: AbstractContextManager[None] = tqdm.external_write_mode()
    return bar_away
