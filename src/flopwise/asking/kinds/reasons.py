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
    both = _two_terms(frame)
    if both is not None:
        return both
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


def why(frame: Frame, *, last: bool = False) -> Answer | None:
    """Explain the terms that a why is about; None where a figure is asked for beside it.

    With figures in the question it is the `last` resort.
    """
    text = frame.question.strip()
    if not re.match(r"(?:so |and |but |hey,? |ok,? )?(?:why|how come)\b", text, re.IGNORECASE):
        return None
    if frame.models or frame.machines or re.search(r"[?.!]\s+\S", text):
        return None
    beside = any(item.role not in ("training_compute", "tokens") for item in frame.givens)
    if beside and not last:
        return None
    term = _term(text)
    if term is None:
        return None
    value: int | None = None
    unit = ""
    if term.id in _SIX_N and re.search(r"\b(6|six)\b", text.casefold()):
        from flopwise.formulas.flop import six_n

        value, unit = int(six_n.number(1)), "FLOP/(parameter·token)"
    understood: dict[str, Any] = {"quantity": "explanation", "name": term.id, "subject": None,
                                  "run": {}}  # fmt: skip
    return Answer(frame.question, understood, f"why {term.name}",
                  Found("list" if value is None else "quantity", term.summary(), value, unit),
                  parts=(term,))  # fmt: skip


_BOTH = re.compile(
    r"^(?:what(?:'s| is) the )?(?:difference between|compare)\s+(?P<a>[\w\-/ .+]+?)\s+(?:and|vs\.?|versus|with)\s+"
    r"(?P<b>[\w\-/ .+]+?)\s*\??$",
    re.IGNORECASE,
)


def _two_terms(frame: Frame) -> Answer | None:
    """Explain two terms side by side."""
    found = _BOTH.match(frame.question.strip())
    if found is None or frame.models or frame.machines or frame.givens:
        return None
    from flopwise.explanations import explain

    try:
        terms = [explain(found[name].strip()) for name in ("a", "b")]
    except UnknownNameError:
        return None
    understood: dict[str, Any] = {"quantity": "explanation", "name": terms[0].id, "subject": None,
                                  "run": {}}  # fmt: skip
    text = " ".join(term.summary() for term in terms)
    return Answer(frame.question, understood, f"what {terms[0].name} and {terms[1].name} mean",
                  Found("list", text), parts=tuple(terms))  # fmt: skip


_SIX_N = ("six-nd", "6nd", "six_n", "six_nd")
_LONGEST_TERM = 4


def _term(text: str) -> Any:
    """Return what explains the longest name of a term that a text holds."""
    from flopwise.explanations import explain

    words = re.findall(r"[\w\-/]+", text)
    for length in range(_LONGEST_TERM, 0, -1):
        for first in range(1, len(words) - length + 1):
            name = " ".join(words[first : first + length])
            if length == 1 and name.casefold() in _NO_TERMS:
                continue
            try:
                return explain(name)
            except UnknownNameError:
                continue
    return None


_NO_TERMS = frozenset(("flop", "flops", "token", "tokens", "parameter", "parameters", "gpu", "day", "days",
                       "hour", "hours", "byte", "bytes", "gb", "model", "models", "step", "steps", "second",
                       "a", "d", "b", "t", "in", "at", "as", "it", "s", "m", "g", "h", "x", "c", "n", "k", "w"))  # fmt: skip


def with_reason(frame: Frame, answer: Answer) -> Answer:
    """Put the reasons of the steps in front where a question asks why."""
    if not _WHY.search(frame.question) or answer.estimate is None or answer.found is None:
        return answer
    from dataclasses import replace

    steps = [step for step in answer.estimate.steps if step.inputs]
    why = " ".join(step.explanation for step in steps[-2:])
    text = f"{answer.found.text} {why}".strip()
    return replace(answer, found=answer.found._replace(text=text))
