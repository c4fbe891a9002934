"""Every template compiles: a page nobody has opened yet fails here."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.template.loader import get_template
from django.urls import reverse

from langbiang.apps.identity.lasting import PROGRESS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    str(path.relative_to(folder))
    for folder in (ROOT / "langbiang").rglob("templates")
    for path in folder.rglob("*")
    if path.suffix in {".html", ".txt"}
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name):
    assert get_template(name)


def test_what_a_page_asks_by_itself_is_known_as_no_use_of_the_session():
    asked = [
        re.search(r"hx-get=\"{% url '([\w:-]+)'", element)[1]
        for path in (ROOT / "langbiang").rglob("*.html")
        for element in re.findall(r"<[^>]*hx-trigger=\"every[^>]*>", path.read_text(encoding="utf-8"))
    ]
    assert asked
    assert [name for name in asked if not reverse(name, args=[uuid4()]).endswith(PROGRESS)] == []
