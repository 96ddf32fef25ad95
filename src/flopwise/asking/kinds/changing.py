"""Two values of one kind: what a change from the one to the other does, or saves."""

from __future__ import annotations

import copy
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.asking.answer import Answer, Found
from flopwise.asking.kinds import consistency, meaning, refusals, solved
from flopwise.asking.kinds.solution import worked_out
from flopwise.asking.quantities import KINDS, label
from flopwise.asking.reading.goals import Goal
from flopwise.asking.reading.numbers import Given, plain
from flopwise.asking.wording import understood, understood_text
from flopwise.errors import FlopwiseError
from flopwise.units.display import show, unit_text

if TYPE_CHECKING:
    from flopwise.asking.kinds.solution import Solution
    from flopwise.asking.reading.frame import Frame
    from flopwise.units.numbers import Number

_CHANGES = re.compile(
    r"\b(sav(?:e|es|ed|ing|ings)|instead|rather than|after|before|switch(?:ing|ed)?|moving|"
    r"(?:went|go|goes|going|jump(?:s|ed)?|climb(?:s|ed)?|rise[sn]?|rose|raise[ds]?|raising|improve[ds]?|improving|"
    r"increas(?:e|es|ed|ing)|drop(?:s|ped)?|fell|falls?|reduc(?:e|es|ed|ing)|lower(?:s|ed|ing)?|cut(?:s|ting)?|"
    r"get(?:s|ting)?|brought|bring(?:s|ing)?|push(?:es|ed|ing)?|tun(?:e|es|ed|ing)|"
    r"doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|quadrupl(?:e|es|ed|ing)|halv(?:e|es|ed|ing)|extend(?:s|ed|ing)?|grow(?:s|ing)?|grew|"
    r"expand(?:s|ed|ing)?|shrink(?:s|ing)?|chang(?:e|es|ed|ing)|scal(?:e|es|ed|ing)|stretch(?:es|ed|ing)?|"
    r"lengthen(?:s|ed|ing)?|shorten(?:s|ed|ing)?|boost(?:s|ed|ing)?)\b.*\b(?:to|from)|"
    r"promis(?:e|es|ed|ing)|faster|slower|cheaper|dearer|sooner|longer|shorter|speed-?up|gain(?:s|ed)?|"
    r"difference|extra|what if|would|becomes?|now|compared|versus|vs)\b"
)
_REVERSED = re.compile(
    r"\b(instead of|rather than|up from|down from|compared (?:to|with)|before it was|it was)\b"
)
_DIFFERENCE = re.compile(
    r"\bhow much (?:does|do|did|will|would|is|are)\b.*\b(?:rise|grow|increase|fall|drop|go (?:up|down)|shrink|climb|decrease)\b|"
    r"\b(sav(?:e|es|ed|ing|ings)|difference|extra|less|more|fewer|gain(?:s|ed)?|win|lose|loses|lost|shaves? off|"
    r"(?:days|hours|weeks|dollars|much) (?:faster|sooner|cheaper|shorter|longer|slower|earlier))\b"
)
_RATIO = re.compile(
    r"\b(factor|multiple|how many times|times (?:faster|slower|as|cheaper)|speed-?up|ratio|x faster)\b"
)
_VARIED = ("mfu", "price", "power", "overhead", "tokens", "parameters", "devices",
           "electricity_price", "carbon_intensity", "flop_rate", "throughput_per_device",
           "throughput", "tokens_per_step", "tokens_per_parameter", "epochs", "step_time",
           "duration", "cost", "sequence_length")  # fmt: skip
_HIDDEN = ("training_compute", "device_time", "tokens", "machine_energy", "energy")
"""What stays as it is while the one quantity changes, in the order in which it is tried."""
_NEUTRAL = (("devices", 1), ("peak", 10**12))
"""What cancels where only a ratio matters."""


class Pair(NamedTuple):
    """What is asked for, before and after."""

    role: str
    before: Number
    after: Number
    solutions: tuple[Solution, ...]
    varied: str
    told: tuple[str, str]


def answered(frame: Frame, goal: Goal | None) -> Answer | None:
    """Answer what a change does; None where the question is of another kind."""
    if not _CHANGES.search(frame.text.casefold()):
        return None
    if goal is None:
        return _speedup(frame)
    if goal.role not in KINDS:
        return None
    varied = [role for role in _VARIED if role != goal.role and _values(frame, role) == 2]
    if len(varied) != 1 or frame.laws or len({mention.id for mention in frame.models}) > 1:
        return None
    if frame.loose or refusals.not_understood(copy.copy(frame), goal) is not None:
        return None
    role = meaning.meant(_only(frame, varied[0], 0), goal.role)
    try:
        pair = _pair(frame, role, varied[0])
    except FlopwiseError as error:
        return refusals.cannot(frame, goal, str(error).rstrip("."))
    return None if pair is None else _told(frame, goal._replace(role=role), pair)


_SPEEDS = ("mfu", "devices", "throughput", "throughput_per_device", "flop_rate")


def _speedup(frame: Frame) -> Answer | None:
    """Answer how many times faster a run is where nothing but its speed is told twice."""
    varied = [role for role in _SPEEDS if _values(frame, role) == 2]
    text = frame.text.casefold()
    asks = _RATIO.search(text) or re.search(r"\bhow much (?:faster|quicker|slower|longer)\b", text)
    if len(varied) != 1 or not asks or len(frame.roles) > 1 or frame.loose:
        return None
    first, second = sorted(frame.all_given(varied[0]), key=lambda item: -item.value)
    ratio = _divided(first.value, second.value)
    told = f"{first.written} against {second.written} of {label(varied[0])}"
    goal = Goal("duration", None, "", 0.0)
    return Answer(
        frame.question, {**understood(frame, goal), "quantity": "ratio"}, understood_text(frame, goal),
        Found("comparison", f"It is {float(ratio):.4g} times as fast: {told}, all else alike.", ratio),
    )  # fmt: skip


def _values(frame: Frame, role: str) -> int:
    return len({item.value for item in frame.all_given(role)})


def _only(frame: Frame, role: str, place: int) -> Frame:
    """Return the question with one of two values of a quantity."""
    part = copy.copy(frame)
    values = list(dict.fromkeys(item.value for item in frame.all_given(role)))
    part.givens = [
        item for item in frame.givens if item.role != role or item.value == values[place]
    ]
    part.remarks = []
    return part


def _pair(frame: Frame, role: str, varied: str) -> Pair | None:
    frames = [_only(frame, varied, 0), _only(frame, varied, 1)]
    for part in frames:
        meaning.meant(part, role)
    if _REVERSED.search(frame.text.casefold()):
        frames.reverse()
    if any(part.given(varied) is None for part in frames):
        return None  # its words were another quantity's
    told = tuple(part.given(varied).written for part in frames)  # type: ignore[union-attr]
    solutions = [worked_out(part, role) for part in frames]
    first, second = solutions
    if (
        first is not None
        and second is not None
        and (varied in first.way.used & second.way.used or _counted_in(varied, first, second))
    ):
        if any(consistency.unused(part, found) for part, found in zip(frames, (first, second), strict=True)):  # fmt: skip
            return None
        return Pair(role, first.value, second.value, (first, second), varied, told)  # type: ignore[arg-type]
    return _scaled(frame, frames, role, varied, told)  # type: ignore[arg-type]


def _counted_in(varied: str, first: Solution, second: Solution) -> bool:
    """Tell whether a length changed what was counted, though no relation takes it by itself."""
    return varied == "sequence_length" and first.value != second.value


def _scaled(
    frame: Frame, frames: list[Frame], role: str, varied: str, told: tuple[str, str]
) -> Pair | None:
    """Work out what stays as it is from the first value, and from that the second."""
    stated = frame.given(role)
    if stated is None:
        return None
    for hidden in _HIDDEN:
        for neutral in ((), _NEUTRAL):
            before, after = (_with(part, neutral) for part in frames)
            kept = worked_out(before, hidden)
            if (
                kept is None
                or not {role, varied} <= kept.way.used
                or consistency.unused(before, kept)
            ):
                continue
            dimension = str(KINDS[hidden].input.dimension)
            after.givens = [item for item in after.givens if item.role != role]
            after.givens.append(
                Given(hidden, plain(kept.value, dimension), f"the same {label(hidden)}", 0, -1)
            )
            found = worked_out(after, role)
            if (
                found is not None
                and {hidden, varied} <= found.way.used
                and not consistency.unused(after, found)
            ):
                return Pair(role, stated.value, found.value, (kept, found), varied, told)
    return None


def _with(frame: Frame, neutral: tuple[tuple[str, int], ...]) -> Frame:
    part = copy.copy(frame)
    part.givens = list(frame.givens)
    for role, value in neutral:
        counted = any(machine.number is not None for machine in frame.machines)
        if (
            role in frame.roles
            or (role == "devices" and counted)
            or (role == "peak" and frame.machines)
        ):
            continue
        unit = str(KINDS[role].input.dimension)
        part.givens.append(Given(role, plain(value, unit), "whatever it is, as it cancels", 0, -1))
    return part


def _told(frame: Frame, goal: Goal, pair: Pair) -> Answer:
    text = frame.text.casefold()
    dimension = KINDS[pair.role].input.dimension
    unit = goal.unit if goal.unit is not None and goal.unit.dimension == dimension else None
    stated = frame.given(pair.role)
    if unit is None and stated is not None:
        unit = stated.quantity.unit
    shown = [show(value, dimension, unit) for value in (pair.before, pair.after)]
    what = f"the {label(pair.role)} goes from {shown[0]} to {shown[1]}"
    why = f"with {label(pair.varied)} {pair.told[1]} in place of {pair.told[0]}"
    value: Any
    kind = "quantity"
    if _RATIO.search(text):
        value = _divided(*sorted((pair.before, pair.after), reverse=True))
        told, kind = f"That is {float(value):.4g} times", "comparison"
    elif _DIFFERENCE.search(text):
        value = abs(pair.before - pair.after)
        told = f"That is {show(value, dimension, unit)}"
    else:
        value = pair.after
        told = f"That is {shown[1]}"
    symbol = ""
    if kind == "quantity":
        symbol = unit.symbol if unit is not None else unit_text(dimension)
        value = float(unit.from_base(value)) if unit is not None else value
    parts = tuple(
        solved.estimated(one, None, f"{title}: {{value}}", title)
        for one, title in zip(pair.solutions, ("Before", "After"), strict=True)
    )
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        Found(kind, f"{told}: {what} {why}.", value, symbol), parts=parts,
    )  # fmt: skip


def _divided(first: Number, second: Number) -> Any:
    if isinstance(first, int | Fraction) and isinstance(second, int | Fraction):
        return Fraction(first) / Fraction(second)
    return float(first) / float(second)
