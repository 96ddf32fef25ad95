"""How figures of the catalog are written, and how they become fields.

>>> amount(175_000_000_000), amount(174_604_259_328), compact(8_030_261_248)
('175 billion', '174,604,259,328', '8.03B')
>>> rate(312 * 10**12, "FLOP/s"), size(80 * 10**9), size(34_359_738_368)
('312 TFLOP/s', '80 GB', '32 GiB')
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from flopwise.cards.card import Field
from flopwise.units.numbers import grouped

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.catalog.figures import Figure
    from flopwise.units.numbers import Number

NOT_DISCLOSED = "Not disclosed"

_WORDS = ((10**12, "trillion", "T"), (10**9, "billion", "B"), (10**6, "million", "M"))
_DIGITS = 4
"""Significant figures of a number that is written short."""
_GIB = 2**30
_GB = 10**9
_TERA = 10**12


def amount(value: Number) -> str:
    """Write a count: in words where these say all of it, else digit by digit."""
    for factor, word, _ in _WORDS:
        if value >= factor:
            short = _significant(value / factor)
            if short < 1000 and round(short * factor) == value:
                return f"{short:g} {word}"
            break
    return grouped(value)


def compact(value: Number) -> str:
    """Write a count in the few characters that a list has for it."""
    for factor, _, letter in _WORDS:
        if value >= factor:
            return f"{_significant(value / factor):g}{letter}"
    return grouped(value)


def power_of_ten(value: Number, digits: int = 5) -> str:
    """Write a large number as a power of ten.

    >>> power_of_ten(10**25), power_of_ten(3.14e23)
    ('10²⁵', '3.14 × 10²³')
    """
    return grouped(float(value), digits).removeprefix("1 × ")


def share(value: Number) -> str:
    """Write a share of 1 in percent.

    >>> share(0.4125)
    '41.25 %'
    """
    return f"{_significant(100 * value):g} %"


def rate(value: Number, unit: str) -> str:
    """Write operations per second, in tera as all data sheets do."""
    return f"{grouped(float(value) / _TERA)} T{unit}"


def size(value: Number) -> str:
    """Write a number of bytes in the unit in which it is round."""
    if value % _GIB == 0 and value % _GB:
        return f"{grouped(value / _GIB)} GiB"
    return f"{grouped(float(value) / _GB)} GB"


def bandwidth(value: Number) -> str:
    """Write bytes per second."""
    return f"{grouped(float(value) / _GB)} GB/s"


def day(date: datetime.date) -> str:
    """Write a date as it is read.

    >>> day(datetime.date(2024, 7, 18))
    'July 18, 2024'
    """
    return f"{date:%B} {date.day}, {date.year}"


def from_figure(
    name: str,
    figure: Figure,
    write: Callable[[Any], str] = str,
    unit: str = "",
    *,
    label: str = "",
    section: str = "",
) -> Field:
    """Make a field of a figure of the catalog, with its range, its note and its source."""
    value, text = None, NOT_DISCLOSED
    if figure.disclosed:
        value = figure.value
        text = write(value) + _range(figure, write)
    return Field(
        name,
        value=value.isoformat() if isinstance(value, datetime.date) else value,
        unit=unit,
        text=text,
        source=figure.source,
        label=label,
        section=section,
        note=figure.note,
        low=figure.low,
        high=figure.high,
    )


def _range(figure: Figure, write: Callable[[Any], str]) -> str:
    low, high = figure.low, figure.high
    if low is not None and high is not None:
        return f" ({write(low)} to {write(high)})"
    if low is not None and low != figure.value:
        return f" (low end {write(low)})"
    if high is not None and high != figure.value:
        return f" (high end {write(high)})"
    return " or more" if low is not None else " or less" if high is not None else ""


def _significant(value: Number) -> float:
    return float(f"{float(value):.{_DIGITS}g}")
