"""Laws that hold for every derivation, tried on random graphs of formulas.

A graph is drawn as a plain recipe, a list of (operator, operands). From the recipe come both the
expression under test and, by a few lines of Python that share nothing with it, what it means.
"""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from latex2mathml.converter import convert

from flopwise.derivation.columns import CHUNK, Columns
from flopwise.derivation.derivation import Derivation, Value
from flopwise.derivation.exact import evaluate
from flopwise.derivation.expression import (
    Constant,
    Expression,
    Input,
    StepValue,
    ceil,
    maximum,
    minimum,
    where,
)
from flopwise.derivation.latex import as_latex, as_latex_with_numbers
from flopwise.derivation.sensitivity import elasticities
from flopwise.derivation.step import Step
from flopwise.derivation.text import as_text, as_text_with_numbers
from flopwise.units.dimensions import NUMBER, Dimension

NAMES = ("a", "b", "c", "d")
UNITS = [Dimension.parse(text) for text in ("", "token", "flop/token", "second", "byte/second")]
ULP = 2.0**-52
LAW = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

MEANING = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": lambda one, two: Fraction(one) / two,
    "square": lambda one: one**2,
    "cube": lambda one: one**3,
    "root": math.sqrt,
    "minimum": min,
    "maximum": max,
    "ceil": math.ceil,
    "where": lambda one, two, three, four: three if one < two else four,
    "step": lambda one: one,
}
RATIONAL = tuple(kind for kind in MEANING if kind not in ("root", "ceil", "step"))
SAME_UNIT = {"add": 2, "subtract": 2, "minimum": 2, "maximum": 2}
ARITY = {"square": 1, "cube": 1, "root": 1, "ceil": 1, "where": 4, "step": 1}


@dataclass
class Graph:
    """A recipe, the units of its inputs and the values that they take, row by row."""

    units: list[Dimension]
    rows: list[list[Fraction]]
    recipe: list[tuple[str, tuple[int, ...]]]
    constants: dict[int, int]

    def expression(self, factors: dict[str, Fraction] | None = None) -> Expression:
        """Build what is tested; `factors` says how many new units make up an old one."""
        rescaled = _rescaling(factors or {})
        nodes: list[Expression] = [
            Input(name, name, name, unit) for name, unit in zip(NAMES, self.units, strict=False)
        ]
        for at, (kind, operands) in enumerate(self.recipe):
            nodes.append(self._node(at, kind, [nodes[index] for index in operands], rescaled))
        return nodes[-1]

    def _node(self, at, kind, parts, rescaled) -> Expression:
        first = parts[0]
        if kind in SAME_UNIT:
            parts = [first, _in_unit_of(first, parts[1], rescaled)]
        if kind == "where":
            one, two, three, four = parts
            parts = [
                one, _in_unit_of(one, two, rescaled), three, _in_unit_of(three, four, rescaled)
            ]  # fmt: skip
        if kind in ("ceil", "root"):
            parts = [_in_unit_of(Constant(1), first, rescaled)]
        if at in self.constants:  # the author's own number, as in 2 · weights
            parts = [*parts[:-1], self.constants[at] * parts[-1]]
        return BUILDERS[kind](*parts) if kind != "step" else StepValue(IDENTITY, parts[0], f"n{at}")

    def meaning(self, values: list[Fraction]) -> list:
        """Say what each node is worth."""
        found: list = list(values)
        for at, (kind, operands) in enumerate(self.recipe):
            parts = [found[index] for index in operands]
            if at in self.constants:
                parts = [*parts[:-1], self.constants[at] * parts[-1]]
            found.append(MEANING[kind](*parts))
        return found

    def values(self, row: int = 0) -> dict[str, Fraction]:
        return dict(zip(NAMES, self.rows[row], strict=False))


BUILDERS = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "square": lambda one: one**2,
    "cube": lambda one: one**3,
    "root": lambda one: one**0.5,
    "minimum": minimum,
    "maximum": maximum,
    "ceil": ceil,
    "where": where,
}


def _identity(x):
    return x


IDENTITY = Step(_identity, "q", "the same", "nobody")


def _in_unit_of(first: Expression, other: Expression, rescaled) -> Expression:
    """Give `other` the unit of `first`, as a conversion constant in a formula would."""
    unit = first.dimension / other.dimension
    return other if not unit else other * Constant(rescaled(unit), unit)


def _rescaling(factors):
    def rescaled(unit: Dimension) -> Fraction:
        scale = Fraction(1)
        for base, power in unit.powers:
            scale *= Fraction(factors.get(base, 1)) ** power
        return scale

    return rescaled


class _Row:
    """The values of a row, each with a bound on the rounding of its float."""

    def __init__(self, values: list[Fraction]) -> None:
        self.nodes = [(value, 0.0) for value in values]

    def apply(self, kind: str, operands: tuple[int, ...], constant: int) -> tuple | None:
        """Return the new value and its bound, or None where the operator is ill-conditioned."""
        parts = [self.nodes[index] for index in operands]
        parts[-1] = (parts[-1][0] * constant, parts[-1][1] + ULP)
        (one, its), (two, other) = parts[0], parts[-1]
        scale = max(abs(one), abs(two))
        if kind == "where":
            (two, other), three, four = parts[1], parts[2], parts[3]
            if _near(one, two):
                return None
            return three if one < two else four
        if kind in ("minimum", "maximum") and _near(one, two):
            return None
        if (kind == "divide" and two == 0) or (kind == "root" and one <= 0):
            return None
        if kind == "ceil" and (its > 1e-13 or abs(one) > 10**6 or _near(one, round(one))):
            return None
        value = MEANING[kind](*(number for number, _ in parts))
        if value != 0 and not 1e-9 < abs(value) < 1e9:
            return None
        if kind in ("add", "subtract"):
            if abs(value) * 20 < scale:
                return None
            return value, float((abs(one) * its + abs(two) * other) / abs(value)) + ULP
        slack = {"square": 2 * its, "cube": 3 * its, "ceil": 0.0, "step": its, "root": its}
        return value, slack.get(kind, its + other) + 2 * ULP


def _near(one, two) -> bool:
    return abs(one - two) <= 1e-6 * max(abs(one), abs(two), 1e-6)


@st.composite
def graphs(draw, kinds=(*RATIONAL, "step"), rows=1, whole=False):
    """Draw a graph whose values are far from jumps, kinks and cancellation in every row."""
    count = draw(st.integers(1, len(NAMES)))
    numbers = st.integers(1, 1000).map(Fraction)
    if not whole:
        numbers |= st.integers(1, 8000).map(lambda eighths: Fraction(eighths, 8))
    row = st.lists(numbers, min_size=count, max_size=count)
    table = draw(st.lists(row, min_size=rows, max_size=rows))
    units = draw(st.lists(st.sampled_from(UNITS), min_size=count, max_size=count))
    graph = Graph(units, table, [], {})
    worth = [_Row(values) for values in table]
    for _ in range(draw(st.integers(1, 9))):
        kind = draw(st.sampled_from(kinds))
        last = len(worth[0].nodes) - 1
        index = st.integers(0, last)
        operands = (
            *tuple(draw(index) for _ in range(ARITY.get(kind, 2) - 1)),
            draw(st.sampled_from([last, draw(index)])),
        )
        constant = draw(st.sampled_from([1, 1, 2, 12]))
        found = [row.apply(kind, operands, constant) for row in worth]
        if any(made is None or made[1] > 2e-13 for made in found):
            continue
        if constant != 1:
            graph.constants[len(graph.recipe)] = constant
        graph.recipe.append((kind, operands))
        for row, made in zip(worth, found, strict=True):
            row.nodes.append(made)
    assume(graph.recipe)
    return graph


@LAW
@given(graphs(kinds=(*RATIONAL, "ceil", "step")))
def test_exact_values_are_those_of_fractions(graph):
    result = evaluate(graph.expression(), graph.values())
    assert result == graph.meaning(graph.rows[0])[-1]
    assert isinstance(result, int | Fraction)


@LAW
@given(graphs(kinds=(*RATIONAL, "ceil", "root", "step"), rows=4), st.integers(0, 3))
def test_columns_equal_exact_values_to_1e_12(graph, scalars):
    root = graph.expression()
    columns = {
        name: np.array([float(row[at]) for row in graph.rows])
        for at, name in enumerate(NAMES[: len(graph.units)])
    }
    result = Columns(root)(columns)
    exact = [evaluate(root, graph.values(row)) for row in range(4)]
    np.testing.assert_allclose(result, [float(value) for value in exact], rtol=1e-12)
    # some of the inputs as scalars, the rows repeated over a border of chunks
    mixed = {
        name: column[0] if at < scalars else np.resize(column[:1], CHUNK + 3)
        for at, (name, column) in enumerate(columns.items())
    }
    np.testing.assert_allclose(Columns(root)(mixed), float(exact[0]), rtol=1e-12)


@LAW
@given(
    graphs(kinds=(*RATIONAL, "step")),
    st.fixed_dictionaries(
        {
            base: st.sampled_from([Fraction(1), Fraction(7), Fraction(1, 1000), Fraction(86_400)])
            for base in ("token", "flop", "second", "byte")
        }
    ),
)
def test_a_change_of_base_units_changes_nothing(graph, factors):
    rescaled = _rescaling(factors)
    before, after = graph.expression(), graph.expression(factors)
    values = {
        name: value * rescaled(unit)
        for (name, value), unit in zip(graph.values().items(), graph.units, strict=True)
    }
    assert after.dimension == before.dimension
    assert evaluate(after, values) == evaluate(before, graph.values()) * rescaled(before.dimension)


TINY = Fraction(1, 10**24)


@LAW
@given(graphs())
def test_sensitivities_agree_with_finite_differences(graph):
    values, meaning = graph.rows[0], lambda row: graph.meaning(row)[-1]
    result = meaning(values)
    assume(result)
    found = elasticities(graph.expression(), graph.values())
    for at, name in enumerate(NAMES[: len(values)]):
        up, down = (
            meaning([*values[:at], values[at] * (1 + sign * TINY), *values[at + 1 :]])
            for sign in (1, -1)
        )
        slope = float((up - down) / (2 * TINY * result))
        assert math.isclose(found.get(name, 0.0), slope, rel_tol=1e-9, abs_tol=1e-9)


@LAW
@given(graphs(), st.sampled_from(NAMES), st.integers(50, 100), st.integers(100, 200))
def test_with_one_uncertain_input_the_interval_is_its_corners(graph, name, low, high):
    at = NAMES.index(name)
    assume(at < len(graph.units))
    value = graph.rows[0][at]
    ends = (value * low / 100, value * high / 100)
    try:
        corners = [
            graph.meaning([*graph.rows[0][:at], end, *graph.rows[0][at + 1 :]])[-1]
            for end in (*ends, value)
        ]
    except ZeroDivisionError:
        assume(False)
    inputs = {key: Value(number) for key, number in graph.values().items()}
    inputs[name] = Value(value, low=ends[0], high=ends[1])
    interval = derivation(graph, inputs).interval
    if len(set(corners)) == 1:
        assert interval is None
    else:
        assert interval == (min(corners), max(corners))


@LAW
@given(graphs(), st.lists(st.integers(1, 30), min_size=4, max_size=4))
def test_an_interval_contains_the_value(graph, spreads):
    inputs = {
        name: Value(value, low=value * (100 - spread) / 100, high=value * (100 + spread) / 100)
        for (name, value), spread in zip(graph.values().items(), spreads, strict=False)
    }
    made = derivation(graph, inputs)
    try:
        for at in range(len(graph.units)):
            for sign in (-1, 1):
                row = list(graph.rows[0])
                row[at] = row[at] * (100 + sign * spreads[at]) / 100
                graph.meaning(row)
    except ZeroDivisionError:
        assume(False)
    for line in made.steps:
        if line.interval is not None:
            low, high = line.interval
            assert float(low) <= float(line.value) * (1 + math.copysign(ULP, line.value))
            assert float(high) >= float(line.value) * (1 - math.copysign(ULP, line.value))


def derivation(graph: Graph, inputs: dict[str, Value]) -> Derivation:
    """Make a derivation of a graph, without values for what it does not reach."""
    root = StepValue(IDENTITY, graph.expression(), "root")
    needed = set(Columns(root).inputs)
    return Derivation(root, {name: value for name, value in inputs.items() if name in needed})


PYTHON = {
    "min": min, "max": max, "ceil": lambda one: Fraction(math.ceil(one)), "F": Fraction,
    "where": lambda one, two, three, four: three if one < two else four,
}  # fmt: skip
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def read_text(text: str, names: dict[str, Fraction]) -> Fraction:
    """Read a printed formula by the rules of arithmetic that every reader knows."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"\d+(\.\d+)?", lambda found: f"F('{found[0]}')", text.translate(SEPARATED))
    text = text.replace("·", "*").replace("×", "*").replace("^", "**")
    return eval(text, {"__builtins__": {}}, {**PYTHON, **names})


SEPARATED = {ord(raised): f"**{digit}" for raised, digit in zip("²³", "23", strict=True)}


@LAW
@given(graphs(kinds=(*RATIONAL, "ceil"), whole=True))
def test_the_printed_formula_means_what_is_computed(graph):
    root, values = graph.expression(), graph.values()
    expected = graph.meaning(graph.rows[0])[-1]
    assert read_text(as_text(root), values) == expected
    assert read_text(as_text_with_numbers(root, lambda leaf: values[leaf.id]), {}) == expected


TOKEN = re.compile(
    r"\s*(\\left\(|\\right\)|\\left\\lceil|\\right\\rceil|\\[a-z]+|[a-d]|\d+(?:\.\d+)?|[-+^{},])"
)


class LatexReader:
    """Read the LaTeX of a formula, refusing an exponent on what is not one closed thing."""

    def __init__(self, latex: str, names: dict[str, Fraction]) -> None:
        self.tokens = TOKEN.findall(latex.replace("{,}", ""))
        self.names = names

    def next(self, *wanted: str) -> str:
        token = self.tokens.pop(0)
        assert not wanted or token in wanted, (token, wanted)
        return token

    def ahead(self, *tokens: str) -> bool:
        return bool(self.tokens) and self.tokens[0] in tokens

    def sum(self) -> Fraction:
        value = self.product()
        while self.ahead("+", "-"):
            value = value + self.product() if self.next() == "+" else value - self.product()
        return value

    def product(self) -> Fraction:
        value = self.power()
        while self.ahead(r"\cdot", r"\times"):
            self.next()
            value *= self.power()
        return value

    def power(self) -> Fraction:
        closed = not self.ahead(r"\frac")
        value = self.atom()
        if self.ahead("^"):
            assert closed, "an exponent on a fraction without parentheses"
            self.next()
            value **= self.group("{", "}")[0]
        return value

    def atom(self) -> Fraction:
        token = self.tokens[0]
        if token == r"\left(":
            return self.group(r"\left(", r"\right)")[0]
        if token == r"\left\lceil":
            return Fraction(math.ceil(self.group(r"\left\lceil", r"\right\rceil")[0]))
        self.next()
        if token == r"\frac":
            return self.group("{", "}")[0] / self.group("{", "}")[0]
        if token in (r"\min", r"\max"):
            return {r"\min": min, r"\max": max}[token](self.group(r"\left(", r"\right)"))
        return self.names[token] if token in self.names else Fraction(token)

    def group(self, opening: str, closing: str) -> list[Fraction]:
        self.next(opening)
        values = [self.sum()]
        while self.next(",", closing) == ",":
            values.append(self.sum())
        return values


@LAW
@given(graphs(kinds=[kind for kind in (*RATIONAL, "ceil") if kind != "where"], whole=True))
def test_the_latex_means_what_is_computed(graph):
    root, values = graph.expression(), graph.values()
    expected = graph.meaning(graph.rows[0])[-1]
    assert LatexReader(as_latex(root), values).sum() == expected
    numbers = as_latex_with_numbers(root, lambda leaf: values[leaf.id])
    assert LatexReader(numbers, {}).sum() == expected


@LAW
@given(graphs(kinds=(*RATIONAL, "ceil", "root", "step")))
def test_latex_and_text_never_crash_and_latex_is_well_formed(graph):
    root = StepValue(IDENTITY, graph.expression(), "root")
    values = graph.values()

    def number(leaf):
        return values.get(leaf.id, Fraction(-1, 3))

    for text in (as_text(root), as_text_with_numbers(root, number), repr(root)):
        assert text
    for latex in (as_latex(root), as_latex_with_numbers(root, number)):
        assert latex.count("{") == latex.count("}")
        assert latex.count(r"\left") == latex.count(r"\right")
        assert latex.count(r"\begin") == latex.count(r"\end")
        assert convert(latex).startswith("<math")


@pytest.mark.parametrize("unit", UNITS)
def test_the_graphs_of_these_laws_are_checked_for_units_like_any_other(unit):
    graph = Graph([unit, NUMBER], [[Fraction(3), Fraction(4)]], [("add", (0, 1))], {0: 2})
    assert graph.expression().dimension == unit
    assert evaluate(graph.expression(), graph.values()) == 11
