"""The constant of the rule: 2 FLOP for each parameter and token going forward, 4 going back."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from flopwise.auditing.reading import vocabulary
from flopwise.auditing.result import Finding, located
from flopwise.auditing.understanding import path

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.understanding.path import Path

_SIX = 6.0
_RECOMPUTED = 8.0
_SOURCE = "kaplan2020"


def findings(reading: Reading, way: Path, final: Claim) -> list[Finding]:
    """Hold the constant of the rule against 2 forward + 4 backward."""
    product = math.prod(part.value**part.sign for part in way.of("constant"))
    if not way.of("constant"):
        if _six_is_understood(reading, way) or math.isclose(
            final.value / way.value, _SIX, rel_tol=0.02
        ):
            return []
        product = 1.0
    if math.isclose(product, _SIX, rel_tol=0.02):
        return []
    if math.isclose(product, _RECOMPUTED) and vocabulary.says(
        "recompute", "phrases", reading.plain.text.casefold()
    ):
        return []
    factor = product / _SIX
    where = _backward_statement(reading) if math.isclose(product, 4.0) else None
    if where is not None:
        return [
            located(
                reading.plain, "wrong_factor", where, "2 × parameters", "4 × parameters", factor,
                "going back, each product becomes two: one for the weights' gradient, one for the "
                "inputs'; so the backward pass takes twice the forward pass", "backward pass",
                "narayanan2021", on_result=True,
            )
        ]  # fmt: skip
    where = _twice_statement(reading) if math.isclose(product, 2 * _SIX) else None
    if where is not None:
        return [
            located(
                reading.plain, "wrong_factor", where, "2 FLOP for each of the six", "6 in all",
                factor, "the six counts FLOP already: a multiplication and an addition are two of it",
                "multiply-adds counted twice", "narayanan2021", on_result=True,
            )
        ]  # fmt: skip
    where = _forward_statement(reading) if math.isclose(product, 3.0) else None
    if where is not None:
        return [
            located(
                reading.plain, "missing_factor", where, "1 × parameters", "2 × parameters", factor,
                "each parameter takes a multiplication and an addition: two FLOP, not one",
                "multiply and add", "narayanan2021", on_result=True,
            )
        ]  # fmt: skip
    constants = way.of("constant")
    if constants:
        place = min(constants, key=lambda part: part.start)
        span = path.line_of(reading, place.start)
    else:
        claim = reading.claims[way.claims[0]]
        span = claim.span
    kind = "wrong_factor" if constants else "missing_factor"
    return [
        located(
            reading.plain, kind, span, f"{product:g}", "6", factor,
            "a token of training costs 2 FLOP for each parameter going forward and 4 going back",
            "factor per parameter and token", _SOURCE, on_result=True,
        )
    ]  # fmt: skip


def _six_is_understood(reading: Reading, way: Path) -> bool:
    """Tell whether the result is written as parameters times tokens, both with their units."""
    for index in way.claims:
        units = {factor.token.dimension for factor in reading.claims[index].factors}
        if {"parameter", "token"} <= units:
            return True
    return False


_TWICE = (
    "twice",
    "double",
    "two times",
    "2x the",
    "2× the",
    "4 ×",
    "4n",
    "4p",
    "两倍",
    "2 倍",
    "2倍",
)
_SAME = ("same", "equal", "as much again", "similar", "that of the forward", "一样", "相同", "同样")
_TWO = re.compile(r"(?<![\d.])2 ?× ?(?!10)|(?<![\d.\w])2[np]\b")


def _backward_statement(reading: Reading) -> tuple[int, int] | None:
    """Return where the text takes the backward pass as equal to the forward pass."""
    for index, statement in enumerate(reading.statements):
        low = reading.folded[index]
        if not vocabulary.says("flop", "backward", low) or any(word in low for word in _TWICE):
            continue
        following = reading.folded[index + 1] if index + 1 < len(reading.statements) else ""
        near = low + (" " + following if "\n" not in low else "")
        if vocabulary.says("flop", "forward", low) and not _TWO.search(low):
            near = ""  # a heading over both passes
        if any(word in low for word in _SAME) or _TWO.search(near):
            return statement.start, statement.end
    return None


_ANY_TWO = re.compile(r"(?<!\d)2(?!\d)|two")


def _forward_statement(reading: Reading) -> tuple[int, int] | None:
    """Return where the text takes one FLOP for a parameter going forward."""
    for index, statement in enumerate(reading.statements):
        low = reading.folded[index]
        said = vocabulary.says("flop", "forward", low)
        if said and not vocabulary.says("flop", "backward", low) and not _ANY_TWO.search(low):
            return statement.start, statement.end
    return None


_MULTIPLY_ADD = re.compile(
    r"multiply[- ]?(?:accumulate|add)|\bmacs?\b|fused|乘加|積和|곱셈-?누산|умножени\w+[- ]сложени"
)


def _twice_statement(reading: Reading) -> tuple[int, int] | None:
    """Return where the text counts each multiply-add of the six as two once more."""
    for index, statement in enumerate(reading.statements):
        if _MULTIPLY_ADD.search(reading.folded[index]):
            return statement.start, statement.end
    return None
