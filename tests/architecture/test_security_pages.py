"""The pages on security say what is there: every requirement once, every test, file and setting that they name."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from .house import tree

ROOT = Path(settings.BASE_DIR)
LIST = (ROOT / "docs/reference/security.md").read_text(encoding="utf-8")
LINE = re.compile(r"^\| ([\d., ]+) \| ([^|]+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
LINES = LINE.findall(LIST)
PAGES = ["docs/reference/security.md", "docs/explanation/threats.md", "docs/how-to/add-a-page.md"]
PATH = re.compile(r"`((?:langbiang|tests|docs|config|requirements|frontend)/[\w./-]+|\w+\.(?:toml|md))(?:::(\w+))?`")

# ASVS 5.0.0: how many requirements each section has, and which of them are of level 3 alone.
SECTIONS = {
    1: (2, 10, 12, 3, 3),
    2: (3, 3, 5, 2),
    3: (1, 3, 5, 8, 8, 1, 5),
    4: (5, 5, 2, 4),
    5: (1, 6, 3, 3),
    6: (3, 12, 8, 6, 8, 4, 2, 4),
    7: (3, 4, 2, 5, 3, 2),
    8: (4, 4, 3, 2),
    9: (3, 4),
    10: (2, 3, 5, 16, 5, 2, 3),
    11: (4, 5, 5, 4, 2, 2, 2),
    12: (5, 2, 5),
    13: (4, 6, 4, 7),
    14: (2, 8, 3),
    15: (5, 5, 7, 4),
    16: (1, 5, 4, 3, 4),
    17: (2, 8, 2),
}
LEVEL_3 = {
    "1.2": (10,),
    "1.3": (12,),
    "1.5": (3,),
    "2.3": (5,),
    "2.4": (2,),
    "3.1": (1,),
    "3.2": (3,),
    "3.3": (5,),
    "3.4": (7, 8),
    "3.5": (6, 7, 8),
    "3.6": (1,),
    "3.7": (3, 4, 5),
    "4.1": (4, 5),
    "4.2": (2, 3, 4, 5),
    "5.2": (4, 5, 6),
    "5.3": (3,),
    "6.3": (5, 6, 7, 8),
    "6.4": (5, 6),
    "6.5": (6, 7, 8),
    "6.6": (4,),
    "6.7": (1, 2),
    "7.5": (3,),
    "8.1": (3, 4),
    "8.2": (4,),
    "8.3": (2, 3),
    "8.4": (2,),
    "10.2": (3,),
    "10.3": (5,),
    "10.4": (12, 13, 14, 15, 16),
    "11.1": (3, 4),
    "11.2": (4, 5),
    "11.3": (4, 5),
    "11.5": (2,),
    "11.6": (2,),
    "11.7": (1, 2),
    "12.1": (4, 5),
    "12.3": (5,),
    "13.1": (2, 3, 4),
    "13.2": (6,),
    "13.3": (3, 4),
    "13.4": (6, 7),
    "14.2": (5, 6, 7, 8),
    "15.1": (4, 5),
    "15.2": (4, 5),
    "15.4": (1, 2, 3, 4),
    "16.5": (4,),
    "17.1": (2,),
    "17.2": (5, 6, 7, 8),
}


def test_every_requirement_of_levels_1_and_2_stands_in_the_list_once():
    asked = {
        f"{chapter}.{section}.{number}"
        for chapter, sizes in SECTIONS.items()
        for section, size in enumerate(sizes, 1)
        for number in range(1, size + 1)
    }
    higher = {f"{section}.{number}" for section, numbers in LEVEL_3.items() for number in numbers}
    told = [number for numbers, *_ in LINES for number in numbers.split(", ")]
    assert (len(asked), len(asked - higher)) == (345, 253)
    assert sorted(told) == sorted(asked - higher)


def test_what_is_met_is_shown_and_what_is_not_has_its_reason():
    shown = re.compile(rf"{PATH.pattern}|`(?:langbiang|make) \w+")
    wrong = []
    for numbers, _, state, words in LINES:
        reason = re.sub(r"`[^`]*`|\W", "", words)
        holds = {
            "met": bool(shown.search(words)),
            "partly": len(reason) > 10,
            "not applicable": len(reason) > 5,
            "open": len(reason) > 10,
        }
        wrong += [(numbers, state)] if not holds.get(state, False) else []
    assert wrong == []


@pytest.mark.parametrize("page", PAGES)
def test_every_file_test_and_name_that_a_page_tells_is_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    told = PATH.findall(text)
    assert told
    assert [(path, name) for path, name in told if not _is_there(ROOT / path, name)] == []
    assert set(re.findall(r"`langbiang (\w+)", text)) <= set(get_commands())


def _is_there(path: Path, name: str) -> bool:
    if not name:
        return path.exists()
    return path.is_file() and name in {getattr(node, "name", "") for node in ast.walk(tree(path))}
