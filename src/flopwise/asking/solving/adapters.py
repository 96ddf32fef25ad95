"""How many parameters LoRA trains on a model of known shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.asking.quantities import KINDS
from flopwise.derivation.expression import Expression, counted_as
from flopwise.formulas.finetuning import lora_parameters, lora_parameters_of_matrix

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.derivation.expression import StepValue
    from flopwise.workload import Workload

_TARGETS = ("q", "k", "v", "o", "gate", "up", "down")
_USUAL = ("q", "v")
"""What Hu et al. adapt, and the default of common libraries."""


def adapters(workload: Workload, frame: Frame) -> StepValue | None:
    """Return the number of trained parameters; None where rank or shape isn't known."""
    shape = workload.values
    if frame.given("rank") is None or not {"num_hidden_layers", "hidden_size"} <= set(shape):
        return None
    named = [target for target in _TARGETS if frame.has(f"target_{target}")]
    if frame.has("target_all"):
        named = list(_TARGETS)
    rank, layers = KINDS["rank"].input, KINDS["num_hidden_layers"].input
    parts = [
        lora_parameters_of_matrix(*_sides(target, shape), rank, label=target)
        for target in named or _USUAL
    ]
    return lora_parameters(*(layers * part for part in parts))


def _sides(target: str, shape: object) -> tuple[Expression, Expression]:
    """Return what goes into a matrix and what comes out."""
    assert hasattr(shape, "__contains__")
    width: Expression = KINDS["hidden_size"].input
    heads, inner = KINDS["num_attention_heads"].input, KINDS["intermediate_size"].input
    size = KINDS["head_dim"].input if "head_dim" in shape else width / heads
    queries = size * heads
    shared = KINDS["num_key_value_heads"].input if "num_key_value_heads" in shape else heads
    sides = {
        "q": (width, queries), "k": (width, size * shared), "v": (width, size * shared),
        "o": (queries, width), "gate": (width, inner), "up": (width, inner),
        "down": (inner, width),
    }  # fmt: skip
    first, second = sides[target]
    return counted_as(first, ""), counted_as(second, "")
