"""Keys that an installation makes for itself at first run, readable by its own user alone."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path


def kept_key(path: Path, make: Callable[[], str]) -> str:
    """Read a key, making it at first run: whole or not at all, and of several processes the first wins."""
    with contextlib.suppress(FileNotFoundError):
        return path.read_text()
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(coming, path)
    except FileExistsError:
        pass
    finally:
        coming.unlink()
    return path.read_text()
