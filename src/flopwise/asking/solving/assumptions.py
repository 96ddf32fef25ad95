"""What is taken where a question doesn't say, each with its reason and its source."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flopwise.derivation.derivation import ASSUMED, Value

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame


_OF_ONE = frozenset(("price", "power", "device_memory"))
"""What is told of one device."""


def assumption(role: str, frame: Frame) -> Value | None:
    """Return what is assumed for a quantity, or None where nothing defensible could be."""
    if role == "devices" and not frame.machines and frame.roles & _OF_ONE:
        return Value(1, ASSUMED, note="one machine, as nothing else is said")
    if role == "overhead" and frame.has("cooling"):
        from flopwise.asking.solving.expected import overhead

        return overhead()
    if frame.has("lion") and role == "second_moment_size":
        return Value(0, ASSUMED, "chen2023", note="Lion keeps one mean, where Adam keeps two")
    if frame.has("sgd_momentum") and role in ("first_moment_size", "second_moment_size"):
        if role == "first_moment_size":
            return Value(4, ASSUMED, note="momentum in 32 bits")
        return Value(0, ASSUMED, note="SGD with momentum remembers one mean")
    if role == "num_key_value_heads" and "num_attention_heads" in frame.roles:
        heads = frame.given("num_attention_heads")
        assert heads is not None
        return Value(heads.value, ASSUMED, note="every head has keys and values of its own")
    if role in ("first_moment_size", "second_moment_size") and frame.has("sgd"):
        return Value(0, ASSUMED, note="plain SGD remembers nothing")
    if role == "epochs" and "dataset_tokens" in frame.roles:
        return Value(1, ASSUMED, note="one pass over the data")
    if role == "attended":
        if frame.has("halved"):
            return Value(Fraction(1, 2), ASSUMED, note="each position attends to those before it")
        return Value(1, ASSUMED, note="every position attends to all, no mask made use of")
    if role == "master_size" and frame.precisions == ["fp32"]:
        return Value(0, ASSUMED, note="weights in 32 bits need no second copy")
    if role == "gradient_size" and frame.precisions == ["fp32"]:
        return Value(4, ASSUMED, note="gradients in 32 bits, as the weights")
    return _records().get(role)


@functools.cache
def _records() -> dict[str, Value]:
    import tomllib
    from pathlib import Path

    content = tomllib.loads(Path(__file__).with_name("assumptions.toml").read_text("utf-8"))
    return {entry["role"]: _value(entry) for entry in content["assumed"]}


def _value(entry: dict[str, Any]) -> Value:
    value, low, high = (
        None if entry.get(name) is None else Fraction(str(entry[name])).limit_denominator(10**9)
        for name in ("value", "low", "high")
    )
    assert value is not None
    return Value(
        int(value) if value.denominator == 1 else value, ASSUMED, entry["source"], low, high,
        entry["text"],
    )  # fmt: skip
