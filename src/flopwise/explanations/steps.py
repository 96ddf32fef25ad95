"""A step on its own: its formula in letters, what they stand for, and its docstring's example."""

from __future__ import annotations

import ast
import functools
import importlib
import operator
import pkgutil
import re
from typing import TYPE_CHECKING, NamedTuple

from flopwise.derivation.latex import as_latex, as_latex_with_numbers
from flopwise.derivation.step import REGISTRY
from flopwise.derivation.text import as_text, as_text_with_numbers
from flopwise.explanations.explanation import Explanation, Letter, Line
from flopwise.explanations.uses import users_of_step
from flopwise.formulas.symbols import arguments
from flopwise.units.display import show, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from flopwise.derivation.expression import Expression, Operand, StepValue
    from flopwise.derivation.step import Step

    Number = int | float | Fraction

PLAIN = "a plain number"


@functools.cache
def all_steps() -> dict[str, Step]:
    """Return every step of the product by id, file by file, whatever was imported first."""
    import flopwise.formulas

    for module in pkgutil.iter_modules(flopwise.formulas.__path__):
        importlib.import_module(f"flopwise.formulas.{module.name}")
    return dict(sorted(REGISTRY.items(), key=lambda item: _place(item[1])))


def _place(step: Step) -> tuple[str, int]:
    return step.function.__module__, step.function.__code__.co_firstlineno


def of_step(id: str) -> Explanation:
    """Explain a step from its docstring and its formula."""
    step = all_steps()[id]
    example = worked_example(step)
    return Explanation(
        "step", id, step.name[:1].upper() + step.name[1:], _prose(step), (line(step),),
        letters([step]), unit_text(step.unit) or PLAIN, example, step.source, users_of_step(id),
    )  # fmt: skip


def _prose(step: Step) -> str:
    """Return what the docstring says; a paragraph that leads up to a number belongs to that."""
    paragraphs = [" ".join(part.split()) for part in step.documentation.split("\n\n")]
    return " ".join(part for part in paragraphs if not part.startswith(">>>") and part[-1:] != ":")


def line(step: Step, title: str = "Formula") -> Line:
    """Return the step's formula in letters."""
    node = generic_formula(step)
    return Line(title, step.symbol, as_text(node), as_latex(node), id=step.id)


def letters(steps: Iterable[Step]) -> tuple[Letter, ...]:
    """Return what each letter of some formulas stands for; what one of them gives is not asked."""
    steps = list(steps)
    given = {step.symbol for step in steps}
    found: dict[str, Letter] = {}
    for step in steps:
        for argument in arguments(step):
            symbol, unit = argument.input.symbol, unit_text(argument.input.dimension)
            if symbol not in given or len(steps) == 1:
                found.setdefault(symbol, Letter(symbol, argument.words, unit or PLAIN))
    return tuple(found.values())


def generic_formula(step: Step) -> StepValue:
    """Return the step applied to letters; of many arguments the first two show."""
    inputs = iter(arguments(step))
    given: list[Operand | bool | str] = []
    for _, dimension, many in step.parameters:
        if dimension is None:
            given.append(True)
        else:
            given += [next(inputs).input for _ in range(2 if many else 1)]
    return step(*given)


class Example(NamedTuple):
    """The first number that a docstring works out."""

    lead: str
    """What the docstring says of it."""
    numbers_text: str
    numbers_latex: str
    value: Number
    result: str


def worked_example(step: Step) -> str:
    """Return the docstring's first worked number as a sentence."""
    example = first_example(step)
    if example is None:
        return ""
    lead = f"{example.lead} " if example.lead else ""
    symbol = line(step).written.partition(" = ")[0]
    middle = f" = {example.numbers_text}" if example.numbers_text != example.result else ""
    return f"{lead}{symbol}{middle} = {example.result}"


@functools.cache
def first_example(step: Step) -> Example | None:
    """Return the first call in the docstring whose arguments are all numbers, worked out."""
    documentation = step.documentation
    for call in re.finditer(rf"^>>> .*\b{step.id}\.number\(", documentation, re.MULTILINE):
        values = _numbers(documentation[call.start() + 4 :].split("\n", 1)[0], step.id)
        if values is None:
            continue
        before = documentation[: call.start()].rstrip().split("\n\n")[-1]
        lead = " ".join(before.split()) if before.rstrip().endswith(":") else ""
        return _worked(step, values, lead)
    return None


def _worked(step: Step, values: list[Number | bool], lead: str) -> Example:
    """Put the numbers into the step's formula, through inputs that are told apart by place."""
    from flopwise.derivation.exact import evaluate
    from flopwise.derivation.expression import Input

    inputs: dict[str, Number] = {}
    given: list[Operand | bool | str] = []
    rest = list(values)
    for name, dimension, many in step.parameters:
        for place in range(len(rest) if many else 1):
            value = rest.pop(0)
            if dimension is None:
                given.append(bool(value))
                continue
            inputs[f"{name}{place}"] = value
            given.append(Input(f"{name}{place}", "x", name, dimension))
    node = step(*given)

    def number(leaf: Expression) -> Number:
        assert isinstance(leaf, Input)
        return inputs[leaf.id]

    value = evaluate(node, inputs)
    return Example(
        lead, as_text_with_numbers(node, number), as_latex_with_numbers(node, number), value,
        show(value, step.unit, digits=6),
    )  # fmt: skip


_OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip


def _numbers(source: str, id: str) -> list[Number | bool] | None:
    """Return the arguments of the call of the step in a line of a docstring, if all are numbers."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == f"{id}.number":
            try:
                return [_number(argument) for argument in node.args]
            except ValueError:
                return None
    return None


def _number(node: ast.expr) -> Number:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        result: Number = _OPERATORS[type(node.op)](_number(node.left), _number(node.right))
        return result
    raise ValueError("not a number")
