"""Figures: a value with its source, its date and how sure it is."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

NOT_DISCLOSED = "not disclosed"


class Figure(NamedTuple):
    """One fact of the catalog."""

    value: Any
    source: str = ""
    note: str = ""
    low: Any = None
    high: Any = None
    unit: str = ""
    date: datetime.date | None = None

    @property
    def disclosed(self) -> bool:
        """Tell whether there is a value at all."""
        return self.value is not None and self.value != NOT_DISCLOSED


def read(raw: object, source: str) -> Figure:
    """Read a bare value, which has the source of its table, or a table with its own."""
    if not isinstance(raw, dict) or "value" not in raw:
        return Figure(exact(raw), source)
    return Figure(
        exact(raw["value"]), raw.get("source", source), raw.get("note", ""),
        exact(raw.get("low")), exact(raw.get("high")), raw.get("unit", ""), raw.get("date"),
    )  # fmt: skip


def exact(value: Any) -> Any:
    """Take a decimal fraction at its word: 312e12 is a whole number, 0.462 is 231/500."""
    if isinstance(value, float):
        fraction = Fraction(repr(value))
        return fraction.numerator if fraction.denominator == 1 else fraction
    return value


def plain(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with only the values of its figures."""
    return {
        key: item["value"] if isinstance(item, dict) and "value" in item else item
        for key, item in raw.items()
    }
