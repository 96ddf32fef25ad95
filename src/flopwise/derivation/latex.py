r"""LaTeX of a formula, with symbols or with the numbers put in.

>>> from flopwise.derivation.expression import Input
>>> width, layers = Input("hidden_size", "d", "hidden size"), Input("layers", "L", "layers")
>>> as_latex(12 * layers * width**2)
'12 \\cdot L \\cdot d^{2}'
>>> as_latex((layers + 1) / 2)
'\\frac{L + 1}{2}'
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flopwise.derivation.expression import (
    Constant,
    Expression,
    Input,
    Operation,
    Parameter,
    Retyped,
    StepValue,
)
from flopwise.derivation.text import ATOM, BINDING, POWER, PRODUCT, SUM, Printed
from flopwise.units.numbers import grouped_latex

if TYPE_CHECKING:
    from collections.abc import Callable

_FUNCTIONS = {
    "minimum": r"\min\left({0}\right)",
    "maximum": r"\max\left({0}\right)",
    "ceil": r"\left\lceil {0} \right\rceil",
    "exp": r"\exp\left({0}\right)",
    "log": r"\ln\left({0}\right)",
}


@functools.lru_cache(maxsize=8192)
def as_latex(expression: Expression) -> str:
    """Print the formula with symbols; the outermost step is opened."""
    return _print(_opened(expression), _symbol, r" \cdot ")[0]


def as_latex_with_numbers(expression: Expression, number: Callable[[Expression], object]) -> str:
    """Print the formula with the value of each input and step in its place."""

    def put_in(leaf: Expression) -> Printed:
        return _number(number(leaf))

    return _print(_opened(expression), put_in, r" \times ")[0]


def _opened(expression: Expression) -> Expression:
    return expression.formula if isinstance(expression, StepValue) else expression


def _symbol(leaf: Expression) -> Printed:
    if isinstance(leaf, Parameter):
        return r"\mathit{" + leaf.name.replace("_", r"\_") + "}", ATOM
    assert isinstance(leaf, Input | StepValue)
    return leaf.symbol, ATOM


def _print(node: Expression, leaf: Callable[[Expression], Printed], times: str) -> Printed:
    if isinstance(node, Retyped):
        return _print(node.operand, leaf, times)
    if isinstance(node, Constant):
        return _number(node.value)
    if not isinstance(node, Operation):
        return leaf(node)
    parts = [_print(operand, leaf, times) for operand in node.operands]
    if node.kind == "where":
        smaller, larger, then, otherwise = (text for text, _ in parts)
        cases = rf"{then} & {smaller} < {larger} \\ {otherwise} & \text{{else}}"
        return rf"\begin{{cases}} {cases} \end{{cases}}", POWER
    if node.kind in _FUNCTIONS:
        return _FUNCTIONS[node.kind].replace("{0}", ", ".join(text for text, _ in parts)), ATOM
    if node.kind == "divide":
        # as tight as a power, so that only a further power puts it in parentheses
        return rf"\frac{{{parts[0][0]}}}{{{parts[1][0]}}}", POWER
    if node.kind == "power":
        return f"{_within(parts[0], ATOM)}^{{{parts[1][0]}}}", POWER
    binding = BINDING[node.kind]
    first = _within(parts[0], binding)
    if node.kind == "add":
        return " + ".join([first, *(_within(part, binding + 1) for part in parts[1:])]), binding
    if node.kind == "multiply":
        return f"{first}{times}{_within(parts[1], binding + 1)}", binding
    return f"{first} - {_within(parts[1], binding + 1)}", binding


def _number(value: object) -> Printed:
    text = grouped_latex(value)
    if text[0] == "-":
        return text, SUM
    return text, PRODUCT if r"\times" in text else ATOM


def _within(printed: Printed, binding: int) -> str:
    text, own = printed
    return rf"\left({text}\right)" if own < binding else text
