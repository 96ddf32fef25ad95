"""Understanding the product behind a result: what each factor is, and what is put on top of it."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from flopwise.auditing.reading import vocabulary
from flopwise.auditing.result import Finding, located
from flopwise.auditing.understanding.path import SAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.reading.formulas import Factor
    from flopwise.auditing.understanding.path import Part, Path
    from flopwise.auditing.understanding.subject import Subject

_SIX = 6.0


def understood(reading: Reading, about: Subject, way: Path) -> Path:
    """Return a product with the role of every factor, as far as they can be told."""
    return _assigned(reading, about, _costs_apart(about, _to_total(reading, way)))


def after_total(reading: Reading, way: Path) -> Iterator[Finding]:
    """Yield what a text does to a total that was done: raise it, or divide it by a utilisation."""
    on_top = _on_top(reading, way)
    if on_top is None:
        return
    claim, factor = on_top
    if factor.sign < 0:
        yield located(
            reading.plain, "wrong_formula", claim.span, f"/ {factor.value:g}", "the total as it stands",
            1 / factor.value, "a utilisation lengthens the time; it adds no operation",
            "divided by the utilisation", "chowdhery2022", on_result=True,
        )  # fmt: skip
        return
    told = reading.lately_says(claim, "raise", "phrases")
    start = claim.start if told is None else min(claim.start, reading.statements[told].start)
    yield located(
        reading.plain, "unsupported", (start, claim.end), f"× {factor.value:g}",
        "the total as computed", factor.value,
        "what is named as its reason takes hardly any of the model's operations",
        "raised without grounds", on_result=True,
    )  # fmt: skip


def _on_top(reading: Reading, way: Path) -> tuple[Claim, Factor] | None:
    """Return the claim `3 × 3.15e23`, and the factor on top of the total in it."""
    for index in way.claims:
        claim = reading.claims[index]
        if len(claim.factors) != 2:
            continue
        for total, factor in itertools.permutations(claim.factors):
            share = factor.sign < 0 and 0 < factor.value < 1
            raised = factor.sign > 0 and 1 < factor.value <= _MOST_RAISED
            if total.value < _LEAST_TOTAL or not (share or raised):
                continue
            known = any(
                one.role == "flop" and one.sides
                and math.isclose(one.value, total.value, rel_tol=SAME)
                for one in reading.before(claim)
            )  # fmt: skip
            told = share or reading.lately_says(claim, "raise", "phrases") is not None
            if known and told:
                return claim, factor
    return None


_MOST_RAISED = 10
_LEAST_TOTAL = 1e18


def _to_total(reading: Reading, way: Path) -> Path:
    """Leave out of a product what was put on top of its total."""
    on_top = _on_top(reading, way)
    if on_top is None:
        return way
    _, factor = on_top
    parts = tuple(part for part in way.parts if part.start != factor.token.start)
    return way._replace(parts=parts)


_COSTS = (2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 18.0)


def _costs_apart(about: Subject, way: Path) -> Path:
    """Take the cost of a token apart: 1.05e12 is six times the parameters of GPT-3."""
    true = about.facts.get("parameters")
    if true is None or any(
        part.role == "parameters" and part.value < _SIX * true * (1 - _NEAR_COST)
        for part in way.parts
    ):
        return way
    parts: list[Part] = []
    for part in way.parts:
        times = next(
            (k for k in _COSTS if math.isclose(part.value, k * true, rel_tol=_NEAR_COST)), None
        )
        cost = part.role in ("", "flop", "flop/token") or (
            part.role == "parameters" and times == _SIX
        )
        if cost and part.sign > 0 and times is not None:
            parts.append(part._replace(role="constant", value=times))
            parts.append(part._replace(role="parameters", value=true))
        else:
            parts.append(part)
    return way._replace(parts=tuple(parts))


_NEAR_COST = 0.012


def _assigned(reading: Reading, about: Subject, way: Path) -> Path:
    """Give large factors that no words name the role that they come nearest to.

    In 6 × 17.5B × 300B the one is meant for the parameters and the other for the tokens.
    """
    named = {part.role for part in way.parts}
    roles = [role for role in ("parameters", "tokens") if role not in named and role in about.facts]
    costs = [
        claim.value for claim in reading.claims
        if claim.role == "flop" or claim.amount not in ("", "total")
        or vocabulary.says("flop", "per_token", claim.label.casefold())
    ]  # fmt: skip
    large = [
        part
        for part in way.parts
        if not part.role
        and part.sign > 0
        and part.value > _SMALLEST
        and not _is_cost(part.value, about.facts.get("parameters"))
        and (
            any(math.isclose(part.value, about.facts[role], rel_tol=SAME) for role in roles)
            or not any(math.isclose(part.value, cost, rel_tol=SAME) for cost in costs)
        )
    ]
    if any(part.value in _SECONDS or part.role == "devices" for part in way.parts):
        return way
    if not roles or len(large) != len(roles) or named & {"layers", "width", "rate"}:
        return way

    def distance(parts: tuple[Part, ...]) -> float:
        pairs = zip(parts, roles, strict=True)
        return sum(abs(math.log(part.value / about.facts[role])) for part, role in pairs)

    best = min(itertools.permutations(large), key=distance)
    given = {part.start: role for part, role in zip(best, roles, strict=True)}
    parts = tuple(part._replace(role=given.get(part.start, part.role)) for part in way.parts)
    return way._replace(parts=parts)


def _is_cost(value: float, parameters: float | None) -> bool:
    """Tell the cost of a token, with its attention, from the parameters that it rests on."""
    if parameters is None:
        return False
    return any(1 - _NEAR_COST < value / (k * parameters) < _WITH_ATTENTION for k in _COSTS)


_WITH_ATTENTION = 1.05
_SECONDS = (3600.0, 86_400.0)
_SMALLEST = 1e6
