"""A question and its answer, as one immutable object: what was understood, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.document import Document, Heading, Items, Node, Prose
from flopwise.estimation.result import as_number
from flopwise.provenance import made
from flopwise.render.shown import Shown

if TYPE_CHECKING:
    from flopwise.estimation.result import Estimate

SCHEMA = "flopwise/answer/1"


class Need(NamedTuple):
    """Something that the question leaves open and that the answer depends on."""

    name: str
    unit: str
    why: str
    default: float | None = None
    effect: float | None = None


class Found(NamedTuple):
    """What a question is answered with: a kind, a sentence, and a value if there is one."""

    kind: str
    """`quantity`, `yesno`, `list`, `comparison` or `cannot`."""
    text: str
    value: Any = None
    unit: str = ""
    low: Any = None
    high: Any = None
    items: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, repr=False)
class Answer(Shown):
    """What was understood, and the answer or the reason why there is none."""

    question: str
    understood: dict[str, Any]
    understood_text: str
    found: Found | None = None
    estimate: Estimate | None = None
    reason: str = ""
    needs: tuple[Need, ...] = ()
    suggestions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """What a reader should know beside: another reading, a figure that looks unusual."""
    parts: tuple[Shown, ...] = field(default=())
    """Further results that belong to the answer: the other side of a comparison, a rule's check."""
    settings: tuple[str, ...] = ()
    """`STEP=VALUE`, where a reader gave inputs of the derivation other values."""

    @property
    def answered(self) -> bool:
        """Tell whether there is an answer."""
        return self.found is not None

    @property
    def value(self) -> Any:
        """The figure, or `yes` or `no`; None where there is none."""
        return None if self.found is None else self.found.value

    def summary(self) -> str:
        """One sentence that can be quoted."""
        if self.found is not None:
            return self.found.text
        return f"I can't answer that: {self.reason}."

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the contract's JSON object."""
        found = self.found or Found("cannot", self.summary())
        return {
            "schema": SCHEMA,
            "question": self.question,
            "answered": self.answered,
            "understood": {**self.understood, "text": self.understood_text},
            "answer": {
                "kind": found.kind, "text": found.text, "value": as_plain(found.value),
                "unit": found.unit or None, "low": as_plain(found.low),
                "high": as_plain(found.high), "items": list(found.items),
            },
            "estimate": self.estimate.to_dict(detail) if self.estimate is not None else None,
            "needs": [need._asdict() for need in self.needs],
            "reason": self.reason or None,
            "suggestions": list(self.suggestions),
            "remarks": list(self.remarks),
            "made": made(
                ["ask", *(word for each in self.settings for word in ("--set", each)), "--",
                 self.question]
            ),
        }  # fmt: skip

    def document(self) -> Document:
        """Lay the answer out: the answer, what was understood, then the derivation or the reason."""
        nodes: list[Node] = [Prose(self.summary(), "lead")]
        if self.understood_text:
            nodes.append(Prose(f"I understood: {self.understood_text}.", "note"))
        nodes += [Prose(remark, "note") for remark in self.remarks]
        if self.needs:
            texts = tuple(f"{need.name.replace('_', ' ')}: {need.why}" for need in self.needs)
            nodes += [Heading("What is missing"), Items(texts)]
        if self.estimate is not None:
            nodes += _without_lead(self.estimate)
        for part in self.parts:
            nodes += [Heading(_title(part)), *_without_lead(part, keep_lead=True)]
        if self.suggestions:
            nodes += [Heading("What can be answered"), Items(self.suggestions)]
        return Document(as_title(self.question), tuple(nodes))


def _without_lead(result: Shown, *, keep_lead: bool = False) -> list[Node]:
    nodes = list(result.document().nodes)
    if nodes and isinstance(nodes[0], Prose) and not keep_lead:
        del nodes[0]
    return nodes


def _title(result: Shown) -> str:
    return result.document().title


def as_title(question: str) -> str:
    """Shorten a question to a title."""
    return question if len(question) <= 90 else question[:87] + "…"


def as_plain(value: Any) -> Any:
    """Return what JSON can hold."""
    return value if isinstance(value, str | bool) or value is None else as_number(value)
