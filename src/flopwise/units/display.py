"""Quantities as a reader sees them: in a unit that suits, with as many figures as are known.

>>> from flopwise.units.dimensions import Dimension
>>> show(3.185654980608e23, Dimension.parse("flop"))
'3.186 × 10²³ FLOP'
>>> show(1_061_884_993_536, Dimension.parse("flop/token"))
'1.062 TFLOP/token'
>>> show(174_604_259_328, Dimension.parse("parameter"))
'174,604,259,328 parameters'
"""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING

from flopwise.units.numbers import LONGEST_WHOLE, grouped

if TYPE_CHECKING:
    from flopwise.units.dimensions import Dimension
    from flopwise.units.registry import Unit

_WRITTEN = {
    "flop": "FLOP", "parameter": "parameters", "token": "tokens", "optimizer_step": "steps",
    "device": "devices", "second": "s", "sequence": "sequences", "byte": "B", "joule": "J",
    "dollar": "USD", "sample": "samples", "gram_co2e": "gCO2e", "litre": "litres",
}  # fmt: skip
_SINGULAR = {"tokens": "token", "parameters": "parameter", "steps": "step", "devices": "device",
             "sequences": "sequence", "samples": "sample"}  # fmt: skip

_PREFIXES = ("", "k", "M", "G", "T", "P")

_COUNTED_TIMES = ("day", "week", "month", "year")


@functools.lru_cache(maxsize=512)
def unit_text(dimension: Dimension) -> str:
    """Write a base unit for a reader; nothing for a plain number.

    >>> from flopwise.units.dimensions import Dimension
    >>> unit_text(Dimension.parse("flop/(device·second)"))
    'FLOP/(s·device)'
    """
    if not dimension:
        return ""
    if str(dimension) == "device·second":
        return "device-seconds"
    above, _, below = str(dimension).partition("/")
    text = "·".join(_WRITTEN.get(part, part) for part in above.split("·"))
    if not below:
        return text
    parts = [_one(part) for part in below.strip("()").split("·")]
    joined = "·".join(reversed(parts))
    return f"{_one_of_product(text)}/{joined}" if len(parts) == 1 else f"{text}/({joined})"


def show(
    value: int | Fraction | float, dimension: Dimension, unit: Unit | None = None, digits: int = 4
) -> str:
    """Write a value of a dimension, in `unit` if one is asked for."""
    if unit is not None:
        number = grouped(_short(unit.from_base(value), digits), digits)
        plural = "s" if unit.symbol.endswith(_COUNTED_TIMES) and number != "1" else ""
        return f"{number} {unit.symbol}{plural}"
    text = str(dimension)
    if text == "device·second":
        return f"{grouped(_short(value / 3600, digits), digits)} device-hours"
    if text == "second" and value >= 172_800:
        return f"{grouped(_short(value / 86_400, digits), digits)} days"
    if text == "joule" and value >= _KWH:
        return _scaled(value, ((1e6 * _KWH, "GWh"), (1e3 * _KWH, "MWh"), (_KWH, "kWh")), digits)
    if text == "byte" and value >= 1e9:
        return _scaled(value, ((1e15, "PB"), (1e12, "TB"), (1e9, "GB")), digits)
    written = unit_text(dimension)
    if text.startswith("flop/") or text == "flop":
        prefix, scaled = _prefixed(value)
        if prefix is not None:
            number = grouped(scaled if isinstance(scaled, int) else _short(scaled, digits), digits)
            return f"{number} {prefix}{written}"
    if isinstance(value, Fraction) and value.denominator == 2:
        return f"{grouped(value, digits)} {written}".rstrip()
    return f"{grouped(_short(value, digits), digits)} {written}".rstrip()


_KWH = 3.6e6


def _scaled(
    value: int | Fraction | float, scales: tuple[tuple[float, str], ...], digits: int
) -> str:
    """Write a value in the largest of some units that is no larger than it."""
    scale, symbol = next((one for one in scales if value >= one[0]), scales[-1])
    return f"{grouped(_short(value / scale, digits), digits)} {symbol}"


def _prefixed(value: int | Fraction | float) -> tuple[str | None, int | float | Fraction]:
    """Choose a prefix up to peta; what is larger is clearer as a power of ten."""
    for power, prefix in reversed(list(enumerate(_PREFIXES))):
        if value >= 1000**power:
            return (
                (prefix, value / 1000**power if power else value) if value < 1e18 else (None, value)
            )
    return "", value


def _short(value: int | Fraction | float, digits: int) -> int | Fraction | float:
    """Keep whole numbers as they are and round the rest."""
    if isinstance(value, int) and abs(value) < LONGEST_WHOLE:
        return value
    return float(f"{float(value):.{digits - 1}e}")


def _one(name: str) -> str:
    written = _WRITTEN.get(name, name)
    return _SINGULAR.get(written, written)


def _one_of_product(text: str) -> str:
    return text
