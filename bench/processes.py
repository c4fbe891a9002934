"""What processes use, with all their children: CPU and memory, as Linux tells it."""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def _stat(pid: str) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def family(pids: Iterable[int]) -> set[int]:
    """Give these processes and all that descend from them."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(_stat(folder.name)[1])
        except (OSError, IndexError):
            continue
    found, more = set(), {pid for pid in pids if pid in parents}
    while more:
        found |= more
        more = {pid for pid, parent in parents.items() if parent in found} - found
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Give the CPU that they have used, with that of their children that have ended."""
    ticks = 0
    for pid in family(pids):
        try:
            ticks += sum(map(int, _stat(str(pid))[11:15]))
        except OSError:
            continue
    return ticks / TICK


def memory_mb(pids: Iterable[int]) -> float:
    """Give the memory that they hold now, what is shared counted in its parts (PSS), in MB."""
    total = 0
    for pid in family(pids):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def extra_memory(pid: int, do: Callable[[], None]) -> float:
    """Do a thing; give by how much the memory of a process and its children rose above its beginning, in MB."""
    idle, most, over = memory_mb([pid]), 0.0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.wait(0.05):
            most = max(most, memory_mb([pid]))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        do()
    finally:
        over.set()
        watcher.join()
    return max(most - idle, 0.0)
