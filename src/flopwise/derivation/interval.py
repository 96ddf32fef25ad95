"""Intervals: how far the result may lie off, from the uncertain inputs one at a time.

The whole derivation is evaluated with one input at its low and at its high end, all others at their
best value. With one uncertain input that is the exact image of its interval (all our formulas are
monotone in each input); with several, their effects are taken as independent and add in quadrature
on a logarithmic scale. Naive interval arithmetic would widen whenever an input recurs.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from flopwise.derivation.exact import evaluate_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.derivation.expression import Expression
    from flopwise.units.numbers import Number


class Interval(NamedTuple):
    """The central 90 % of a value."""

    low: Number
    high: Number


def corners(
    root: Expression, values: Mapping[str, Number], uncertain: Mapping[str, Interval]
) -> dict[str, tuple[dict[int, Number], dict[int, Number]]]:
    """Return all node values with each uncertain input at its low and at its high end."""
    return {
        name: (
            evaluate_all(root, {**values, name: interval.low}),
            evaluate_all(root, {**values, name: interval.high}),
        )
        for name, interval in uncertain.items()
    }


def combined(value: Number, ends: list[tuple[Number, Number]]) -> Interval | None:
    """Combine the effects of single inputs on one value; None where nothing moves it.

    `ends` holds, for each uncertain input, the value at its low and at its high end.
    """
    moved = [(min(*pair, value), max(*pair, value)) for pair in ends if set(pair) != {value}]
    if not moved:
        return None
    if len(moved) == 1:
        return Interval(*moved[0])
    if value > 0 and all(low > 0 for low, _ in moved):
        down = math.hypot(*(math.log(value / low) for low, _ in moved))
        up = math.hypot(*(math.log(high / value) for _, high in moved))
        return Interval(float(value) * math.exp(-down), float(value) * math.exp(up))
    down = math.hypot(*(float(value - low) for low, _ in moved))
    up = math.hypot(*(float(high - value) for _, high in moved))
    return Interval(float(value) - down, float(value) + up)
