"""
The units of `deploy/`, read as systemd reads them, and started without it.

Paths and ports of a server stand in them as they are; here each is exchanged for one of this test's own.
"""

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
SERVICES = sorted(path.stem for path in DEPLOY.glob("systemd/*.service"))


class Unit:
    """One service; `places` are what stands in the files, and what stands for it here."""

    def __init__(self, name: str, places: Mapping[str, str]) -> None:
        self._places = places
        self._said: dict[str, list[str]] = {}
        for path in (*DEPLOY.glob("systemd/langbiang-.service.d/*.conf"), DEPLOY / "systemd" / f"{name}.service"):
            for line in path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
                key, found, value = line.partition("=")
                if found and not line.startswith("#"):
                    self._said.setdefault(key, []).append(moved(value, places))

    def all(self, key: str) -> list[str]:
        return self._said.get(key, [])

    def environment(self) -> dict[str, str]:
        """Give what the unit's process would see; of ours only where programs are found."""
        lines = [line for path in self.all("EnvironmentFile") for line in Path(path).read_text().splitlines()]
        told = dict(line.split("=", 1) for line in (*self.all("Environment"), *lines) if line and line[0] != "#")
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | told

    def start(self) -> "subprocess.Popen[bytes]":
        """Run what comes before to its end, then start it."""
        for words in self.all("ExecStartPre"):
            subprocess.run(shlex.split(words), check=True, **self._here())
        (words,) = self.all("ExecStart")
        (log,) = (told.removeprefix("append:") for told in self.all("StandardError"))
        with Path(log).open("ab") as out:
            return subprocess.Popen(shlex.split(words), stdout=out, stderr=out, **self._here())

    def _here(self) -> dict[str, object]:
        return {"env": self.environment(), "cwd": self.all("WorkingDirectory")[0]}


def moved(text: str, places: Mapping[str, str]) -> str:
    """Exchange each place for its own, the longest name first."""
    for place in sorted(places, key=len, reverse=True):
        text = text.replace(place, places[place])
    return text
