"""Accelerators for tasks: those whose dense bf16 peak the catalog has from a data sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.catalog import accelerators
from flopwise.challenges.task import pick
from flopwise.derivation.derivation import Value

if TYPE_CHECKING:
    import random

_NAMES = ("a100-sxm-80gb", "h100-sxm", "h200", "tpu-v4", "tpu-v5p", "mi300x")


def machine(chance: random.Random) -> tuple[str, Value]:
    """Draw one; returns what it is called and its peak, with its source."""
    device = accelerators.find(pick(chance, _NAMES))
    _, peak = device.peak_at("bf16")
    return f"{device.name} accelerators", Value(peak.value, "catalog", peak.source)
