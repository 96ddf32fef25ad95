"""What a generated text is about: a catalogued model, or one that the text describes."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.catalog import accelerators, models

if TYPE_CHECKING:
    from random import Random

DATA = Path(__file__).with_name("data")


class Machine(NamedTuple):
    """Accelerators and what is known of them."""

    name: str
    peak: float
    sparse: float | None


class Subject(NamedTuple):
    """A model and its training run."""

    id: str | None
    name: str
    """How the text calls it; empty where it is described by its size."""
    parameters: float
    tokens: float
    layers: int
    width: int
    sequence_length: int
    batch_tokens: float | None
    plain: bool
    all_parameters: float | None = None
    """Of a mixture, those that a token doesn't pass included."""


@functools.cache
def table(name: str) -> dict[str, Any]:
    """Read one of the data files beside this package's code."""
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def catalogued(random: Random, needs: str = "", *, mixture: bool = False) -> Subject:
    """Draw a model of the catalog that has what is needed."""
    rows = [row for row in table("subjects")["model"] if fits(row, needs, mixture=mixture)]
    row = random.choices(rows, [row.get("weight", 1) for row in rows])[0]
    card = _card(row["id"])
    shape = card.architecture or {}
    batch = card.figure("global_batch_tokens")
    length = card.figure("sequence_length")
    return Subject(
        id=row["id"],
        name=random.choice(row["names"]),
        parameters=float(card.figure("active_parameters" if mixture else "parameters").value),
        tokens=float(card.figure("training_tokens").value),
        layers=int(_first(shape, "num_hidden_layers", "n_layer") or 0),
        width=int(_first(shape, "hidden_size", "n_embd") or 0),
        sequence_length=int(length.value) if length.disclosed else 2048,
        batch_tokens=float(batch.value) if batch.disclosed else None,
        plain=row.get("plain", False),
        all_parameters=float(card.figure("parameters").value) if mixture else None,
    )


def fits(row: dict[str, Any], needs: str, *, mixture: bool) -> bool:
    """Tell whether a row of the table has what is needed."""
    if row.get("mixture", False) != mixture:
        return False
    if "batch" in needs and not _card(row["id"]).figure("global_batch_tokens").disclosed:
        return False
    return "plain" not in needs or row.get("plain", False)


def described(random: Random, *, mixture: bool = False, plain: bool = False) -> Subject:
    """Draw a model that only its text describes."""
    data = table("subjects")["described"]
    layers, width = random.choice(data["shapes"])
    parameters, whole = random.choice(data["parameters"]), None
    if mixture:
        whole, parameters = random.choice(data["mixtures"])
    if plain:
        parameters = float(f"{12 * layers * width**2:.2e}")
    length = random.choice(data["sequence_lengths"])
    return Subject(
        None, "", parameters, random.choice(data["tokens"]), layers, width, length,
        float(length * random.choice(data["batch_sequences"])), plain, whole,
    )  # fmt: skip


def machine(random: Random, *, sparse: bool = False) -> Machine:
    """Draw an accelerator, one with a sparse rate where that is asked for."""
    data = table("subjects")["described"]
    found = []
    for name, written in zip(data["accelerators"], data["accelerator_names"], strict=True):
        accelerator = accelerators.find(name)
        precision, peak = accelerator.peak_at("bf16" if "bf16" in accelerator.peak else "fp16")
        doubled = accelerator.sparse.get(precision)
        if doubled is not None or not sparse:
            found.append(
                Machine(written, float(peak.value), float(doubled.value) if doubled else None)
            )
    return random.choice(found)


@functools.cache
def _card(name: str) -> models.ModelCard:
    return models.find(name)


def _first(shape: dict[str, Any], *names: str) -> Any:
    return next((shape[name] for name in names if name in shape), None)
