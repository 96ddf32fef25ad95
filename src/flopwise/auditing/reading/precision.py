"""How exactly a figure is given: its rounding, its power of ten, what its unit scales by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flopwise.units import registry

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Claim


def tolerance(value: float, digits: int) -> float:
    """Return one unit of the last significant figure, relative to the value."""
    mantissa: float = value / 10.0 ** math.floor(math.log10(abs(value)))
    ulp: float = 10.0 ** (1 - max(1, digits))
    return 1.02 * ulp / mantissa


def power_of_ten(factor: float) -> tuple[int, float]:
    """Return the nearest power of ten, 0 for none, and how far a factor lies from it."""
    exponent = round(math.log10(factor))
    return exponent, abs(factor / 10.0**exponent - 1)


_PF_DAY = 8.64e19


def defines_unit(claim: Claim) -> bool:
    """Tell `1 PF-day = 8.64e19 FLOP` from an amount of work."""
    one_is_one = len(claim.sides) > 1 and all(
        side.single and side.value and side.value > 0 and math.log10(side.value) % 1 == 0
        for side in claim.sides
    )  # 1 亿亿亿 = 10^24
    return one_is_one or math.isclose(claim.value, _PF_DAY, rel_tol=0.01)


def scale_of(claim: Claim) -> float:
    """Return what the unit that a claim is written in scales its number by."""
    unit = registry.known(claim.unit_symbol)
    return float(unit.scale) if unit is not None else 1.0
