"""A small tree for what we show: headings, prose, formulas, tables, bars, citations.

Every result says once how it becomes such a tree; each output format is one file in `render/`, and
never learns what kind of result it prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

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


class Cell(NamedTuple):
    """A cell of a table; `latex` where a format can set it as mathematics."""

    text: str
    latex: str = ""
    sources: tuple[str, ...] = ()


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


class Citation(NamedTuple):
    """One entry of the list of sources."""

    key: str
    text: str
    url: str
    source: Source | None = None


class Citations(NamedTuple):
    """The list of sources."""

    entries: tuple[Citation, ...]


Node = Heading | Prose | Formula | Table | Bars | Items | Marked | Citations


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
    return Citations(
        tuple(
            Citation(key, source.reference, source.url, source) for key, source in sources.items()
        )
    )
