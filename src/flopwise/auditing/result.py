"""What an audit says: findings at their places, and the gap as a product of named factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.estimation.result import as_number
from flopwise.provenance import made
from flopwise.render.frames import Tabular, columns
from flopwise.render.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.auditing.reading.text import Plain
    from flopwise.document import Document
    from flopwise.estimation.result import Estimate
    from flopwise.render.frames import Column, Kind

SCHEMA = "flopwise/audit/1"
ERROR, WARNING, NOTE = "error", "warning", "note"


class Finding(NamedTuple):
    """Something that the text gets wrong, or that a reader should know, and where."""

    kind: str
    severity: str
    quote: str
    start: int
    end: int
    line: int
    said: str
    should_be: str
    factor: float | None
    explanation: str
    source: str = ""
    name: str = ""
    """What it is called in the explanation of the gap."""
    on_result: bool = False
    """Its factor is one of those that lead from the right result to the stated one."""


def located(
    plain: Plain, kind: str, span: tuple[int, int], said: str, should_be: str,
    factor: float | None, explanation: str, name: str = "", source: str = "", *,
    severity: str = ERROR, on_result: bool = False,
) -> Finding:  # fmt: skip
    """Make a finding about a stretch of a plain text, which it quotes as the original has it."""
    start, end = plain.span(*span)
    return Finding(
        kind, severity, plain.original[start:end], start, end, plain.line(start), said, should_be,
        factor, explanation, source, name, on_result,
    )  # fmt: skip


class StatedResult(NamedTuple):
    """The result that the text arrives at."""

    value: float
    unit: str
    quote: str
    start: int
    end: int


class Reference(NamedTuple):
    """What the result should be, with the legitimate conventions as bounds."""

    value: float
    unit: str
    low: float
    high: float
    convention: str


class GapFactor(NamedTuple):
    """One named factor of the gap, stated over correct."""

    name: str
    factor: float
    finding: int


class Beside(NamedTuple):
    """One step: what the text has for it, and what it should have; None where it has none."""

    name: str
    text: float | None
    right: float | None


class Guess(NamedTuple):
    """A known mistake that would make the part of a gap which nothing found explains."""

    name: str
    factor: float


_FINDINGS: dict[str, Kind] = {
    "kind": str, "severity": str, "line": int, "quote": str, "said": str, "should_be": str,
    "factor": float, "explanation": str, "source": str, "start": int, "end": int,
}  # fmt: skip
_FACTORS: dict[str, Kind] = {"name": str, "factor": float, "finding": int}
_BESIDE: dict[str, Kind] = {"name": str, "text": float, "right": float}


@dataclass(frozen=True, repr=False)
class Audit(Shown, Tabular):
    """The verdict on one text."""

    text: str
    file: str
    subject: str
    subject_name: str
    claim: StatedResult | None
    reference: Reference | None
    verdict: str
    findings: tuple[Finding, ...]
    factors: tuple[GapFactor, ...]
    corrected: Estimate | None
    reason: str = ""
    quantity: str = "training_compute"
    beside: tuple[Beside, ...] = ()
    """The text's own steps, each beside the right one."""
    guesses: tuple[Guess, ...] = ()
    """Known mistakes that would make what is left unexplained; no more than guesses."""

    @property
    def ratio(self) -> float | None:
        """The stated result over the right one."""
        if self.claim is None or self.reference is None:
            return None
        return self.claim.value / self.reference.value

    @property
    def first_error(self) -> int | None:
        """The index of the earliest error, or where there is none of the earliest warning."""
        for severity in (ERROR, WARNING):
            for index, finding in enumerate(self.findings):
                if finding.severity == severity:
                    return index
        return None

    @property
    def unexplained(self) -> float | None:
        """What the named factors leave of the ratio."""
        if self.ratio is None:
            return None
        left = self.ratio
        for factor in self.factors:
            left /= factor.factor
        return left

    def summary(self) -> str:
        """One sentence: the verdict, how far off, and the first wrong step."""
        from flopwise.auditing.telling.document import summary

        return summary(self)

    def tables(self) -> dict[str, Callable[[], tuple[Column, ...]]]:
        """Return the tables: `findings`, `factors` of the gap, and the steps `beside` ours."""
        return {
            "findings": lambda: columns(
                _FINDINGS,
                ([getattr(finding, name) for name in _FINDINGS] for finding in self.findings),
            ),
            "factors": lambda: columns(_FACTORS, self.factors),
            "beside": lambda: columns(_BESIDE, self.beside),
        }

    def document(self) -> Document:
        """Lay the audit out: the verdict, the findings, the gap, the corrected derivation."""
        from flopwise.auditing.telling.document import document

        return document(self)

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the contract's JSON object."""
        found: dict[str, Any] = {
            "schema": SCHEMA,
            "quantity": self.quantity,
            "subject": self.subject or self.subject_name or None,
            "claim": self.claim._asdict() if self.claim else None,
            "reference": self.reference._asdict() if self.reference else None,
            "ratio": self.ratio,
            "verdict": self.verdict,
            "summary": self.summary(),
            "findings": [
                {
                    key: as_number(value) if key == "factor" else value
                    for key, value in finding._asdict().items()
                    if key not in ("name", "on_result")
                }
                | {"source": finding.source or None}
                for finding in self.findings
            ],
            "first_error": self.first_error,
            "factors": [factor._asdict() for factor in self.factors],
            "unexplained_factor": self.unexplained,
            "guesses": [guess._asdict() for guess in self.guesses],
            "beside": [one._asdict() for one in self.beside],
            "made": made(["audit", self.file or "-"]),
        }
        if detail == "full":
            found["corrected"] = self.corrected.to_dict() if self.corrected is not None else None
        return found
