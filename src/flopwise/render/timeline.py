"""A picture of values over time: dots, and names where they cover neither dots nor each other.

Only what was above everything before it is named. Nothing stands to the upper left of such a dot,
so its name goes there, or to its right where the picture's edge is too near. Names that would meet
are left out, on a narrow page more of them.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from flopwise.render.axis import axis, letter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flopwise.document import Line, Point, Timeline
    from flopwise.render.axis import Axis

_NARROW, _WIDE, _HIGH = 300.0, 620.0, 380.0
"""Pixels of the picture on a phone and on a desk, and of its height on both."""
_LETTER, _LINE, _GAP, _DOT = 7.0, 15.0, 9.0, 5.0
"""Pixels that a letter of a name takes, a line of it, the room between it and its dot, and half
the dot."""


_DOWN = 1.6
"""How much higher the picture is than a phone's is wide."""


class Box(NamedTuple):
    """Where a name stands, in pixels from the upper left."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two boxes cover each other."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Frame(NamedTuple):
    """Both axes of a timeline."""

    first: int
    """The first day of the first year, as an ordinal."""
    last: int
    values: Axis

    def at(self, point: Point) -> tuple[float, float]:
        """Return the shares of width and height at which a point stands, from the upper left."""
        assert point.day is not None
        across = (point.day.toordinal() - self.first) / (self.last - self.first)
        return across, 1 - self.values.at(point.value)

    def years(self) -> Iterator[tuple[int, float]]:
        """Yield each New Year's Day with its share of the width."""
        start, end = (datetime.date.fromordinal(day).year for day in (self.first, self.last))
        for year in range(start, end + 1):
            day = datetime.date(year, 1, 1).toordinal()
            yield year, (day - self.first) / (self.last - self.first)


def frame(node: Timeline) -> Frame:
    """Return axes that hold all points and lines, from one New Year to another."""
    years = [one.day.year for one in node.points if one.day is not None]
    return Frame(
        datetime.date(min(years), 1, 1).toordinal(),
        datetime.date(max(years) + 1, 1, 1).toordinal(),
        axis([*(one.value for one in node.points), *(line.value for line in node.lines)]),
    )


def said(node: Timeline) -> str:
    """Say in a sentence what the picture shows."""
    days = [one.day for one in node.points if one.day is not None]
    most = max(node.points, key=lambda one: one.value)
    return (
        f"{node.quantity[:1].upper()}{node.quantity[1:]} of {len(node.points)} models from "
        f"{min(days).year} to {max(days).year}; the most is {most.text} ({most.label})"
    )


def shapes(node: Timeline, text: Callable[[str], str]) -> str:
    """Draw the axes, the lines, the dots and the names."""
    found = frame(node)
    parts = [*_axes(found), *_lines(found, node.lines)]
    records = node.records()
    for one in sorted(node.points, key=records.__contains__):
        x, y = map(_percent, found.at(one))
        own = " own" if one in records else ""
        parts.append(
            f'<circle class="dot{own}" cx="{x}" cy="{y}" r="4.5">'
            f"<title>{text(f'{one.label}, {one.day}: {one.text}')}</title></circle>"
        )
    narrow, wide = (named(node, found, width) for width in (_NARROW, _WIDE))
    for one, side in narrow.items():
        kind = "name" if wide.get(one) == side else "name narrow"
        parts.append(_name(one, side, found, kind, text))
    for one, side in wide.items():
        if narrow.get(one) != side:
            parts.append(_name(one, side, found, "name wide", text))
    return "\n".join(parts)


def _name(one: Point, side: str, found: Frame, kind: str, text: Callable[[str], str]) -> str:
    x, y = map(_percent, found.at(one))
    place = f'dx="-{_GAP:g}" dy="-0.2em"' if side == _LEFT else f'dx="{_GAP:g}" dy="0.35em"'
    return f'<text class="{kind} {side}" x="{x}" y="{y}" {place}>{text(one.label)}</text>'


_LEFT, _RIGHT = "before", "after"


def named(node: Timeline, found: Frame, width: float) -> dict[Point, str]:
    """Return the records whose names have room at this width, and on which side of the dot."""
    taken = [_dot(one, found, width) for one in node.points]
    kept = {}
    for one in reversed(node.records()):
        others = [each for each in taken if each != _dot(one, found, width)]
        for side in (_LEFT, _RIGHT):
            name = box(one, side, found, width)
            inside = name.left >= 0 and name.right <= width
            if inside and not any(name.meets(other) for other in others):
                taken.append(name)
                kept[one] = side
                break
    return kept


def _dot(one: Point, found: Frame, width: float) -> Box:
    x, y = found.at(one)
    across, down = x * width, y * _HIGH
    return Box(across - _DOT, down - _DOT, across + _DOT, down + _DOT)


def box(one: Point, side: str, found: Frame, width: float) -> Box:
    """Return where the name of a point stands on that side of it."""
    x, y = found.at(one)
    across, down, length = x * width, y * _HIGH, _LETTER * len(one.label)
    if side == _LEFT:
        return Box(across - _GAP - length, down + 1 - _LINE, across - _GAP, down + 1)
    return Box(across + _GAP, down - _LINE / 2, across + _GAP + length, down + _LINE / 2)


def _axes(found: Frame) -> Iterator[str]:
    for tick in found.values.ticks(_DOWN):
        y = _percent(1 - tick.place)
        yield f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        if tick.name:
            yield f'<text class="tick up" x="0" y="{y}" dx="-0.6em" dy="0.35em">{tick.name}</text>'
    years = list(found.years())
    step = -(-len(years) // 6)
    for index, (year, place) in enumerate(years):
        x = _percent(place)
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="0" y2="100%"/>'
        if index % step == 0:
            yield f'<text class="tick" x="{x}" y="100%" dy="1.5em">{year}</text>'


def _lines(found: Frame, lines: tuple[Line, ...]) -> Iterator[str]:
    for index, line in enumerate(lines):
        y = _percent(1 - found.values.at(line.value))
        yield f'<line class="threshold" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        yield f'<text class="mark" x="100%" y="{y}" dx="0.8em" dy="0.35em">{letter(index)}</text>'


def _percent(share: float) -> str:
    return f"{round(100 * share, 2):g}%"
