"""The text's own steps beside the right ones, and what might explain a gap that is left."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from flopwise.auditing.result import Beside, Guess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.auditing.understanding.path import Path
    from flopwise.auditing.understanding.subject import Subject


_SIX = 6.0
_NAMES = {
    "parameters": "parameters", "tokens": "tokens", "batch_tokens": "tokens per step",
    "batch_sequences": "sequences per step", "sequence_length": "tokens per sequence",
    "steps": "steps", "epochs": "epochs", "layers": "layers", "devices": "devices", "time": "seconds",
    "rate": "peak rate, FLOP/s", "utilisation": "utilisation",
}  # fmt: skip
_COUNTED = ("parameters", "tokens")
_MACHINES = ("devices", "time", "rate", "utilisation")


def steps(about: Subject, way: Path | None) -> tuple[Beside, ...]:
    """Set the factors of a text's product beside those of the right one."""
    if way is None or about.reference is None:
        return ()
    facts = about.facts
    stated = {role: _product(way, role) for role in _NAMES if way.of(role)}
    if "layers" in stated and "parameters" not in stated:
        return ()  # counted by layers: the corrected derivation stands for itself
    if about.basis == "hardware":
        right = {role: facts.get(role) for role in _MACHINES}
    else:
        right = {role: facts.get(role) for role in _COUNTED}
        if "tokens" not in stated and "steps" in stated and "batch" in facts:
            del right["tokens"]
            right |= {"batch_tokens": facts["batch"], "steps": facts["tokens"] / facts["batch"]}
    rows = []
    if about.basis != "hardware":
        constant = _product(way, "constant") if way.of("constant") else None
        rows.append(Beside("FLOP per parameter and token", constant, _SIX))
    for role, name in _NAMES.items():
        if role in stated or right.get(role) is not None:
            rows.append(Beside(name, stated.get(role), right.get(role)))
    return tuple(rows)


def _product(way: Path, role: str) -> float:
    return math.prod(part.value**part.sign for part in way.of(role))


# ---- guesses

_AGREES = 0.03
_EXPLAINED = 0.1


def guesses(about: Subject, left: float) -> tuple[Guess, ...]:
    """Propose which known mistakes make what is left of a gap: one of them, or two together."""
    if abs(math.log(left)) < _EXPLAINED:
        return ()
    known = list(_known(about))
    for count in (1, 2):
        fits = [
            found for found in itertools.combinations(known, count)
            if abs(math.prod(one.factor for one in found) / left - 1) <= _AGREES
        ]  # fmt: skip
        if fits:
            return fits[0]
    return ()


def _known(about: Subject) -> Iterator[Guess]:
    """Yield the mistakes that people make, the commonest first, with their factors."""
    yield Guess("the backward pass left out", 1 / 3)
    yield Guess("the backward pass taken as equal to the forward pass", 2 / 3)
    yield Guess("multiply-adds counted as one", 1 / 2)
    yield Guess("multiply-adds counted twice", 2.0)
    for role, name in (
        ("batch", "tokens per step"), ("batch_tokens", "tokens per step"),
        ("sequence_length", "tokens per sequence"), ("layers", "layers"), ("devices", "devices"),
        ("utilisation", "the utilisation"), ("epochs", "epochs"),
    ):  # fmt: skip
        value = about.facts.get(role)
        if value is not None and value not in (0.0, 1.0):
            yield Guess(f"{name} left out", 1 / value)
            yield Guess(f"{name} counted twice", value)
    for name, seconds in (("hours", 3600.0), ("days", 86_400.0)):
        yield Guess(f"seconds taken for {name}", 1 / seconds)
    yield Guess("hours taken for days", 1 / 24)
    for power in (3, 1, 2, 6, 9):
        yield Guess(f"a slip of {power} powers of ten", 10.0**power)
        yield Guess(f"a slip of {power} powers of ten", 10.0**-power)
