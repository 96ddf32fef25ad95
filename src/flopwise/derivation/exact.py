"""Exact evaluation: integers and fractions as long as the formula allows, else floats."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from flopwise.derivation.plan import COMPUTED, SAME, plan
from flopwise.errors import InvalidValueError, MissingInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flopwise.derivation.expression import Expression
    from flopwise.derivation.plan import Plan
    from flopwise.units.numbers import Number

LARGEST_EXPONENT = 60
"""Values beyond 10^±60 are refused: nobody trains there, and exact arithmetic must stay small."""

_LARGEST_POWER = 16


def evaluate(root: Expression, values: Mapping[str, Number]) -> Number:
    """Return the value of `root`, given a value for each input or step by its id."""
    return evaluate_all(root, values)[id(root)]


def evaluate_all(root: Expression, values: Mapping[str, Number]) -> dict[int, Number]:
    """Return the value of every node of `root`, by `id(node)`.

    A step that has a value in `values` takes that value instead of its formula's.
    """
    return evaluate_plan(plan(root), values)


def evaluate_plan(plan: Plan, values: Mapping[str, Number]) -> dict[int, Number]:
    """Return the value of every node of a plan, by `id(node)`."""
    found: dict[int, Number] = dict(plan.constants)
    for key, how, what, operands in plan.instructions:
        if how == COMPUTED:
            found[key] = _apply(what, [found[operand] for operand in operands])
        elif what in values:
            found[key] = values[what]
        elif how == SAME:
            found[key] = found[operands[0]]
        else:
            raise MissingInputError(f"{what} ({plan.input(what).name}) has no value")
    return found


def _apply(kind: str, operands: list[Number]) -> Number:
    try:
        return _OPERATORS[kind](operands)
    except (ZeroDivisionError, OverflowError, ValueError) as error:
        told = ", ".join(f"{float(operand):.4g}" for operand in operands)
        raise InvalidValueError(f"{kind} has no finite value for {told}: {error}") from None


def whole(value: Number) -> Number:
    """Return a fraction that is a whole number as an int, anything else as it is."""
    # most values are whole already, and Fraction's own isinstance is slow to say no
    return value.numerator if type(value) is Fraction and value.denominator == 1 else value


def bounded(value: Number, what: str) -> Number:
    """Return `value` if it is finite and within 10^±60, else say what is wrong with `what`."""
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidValueError(f"{what} must be a finite number, not {value}")
    if value and not _SMALLEST <= abs(Fraction(value)) <= _LARGEST:
        raise InvalidValueError(f"{what} lies beyond 10^±{LARGEST_EXPONENT}, which is no real size")
    return whole(value)


_LARGEST = 10**LARGEST_EXPONENT
_SMALLEST = Fraction(1, _LARGEST)


def _divide(operands: list[Number]) -> Number:
    above, below = operands
    if below == 0:
        raise InvalidValueError("the formula divides by zero with these inputs")
    if isinstance(above, float) or isinstance(below, float):
        return above / below
    if isinstance(above, int) and isinstance(below, int):
        quotient, rest = divmod(above, below)
        return quotient if rest == 0 else Fraction(above, below)
    return whole(Fraction(above) / Fraction(below))


def _power(operands: list[Number]) -> Number:
    base, exponent = operands
    power: Number
    if isinstance(exponent, int) and abs(exponent) <= _LARGEST_POWER and (base or exponent >= 0):
        if exponent < 0 and not isinstance(base, float):
            return whole(Fraction(1) / Fraction(base) ** -exponent)
        power = base**exponent
        return power
    if base < 0:
        raise InvalidValueError("a negative number has no such power")
    power = float(base) ** float(exponent)
    return power


def _product(operands: list[Number]) -> Number:
    return whole(operands[0] * operands[1])


def _sum(operands: list[Number]) -> Number:
    return whole(sum(operands))


def _logarithm(operands: list[Number]) -> Number:
    if operands[0] <= 0:
        raise InvalidValueError("only a positive number has a logarithm")
    return math.log(operands[0])


_OPERATORS: dict[str, Callable[[list[Number]], Number]] = {
    "add": _sum,
    "subtract": lambda operands: whole(operands[0] - operands[1]),
    "multiply": _product,
    "divide": _divide,
    "power": _power,
    "minimum": min,
    "maximum": max,
    "ceil": lambda operands: math.ceil(operands[0]),
    "where": lambda operands: operands[2] if operands[0] < operands[1] else operands[3],
    "exp": lambda operands: math.exp(operands[0]),
    "log": _logarithm,
}
