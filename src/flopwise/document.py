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


class Citation(NamedTuple):
    """One entry of the list of sources."""

    key: str
    text: str
    url: str


class Citations(NamedTuple):
    """The list of sources."""

    entries: tuple[Citation, ...]


Node = Heading | Prose | Formula | Table | Bars | Items | Citations


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
        tuple(Citation(key, source.reference, source.url) for key, source in sources.items())
    )
