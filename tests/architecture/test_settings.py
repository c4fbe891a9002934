"""Every variable of the environment stands in one table; what is written of them, and who reads them, follows it."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from config import environment
from tests.architecture.house import ROOT, modules, tree, where

KNOWN = {setting.variable for setting in environment.TABLE}
# A variable that a program, a page or a file of a server speaks of; those of tests and benches are not the product's.
NAMED = re.compile(r"LANGBIANG_[A-Z0-9]+(?:_[A-Z0-9]+)*(?![A-Z0-9_*])")
SPOKEN = [
    *modules(),
    *(path for path in ROOT.glob("deploy/**/*") if path.is_file()),
    *ROOT.glob("docs/**/*.md"),
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
]


def test_the_page_of_settings_is_what_the_table_says(tmp_path):
    call_command("describe_settings", tmp_path / "settings.md", verbosity=0, stdout=(tmp_path / "out").open("w"))
    assert (tmp_path / "settings.md").read_text() == (ROOT / "docs/reference/settings.md").read_text()


def test_no_row_of_the_table_is_idle_and_none_is_there_twice():
    asked = [
        call.args[0].value
        for call in ast.walk(tree(ROOT / "config/settings.py"))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "read"
    ]
    assert sorted(asked) == sorted(setting.name for setting in environment.TABLE)


def readers(code: ast.AST) -> list[ast.AST]:
    """Give where a program asks the environment for a variable of ours by its name."""
    return [
        node
        for node in ast.walk(code)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAMED.fullmatch(node.value)
    ]


def test_nothing_else_in_the_product_reads_one():
    product = [*modules(), *ROOT.glob("config/*.py"), ROOT / "manage.py", *ROOT.glob("agent/langbiang_agent/*.py")]
    assert [where(path, node) for path in product for node in readers(tree(path))] == []


@pytest.mark.parametrize("code", ['os.environ["LANGBIANG_DEMO"]', 'getenv("LANGBIANG_NEW_THING", "1")'])
def test_a_reading_beside_the_table_would_be_seen(code):
    assert readers(ast.parse(code))


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_variable_that_is_spoken_of_is_a_setting(path: Path):
    assert set(NAMED.findall(path.read_text(encoding="utf-8"))) <= KNOWN


# -- reading


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("DEMO", "on", True),
        ("HTTPS", "No", False),
        ("ALARM_HOURS", "6", 6),
        ("HOSTS", "a.example, b.example", ("a.example", "b.example")),
        ("CLAMD_DOWN", "accept", "accept"),
        ("BACKUP_HOURS", "", 24),
    ],
)
def test_a_value_is_read_as_its_kind(monkeypatch, name, text, value):
    monkeypatch.setenv(f"LANGBIANG_{name}", text)
    assert environment.read(name) == value


@pytest.mark.parametrize(
    ("name", "text", "may_be"),
    [
        ("ALARM_HOURS", "bốn", "a whole number of hours, at least 1"),
        ("ACCESS_LOG_DAYS", "0", "a whole number of days, at least 1"),
        ("AGENCY_LIST_HOUR", "24", "an hour of the day, 0 to 23"),
        ("DEMO", "có", "1 or 0"),
        ("LOG_LEVEL", "info", "DEBUG, INFO, WARNING, ERROR or CRITICAL"),
        ("DATABASE_URL", "mysql://u:bí-mật@h/d", "an address, postgres://user:password@host/name"),
        ("TSA", "tsa.example", "an address, https://…"),
        ("CLOCK_START", "2020-09-09T08:00", "a moment with its offset, like 2020-09-09T08:00:00+07:00"),
    ],
)
def test_a_value_that_may_not_be_is_refused_by_name_and_is_not_told(monkeypatch, name, text, may_be):
    monkeypatch.setenv(f"LANGBIANG_{name}", text)
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.read(name)
    assert str(refused.value) == f"LANGBIANG_{name} is {may_be}."


@pytest.mark.parametrize(("demo", "first"), [("0", "roles"), ("1", "none")])
def test_the_demo_has_defaults_of_its_own(monkeypatch, demo, first):
    monkeypatch.setenv("LANGBIANG_DEMO", demo)
    monkeypatch.delenv("LANGBIANG_SECOND_FACTOR", raising=False)
    assert environment.read("SECOND_FACTOR") == first


def test_variables_that_set_nothing_are_listed(monkeypatch):
    monkeypatch.setenv("LANGBIANG_ALARM_HOUR", "6")
    assert "LANGBIANG_ALARM_HOUR" in environment.list_unknown()
    assert not KNOWN & set(environment.list_unknown())


def test_a_command_ends_with_the_sentence_alone(tmp_path):
    told = subprocess.run(
        [sys.executable, "-m", "langbiang", "doctor"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "LANGBIANG_DATA": str(tmp_path), "LANGBIANG_ALARM_HOURS": "bốn"},
        capture_output=True,
        text=True,
    )
    assert (told.returncode, told.stderr) == (1, "LANGBIANG_ALARM_HOURS is a whole number of hours, at least 1.\n")
