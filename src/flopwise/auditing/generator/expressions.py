"""Formulas as the generator holds them before it knows how they will be written."""

from __future__ import annotations

import math
from typing import NamedTuple


class Number(NamedTuple):
    """A figure, already rounded to what is shown of it."""

    value: float
    digits: int = 3
    unit: str = ""
    """A key of the units in the vocabulary."""
    amount: bool = False
    """Whether it is written as an amount of work or a rate is, even without its unit."""


class TenTo(NamedTuple):
    """A power of ten that stands alone."""

    exponent: int


class Symbol(NamedTuple):
    """A quantity by its letter or its words, as the text likes; see `symbols` in the styles."""

    name: str


class Product(NamedTuple):
    """Factors in the order in which they are written."""

    parts: tuple[Expression, ...]


class Sum(NamedTuple):
    """Terms in the order in which they are written."""

    parts: tuple[Expression, ...]


class Quotient(NamedTuple):
    """One thing over another."""

    above: Expression
    below: Expression


class Power(NamedTuple):
    """A whole power."""

    base: Expression
    exponent: int


Expression = Number | TenTo | Symbol | Product | Sum | Quotient | Power


class Equation(NamedTuple):
    """Members that are all equal, from the definition to the figure."""

    members: tuple[Expression, ...]
    rounded: bool = False
    """Whether the last one is rounded."""


def times(*parts: Expression | float) -> Product:
    """Write a product; bare numbers are taken as they are."""
    return Product(tuple(as_expression(part) for part in parts))


def plus(*parts: Expression | float) -> Sum:
    """Write a sum."""
    return Sum(tuple(as_expression(part) for part in parts))


def over(above: Expression | float, below: Expression | float) -> Quotient:
    """Write a quotient."""
    return Quotient(as_expression(above), as_expression(below))


def as_expression(part: Expression | float) -> Expression:
    """Take a bare number as a figure with as many digits as it has."""
    return Number(part, 6) if isinstance(part, int | float) else part


def rounded(value: float, digits: int = 3) -> float:
    """Round to so many significant figures.

    >>> rounded(3.1456e23), rounded(12288, 5), rounded(176_247_271_424)
    (3.15e+23, 12288.0, 176000000000.0)
    """
    return float(f"{value:.{digits - 1}e}")


def digits_of(value: float, most: int = 4) -> int:
    """Count the significant figures that a value needs, up to `most`.

    >>> digits_of(175e9), digits_of(15.6e12), digits_of(12288), digits_of(12288, 5)
    (3, 3, 4, 5)
    """
    for digits in range(1, most):
        if math.isclose(rounded(value, digits), value, rel_tol=1e-9):
            return digits
    return most
