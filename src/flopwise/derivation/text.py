"""Plain text of a formula, with symbols or with the numbers put in.

>>> from flopwise.derivation.expression import Input
>>> width, layers = Input("hidden_size", "d", "hidden size"), Input("layers", "n_{layer}", "layers")
>>> as_text(12 * layers * width**2)
'12·n_layer·d²'
>>> as_text((layers + 1) / 2)
'(n_layer + 1) / 2'
"""

from __future__ import annotations

import functools
import re
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
from flopwise.units.numbers import grouped, raised

if TYPE_CHECKING:
    from collections.abc import Callable

# How tightly each operator binds; an operand that binds less tightly gets parentheses.
SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4
BINDING = {
    "add": SUM,
    "subtract": SUM,
    "multiply": PRODUCT,
    "divide": PRODUCT,
    "power": POWER,
}
FUNCTION_NAMES = {
    "minimum": "min",
    "maximum": "max",
    "ceil": "ceil",
    "where": "where",
    "exp": "exp",
    "log": "ln",
}

Printed = tuple[str, int]


@functools.lru_cache(maxsize=8192)
def as_text(expression: Expression) -> str:
    """Print the formula with symbols; named steps stand as their symbols.

    The outermost step is opened, so that its own formula shows.
    """
    return _print(_opened(expression), _symbol, "·")[0]


def as_text_with_numbers(expression: Expression, number: Callable[[Expression], object]) -> str:
    """Print the formula with the value of each input and step in its place."""

    def put_in(leaf: Expression) -> Printed:
        return _number(number(leaf))

    return _print(_opened(expression), put_in, " × ")[0]


@functools.lru_cache(maxsize=4096)
def plain_symbol(symbol: str) -> str:
    """Turn the LaTeX of a symbol into what a terminal shows: `n_{kv}` into `n_kv`."""
    symbol = re.sub(r"\\(text|mathrm|hat|bar)\{([^{}]*)\}", r"\2", symbol)
    symbol = re.sub(r"\\([a-zA-Z]+)", lambda found: _GREEK.get(found[1], found[1]), symbol)
    return symbol.replace(r"\,", " ").replace("{", "").replace("}", "").replace("\\", "")


def _opened(expression: Expression) -> Expression:
    return expression.formula if isinstance(expression, StepValue) else expression


def _symbol(leaf: Expression) -> Printed:
    if isinstance(leaf, Parameter):
        return leaf.name, ATOM
    assert isinstance(leaf, Input | StepValue)
    return plain_symbol(leaf.symbol), ATOM


def _print(node: Expression, leaf: Callable[[Expression], Printed], times: str) -> Printed:
    if isinstance(node, Retyped):
        return _print(node.operand, leaf, times)
    if isinstance(node, Constant):
        return _number(node.value)
    if not isinstance(node, Operation):
        return leaf(node)
    parts = [_print(operand, leaf, times) for operand in node.operands]
    if node.kind not in BINDING:
        return f"{FUNCTION_NAMES[node.kind]}({', '.join(text for text, _ in parts)})", ATOM
    binding = BINDING[node.kind]
    if node.kind == "power":
        return _power(node.operands[1], parts), POWER
    first = _within(parts[0], binding)
    if node.kind == "multiply" and _is_quotient(node.operands[0]):
        first = f"({parts[0][0]})"  # a / b·c would read as a / (b·c)
    if node.kind == "add":
        return " + ".join([first, *(_within(part, binding + 1) for part in parts[1:])]), binding
    if node.kind == "multiply":
        return f"{first}{times}{_within(parts[1], binding + 1)}", binding
    sign = "/" if node.kind == "divide" else "-"
    return f"{first} {sign} {_within(parts[1], binding + 1)}", binding


def _number(value: object) -> Printed:
    text = grouped(value)
    if text[0] == "-":
        return text, SUM
    return text, PRODUCT if "×" in text else ATOM


def _is_quotient(node: Expression) -> bool:
    while isinstance(node, Retyped):
        node = node.operand
    return isinstance(node, Operation) and node.kind == "divide"


def _power(exponent: Expression, parts: list[Printed]) -> str:
    base = _within(parts[0], ATOM)
    if isinstance(exponent, Constant) and isinstance(exponent.value, int):
        return base + raised(exponent.value)
    return f"{base}^{_within(parts[1], ATOM)}"


def _within(printed: Printed, binding: int) -> str:
    text, own = printed
    return f"({text})" if own < binding else text


_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eta": "η", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "phi": "φ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "chi": "χ", "psi": "ψ", "omega": "ω", "ell": "ℓ",
}  # fmt: skip
