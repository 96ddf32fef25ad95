"""The heads of a text's tables: what stands above a cell says what its figure is of."""

from __future__ import annotations

import bisect
import re
from typing import NamedTuple

_RULE = re.compile(r"[\s|:+=─-]*-{2,}[\s|:+=─-]*")
_LONGEST_LINE = 2000
_SCALED = re.compile(r"\(\s*(?:in )?(k|M|B|T|thousands?|millions?|billions?|trillions?)\s*\)")
_SCALES = {"k": 1e3, "t": 1e12, "m": 1e6, "b": 1e9, "thousand": 1e3, "million": 1e6,
           "billion": 1e9, "trillion": 1e12}  # fmt: skip


class Head(NamedTuple):
    """What a table's head says of a column."""

    words: str = ""
    scale: float = 1.0
    """Of `Params (B)`: a billion."""


NONE = Head()


class Tables(NamedTuple):
    """Where the lines of tables begin, and the heads of their columns."""

    lines: tuple[int, ...]
    heads: tuple[tuple[Head, ...], ...]

    def head(self, text: str, place: int) -> Head:
        """Return the head of the column in which a place lies."""
        index = bisect.bisect_right(self.lines, place) - 1
        if index < 0 or not self.heads[index]:
            return NONE
        start = self.lines[index]
        before = text[start:place]
        if "\n" in before or len(before) > _LONGEST_LINE:
            return NONE
        column = before.count("|") - (1 if before.lstrip().startswith("|") else 0)
        heads = self.heads[index]
        return heads[column] if column < len(heads) else NONE


def tables(text: str) -> Tables:
    """Find the heads of all tables of a text: the lines above a rule of hyphens."""
    lines: list[int] = []
    heads: list[tuple[Head, ...]] = []
    current: tuple[Head, ...] = ()
    at, above = 0, ""
    for line in text.splitlines(keepends=True):
        piped = "|" in line
        if piped and _RULE.fullmatch(line.strip()[:_LONGEST_LINE]) and "|" in above:
            current = tuple(map(_head, above.strip().strip("|").split("|")))
        elif not piped:
            current = ()
        if piped:
            lines.append(at)
            heads.append(current)
        above = line
        at += len(line)
    return Tables(tuple(lines), tuple(heads))


def _head(cell: str) -> Head:
    scaled = _SCALED.search(cell)
    scale = 1.0
    if scaled is not None:
        written = scaled[1].rstrip("s")
        scale = _SCALES[written if written in _SCALES else written.lower()]
    return Head(_SCALED.sub(" ", cell).strip(), scale)


def row(text: str, start: int) -> str:
    """Return the row of a table that a place lies in; empty outside of tables."""
    begin = text.rfind("\n", max(0, start - _LONGEST_ROW), start) + 1
    end = text.find("\n", start, start + _LONGEST_ROW)
    row = text[begin : end if end >= 0 else start + _LONGEST_ROW]
    return row if row.count("|") > 1 else ""


_LONGEST_ROW = 500


def same_row(text: str, a: int, b: int) -> bool:
    """Tell whether two places lie in one row."""
    between = text[min(a, b) : max(a, b)]
    return len(between) < _LONGEST_ROW and "\n" not in between
