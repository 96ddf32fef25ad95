"""The card of one thing that the catalog knows, and a list of such cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from flopwise.errors import UnknownNameError
from flopwise.provenance import made
from flopwise.render.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flopwise.document import Document
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
    """A `row` of a table, a list of `words`, `prose`, `markdown`, or `hidden` but in data and lists."""

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


@dataclass(frozen=True)
class Card(Shown):
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

    def field(self, name: str) -> Field | None:
        """Return the first field of that name, if there is one."""
        return next((field for field in self.fields if field.name == name), None)

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
    def _checked(detail: str) -> str:
    if detail not in DETAILS:
        raise UnknownNameError("detail", detail, DETAILS)
    return detail


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    """Return what JSON can hold, without loss of what a float can tell."""
    if _is_whole(value):
        return value if abs(value) < _LARGEST_WHOLE else float(value)
    if isinstance(value, Fraction):
        return float(value)
    return list(value) if isinstance(value, tuple) else value
