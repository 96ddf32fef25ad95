"""What is known of published models."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.catalog import figures, files
from flopwise.catalog.figures import NOT_DISCLOSED, Figure
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class PublishedCompute(NamedTuple):
    """A figure that someone published for a model's training compute."""

    value: Any
    unit: str
    source: str
    note: str = ""


class ModelCard(NamedTuple):
    """One model of the catalog: its identity, its figures and, where known, its architecture."""

    id: str
    name: str
    family: str
    provider: str
    description: str
    aliases: tuple[str, ...]
    categories: tuple[str, ...]
    capabilities: tuple[str, ...]
    size_class: str
    figures: dict[str, Figure]
    """released, parameters, parameters_exact, context_length, training_tokens, …"""
    architecture: dict[str, Any] | None
    """What a config.json would hold; None where it is not disclosed."""
    architecture_source: str
    published_compute: tuple[PublishedCompute, ...]
    hardware: dict[str, Figure]
    source: str
    path: Path
    yours: bool

    def __hash__(self) -> int:
        """Let what is made of a card be kept by it; equal cards have all their figures alike."""
        return hash((self.id, self.path))

    def figure(self, name: str) -> Figure:
        """Return a figure, or one without a value where the catalog has none."""
        return self.figures.get(name, Figure(None))


_FIGURES = (
    "released", "parameters", "parameters_exact", "active_parameters", "active_share",
    "context_length", "training_tokens", "sequence_length", "global_batch_tokens", "precision",
    "dataset_samples", "epochs",
)  # fmt: skip


def find(name: str, *, shipped: bool = False) -> ModelCard:
    """Return the model of that name or alias; raises UnknownNameError with near matches.

    `shipped` passes over a user's own: what ships with it must not change with theirs.
    """
    entry = files.lookup("models", "model", name, shipped=shipped)
    if entry is None:
        raise UnknownNameError(
            "model", name, files.names("models", "model"), hint="`flopwise models list` shows all"
        )
    return _card(entry)


def every() -> Iterator[ModelCard]:
    """Yield all models, by family."""
    for entry in files.entries("models", "model").values():
        yield _card(entry)


def with_published_compute() -> tuple[ModelCard, ...]:
    """Return the models for whose training someone published an amount, a user's own included."""
    return _with_published_compute(tuple(files.users_own()))


@functools.lru_cache(maxsize=4)
def _with_published_compute(own: tuple[Path, ...]) -> tuple[ModelCard, ...]:
    found: dict[str, files.Entry] = {}
    for path in files.folder("models"):
        # Most files hold none: to look for the word takes a twentieth of the time of reading them.
        if b"published_compute" in path.read_bytes():
            found.update(files.entries_of(path, "model"))
    for path in reversed(own):
        found.update(files.entries_of(path, "model"))
    return tuple(_card(entry) for entry in found.values() if "published_compute" in entry.fields)


@functools.lru_cache(maxsize=1024)
def _card(entry: files.Entry) -> ModelCard:
    """Read an entry, once: an entry of another file, or of other fields, is another one."""
    fields, family = entry.fields, entry.family
    architecture = fields.get("architecture")
    described = architecture is not None and "model_type" in architecture
    hardware = fields.get("hardware", {})
    return ModelCard(
        id=entry.id,
        name=fields.get("name", entry.id),
        family=family.get("name", ""),
        provider=fields.get("provider", family.get("provider", "")),
        description=fields.get("description", ""),
        aliases=tuple(fields.get("aliases", ())),
        categories=tuple(fields.get("categories", family.get("categories", ()))),
        capabilities=tuple(fields.get("capabilities", family.get("capabilities", ()))),
        size_class=fields.get("size_class", ""),
        figures={
            name: figures.read(fields[name], entry.source) for name in _FIGURES if name in fields
        },
        architecture=figures.plain(architecture) if architecture and described else None,
        architecture_source=(architecture or {}).get("source", entry.source),
        published_compute=tuple(
            PublishedCompute(
                figures.exact(row["value"]), row["unit"], row.get("source", entry.source),
                row.get("note", ""),
            )
            for row in fields.get("published_compute", ())
        ),
        hardware={
            name: figures.read(value, hardware.get("source", entry.source))
            for name, value in hardware.items()
            if name not in ("source", "note")
        },
        source=entry.source,
        path=entry.path,
        yours=entry.yours,
    )  # fmt: skip


__all__ = [
    "NOT_DISCLOSED",
    "ModelCard",
    "PublishedCompute",
    "every",
    "find",
    "with_published_compute",
]
