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
        below = f"({other.symbol})" if "-" in other.symbol or "/" in other.symbol else other.symbol
        symbol = f"{self.symbol}/{below}"
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


_LONGEST_NAME = 100
_MOST_PARTS = 8


def _compound(name: str) -> Unit | None:
    """Read a quotient of products: what follows a slash or `per` divides, all of it.

    Only the day of `FLOP/s-days` multiplies again: nobody means FLOP over second-days.
    """
    if len(name) > _LONGEST_NAME:
        return None
    whole = _single(name) or _single(name.replace(" ", "-"))
    if whole is not None:
        return whole
    first, *divisors = re.sub(r"\s+per\s+", "/", name).split("/")
    unit = _product(first)
    for divisor in divisors:
        parts = _factors(divisor.strip().removeprefix("(").removesuffix(")"))
        if unit is None or not parts:
            return None
        if len(parts) == 2 and all(part.dimension == _SECOND for part in parts):
            unit = unit / parts[0] * parts[1]
        else:
            unit = unit / functools.reduce(Unit.__mul__, parts)
    return unit


_SECOND = Dimension.parse("second")


def _product(text: str) -> Unit | None:
    parts = _factors(text)
    return functools.reduce(Unit.__mul__, parts) if parts else None


def _factors(text: str) -> list[Unit]:
    """Split a product into known names, longest first; empty where something is unknown."""
    words = [(found.start(), found.end()) for found in re.finditer(r"[^·*\- ]+", text)]
    joined = text.strip(" ") == text.strip("·*- ")
    if not words or not joined or len(words) > _MOST_PARTS:
        return []
    factors: list[Unit] = []
    at = 0
    while at < len(words):
        for end in range(len(words), at, -1):
            unit = _single(text[words[at][0] : words[end - 1][1]])
            if unit is not None:
                factors.append(unit)
                at = end
                break
        else:
            return []
    return factors


@functools.cache
def _single(name: str) -> Unit | None:
    plain = _plain_names()
    names = plain if name in plain or _singular(name) in plain else _names()
    for spelling in (name, _singular(name)):
        if spelling in names:
            return names[spelling]
    if len(name) < 2:  # a lone letter means something else in the other case
        return None
    lower = name.casefold()
    folded = _folded_names() if name in (lower, name.upper()) else _folded_words()
    for spelling in (lower, _singular(lower)):
        if spelling in folded:
            return folded[spelling]
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
    """Return all spellings in lower case, for names that are written in one case throughout."""
    folded: dict[str, Unit] = {}
    for spelling, unit in _names().items():
        if len(spelling) > 1:
            folded.setdefault(spelling.casefold(), unit)
    return folded


@functools.cache
def _folded_words() -> dict[str, Unit]:
    """Return spelt-out words in lower case: their capitals mean nothing, those of Gib do."""
    return {spelling: unit for spelling, unit in _folded_names().items() if len(spelling) > 4}


@functools.cache
def _data() -> dict[str, Any]:
    import tomllib
    from pathlib import Path

    return tomllib.loads(Path(__file__).with_name("units.toml").read_text("utf-8"))


def _exact(value: float) -> int | Fraction:
    return _whole(Fraction(str(value)))


def _whole(value: int | Fraction) -> int | Fraction:
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value
