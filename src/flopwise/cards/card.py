"""The card of one thing that the catalog knows, and a list of such cards."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from flopwise.errors import UnknownNameError
from flopwise.provenance import made
from flopwise.render.frames import Tabular
from flopwise.render.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from flopwise.document import Document
    from flopwise.render.frames import Column as Typed
    from flopwise.sources import Source

CARD_SCHEMA = "flopwise/card/1"
LIST_SCHEMA = "flopwise/list/1"
DETAILS = ("summary", "steps", "full")
"""As for every result; a card has no steps, so these show it in full."""

ABSENT = "–"
"""What stands in a list where the catalog has no such figure."""

_LARGEST_WHOLE = 2**53
"""Larger whole numbers lose digits in JSON readers."""

Shape = Literal["row", "words", "prose", "markdown", "hidden"]


class Field(NamedTuple):
    """One line of a card: a value, how it reads, and who says so."""

    name: str
    value: Any
    """A number in `unit`, a text, a date as ISO text, several texts, or None if not disclosed."""
    unit: str = ""
    text: str = ""
    source: str = ""
    label: str = ""
    section: str = ""
    note: str = ""
    low: Any = None
    high: Any = None
    shape: Shape = "row"
    """A `row` of a table, a list of `words`, `prose`, `markdown`, or `hidden` but in JSON."""

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's object."""
        return {
            "name": self.name,
            "label": self.label,
            "section": self.section,
            "value": _plain(self.value),
            "exact": str(self.value) if _is_whole(self.value) else None,
            "unit": self.unit,
            "low": _plain(self.low),
            "high": _plain(self.high),
            "text": self.text,
            "note": self.note or None,
            "source": self.source or None,
        }


@dataclass(frozen=True, repr=False)
class Card(Shown, Tabular):
    """All that is known of one thing, each figure with its source."""

    kind: str
    id: str
    name: str
    fields: tuple[Field, ...]
    sentence: str
    """What can be quoted of it."""
    verb: str
    """The verb of the command line that shows it."""
    lead: str = ""
    """What it is, in a sentence."""
    title: str = ""
    near: Path | None = None
    """The file that says so, where its sources are looked for first."""
    yours: bool = False

    def field(self, *names: str) -> Field | None:
        """Return the first field of one of these names, if there is one."""
        return next((field for field in self.fields if field.name in names), None)

    def value(self, name: str) -> Any:
        """Return the value of the first field of that name, None where there is none."""
        found = self.field(name)
        return None if found is None else found.value

    @property
    def sources(self) -> dict[str, Source]:
        """What the fields cite, by key, in their order."""
        from flopwise.catalog import citations

        return citations.cite((field.source for field in self.fields), self.near)

    @property
    def made(self) -> dict[str, str]:
        """What it was made with, and the command that shows it again."""
        own = ["--catalog", str(self.near)] if self.yours else []
        return made([self.verb, "show", self.id, *own])

    def summary(self) -> str:
        """One sentence that can be quoted."""
        return self.sentence

    def tables(self) -> dict[str, Callable[[], tuple[Typed, ...]]]:
        """Return the table: a row for each field."""
        from flopwise.cards.tables import fields

        return {"fields": lambda: fields(self)}

    def document(self) -> Document:
        """Lay the card out for a reader."""
        from flopwise.cards.layout import card_document

        return card_document(self)

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the contract's object; a `summary` has the sentence and no fields."""
        found = self.item(detail)
        if detail != "summary":
            found["sources"] = _by_key(self.sources)
        return found

    def item(self, detail: str = "full", columns: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the object as it stands in a list, whose sources are the list's.

        A `summary` keeps only the fields that are columns of the list.
        """
        if detail not in DETAILS:
            raise UnknownNameError("detail", detail, DETAILS)
        shown = [field for field in self.fields if detail != "summary" or field.name in columns]
        return {
            "schema": CARD_SCHEMA,
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "summary": self.sentence,
            **({"catalog": "yours"} if self.yours else {}),
            "fields": [field.to_dict() for field in shown],
            "made": self.made,
        }


class Column(NamedTuple):
    """A column of a list: its head, the first of the fields that a card has, and how it reads."""

    head: str
    fields: tuple[str, ...] = ()
    """None for the card's own id."""
    show: Callable[[Field], str] = lambda field: field.text
    numeric: bool = False


@dataclass(frozen=True, repr=False)
class CardList(Shown, Tabular):
    """Cards of one kind, as far as they were asked for."""

    kind: str
    items: tuple[Card, ...]
    columns: tuple[Column, ...]
    verb: str
    filters: Mapping[str, Any]
    """What was asked for, by the names of the options."""
    remark: str = ""
    """Why nothing was found."""
    note: str = ""
    """What the columns' figures are."""

    def summary(self) -> str:
        """One sentence: how many there are, or why there is none."""
        if self.remark:
            return self.remark
        from flopwise.cards.filters import as_words

        count = len(self.items)
        asked = f" ({as_words(self.filters)})" if self.filters else ""
        return f"{count} {self.kind}{'' if count == 1 else 's'}{asked}."

    @property
    def sources(self) -> dict[str, Source]:
        """What the cards cite, by key."""
        found: dict[str, Source] = {}
        for card in self.items:
            found.update(card.sources)
        return found

    @property
    def made(self) -> dict[str, str]:
        """What it was made with, and the command that lists the same again."""
        words = [self.verb, "list"]
        for name, value in self.filters.items():
            words += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
        return made(words)

    def tables(self) -> dict[str, Callable[[], tuple[Typed, ...]]]:
        """Return the table: a row for each card, a column for each field that any has."""
        from flopwise.cards.tables import cards

        return {"items": lambda: cards(self.items)}

    def document(self) -> Document:
        """Lay the list out as a table."""
        from flopwise.cards.layout import list_document

        return list_document(self)

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the contract's object; a `summary` has the fields of the table's columns."""
        columns = tuple(name for column in self.columns for name in column.fields)
        found: dict[str, Any] = {
            "schema": LIST_SCHEMA,
            "kind": self.kind,
            "summary": self.summary(),
            "items": [card.item(detail, columns) for card in self.items],
        }
        if detail != "summary":
            found["sources"] = _by_key(self.sources)
        found["made"] = self.made
        return found


def _by_key(sources: dict[str, Source]) -> dict[str, Any]:
    return {key: source.to_dict() for key, source in sources.items()}


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    """Return what JSON can hold, without loss of what a float can tell."""
    if _is_whole(value):
        return value if abs(value) < _LARGEST_WHOLE else float(value)
    if isinstance(value, Fraction):
        return float(value)
    return list(value) if isinstance(value, tuple) else value
