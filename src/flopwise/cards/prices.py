"""Cards of prices: what an hour of a device cost, where, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.cards.card import ABSENT, Card, CardList, Column, Field
from flopwise.cards.filters import SEARCH, Filter, field_of, has_words, narrowed, same
from flopwise.cards.written import day
from flopwise.catalog import accelerators, prices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flopwise.catalog.prices import Price
    from flopwise.units.numbers import Number

FILTERS = ("accelerator", "provider", "year", "search")

_LABELS = {
    "on_demand": "On demand",
    "one_year": "With a commitment of one year",
    "three_years": "With a commitment of three years",
    "spot": "Spot",
}
_UNIT = "USD/(h·device)"
_LIST_NOTE = "US dollars for an hour of one device."


def show(name: str) -> Card:
    """Return the card of one price; raises UnknownNameError with near matches."""
    return _card(prices.find(name))


def listed(**wanted: str) -> CardList:
    """Return the cards of all prices, or of those that pass every filter."""
    cards = [_card(price) for price in prices.every()]
    if "accelerator" in wanted and accelerators.is_known(wanted["accelerator"]):
        # one name or alias means one accelerator; other words are looked for in all names
        wanted = {**wanted, "accelerator": accelerators.find(wanted["accelerator"]).id}
    found, remark = narrowed(cards, _FILTERS, wanted)
    return CardList("price", found, _COLUMNS, "prices", wanted, remark, _LIST_NOTE)


def _years(card: Card) -> Iterable[str]:
    yield str(card.value("date"))[:4]


def _is_or_has(wanted: str, name: str) -> bool:
    known = accelerators.is_known(wanted)
    return same(wanted, name) if known else has_words(wanted, name)


_FILTERS = {
    "accelerator": Filter(field_of("accelerator", "accelerator_name"), _is_or_has),
    "provider": Filter(field_of("provider"), has_words),
    "year": Filter(_years, same),
    "search": SEARCH,
}


def _card(price: Price) -> Card:
    name = accelerators.find(price.accelerator).name
    asked = next(kind for kind in prices.KINDS if getattr(price, kind) is not None)
    terms = _LABELS[asked][0].lower() + _LABELS[asked][1:]
    return Card(
        kind="price",
        id=price.id,
        name=f"{name} at {price.provider}",
        fields=tuple(_fields(price, name)),
        sentence=(
            f"An hour of one {name} cost {_dollars(getattr(price, asked))} at {price.provider} on "
            f"{day(price.date)}, {terms}."
        ),
        verb="prices",
        near=price.path,
        yours=price.yours,
    )


def _fields(price: Price, name: str) -> Iterator[Field]:
    source, section = price.source, "An hour of one device"
    for kind, label in _LABELS.items():
        value = getattr(price, kind)
        if value is not None:
            yield Field(kind, value, _UNIT, _dollars(value), source, label, section)
    section = "Where and when"
    yield Field(
        "accelerator", price.accelerator, "", price.accelerator, source, "Accelerator", section
    )
    yield Field("accelerator_name", name, "", name, source, "Its name", section, shape="hidden")
    yield Field("provider", price.provider, "", price.provider, source, "Provider", section)
    yield Field("date", price.date.isoformat(), "", day(price.date), source, "Date", section)
    for field, label in (("location", "Location"), ("page", "Read from"), ("note", "Note")):
        value = getattr(price, field)
        if value:
            yield Field(field, value, "", value, source, label, section)


def _dollars(value: Number) -> str:
    return f"{float(value):.2f} USD"


def _plain(field: Field) -> str:
    return ABSENT if field.value is None else f"{float(field.value):.2f}"


_COLUMNS = (
    Column("price"),
    Column("provider", ("provider",)),
    Column("date", ("date",), lambda field: str(field.value)),
    Column("on demand", ("on_demand",), _plain, numeric=True),
    Column("1 year", ("one_year",), _plain, numeric=True),
    Column("3 years", ("three_years",), _plain, numeric=True),
)
