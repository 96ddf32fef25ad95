"""From a text to an audit: read, find the subject and the result, check, explain the gap."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from flopwise.auditing.bounds import CLOSE, OFF, RIGHT
from flopwise.auditing.checking import (
    arithmetic,
    consequences,
    gap,
    layers,
    machines,
    memories,
    product,
    ratios,
    rules,
)
from flopwise.auditing.checking.totals import (
    ROUNDED,
    ROUNDING,
    declared_otherwise,
    rounded_up,
    underived,
)
from flopwise.auditing.reading.reader import read
from flopwise.auditing.reading.text import plain
from flopwise.auditing.result import (
    ERROR,
    NOTE,
    Audit,
    Finding,
    GapFactor,
    Reference,
    StatedResult,
    located,
)
from flopwise.auditing.telling import beside
from flopwise.auditing.understanding import conclusion, path, quantities, subject
from flopwise.units.display import show
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.understanding.subject import Subject


_WIDEST_INTERVAL = 10.0
_BOUND = 1.02
"""Bounds are included, and results are rounded to two figures."""


def audit(
    text: str, *, model: str = "", prompt: str = "", file: str = "", quantity: str = ""
) -> Audit:
    """Audit a written estimate: of training compute, or of another quantity that is asked for.

    `model` or the `prompt` that the text answers say whom it is about where it doesn't itself.
    Without a `quantity` the prompt says what was asked; without either it is the training compute,
    or what the text ends with where it states no such total.
    """
    reading = read(plain(text))
    about = subject.find(reading, model, prompt)
    final = conclusion.find(reading, about)
    quantity = quantity or quantities.asked_for(prompt)
    if not quantity:
        quantity = quantities.COMPUTE if final is not None else quantities.claimed(reading)
    way = path.find(reading, final) if final is not None else None
    if (not model and not prompt) or about is None or about.card is None:
        about = subject.refined(reading, about, final, way)
    reference = _reference(about)
    if quantity != quantities.COMPUTE:
        return _of_other(reading, about, final, quantity, text, file)
    findings = [_of_slip(slip, reading, way) for slip in arithmetic.slips(reading)]
    findings += product.after_total(reading, way) if way is not None else []
    findings += rounded_up(reading, final, way)
    if about is not None and final is not None and way is not None:
        findings += _of_product(reading, about, final, way, reference, findings)
    findings += declared_otherwise(reading, final)
    findings += rules.findings(reading, about)
    findings += machines.beside(reading)
    findings += memories.findings(reading)
    findings += consequences.findings(reading)
    findings += ratios.findings(reading, final)
    claim = _stated(final, reading) if final is not None else None
    verdict, reason = _verdict(claim, reference)
    if about is not None and final is not None and reference is not None and way is None:
        if not _is_inside(final.value, reference):
            shape = list(layers.shape(reading, about))
            findings += _that_explain(shape, final.value / reference.value)
        findings += underived(reading, about, final, reference, verdict)
    findings = _ordered(findings)
    if about is not None and claim is not None and reference is not None:
        findings += _notes(about, reading, claim)
    found = Audit(
        text, file, about.model if about else "", about.name if about else "", claim, reference,
        verdict, tuple(findings), _factors(findings), about.corrected() if about else None, reason,
    )  # fmt: skip
    if about is None or verdict in ("right", "undecided") or found.unexplained is None:
        return found
    return replace(
        found, beside=beside.steps(about, way), guesses=beside.guesses(about, found.unexplained)
    )


def _of_product(
    reading: Reading, about: Subject, final: Claim, way: path.Path, reference: Reference | None,
    apart: list[Finding],
) -> list[Finding]:  # fmt: skip
    """Return the errors of the result's product, unless a legitimate convention makes it right.

    `apart` holds those that were found of it already, such as slips of its arithmetic.
    """
    if reference is not None and _is_inside(final.value, reference):
        return []
    ratio = final.value / reference.value if reference is not None else 1.0
    known = math.prod(one.factor or 1.0 for one in apart if one.on_result)
    return _that_explain(gap.findings(reading, about, final, way), ratio / known)


def _is_inside(value: float, reference: Reference) -> bool:
    """Tell whether a value lies within the conventions and published figures."""
    return reference.low / ROUNDING <= value <= reference.high * ROUNDING


def _that_explain(found: list[Finding], ratio: float) -> list[Finding]:
    """Keep errors of the result's product only if they bring the result nearer to the right one.

    Where they lead away from it, the product was not understood, and nothing is said of it.
    """
    together = math.prod(finding.factor or 1.0 for finding in found)
    left = abs(math.log(ratio / together))
    return found if left <= abs(math.log(ratio)) + _SLACK else []


_SLACK = 0.2


def _of_other(
    reading: Reading,
    about: Subject | None,
    final: Claim | None,
    quantity: str,
    text: str,
    file: str,
) -> Audit:
    """Audit a text for a time, a memory, a cost or an energy."""
    stated = quantities.result(reading, quantity)
    claim = _stated(stated, reading, quantities.UNITS[quantity]) if stated is not None else None
    follows = quantities.expected(reading, about, quantity)
    reference = None
    if follows is not None:
        unit = quantities.UNITS[quantity]
        reference = Reference(follows.value, unit, follows.low, follows.high, quantity)
    verdict, reason = _verdict(claim, reference, quantity)
    findings = [_of_slip(slip, reading, None) for slip in arithmetic.slips(reading)]
    findings += machines.beside(reading)
    findings += memories.findings(reading)
    findings += consequences.findings(reading)
    findings += ratios.findings(reading, final)
    findings = _ordered(findings)
    if claim is not None and follows is not None and stated is not None and verdict != "right":
        ratio = claim.value / follows.value
        findings = _explained(findings, ratio)
        errors = any(finding.severity == ERROR for finding in findings)
        if not errors and quantities.points(reading, stated) >= quantities.CONCLUSIVE:
            findings.append(
                located(
                    reading.plain, "arithmetic", stated.span, approximate(stated.value),
                    show(follows.value, quantities.dimension(claim.unit)), ratio, f"it should be {follows.basis}",
                    quantity.replace("_", " "), follows.source,
                )
            )  # fmt: skip
    factors = _factors(findings)
    return Audit(
        text, file, about.model if about else "", about.name if about else "", claim, reference,
        verdict, tuple(findings), factors, None, reason, quantity,
    )  # fmt: skip


def _explained(findings: list[Finding], ratio: float) -> list[Finding]:
    """Let the first error that makes all of the gap explain it."""
    for index, finding in enumerate(findings):
        if finding.factor and abs(finding.factor / ratio - 1) <= ROUNDED:
            return [*findings[:index], finding._replace(on_result=True), *findings[index + 1 :]]
    return findings


def _factors(findings: list[Finding]) -> tuple[GapFactor, ...]:
    return tuple(
        GapFactor(finding.name or finding.kind.replace("_", " "), finding.factor, index)
        for index, finding in enumerate(findings)
        if finding.on_result and finding.factor
    )


def _reference(about: Subject | None) -> Reference | None:
    if about is None or about.reference is None:
        return None
    bounds = about.bounds()
    low, high = bounds if bounds is not None else (about.reference, about.reference)
    return Reference(about.reference, "FLOP", low, high, about.basis)


def _verdict(
    claim: StatedResult | None, reference: Reference | None, quantity: str = quantities.COMPUTE
) -> tuple[str, str]:
    if claim is None:
        return "undecided", f"the text states no {_NAMES.get(quantity, quantity)}"
    if reference is None:
        return "undecided", "what the right result would be is not known"
    inside = _is_inside(claim.value, reference)
    if reference.high > _WIDEST_INTERVAL * reference.low and inside:
        return "undecided", "the right result is itself uncertain by more than a factor of ten"
    if inside:
        return "right", ""
    ratio = claim.value / reference.value
    far = max(ratio, 1 / ratio)
    for verdict, most in (("right", RIGHT), ("close", CLOSE), ("off", OFF)):
        if far <= most * _BOUND:
            return verdict, ""
    return "wrong", ""


_NAMES = {quantities.COMPUTE: "total of training compute", "device_time": "device time"}


def _stated(final: Claim, reading: Reading, unit: str = "FLOP") -> StatedResult:
    last = final.sides[-1] if final.sides else None
    begin, end = (last.start, last.end) if last is not None else (final.start, final.end)
    start, stop = reading.plain.span(begin, end)
    middle = math.sqrt(final.low * final.value)  # of a range
    return StatedResult(middle, unit, reading.plain.original[start:stop], start, stop)


def _of_slip(slip: arithmetic.Slip, reading: Reading, way: path.Path | None) -> Finding:
    on_result = way is not None and slip.claim in way.claims
    names = {"arithmetic": "arithmetic", "wrong_prefix": "prefix", "missing_factor": "the six"}
    return located(
        reading.plain, slip.kind, (slip.start, slip.end), slip.said, slip.should_be, slip.factor,
        slip.explanation, names[slip.kind], on_result=on_result,
    )  # fmt: skip


def _ordered(findings: list[Finding]) -> list[Finding]:
    """Sort by place; of two errors at one place the one that explains the result goes first."""
    found: list[Finding] = []
    seen: set[tuple[str, int]] = set()
    for finding in sorted(findings, key=lambda item: (item.start, not item.on_result)):
        if (finding.kind, finding.start) not in seen:
            found.append(finding)
        seen.add((finding.kind, finding.start))
    return found


def _notes(about: Subject, reading: Reading, claim: StatedResult) -> list[Finding]:
    """Say how far the text's convention stands from exact counting."""
    from flopwise.errors import FlopwiseError
    from flopwise.estimation.estimate import estimate
    from flopwise.estimation.request import Request

    if about.card is None or about.reference is None:
        return []
    try:
        exact = estimate(Request(about.model)).value
    except FlopwiseError:
        return []
    if exact is None or not exact:
        return []
    change = float(exact) / about.reference - 1
    line = reading.plain.line(claim.start)
    return [
        Finding(
            "convention", NOTE, claim.quote, claim.start, claim.end, line, "6ND", "", None,
            f"counting every product gives {approximate(float(exact))} FLOP, "
            f"{change:+.1%} from 6ND", "kaplan2020", "convention",
        )
    ]  # fmt: skip


__all__ = ["audit"]
