"""Pictures in signs: scales and waterfalls for a terminal, and for Markdown's fixed-width blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.render.axis import axis, letter, rows

if TYPE_CHECKING:
    from flopwise.document import Line, Scale, Waterfall
    from flopwise.render.axis import Axis

_LONGEST_NAME = 30
_LONGEST_VALUE = 24
_LONGEST_TRACK = 60
_SHORTEST_TRACK = 10
_CONTROL = dict.fromkeys([*range(32), *range(127, 160)], " ")


class Row(NamedTuple):
    """One line of a picture; `own` for the one that it is about."""

    text: str
    own: bool = False


def scale(node: Scale, width: int) -> list[Row]:
    """Draw a row for each point, with the lines through all of them and the axis below."""
    points = node.ordered()
    ends = [end for one in points for end in (one.low, one.high) if end]
    span = axis([*(one.value for one in points), *(line.value for line in node.lines), *ends])
    frame = _Frame([one.label for one in points], [one.text for one in points], width)
    crossed = [frame.column(span, line.value) for line in node.lines]
    drawn = [Row(text) for text in frame.signs([letter(i) for i in range(len(crossed))], crossed)]
    for one in points:
        track = frame.track()
        for column in crossed:
            track[column] = "│"
        if one.low and one.high:
            first, last = (frame.column(span, end) for end in (one.low, one.high))
            track[first : last + 1] = "─" * (last + 1 - first)
        track[frame.column(span, one.value)] = "◆" if one.own else "●"
        drawn.append(Row(frame.row(one.label, track, one.text), one.own))
    return [*drawn, *map(Row, frame.axis(span))]


def key(lines: tuple[Line, ...]) -> list[tuple[str, Line]]:
    """Return what the letters over a scale stand for."""
    return [(letter(index), line) for index, line in enumerate(lines)]


def waterfall(node: Waterfall, width: int) -> list[Row]:
    """Draw each factor from where the one before it led."""
    levels = node.levels()
    span = axis(node.reached())
    named = [node.first[0], *(change.label for change in node.changes), node.last[0]]
    said = [node.first[1], *(change.text for change in node.changes), node.last[1]]
    frame = _Frame(named, said, width)
    drawn = []
    starts = [levels[0], *levels[:-1], levels[-1]]
    for index, (label, text) in enumerate(zip(named, said, strict=True)):
        track = frame.track()
        end = levels[min(index, len(levels) - 1)]
        first, last = sorted(frame.column(span, each) for each in (starts[index], end))
        total = index in (0, len(named) - 1)
        track[first : last + 1] = "━" * (last + 1 - first)
        alone = None if total else node.changes[index - 1].alone
        if alone is not None:
            track[frame.column(span, alone)] = "○"
        track[frame.column(span, end)] = "◆" if total else "▶" if end >= starts[index] else "◀"
        drawn.append(Row(frame.row(label, track, text), total))
    return [*drawn, *map(Row, frame.axis(span))]


class _Frame:
    """The columns of a picture: names, the track, values."""

    def __init__(self, names: list[str], values: list[str], width: int) -> None:
        self.names = min(max(map(len, names)), _LONGEST_NAME, width // 3)
        self.values = min(max(map(len, values)), _LONGEST_VALUE)
        room = width - self.names - self.values - 6
        self.length = max(_SHORTEST_TRACK, min(_LONGEST_TRACK, room))

    def column(self, span: Axis, value: float) -> int:
        return round(span.at(value) * (self.length - 1))

    def track(self) -> list[str]:
        return [" "] * self.length

    def row(self, name: str, track: list[str], value: str) -> str:
        name, value = _cut(name, self.names), _cut(value, self.values)
        return f"  {name:<{self.names}}  {''.join(track)}  {value:>{self.values}}".rstrip()

    def signs(self, texts: list[str], columns: list[int]) -> list[str]:
        """Write texts at columns, in as many lines as they need not to touch; the last is lowest."""
        longest = max(map(len, texts), default=0)
        placed = rows(columns, longest + 1)
        lines = []
        for level in range(max(placed, default=-1), -1, -1):
            track = [" "] * (self.length + longest)
            for text, column, row in zip(texts, columns, placed, strict=True):
                if row == level:
                    track[column : column + len(text)] = text
            lines.append((" " * (self.names + 4) + "".join(track)).rstrip())
        return lines

    def axis(self, span: Axis) -> list[str]:
        """Draw the axis with the names of its divisions below."""
        rule = ["─"] * self.length
        named = []
        for tick in span.ticks(self.length / _PHONE):
            column = round(tick.place * (self.length - 1))
            rule[column] = "┴"
            if tick.name:
                start = column - len(tick.name) // 2
                named.append((tick.name, min(max(start, 0), self.length - len(tick.name))))
        lead = " " * (self.names + 4)
        return [
            lead + "".join(rule),
            *self.signs([text for text, _ in named], [start for _, start in named]),
        ]


def _cut(text: str, length: int) -> str:
    text = text.translate(_CONTROL)
    return text if len(text) <= length else text[: length - 1] + "…"


_PHONE = 50
"""The signs of a track on which the axis has as many names as on a phone."""
