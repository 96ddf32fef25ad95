"""What a check against the laws' lines says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flopwise.errors import UnknownNameError
from flopwise.estimation.json_form import DETAILS, step_form
from flopwise.estimation.result import as_number
from flopwise.render.frames import Tabular, columns
from flopwise.render.shown import Shown
from flopwise.ruling.rules import CROSSED, NOT_CROSSED, UNDECIDED, two_figures

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from flopwise.document import Document
    from flopwise.render.frames import Column, Kind
    from flopwise.ruling.evidence import Evidence, Span
    from flopwise.ruling.rules import Ruling
    from flopwise.sources import Source

SCHEMA = "flopwise/threshold_check/1"
ADVICE = (
    "An aid for reckoning, not legal advice: the amount is one condition among others, descriptions "
    "are our own words, and only the texts themselves hold."
)


_COLUMNS: dict[str, Kind] = {
    "id": str, "name": str, "jurisdiction": str, "kind": str, "status": str, "holds": bool,
    "verdict": str, "comparison": str, "limit": float, "amount": float, "amount_low": float,
    "amount_high": float, "ratio": float, "reason": str, "source": str,
}  # fmt: skip
_UNITS = dict.fromkeys(("limit", "amount", "amount_low", "amount_high"), "FLOP")


@dataclass(frozen=True, repr=False)
class ThresholdCheck(Shown, Tabular):
    """One model, or a modification, held against every rule."""

    run: Evidence
    base: Evidence | None
    rulings: tuple[Ruling, ...]
    day: datetime.date
    jurisdiction: str
    sources: dict[str, Source]
    made: dict[str, str]

    @property
    def crossed(self) -> bool:
        """Tell whether any rule that applies today is crossed."""
        return any(ruling.holds and ruling.verdict == CROSSED for ruling in self.rulings)

    def ruling(self, id: str) -> Ruling:
        """Return what one rule makes of it; raises UnknownNameError with near matches."""
        for ruling in self.rulings:
            if ruling.rule.id == id:
                return ruling
        raise UnknownNameError("threshold", id, [ruling.rule.id for ruling in self.rulings])

    def summary(self) -> str:
        """One sentence that can be quoted."""
        if self.run.span is None:
            return f"Can't say for {self.run.model.name}: {self.run.reason}."
        return f"{self._subject()}: {self._verdicts()}."

    def _subject(self) -> str:
        name = self.run.model.name
        if self.base is not None:
            name = f"{name} as a modification of {self.base.model.name}"
        span = self.run.span
        assert span is not None
        assert span.value is not None
        text = two_figures(span.value)
        low, high = two_figures(span.low), two_figures(span.high or 0)
        if low != high:
            text += f" ({low.removesuffix(' FLOP')} to {high})"
        return f"{name[:1].upper()}{name[1:]}, {text}"

    def _verdicts(self) -> str:
        told = []
        for verdict, words in (
            (CROSSED, "crosses"), (UNDECIDED, "may or may not cross"), (NOT_CROSSED, "does not cross"),
        ):  # fmt: skip
            names = [
                ruling.rule.id for ruling in self.rulings
                if ruling.holds and ruling.verdict == verdict
            ]  # fmt: skip
            if names:
                told.append(f"{words} {', '.join(names)}")
        if not told:
            return "no rule that applies today draws a line for it"
        return f"of the rules that apply today it {'; '.join(told)}"

    def tables(self) -> dict[str, Callable[[], tuple[Column, ...]]]:
        """Return the table: a row for each rule, with its line and our amount."""
        return {"rules": lambda: columns(_COLUMNS, map(_row, self.rulings), _UNITS)}

    def document(self) -> Document:
        """Lay the check out for a reader."""
        from flopwise.ruling.document import document

        return document(self)

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the JSON object; `summary` leaves the estimates' steps out."""
        if detail not in DETAILS:
            raise UnknownNameError("detail", detail, DETAILS)
        return {
            "schema": SCHEMA,
            "summary": self.summary(),
            "date": self.day.isoformat(),
            "crossed": self.crossed,
            **_evidence(self.run, detail),
            "base": None if self.base is None else _evidence(self.base, detail),
            "rules": [_ruling(ruling, detail) for ruling in self.rulings],
            "advice": ADVICE,
            "sources": {key: source.to_dict() for key, source in self.sources.items()},
            "made": self.made,
        }


def _row(ruling: Ruling) -> tuple[Any, ...]:
    rule, limit, amount = ruling.rule, ruling.limit, ruling.amount
    return (
        rule.id, rule.name, rule.jurisdiction, rule.kind, rule.status, ruling.holds,
        ruling.verdict, rule.comparison, limit.value if limit else None,
        *(amount or (None,) * 3), ruling.ratio, ruling.reason, rule.source,
    )  # fmt: skip


def _evidence(evidence: Evidence, detail: str) -> dict[str, Any]:
    model, span = evidence.model, evidence.span
    return {
        "subject": {"model": model.id, "name": model.name, "provider": model.provider},
        **_span(span),
        "unit": "FLOP",
        "text": "not known" if span is None or span.value is None else two_figures(span.value),
        "ways": [
            {
                "name": way.name, "method": way.estimate.method,
                "convention": way.estimate.convention, **_span(way.span),
                "estimate": way.estimate.to_dict(detail),
            }
            for way in evidence.ways
        ],
        "silent": [silent._asdict() for silent in evidence.silent],
        "reason": evidence.reason if span is None else None,
    }  # fmt: skip


def _span(span: Span | None) -> dict[str, Any]:
    if span is None:
        return {"value": None, "low": None, "high": None}
    return {name: as_number(value) for name, value in span._asdict().items()}


def _ruling(ruling: Ruling, detail: str) -> dict[str, Any]:
    rule = ruling.rule
    found: dict[str, Any] = {
        "id": rule.id, "name": rule.name, "jurisdiction": rule.jurisdiction,
        "instrument": rule.instrument, "kind": rule.kind, "status": rule.status,
        "binding": rule.binding, "holds": ruling.holds,
        "dates": {name: date.isoformat() for name, date in rule.dates.items()},
        "verdict": ruling.verdict, "reason": ruling.reason, "remarks": list(ruling.remarks),
        "comparison": rule.comparison, "limit": _span(ruling.limit),
        "amount": _span(ruling.amount), "ratio": ruling.ratio, "unit": "FLOP",
        "allowed": _span(ruling.allowed) if ruling.allowed else None,
        "counts": rule.counts, "excludes": list(rule.excludes), "conditions": rule.conditions,
        "source": rule.source,
    }  # fmt: skip
    if detail != "summary":
        found["steps"] = [
            step_form(step, derivation)
            for derivation in ruling.derivations
            for step in derivation.steps
        ]
    return found
