"""One rule and one amount of compute: on which side of the line it lies, or that nobody can say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.catalog import thresholds
from flopwise.derivation.derivation import CATALOG, DERIVED, Derivation, Value
from flopwise.derivation.expression import Input
from flopwise.formulas.legal import cumulative_compute, modification_limit
from flopwise.ruling.evidence import Span
from flopwise.units.numbers import grouped, mantissa_and_exponent, raised

if TYPE_CHECKING:
    import datetime

    from flopwise.catalog.thresholds import Threshold
    from flopwise.ruling.evidence import Evidence
    from flopwise.units.numbers import Number

CROSSED, NOT_CROSSED = "crossed", "not_crossed"
UNDECIDED, NOT_APPLICABLE = "undecided", "not_applicable"

_BASE = Input("base", "C_{base}", "training compute of the base", "flop")
_MODIFICATION = Input("modification", "C_{mod}", "compute of the modification", "flop")
_SHARE = Input("share", r"\beta", "share of the base's compute")


class Ruling(NamedTuple):
    """What one rule makes of one model."""

    rule: Threshold
    verdict: str
    reason: str
    holds: bool
    """Whether the rule applies on the day of the check."""
    amount: Span | None = None
    limit: Span | None = None
    derivations: tuple[Derivation, ...] = ()
    """How the line, or the amount that is held against it, came about."""
    remarks: tuple[str, ...] = ()

    @property
    def ratio(self) -> float | None:
        """How many times the line the figure to report is."""
        if self.amount is None or self.limit is None:
            return None
        if self.amount.value is None or self.limit.value is None:
            return None
        return float(self.amount.value) / float(self.limit.value)

    @property
    def allowed(self) -> Span | None:
        """The figure to report with the error that the rule allows an estimate."""
        if not self.rule.accuracy or self.amount is None or self.amount.value is None:
            return None
        value, error = self.amount.value, self.rule.accuracy["error"]
        return Span(value, value * (1 - error), value * (1 + error))


def two_figures(value: Number) -> str:
    """Write an amount as the EU's guidelines want it reported.

    >>> two_figures(37987877191680000000000000), two_figures(1.04e25)
    ('3.8 × 10²⁵ FLOP', '1.0 × 10²⁵ FLOP')
    """
    mantissa, exponent = mantissa_and_exponent(float(value), 2)
    return f"{mantissa} × 10{raised(exponent)} FLOP"


def line(value: Number) -> str:
    """Write the amount at which a line is drawn.

    >>> line(10**25), line(3.3333e22)
    ('10²⁵ FLOP', '3.33 × 10²² FLOP')
    """
    return f"{grouped(float(f'{float(value):.2e}'), 3).removeprefix('1 × ')} FLOP"


def judge(rule: Threshold, run: Evidence, base: Evidence | None, day: datetime.date) -> Ruling:
    """Hold a run, or with a `base` the modification of it, against a rule."""
    holds = rule.holds(day)
    outside = _outside(rule, run, base)
    if outside:
        return Ruling(rule, NOT_APPLICABLE, outside, holds)
    amount, limit, derivations = _sides(rule, run, base)
    unknown = run.reason if run.span is None else ""
    if amount is None:
        return Ruling(rule, UNDECIDED, unknown, holds, None, limit, derivations)
    verdict = compared(rule.comparison, amount, limit)
    reason = _reason(rule, verdict, run, base, amount, limit)
    found = Ruling(rule, verdict, reason, holds, amount, limit, derivations)
    found = found._replace(remarks=tuple(_remarks(found)))
    if base is None or not rule.if_modified:
        return found
    return _gated(found, judge(thresholds.find(rule.if_modified), run, base, day))


def _gated(found: Ruling, gate: Ruling) -> Ruling:
    """Let a rule bind who modifies another's model only where the modification is large enough."""
    name = gate.rule.id
    if gate.verdict == NOT_CROSSED:
        reason = (
            f"who modifies another's model answers to it only above the line of {name}, which is "
            "not crossed"
        )
        return found._replace(verdict=NOT_APPLICABLE, reason=reason, remarks=())
    if gate.verdict == UNDECIDED and found.verdict == CROSSED:
        reason = f"{found.reason}, but it holds only above the line of {name}, which is undecided"
        return found._replace(verdict=UNDECIDED, reason=reason)
    return found


def compared(sign: str, amount: Span, limit: Span) -> str:
    """Tell on which side of a line an amount lies, where both are known between bounds.

    >>> compared(">", Span(10, 10, 10), Span(10, 10, 10))
    'not_crossed'
    >>> compared(">=", Span(10, 10, 10), Span(10, 10, 10))
    'crossed'
    >>> compared(">", Span(10, 8, 12), Span(10, 10, 10))
    'undecided'
    """
    strict = sign == ">"
    if limit.high is not None and (amount.low > limit.high if strict else amount.low >= limit.high):
        return CROSSED
    if amount.high is not None and (
        amount.high <= limit.low if strict else amount.high < limit.low
    ):
        return NOT_CROSSED
    return UNDECIDED


def _outside(rule: Threshold, run: Evidence, base: Evidence | None) -> str:
    """Say why a rule is not about this, if it isn't."""
    if not rule.amounts():
        return "it names no amount of compute"
    if rule.kind == "cluster":
        return "it is about the rate of a cluster, not about a model's compute"
    if rule.kind == "modification" and base is None:
        return "it is about modifications: say of which model it is one (--base)"
    categories = run.model.card.categories if run.model.card is not None else ()
    if rule.category and rule.category not in categories:
        return f"it is only about models of the category {rule.category}"
    if rule.modalities and categories and not set(rule.modalities) & set(categories):
        return (
            f"it is only about {', '.join(rule.modalities)}; this model is {', '.join(categories)}"
        )
    return ""


def _sides(
    rule: Threshold, run: Evidence, base: Evidence | None
) -> tuple[Span | None, Span, tuple[Derivation, ...]]:
    """Return the amount that counts, the line, and how either was derived."""
    if rule.kind == "modification":
        assert base is not None
        limit, derivations = _modification_line(rule, base.span)
        return run.span, limit, derivations
    assert rule.flop is not None
    limit = Span(rule.flop, rule.flop, rule.flop)
    if base is None or run.span is None:
        return run.span, limit, ()
    if base.span is None:
        return Span(None, run.span.low, None), limit, ()
    amount, derivation = _together(base.span, run.span)
    return amount, limit, (derivation,)


def _together(base: Span, run: Span) -> tuple[Span, Derivation]:
    """Add the base and its modification."""
    assert base.value is not None
    assert base.high is not None
    assert run.value is not None
    assert run.high is not None
    values = {
        "base": Value(base.value, DERIVED, "", base.low, base.high),
        "modification": Value(run.value, DERIVED, "", run.low, run.high),
    }
    derivation = Derivation(cumulative_compute(_BASE, _MODIFICATION), values)
    add = cumulative_compute.number  # the ends, not the likeliest ones: both may be off at once
    return Span(derivation.value, add(base.low, run.low), add(base.high, run.high)), derivation


def _modification_line(rule: Threshold, base: Span | None) -> tuple[Span, tuple[Derivation, ...]]:
    """A share of the base's compute; where that is unknown, of the laws' own lines.

    Which of the two lines stands in depends on whether the base carries systemic risk, which isn't
    known either: the line lies at one or the other.
    """
    share = rule.fraction_of_base
    assert share is not None
    if base is not None:
        assert base.value is not None
        given = Value(base.value, DERIVED, "", base.low, base.high)
        found = _line_from(given, share, rule.source)
        low, high = (modification_limit.number(end, share) for end in (base.low, base.high))
        return Span(found.value, low, high), (found,)
    ends = []
    for id in (rule.unknown_base_of, rule.unknown_base_of_systemic_risk):
        other = thresholds.find(id)
        assert other.flop is not None
        given = Value(
            other.flop, CATALOG, other.source, note=f"in place of the base's: {other.name}"
        )
        ends.append(_line_from(given, share, rule.source))
    return Span(None, ends[0].value, ends[1].value), tuple(ends)


def _line_from(base: Value, share: Number, source: str) -> Derivation:
    values = {"base": base, "share": Value(share, CATALOG, source)}
    return Derivation(modification_limit(_BASE, _SHARE), values)


_SIDES = {
    (CROSSED, ">"): "above", (CROSSED, ">="): "at or above",
    (NOT_CROSSED, ">"): "at or below", (NOT_CROSSED, ">="): "below",
}  # fmt: skip


def _reason(
    rule: Threshold, verdict: str, run: Evidence, base: Evidence | None, amount: Span, limit: Span
) -> str:
    """Say in one clause why the verdict is what it is."""
    if verdict != UNDECIDED:
        count = len(run.ways)
        ways = (
            f"all {count} ways of knowing it put it" if count > 1 else f"{run.ways[0].name} puts it"
        )
        both = "" if base is None or rule.kind == "modification" else "together with its base, "
        return f"{both}{ways} {_SIDES[verdict, rule.comparison]} the line"
    if amount.high is None:
        assert base is not None
        return (
            f"the modification alone is {two_figures(amount.low)}, and what the base adds is not "
            f"known: {base.reason}"
        )
    if limit.value is None:
        return (
            "the base's compute is not known: the line is "
            f"{line(limit.low)}, or {line(limit.high or 0)} if the base carries systemic risk"
        )
    if limit.low != limit.high:
        return (
            f"{two_figures(amount.low)} to {two_figures(amount.high)} stands against a line that "
            f"lies between {two_figures(limit.low)} and {two_figures(limit.high or 0)}"
        )
    lowest, highest = run.extremes()
    return (
        f"the line lies between {two_figures(amount.low)} ({lowest.name}) and "
        f"{two_figures(amount.high)} ({highest.name})"
    )


def _remarks(found: Ruling) -> list[str]:
    """Say how the estimate stands to the error that the rule allows it."""
    allowed, amount, limit = found.allowed, found.amount, found.limit
    if allowed is None or amount is None or limit is None or limit.value is None:
        return []
    assert found.rule.accuracy is not None
    error = f"{float(found.rule.accuracy['error']):.0%}".replace("%", " %")
    told = []
    if found.verdict == CROSSED and found.rule.notification:
        days = found.rule.notification["within_days"]
        told.append(f"the provider notifies at once, within {days} days at the latest")
    if allowed.low <= limit.value <= (allowed.high or 0):
        told.append(f"the line lies within the {error} by which an estimate may be off")
    if amount.low < allowed.low or (amount.high or 0) > (allowed.high or 0):
        told.append(
            f"the ways of knowing it differ by more than the {error} that are allowed: the provider "
            "chooses by best judgement, and says how"
        )
    return told
