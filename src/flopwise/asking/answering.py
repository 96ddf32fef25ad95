"""From a question to its answer: read it, find what it asks for, and answer or say why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.asking.kinds import (
    changing,
    checking,
    comparing,
    currencies,
    equalling,
    facts,
    fitting,
    holding,
    laws,
    proportion,
    reasons,
    refusals,
    setups,
    solved,
)
from flopwise.asking.reading import claims, goals
from flopwise.asking.reading import reader as reading
from flopwise.errors import FlopwiseError, InvalidValueError

if TYPE_CHECKING:
    from flopwise.asking.answer import Answer
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.goals import Goal

LONGEST_QUESTION = 2000
"""Characters; more is a text, and texts are for the audit."""


def ask(question: str) -> Answer:
    """Answer a question in plain English, or say why not.

    Raises InvalidValueError for what is no question: nothing at all, or a whole text.
    """
    found = checked(question)
    if not isinstance(found, str):
        return found
    frame = reading.read(found)
    return of_frame(frame, goals.goal(frame))


def checked(question: str) -> str | Answer:
    """Return a question on one line, or the answer to one in another language.

    Raises InvalidValueError for what is no question: nothing at all, or a whole text.
    """
    if not isinstance(question, str):
        raise InvalidValueError(f"a question is a text, not {type(question).__name__}")
    if not question.strip():
        raise InvalidValueError('a question is needed, such as "how many FLOPs did GPT-3 take?"')
    if len(question) > LONGEST_QUESTION:
        raise InvalidValueError(
            f"the question has {len(question):,} characters; it may have {LONGEST_QUESTION:,}"
        )
    question = " ".join(question.split())
    foreign = refusals.language(question)
    return refusals.foreign(question, foreign) if foreign else question


def of_frame(frame: Frame, goal: Goal | None) -> Answer:
    """Answer what was understood; what can't be is said in a sentence."""
    try:
        return currencies.told(frame, _answered(frame, goal))
    except FlopwiseError as error:
        return refusals.cannot(frame, goal, str(error).rstrip("."))


def _answered(frame: Frame, goal: Goal | None) -> Answer:
    claimed = claims.asked(frame)
    if claimed is not None and (goal is None or not goals.in_the_question(frame)):
        goal = claimed
    claims.settled(frame, goal.role if goal is not None else None)
    machines = setups.answered(frame, goal)
    if machines is not None:
        return machines
    changed = checking.answered(frame, goal) or changing.answered(frame, goal)
    if changed is not None:
        return changed
    held = proportion.answered(frame, goal)
    if held is not None:
        return held
    same = holding.same_amount(frame)
    if same is not None:
        return same
    impossible = refusals.impossible(frame, goal)
    if comparing.is_comparison(frame):
        found = comparing.answered(frame, goal)
        if found is not None:
            return found
    if impossible:
        return refusals.cannot(frame, goal, impossible)
    if frame.undisclosed:
        return refusals.not_disclosed(frame, goal)
    term = reasons.explained(frame) or reasons.why(frame)
    if term is not None:
        return term
    fact = facts.answered(frame, goal)
    if fact is not None:
        return refusals.not_understood(frame, goal) or fact
    law = laws.answered(frame, goal)
    if law is not None:
        return law
    equal = equalling.answered(frame, goal)
    if equal is not None:
        return equal
    unclear = refusals.not_understood(frame, goal) or refusals.of_another_size(frame, goal)
    if unclear is not None:
        return unclear
    goal = (
        holding.of_the_rule(frame) or holding.in_time(frame, goal) or goal or holding.implied(frame)
    )
    if fitting.is_feasibility(frame, goal):
        found = fitting.answered(frame, goal)
        if found is not None:
            return found
    held = holding.answered(frame, goal)
    if held is not None:
        return held
    if goal is None:
        return (
            refusals.family_alone(frame, goal)
            or reasons.why(frame, last=True)
            or refusals.nothing_asked(frame)
        )
    if len({mention.id for mention in frame.models}) > 1:
        return refusals.several_models(frame, goal)
    return reasons.with_reason(frame, solved.answered(frame, goal))
