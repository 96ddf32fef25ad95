"""Questions for a meaning or a reason: terms explained, and derivations that say why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flopwise.asking.answer import Answer, Found
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame

_MEANING = re.compile(
    r"^(?:so )?(?:what(?:'s| is| are| does)|whats|explain|define|tell me (?:about|what)|"
    r"what do you mean by)\s+(?:an? |the )?(?P<name>[\w\-/ .+]+?)"
    r"(?: mean| means| stand for| in training| in llm training)?\s*\??$",
    re.IGNORECASE,
)
_WHY = re.compile(r"\bwhy\b|\bhow come\b", re.IGNORECASE)


def explained(frame: Frame) -> Answer | None:
    """Explain a term; None where the question isn't for one."""
    found = _MEANING.match(frame.question)
    if found is None or frame.models or frame.machines or frame.givens:
        return None
    from flopwise.explanations import explain

    name = found["name"].strip()
    if name.split()[0].casefold() in ("my", "our", "your", "his", "their"):
        return None
    try:
        term = explain(name)
    except UnknownNameError:
        return None
    if len(name.split()) > len(term.name.split()) + 1:
        return None  # a term within a question for something else
    understood: dict[str, Any] = {"quantity": "explanation", "name": term.id, "subject": None,
                                  "run": {}}  # fmt: skip
    return Answer(frame.question, understood, f"what {term.name} means",
                  Found("list", term.summary()), parts=(term,))  # fmt: skip


def with_reason(frame: Frame, answer: Answer) -> Answer:
    """Put the reasons of the steps in front where a question asks why."""
    if not _WHY.search(frame.question) or answer.estimate is None or answer.found is None:
        return answer
    from dataclasses import replace

    steps = [step for step in answer.estimate.steps if step.inputs]
    why = " ".join(step.explanation for step in steps[-2:])
    text = f"{answer.found.text} {why}".strip()
    return replace(answer, found=answer.found._replace(text=text))
