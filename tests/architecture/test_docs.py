"""What the documents say is there, is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("langbiang/**/README.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_something(page):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_every_picture_of_the_docs_is_named_by_a_journey_and_small():
    taken = {
        name for path in ROOT.glob("tests/journeys/*.py") for name in re.findall(r'docs="([\w-]+)"', path.read_text())
    }
    shown = {name for page in PAGES for name in re.findall(r"pictures/([\w-]+)\.png", page.read_text())}
    kept = {path.stem: path.stat().st_size for path in ROOT.glob("docs/pictures/*")}
    assert taken == shown == kept.keys()
    assert {name: size for name, size in kept.items() if size > 150_000} == {}


def test_every_word_of_make_that_is_told_exists():
    words = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    told = {word for page in PAGES for word in re.findall(r"`make ([a-z-]+)", page.read_text())}
    assert told <= words


def test_decisions_are_numbered_without_a_gap():
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        assert page.read_text().startswith(f"# {page.name[:4]}. ")


LAW = (ROOT / "docs/reference/law.md").read_text(encoding="utf-8")
OF_LAW = re.compile(r"def test_(\w*(?:decree30|decision28|article_\d)\w*)\(")


def law_tests() -> set[str]:
    files = [*ROOT.glob("langbiang/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]
    return {name for file in files for name in OF_LAW.findall(file.read_text(encoding="utf-8"))}


def test_every_line_of_the_law_has_its_tests_and_every_such_test_its_line():
    told = set(re.findall(r"`((?:decree30|decision28|article_)\w*)` \|$", LAW, re.M))
    tests = law_tests()
    assert [line for line in told if not any(line in test for test in tests)] == []
    assert [test for test in sorted(tests) if not any(line in test for line in told)] == []


def test_every_module_that_the_law_names_is_there():
    named = re.findall(r"`((?:deadlines|documents|workfiles|exchange|foundation)/[\w./]+)`", LAW)
    places = (ROOT / "langbiang", ROOT / "langbiang/apps")
    assert named
    assert [name for name in named if not any((place / name).exists() for place in places)] == []
