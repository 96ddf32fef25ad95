"""One registry: what each kind of operation holds and computes.

| kind | shape | what it is |
| --- | --- | --- |
| linear | inputs, outputs | a dense layer, with or without a bias |
| embedding | rows, width | a table that is looked up |
| vector | width | a gain or a bias that stands alone |
| attention | width, positions | scores and weighted sum over all heads |
| softmax | heads, positions | one over each query's scores |
| pooled | inputs, outputs | a dense layer, with a bias, over one token of a sequence |
| elementwise | (none) | activations, residual sums, rotations |
| convolution | kernel, inputs, outputs, positions | a convolution with a square kernel, with or without a bias |
| projection | inputs, outputs, positions | a dense layer over some positions of a sample |
| image attention | width, positions | scores and weighted sum over all positions of a sample |
| stored | elements | weights that a token doesn't pass, as of experts not chosen |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.derivation.expression import Expression, counted_as
from flopwise.formulas.flop import (
    attention_forward_flop,
    embedding_product_flop,
    linear_forward_flop,
    pooled_forward_flop,
    softmax_forward_flop,
)
from flopwise.formulas.images import (
    convolution_weights,
    image_attention_flop,
    shared_forward_flop,
)
from flopwise.formulas.parameters import matrix_weights, vector_weights
from flopwise.workload import ONCE, SEQUENCE_LENGTH, Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.derivation.step import Step

Reading = "Callable[[Operation], Expression | None]"


class Kind(NamedTuple):
    """What one kind of operation holds (parameters) and computes (forward FLOP)."""

    weights: Callable[[Operation], Expression | None]
    """Parameters that multiply every token, or at every position of a sample."""
    others: Callable[[Operation], Expression | None]
    """Parameters that don't: biases, gains, tables."""
    forward: Callable[[Operation], Expression | None]
    """FLOP per token of one call, or per sample."""
    steps: tuple[Step, ...] = ()
    uncounted: str = ""
    """Why it costs nothing that counts, where it does not."""


def _nothing(_: Operation) -> None:
    return None


def _linear_bias(operation: Operation) -> Expression | None:
    return vector_weights.inline(operation.shape["outputs"]) if operation.bias else None


def _linear_weights(operation: Operation) -> Expression:
    if "elements" in operation.shape:
        return operation.shape["elements"]
    return matrix_weights.inline(operation.shape["inputs"], operation.shape["outputs"])


def _table(operation: Operation) -> Expression:
    return matrix_weights.inline(operation.shape["rows"], operation.shape["width"])


def pooled_weights(operation: Operation) -> Expression:
    """Return the weights of a layer that one token of a sequence passes."""
    return matrix_weights.inline(operation.shape["inputs"], operation.shape["outputs"])


def _pooled_parameters(operation: Operation) -> Expression:
    return pooled_weights(operation) + vector_weights.inline(operation.shape["outputs"])


def _kernels(operation: Operation) -> Expression:
    shape = operation.shape
    return convolution_weights.inline(shape["kernel"], shape["inputs"], shape["outputs"])


_ELEMENTWISE = "a few operations for each feature, against thousands in the matrices"

KINDS: dict[str, Kind] = {
    "linear": Kind(
        _linear_weights,
        _linear_bias,
        lambda operation: linear_forward_flop.inline(_linear_weights(operation)),
        (matrix_weights, vector_weights, linear_forward_flop),
    ),
    "attention": Kind(
        _nothing,
        _nothing,
        lambda operation: attention_forward_flop.inline(
            ONCE, operation.shape["width"], operation.shape["positions"]
        ),
        (attention_forward_flop,),
    ),
    "softmax": Kind(
        _nothing,
        _nothing,
        lambda operation: softmax_forward_flop.inline(
            ONCE, operation.shape["heads"], operation.shape["positions"]
        ),
        (softmax_forward_flop,),
        "three operations for each score, against four for each feature of each head",
    ),
    "pooled": Kind(
        _nothing,
        _pooled_parameters,
        lambda operation: pooled_forward_flop.inline(pooled_weights(operation), SEQUENCE_LENGTH),
        (matrix_weights, vector_weights, pooled_forward_flop),
    ),
    "embedding": Kind(
        _nothing,
        _table,
        lambda operation: embedding_product_flop.inline(_table(operation)),
        (matrix_weights, embedding_product_flop),
        "a look-up multiplies nothing",
    ),
    "vector": Kind(
        _nothing,
        lambda operation: vector_weights.inline(operation.shape["width"]),
        _nothing,
        (vector_weights,),
        _ELEMENTWISE,
    ),
    "elementwise": Kind(_nothing, _nothing, _nothing, (), _ELEMENTWISE),
    "convolution": Kind(
        _kernels,
        _linear_bias,
        lambda operation: shared_forward_flop.inline(
            _kernels(operation), operation.shape["positions"]
        ),
        (convolution_weights, vector_weights, shared_forward_flop),
    ),
    "projection": Kind(
        _linear_weights,
        _linear_bias,
        lambda operation: shared_forward_flop.inline(
            _linear_weights(operation), operation.shape["positions"]
        ),
        (matrix_weights, vector_weights, shared_forward_flop),
    ),
    "image attention": Kind(
        _nothing,
        _nothing,
        lambda operation: image_attention_flop.inline(
            operation.shape["width"], operation.shape["positions"]
        ),
        (image_attention_flop,),
    ),
    "stored": Kind(
        _nothing,
        lambda operation: counted_as(operation.shape["elements"], "parameter"),
        _nothing,
        (vector_weights,),
        "held, but not passed by a token",
    ),
}
