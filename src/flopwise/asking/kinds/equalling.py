"""At which point two things become equal: what inference takes and training, the like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.asking.kinds import lacking, refusals, solved
from flopwise.asking.kinds.solution import knowledge_of, worked_out
from flopwise.asking.reading.goals import Goal

if TYPE_CHECKING:
    from flopwise.asking.answer import Answer
    from flopwise.asking.reading.frame import Frame

_POINT = re.compile(
    r"\b(at (?:which|what)|after (?:how many|how much|which|what)|how many .*\b(?:until|before|till|must|need|to)|"
    r"when (?:do|does|will|would|is)|from (?:which|what)|where (?:do|does|is))\b"
)
_EQUAL = re.compile(
    r"\b(equals?|equal(?:l?ed|l?ing)|break[- ]?even|as much (?:\w+ ){0,3}as|the same (?:\w+ ){0,3}as|as many (?:\w+ ){0,3}as|"
    r"overtakes?|overtaken|catch(?:es)? up|match(?:es|ed)?|exceeds?|cross(?:es)? over|crossover|cross[- ]?over|outweighs?|dominates?|"
    r"surpass(?:es|ed)?|outgrows?|balance)\b"
)
_SERVES = frozenset(("serving", "served", "serve", "inference", "generating", "generated", "generate",
                     "deployment", "answering", "inferencing", "generation"))  # fmt: skip
_TRAINS = frozenset(("training", "pretraining", "pre-training", "train", "trained", "pretrain", "pretrained",
                     "training's"))  # fmt: skip


def answered(frame: Frame, goal: Goal | None) -> Answer | None:
    """Answer where two things become equal, or say that it isn't answered; else None."""
    text = frame.text.casefold()
    if not (_POINT.search(text) and _EQUAL.search(text)):
        return None
    words = set(frame.low)
    if _SERVES & words and _TRAINS & words and (goal is None or goal.role in _COUNTED):
        return _served(frame)
    if "attention" in text and (goal is None or goal.role in _LENGTHS):
        return _attention(frame)
    if goal is None or not re.search(
        r"\bat (?:which|what)\b|\bbreak[- ]?even\b|\bovertak|\bcatch", text
    ):
        return None
    return refusals.cannot(
        frame, goal, "it asks where two things become equal, and that isn't answered for these two"
    )


_COUNTED = ("tokens", "training_compute", "forward_compute", "served_tokens", "cost_per_token")
_LENGTHS = ("sequence_length", "tokens", "training_compute", "cost_per_token", "score_memory",
            "weights_memory", "crossover_length")  # fmt: skip


def _served(frame: Frame) -> Answer:
    goal = Goal("served_tokens", None, "", 0.0)
    frame.tags -= {"inference"}
    found = worked_out(frame, "served_tokens")
    if found is None:
        return lacking.lacking(frame, goal._replace(role="training_compute"), knowledge_of(frame))
    return refusals.not_understood(frame, goal) or solved.answered(frame, goal)


def _attention(frame: Frame) -> Answer:
    goal = Goal("crossover_length", None, "", 0.0)
    whole = re.search(r"\b(not|without|no|un)\b[\w ]{0,20}caus|caus\w+ (?:\w+ )?(?:not|isn't|is not)|whole|full", frame.text.casefold())  # fmt: skip
    halved = re.search(r"caus|halv", frame.text.casefold()) and not whole
    frame.tags |= {"halved"} if halved else frozenset()
    frame.tags -= {"causal"}
    for index in frame.free & {
        at for at, word in enumerate(frame.low) if word in ("not", "without")
    }:
        frame.take(range(index, index + 1))
    return refusals.not_understood(frame, goal) or solved.answered(frame, goal)
