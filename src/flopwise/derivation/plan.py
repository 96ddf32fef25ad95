"""Plans: what can be said of a formula before its inputs have values.

A formula is evaluated many times: for each request, and once for each end of an uncertain input. Its
nodes, their order and what each is made of stay the same, so they are found once and kept.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

from flopwise.derivation.expression import (
    Constant,
    Expression,
    Input,
    Operation,
    Retyped,
    StepValue,
    walk,
)

GIVEN, COMPUTED, SAME = "given", "computed", "same"


class Instruction(NamedTuple):
    """How one node gets its value: given, computed from others, or the same as another's.

    A step is the same as its formula, unless it is given.
    """

    key: int
    """The node's `id()`, under which its value is kept."""
    how: str
    what: str
    """The id of an input or a step; the kind of an operation."""
    operands: tuple[int, ...]


class Plan:
    """The nodes of one or several formulas, operands before what uses them."""

    def __init__(self, roots: tuple[Expression, ...]) -> None:
        self.nodes = tuple({id(node): node for root in roots for node in walk(root)}.values())
        self.inputs = tuple(node for node in self.nodes if isinstance(node, Input))
        self.step_ids = frozenset(node.id for node in self.nodes if isinstance(node, StepValue))
        self.constants = {id(node): node.value for node in self.nodes if isinstance(node, Constant)}
        self.instructions = tuple(
            _instruction(node) for node in self.nodes if not isinstance(node, Constant)
        )

    def input(self, id: str) -> Input:
        """Return the input of that id."""
        return next(node for node in self.inputs if node.id == id)

    @functools.cached_property
    def named(self) -> tuple[Input | StepValue, ...]:
        """Inputs and steps in the order in which a reader needs them; the last is the result."""
        found: dict[str, Input | StepValue] = {}
        for node in self.nodes:
            if isinstance(node, Input | StepValue):
                first = found.setdefault(node.id, node)
                if first is not node:
                    _check_same(first, node)
        return tuple(found.values())


@functools.lru_cache(maxsize=2048)
def plan(*roots: Expression) -> Plan:
    """Return the plan of these formulas. It holds their nodes, so that their `id()`s stay theirs."""
    return Plan(roots)


def _instruction(node: Expression) -> Instruction:
    if isinstance(node, Operation):
        operands = tuple(id(operand) for operand in node.operands)
        return Instruction(id(node), COMPUTED, node.kind, operands)
    if isinstance(node, StepValue):
        return Instruction(id(node), SAME, node.id, (id(node.formula),))
    if isinstance(node, Retyped):
        return Instruction(id(node), SAME, "", (id(node.operand),))
    if isinstance(node, Input):
        return Instruction(id(node), GIVEN, node.id, ())
    raise TypeError(f"a formal parameter is left in the formula: {node!r}")


def _check_same(first: Expression, second: Expression) -> None:
    """Two uses of one id must mean one thing, or a reader could not tell them apart."""
    from flopwise.derivation.text import as_text

    if as_text(first) != as_text(second):
        raise ValueError(f"two steps share one id: {as_text(first)} and {as_text(second)}")
