"""What is asked: the options of `flopwise estimate`, as a person writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise import provenance
from flopwise.catalog import files

if TYPE_CHECKING:
    from flopwise.units.numbers import Number

QUANTITIES = ("training_compute", "forward_compute", "compute_per_token", "parameters")
METHODS = ("counting", "hardware", "published")
RECOMPUTE = ("none", "selective", "full")


class Request(NamedTuple):
    """What is asked: the options of `flopwise estimate`, as a person writes them."""

    model: Any
    quantity: str = "training_compute"
    tokens: str | Number | None = None
    sequence_length: str | Number | None = None
    optimizer_steps: str | Number | None = None
    batch_tokens: str | Number | None = None
    samples: str | Number | None = None
    epochs: str | Number | None = None
    input: str | None = None
    convention: str | None = None
    method: str = "counting"
    gpus: str | None = None
    duration: str | None = None
    device_hours: str | None = None
    mfu: str | Number | None = None
    precision: str = ""
    recompute: str = "none"
    overrides: tuple[str, ...] = ()
    unit: str | None = None
    by: str = "operation"


_OPTIONS = {
    "tokens": "--tokens", "sequence_length": "--sequence-length",
    "optimizer_steps": "--optimizer-steps", "batch_tokens": "--batch-tokens",
    "samples": "--samples", "epochs": "--epochs", "input": "--input",
    "convention": "--convention", "gpus": "--gpus", "duration": "--duration",
    "device_hours": "--device-hours", "mfu": "--mfu",
    "precision": "--precision", "unit": "--unit",
}  # fmt: skip


def _written(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def made(request: Request) -> dict[str, str]:
    """Say with what the result was made, and the command that makes it again."""
    name = request.model if isinstance(request.model, str) else "config.json"
    words = ["estimate", name]
    for field, option in _OPTIONS.items():
        value = getattr(request, field)
        if value not in (None, ""):
            words += [option, _written(value)]
    for field, default in Request._field_defaults.items():
        if (
            field in ("quantity", "method", "recompute", "by")
            and getattr(request, field) != default
        ):
            words += [f"--{field}", getattr(request, field)]
    for setting in request.overrides:
        words += ["--set", setting]
    for path in files.laid_over():
        words += ["--catalog", str(path)]
    return provenance.made(words)
