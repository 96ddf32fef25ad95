"""Yes or no: an answer held against a limit that the question names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.asking.answer import Answer, Found
from flopwise.asking.kinds import consistency, solved
from flopwise.asking.kinds.solution import Solution, worked_out
from flopwise.asking.quantities import KINDS, label
from flopwise.asking.reading import goals
from flopwise.asking.reading.goals import Goal
from flopwise.asking.wording import understood, understood_text
from flopwise.units.display import show

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.numbers import Given

_CLOSE = 0.05
"""How near an answer must come to a figure that is asked to be confirmed."""


def implied(frame: Frame) -> Goal | None:
    """Return what a question is about that doesn't say it: 6ND of numbers, devices needed."""
    if frame.convention == "six-nd" and {"parameters", "tokens"} <= frame.roles:
        return Goal("training_compute", None, "", 0.0)
    if (
        re.search(r"\b(number of|how many) \w+", frame.text.casefold())
        and frame.machines
        and (frame.machines[0].number is None)
    ):
        return Goal("devices", None, "", 0.0)
    if frame.has("zero1", "zero2", "zero3") and frame.has("per_device"):
        return Goal("states_per_device", None, "", 0.0)
    if "price" in frame.roles and (
        "device_time" in frame.roles or {"devices", "duration"} <= frame.roles
    ):
        return Goal("cost", None, "", 0.0)
    if frame.has("optimal", "approach1", "approach2", "approach3", "besiroglu"):
        if "training_compute" in frame.roles:
            return Goal("parameters", None, "", 0.0)
        if "parameters" in frame.roles:
            return Goal("tokens", None, "", 0.0)
    if re.search(r"\b(?:largest|biggest)\b[\w\s-]{0,40}\bmodel\b", frame.text.casefold()):
        return Goal("parameters", None, "", 0.0)
    sized = bool(frame.models) or "parameters" in frame.roles
    alone = sized and not frame.roles - {"parameters", "active_parameters"}
    asks = re.search(r"\bhow (?:much|big|large|heavy)\b|\bsize\b", frame.text.casefold())
    if frame.precisions and alone and asks:
        return Goal("weights_memory", None, "", 0.0)
    limits = [] if goals.asks_amount(frame) else _limits(frame)
    if limits:
        return Goal(limits[0][1].role, None, "", 0.0)
    if goals.is_yesno(frame) and "duration" in frame.roles:
        return Goal("duration", None, "", 0.0)
    if (
        re.search(r"\bwhy\b", frame.text.casefold())
        and ({"bytes", "weight_size"} & frame.roles)
        and ("parameters" in frame.roles or frame.models)
    ):
        stated = frame.given("bytes")
        return Goal("model_states", stated.quantity.unit if stated else None, "", 0.0)
    if re.search(r"\b(bytes per parameter|memory|gb)\b", frame.text.casefold()) and (
        "parameters" in frame.roles
    ):
        return Goal("model_states", None, "", 0.0)
    return None


def in_time(frame: Frame, goal: Goal | None) -> Goal | None:
    """Return the question whether machines get something done in the time that is told."""
    if goal is not None and goal.role not in ("training_compute", "cost_per_token", "duration"):
        return None
    work = frame.models or {"parameters", "training_compute", "tokens"} & frame.roles
    told = frame.machines and work and len(frame.all_given("duration")) == 1
    if told and goals.is_yesno(frame) and _able(frame):
        return Goal("duration", None, "", 0.0)
    return None


def same_amount(frame: Frame) -> Answer | None:
    """Answer whether two amounts are one: 1 PF-day is 8.64e19 FLOP, right?"""
    if len(frame.givens) != 2 or frame.models or frame.machines or not goals.is_yesno(frame):
        return None
    first, second = frame.givens
    if first.role != second.role or frame.loose or first.quantity.unit == second.quantity.unit:
        return None
    yes = abs(float(first.value) / float(second.value) - 1) <= _ROUNDED
    shown = show(first.value, KINDS[first.role].input.dimension, second.quantity.unit)
    text = f"{'Yes' if yes else 'No'}: {first.written} is {shown}."
    return Answer(
        frame.question, {**understood(frame, None), "quantity": "conversion"},
        understood_text(frame, None), Found("yesno", text, "yes" if yes else "no"),
    )  # fmt: skip


_ROUNDED = 0.01


def of_the_rule(frame: Frame) -> Goal | None:
    """Return the question whether a run saw as many tokens as would be compute-optimal."""
    words = {"fewer", "more", "less", "few", "many", "undertrained", "overtrained", "past", "beyond",
             "over", "above", "below", "under", "short", "exceed", "exceeds", "over-trained",
             "under-trained", "overshoot", "overshoots"}  # fmt: skip
    sized = frame.models or {"parameters", "tokens"} <= frame.roles
    words |= {"optimal", "compute-optimal", "chinchilla-optimal"}
    if frame.has("optimal") and sized and goals.is_yesno(frame) and words & set(frame.low):
        return Goal("tokens_per_parameter", None, "", 0.0)
    if (
        frame.has("optimal")
        and sized
        and re.search(
            r"\b(how many times|by what factor|times (?:beyond|past|over|above|more))\b",
            frame.text.casefold(),
        )
        and "training_compute" not in frame.roles
    ):
        frame.tags -= {"optimal"}
        return Goal("over_optimal", None, "", 0.0)
    return None


def _limits(frame: Frame) -> list[tuple[str, Given]]:
    return [(side, item) for side, item in goals.limits(frame) if item.role in _HELD]


_HELD = ("duration", "cost", "training_compute", "device_time", "tokens", "energy", "emissions",
         "mfu", "device_memory", "bytes")  # fmt: skip


def answered(frame: Frame, goal: Goal | None) -> Answer | None:
    """Hold an answer against a limit; None where the question isn't of that kind."""
    short = (
        goal is not None
        and bool(_limits(frame))
        and not _asks_amount(frame)
        and (goal.score == 0.0 or any(item.role == goal.role for _, item in _limits(frame)))
    )
    if goal is None or not (goals.is_yesno(frame) or short):
        return None
    goal = _within_budget(frame) or goal
    if goal.role == "tokens_per_parameter" and frame.has("optimal"):
        return _undertrained(frame, goal)
    limits = _limits(frame)
    if goal.role == "duration" and frame.machines and _able(frame):
        limits = [found for found in limits if found[1].role == "duration"]
    if not limits and goal.role == "duration" and frame.machines and _able(frame):
        limits = [("below", item) for item in frame.all_given("duration")]
    if (
        goal.role == "cost"
        and not limits
        and not _CHECKED.search(frame.text.casefold())
        and frame.given("cost") is not None
    ):
        limits = [("below", item) for item in frame.all_given("cost")]
    asked = next(((side, item) for side, item in limits if item.role == goal.role), None)
    if asked is None and limits and goal.role not in frame.roles and not _asks_amount(frame):
        asked = limits[0]
    if asked is None:
        return _confirmed(frame, goal) if goals.is_yesno(frame) else None
    side, item = asked
    found = worked_out(frame, item.role)
    if found is None:
        return solved.answered(_without(frame, item), Goal(item.role, None, "", 0.0))
    value, line = float(found.value), float(item.value)
    yes = value < line if side == "below" else value > line
    low, high = found.derivation.interval or (value, value)
    text = _compared(found, item)
    word = "Yes" if yes else "No"
    straddles = float(low) <= line <= float(high) and low != high
    if straddles:
        word = f"Probably {'yes' if yes else 'no'}, though the figure is too uncertain to be sure"
    name = found.knowledge.subject
    estimate = solved.estimated(found, None, f"{name}: {{value}}", frame.question)
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        Found("yesno", f"{word}: {text}.", "yes" if yes else "no"), estimate,
        remarks=consistency.remarks_of(frame, found),
    )  # fmt: skip


_CHECKED = re.compile(r"\b(right|correct|true|accurate)\b")
_ABLE = re.compile(
    r"\b(can|could|would|will|possible|feasible|able to|manage|enough|doable|any chance|realistic)\b"
)


def _able(frame: Frame) -> bool:
    """Tell whether a question asks whether something can be done in the time that it names."""
    return bool(_ABLE.search(frame.text.casefold()))


def _undertrained(frame: Frame, goal: Goal) -> Answer | None:
    """Say whether a run saw fewer or more tokens than would be compute-optimal."""
    frame.tags -= {"optimal"}
    found = worked_out(frame, "over_optimal")
    if found is None:
        return None
    under = bool(
        {"undertrained", "under-trained", "below", "under", "fewer", "few", "less", "short"}
        & set(frame.low)
    )
    value = float(found.value)
    over = {"past", "beyond", "over", "above", "exceed", "exceeds", "overtrained", "over-trained", "many",
            "more", "overshoot", "overshoots"}  # fmt: skip
    yes = value < 1 if under else value > 1
    if not under and not over & set(frame.low):
        yes = _NEAR[0] <= value <= _NEAR[1]
    name = found.knowledge.subject
    text = f"{'Yes' if yes else 'No'}: {name} saw {value:.3g} times its compute-optimal number of tokens"
    estimate = solved.estimated(found, None, f"{name}: {{value}}", frame.question)
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        Found("yesno", f"{text}.", "yes" if yes else "no"), estimate,
    )  # fmt: skip


_NEAR = (0.75, 1.5)
"""Between so many times the usual ratio a run is as good as optimal, as the fits disagree by that."""


def _within_budget(frame: Frame) -> Goal | None:
    """Read `can I train it for $50,000` as a limit on the cost."""
    if (
        {"cost", "price"} <= frame.roles
        and {"parameters", "tokens"} & frame.roles
        and (not _asks_amount(frame))
    ):
        return Goal("cost", None, "", 0.0)
    return None


def _asks_amount(frame: Frame) -> bool:
    asked = r"\b(how (many|much|long)|what|which|calculate|estimate|number of|give me|biggest|largest)\b"
    return bool(re.search(asked, frame.text.casefold()))


def _without(frame: Frame, item: Given) -> Frame:
    frame.givens = [other for other in frame.givens if other is not item]
    return frame


def _compared(found: Solution, item: Given) -> str:
    shown = show(found.value, KINDS[found.role].input.dimension)
    return f"the {label(found.role)} is {shown}, against {item.written}"


def _confirmed(frame: Frame, goal: Goal) -> Answer | None:
    """Answer whether a figure that is stated is what follows from the rest."""
    item = frame.given(goal.role)
    if item is None:
        return None
    found = worked_out(frame, goal.role)
    if found is None:
        return solved.answered(_without(frame, item), goal)
    value = float(found.value)
    yes = abs(value / float(item.value) - 1) <= _CLOSE
    shown = show(found.value, KINDS[goal.role].input.dimension, item.quantity.unit)
    text = f"{'Yes' if yes else 'No'}: it comes to {shown}"
    name = found.knowledge.subject
    estimate = solved.estimated(found, item.quantity.unit, f"{name}: {{value}}", frame.question)
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        solved.in_unit(estimate)._replace(kind="yesno", text=f"{text}."), estimate,
        remarks=(*consistency.remarks_of(frame, found), *_implied_share(frame)),
    )  # fmt: skip


def _implied_share(frame: Frame) -> tuple[str, ...]:
    """Say which utilisation the device time of a named model means, where it is unusual."""
    if not frame.models or "device_time" not in frame.roles:
        return ()
    share = worked_out(frame, "mfu")
    if share is None:
        return ()
    value = float(share.value)
    return (f"that device time means an MFU of {value:.1%}"
            + (", which is unusually low" if value < _LOW else ""),)  # fmt: skip


_LOW = 0.25
