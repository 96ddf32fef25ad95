"""What a text divides: one total by another, what a device does by its peak.

A ratio is wrong only where no two of the text's figures make it and a power of ten explains it, or a
fraction that was turned upside down.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from flopwise.auditing.reading import precision
from flopwise.auditing.result import Finding, located
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.auditing.reading.claims import Claim, Reading

_AGREES, _SLIP, _SAME = 0.13, 0.03, 0.05
_LEAST_TOTAL = 1e15
_MOST_TOTALS = 64
_MOST_PAIRED = 6
_SIGNIFICANT = 2
"""Figures that a ratio has at least, so that its digits tell what it was made of."""

_MULTIPLE = re.compile(
    r"(?<![\d.,])(\d+(?:\.\d+)?)\s?(?:×|x|-?fold|times)\s?"
    r"(?:as much|as many|more compute|the compute|larger|the training compute|the flops?)"
    r"|(\d+(?:\.\d+)?)\s?[倍배](?!数)|в (\d+(?:[.,]\d+)?) раза? (?:больше|меньше)"
    r"|(?<![\d.,])1/(\d+)(?= of (?:its|their|that|the) (?:training )?compute)",
    re.IGNORECASE,
)


def findings(reading: Reading, final: Claim | None) -> Iterator[Finding]:
    """Yield every ratio that the text's own figures don't make."""
    yield from _utilisations(reading)
    if final is None:
        return
    totals = [
        one for one in reading.of("flop")
        if one.amount == "total" and "day" not in one.unit_symbol and one.value > _LEAST_TOTAL
        and not precision.defines_unit(one)
    ][:_MOST_TOTALS]  # fmt: skip
    text = reading.plain.text
    for said in itertools.islice(_MULTIPLE.finditer(text), _MOST_TOTALS):
        written = next(group for group in said.groups() if group is not None)
        before = [one for one in totals if one.start < said.end()]
        near = _beside(reading, before, said.start())
        slip = _of_totals(float(written.replace(",", ".")), before, final, near)
        if slip is None:
            continue
        stated, factor = slip
        start, end = said.span()
        yield located(
            reading.plain, "arithmetic", (start, end), text[start:end],
            f"{approximate(stated / factor, 3)} ×", factor,
            "so many times the one total is the other", "a ratio",
        )  # fmt: skip


def _beside(reading: Reading, before: list[Claim], place: int) -> Claim | None:
    """Return the total that stands in the same statement as a ratio, before it."""
    last = before[-1] if before else None
    inside = last is not None and reading.statements[last.statement].end > place
    return last if inside else None


def _of_totals(
    stated: float, totals: list[Claim], final: Claim, near: Claim | None
) -> tuple[float, float] | None:
    """Return a ratio and its factor over the right one, where it slips by a power of ten."""
    values: list[float] = []
    for one in totals:
        if not any(_alike(one.value, value) for value in values):
            values.append(one.value)
    if not 1 < len(values) <= _MOST_PAIRED or not any(_alike(final.value, one) for one in values):
        return None
    ratios = [a / b for a, b in itertools.permutations(values, 2)]
    if any(abs(stated / ratio - 1) <= _AGREES for ratio in ratios):
        return None
    digits = f"{stated:g}".replace(".", "").strip("0")
    if len(digits) < _SIGNIFICANT:
        values = [near.value] if near is not None and digits != "1" else []
    own = [value / final.value for value in values if not _alike(value, final.value)]
    for ratio in (*own, *(1 / one for one in own)):
        exponent, off = precision.power_of_ten(stated / ratio)
        if exponent and off <= _SLIP and ratio > 1:
            return stated, stated / ratio
    return None


def _alike(a: float, b: float) -> bool:
    return abs(a / b - 1) < _SAME


# ---- utilisations


_NEAR = 2
_MOST_RATES = 8
_FOLLOWS = re.compile(
    r"(?:that(?:['’]s| is)|which is|makes|means|hence|so|thus|giving|gives|i\.e\.|=|≈|→)\W{0,3}"
    r"(?:\w+ ){0,4}\W{0,3}$|(?:即|也就是|つまり|즉|то есть)[^.。]{0,8}$",
    re.IGNORECASE,
)


def _utilisations(reading: Reading) -> Iterator[Finding]:
    """Hold `1.87e14 FLOP/s, against a peak of 989e12: an MFU of 53 %` against the two rates."""
    for claim in reading.of("utilisation"):
        if claim.sides or claim.hedged or not 0 < claim.value < 1:
            continue
        begin = reading.statements[max(0, claim.statement - 1)].start
        if _FOLLOWS.search(reading.plain.text[begin : claim.start]) is None:
            continue
        rates = [
            one for one in reading.before(claim)
            if one.role == "rate" and claim.statement - one.statement <= _NEAR
        ][-_MOST_RATES:]  # fmt: skip
        reached = [one.value for one in rates if one.factors]
        peaks = [one.value for one in rates if not one.factors]
        if len(reached) != 1 or len(peaks) != 1 or reached[0] >= peaks[0]:
            continue
        right = reached[0] / peaks[0]
        if abs(claim.value / right - 1) <= _AGREES:
            continue
        upside_down = precision.power_of_ten(claim.value * right)[1] <= _SLIP
        exponent, off = precision.power_of_ten(claim.value / right)
        if upside_down or (exponent and off <= _SLIP):
            yield located(
                reading.plain, "arithmetic", claim.span, f"{claim.value:.0%}", f"{right:.0%}",
                claim.value / right,
                f"{approximate(reached[0])} FLOP/s are so much of {approximate(peaks[0])} FLOP/s",
                "the utilisation",
            )  # fmt: skip
