"""One amount held against another of its kind: how many times below a line, what share of a run."""

from __future__ import annotations

import copy
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flopwise.asking.answer import Answer, Found
from flopwise.asking.kinds import consistency, meaning, refusals, solved
from flopwise.asking.kinds.solution import worked_out
from flopwise.asking.quantities import KINDS, label
from flopwise.asking.reading.goals import Goal
from flopwise.asking.reading.numbers import Given, plain
from flopwise.asking.wording import understood, understood_text
from flopwise.catalog import thresholds
from flopwise.errors import FlopwiseError
from flopwise.units.display import show

if TYPE_CHECKING:
    from flopwise.asking.kinds.solution import Solution
    from flopwise.asking.reading.frame import Frame

_BELOW = r"below|under|short of|less than|smaller than|lower than|beneath|shy of|away from|(?:fall|falls|fell|stay|stays) short"
_ABOVE = r"above|over|beyond|past|more than|greater than|larger than|higher than|bigger than|exceed\w*|surpass\w*|overshoot\w*|top"
_TIMES = re.compile(
    r"\b(?:how many times|how many orders of magnitude|(?:by|with|within) (?:what|which|how (?:large|big) an?) (?:factor|margin|multiple)|"
    r"(?:what|which) (?:factor|multiple)|how (?:far|much))\b"
)
_SIDE = re.compile(rf"\b(?:(?P<below>{_BELOW})|(?P<above>{_ABOVE}))\b")
_SHARE = re.compile(
    r"\b(?:what|which|how (?:large|big) an?|how much)\b(?: \w+)? (?P<word>percentage|percent|per cent|%|fraction|share|portion|"
    r"proportion|part)\b|\bas an? (?P<as>percentage|fraction|share)\b"
)
_ROLES = ("training_compute", "tokens", "device_time", "duration", "cost", "energy", "emissions",
          "optimizer_steps", "dataset_tokens", "samples", "parameters", "model_states")  # fmt: skip
_LINES = ("training_compute", "device_time", "duration", "cost", "energy", "emissions")
"""What is a limit that an amount can lie under or over; tokens and sizes describe the run."""


def answered(frame: Frame, goal: Goal | None) -> Answer | None:
    """Answer how many times an amount is under or over another, or what share of it; else None."""
    text = frame.text.casefold()
    share = _SHARE.search(text)
    side = _SIDE.search(text) if _TIMES.search(text) else None
    if (share is None and side is None) or frame.loose or "peak" in frame.low:
        return None
    if side is not None and "times" not in text and not re.search(r"factor|multiple|margin", text):
        return None
    if goal is not None and goal.role in ("mfu", "hfu", "padding_share", "loss"):
        return None
    if refusals.not_understood(copy.copy(frame), goal) is not None:
        return None
    roles = _ROLES if share is not None else _LINES
    words = share or side
    assert words is not None
    whole = _whole(frame, roles, words.end())
    part = None if whole is None else _part(frame, whole)
    if whole is None or part is None:
        return None
    if share is not None:
        return _of_the_whole(frame, whole, part, share["word"] or share["as"])
    assert side is not None
    return _of_the_line(frame, whole, part, below=side["below"] is not None)


_REACH = 60
"""Characters between the words that ask and the amount that they hold another against."""


def _whole(frame: Frame, roles: tuple[str, ...], start: int) -> Given | None:
    """Return the amount that another is held against: the first behind the words, a law's line."""
    behind = [
        item for item in frame.givens
        if item.last >= item.first and 0 <= frame.words[item.first].start - start <= _REACH
    ]  # fmt: skip
    first = min(behind, key=lambda item: item.first, default=None)
    if first is not None and first.role in roles:
        return first
    lines = [thresholds.find(law) for law in dict.fromkeys(frame.laws)]
    rule = next((one for one in lines if one.flop is not None), None)
    if rule is None or rule.flop is None or "training_compute" not in roles:
        return None
    return Given("training_compute", plain(int(rule.flop), "flop"), rule.name, 0, -1)


def _part(frame: Frame, whole: Given) -> Solution | None:
    """Work out the amount that is held against the whole, from all that is told beside it."""
    part = copy.copy(frame)
    part.givens = [item for item in frame.givens if item is not whole]
    part.laws = []
    part.remarks = []
    role = meaning.meant(part, whole.role)
    if KINDS[role].input.dimension != KINDS[whole.role].input.dimension:
        return None
    try:
        found = worked_out(part, role)
    except FlopwiseError:
        return None
    if found is None or consistency.unused(part, found) or frame.changes:
        return None
    own = {item.role for item in part.givens}
    if not (found.way.used & own) and not frame.models:
        return None
    return found


def _of_the_line(frame: Frame, whole: Given, part: Solution, *, below: bool) -> Answer:
    line, value = whole.value, part.value
    ratio = _divided(line, value) if below else _divided(value, line)
    shown = show(value, KINDS[part.role].input.dimension)
    goal = Goal(part.role, None, "", 0.0)
    if float(ratio) < 1:
        side = "above" if below else "below"
        return refusals.cannot(
            frame, goal, f"it lies {side} and not {'below' if below else 'above'}: "
            f"the {label(part.role)} is {shown}, against {whole.written}",
        )  # fmt: skip
    text = f"{float(ratio):.4g} times {'below' if below else 'above'}: the {label(part.role)} is {shown}, against {whole.written}"
    return _told(frame, goal, part, Found("comparison", f"{text}.", ratio))


def _of_the_whole(frame: Frame, whole: Given, part: Solution, word: str) -> Answer:
    ratio = _divided(part.value, whole.value)
    goal = Goal(part.role, None, "", 0.0)
    shown = show(part.value, KINDS[part.role].input.dimension)
    percent = word.startswith("per") or word == "%"
    told = f"{float(ratio) * 100:.4g} %" if percent else f"{float(ratio):.4g}"
    text = f"That is {told}: {shown} of {whole.written}"
    value: Any = ratio * 100 if percent else ratio
    return _told(frame, goal, part, Found("quantity", f"{text}.", value, "%" if percent else ""))


def _told(frame: Frame, goal: Goal, part: Solution, found: Found) -> Answer:
    name = part.knowledge.subject
    return Answer(
        frame.question, {**understood(frame, goal), "quantity": "ratio"}, understood_text(frame, goal),
        found, parts=(solved.estimated(part, None, f"{name}: {{value}}", name),),
        remarks=consistency.remarks_of(frame, part),
    )  # fmt: skip


def _divided(first: Any, second: Any) -> Any:
    if isinstance(first, int | Fraction) and isinstance(second, int | Fraction):
        return Fraction(first) / Fraction(second)
    return float(first) / float(second)
