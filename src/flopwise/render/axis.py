"""Logarithmic axes: from where to where, which values are named, and what stands where."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from flopwise.units.numbers import grouped, raised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SHORT = 1.5
"""Axes of fewer powers of ten than this are divided at 1, 2 and 5 too."""
_MANTISSAS = (1, 2, 5)
_APART = 0.15
"""How much of an axis lies between the names of two powers of ten, on a phone."""
_LONG_APART = 0.26
"""The same for names such as `5 × 10²³`."""
_PLAIN = 10_000
"""Smaller values are named digit by digit."""


class Tick(NamedTuple):
    """A value that the axis is divided at, with its name where there is room for one."""

    place: float
    name: str


class Axis(NamedTuple):
    """A logarithmic axis between two values, by their logarithms."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Return where a value stands: 0 at the lower end, 1 at the upper one.

        >>> round(Axis(20.0, 26.0).at(1e23), 6)
        0.5
        """
        return (math.log10(value) - self.low) / (self.high - self.low)

    def ticks(self, room: float = 1.0) -> list[Tick]:
        """Return the divisions; with less `room` fewer of them are named.

        >>> [tick.name for tick in Axis(20.0, 24.0).ticks()]
        ['10²⁰', '10²¹', '10²²', '10²³', '10²⁴']
        """
        length = self.high - self.low
        if length < _SHORT:
            return self._fine(room)
        step = math.ceil(_APART / room * length)
        return [
            Tick((whole - self.low) / length, "" if index % step else _power(whole))
            for index, whole in enumerate(range(math.ceil(self.low), math.floor(self.high) + 1))
        ]

    def _fine(self, room: float) -> list[Tick]:
        found: list[Tick] = []
        last = -math.inf
        for mark in _marks(self.low, self.high):
            place = (math.log10(mark) - self.low) / (self.high - self.low)
            named = place - last >= _LONG_APART / room
            found.append(Tick(place, named_value(mark) if named else ""))
            last = place if named else last
        return found


def axis(values: Iterable[float]) -> Axis:
    """Return the shortest axis from one round value to another that holds all of these.

    >>> axis([3e20, 2e25])
    Axis(low=20.0, high=26.0)
    """
    logarithms = [math.log10(value) for value in values]
    least, most = min(logarithms), max(logarithms)
    low, high = math.floor(least), math.ceil(most)
    if most - least < _SHORT - 0.4:
        marks = [math.log10(mark) for mark in _marks(low - 1, high + 1)]
        return Axis(
            max(mark for mark in marks if mark < least + _ROUNDING),
            min(mark for mark in marks if mark > max(most, least + 0.01) - _ROUNDING),
        )
    return Axis(float(low), float(high))


_ROUNDING = 1e-9


def _marks(low: float, high: float) -> list[float]:
    """Return 1, 2 and 5 times the powers of ten between two logarithms."""
    marks = [
        float(f"{mantissa}e{exponent}")
        for exponent in range(math.floor(low), math.ceil(high) + 1)
        for mantissa in _MANTISSAS
    ]
    return [m for m in marks if low - _ROUNDING <= math.log10(m) <= high + _ROUNDING]


def named_value(value: float) -> str:
    """Name a round value.

    >>> named_value(1e23), named_value(5e23), named_value(100.0), named_value(0.01)
    ('10²³', '5 × 10²³', '100', '1/100')
    """
    if value < 1 and value >= 1 / _PLAIN:
        return f"1/{grouped(round(1 / value))}"
    mantissa, exponent = f"{value:.0e}".split("e")
    if 1 <= value < _PLAIN:
        return grouped(round(value))
    power = f"10{raised(int(exponent))}"
    return power if mantissa == "1" else f"{mantissa} × {power}"


def _power(exponent: int) -> str:
    return named_value(float(f"1e{exponent}"))


def rows(places: Sequence[float], apart: float) -> list[int]:
    """Lay names beside or above each other: the row of each, so that none covers another.

    >>> rows([0.1, 0.5, 0.52, 0.9], apart=0.1)
    [0, 0, 1, 0]
    """
    ends: list[float] = []
    found = [0] * len(places)
    for index in sorted(range(len(places)), key=lambda index: places[index]):
        row = next((row for row, end in enumerate(ends) if places[index] >= end), len(ends))
        ends[row : row + 1] = [places[index] + apart]
        found[index] = row
    return found


def letter(index: int) -> str:
    """Return the sign that stands for a line: A, B, … Z, then AA."""
    rest, last = divmod(index, 26)
    return (letter(rest - 1) if rest else "") + chr(ord("A") + last)
