"""Cards of units: what one is, how large, and a worked number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.cards.card import Card, CardList, Column, Field
from flopwise.cards.filters import SEARCH, narrowed
from flopwise.cards.written import power_of_ten
from flopwise.catalog.files import normalised
from flopwise.language.quantities import unit_named
from flopwise.units import registry
from flopwise.units.dimensions import Dimension
from flopwise.units.display import unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.units.numbers import Number
    from flopwise.units.registry import Unit, UnitRecord

FILTERS = ("search",)

_PREFIXES = {
    "decimal": "k to Q (powers of 1,000)",
    "binary": "Ki to Pi (powers of 1,024)",
    "decimal+binary": "k to Q (powers of 1,000) and Ki to Pi (powers of 1,024)",
}


def show(name: str) -> Card:
    """Return the card of one unit, with a prefix or composed if so written."""
    for id, record in registry.records().items():
        if normalised(id) == normalised(name):
            return _card(record)
    unit = unit_named(name)
    if not unit.id:
        return _composed(unit)
    record = registry.records()[unit.id]
    return _card(record) if unit.symbol == record.symbol else _prefixed(unit, record)


def listed(**wanted: str) -> CardList:
    """Return the cards of all units, or of those that a search finds."""
    cards = [_card(record) for record in registry.records().values()]
    found, remark = narrowed(cards, {"search": SEARCH}, wanted)
    return CardList("unit", found, _COLUMNS, "units", wanted, remark)


def _card(record: UnitRecord) -> Card:
    dimension = Dimension.parse(record.dimension)
    return Card(
        kind="unit",
        id=record.id,
        name=record.symbol,
        fields=tuple(_fields(record, dimension)),
        sentence=f"{record.symbol}: {record.explanation}",
        verb="units",
        title=f"The unit {record.symbol}",
    )


def _fields(record: UnitRecord, dimension: Dimension) -> Iterator[Field]:
    source, section = record.source, "Definition"
    yield _prose("explanation", record.explanation, source)
    yield _prose("example", record.example, source, "Worked example")
    yield Field("symbol", record.symbol, "", record.symbol, "", "Written", section)
    yield from _measure(record.symbol, dimension, record.scale, source)
    if record.prefixes in _PREFIXES:
        text = _PREFIXES[record.prefixes]
        yield Field("prefixes", record.prefixes, "", text, "", "Prefixes", section)
    yield Field("names", record.names, "", ", ".join(record.names), "", "Read from", section)


def _prefixed(unit: Unit, record: UnitRecord) -> Card:
    name = unit.symbol
    fields = (
        _prose("explanation", record.explanation, record.source),
        *_measure(name, unit.dimension, unit.scale, record.source, of=record),
    )
    return Card(
        "unit", name, name, fields, f"{name}: {_equation(name, unit.scale, unit.dimension)}.", "units",
        f"{record.symbol} with a prefix.", f"The unit {name}",
    )  # fmt: skip


def _composed(unit: Unit) -> Card:
    name = unit.symbol
    return Card(
        "unit", name, name, tuple(_measure(name, unit.dimension, unit.scale, "")),
        f"{name}: {_equation(name, unit.scale, unit.dimension)}.", "units",
        "A product or quotient of units.", f"The unit {name}",
    )  # fmt: skip


def _measure(
    name: str, dimension: Dimension, scale: Number, source: str, of: UnitRecord | None = None
) -> Iterator[Field]:
    section = "Definition"
    yield Field("dimension", str(dimension), "", str(dimension), "", "Counts", section)
    text = _equation(name, scale, dimension)
    if of is not None and of.scale != 1:
        text += f", {power_of_ten(scale / of.scale)} {of.symbol}"
    yield Field("scale", scale, unit_text(dimension), text, source, "Scale", section)


def _equation(name: str, scale: Number, dimension: Dimension) -> str:
    base = unit_text(dimension)
    if scale == 1 and (name == base or len(dimension.powers) == 1):
        return "the base unit"
    return f"1 {name} = {power_of_ten(scale)} {base}"


def _prose(name: str, text: str, source: str, section: str = "") -> Field:
    return Field(name, text, "", text, source, section or name.capitalize(), section, shape="prose")


_COLUMNS = (
    Column("unit"),
    Column("written", ("symbol",)),
    Column("one of it", ("scale",)),
    Column("what it is", ("explanation",), lambda field: field.text.partition(". ")[0].rstrip(".")),
)
