"""`thresholds check`: one model, or a modification of one, against all rules."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from flopwise.catalog import citations, files, thresholds
from flopwise.errors import InvalidValueError, MissingInputError
from flopwise.provenance import made
from flopwise.ruling.evidence import Evidence, Run, gather
from flopwise.ruling.result import ThresholdCheck
from flopwise.ruling.rules import Ruling, judge

if TYPE_CHECKING:
    from flopwise.sources import Source

OPTIONS = (
    "base", "tokens", "base_tokens", "epochs", "gpus", "duration", "device_hours", "mfu",
    "precision", "convention", "jurisdiction",
)  # fmt: skip


def check(
    model: Any,
    *,
    base: Any = None,
    tokens: Any = None,
    base_tokens: Any = None,
    epochs: Any = None,
    gpus: str | None = None,
    duration: str | None = None,
    device_hours: str | None = None,
    mfu: Any = None,
    precision: str | None = None,
    jurisdiction: str | None = None,
    convention: str | None = None,
) -> ThresholdCheck:
    """Hold the training of a model against every rule that names an amount.

    With a `base`, what is given (`tokens`, or devices and their time) is the modification that
    makes `model` of it; the base's own training is looked up, or is `base_tokens`.

    Raises a FlopwiseError, in one sentence, for input that can't be right.
    """
    options = {name: value for name, value in locals().items() if name in OPTIONS}
    run = Run(tokens, epochs, gpus, duration, device_hours, mfu, precision, convention)
    if base is None and base_tokens is not None:
        raise InvalidValueError("base_tokens are those of a base: say which model that is (--base)")
    if base is not None and tokens is None and not run.has_devices:
        raise MissingInputError(
            "how much was done to the base? give the modification's own tokens (--tokens 2B) or its "
            "devices (--gpus 16xA100 --duration 36h --mfu 0.3..0.45)"
        )
    rules = thresholds.within(jurisdiction) if jurisdiction else list(thresholds.every().values())
    found = gather(model, run, further=base is not None)
    original = None
    if base is not None:
        original = gather(base, Run(tokens=base_tokens, convention=convention))
    today = datetime.datetime.now(tz=datetime.UTC).date()
    rulings = tuple(judge(rule, found, original, today) for rule in rules)
    return ThresholdCheck(
        run=found, base=original, rulings=rulings, day=today, jurisdiction=jurisdiction or "",
        sources=_sources(found, original, rulings), made=made(_words(model, options)),
    )  # fmt: skip


def _sources(
    run: Evidence, base: Evidence | None, rulings: tuple[Ruling, ...]
) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for evidence in (run, base):
        for way in evidence.ways if evidence is not None else ():
            found.update(way.estimate.sources)
    keys = [key for one in rulings for key in (one.rule.source, one.rule.excludes_source)]
    for evidence in (run, base):
        if evidence is not None and evidence.epochs is not None:
            keys += [step.source for step in evidence.epochs.steps]
    for ruling in rulings:
        keys += [step.source for derivation in ruling.derivations for step in derivation.steps]
        if ruling.rule.accuracy:
            keys.append(ruling.rule.accuracy.get("source", ""))
    return {**found, **citations.cite(keys, files.DATA / "thresholds.toml")}


def _words(model: Any, options: dict[str, Any]) -> list[str]:
    words = ["thresholds", "check", model if isinstance(model, str) else "config.json"]
    for name in OPTIONS:
        value = options[name]
        if value not in (None, ""):
            named = value if isinstance(value, str | int | float) else str(value)
            words += [f"--{name.replace('_', '-')}", str(named)]
    for path in files.laid_over():
        words += ["--catalog", str(path)]
    return words
