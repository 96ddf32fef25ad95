"""How a text arrives at its result: the product behind it, taken apart into what each factor is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from flopwise.auditing.reading import precision, vocabulary

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.reading.formulas import Factor

_NEAR = 0.07
SAME = 0.006
"""How far two figures of one thing may differ, by their rounding."""
_LARGEST_CONSTANT = 30
_DEEPEST = 4
_FAR = 1e5
"""A result that slipped or was raised after all still lies within this factor of its product."""
_MOST_PRODUCTS = 64
_MOST_PARTS = 256
_BY_UNIT = {
    "token/optimizer_step": "batch_tokens",
    "parameter": "parameters",
    "token": "tokens",
    "optimizer_step": "steps",
}


class Part(NamedTuple):
    """One factor of the result, and the claim in whose product it stands."""

    role: str
    """constant, parameters, tokens, steps, epochs, layers, …; empty where nothing tells."""
    value: float
    sign: int
    start: int
    end: int
    claim: int


class Path(NamedTuple):
    """The parts of a result's product, and the claims that it leads through."""

    parts: tuple[Part, ...]
    claims: tuple[int, ...]
    value: float
    """What the product states as its result, before any rounding up afterwards."""

    def of(self, role: str) -> list[Part]:
        """Return the parts of a role that don't cancel: steps worked out as tokens over batch do."""
        return [part for part in self.net if part.role == role]

    @property
    def net(self) -> list[Part]:
        """The parts without the pairs that stand above and below the line."""
        left: list[Part] = []
        for part in self.parts:
            for index, other in enumerate(left):
                opposite = other.sign == -part.sign and other.role == part.role
                if opposite and _close(other.value, part.value, SAME):
                    del left[index]
                    break
            else:
                left.append(part)
        return left


def find(reading: Reading, final: Claim) -> Path | None:
    """Find the product behind a result; None where the text shows none."""
    behind = [
        (index, claim)
        for index, claim in enumerate(reading.claims)
        if claim.factors and claim.start <= final.start and _close(claim.value, final.value, _NEAR)
    ]
    if not behind:
        unsaid = _unsaid(reading, final)
        if unsaid is not None:
            return unsaid
        before = [
            (index, claim) for index, claim in enumerate(reading.claims)
            if claim.factors and claim.start <= final.start and claim.role == "flop"
            and claim.amount == "total" and claim.value > 1e15
            and not precision.defines_unit(claim)
            and 1 / _FAR < final.value / claim.value < _FAR
        ]  # fmt: skip
        if not before:
            return None
        behind = before[-1:]
    index, claim = max(
        behind[-_MOST_PRODUCTS:], key=lambda item: (len(_roles_of(reading, item[1])), item[0])
    )
    parts: list[Part] = []
    through: list[int] = []
    _expand(reading, index, 1, parts, through, 0)
    return Path(tuple(parts), tuple(through), claim.value)


def _unsaid(reading: Reading, final: Claim) -> Path | None:
    """Find the product behind `7e11 FLOPs per step. With 300,000 steps that is 2.1e17`, which no sign shows."""
    lately = [
        (index, claim) for index, claim in enumerate(reading.claims)
        if claim.start < final.start and claim is not final and claim.value > _LARGEST_CONSTANT
    ][-_LATELY:]  # fmt: skip
    for index, cost in reversed(lately):
        if not cost.factors or cost.role not in ("flop", "other"):
            continue
        for place, count in reversed(lately):
            times = cost.value * count.value
            if count.role in _COUNTS and not count.factors and _close(times, final.value, SAME):
                parts: list[Part] = []
                through: list[int] = []
                _expand(reading, index, 1, parts, through, 0)
                parts.append(Part(count.role, count.value, 1, count.start, count.end, place))
                return Path(tuple(parts), (*through, place), final.value)
    return None


_LATELY = 12
_COUNTS = ("steps", "tokens", "batch_sequences", "epochs")


def _roles_of(reading: Reading, claim: Claim) -> set[str]:
    return {_role(reading, factor, claim) for factor in claim.factors} - {""}


def _expand(
    reading: Reading, index: int, sign: int, parts: list[Part], through: list[int], depth: int
) -> None:
    claim = reading.claims[index]
    through.append(index)
    for factor in claim.factors:
        deeper = depth < _DEEPEST and len(parts) < _MOST_PARTS
        source = _source(reading, factor, index) if deeper else None
        if source is not None and reading.claims[source].role not in _INPUTS:
            _expand(reading, source, sign * factor.sign, parts, through, depth + 1)
            continue
        role = _role(reading, factor, claim)
        token = factor.token
        parts.append(Part(role, token.value, sign * factor.sign, token.start, token.end, index))


def _source(reading: Reading, factor: Factor, before: int) -> int | None:
    """Return the earlier product whose result this factor is."""
    if factor.token.type != "NUMBER" or factor.token.value < _LARGEST_CONSTANT:
        return None
    if any(
        claim.role in _KNOWN and not claim.factors and claim.value == factor.token.value
        for claim in reading.claims[:before]
    ):
        return None  # given as it stands; a check that comes out near it is not where it is from
    for index in range(before - 1, -1, -1):
        claim = reading.claims[index]
        if claim.factors and _close(claim.value, factor.token.value, SAME):
            return index
    return None


def _role(reading: Reading, factor: Factor, claim: Claim) -> str:
    token = factor.token
    if token.type != "NUMBER":
        return reading.symbols.get(token.text, "")
    behind = reading.plain.text[token.end : token.end + _WORD].casefold().lstrip()
    if token.unit is None and vocabulary.role(behind) == "epochs":
        return "epochs"
    if token.dimension == "flop" and token.value <= _LARGEST_CONSTANT:
        return "constant"  # 2 FLOPs × 280e9 weights × 300e9 tokens
    if token.unit is not None:
        return _BY_UNIT.get(str(token.unit.dimension), str(token.unit.dimension))
    if token.value <= _LARGEST_CONSTANT and token.value == int(token.value):
        passes = [other.value for other in reading.claims if other.role == "epochs"]
        return "epochs" if claim.role != "flop" and token.value in passes else "constant"
    for other in reversed(reading.claims):
        if other.start >= token.end and other is not claim:
            continue
        if other.role in _KNOWN and _close(other.value, token.value, SAME):
            return other.role
    for other in reading.claims:
        if other.role in _KNOWN and _close(other.value, token.value, SAME):
            return other.role
    if factor.name:
        return reading.symbols.get(factor.name) or vocabulary.role(factor.name.replace("_", " "))
    return "constant" if token.value <= _LARGEST_CONSTANT else ""


_INPUTS = frozenset(("time", "device_time", "cost", "rate"))
"""Roles that a product takes as they are: days turned into seconds are still the time."""

_WORD = 8

_KNOWN = frozenset(
    ("parameters", "tokens", "steps", "batch_tokens", "batch_sequences", "unique_tokens", "epochs",
     "layers", "width", "sequence_length", "heads", "devices", "rate", "utilisation", "time")
)  # fmt: skip


def _close(a: float, b: float, tolerance: float) -> bool:
    return bool(a) and bool(b) and abs(a / b - 1) <= tolerance


def line_of(reading: Reading, place: int) -> tuple[int, int]:
    """Return the span of the claim in which a place lies."""
    for claim in reading.claims:
        if claim.start <= place < claim.end:
            return claim.start, claim.end
    return place, place + 1


def first_mention(reading: Reading, part: Part) -> tuple[int, int]:
    """Return where the text first says what a part of its product is."""
    for claim in reading.claims:
        if claim.role == part.role and math.isclose(claim.value, part.value, rel_tol=SAME):
            return claim.start, claim.end
    return part.start, part.end
