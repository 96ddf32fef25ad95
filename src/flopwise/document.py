"""A small tree for what we show: headings, prose, formulas, tables, bars, citations.

Every result says once how it becomes such a tree; each output format is one file in `render/`, and
never learns what kind of result it prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

    from flopwise.sources import Source


class Heading(NamedTuple):
    """The title of a part; level 1 is the document's own."""

    text: str
    level: int = 2


class Prose(NamedTuple):
    """A paragraph. `role` may be `lead` (the answer itself), `why`, `note` or plain."""

    text: str
    role: str = ""


class Formula(NamedTuple):
    """One numbered step: what is computed, with symbols and with the numbers put in."""

    number: int
    title: str
    text: str
    latex: str
    numbers_text: str
    numbers_latex: str
    result: str
    result_latex: str
    symbol: str
    symbol_latex: str
    why: str = ""
    interval: str = ""
    sources: tuple[str, ...] = ()
    anchor: str = ""
    key: str = ""
    """Where a front end explains it, below its own address: `explain/forward_flop`."""


class Cell(NamedTuple):
    """A cell of a table; `latex` where a format can set it as mathematics."""

    text: str
    latex: str = ""
    sources: tuple[str, ...] = ()
    key: str = ""
    """Where a front end has a page on it, below its own address: `models/gpt-3`."""
    input: str = ""
    """The input whose value it shows: a front end may let its reader give another."""


class Table(NamedTuple):
    """Rows under column heads; numeric columns (by index) are set flush right."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()
    caption: str = ""


class Bars(NamedTuple):
    """Shares of a whole, as bars with their labels and values."""

    rows: tuple[tuple[str, float, str], ...]
    caption: str = ""


class Point(NamedTuple):
    """One thing on a logarithmic scale."""

    label: str
    value: float
    text: str
    """The value as it is read."""
    low: float | None = None
    high: float | None = None
    own: bool = False
    """What the picture is about; the others are there to compare it with."""
    sources: tuple[str, ...] = ()
    key: str = ""
    """Where a front end has a page on it, below its own address: `models/gpt-3`."""
    day: datetime.date | None = None
    """Where it stands on a timeline."""


class Line(NamedTuple):
    """A value that a scale is crossed by, such as a legal threshold."""

    label: str
    value: float
    text: str
    sources: tuple[str, ...] = ()


class Scale(NamedTuple):
    """Where one value stands among known ones, on a logarithmic scale: a row each."""

    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    quantity: str
    """What is measured, with its unit."""
    caption: str = ""
    sources: tuple[Citation, ...] = ()
    """What the points and lines cite: they link to it from here, and no list repeats it."""
    more: str = ""
    """How a reader without links finds the sources."""

    def ordered(self) -> list[Point]:
        """Return the points as they are read: the largest first."""
        return sorted(self.points, key=lambda point: -point.value)

    def table(self) -> Table:
        """Return the same figures as a table, the lines between the points."""
        marked = [(one.value, one.label, one.text, one.sources) for one in self.points]
        marked += [(one.value, f"— {one.label}", one.text, one.sources) for one in self.lines]
        marked.sort(key=lambda one: -one[0])
        rows = ((Cell(label), Cell(text, "", sources)) for _, label, text, sources in marked)
        return Table(("", self.quantity), tuple(rows), frozenset({1}))


class Change(NamedTuple):
    """One factor on the way from one value to another."""

    label: str
    factor: float
    text: str
    alone: float | None = None
    """Where the last value would be without this factor, as a multiple of the first."""
    alone_text: str = ""


class Waterfall(NamedTuple):
    """How named factors lead from one value to another, on a logarithmic scale: a row each."""

    first: tuple[str, str]
    """The value that all others are multiples of: its label and how it is read."""
    changes: tuple[Change, ...]
    last: tuple[str, str]

    @property
    def note(self) -> str:
        """Say what the axis is, and the ring in each row."""
        return (
            f"Multiples of the {self.first[0]}; ○ where the {self.last[0]} would stand if this "
            "factor alone were repaired"
        )

    def reached(self) -> list[float]:
        """Return all multiples that the picture shows."""
        return [*self.levels(), *(one.alone for one in self.changes if one.alone is not None)]

    def levels(self) -> list[float]:
        """Return the multiples of the first value that the factors lead through, from 1 on."""
        reached = [1.0]
        for change in self.changes:
            reached.append(reached[-1] * change.factor)
        return reached


class Timeline(NamedTuple):
    """Values over time, on a logarithmic scale; it stands beside the table of its figures."""

    points: tuple[Point, ...]
    """Each with its day."""
    lines: tuple[Line, ...]
    quantity: str
    caption: str = ""
    sources: tuple[Citation, ...] = ()

    def records(self) -> list[Point]:
        """Return the points above all that were there before or came the same day."""
        found: list[Point] = []
        for point in sorted(self.points, key=lambda one: (str(one.day), -one.value)):
            if not found or point.value > found[-1].value:
                found.append(point)
        return found

    def table(self) -> Table:
        """Return the same figures as a table, the latest first."""
        points = sorted(self.points, key=lambda one: str(one.day), reverse=True)
        rows = tuple(
            (Cell(one.label), Cell(str(one.day)), Cell(one.text, sources=one.sources))
            for one in points
        )
        return Table(("", "released", self.quantity), rows, frozenset({2}))


class Items(NamedTuple):
    """A list of short paragraphs."""

    texts: tuple[str, ...]


class Mark(NamedTuple):
    """A stretch of a marked text, by code points, and what is said of it in the margin."""

    start: int
    end: int
    number: int
    severity: str
    note: str


class Marked(NamedTuple):
    """Someone's own text as it stands, with marks and what they say."""

    text: str
    marks: tuple[Mark, ...]

    def pieces(self) -> list[tuple[str, int]]:
        """Split the text at its marks: each piece with its mark's number, 0 for none.

        Of marks that overlap the one that begins first is shown; the other stands in the notes.
        """
        found: list[tuple[str, int]] = []
        place = 0
        for mark in sorted(self.marks, key=lambda mark: (mark.start, mark.end)):
            if mark.start < place or mark.end <= mark.start:
                continue
            found.append((self.text[place : mark.start], 0))
            found.append((self.text[mark.start : mark.end], mark.number))
            place = mark.end
        found.append((self.text[place:], 0))
        return [piece for piece in found if piece[0]]


class Verbatim(NamedTuple):
    """A text to be copied as it stands, such as entries of BibTeX."""

    text: str


class Citation(NamedTuple):
    """One entry of the list of sources."""

    key: str
    text: str
    url: str
    source: Source | None = None
    """All that is known of it, for formats that take it apart."""


class Citations(NamedTuple):
    """The list of sources."""

    entries: tuple[Citation, ...]


Node = (
    Heading | Prose | Formula | Table | Bars | Scale | Waterfall | Timeline | Items | Marked
    | Verbatim | Citations
)  # fmt: skip


class Document(NamedTuple):
    """What a result looks like, whatever the format."""

    title: str
    nodes: tuple[Node, ...]
    language: str = "en"


def cells(*texts: str) -> tuple[Cell, ...]:
    """Make a row of plain cells."""
    return tuple(Cell(text) for text in texts)


def listed(sources: Mapping[str, Source]) -> Citations:
    """List sources, each under its key."""
    return Citations(cited(sources.values()))


def cited(sources: Iterable[Source]) -> tuple[Citation, ...]:
    """Turn sources into entries of a list, or of a picture's own."""
    return tuple(Citation(source.key, source.reference, source.url, source) for source in sources)
