"""Units by name: what `ZFLOP`, `PF-days`, `GPU-hours` and `GiB` mean.

>>> find("PF-days").scale, find("ZFLOPs").scale, find("GMACs").scale
(86400000000000000000, 1000000000000000000000, 2000000000)
>>> print(find("GPU-hours").dimension)
device·second
"""

from __future__ import annotations

import functools
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.errors import UnknownNameError
from flopwise.units.dimensions import Dimension

if TYPE_CHECKING:
    from flopwise.units.numbers import Number


class Unit(NamedTuple):
    """A named unit: one of it is `scale` of the base unit of its dimension."""

    symbol: str
    dimension: Dimension
    scale: int | Fraction
    id: str = ""

    def to_base(self, value: Number) -> Number:
        """Convert a value in this unit to the base unit."""
        return value * self.scale

    def from_base(self, value: Number) -> Number:
        """Convert a value in the base unit to this unit."""
        return value / self.scale if isinstance(value, float) else Fraction(value) / self.scale

    def __mul__(self, other: object) -> Unit:
        assert isinstance(other, Unit)
        symbol = f"{self.symbol}-{other.symbol}"
        return Unit(symbol, self.dimension * other.dimension, self.scale * other.scale)

    def __truediv__(self, other: Unit) -> Unit:
        symbol = f"{self.symbol}/{other.symbol}"
        scale = Fraction(self.scale) / other.scale
        return Unit(symbol, self.dimension / other.dimension, _whole(scale))


class UnitRecord(NamedTuple):
    """What the data file says of one unit."""

    id: str
    symbol: str
    names: tuple[str, ...]
    dimension: str
    scale: int | Fraction
    prefixes: str
    explanation: str
    example: str
    source: str


@functools.cache
def records() -> dict[str, UnitRecord]:
    """Return every unit by id."""
    return {
        id: UnitRecord(
            id, entry["symbol"], tuple(entry["names"]), entry["dimension"],
            _exact(entry["scale"]), entry.get("prefixes", ""), entry["explanation"],
            entry["example"], entry["source"],
        )
        for id, entry in _data()["unit"].items()
    }  # fmt: skip


def find(name: str) -> Unit:
    """Return the unit of that name, with a prefix or made of two with `-`, `/` or `·`.

    Raises UnknownNameError, with near matches, where nothing bears the name.
    """
    unit = _compound(name.strip())
    if unit is None:
        names = [known for record in records().values() for known in (record.symbol, *record.names)]
        raise UnknownNameError("unit", name, names)
    return unit


def known(name: str) -> Unit | None:
    """Return the unit of that name, or None."""
    return _compound(name.strip())


def _compound(name: str) -> Unit | None:
    single = _single(name)
    if single is not None:
        return single
    above, slash, below = name.rpartition("/")
    if not slash:
        above, slash, below = name.rpartition(" per ")
    if slash:
        # petaflop/s-days: what stands behind a dash after the slash multiplies again
        divisor, dash, rest = below.partition("-")
        left, right = _compound(above), _compound(divisor.strip("()"))
        if left is None or right is None:
            return None
        quotient = left / right
        if not dash:
            return quotient
        factor = _compound(rest)
        return None if factor is None else quotient * factor
    for sign in ("·", "*", "-", " "):
        above, found, below = name.partition(sign)
        if found and above and below:
            left, right = _compound(above), _compound(below)
            if left is not None and right is not None:
                return left * right
    return None


@functools.cache
def _single(name: str) -> Unit | None:
    plain = _plain_names()
    names = plain if name in plain or _singular(name) in plain else _names()
    for spelling in (name, _singular(name)):
        if spelling in names:
            return names[spelling]
    lower = name.casefold()
    if len(name) > 1:  # a lone letter means something else in the other case
        for spelling in (lower, _singular(lower)):
            if spelling in names:
                return names[spelling]
            if spelling in _folded_names():
                return _folded_names()[spelling]
    return None


def _singular(name: str) -> str:
    return re.sub(r"(?<=[a-zA-Z]{2})[sS]$", "", name)


@functools.cache
def _plain_names() -> dict[str, Unit]:
    """Return every spelling without a prefix."""
    names: dict[str, Unit] = {}
    for record in records().values():
        unit = Unit(record.symbol, Dimension.parse(record.dimension), record.scale, record.id)
        names.update(dict.fromkeys((record.symbol, *record.names), unit))
    return names


@functools.cache
def _names() -> dict[str, Unit]:
    """Return every spelling with every prefix."""
    prefix = _data()["prefix"]
    names = dict(_plain_names())
    for record in records().values():
        dimension = Dimension.parse(record.dimension)
        tables: list[dict[str, float]] = []
        if "decimal" in record.prefixes:
            tables.append(prefix["decimal"])
        if "binary" in record.prefixes:
            tables.append(prefix["binary"])
        for letters, factor in (item for table in tables for item in table.items()):
            scale = _whole(_exact(factor) * Fraction(record.scale))
            unit = Unit(letters + record.symbol, dimension, scale, record.id)
            names.setdefault(letters + record.symbol, unit)
            for spelling in record.names[:2]:
                names.setdefault(letters + spelling, unit)
        if tables:
            for word, factor in prefix["words"].items():
                letters = next(key for key, size in prefix["decimal"].items() if size == factor)
                unit = Unit(
                    letters + record.symbol, dimension,
                    _whole(_exact(factor) * Fraction(record.scale)), record.id,
                )  # fmt: skip
                for spelling in record.names:
                    names.setdefault(word + spelling, unit)
                    names.setdefault(f"{word}-{spelling}", unit)
    return names


@functools.cache
def _folded_names() -> dict[str, Unit]:
    folded: dict[str, Unit] = {}
    for spelling, unit in _names().items():
        if len(spelling) > 2:
            folded.setdefault(spelling.casefold(), unit)
    return folded


@functools.cache
def _data() -> dict[str, Any]:
    import tomllib
    from pathlib import Path

    return tomllib.loads(Path(__file__).with_name("units.toml").read_text("utf-8"))


def _exact(value: float) -> int | Fraction:
    return _whole(Fraction(str(value)))


def _whole(value: int | Fraction) -> int | Fraction:
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value
