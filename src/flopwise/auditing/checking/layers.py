"""Counting layer by layer: the shape, both products of a multiply-add, the layers, three passes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flopwise.auditing.reading import vocabulary
from flopwise.auditing.result import Finding, located
from flopwise.auditing.understanding.path import SAME
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.understanding.path import Path
    from flopwise.auditing.understanding.subject import Subject

_LAYER_FORWARD = 24.0
_PASSES = 3.0
_LARGEST_CONSTANT = 24
_FEWEST_TOKENS = 1e6
_GROWN = 2.5
_FACTS = {"layers": "layers", "width": "hidden_size", "tokens": "tokens"}
_TOLERANCE = {"layers": 0.02, "width": 0.02, "tokens": 0.12}


def findings(reading: Reading, about: Subject, way: Path) -> Iterator[Finding]:
    """Yield what is wrong in layers × (24·d² + 4·s·d) × 3 × tokens, each where it is first said."""
    layer = _layer_claim(reading, about)
    if layer is None:
        return
    yield from shape(reading, about)
    yield from _multiply_adds(reading, layer, way)
    yield from _layers(reading, about, layer, way)
    yield from _three_passes(reading, way)


def _layer_claim(reading: Reading, about: Subject) -> Claim | None:
    """Return the product `24 × d²`: a constant and the width, twice."""
    widths = {claim.value for claim in reading.claims if claim.role == "width"}
    widths |= {about.facts["width"]} if "width" in about.facts else set()
    for claim in reading.claims:
        values = [factor.value for factor in claim.factors if factor.sign > 0]
        if len(values) == len(claim.factors) == 3 and claim.role in ("flop", ""):
            rest = [value for value in values if value not in widths]
            if len(rest) == 1 and rest[0] <= _LARGEST_CONSTANT:
                return claim
    return None


def shape(reading: Reading, about: Subject) -> Iterator[Finding]:
    """Hold the stated shape and tokens, where products use them, against the catalog."""
    if about.card is None:
        return
    used = {factor.value for claim in reading.claims for factor in claim.factors}
    seen: set[str] = set()
    judged: set[float] = set()
    for claim in reading.claims:
        true = about.facts.get(claim.role)
        if claim.role not in _FACTS or claim.role in seen or true is None or claim.factors:
            continue
        if claim.value in judged:
            continue
        judged.add(claim.value)
        if claim.role == "tokens" and claim.value < _FEWEST_TOKENS:
            continue
        factor = claim.value / true
        close = abs(factor - 1) <= _TOLERANCE[claim.role]
        if close or not any(math.isclose(value, claim.value, rel_tol=SAME) for value in used):
            continue
        seen.add(claim.role)
        name = _FACTS[claim.role]
        yield located(
            reading.plain, "wrong_fact", claim.span, approximate(claim.value, 6),
            f"{approximate(true, 6)} ({name})",
            _of_width(about, claim.value) if claim.role == "width" else factor,
            f"the {name} of {about.name} is {approximate(true, 6)}", name,
            about.sources.get(claim.role, ""), on_result=True,
        )  # fmt: skip


def _of_width(about: Subject, width: float) -> float:
    """Return what another width makes of a layer's cost, its attention included."""
    true, length = about.facts["width"], about.facts.get("sequence_length", 0.0)
    return (24 * width**2 + 4 * length * width) / (24 * true**2 + 4 * length * true)


def _multiply_adds(reading: Reading, layer: Claim, way: Path) -> Iterator[Finding]:
    """Hold a layer's coefficient against 2 FLOP for each of its 12·d² weights."""
    constant = min(factor.value for factor in layer.factors)
    twice = any(
        2.0 in (factor.value for factor in reading.claims[index].factors) for index in way.claims
    )
    if not math.isclose(constant, _LAYER_FORWARD / 2) or twice:
        return
    leaves = [part.value for part in way.net if not part.role and part.value >= layer.value]
    whole = min(leaves, default=layer.value)
    yield located(
        reading.plain, "wrong_factor", layer.span, f"{constant:g} × d²", "24 × d²",
        whole / (whole + layer.value),
        "a layer has 12·d² weights, and each takes a multiplication and an addition",
        "multiply and add", "kaplan2020", on_result=True,
    )  # fmt: skip


def _layers(reading: Reading, about: Subject, layer: Claim, way: Path) -> Iterator[Finding]:
    """Find the cost of one layer that is taken for that of all of them."""
    stated = [claim.value for claim in reading.claims if claim.role == "layers"]
    depth = stated[0] if stated else about.facts.get("layers")
    if depth is None:
        return
    path = [reading.claims[index] for index in way.claims]
    if any(factor.value == depth for claim in path for factor in claim.factors):
        return
    whole = [part.value for part in way.net if not part.role and part.value >= layer.value]
    cost = min(whole, default=layer.value)
    if any(_counts_layers(claim, depth, layer.value) for claim in reading.claims):
        return  # counted, in a sum with other parts
    after = [
        claim for claim in reading.claims
        if claim.start > layer.end and math.isclose(claim.value, cost, rel_tol=SAME)
        and not claim.factors and claim.sides == ()
    ]  # fmt: skip
    inside = [claim for claim in path if claim.start > layer.end]
    place = after[0] if after else min(inside, key=lambda claim: claim.start, default=layer)
    yield located(
        reading.plain, "missing_factor", place.span, "", f"× {depth:g} layers", 1 / depth,
        "so much is the cost of one layer; the model has many", "layers", on_result=True,
    )  # fmt: skip


def _counts_layers(claim: Claim, depth: float, layer: float) -> bool:
    """Tell `40 × 6.5e8`: the layers, times the cost of one with its attention."""
    values = [factor.value for factor in claim.factors if factor.sign > 0]
    costs = [value for value in values if layer / _GROWN <= value <= layer * _GROWN]
    return depth in values and bool(costs)


def _three_passes(reading: Reading, way: Path) -> Iterator[Finding]:
    """Hold the factor from the forward pass to both against 1 + 2."""
    for index in way.claims:
        claim = reading.claims[index]
        values = [factor.value for factor in claim.factors if factor.sign > 0]
        if len(values) != 2 or min(values) not in (2.0, 4.0):
            continue
        if not vocabulary.says("flop", "backward", _words(reading, claim)):
            continue
        yield located(
            reading.plain, "wrong_factor", claim.span, f"{min(values):g} × forward", "3 × forward",
            min(values) / _PASSES,
            "going back, each product becomes two, so that both passes take three times the "
            "forward pass", "backward pass", "narayanan2021", on_result=True,
        )  # fmt: skip
        return


def _words(reading: Reading, claim: Claim) -> str:
    """Return the words before a formula: its own line's, or the line's above."""
    words = claim.label
    above = claim.statement - 1
    if above >= 0 and len(words.strip()) < _SHORT_LABEL:
        words = f"{reading.text_of(above)} {words}"
    return words.casefold()


_SHORT_LABEL = 6
