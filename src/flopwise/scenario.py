"""The nouns that everything else talks about, as plain records."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from flopwise.catalog.accelerators import Accelerator
    from flopwise.catalog.models import ModelCard
    from flopwise.derivation.derivation import Value
    from flopwise.workload import Workload

RECOMPUTE = ("none", "selective", "full")


class Model(NamedTuple):
    """A model: what it is called, what is known of it, and what it computes if that is known."""

    id: str
    name: str
    provider: str = ""
    card: ModelCard | None = None
    workload: Workload | None = None
    parameters: Value | None = None
    """The count that a source states, or that was given; the workload's own is computed."""
    path: Path | None = None
    """The catalog file whose sources its figures cite."""


class Run(NamedTuple):
    """A training run, as far as it is known."""

    tokens: Value | None = None
    sequence_length: Value | None = None
    optimizer_steps: Value | None = None
    tokens_per_step: Value | None = None
    recompute: str = "none"


class Cluster(NamedTuple):
    """The machines of a run, for methods that know compute from them."""

    accelerator: Accelerator
    devices: Value
    duration: Value | None = None
    device_time: Value | None = None
    utilisation: Value | None = None
    precision: str = ""
