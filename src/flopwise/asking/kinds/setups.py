"""Two sets of machines: how much faster one is, how long a run takes there, how many replace others."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.asking.answer import Answer, Found
from flopwise.asking.kinds import refusals
from flopwise.asking.quantities import KINDS
from flopwise.asking.reading import goals
from flopwise.asking.reading.goals import Goal
from flopwise.asking.solving.knowledge import fitting_precision
from flopwise.asking.wording import understood, understood_text
from flopwise.catalog import accelerators
from flopwise.formulas.hardware import rate_of_utilisation
from flopwise.units.display import show

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame, Machines
    from flopwise.asking.reading.numbers import Given
    from flopwise.units.registry import Unit

_FASTER = re.compile(
    r"\b(?:fast(?:er|est)?|quick(?:er|est)?|slow(?:er|s|ed|est)?|speed(?:s|ed|ing)?[- ]?ups?|speed(?:s)? (?:\w+ ){0,3}up|sooner|"
    r"speed-?up|acceler\w+|slow-?downs?|more compute|more flops?|outperform\w*|outpace\w*|(?:finish|train|run)\w* (?:earlier|sooner))\b"
)
_SLOWER = re.compile(r"\b(?:slow\w*|longer)\b")
_TIME = re.compile(
    r"\b(?:how (?:long|many (?:days|hours|weeks|months|minutes)|much time)|days|hours|weeks|duration|wall[- ]?clock|time)\b"
)
_MOVES = re.compile(
    r"\b(?:mov(?:e|es|ed|ing)|switch(?:es|ed|ing)?|chang(?:e|es|ed|ing)|upgrad(?:e|es|ed|ing)|go(?:es|ing)?|went|migrat(?:e|es|ed|ing)|"
    r"swap(?:s|ped|ping)?|replac(?:e|es|ed|ing)|from)\b.*\b(?:to|with|by|for|onto)\b"
)  # fmt: skip
_OTHER_WAY = re.compile(r"\b(?:instead of|rather than|up from|compared (?:to|with)|over)\b")
_MONEY = re.compile(
    r"\b(?:cheap\w*|cost\w*|expensive|dear\w*|pric\w+|save\w*|saving\w*|money|pay|bill)\b"
)
_SAVED = re.compile(
    r"\bhow (?:many|much) (?:time|days?|hours?|weeks?|months?)\b.*\b(?:faster|sooner|earlier|slower|longer|save[sd]?|less|more|shorter|gain\w*)\b|"
    r"\b(?:save|saves|saved|saving|gain|gained) (?:how|me|us)\b"
)
_OWN = ("mfu", "duration", "peak", "flop_rate", "devices_per_node", "nodes")
_BESIDE = (
    "training_compute",
    "tokens",
    "parameters",
    "active_parameters",
    "sequence_length",
    "price",
)


class Setup(NamedTuple):
    """One set of machines: which, how many, at which utilisation and peak, for how long."""

    machine: Machines
    name: str
    number: int | None
    peak: Any
    share: Given | None
    duration: Given | None

    def speed(self) -> float:
        """Return the FLOP/s that all of it reaches; with the whole peak where no share is told."""
        share = float(self.share.value) if self.share is not None else 1.0
        return float(rate_of_utilisation.number(self.peak, share)) * (self.number or 1)

    def told(self) -> str:
        """Say which it is."""
        count = f"{self.number} × " if self.number is not None else ""
        share = f" at {self.share.written}" if self.share is not None else ""
        return f"{count}{self.name}{share}"


def answered(frame: Frame, goal: Goal | None) -> Answer | None:
    """Answer a question on two sets of machines; None where it isn't one."""
    pair = _two(frame)
    if pair is None:
        return None
    text = frame.text.casefold()
    if {"memory", "vram", "hbm", "bandwidth", "power", "energy", "emissions"} & set(frame.low):
        return None
    counted = any(one.number is not None and one.number > 1 for one in pair)
    shares = bool(frame.all_given("mfu"))
    wanted = goal.role if goal is not None else ""
    asks_count = wanted == "devices" or (any(one.number is None for one in pair) and counted)
    asks_speed = bool(_FASTER.search(text))
    timed = [one for one in pair if one.duration is not None]
    asks_time = wanted == "duration" and bool(timed)
    if wanted == "mfu" and not counted:
        return None  # one run, and the peaks of two devices
    if not (counted or shares or timed) or not (
        asks_speed or asks_time or asks_count or wanted in _RUNS
    ):
        return None
    if frame.loose or refusals.not_understood(copy.copy(frame), goal) is not None:
        return None
    strange = [item for item in frame.givens if item.role not in (*_OWN, *_BESIDE)]
    if strange:
        return refusals.cannot(
            frame, goal, f"I don't see how {strange[0].written} enters for two sets of machines"
        )
    if _MONEY.search(text) or frame.given("price") is not None:
        return refusals.cannot(
            frame, goal, "what two sets of machines cost isn't compared: ask for each by itself"
        )
    if _SAVED.search(text):
        return refusals.cannot(
            frame, goal, "a difference of times isn't told for two sets of machines: ask for each"
        )
    if asks_count and any(one.number is None for one in pair):
        return _replaced(frame, goal, pair)
    if asks_speed and not (
        asks_time and not re.search(r"\b(?:factor|times|speed-?up|ratio|how much)\b", text)
    ):
        return _faster(frame, pair)
    if asks_time and len(timed) == 1:
        return _elsewhere(frame, goal, pair, timed[0])
    return refusals.cannot(frame, goal, "it names two sets of machines: ask for each by itself")


_RUNS = ("duration", "device_time", "cost", "training_compute", "tokens", "devices", "mfu")


def _two(frame: Frame) -> tuple[Setup, Setup] | None:
    """Return the two sets of machines that a question names, in the order in which it does."""
    found: list[Machines] = []
    for machine in sorted(frame.machines, key=lambda one: one.place):
        if machine.place < 0:
            return None
        same = [
            one
            for one in found
            if one.id == machine.id and (machine.number in (None, one.number) or one.number is None)
        ]
        if not same:
            found.append(machine)
        elif same[0].number is None:
            found[found.index(same[0])] = machine
    if len(found) != 2:
        return None
    first, second = (_setup(frame, found, place) for place in range(2))
    return None if first is None or second is None else (first, second)


def _setup(frame: Frame, machines: list[Machines], place: int) -> Setup | None:
    machine = machines[place]
    device = accelerators.find(machine.id)
    precision = next((one for one in frame.precisions if fitting_precision(device, one)), "")
    peak = device.peak_at(fitting_precision(device, precision))[1].value
    return Setup(
        machine, device.name, machine.number, peak, _own(frame, place, "mfu"),
        _timed(frame, machines, place),
    )  # fmt: skip


def _own(frame: Frame, place: int, role: str) -> Given | None:
    """Return the share of one set: the first of two values for the first; one value is for both."""
    items = sorted(frame.all_given(role), key=lambda item: item.first)
    if len(items) == 2:
        return items[place]
    return items[0] if items else None


def _timed(frame: Frame, machines: list[Machines], place: int) -> Given | None:
    """Return the duration that is told of one set: that of the machines nearest in its sentence."""
    items = frame.all_given("duration")
    if len(items) == 2:
        return sorted(items, key=lambda item: item.first)[place]
    if len(items) != 1:
        return None
    item = items[0]

    def distance(machine: Machines) -> float:
        low, high = sorted((machine.place, item.first))
        between = frame.text[frame.words[low].end : frame.words[high].start]
        ends = len(re.findall(r"[.?!;:]\s", between))
        return ends * 100 + high - low

    return item if distance(machines[place]) == min(map(distance, machines)) else None


def _faster(frame: Frame, pair: tuple[Setup, Setup]) -> Answer | None:
    """Say how many times as fast one set is as the other."""
    text = frame.text.casefold()
    first, second = pair
    if (first.number is None) != (second.number is None):
        return None
    new, old = (first, second)
    if _MOVES.search(text) and not re.search(r"\bthan\b", text) and not _OTHER_WAY.search(text):
        new, old = second, first
    if _SLOWER.search(text) and not re.search(r"\b(?:fast|quick|speed)", text):
        new, old = old, new
    timed = [one for one in pair if one.duration is not None]
    if len(timed) == 2 and not frame.all_given("mfu"):
        return None
    ratio = new.speed() / old.speed()
    goal = Goal("duration", None, "", 0.0)
    told = f"{new.told()} is {ratio:.4g} times as fast as {old.told()}"
    record = {**understood(frame, goal), "quantity": "ratio"}
    if goals.is_yesno(frame):
        line = re.search(r"(\d+(?:\.\d+)?)(?:x| times)\b", text)
        slower = _SLOWER.search(text) is not None
        yes = ratio > (float(line[1]) if line else 1.0)
        if slower and re.search(r"\b(?:fast|quick)", text):
            return None
        found = Found("yesno", f"{'Yes' if yes else 'No'}: {told}.", "yes" if yes else "no")
    else:
        found = Found("comparison", f"{told}, by their dense peaks{_beside(pair)}.", ratio)
    return Answer(
        frame.question, record, understood_text(frame, goal), found, remarks=_remarks(pair)
    )


def _beside(pair: tuple[Setup, Setup]) -> str:
    return " and utilisation" if pair[0].share is not None else ""


def _remarks(pair: tuple[Setup, Setup]) -> tuple[str, ...]:
    first, second = pair
    if first.share is None:
        return ("the same utilisation is taken for both, as none is told",)
    if second.share is first.share:
        return (f"{first.share.written} is taken for both",)
    return ()


def _elsewhere(frame: Frame, goal: Goal | None, pair: tuple[Setup, Setup], known: Setup) -> Answer:
    """Say how long the run of one set takes on the other."""
    assert goal is not None
    other = pair[1] if known is pair[0] else pair[0]
    assert known.duration is not None
    if (known.number is None) != (other.number is None):
        return refusals.cannot(
            frame, goal, "it doesn't tell how many machines there are in each case"
        )
    seconds = float(known.duration.value) * known.speed() / other.speed()
    unit = goal.unit or known.duration.quantity.unit
    text = (
        f"That is {_shown(seconds, unit)} on {other.told()}, as {known.told()} take "
        f"{known.duration.written}."
    )
    return _amount(frame, goal, text, seconds, unit, pair)


def _replaced(frame: Frame, goal: Goal | None, pair: tuple[Setup, Setup]) -> Answer:
    """Say how many of one machine do what a number of the other does."""
    known, other = pair if pair[0].number is not None else pair[::-1]
    if other.number is not None or known.number is None or known.number < 1:
        return refusals.cannot(frame, goal, "it doesn't tell how many machines there are")
    times = 1.0
    if known.duration is not None and other.duration is not None:
        times = float(known.duration.value) / float(other.duration.value)
    elif known.duration is not None or other.duration is not None:
        return refusals.cannot(frame, goal, "only one of the two durations is told")
    number = known.speed() / other.speed() * times
    goal = Goal("devices", None, "", 0.0)
    text = f"{number:.4g} × {other.name} do what {known.told()} do."
    return _amount(frame, goal, text, number, None, pair)


def _amount(
    frame: Frame, goal: Goal, text: str, value: float, unit: Unit | None, pair: tuple[Setup, Setup]
) -> Answer:  # fmt: skip
    symbol = unit.symbol if unit is not None else ("s" if goal.role == "duration" else "device")
    shown = float(unit.from_base(value)) if unit is not None else value
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        Found("quantity", text, shown, symbol), remarks=_remarks(pair),
    )  # fmt: skip


def _shown(seconds: float, unit: Unit | None) -> str:
    return show(seconds, KINDS["duration"].input.dimension, unit)
