"""Cards as tables of typed columns."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flopwise.errors import UnknownNameError
from flopwise.render.frames import Column, columns, kind_of
from flopwise.units import registry
from flopwise.units.display import unit_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flopwise.cards.card import Card, Field
    from flopwise.render.frames import Kind
    from flopwise.units.registry import Unit

_FIELDS: dict[str, Kind] = {
    "section": str, "name": str, "label": str, "value": float, "text": str, "unit": str,
    "low": float, "high": float, "source": str, "note": str,
}  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBERS = (int, float, Fraction)


def fields(card: Card) -> tuple[Column, ...]:
    """Return the fields of a card, a row each; `value` holds what is a number."""
    rows = (
        (field.section, field.name, field.label, field.value if _is_number(field.value) else None,
         field.text, field.unit, field.low, field.high, field.source, field.note)
        for field in card.fields
    )  # fmt: skip
    return columns(_FIELDS, rows)


def cards(items: Sequence[Card]) -> tuple[Column, ...]:
    """Return cards, a row each, with a column for each field in the order in which they come.

    A figure with a unit has its source in the column beside it, and its bounds where any card has
    some. A field that a card has several times is there with its first value.
    """
    found: dict[str, dict[int, Field]] = {}
    for row, card in enumerate(items):
        for field in card.fields:
            if field.shape != "markdown":
                found.setdefault(field.name, {}).setdefault(row, field)
    named = (
        Column("id", str, [card.id for card in items]),
        Column("name", str, [card.name for card in items]),
    )
    taken = {"id", "name"}
    parts = (
        _columns(name, by_row, len(items)) for name, by_row in found.items() if name not in taken
    )
    return named + tuple(column for part in parts for column in part)


def _columns(name: str, by_row: dict[int, Field], rows: int) -> Iterator[Column]:
    units = dict.fromkeys(field.unit for field in by_row.values() if field.value is not None)
    unit = next(iter(units), "")
    if len(units) > 1:
        # A column has one unit: figures in PF-days and in FLOP become FLOP.
        scale = _scales(units)
        if scale is None:
            yield from _texts(name, by_row, rows)
            return
        unit = unit_text(next(iter(scale.values())).dimension)
        by_row = {row: _scaled(field, scale[field.unit]) for row, field in by_row.items()}
    values = _days(_spread({row: field.value for row, field in by_row.items()}, rows))
    kind = kind_of(values)
    if kind is None:
        yield from _texts(name, by_row, rows)
        return
    yield columns({name: kind}, ([value] for value in values), {name: unit})[0]
    if not unit:
        return
    for bound in ("low", "high"):
        bounds = {row: getattr(field, bound) for row, field in by_row.items()}
        if any(value is not None for value in bounds.values()):
            column = f"{name}_{bound}"
            one = ([value] for value in _spread(bounds, rows))
            yield columns({column: float}, one, {column: unit})[0]
    cited = _spread({row: field.source or None for row, field in by_row.items()}, rows)
    yield Column(f"{name}_source", str, cited)


def _scales(units: Iterable[str]) -> dict[str, Unit] | None:
    """Look units up; None where they aren't all of one dimension, or no units of ours."""
    try:
        found = {unit: registry.find(unit) for unit in units}
    except UnknownNameError:
        return None
    return found if len({unit.dimension for unit in found.values()}) == 1 else None


def _scaled(field: Field, unit: Unit) -> Field:
    value, low, high = (
        None if number is None else unit.to_base(number)
        for number in (field.value, field.low, field.high)
    )
    return field._replace(value=value, low=low, high=high)


def _texts(name: str, by_row: dict[int, Field], rows: int) -> Iterator[Column]:
    """Return what no column of numbers can hold as it is written on the cards."""
    yield Column(name, str, _spread({row: field.text for row, field in by_row.items()}, rows))


def _spread(values: dict[int, Any], rows: int) -> list[Any]:
    return [values.get(row) for row in range(rows)]


def _days(values: list[Any]) -> list[Any]:
    """Return dates for days, where all values are days."""
    known = [value for value in values if value is not None]
    if not known or not all(isinstance(value, str) and _DAY.fullmatch(value) for value in known):
        return values
    return [None if value is None else datetime.date.fromisoformat(value) for value in values]


def _is_number(value: object) -> bool:
    return isinstance(value, _NUMBERS) and not isinstance(value, bool)
