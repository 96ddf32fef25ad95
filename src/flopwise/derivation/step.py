"""Steps: ordinary typed functions over expressions, traced once and checked for units.

    @step("C", source="kaplan2020")
    def training_flop(cost: FlopPerToken, tokens: Tokens) -> Flop:
        \"\"\"Every token costs the same, so the total is cost times count.\"\"\"
        return cost * tokens

The annotations carry the units (`Annotated[Expression, Dimension]`). A parameter that is annotated
otherwise (bool, str) is structure: the body may choose by it with an ordinary `if`, and each choice
is traced on its own.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from flopwise.derivation.expression import (
    Constant,
    Expression,
    Operand,
    Operation,
    Parameter,
    Retyped,
    StepValue,
    as_expression,
    walk,
)
from flopwise.errors import UnitError
from flopwise.units.dimensions import Dimension, missing_factor

if TYPE_CHECKING:
    from collections.abc import Callable

REGISTRY: dict[str, Step] = {}
"""All steps by id, filled as the modules that hold them are imported."""


class Step:
    """A named formula: call it with expressions to get a node of a derivation."""

    def __init__(
        self, function: Callable[..., Expression], symbol: str, name: str, source: str
    ) -> None:
        self.function = function
        self.id: str = function.__name__
        self.symbol = symbol
        self.name = name or self.id.replace("_", " ").replace("flop", "FLOP")
        self.source = source
        self.documentation = _dedented(function.__doc__ or "")
        self._traces: dict[object, Expression] = {}
        functools.update_wrapper(self, function)

    @property
    def explanation(self) -> str:
        """The first paragraph of the docstring: why the formula is what it is."""
        return " ".join(self.documentation.split("\n\n")[0].split())

    @functools.cached_property
    def parameters(self) -> tuple[tuple[str, Dimension | None, bool], ...]:
        """Name, dimension (None for structure) and whether it takes many, of each parameter."""
        code = self.function.__code__
        annotations = self.function.__annotations__
        count = code.co_argcount
        found = [(name, False) for name in code.co_varnames[:count]]
        if code.co_flags & _TAKES_MANY:
            found.append((code.co_varnames[count + code.co_kwonlyargcount], True))
        return tuple((name, _dimension(annotations[name]), many) for name, many in found)

    @property
    def unit(self) -> Dimension:
        """The dimension that the step declares for its result."""
        dimension = _dimension(self.function.__annotations__["return"])
        if dimension is None:
            raise TypeError(f"step {self.id} declares no unit for its result")
        return dimension

    def __call__(self, *arguments: Operand | bool | str, label: str = "") -> StepValue:
        """Use the step: a node of its own, told apart by `label` where it is used twice.

        Used again with the same arguments it is the same node.
        """
        return _used(self, label, *arguments)

    def inline(self, *arguments: Operand | bool | str) -> Expression:
        """Use the step's formula as part of a larger one, without a node of its own."""
        bound, structure = self._bind(arguments)
        body = self.trace(structure)
        return substitute(body, bound)

    def _bind(
        self, arguments: tuple[Operand | bool | str, ...]
    ) -> tuple[list[Expression], tuple[object, ...]]:
        bound: list[Expression] = []
        structure: list[object] = []
        position = 0
        for name, dimension, many in self.parameters:
            given = arguments[position:] if many else arguments[position : position + 1]
            if not many and not given:
                raise TypeError(f"step {self.id} lacks its argument {name}")
            position += len(given)
            if dimension is None:
                structure.extend(given)
                continue
            if many:
                structure.append(len(given))
            for argument in given:
                assert not isinstance(argument, str)
                expression = as_expression(argument)
                if expression.dimension != dimension:
                    raise UnitError(
                        f"{self.id} takes {name} in {dimension}, not in {expression.dimension}: "
                        + missing_factor(expression.dimension, dimension)
                    )
                bound.append(expression)
        if position != len(arguments):
            raise TypeError(f"step {self.id} takes {position} arguments, not {len(arguments)}")
        return bound, tuple(structure)

    def trace(self, structure: tuple[object, ...] = ()) -> Expression:
        """Return the formula over the formal parameters, checked for units, traced once.

        `structure` holds, in order, each argument that is no number and how many arguments each
        `*parameter` takes.
        """
        if structure in self._traces:
            return self._traces[structure]
        choices = iter(structure)
        arguments: list[object] = []
        index = 0
        for name, dimension, many in self.parameters:
            if dimension is None:
                arguments.append(next(choices))
                continue
            count = next(choices) if many else 1
            assert isinstance(count, int)
            for place in range(1, count + 1):
                shown = f"{name}_{place}" if many else name
                arguments.append(Parameter(index, shown, dimension))
                index += 1
        try:
            body = as_expression(self.function(*arguments))
        except UnitError as error:
            raise UnitError(f"in step {self.id}: {error}") from None
        if body.dimension != self.unit:
            raise UnitError(
                f"step {self.id} gives {body.dimension} where it declares {self.unit}: "
                + missing_factor(body.dimension, self.unit)
            )
        self._traces[structure] = body
        return body

    def number(self, *arguments: Any) -> Any:
        """Evaluate the step on plain numbers in base units, exactly where possible.

        For trying a step by hand and for its docstring's example.
        """
        from flopwise.derivation.exact import evaluate

        numbers = iter(arguments)
        typed: list[Operand | bool | str] = []
        for _, dimension, many in self.parameters:
            taken = list(numbers) if many else [next(numbers)]
            typed += [value if dimension is None else Constant(value, dimension) for value in taken]
        return evaluate(self.inline(*typed), {})

    def __repr__(self) -> str:
        return f"<step {self.id} [{self.unit}]>"


def step(
    symbol: str, *, name: str = "", source: str
) -> Callable[[Callable[..., Expression]], Step]:
    """Turn a function into a step with a symbol (LaTeX) and a citation key."""

    def decorate(function: Callable[..., Expression]) -> Step:
        made = Step(function, symbol, name, source)
        REGISTRY[made.id] = made
        return made

    return decorate


@functools.lru_cache(maxsize=4096, typed=True)  # True is structure, and 1 a number
def _used(step: Step, label: str, *arguments: Operand | bool | str) -> StepValue:
    """Make the node of a step, once: what is kept by a node can then be found again."""
    return StepValue(step, step.inline(*arguments), label)


@functools.lru_cache(maxsize=1024)
def _in_order(body: Expression) -> tuple[Expression, ...]:
    """Return the nodes of a step's formula, which is used again and again."""
    return tuple(walk(body))


def substitute(body: Expression, bound: list[Expression]) -> Expression:
    """Return `body` with its formal parameters replaced by what they are bound to.

    What the body shares stays shared.
    """
    done: dict[int, Expression] = {}
    for node in _in_order(body):
        new: Expression = node
        if isinstance(node, Parameter):
            new = bound[node.index]
        elif isinstance(node, Operation):
            new = Operation(node.kind, tuple(done[id(operand)] for operand in node.operands))
        elif isinstance(node, Retyped):
            new = Retyped(done[id(node.operand)], node.dimension)
        elif isinstance(node, StepValue):
            new = StepValue(node.step, done[id(node.formula)], node.label)
        done[id(node)] = new
    return done[id(body)]


_TAKES_MANY = 0x04  # CO_VARARGS; inspect would cost a slow import for this one flag


def _dimension(annotation: Any) -> Dimension | None:
    for extra in getattr(annotation, "__metadata__", ()):
        if isinstance(extra, Dimension):
            return extra
    return None


def _dedented(text: str) -> str:
    lines = text.strip("\n").splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0)
    return (
        "\n".join([lines[0].strip()] + [line[margin:] for line in lines[1:]]).strip()
        if lines
        else ""
    )
