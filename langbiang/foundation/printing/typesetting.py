"""Pages set with typst: official letters, and the small drawings that are laid into waiting fields."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst
from django.conf import settings

from langbiang.foundation import clock
from langbiang.foundation.tables import Table, written

from .places import Place

TEMPLATES = Path(__file__).parent / "templates"
LETTER = "van_ban"
ROOMS = ("number", "date", "person", "agency")
STAMPS = {"person": "chu_ky", "agency": "con_dau", "line": "dong_chu", "arrival": "dau_den"}
INDOCHINA = timezone(timedelta(hours=7))  # typst wants a fixed offset

Stamp = Literal["person", "agency", "line", "arrival"]


class _Typesetter:
    """The compiler of one template; kept, because a fresh one reads the fonts anew (some 20 ms)."""

    def __init__(self, template: str, fonts: Path) -> None:
        only_ours = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
        self._compiler = typst.Compiler(str(TEMPLATES / f"{template}.typ"), root=str(TEMPLATES), font_paths=only_ours)
        self._lock = Lock()  # the compiler remembers its last input

    def pdf(self, data: Mapping[str, Any], **options: Any) -> bytes:
        with self._lock:
            made: Any = self._compiler.compile(format="pdf", sys_inputs=_inputs(data), **options)
        return bytes(made)

    def labelled(self, data: Mapping[str, Any], labels: Sequence[str], **options: Any) -> list[dict[str, float]]:
        """Set the page and read what the template tells under its labels."""
        with self._lock:
            # The query reads the inputs of the last compilation.
            self._compiler.compile(format="pdf", sys_inputs=_inputs(data), **options)
            return [json.loads(self._compiler.query(f"<{label}>", field="value", one=True)) for label in labels]


def render_pdf(template: str, data: dict[str, Any], *, now: datetime) -> bytes:
    """
    Set a template with its data as PDF/A-3b, dated `now`.

    Equal input gives equal bytes. Fonts come from settings.FONTS_DIR alone; a letter that they lack is a
    fault (typst.TypstError), never a hole in the text.
    """
    return _typesetter(template, settings.FONTS_DIR).pdf(
        data, pdf_standards=["a-3b"], timestamp=now.astimezone(INDOCHINA).replace(microsecond=0)
    )


def render_table(table: Table, *, now: datetime, landscape: bool = True) -> bytes:
    """Set a register or report as PDF/A-3b on A4, its head repeated on every page."""
    data = {
        "title": table.title,
        "agency": table.agency,
        "notes": list(table.notes),
        "columns": [asdict(column) for column in table.columns],
        "rows": [{"cells": [_unbroken(written(c)) for c in row.cells], "strong": row.strong} for row in table.rows],
        "landscape": landscape,
        "printed": f"In từ hệ thống lúc {clock.local(now):%H:%M, %d/%m/%Y}",
        "empty": "Không có mục nào trong kỳ này.",
    }
    return render_pdf("bang", data, now=now)


def letter_places(data: dict[str, Any], *, now: datetime) -> dict[str, Place]:
    """Say where the letter (`van_ban`) leaves room: places under `number`, `date`, `person` and `agency`."""
    typesetter = _typesetter(LETTER, settings.FONTS_DIR)
    told = typesetter.labelled(data, ROOMS, timestamp=now.astimezone(INDOCHINA).replace(microsecond=0))
    return {name: _place(room) for name, room in zip(ROOMS, told, strict=True)}


def render_stamp(kind: Stamp, data: dict[str, Any], *, width: float, height: float) -> bytes:
    """
    Draw a stamp on a transparent page of `width` by `height` points.

    person: `name`; agency: `agency`, `moment` (ISO 8601); line: `text`, `style` (normal or italic) and
    `align` (left or right); arrival: `agency`, `number`, `day`, `to`.
    """
    sized = {**data, "width": width, "height": height}
    return _typesetter(STAMPS[kind], settings.FONTS_DIR).pdf(sized, pdf_standards=["a-3b"], pdf_tags=False)


@lru_cache(maxsize=32)
def _typesetter(template: str, fonts: Path) -> _Typesetter:
    return _Typesetter(template, fonts)


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    # Composed letters (NFC): decomposed ones look right on the page but are not found by searching.
    return {"data": unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False))}


def _unbroken(words: str) -> str:
    """Let a line break after a slash, for numbers and notations are long and columns narrow."""
    return words.replace("/", "/\u200b")


def _place(told: dict[str, float]) -> Place:
    top = told["page-height"] - told["y"]  # typst counts from the top, PDF from the bottom
    left = told["x"]
    return Place(int(told["page"]), left, top - told["height"], left + told["width"], top)
