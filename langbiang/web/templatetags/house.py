"""Template words of the house: icons, status marks, dates in the official form."""

from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from langbiang.foundation import clock

register = template.Library()
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@register.simple_tag
def icon(name: str, large: bool = False) -> SafeString:
    """Draw one of the house's line icons; it says nothing to a screen reader, so a word stands beside it."""
    return _drawn(name, large)


@cache
def _drawn(name: str, large: bool) -> SafeString:
    """Draw it once a process: a work board shows hundreds, and finding the file's hashed address costs most."""
    size = " lb-icon--l" if large else ""
    address = static("langbiang/icons.svg")
    return format_html('<svg class="lb-icon{}" aria-hidden="true"><use href="{}#{}"/></svg>', size, address, name)


@register.simple_tag
def tag(mark: str, words: object) -> SafeString:
    """Draw a status mark, a shape and a word: early, ontime, soon, today, late, paused or closed."""
    shapes = {"paused": "pause"}
    return format_html('<span class="lb-tag lb-tag--{}">{}{}</span>', mark, icon(shapes.get(mark, mark)), words)


@register.filter
def weekday(moment: date | datetime) -> str:
    """Say the weekday in Vietnamese: thứ Tư."""
    day = clock.local(moment) if isinstance(moment, datetime) else moment
    return WEEKDAYS[day.weekday()]


@register.filter
def moment(text: str) -> str:
    """Say a moment kept as ISO text on Vietnam's clock, to the second: 16:21:07, 08/09/2020."""
    return f"{clock.local(datetime.fromisoformat(text)):%H:%M:%S, %d/%m/%Y}"


@register.filter
def filesize(size: int) -> str:
    """Say a size in bytes as people read it: 184 KB, 1,2 MB."""
    if size < 1024:
        return f"{size} byte"
    if size < 1024**2:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024**2:.1f} MB".replace(".", ",")


@register.filter
def get(mapping: dict[Any, Any], key: object) -> object:
    """Look a key up in a dictionary; empty text when it is not there."""
    return mapping.get(key, "")
