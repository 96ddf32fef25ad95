"""A worksheet of challenges, and its key: what was drawn, and how each is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.document import Document, Formula, Heading, Items, Prose, Table, listed
from flopwise.render.shown import Shown

if TYPE_CHECKING:
    from flopwise.document import Node
    from flopwise.estimation.result import Estimate
    from flopwise.sources import Source

SCHEMA = "flopwise/worksheet/1"
TOLERANCE = 1.02
"""The factor, either way, within which an answer is right: rounding to three figures."""


class Posed(NamedTuple):
    """One challenge with its answer."""

    number: int
    title: str
    prompt: str
    answer: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Return it with its answer."""
        return {
            "number": self.number,
            "title": self.title,
            "prompt": self.prompt,
            "answer": self.answer.to_dict(),
        }


@dataclass(frozen=True, repr=False)
class Worksheet(Shown):
    """Some challenges of one topic and level."""

    seed: int
    topic: str
    level: str
    items: tuple[Posed, ...]
    with_key: bool
    made: dict[str, str]

    def summary(self) -> str:
        """How many there are, of what."""
        count = len(self.items)
        noun = "challenge" if count == 1 else "challenges"
        return f"{count} {self.level} {noun} on {_TOPICS[self.topic]}, seed {self.seed}."

    def document(self) -> Document:
        """Lay out the sheet, or its key."""
        return self.key() if self.with_key else self.sheet()

    def sheet(self) -> Document:
        """Lay out the challenges alone."""
        nodes: list[Node] = [Prose(self.summary(), "lead")]
        nodes.append(
            Prose(
                "Show every step with its unit. An answer is right within 2 % of the key's.", "note"
            )
        )
        for one in self.items:
            nodes += [Heading(f"{one.number}. {one.title}"), Prose(one.prompt)]
        return Document(f"Worksheet: {_TOPICS[self.topic]}", tuple(nodes))

    def key(self) -> Document:
        """Lay out the challenges with their answers, step by step."""
        nodes: list[Node] = [Prose(self.summary(), "lead")]
        sources: dict[str, Source] = {}
        for one in self.items:
            nodes += [Heading(f"{one.number}. {one.title}"), Prose(one.prompt)]
            shown = [
                node for node in one.answer.document().nodes if isinstance(node, Formula | Table)
            ]
            steps = [
                node._replace(anchor=f"answer-{one.number}-{node.number}")
                if isinstance(node, Formula)
                else node
                for node in shown[: 1 + sum(isinstance(node, Formula) for node in shown)]
            ]
            nodes += [*steps, Items((f"Answer: {one.answer.shown()}",))]
            sources |= one.answer.sources
        if sources:
            nodes += [Heading("Sources"), listed(sources)]
        return Document(f"Key: {_TOPICS[self.topic]}", tuple(nodes))

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the challenges, always with their answers; a `summary` has these as figures alone."""
        items = [one.to_dict() for one in self.items]
        if detail == "summary":
            for item, one in zip(items, self.items, strict=True):
                item["answer"] = {"value": float(one.answer.value or 0), "unit": one.answer.unit}
        return {
            "schema": SCHEMA,
            "seed": self.seed,
            "topic": self.topic,
            "level": self.level,
            "summary": self.summary(),
            "tolerance": TOLERANCE,
            "items": items,
            "made": self.made,
        }


_TOPICS = {"flop": "training compute", "memory": "memory", "time": "time and cost"}
