"""Questions one after another: a later one may leave out what an earlier one said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.asking import answering
from flopwise.asking.reading import goals
from flopwise.asking.reading import reader as reading
from flopwise.errors import FlopwiseError

if TYPE_CHECKING:
    from flopwise.asking.answer import Answer
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.goals import Goal

_LEADS = ("and", "what about", "how about", "what if", "but", "then", "with", "on", "for", "now",
          "same", "instead", "in")  # fmt: skip


class Conversation:
    """Answers questions and remembers the last one.

    >>> talk = Conversation()
    >>> print(talk.ask("7B on 1T tokens with 128 A100s at 50% MFU: how many days?").summary())
    Training a model of 7B parameters takes 24.34 days.
    >>> print(talk.ask("and on H200s?").summary())
    Training a model of 7B parameters takes 7.676 days.
    """

    def __init__(self) -> None:
        self._frame: Frame | None = None
        self._goal: Goal | None = None

    def ask(self, question: str) -> Answer:
        """Answer a question, in the light of the last one where it leans on that.

        Raises InvalidValueError for what is no question.
        """
        checked = answering.checked(question)
        if isinstance(checked, str):
            frame = reading.read(checked)
            goal = goals.goal(frame)
            if self._frame is not None and _leans(frame, goal):
                goal = goal or self._goal
                _completed(frame, self._frame)
        else:
            return checked
        answer = answering.of_frame(frame, goal)
        if answer.answered:
            # the givens may have been renamed on the way, so that the question is read again
            self._frame, self._goal = frame, goal
        return answer


def _leans(frame: Frame, goal: Goal | None) -> bool:
    """Tell whether a question leaves out what it is about or what it asks for."""
    text = frame.text.casefold()
    begins = any(text.startswith(f"{lead} ") for lead in _LEADS)
    whole = goal is not None and bool(frame.models or {"parameters", "tokens"} <= frame.roles)
    return begins or not whole


def _completed(frame: Frame, before: Frame) -> None:
    """Add what the last question said and this one doesn't."""
    stated = frame.roles
    named = bool(frame.models) or "parameters" in stated
    if not frame.models and "parameters" not in stated:
        frame.models = list(before.models)
    for item in before.givens:
        of_another = named and item.role in ("parameters", "active_parameters")
        if item.role not in stated and not of_another:
            frame.givens.append(item._replace(first=0, last=-1))
    if not frame.machines:
        frame.machines = list(before.machines)
    elif frame.machines[0].number is None and before.machines:
        frame.machines[0] = frame.machines[0]._replace(number=before.machines[0].number)
    frame.tags |= before.tags
    frame.precisions = frame.precisions or list(before.precisions)
    frame.convention = frame.convention or before.convention


def answer_or_sentence(talk: Conversation, question: str) -> Answer | str:
    """Answer a question, or return the one sentence that says why it is none."""
    try:
        return talk.ask(question)
    except FlopwiseError as error:
        return str(error)
