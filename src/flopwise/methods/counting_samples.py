"""Counting where a sample goes through the model as a whole: the FLOPs of one image."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from flopwise.catalog import conventions
from flopwise.errors import InvalidValueError
from flopwise.formulas import images
from flopwise.formulas.parameters import parameters
from flopwise.formulas.registry import KINDS

if TYPE_CHECKING:
    from flopwise.catalog.conventions import Convention
    from flopwise.derivation.expression import Expression, StepValue
    from flopwise.workload import Block, Operation, Workload


@functools.lru_cache(maxsize=64)
def sample_counting_of(workload: Workload, convention: Convention) -> SampleCounting:
    """Return how a workload is counted: the same nodes each time, whatever values they get."""
    return SampleCounting(workload, convention)


class SampleCounting:
    """The steps that lead from a workload to the FLOPs of one sample.

    Each property is a node of a derivation, made when it is first asked for. Raises
    InvalidValueError for a convention that counts tokens.
    """

    def __init__(self, workload: Workload, convention: Convention) -> None:
        if not convention.samples:
            fitting = [one.id for one in conventions.every().values() if one.samples]
            raise InvalidValueError(
                f"the convention {convention.id} counts tokens of text; for one {workload.sample} "
                f"there are {', '.join(fitting)}"
            )
        self.workload = workload
        self.convention = convention

    @functools.cached_property
    def parameters(self) -> StepValue:
        """Every trained number of the model."""
        return parameters(
            *(
                _repeated(block, images.block_parameters(*held, label=_label(block)))
                for block in self.workload.blocks
                if (held := _held(block))
            )
        )

    @functools.cached_property
    def forward(self) -> StepValue:
        """The forward pass of one sample."""
        blocks = []
        for block in self.workload.blocks:
            parts = [
                part for operation in block.operations
                if (part := self.forward_of(operation)) is not None
            ]  # fmt: skip
            if parts:
                of_one = images.block_forward_flop(*parts, label=_label(block))
                blocks.append(_repeated(block, of_one))
        return images.forward_flop_per_sample(*blocks)

    @functools.cached_property
    def backward(self) -> StepValue:
        """The backward pass of one sample."""
        return images.backward_flop_per_sample(self.forward)

    @functools.cached_property
    def per_sample(self) -> StepValue:
        """What one sample of training costs."""
        return images.flop_per_sample(self.forward, self.backward)

    def forward_of(self, operation: Operation) -> Expression | None:
        """Return the forward FLOP per sample of one call, or None where it doesn't count."""
        return KINDS[operation.kind].forward(operation)


def _held(block: Block) -> list[Expression]:
    return [
        part
        for operation in block.operations
        for kind in (KINDS[operation.kind],)
        for part in (kind.weights(operation), kind.others(operation))
        if part is not None
    ]


def _repeated(block: Block, of_one: StepValue) -> Expression:
    return block.repeat * of_one if block.repeated else of_one


def _label(block: Block) -> str:
    return re.sub(r"\W+", "_", block.name)
