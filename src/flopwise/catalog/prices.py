"""Prices: what renting one device for an hour cost, at a provider, on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.catalog import accelerators, figures, files
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator
    from pathlib import Path

    from flopwise.units.numbers import Number


class Price(NamedTuple):
    """One dated price, in US dollars for an hour of one device."""

    id: str
    accelerator: str
    """Its id in the catalog of accelerators."""
    provider: str
    date: datetime.date
    source: str
    path: Path
    yours: bool
    on_demand: Number | None = None
    one_year: Number | None = None
    """With a commitment of one year."""
    three_years: Number | None = None
    """With a commitment of three years."""
    spot: Number | None = None
    """For capacity that may be taken back at any time."""
    location: str = ""
    page: str = ""
    """The provider's price page of that day."""
    note: str = ""


KINDS = ("on_demand", "one_year", "three_years", "spot")


def find(name: str) -> Price:
    """Return the price of that name; raises UnknownNameError with near matches."""
    entry = files.lookup("prices", "price", name)
    if entry is None:
        raise UnknownNameError(
            "price", name, files.names("prices", "price"), hint="`flopwise prices list` shows all"
        )
    return _price(entry)


def every() -> Iterator[Price]:
    """Yield all prices, by accelerator and year."""
    for entry in files.entries("prices", "price").values():
        yield _price(entry)


def _price(entry: files.Entry) -> Price:
    fields = entry.fields
    device = str(fields["accelerator"])
    return Price(
        entry.id, accelerators.find(device).id, fields["provider"], fields["date"],
        fields.get("source", entry.source), entry.path, entry.yours,
        location=fields.get("location", ""), page=fields.get("page", ""),
        note=fields.get("note", ""),
        **{kind: figures.exact(fields.get(kind)) for kind in KINDS},
    )  # fmt: skip
