"""The noun that everything else talks about: a model, as a plain record."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from flopwise.catalog.models import ModelCard
    from flopwise.derivation.derivation import Value
    from flopwise.workload import Workload


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
