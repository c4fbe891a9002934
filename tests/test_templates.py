"""Rules that every template keeps."""

import re
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings

HOUSE = Path(settings.BASE_DIR) / "langbiang"
TEMPLATES = sorted(HOUSE.rglob("templates/**/*.html"))
WITHOUT_SEAT = {
    "_protection.html",  # a citizen has no seat
    "citizen_close.html",
    "citizen_sign_in.html",
    "logout.html",
    "login.html",
    "desk.html",
    "no_seat.html",
    "demo_people.html",
    "seat_choice.html",
}
# Here a person signs in or acts on the own account, whatever the seat; a password or a key stands for the version.
WITHOUT_SEAT |= {"account.html", "_remove.html", "codes_make.html", "confirm_by_key.html", "second_step.html"}
WITHOUT_SEAT |= {"authorize.html", "sign_out.html"}
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)

every_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HOUSE)))


def posted(path: Path) -> list[str]:
    return [form for form in FORM.findall(path.read_text()) if 'method="post"' in form.split(">")[0]]


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 30


@every_template
def test_letters_are_composed(path) -> None:
    assert unicodedata.is_normalized("NFC", path.read_text())


@every_template
def test_no_style_and_no_script_stand_in_a_page(path) -> None:
    """Our policy would drop them without a word."""
    text = path.read_text()
    assert re.findall(r"\sstyle\s*=|\son[a-z]+\s*=|javascript:|<style|<script(?![^>]*\ssrc=)", text) == []


@every_template
def test_what_is_shown_is_escaped(path) -> None:
    assert re.findall(r"\|\s*safe\b|autoescape off", path.read_text()) == []


@every_template
def test_every_posted_form_has_its_token(path) -> None:
    assert [form for form in posted(path) if "{% csrf_token %}" not in form] == []


@every_template
def test_every_form_of_an_act_carries_seat_and_version(path) -> None:
    """A form shown whole carries its hidden fields; one laid out by hand names them."""
    if path.name in WITHOUT_SEAT:
        return
    forms = [form for form in posted(path) if "{% url 'contrast' %}" not in form and "account_logout" not in form]
    whole = re.compile(r"\{\{ (?:\w*form|forms\.\w+) \}\}")
    assert [f for f in forms if not whole.search(f) and not ("form.seat" in f and "form.version" in f)] == []
