"""Judge an answer of `flopwise ask` against what is known, by the Answer object alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from benchmarks.questions.generator import Question


class Verdict(NamedTuple):
    """Whether an answer is right, and whether a wrong one was given as if it were known."""

    right: bool
    confident: bool
    given: str


def yes_or_no(value: object, text: str) -> bool | None:
    """Read yes or no, however it is written."""
    if isinstance(value, bool):
        return value
    word = str(value if isinstance(value, str) else text).strip().lower()
    return True if word.startswith("yes") else False if word.startswith("no") else None


def judge(question: Question, answer: dict[str, Any]) -> Verdict:
    """Judge one answer, as `to_dict` writes it."""
    found = answer["answer"] or {}
    if not answer["answered"] or found.get("kind") == "cannot":
        return Verdict(question.kind == "cannot", confident=False, given="refused")
    value, text = found.get("value"), found.get("text") or ""
    given = f"{value} {found.get('unit') or ''}".strip()
    right = False
    if question.kind == "yesno":
        right = yes_or_no(value, text) is question.value
        given = f"{value}: {text[:60]}"
    elif question.kind == "number" and isinstance(value, int | float):
        wanted = float(question.value or 0)
        right = abs(value - wanted) <= question.tolerance * abs(wanted)
    return Verdict(right, confident=not right, given=given)
