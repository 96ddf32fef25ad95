"""Tasks on memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.challenges.task import EASY, HARD, MEDIUM, SIZES, Makers, Task, given, pick, short

if TYPE_CHECKING:
    import random

_FORMATS = (("fp32", 4), ("bf16", 2), ("fp16", 2), ("fp8", 1))
_STATES = {
    "weight_size": 2,
    "gradient_size": 2,
    "master_size": 4,
    "first_moment_size": 4,
    "second_moment_size": 4,
}
"""Bytes of a parameter in mixed precision with Adam."""


def of_weights(chance: random.Random) -> Task:
    """Parameters times bytes."""
    size, (form, width) = pick(chance, SIZES), pick(chance, _FORMATS)
    return Task(
        f"Weights of {short(size)} parameters in {form}",
        f"How many gigabytes (10⁹ bytes) do the weights of a model of {short(size)} parameters take in {form}, "
        f"{width} byte{'s' if width > 1 else ''} each?",
        "weights_memory", given(parameters=size, weight_size=width), "GB",
    )  # fmt: skip


def of_gradients(chance: random.Random) -> Task:
    """One gradient for each parameter."""
    size, (form, width) = pick(chance, SIZES), pick(chance, _FORMATS[:3])
    return Task(
        f"Gradients of {short(size)} parameters in {form}",
        f"How many gigabytes (10⁹ bytes) do the gradients of a model of {short(size)} parameters take in {form}, "
        f"{width} bytes each?",
        "gradient_memory", given(parameters=size, gradient_size=width), "GB",
    )  # fmt: skip


def of_states(chance: random.Random) -> Task:
    """All that mixed precision with Adam keeps of a parameter."""
    size = pick(chance, SIZES)
    return Task(
        f"States of {short(size)} parameters",
        f"A model of {short(size)} parameters is trained with Adam in mixed precision: weights and gradients of 2 "
        "bytes, master weights and both moments of 4 bytes each. How many gigabytes (10⁹ bytes) do these states take?",
        "model_states", given(parameters=size, **_STATES), "GB",
    )  # fmt: skip


def of_cache_token(chance: random.Random) -> Task:
    """Keys and values of one token."""
    layers, heads, width = pick(
        chance, ((32, 32, 128), (32, 8, 128), (80, 8, 128), (60, 8, 128), (126, 8, 128))
    )
    return Task(
        f"KV cache of a token, {layers} layers",
        f"A model has {layers} layers and {heads} heads of keys and values of size {width}. How many bytes of KV cache "
        "does each token take in fp16, 2 bytes an element?",
        "kv_cache_per_token",
        given(num_hidden_layers=layers, num_key_value_heads=heads, head_dim=width, element_size=2), "",
    )  # fmt: skip


def of_shards(chance: random.Random) -> Task:
    """ZeRO stage 3 over some devices."""
    size, devices = pick(chance, SIZES[5:]), pick(chance, (8, 16, 32, 64, 128))
    return Task(
        f"{short(size)} parameters on {devices} devices",
        f"A model of {short(size)} parameters is trained with Adam in mixed precision (weights and gradients of 2 "
        f"bytes, master weights and both moments of 4 each), all of it sharded over {devices} devices (ZeRO stage 3). "
        "How many gigabytes (10⁹ bytes) of states does each device hold?",
        "states_per_device", given(parameters=size, shards=devices, **_STATES), "GB", frozenset({"zero3"}),
    )  # fmt: skip


def of_cache(chance: random.Random) -> Task:
    """The cache of several long sequences."""
    layers, heads, width = pick(chance, ((32, 32, 128), (32, 8, 128), (80, 8, 128), (126, 8, 128)))
    length, sequences = pick(chance, (4096, 8192, 32_768, 131_072)), pick(chance, (1, 8, 16, 64))
    return Task(
        f"KV cache of {sequences} sequences",
        f"A model of {layers} layers has {heads} heads of keys and values of size {width}. How many gigabytes (10⁹ bytes) "
        f"of KV cache do {sequences} sequence{'s' if sequences > 1 else ''} of {length:,} tokens take in fp16, 2 bytes an "
        "element?",
        "kv_cache",
        given(num_hidden_layers=layers, num_key_value_heads=heads, head_dim=width, element_size=2,
              sequence_length=length, sequences=sequences), "GB",
    )  # fmt: skip


TASKS: dict[str, Makers] = {
    EASY: (of_weights, of_gradients),
    MEDIUM: (of_states, of_cache_token),
    HARD: (of_shards, of_cache),
}
