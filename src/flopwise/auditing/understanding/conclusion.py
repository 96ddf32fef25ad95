"""Which of the totals that a text states is its result."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from flopwise.auditing.reading import precision, tables, vocabulary
from flopwise.auditing.understanding import mentions
from flopwise.catalog import models

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.understanding.subject import Subject

_SMALLEST_TOTAL = 1e12
_UNMARKED_TOTAL = 1e19
_ROUNDED = 0.2
_ALIKE = 0.04
_RESTATED_WITHIN = 8
_FOLLOWS = 2.5
"""A total that follows from another one, rounded or raised, stays within this factor."""
_LARGE = 5e7
_LABEL = 60
_MOST_TOTALS = 300
"""So many from the end of a text are weighed."""
_EMPHASIS = ("**", "boxed", "`", "__", "<b>", "<strong>")


def find(reading: Reading, about: Subject | None) -> Claim | None:
    """Return the text's result: the last of its own totals that goes with the best founded one."""
    totals = [claim for claim in reading.claims if _is_total(claim)]
    others = _of_others(reading, about)
    own = [claim for claim in totals if claim.statement not in others][-_MOST_TOTALS:]
    own = [claim for claim in own if not _lacks_six(claim, own)]
    if not own:
        return None
    points = [
        _points(reading, claim, own)
        + 2 * (_is_of(claim, about) or _in_row_of(reading, claim, about))
        for claim in own
    ]
    best = max(points)
    place = max(index for index, score in enumerate(points) if score == best)
    anchor = own[place]
    for claim, score in zip(own[place + 1 :], points[place + 1 :], strict=True):
        near = max(claim.value / anchor.value, anchor.value / claim.value) <= _FOLLOWS
        near = near or _builds_on(reading, claim, anchor) or _raises(reading, claim, anchor)
        near = (near and not _is_another_way(claim, anchor)) or is_declared(reading, claim)
        enough = score >= (_LEAST_OF_ORDER if _only_order(claim) else _LEAST)
        if near and enough and "day" not in claim.unit_symbol:
            anchor = claim
    return _before_restatement(anchor, own)


def is_prefixed(claim: Claim) -> bool:
    """Tell a total that is written with a prefix, such as `588 exaFLOP`."""
    total = claim.role == "flop" and claim.amount == "total"
    return total and claim.unit_symbol in ("EFLOP", "ZFLOP", "YFLOP") and not claim.factors


_TOTAL_OF = re.compile(
    r"\W*(?:total|all|overall)\b[^:=≈]{0,40}[:=≈][\s:=≈~]*[^:=≈]{0,8}$|(?:总|総|총|Всего)[^:=≈：]{0,16}[:=≈：][^:=≈：]{0,4}$",
    re.IGNORECASE,
)


def is_declared(reading: Reading, claim: Claim) -> bool:
    """Tell whether the words of its statement declare a total to be the result."""
    if claim.role != "flop" or claim.amount != "total" or claim.value < _UNMARKED_TOTAL:
        return False
    said = (
        reading.says(claim.statement, "conclusion", "final")
        or (_TOTAL_OF.match(claim.label) is not None and len(claim.sides) < 2)
        or (is_emphasised(reading, claim) and reading.says(claim.statement, "conclusion", "needs"))
    )
    return said and not claim.factors and claim.unit_symbol in ("", "FLOP")


def _builds_on(reading: Reading, claim: Claim, anchor: Claim) -> bool:
    """Tell `3 × 3.15e23`, with a reason for the three, from other sums with a total in them."""
    if not any(math.isclose(factor.value, anchor.value) for factor in claim.factors):
        return False
    divided = any(factor.sign < 0 and factor.value < 1 for factor in claim.factors)
    return divided or reading.lately_says(claim, "raise", "phrases") is not None


def _raises(reading: Reading, claim: Claim, anchor: Claim) -> bool:
    """Tell `to leave room for overheads I round this up to 1.9e22`."""
    raised = anchor.value < claim.value <= _MOST_RAISED * anchor.value
    return raised and not claim.factors and reading.says(claim.statement, "raise", "phrases")


_MOST_RAISED = 10


def _is_another_way(claim: Claim, anchor: Claim) -> bool:
    """Tell a second computation, such as what the devices could have done, from a rounding."""
    large = [factor for factor in claim.factors if factor.value >= _LARGE]
    several = len(large) > 1 or len(claim.factors) >= _PRODUCT
    return several and not _same(claim, anchor)


_PRODUCT = 3


_LEAST, _LEAST_OF_ORDER = 0, 2


def _is_of(claim: Claim, about: Subject | None) -> bool:
    """Tell whether a product has the parameters of the subject in it."""
    size = about.facts.get("parameters") if about is not None else None
    return size is not None and any(
        math.isclose(factor.value, size, rel_tol=_ROUNDED / 2) for factor in claim.factors
    )


def _in_row_of(reading: Reading, claim: Claim, about: Subject | None) -> bool:
    """Tell the figure in the subject's own row of a table of many."""
    words = tables.row(reading.plain.text, claim.start)
    return bool(words) and about is not None and about.model in mentions.named_ids(words)


def _only_order(claim: Claim) -> bool:
    """Tell `around 10^23` from a figure."""
    return math.log10(claim.value) % 1 == 0


def _lacks_six(claim: Claim, own: list[Claim]) -> bool:
    """Tell `175e9 × 300e9 = 5.25e22`, where six times that is stated as well."""
    return not claim.unit_symbol and any(
        math.isclose(other.value, _SIX * claim.value, rel_tol=_ROUNDED / 10) for other in own
    )


_SIX = 6.0


def _is_total(claim: Claim) -> bool:
    if claim.amount != "total":
        return False
    if claim.factors and len(claim.sides) == 1 and not claim.unit_symbol:
        return False  # a product whose result is not said
    if claim.role == "flop":
        return claim.value > _SMALLEST_TOTAL
    return not claim.role and bool(claim.factors) and claim.value > _UNMARKED_TOTAL


def _points(reading: Reading, claim: Claim, own: list[Claim]) -> int:
    """Weigh what speaks for a total being the text's result, and what against."""
    low = reading.folded[claim.statement]
    label = claim.label[-_LABEL:].casefold()
    points = 0
    large = [factor for factor in claim.factors if factor.sign > 0 and factor.value >= _LARGE]
    constant = claim.unit_symbol or any(factor.value <= _CONSTANT for factor in claim.factors)
    points += (3 if constant else -1) * (len(large) >= 2)
    points += bool(claim.factors) and not any(factor.sign < 0 for factor in claim.factors)
    points += 2 * vocabulary.says("conclusion", "phrases", low)
    points += is_emphasised(reading, claim)
    points += vocabulary.says("flop", "whole", label)
    points += min(2, sum(_same(claim, other) for other in own) - 1)
    points -= 2 * vocabulary.says("bound", "phrases", label)
    points -= 3 * claim.hedged
    points -= claim.low < claim.value  # a range about the result
    points -= 3 * vocabulary.says("compare", "phrases", low)
    points -= 2 * ("day" in claim.unit_symbol)
    points -= 4 * precision.defines_unit(claim)
    points -= 4 * (claim.value < _AS_RATE and any(other.value > _BARE_TOTAL for other in own))
    return points


_CONSTANT = 30
_AS_RATE = 2e18
_BARE_TOTAL = 1e19


def is_emphasised(reading: Reading, claim: Claim) -> bool:
    """Tell a figure that stands in bold, in a box or as code."""
    original = reading.plain.original
    start, end = reading.plain.span(*claim.span)
    around = original[max(0, start - 8) : start] + original[end : end + 4]
    return any(sign in around for sign in _EMPHASIS)


def _same(a: Claim, b: Claim) -> bool:
    return abs(a.value / b.value - 1) <= _ROUNDED / 4


def _before_restatement(last: Claim, own: list[Claim]) -> Claim:
    """Return the total before `In other words 16 zettaFLOPs`, which slips by a power of ten."""
    stated = last
    for before in reversed(own[: own.index(last)]):
        if last.statement - before.statement > _RESTATED_WITHIN:
            break
        if _same(before, last):
            last = before
            continue
        if "day" in before.unit_symbol:
            continue
        factor = last.value / before.value
        exponent, off = precision.power_of_ten(factor)
        if last.unit_symbol in ("", "FLOP") and last.statement != before.statement:
            break
        alike = max(_ALIKE, precision.tolerance(last.value, last.digits))
        if exponent and off < alike and not last.factors:
            return before
    return stated


def _of_others(reading: Reading, about: Subject | None) -> frozenset[int]:
    """Return the statements that are about a model which the text is not about.

    A heading or the start of a list says it of all that follows, until the subject is named.
    """
    if about is None:
        return frozenset()
    found: set[int] = set()
    other = False
    text = reading.plain.text
    for index, statement in enumerate(reading.statements):
        words = tables.row(text, statement.start) or _BESIDE.sub(" ", reading.text_of(index))
        ids = mentions.first_named(words)
        if ids:
            mine = about.model in ids or (not about.model and _alike(about, ids))
            heads = reading.text_of(index).rstrip().endswith((":", "：")) or _is_heading(
                reading, statement.start
            )
            other = not mine and (heads or other)
            if not mine:
                found.add(index)
        if other:
            found.add(index)
    return frozenset(found)


_BESIDE = re.compile(
    r"(?:×|\b(?:than|versus|vs\.?|against|compared (?:to|with)|like|unlike|beyond|times|half|twice))"
    r"(?: twice| half| that of)? [A-Z][\w.-]+(?: \d+\w*)?"
)
"""A model that another is measured by."""


def _alike(about: Subject, ids: frozenset[str]) -> bool:
    """Tell whether a named model may be the one that the text describes by its size."""
    own = about.facts.get("parameters")
    sizes = [models.find(id).figure("parameters") for id in ids]
    known = [float(size.value) for size in sizes if size.disclosed]
    return own is None or not known or any(_AS_LARGE > own / size > 1 / _AS_LARGE for size in known)


_AS_LARGE = 1.3


def _is_heading(reading: Reading, start: int) -> bool:
    """Tell whether a statement stands in a line of Markdown's headings or in bold by itself."""
    begin, _ = reading.plain.span(start, start + 1)
    original = reading.plain.original
    line = original[original.rfind("\n", 0, begin) + 1 : begin + 1].lstrip()
    return line.startswith("#")
