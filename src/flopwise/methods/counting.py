"""Counting: the FLOPs that a model's operations take, under a named convention."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flopwise.derivation.expression import Expression, Input, StepValue, total
from flopwise.formulas import flop, parameters
from flopwise.formulas.registry import KINDS, pooled_weights
from flopwise.workload import SEQUENCE_LENGTH, Block, Operation

if TYPE_CHECKING:
    from flopwise.catalog.conventions import Convention
    from flopwise.workload import Workload


@functools.lru_cache(maxsize=256)
def counting_of(workload: Workload, convention: Convention, recompute: str = "none") -> Counting:
    """Return how a workload is counted: the same nodes each time, whatever values they get."""
    return Counting(workload, convention, recompute)


class Counting:
    """The steps that lead from a workload to its FLOPs under one convention.

    Each property is a node of a derivation, made when it is first asked for.
    """

    def __init__(self, workload: Workload, convention: Convention, recompute: str = "none") -> None:
        self.workload = workload
        self.convention = convention
        self.recompute = recompute if convention.recompute else "none"

    # parameters

    @functools.cached_property
    def parameters(self) -> StepValue | Input:
        """Every trained number of the model."""
        stated = self.workload.parameters
        if stated is not None:
            stored = [
                others
                for _, operation in self.workload.of_kind("stored")
                if (others := KINDS["stored"].others(operation)) is not None
            ]
            if stored or not isinstance(stated, Input | StepValue):
                return parameters.parameters(stated, *stored)
            return stated
        return parameters.parameters(*self._parameter_groups(leave_out=()))

    @functools.cached_property
    def counted_parameters(self) -> StepValue | Input:
        """The parameters that a rule like 6ND takes: those that a token passes."""
        if self.convention.parameters == "non_embedding":
            groups = self._parameter_groups(leave_out=("embedding", "stored"), heads=False)
            return parameters.non_embedding_parameters(*groups)
        return self.passed_parameters

    @functools.cached_property
    def passed_parameters(self) -> StepValue | Input:
        """What a token passes of the parameters: all but the experts not chosen for it."""
        stated = self.workload.parameters
        if stated is not None:
            assert isinstance(stated, Input | StepValue)
            return stated
        if not any(self.workload.of_kind("stored")):
            return parameters.parameters(*self._parameter_groups(leave_out=()))
        return parameters.passed_parameters(*self._parameter_groups(leave_out=("stored",)))

    def _parameter_groups(self, leave_out: tuple[str, ...], heads: bool = True) -> list[Expression]:
        groups: list[Expression] = []
        for block in self.workload.blocks:
            held = [
                part
                for operation in block.operations
                if not operation.tied and operation.kind not in leave_out
                and (heads or block.name != "head" or operation.kind != "linear")
                for part in (
                    KINDS[operation.kind].weights(operation),
                    KINDS[operation.kind].others(operation),
                )
                if part is not None
            ]  # fmt: skip
            if not block.repeated:
                groups += held
            elif held:
                parts: tuple[Expression | None, ...] = (
                    self._block_weights(block),
                    self._block_vectors(block),
                    None if "stored" in leave_out else self._block_stored(block),
                )
                groups.append(block.repeat * total(*(part for part in parts if part is not None)))
        return groups

    def _block_weights(self, block: Block) -> StepValue | None:
        found = self._weights.get(block.name)
        if found is None:
            matrices = [
                weights
                for operation in block.operations
                if (weights := KINDS[operation.kind].weights(operation)) is not None
            ]
            if not matrices:
                return None
            found = parameters.block_weights(*matrices, label=_block_label(block))
            self._weights[block.name] = found
        return found

    @functools.cached_property
    def _weights(self) -> dict[str, StepValue]:
        return {}

    def _block_vectors(self, block: Block) -> StepValue | None:
        vectors = [
            others
            for operation in block.operations
            if operation.kind != "stored"
            and (others := KINDS[operation.kind].others(operation)) is not None
        ]
        if not vectors:
            return None
        return parameters.block_vectors(*vectors, label=_block_label(block))

    @staticmethod
    def _block_stored(block: Block) -> StepValue | None:
        stored = [
            others
            for operation in block.operations
            if operation.kind == "stored"
            and (others := KINDS[operation.kind].others(operation)) is not None
        ]
        return parameters.idle_parameters(*stored) if stored else None

    # forward

    @functools.cached_property
    def product_weights(self) -> StepValue:
        """The weights that every token is multiplied with."""
        groups = [self._weights_of(block) for block in self.workload.blocks]
        return parameters.product_weights(*(group for group in groups if group is not None))

    def _weights_of(self, block: Block) -> Expression | None:
        """Return all weights of a block's products, over all its repeats; None without any."""
        if block.repeated:
            of_one = self._block_weights(block)
            return None if of_one is None else block.repeat * of_one
        matrices = [
            weights
            for operation in block.operations
            if (weights := KINDS[operation.kind].weights(operation)) is not None
        ]
        return total(*matrices) if matrices else None

    @functools.cached_property
    def linear_forward(self) -> StepValue:
        """The forward pass through the weights."""
        return flop.linear_forward_flop(self.product_weights)

    @functools.cached_property
    def attention_forward(self) -> list[StepValue]:
        """The forward pass of attention, one node for each kind of layer."""
        found = list(self.workload.of_kind("attention"))
        return [
            flop.attention_forward_flop(
                block.repeat,
                operation.shape["width"],
                positions(operation, self.convention),
                label=_label(block) if len(found) > 1 else "",
            )
            for block, operation in found
        ]

    def _extras(self) -> list[StepValue]:
        found = []
        pooled = [pooled_weights(operation) for _, operation in self.workload.of_kind("pooled")]
        if pooled:
            found.append(flop.pooled_forward_flop(total(*pooled), SEQUENCE_LENGTH))
        if self.convention.softmax:
            found += [
                flop.softmax_forward_flop(
                    block.repeat,
                    operation.shape["heads"],
                    positions(operation, self.convention),
                    label=_label(block),
                )
                for block, operation in self.workload.of_kind("softmax")
            ]
        if self.convention.embedding_product:
            # position tables are added, not multiplied, in every account
            found += [
                flop.embedding_product_flop(table)
                for _, operation in self.workload.of_kind("embedding")
                if operation.name == "word embedding"
                and (table := KINDS["embedding"].others(operation)) is not None
            ]
        return found

    @functools.cached_property
    def forward(self) -> StepValue:
        """The forward pass of one token."""
        if self.convention.basis == "parameters":
            through = flop.two_n(self.counted_parameters)
            attention = self._attention_if_counted()
            return flop.forward_flop_per_token(through, *attention) if attention else through
        return flop.forward_flop_per_token(
            self.linear_forward, *self.attention_forward, *self._extras()
        )

    def _attention_if_counted(self) -> list[StepValue]:
        return [] if self.convention.attention == "none" else self.attention_forward

    @functools.cached_property
    def backward(self) -> StepValue:
        """The backward pass of one token."""
        return flop.backward_flop_per_token(self.forward)

    @functools.cached_property
    def recomputed(self) -> StepValue | None:
        """What is computed a second time, if the run does and the convention counts it."""
        if self.recompute == "none":
            return None
        if self.recompute == "selective":
            again: list[StepValue] = self.attention_forward
            if self.convention.selective_with_backward:
                again = [
                    flop.attention_training_flop(forward, label=forward.label)
                    for forward in self.attention_forward
                ]
            return flop.recomputed_flop_per_token(*again)
        blocks = [
            flop.linear_forward_flop.inline(weights)
            for block in self.workload.blocks
            if block.name not in ("embedding", "head")
            and (weights := self._weights_of(block)) is not None
        ]
        return flop.recomputed_flop_per_token(*blocks, *self.attention_forward)

    @functools.cached_property
    def per_token(self) -> StepValue:
        """What one token of training costs."""
        if self.convention.basis == "parameters":
            rule = flop.six_n(self.counted_parameters)
            attention = [
                flop.attention_training_flop(forward, label=forward.label)
                for forward in self._attention_if_counted()
            ]
            if not attention:
                return rule
            return flop.flop_per_token(rule, *attention)
        passes = [self.forward, self.backward]
        if self.recomputed is not None:
            passes.append(self.recomputed)
        return flop.flop_per_token(*passes)

    # one operation

    def forward_of(self, operation: Operation) -> Expression | None:
        """Return the forward FLOP per token of one call, or None where it doesn't count."""
        counted = {
            "softmax": self.convention.softmax,
            "embedding": self.convention.embedding_product and operation.name == "word embedding",
        }
        if not counted.get(operation.kind, True):
            return None
        if "heads" in operation.shape:
            seen = positions(operation, self.convention)
            operation = operation._replace(shape={**operation.shape, "positions": seen})
        return KINDS[operation.kind].forward(operation)


def positions(attention: Operation, convention: Convention) -> Expression:
    """Return how many positions a token attends to, as the convention counts them."""
    shape = attention.shape
    if convention.attention != "causal" or not attention.causal:
        return flop.attended_positions(SEQUENCE_LENGTH, False)
    if "window" in shape and convention.windows:
        return flop.windowed_positions(SEQUENCE_LENGTH, shape["window"], label="sliding")
    seen = flop.attended_positions(SEQUENCE_LENGTH, True)
    if "density" in shape and convention.windows:
        return flop.sparse_positions(seen, shape["density"])
    return seen


def needs_sequence_length(workload: Workload, convention: Convention) -> bool:
    """Tell whether the count depends on how long the sequences are."""
    return convention.attention != "none" and any(workload.of_kind("attention"))


def _block_label(block: Block) -> str:
    """Tell the weights of one kind of layer from those that all layers have."""
    return "" if block.name == "blocks" else block.name


def _label(block: Block) -> str:
    repeat = block.repeat
    if isinstance(repeat, Input) and repeat.id != "num_hidden_layers":
        return repeat.id.removeprefix("num_").removesuffix("_layers")
    return ""
