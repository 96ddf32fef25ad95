"""Sensitivities: how strongly the result answers to each input, in one backward sweep."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flopwise.derivation.exact import evaluate_all
from flopwise.derivation.expression import Input, Operation, Retyped, StepValue
from flopwise.derivation.plan import plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.derivation.expression import Expression
    from flopwise.units.numbers import Number


def elasticities(root: Expression, values: Mapping[str, Number]) -> dict[str, float]:
    """Return d ln(result) / d ln(input) for each input, by its id.

    1 means that the result grows in proportion: 1 % more of the input is 1 % more of the result.
    Where the result is zero all are zero.
    """
    numbers = {key: float(value) for key, value in evaluate_all(root, values).items()}
    result = numbers[id(root)]
    slopes: dict[int, float] = {id(root): 1.0}
    found: dict[str, float] = {}
    for node in reversed(plan(root).nodes):
        slope = slopes.get(id(node), 0.0)
        if isinstance(node, Input) or (isinstance(node, StepValue) and node.id in values):
            share = slope * numbers[id(node)] / result if result else 0.0
            found[node.id] = found.get(node.id, 0.0) + share
            continue
        for child, local in zip(node.children, _local_slopes(node, numbers), strict=True):
            slopes[id(child)] = slopes.get(id(child), 0.0) + slope * local
    return found


def _local_slopes(node: Expression, numbers: Mapping[int, float]) -> list[float]:
    """Differentiate one node by each of its operands."""
    if isinstance(node, Retyped | StepValue):
        return [1.0]
    if not isinstance(node, Operation):
        return []
    operands = [numbers[id(operand)] for operand in node.operands]
    first, second = operands[0], operands[-1]
    match node.kind:
        case "add":
            return [1.0] * len(operands)
        case "subtract":
            return [1.0, -1.0]
        case "multiply":
            return [second, first]
        case "divide":
            return [1 / second, -first / second**2]
        case "power":
            by_exponent = first**second * math.log(first) if first > 0 else 0.0
            by_base = second * first ** (second - 1) if first or second >= 1 else 0.0
            return [by_base, by_exponent]
        case "minimum":
            return [1.0, 0.0] if first <= second else [0.0, 1.0]
        case "maximum":
            return [1.0, 0.0] if first >= second else [0.0, 1.0]
        case "where":
            return [0.0, 0.0, 1.0, 0.0] if first < operands[1] else [0.0, 0.0, 0.0, 1.0]
        case "exp":
            return [math.exp(first)]
        case "log":
            return [1 / first]
    return [1.0]  # ceil, in the large
