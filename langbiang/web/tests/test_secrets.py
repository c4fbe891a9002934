"""Secrets appear whole or not at all, for their owner alone."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as ours

from langbiang.foundation.signing import demo
from langbiang.foundation.signing.demo import keep_secret, make_private

READ_KEY = "from config.settings import SECRET_KEY; print(SECRET_KEY)"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_write_that_is_cut_short_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "x.p12"
    keep_secret(path, b"old")

    def end(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(demo.Path, "replace", end)
    with pytest.raises(KeyboardInterrupt):
        keep_secret(path, b"new")
    assert path.read_bytes() == b"old"
    monkeypatch.undo()
    keep_secret(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)
    assert [found.name for found in tmp_path.iterdir()] == ["x.p12"]


def test_every_folder_that_is_made_is_the_owners_only(tmp_path):
    make_private(tmp_path / "a" / "b")
    assert [mode(tmp_path / "a"), mode(tmp_path / "a" / "b")] == [0o700, 0o700]


def test_processes_that_start_at_once_share_one_secret_key(tmp_path):
    data = tmp_path / "data"
    around = {name: said for name, said in os.environ.items() if name != "LANGBIANG_SECRET_KEY"}
    command = [sys.executable, "-c", READ_KEY]
    told = {**around, "LANGBIANG_DATA": str(data)}
    started = [
        subprocess.Popen(command, env=told, cwd=Path(ours.BASE_DIR), stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert len({process.communicate(timeout=300)[0] for process in started}) == 1
    assert [path.name for path in (data / "keys").iterdir()] == ["secret_key"]
    assert [mode(data), mode(data / "keys"), mode(data / "keys" / "secret_key")] == [0o700, 0o700, 0o600]
