"""Shapes of the charts of traffic, for the SVG that the server draws; the same figures stand in a table beside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LEFT, TOP, FOOT = 44, 8, 26
HEIGHT = 226
FLOOR = HEIGHT - FOOT
_LABEL = 40.0  # that a label under a chart takes


@dataclass(frozen=True)
class Mark:
    """A line of the grid, or a label under a chart."""

    at: float
    words: str


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True)
class Line:
    """A line over the steps, broken where nothing was measured, with its last value."""

    path: str
    look: str
    words: str
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    width: int
    grid: list[Mark]
    labels: list[Mark]
    bars: Sequence[Bar] = ()
    lines: Sequence[Line] = ()
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    floor: int = FLOOR


def draw_bars(
    series: Sequence[tuple[str, Sequence[int]]], ghost: Sequence[int], names: Sequence[str], *, width: int = 580
) -> Chart:
    """Stack series of equal length over each step; `ghost` is drawn as outlines, for comparison."""
    totals = [sum(each) for each in zip(*(values for _, values in series), strict=True)]
    top = _top(max([*totals, *ghost, 1]), 1)
    room = (width - LEFT) / len(names)
    bars: list[Bar] = []
    for number in range(len(names)):
        x, floor = LEFT + room * number + room * 0.14, float(FLOOR)
        for look, values in series:
            height = _height(values[number], top)
            if height:
                bars.append(Bar(_round(x), _round(floor - height), _round(room * 0.72), _round(height), look))
                floor -= height + 1  # a gap of a pixel between two colours
        if number < len(ghost) and ghost[number]:
            height = _height(ghost[number], top)
            bars.append(Bar(_round(x), _round(FLOOR - height), _round(room * 0.72), _round(height), "ghost"))
    return Chart(width, _grid(top, ""), _labels(names, room), bars=bars)


def draw_lines(
    series: Sequence[tuple[str, str, Sequence[float | None]]], names: Sequence[str], *, width: int = 332
) -> Chart:
    """Draw series of equal length, each with its look and name; None is no value."""
    known = [value for _, _, values in series for value in values if value is not None]
    top, right = _top(max([*known, 0.1]), 0.1), 66
    room = (width - LEFT - right) / len(names)
    lines = [
        _line(look, name, values, top, room) for look, name, values in series if any(v is not None for v in values)
    ]
    _keep_apart(lines)
    return Chart(width, _grid(top, " s"), _labels(names, room), lines=lines)


def spark(values: Sequence[int]) -> str:
    """Give the path of a small line, 88 wide and 24 high."""
    most, room = max([*values, 1]), 84 / max(1, len(values) - 1)
    return _path([(2 + room * number, 21 - 18 * value / most) for number, value in enumerate(values)])


def _line(look: str, name: str, values: Sequence[float | None], top: float, room: float) -> Line:
    points = [
        None if value is None else (LEFT + room * (number + 0.5), FLOOR - _height(value, top))
        for number, value in enumerate(values)
    ]
    last = next(point for point in reversed(points) if point)
    value = next(value for value in reversed(values) if value is not None)
    return Line(_path(points), look, f"{name} {say_seconds(value)}", _round(last[0] + 6), _round(last[1] + 4))


def _keep_apart(lines: list[Line]) -> None:
    """Move the words at the ends of two lines apart where they would stand on each other."""
    order = sorted(range(len(lines)), key=lambda number: lines[number].y)
    for above, below in pairwise(order):
        if abs(lines[below].x - lines[above].x) < 60 and lines[below].y - lines[above].y < 14:
            line = lines[above]
            lines[above] = Line(line.path, line.look, line.words, line.x, lines[below].y - 14)


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    """Join points; one that stands alone is drawn as a short stroke."""
    parts, pen_down = [], False
    for point, after in zip(points, [*points[1:], None], strict=True):
        if point is None:
            pen_down = False
            continue
        parts.append(f"{'L' if pen_down else 'M'}{_round(point[0])} {_round(point[1])}")
        if not pen_down and after is None:
            parts.append("h3")
        pen_down = True
    return " ".join(parts)


def say_seconds(value: float) -> str:
    """Say how long, as people read it: 2,1 s; 14 s; 38 phút; 2,5 giờ."""
    for size, unit in ((3600.0, "giờ"), (60.0, "phút"), (1.0, "s")):
        if value >= size or unit == "s":
            count = value / size
            digits = 1 if count < 10 else 0
            return f"{count:.{digits}f} {unit}".replace(".", ",").replace(",0 ", " ")
    raise AssertionError


def _grid(top: float, unit: str) -> list[Mark]:
    return [Mark(_round(FLOOR - _height(top * part / 4, top)), f"{_number(top * part / 4)}{unit}") for part in range(5)]


def _labels(names: Sequence[str], room: float) -> list[Mark]:
    """Name as many steps as fit under a chart."""
    each = max(1, math.ceil(_LABEL / room))
    return [Mark(_round(LEFT + room * (number + 0.5)), names[number]) for number in range(0, len(names), each)]


def _height(value: float, top: float) -> float:
    return value / top * (FLOOR - TOP)


def _top(most: float, least: float) -> float:
    """Give the next round number that leads there in four even steps, each at least `least`."""
    size = least
    while size * 40 < most:
        size *= 10
    return next(size * factor for factor in (4, 8, 12, 20, 40) if size * factor >= most)


def _number(value: float) -> str:
    whole = f"{value:,.1f}".removesuffix(".0")
    return whole.replace(",", " ").replace(".", ",").replace(" ", ".")


def _round(value: float) -> float:
    return round(value, 1)
