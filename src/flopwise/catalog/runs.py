"""Published training runs: what ran, on what, for how long, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.catalog import figures, files, models
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flopwise.units.numbers import Number

WHOLE, STEADY = "whole", "steady"
"""What a row covers: all device-hours of a run, or its rate while it ran."""


class Run(NamedTuple):
    """One published run, or one published measurement of a run."""

    id: str
    name: str
    accelerator: str
    """Its name in the catalog of accelerators."""
    precision: str
    """The precision whose dense peak a utilisation is a share of."""
    year: int
    covers: str
    parameters: Number
    """Those that a token passes."""
    source: str
    path: Path
    yours: bool
    model: str = ""
    """The model of the catalog that it trained, where the catalog has it."""
    devices: int | None = None
    tokens: Number | None = None
    device_hours: Number | None = None
    days: Number | None = None
    tokens_per_second: Number | None = None
    """Of one device."""
    tokens_per_step: Number | None = None
    step_seconds: Number | None = None
    mfu: Number | None = None
    """As reported, where the report leaves attention out."""
    reported_mfu: Number | None = None
    """As reported in the report's own terms."""
    note: str = ""


_OWN = (
    "accelerator", "devices", "parameters", "tokens", "device_hours", "days", "tokens_per_second",
    "tokens_per_step", "step_seconds", "mfu", "reported_mfu",
)  # fmt: skip


def find(name: str) -> Run:
    """Return the run of that name; raises UnknownNameError with near matches."""
    entry = files.lookup("runs", "run", name)
    if entry is None:
        raise UnknownNameError("run", name, files.names("runs", "run"))
    return _run(entry)


def every() -> Iterator[Run]:
    """Yield all runs: whole ones, then rates, each kind as its file orders them."""
    found = [_run(entry) for entry in files.entries("runs", "run").values()]
    yield from sorted(found, key=lambda run: run.covers != WHOLE)


def _run(entry: files.Entry) -> Run:
    fields = entry.fields
    inherited, name, source = _of_model(fields.get("model", ""), shipped=not entry.yours)
    own = {key: figures.exact(fields[key]) for key in _OWN if key in fields}
    return Run(
        entry.id, fields.get("name") or name, precision=fields["precision"], year=fields["year"],
        covers=fields["covers"], source=fields.get("source") or source or entry.source,
        path=entry.path, yours=entry.yours, model=fields.get("model", ""), note=fields.get("note", ""), **{**inherited, **own},
    )  # fmt: skip


def _of_model(name: str, *, shipped: bool) -> tuple[dict[str, Any], str, str]:
    """Return what the catalog knows of a model's run, the model's name, and who says so."""
    if not name:
        return {}, "", ""
    card = models.find(name, shipped=shipped)
    hardware = {key: figure for key, figure in card.hardware.items() if key in _OWN}
    hardware.pop("mfu", None)  # a model's is that of steady running
    found = {key: figure.value for key, figure in hardware.items() if figure.disclosed}
    tokens = card.figure("training_tokens")
    if tokens.disclosed:
        found["tokens"] = tokens.value
    for count in ("active_parameters", "parameters_exact", "parameters"):
        if card.figure(count).disclosed:
            found["parameters"] = card.figure(count).value
            break
    source = next((figure.source for figure in hardware.values()), card.source)
    return found, card.name, source
