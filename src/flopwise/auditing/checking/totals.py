"""The result against its own derivation: rounded up, declared otherwise, or not derived at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flopwise.auditing.reading import precision, vocabulary
from flopwise.auditing.result import (
    ERROR,
    Finding,
    Reference,
    located,
)
from flopwise.auditing.understanding import conclusion, mentions, path, subject
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.understanding.subject import Subject

ROUNDING = 1.02
ROUNDED = 0.2
_SAME = 0.004
_FARTHEST, _SLIP = 30.0, 0.03
_RECOMPUTED = 8 / 6


def rounded_up(reading: Reading, final: Claim | None, way: path.Path | None) -> list[Finding]:
    """Find a result that leaves what was computed for it."""
    if final is None or way is None or not way.value or (final.names and not final.factors):
        return []
    if final.low * (1 - ROUNDED) <= way.value <= final.value * (1 + ROUNDED):
        return []
    factor = final.value / way.value
    if math.isclose(factor, subject.SIX, rel_tol=ROUNDING - 1):
        return []  # "175e9 × 300e9 = 5.25e22, and six times that": the six in words
    allowed = max(ROUNDED, precision.tolerance(final.value, final.digits) / 2)
    slipped = abs(math.log10(factor) - round(math.log10(factor))) < _SLIP
    if abs(factor - 1) <= allowed or not (1 / _FARTHEST < factor < _FARTHEST or slipped):
        return []
    first = next(
        (
            claim for claim in reading.claims
            if claim.start >= reading.claims[way.claims[0]].end
            and abs(claim.value / final.value - 1) < _SAME
        ),
        final,
    )  # fmt: skip
    start, end = reading.plain.span(first.start, first.end)
    recomputed = math.isclose(factor, _RECOMPUTED, rel_tol=ROUNDED / 4)
    if recomputed and vocabulary.says("recompute", "phrases", reading.plain.text.casefold()):
        return []
    raised = reading.says(first.statement, "raise", "phrases")
    if not raised and not conclusion.is_declared(reading, first):
        if not conclusion.is_declared(reading, final):
            return []
        first = final
        start, end = reading.plain.span(final.start, final.end)
    if raised:
        start, _ = reading.plain.span(reading.statements[first.statement].start, first.end)
    kind = "unsupported" if raised else "inconsistent"
    name = "rounding without grounds" if raised else "another total than computed"
    return [
        Finding(
            kind, ERROR, reading.plain.original[start:end], start, end,
            reading.plain.line(start), reading.plain.original[start:end],
            f"{approximate(way.value, 3)} FLOP, as computed", factor,
            "the result leaves what was computed for it without a reason that would do", "",
            name, True,
        )
    ]  # fmt: skip


def declared_otherwise(reading: Reading, final: Claim | None) -> list[Finding]:
    """Find a result declared before the derivation that is a power of ten away from it."""
    if final is None:
        return []
    found = []
    for claim in reading.claims:
        declared = conclusion.is_declared(reading, claim)
        prefixed = conclusion.is_prefixed(claim)
        if claim.start >= final.start or not (declared or prefixed) or claim.hedged:
            continue
        factor = claim.value / final.value
        exponent, off = precision.power_of_ten(factor)
        allowed = precision.tolerance(claim.value, max(1, claim.digits))
        if not exponent or off > min(ROUNDED / 2, allowed):
            continue
        found.append(
            located(
                reading.plain, "wrong_prefix" if prefixed else "inconsistent", claim.span,
                reading.plain.text[claim.start : claim.end].strip(),
                f"{approximate(final.value)} FLOP, as derived", factor,
                "the derivation arrives at another power of ten", "another total than derived",
            )
        )  # fmt: skip
    return found


def underived(
    reading: Reading, about: Subject, final: Claim | None, reference: Reference, verdict: str
) -> list[Finding]:
    """Find a result that is stated without its derivation, and is not what it should be."""
    if final is None or verdict not in ("close", "off", "wrong"):
        return []
    if about.card is not None and about.model not in mentions.named_ids(
        reading.text_of(final.statement)
    ):
        return []
    kind = "wrong_fact" if about.card is not None else "arithmetic"
    span = final.span
    for claim in reading.of("flop"):
        if math.isclose(claim.value, final.value, rel_tol=_SAME) and reading.says(
            claim.statement, "raise", "phrases"
        ):
            kind, span = "unsupported", (reading.statements[claim.statement].start, claim.end)
            break
    return [
        located(
            reading.plain, kind, span, approximate(final.value),
            f"{approximate(reference.value)} FLOP", final.value / reference.value,
            f"so much is 6 × parameters × tokens of {about.name}", "the total", _SOURCE_OF_RULE,
        )
    ]  # fmt: skip


_SOURCE_OF_RULE = "kaplan2020"
