"""The one description of what a model computes: operations with symbolic shapes, in blocks.

Parameters, FLOPs and whatever else is asked are read off the same operations, so that they can't
disagree. Which formula belongs to which kind of operation is the business of `formulas.registry`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from flopwise.derivation.expression import Constant, Expression, Input

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flopwise.derivation.derivation import Value

SEQUENCE_LENGTH = Input("sequence_length", "s", "sequence length", "token/sequence")
"""How many tokens a training sequence has. It belongs to the run, but attention's shape needs it."""

ONCE: Expression = Constant(1)


class Operation(NamedTuple):
    """One operation of a block, by kind, with the expressions that give its shape."""

    name: str
    kind: str
    shape: Mapping[str, Expression]
    bias: bool = False
    tied: bool = False
    """The weights are those of another operation: they are multiplied, but not counted again."""
    causal: bool = True
    """For attention: a token sees what came before it, and not what comes after."""


class Block(NamedTuple):
    """A group of operations that is repeated with the same shapes."""

    name: str
    operations: tuple[Operation, ...]
    repeat: Expression = ONCE
    part: str = ""
    """The larger part of the model that it belongs to, where that isn't the block itself."""

    @property
    def repeated(self) -> bool:
        """Tell whether there is more than one of it."""
        return self.repeat is not ONCE


class Workload(NamedTuple):
    """All that a model computes, and the values of the inputs that its shapes name."""

    blocks: tuple[Block, ...]
    values: Mapping[str, Value]
    remarks: tuple[str, ...] = ()
    """What a reader should know of how this description came about."""
    context: int | None = None
    """The longest sequence that the config allows, where it says."""
    parameters: Expression | None = None
    """What a token passes of the parameters, where that is stated and not to be summed up."""
    sample: str = ""
    """What goes through the model as a whole, such as an `image`; empty where tokens do, one by one."""

    def __hash__(self) -> int:
        """Let what is made of a workload be kept by it; nodes are equal only to themselves."""
        return hash((self.parameters, *(block.repeat for block in self.blocks)))

    def of_kind(self, *kinds: str) -> Iterator[tuple[Block, Operation]]:
        """Yield each operation of these kinds, with its block."""
        for block in self.blocks:
            for operation in block.operations:
                if operation.kind in kinds:
                    yield block, operation


def operation(
    name: str,
    kind: str,
    *,
    bias: bool = False,
    tied: bool = False,
    causal: bool = True,
    **shape: Expression,
) -> Operation:
    """Make an operation; its shape is given by keyword."""
    return Operation(name, kind, MappingProxyType(shape), bias, tied, causal)
