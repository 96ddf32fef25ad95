"""Expressions: immutable formulas that know their dimension and never simplify themselves.

A formula stays exactly as its author wrote it, so that it can be printed, explained and checked;
what it evaluates to is the business of the small passes beside this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.errors import UnitError
from flopwise.units.dimensions import NUMBER, Dimension

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from flopwise.derivation.step import Step

Scalar = "int | Fraction | float"


class Expression:
    """A formula over inputs, constants and other steps. Arithmetic on it makes a larger one."""

    __slots__ = ("dimension",)
    dimension: Dimension

    def __add__(self, other: Operand) -> Expression:
        return Operation("add", (self, as_expression(other)))

    def __radd__(self, other: Operand) -> Expression:
        return Operation("add", (as_expression(other), self))

    def __sub__(self, other: Operand) -> Expression:
        return Operation("subtract", (self, as_expression(other)))

    def __rsub__(self, other: Operand) -> Expression:
        return Operation("subtract", (as_expression(other), self))

    def __mul__(self, other: Operand) -> Expression:
        return Operation("multiply", (self, as_expression(other)))

    def __rmul__(self, other: Operand) -> Expression:
        return Operation("multiply", (as_expression(other), self))

    def __truediv__(self, other: Operand) -> Expression:
        return Operation("divide", (self, as_expression(other)))

    def __rtruediv__(self, other: Operand) -> Expression:
        return Operation("divide", (as_expression(other), self))

    def __pow__(self, other: Operand) -> Expression:
        return Operation("power", (self, as_expression(other)))

    def __bool__(self) -> bool:
        raise TypeError("a traced value has no truth; choose numbers with where(), not with if")

    @property
    def children(self) -> tuple[Expression, ...]:
        """The expressions that this one is made of."""
        return ()

    def __repr__(self) -> str:
        from flopwise.derivation.text import as_text

        return f"<{as_text(self)} [{self.dimension}]>"


class Constant(Expression):
    """A number that belongs to the formula itself, such as the 2 of a multiply-add."""

    __slots__ = ("value",)

    def __init__(self, value: int | Fraction | float, dimension: Dimension = NUMBER) -> None:
        self.value = value
        self.dimension = dimension


class Input(Expression):
    """A quantity that is given, looked up or assumed: a leaf of the derivation.

    `symbol` is LaTeX of the simple kind `n_{kv}`; `name` is what a reader calls it.
    """

    __slots__ = ("explanation", "id", "name", "symbol")

    def __init__(
        self, id: str, symbol: str, name: str, unit: str | Dimension = NUMBER, explanation: str = ""
    ) -> None:
        self.id = id
        self.symbol = symbol
        self.name = name
        self.dimension = Dimension.parse(unit) if isinstance(unit, str) else unit
        self.explanation = explanation


class Parameter(Expression):
    """A formal parameter of a step, bound to an argument where the step is used."""

    __slots__ = ("index", "name")

    def __init__(self, index: int, name: str, dimension: Dimension) -> None:
        self.index = index
        self.name = name
        self.dimension = dimension


class Operation(Expression):
    """One operator applied to its operands, in the author's order."""

    __slots__ = ("kind", "operands")

    def __init__(self, kind: str, operands: tuple[Expression, ...]) -> None:
        self.kind = kind
        self.operands = operands
        self.dimension = _dimension_of(kind, operands)

    @property
    def children(self) -> tuple[Expression, ...]:
        """The parts that it is made of."""
        return self.operands


class Retyped(Expression):
    """The same number counted as something else (an element count as parameters).

    It doesn't show in the printed formula: nothing is computed.
    """

    __slots__ = ("operand",)

    def __init__(self, operand: Expression, dimension: Dimension) -> None:
        self.operand = operand
        self.dimension = dimension

    @property
    def children(self) -> tuple[Expression, ...]:
        """The parts that it is made of."""
        return (self.operand,)


class StepValue(Expression):
    """The result of a step for certain arguments: a named node of a derivation."""

    __slots__ = ("formula", "id", "label", "step", "symbol")

    def __init__(self, step: Step, formula: Expression, label: str = "") -> None:
        self.step = step
        self.formula = formula
        self.label = label
        self.id = f"{step.id}.{label}" if label else step.id
        self.symbol = _with_label(step.symbol, label)
        self.dimension = formula.dimension

    @property
    def name(self) -> str:
        """What a reader calls it."""
        return (
            f"{self.step.name} ({self.label.replace('_', ' ')})" if self.label else self.step.name
        )

    @property
    def children(self) -> tuple[Expression, ...]:
        """The parts that it is made of."""
        return (self.formula,)


Operand = Expression | int | float


def as_expression(value: Operand) -> Expression:
    """Return `value` itself, or a plain number as a constant."""
    return value if isinstance(value, Expression) else Constant(value)


def constant(value: int | float, unit: str = "") -> Expression:
    """Make a number with a unit that belongs to a formula, as in `constant(2, "flop/token")`."""
    return Constant(value, Dimension.parse(unit))


def counted_as(value: Operand, unit: str) -> Expression:
    """Count a plain number as something, or something as a plain number (`unit=""`).

    The one place where a dimension is given or taken: matrix elements become parameters here,
    and the tokens of a sequence become positions.
    """
    return Retyped(as_expression(value), Dimension.parse(unit))


def total(*terms: Operand) -> Expression:
    """Add any number of terms; a single one stays as it is."""
    if not terms:
        return Constant(0)
    if len(terms) == 1:
        return as_expression(terms[0])
    return Operation("add", tuple(as_expression(term) for term in terms))


def minimum(first: Operand, second: Operand) -> Expression:
    """Return the smaller of two values, element by element."""
    return Operation("minimum", (as_expression(first), as_expression(second)))


def maximum(first: Operand, second: Operand) -> Expression:
    """Return the larger of two values, element by element."""
    return Operation("maximum", (as_expression(first), as_expression(second)))


def ceil(value: Operand) -> Expression:
    """Round up to a whole number."""
    return Operation("ceil", (as_expression(value),))


def where(smaller: Operand, larger: Operand, then: Operand, otherwise: Operand) -> Expression:
    """Choose `then` where smaller < larger, else `otherwise`, element by element."""
    operands = tuple(as_expression(operand) for operand in (smaller, larger, then, otherwise))
    return Operation("where", operands)


def exponential(value: Operand) -> Expression:
    """Raise e to a plain number; the result is a float, never exact."""
    return Operation("exp", (as_expression(value),))


def logarithm(value: Operand) -> Expression:
    """Take the natural logarithm of a plain number; the result is a float, never exact."""
    return Operation("log", (as_expression(value),))


def walk(root: Expression) -> Iterator[Expression]:
    """Yield each node below and including `root` once, operands before what uses them."""
    seen: set[int] = set()
    stack: list[tuple[Expression, bool]] = [(root, False)]
    while stack:
        node, expanded = stack.pop()
        if id(node) in seen:
            continue
        if expanded:
            seen.add(id(node))
            yield node
        else:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children))


_SAME = {
    "add": "a sum",
    "subtract": "a difference",
    "minimum": "a minimum",
    "maximum": "a maximum",
}


def _dimension_of(kind: str, operands: tuple[Expression, ...]) -> Dimension:
    first = operands[0].dimension
    if kind in _SAME:
        for operand in operands[1:]:
            if operand.dimension != first:
                raise UnitError(f"{_SAME[kind]} of {first} and {operand.dimension} means nothing")
        return first
    if kind == "multiply":
        return first * operands[1].dimension
    if kind == "divide":
        return first / operands[1].dimension
    if kind == "ceil":
        return first
    if kind == "where":
        if first != operands[1].dimension:
            raise UnitError(f"a comparison of {first} with {operands[1].dimension} means nothing")
        if operands[2].dimension != operands[3].dimension:
            raise UnitError(
                f"where() gives {operands[2].dimension} or {operands[3].dimension}, not one unit"
            )
        return operands[2].dimension
    if kind == "power":
        return _dimension_of_power(first, operands[1])
    if first:  # exp and log
        raise UnitError(f"{kind} takes a plain number, not {first}")
    return NUMBER


def _dimension_of_power(base: Dimension, exponent: Expression) -> Dimension:
    if exponent.dimension:
        raise UnitError(f"an exponent is a plain number, not {exponent.dimension}")
    if not base:
        return NUMBER
    if isinstance(exponent, Constant) and isinstance(exponent.value, int):
        return base**exponent.value
    raise UnitError(f"only a whole constant can be the exponent of {base}")


def _with_label(symbol: str, label: str) -> str:
    if not label:
        return symbol
    label = r"\text{" + label.replace("_", " ") + "}"
    base, subscript, below = symbol.partition("_")
    if not subscript:
        return f"{symbol}_{{{label}}}"
    below = below.removeprefix("{").removesuffix("}") if below.startswith("{") else below
    return f"{base}_{{{below},{label}}}"
