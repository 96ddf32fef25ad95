"""Memory of weights, gradients, optimizer, caches and logits; adapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.questions.drawing import DTYPES
from benchmarks.questions.registry import number

if TYPE_CHECKING:
    from benchmarks.questions.drawing import Draw

# Mixed-precision AdamW: 2 + 2 + 4 + 4 + 4 bytes a parameter, or 18 with gradients in fp32.
STATES = 17
BETWEEN = 0.08
SIZE = 0.04
EXACT = 0.003


@number("byte", SIZE, weight=2)
def weights_size(draw: Draw) -> float:
    """Weights of a size in a format."""
    return draw.size(low=1e8) * draw.dtype()


@number("byte", 0.06)
def weights_named(draw: Draw) -> float:
    """Weights of a published model in a format."""
    return draw.named("parameters", "layers").facts["parameters"] * draw.dtype(*DTYPES)


@number("byte", 0.1)
def weights_quantised(draw: Draw) -> float:
    """Weights in four bits, with or without the scales."""
    draw.put("dtype", "int4", "4-bit", "4 bit", "nf4")
    return draw.size(low=1e9) / 2 * 1.03


@number("byte", SIZE)
def gradients(draw: Draw) -> float:
    """One gradient for each parameter."""
    return draw.size(low=1e9) * draw.dtype("bf16", "fp16", "fp32", "float32")


@number("byte", 0.03)
def moments(draw: Draw) -> float:
    """Two moments in fp32 for each parameter."""
    return draw.size(low=1e9) * 8


@number("byte", BETWEEN, weight=2)
def states_size(draw: Draw) -> float:
    """Weights, gradients and AdamW's states."""
    return draw.size(low=3e8) * STATES


@number("byte", 0.12)
def states_named(draw: Draw) -> float:
    """The same of a published model."""
    return draw.named("parameters", "layers").facts["parameters"] * STATES


@number("byte", BETWEEN, weight=1.5)
def zero_three(draw: Draw) -> float:
    """All states shared among the devices."""
    return draw.size(low=1e9) * STATES / draw.whole("gpus", 8, 16, 32, 64, 128, 256)


@number("byte", 0.12)
def zero_one(draw: Draw) -> float:
    """ZeRO-1: the optimizer's 12 bytes are shared, weights and gradients aren't."""
    return draw.size(low=1e9) * (4 + 12 / draw.whole("gpus", 8, 16, 32, 64))


@number("byte", 0.12)
def zero_two(draw: Draw) -> float:
    """ZeRO-2: the gradients are shared too."""
    return draw.size(low=1e9) * (2 + 14 / draw.whole("gpus", 8, 16, 32, 64))


@number("byte", 0.01, weight=2)
def kv_cache(draw: Draw) -> float:
    """Keys and values of a published model for one sequence."""
    facts = draw.named("kv_heads", "heads", "hidden", "layers", "context").facts
    head = facts["hidden"] / facts["heads"]
    context = draw.context(low=1024, high=int(facts["context"]))
    return 2 * facts["layers"] * facts["kv_heads"] * head * context * draw.dtype("bf16", "fp16")


@number("byte/token", 0.01)
def kv_cache_token(draw: Draw) -> float:
    """Keys and values of a published model for one token."""
    facts = draw.named("kv_heads", "heads", "hidden", "layers").facts
    head = facts["hidden"] / facts["heads"]
    return 2 * facts["layers"] * facts["kv_heads"] * head * draw.dtype("bf16", "fp16")


@number("byte", 0.01)
def kv_cache_shape(draw: Draw) -> float:
    """Keys and values by the shape."""
    layers, heads = draw.whole("layers", 24, 32, 40, 80), draw.whole("heads", 4, 8, 16, 32)
    head = draw.whole("head", 64, 128)
    cells = 2 * layers * heads * head * draw.context(low=2048) * draw.whole("batch", 2, 4, 8)
    return cells * draw.dtype("bf16", "fp16")


@number("byte", EXACT, weight=1.5)
def logits(draw: Draw) -> float:
    """Sequences times length times vocabulary."""
    batch = draw.whole("batch", 2, 4, 8, 16)
    vocabulary = draw.whole("vocabulary", 32000, 50257, 128256, 151936)
    return batch * draw.context(high=32768) * vocabulary * draw.dtype("fp32", "float32", "bf16")


@number("byte", EXACT)
def scores(draw: Draw) -> float:
    """The attention scores of one layer, all of them stored."""
    context = draw.context(low=1024, high=32768)
    return draw.whole("heads", 12, 16, 32, 64) * context**2 * draw.dtype("bf16", "fp16", "fp32")


@number("byte", 0.005, weight=0.6)
def activations(draw: Draw) -> float:
    """Korthikanti et al. 2022, equation 1."""
    layer = draw.random.choice([(12288, 96), (4096, 32), (8192, 64), (6144, 64)])
    draw.slots.update(hidden=str(layer[0]), heads=str(layer[1]))
    context = draw.number("context", 1024, 2048, 4096)
    batch = draw.number("batch", 1, 2, 4)
    return context * batch * layer[0] * (34 + 5 * layer[1] * context / layer[0])


@number("parameter", 0.002)
def lora_named(draw: Draw) -> float:
    """Two thin matrices for query and value, both as wide as the model."""
    named = draw.named("layers", "hidden", "heads", "kv_heads", "vocabulary", "context")
    facts = named.facts
    width = facts["hidden"] / facts["heads"] * facts["kv_heads"]
    rank = draw.number("rank", 4, 8, 16, 32, 64)
    return facts["layers"] * rank * (facts["hidden"] + facts["hidden"] + facts["hidden"] + width)


@number("parameter", 0.002)
def lora_matrix(draw: Draw) -> float:
    """Two thin matrices beside one given matrix."""
    wide, tall = draw.whole("wide", 2048, 4096, 5120, 8192), draw.whole("tall", 4096, 11008, 8192)
    return draw.number("rank", 4, 8, 16, 32, 64) * (wide + tall)


@number("byte", 0.05)
def eight_bit_adam(draw: Draw) -> float:
    """Two moments in one byte each instead of four."""
    return draw.size(low=1e9) * 6


@number("device", 0.002, weight=0.7)
def data_parallel(draw: Draw) -> float:
    """Devices that are left for data parallelism."""
    tensor, pipeline = draw.whole("tensor", 2, 4, 8), draw.whole("pipeline", 2, 4, 8)
    data = draw.random.choice((2, 4, 8, 16, 32, 64))
    draw.slots["gpus"] = str(tensor * pipeline * data)
    return float(data)
