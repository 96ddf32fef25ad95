"""Somebody's figure held against what follows: how far off it is, or what it would be on another peak."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.asking.answer import Answer, Found
from flopwise.asking.kinds import consistency, refusals, solved
from flopwise.asking.kinds.solution import Solution, worked_out
from flopwise.asking.quantities import KINDS, label
from flopwise.asking.reading import claims
from flopwise.asking.solving.knowledge import Knowledge, fitting_precision
from flopwise.asking.solving.solver import Way
from flopwise.asking.wording import understood, understood_text
from flopwise.catalog import accelerators
from flopwise.derivation.derivation import CATALOG, GIVEN, Value
from flopwise.derivation.expression import Input
from flopwise.formulas.hardware import rate_of_utilisation, utilisation_of_rate
from flopwise.units.display import show

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.goals import Goal

_OFF = re.compile(
    r"\b(?:by (?:what|which) factor|how far|how many times|how much|what factor)\b.{0,40}"
    r"\b(?:off|wrong|too (?:high|low|large|small|big)|overestimat\w+|underestimat\w+|out)\b"
)
_SAME_PEAK = 0.02
_WOULD = re.compile(
    r"\bwould\b.{0,30}\b(?:shown?|print(?:ed)?|report(?:ed)?|said|say|read|displayed|been|be)\b"
)


def answered(frame: Frame, goal: Goal | None) -> Answer | None:
    """Answer what a claim is off by, or a utilisation on another peak; else None."""
    if _OFF.search(frame.text.casefold()):
        return _off(frame, goal)
    if goal is not None and goal.role == "mfu" and {"mfu", "peak"} <= frame.roles:
        return _divided_anew(frame, goal)
    return None


def _off(frame: Frame, goal: Goal | None) -> Answer | None:
    stated = [item for item in frame.givens if item.claimed and item.role in claims.RESULTS]
    if not stated or frame.loose:
        return None
    item = min(stated, key=lambda one: claims.RESULTS.index(one.role))
    found = worked_out(frame, item.role)
    if found is None or not float(found.value) or consistency.unused(frame, found):
        return None
    ratio = float(item.value) / float(found.value)
    shown = show(found.value, KINDS[item.role].input.dimension, item.quantity.unit)
    side = "too high" if ratio > 1 else "too low"
    text = (
        f"{item.written} is {max(ratio, 1 / ratio):.4g} times {side}: the {label(item.role)} "
        f"comes to {shown}."
    )
    title = f"What the {label(item.role)} comes to"
    return Answer(
        frame.question, {**understood(frame, goal), "quantity": "ratio"}, understood_text(frame, goal),
        Found("comparison", text, max(ratio, 1 / ratio)),
        parts=(solved.estimated(found, item.quantity.unit, "It comes to {value}", title),),
    )  # fmt: skip


def _divided_anew(frame: Frame, goal: Goal) -> Answer | None:
    """Move a utilisation from the peak that it was taken on to another one."""
    stated, peak = frame.given("mfu"), frame.given("peak")
    assert stated is not None
    assert peak is not None
    if frame.roles & {
        "throughput",
        "throughput_per_device",
        "flop_rate",
        "device_time",
        "tokens",
        "step_time",
    }:
        return None
    others = [
        (accelerators.find(machine.id), machine) for machine in frame.machines
        if not _is_peak_of(frame, machine.id, float(peak.value))
    ]  # fmt: skip
    if len({device.id for device, _ in others}) != 1:
        return None
    device, machine = others[0]
    precision, figure = device.peak_at(fitting_precision(device, next(iter(frame.precisions), "")))
    right = Value(
        figure.value, CATALOG, figure.source, note=f"dense {precision} peak of {device.name}"
    )
    wrong = Value(peak.value, GIVEN)
    used, wanted = (right, wrong) if _WOULD.search(frame.text.casefold()) else (wrong, right)
    first = Input("peak_used", "P_1", "peak that the figure was divided by", "flop/(device·second)")
    second = Input("peak", "P", "peak to divide by", "flop/(device·second)")
    share = Input("stated_mfu", "u_1", "utilisation as stated")
    node = utilisation_of_rate(rate_of_utilisation(first, share), second)
    values = {"peak_used": used, "peak": wanted, "stated_mfu": Value(stated.value, GIVEN)}
    way = Way(node, values, frozenset(("mfu", "peak")), frozenset(("mfu",)), 0.0)
    found = Solution("mfu", way, way.derivation(), Knowledge(frame, "", machine))
    if float(found.value) > 1:
        return refusals.cannot(frame, goal, "that would be more than the whole peak")
    estimate = solved.estimated(found, None, "The MFU is {value}", frame.question)
    return refusals.not_understood(frame, goal) or Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        solved.in_unit(estimate), estimate,
    )  # fmt: skip


def _is_peak_of(frame: Frame, id: str, peak: float) -> bool:
    """Tell whether a stated peak is the dense one of an accelerator in the format that is meant."""
    device = accelerators.find(id)
    precision = fitting_precision(device, next(iter(frame.precisions), ""))
    return abs(peak / float(device.peak_at(precision)[1].value) - 1) < _SAME_PEAK
