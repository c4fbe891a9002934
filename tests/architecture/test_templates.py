"""Every template compiles: a page nobody has opened yet fails here."""

from pathlib import Path

import pytest
from django.template.loader import get_template

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
