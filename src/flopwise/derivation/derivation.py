"""A derivation: a graph of named steps with values put in, from which every answer is read."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from flopwise.derivation.exact import evaluate_plan
from flopwise.derivation.expression import Expression, Input, Operation, Retyped, StepValue, walk
from flopwise.derivation.interval import Interval, combined, corners
from flopwise.derivation.plan import plan
from flopwise.errors import InvalidValueError, MissingInputError, UnitError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.derivation.columns import Columns
    from flopwise.units.dimensions import Dimension
    from flopwise.units.numbers import Number

GIVEN, ASSUMED, CATALOG, DERIVED = "given", "assumed", "catalog", "derived"


class Value(NamedTuple):
    """What an input is, how sure that is, and where it comes from."""

    value: Number
    origin: str = GIVEN
    source: str = ""
    low: Number | None = None
    high: Number | None = None
    note: str = ""

    @property
    def interval(self) -> Interval | None:
        """The central 90 %, or None where the value is certain."""
        if self.low is None and self.high is None:
            return None
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return Interval(low, high)


class EvaluatedStep(NamedTuple):
    """One line of a derivation, as a reader sees it."""

    id: str
    symbol: str
    name: str
    value: Number
    interval: Interval | None
    unit: Dimension
    node: Input | StepValue
    origin: str
    source: str
    explanation: str
    inputs: tuple[str, ...]


class Derivation:
    """The root of a graph of steps, and a value for each of its inputs.

    `values` may also hold a step's id: that step then is what was given, and what led to it is
    left out. Values that the graph has no place for are not used.
    """

    def __init__(self, root: StepValue | Input, values: Mapping[str, Value]) -> None:
        given = plan(root).step_ids.intersection(values)
        self.root = _cut(root, given) if given else root
        self._plan = plan(self.root)
        for node in self._plan.inputs:
            if node.id not in values:
                raise MissingInputError(f"{node.id} ({node.name}) has no value")
        self.values = {node.id: values[node.id] for node in self._plan.inputs}
        self._numbers = {name: value.value for name, value in self.values.items()}

    @property
    def nodes(self) -> tuple[Input | StepValue, ...]:
        """Inputs and steps in the order in which a reader needs them; the last is the result."""
        return self._plan.named

    @functools.cached_property
    def _evaluated(self) -> dict[int, Number]:
        return evaluate_plan(self._plan, self._numbers)

    @functools.cached_property
    def _corners(self) -> dict[str, tuple[dict[int, Number], dict[int, Number]]]:
        uncertain = {name: value.interval for name, value in self.values.items() if value.interval}
        return corners(self.root, self._numbers, uncertain)

    @property
    def value(self) -> Number:
        """The result, exact where the formula allows (int or Fraction), else a float."""
        return self.number(self.root)

    @property
    def interval(self) -> Interval | None:
        """The central 90 % of the result."""
        return self._interval(self.root)

    def number(self, node: Expression) -> Number:
        """Return the value of a node of this derivation."""
        return self._evaluated[id(node)]

    def _interval(self, node: Expression) -> Interval | None:
        ends = [(low[id(node)], high[id(node)]) for low, high in self._corners.values()]
        return combined(self.number(node), ends)

    @functools.cached_property
    def steps(self) -> list[EvaluatedStep]:
        """All inputs and steps, evaluated, in reading order."""
        return [self._step(node) for node in self.nodes]

    def _step(self, node: Input | StepValue) -> EvaluatedStep:
        if isinstance(node, Input):
            given = self.values[node.id]
            interval, origin, source = given.interval, given.origin, given.source
            explanation = given.note or node.explanation
            inputs: tuple[str, ...] = ()
        else:
            interval, origin, source = self._interval(node), DERIVED, node.step.source
            explanation = node.step.explanation
            inputs = direct_inputs(node)
        return EvaluatedStep(
            node.id, node.symbol, node.name, self.number(node), interval, node.dimension, node,
            origin, source, explanation, inputs,
        )  # fmt: skip

    def effect(self, name: str) -> float:
        """Return the factor by which the result changes from an input's low to its high end."""
        low, high = self._corners[name]
        return float(high[id(self.root)]) / float(low[id(self.root)])

    def elasticities(self) -> dict[str, float]:
        """Return, strongest first, d ln(result) / d ln(input) for each input."""
        from flopwise.derivation.sensitivity import elasticities

        found = elasticities(self.root, self._numbers)
        return dict(sorted(found.items(), key=lambda item: -abs(item[1])))

    def columns(self) -> Columns:
        """Compile for arrays: millions of configurations at once."""
        from flopwise.derivation.columns import Columns

        return Columns(self.root)

    def with_values(self, values: Mapping[str, Value]) -> Derivation:
        """Return the same derivation with other values for some inputs or steps."""
        known = {node.id: node for node in self.nodes}
        for name in values:
            if name not in known:
                raise UnknownNameError("step", name, known, hint="this derivation has no such step")
        return Derivation(self.root, {**self.values, **values})


@functools.lru_cache(maxsize=8192)
def direct_inputs(node: StepValue) -> tuple[str, ...]:
    """Return the ids of the inputs and steps that the formula of `node` names."""
    found: dict[str, None] = {}
    stack: list[Expression] = [node.formula]
    while stack:
        part = stack.pop()
        if isinstance(part, Input | StepValue):
            found[part.id] = None
        else:
            stack.extend(reversed(part.children))
    return tuple(found)


def given_value(value: Number, node: Input | StepValue, unit: Dimension) -> Value:
    """Make a value that a user gives for a node, checking its unit."""
    if unit and unit != node.dimension:
        raise UnitError(f"{node.id} is in {node.dimension}, not in {unit}")
    if value < 0:
        raise InvalidValueError(f"{node.id} can't be negative")
    return Value(value, GIVEN, note="given in place of what would be derived")


@functools.lru_cache(maxsize=256)
def _cut(root: StepValue | Input, given: frozenset[str]) -> StepValue | Input:
    """Replace each step that is given by an input of the same id, always by the same one."""
    done: dict[int, Expression] = {}
    inputs: dict[str, Input] = {}
    for node in walk(root):
        if isinstance(node, StepValue):
            if node.id in given:
                new = inputs.setdefault(
                    node.id, Input(node.id, node.symbol, node.name, node.dimension)
                )
                done[id(node)] = new
            else:
                done[id(node)] = StepValue(node.step, done[id(node.formula)], node.label)
        elif isinstance(node, Operation):
            done[id(node)] = Operation(node.kind, tuple(done[id(part)] for part in node.operands))
        elif isinstance(node, Retyped):
            done[id(node)] = Retyped(done[id(node.operand)], node.dimension)
        else:
            done[id(node)] = node
    cut = done[id(root)]
    assert isinstance(cut, StepValue | Input)
    return cut
