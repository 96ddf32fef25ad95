"""Questions about legal thresholds of compute."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flopwise.asking.answer import Answer, Found
from flopwise.asking.kinds import solved
from flopwise.asking.kinds.refusals import cannot
from flopwise.asking.kinds.solution import worked_out
from flopwise.asking.reading import goals
from flopwise.asking.reading.goals import Goal
from flopwise.asking.wording import understood, understood_text
from flopwise.catalog import thresholds
from flopwise.formulas.legal import modification_limit
from flopwise.units.dimensions import Dimension
from flopwise.units.display import show

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.catalog.thresholds import Threshold

_FLOP = Dimension.parse("flop")
_NO_ADVICE = "this is an aid and no legal advice"


def answered(frame: Frame, goal: Goal | None) -> Answer | None:
    """Answer a question about a threshold; None where it isn't one."""
    rules = list(dict.fromkeys(frame.laws))
    if not rules:
        return None
    if (
        goal is not None
        and goal.role not in ("training_compute", "cost_per_token")
        and (not goals.is_yesno(frame))
    ):
        return _solved_for(frame, goal, rules)
    rule = thresholds.find(_meant(frame, rules))
    if "revenue" in frame.low or "turnover" in frame.low:
        return cannot(frame, goal, "conditions on revenue are no matter of compute, and not judged")
    if rule.fraction_of_base is not None and _base_unknown(frame):
        return _unknown_base(frame, rule)
    subject = frame.models or {"parameters", "training_compute", "tokens"} & frame.roles
    if not subject or (_asks_amount(frame) and not frame.models):
        return _amount(frame, rule)
    if rule.fraction_of_base is not None:
        return _modification(frame, rule)
    return _crossed(frame, rule)


def _asks_amount(frame: Frame) -> bool:
    return bool(re.search(r"\b(above|over|at|from) (how many|what)|what is the|how many flops? (is|are)",
                          frame.text.casefold()))  # fmt: skip


def _meant(frame: Frame, rules: list[str]) -> str:
    """Choose the rule that is meant of several: a modifier's, or the one whose amount is told."""
    if "eu-modifier" in rules:
        return "eu-modifier"
    stated = frame.given("training_compute")
    if stated is not None:
        for id in rules:
            if thresholds.find(id).flop == stated.value:
                return id
    if {"systemic", "systemic-risk"} & set(frame.low) and "eu-systemic-risk" in rules:
        return "eu-systemic-risk"
    return "eu-gpai" if "eu-gpai" in rules else rules[0]


_UNKNOWN = re.compile(
    r"\b(unknown|undisclosed|not (known|disclosed|told)|doesn't (tell|know|say)|don't know|isn't known)\b"
)


def _base_unknown(frame: Frame) -> bool:
    return (
        bool(_UNKNOWN.search(frame.text.casefold()))
        and "training_compute" not in frame.roles
        and (not frame.models)
    )


def _unknown_base(frame: Frame, rule: Threshold) -> Answer:
    """Give the line that holds where the base model's compute isn't known."""
    low = frame.text.casefold()
    systemic = "systemic" in low and not re.search(r"(isn't|not|no|non)[ -](a |an )?systemic", low)
    flop = rule.flop_if_base_unknown_systemic_risk if systemic else rule.flop_if_base_unknown
    assert flop is not None
    kind = "with systemic risk" if systemic else "without systemic risk"
    text = (
        f"{rule.name}: more than {show(flop, _FLOP)} where the compute of a base model {kind} is "
        f"unknown ({_NO_ADVICE})."
    )
    return _told(frame, Found("quantity", text, flop, "FLOP"))


def _amount(frame: Frame, rule: Threshold) -> Answer | None:
    if rule.fraction_of_base is not None:
        text = (
            f"{rule.name}: more than {rule.fraction_of_base} of the base model's compute; where "
            f"that is unknown, {show(rule.flop_if_base_unknown or 0, _FLOP)}"
        )
        return _told(frame, Found("quantity", f"{text} ({_NO_ADVICE}).", float(rule.fraction_of_base)))  # fmt: skip
    if rule.flop is None:
        return cannot(frame, None, f"{rule.name} names no amount of compute")
    sign = "more than" if rule.comparison == ">" else "at least"
    text = f"{rule.name}: {sign} {show(rule.flop, _FLOP)}, {rule.status} ({_NO_ADVICE})."
    item = {"name": rule.id, "value": float(rule.flop), "unit": "FLOP", "source": rule.source}
    return _told(frame, Found("quantity", text, rule.flop, "FLOP", items=(item,)))


def _told(frame: Frame, found: Found, **more: Any) -> Answer:
    record = {**understood(frame, None), "quantity": "threshold", "rules": frame.laws}
    return Answer(frame.question, record, understood_text(frame, None), found, **more)


def _crossed(frame: Frame, rule: Threshold) -> Answer:
    if rule.flop is None:
        return cannot(frame, None, f"{rule.name} names no amount of compute")
    frame.givens = [
        item for item in frame.givens
        if not (item.role == "training_compute" and item.value == rule.flop)
    ]  # fmt: skip
    goal = Goal("training_compute", None, "", 0.0)
    stated = frame.given("training_compute")
    found = worked_out(frame, "training_compute")
    if found is None and stated is None:
        return solved.answered(frame, goal)
    value = float(found.value if found is not None else stated.value)  # type: ignore[union-attr]
    line = float(rule.flop)
    yes = value >= line if rule.comparison == ">=" else value > line
    side = "above" if yes else "not above"
    text = (
        f"{'Yes' if yes else 'No'}: {value:.2g} FLOP is {side} the {show(rule.flop, _FLOP)} of "
        f"{rule.name} ({_NO_ADVICE})."
    )
    estimate = None
    if found is not None:
        name = found.knowledge.subject
        estimate = solved.estimated(found, None, f"{name}: {{value}}", frame.question)
    return _told(frame, Found("yesno", text, "yes" if yes else "no"), estimate=estimate,
                 remarks=_conditions(rule))  # fmt: skip


def _conditions(rule: Threshold) -> tuple[str, ...]:
    said = [f"{rule.name}: {rule.status}"]
    if rule.conditions:
        said.append(f"conditions: {rule.conditions}")
    return tuple(said)


def _modification(frame: Frame, rule: Threshold) -> Answer:
    """Hold a modification's compute against its share of the base model's."""
    stated = frame.all_given("training_compute")
    if len(stated) == 2:
        base, modification = (float(item.value) for item in stated)
        if base < modification and not re.search(
            r"modif.*original|modif.*base", frame.text.lower()
        ):
            base, modification = modification, base
        return _held(frame, rule, base, modification)
    found = worked_out(frame, "training_compute")
    if found is None:
        return solved.answered(frame, Goal("training_compute", None, "", 0.0))
    whole = _base(frame)
    if whole is None:
        limit = float(rule.flop_if_base_unknown or 0)
        return _verdict(frame, rule, float(found.value), limit, "its base's compute is unknown")
    return _held(frame, rule, whole, float(found.value))


def _base(frame: Frame) -> float | None:
    from flopwise.asking.reading import reader as reading

    if not frame.models:
        return None
    base = reading.read(f"training compute of {frame.models[0].id} by 6ND")
    found = worked_out(base, "training_compute")
    return None if found is None else float(found.value)


def _held(frame: Frame, rule: Threshold, base: float, modification: float) -> Answer:
    assert rule.fraction_of_base is not None
    limit = float(modification_limit.number(base, rule.fraction_of_base))
    return _verdict(frame, rule, modification, limit, f"a third of the base model's {base:.3g}")


def _verdict(frame: Frame, rule: Threshold, modification: float, limit: float, why: str) -> Answer:
    yes = modification > limit
    text = (
        f"{'Yes' if yes else 'No'}: the modification takes {modification:.3g} FLOP, and the line is "
        f"{limit:.3g} ({why}; {_NO_ADVICE})."
    )
    items = ({"name": "modification", "value": modification, "unit": "FLOP"},
             {"name": "line", "value": limit, "unit": "FLOP", "source": rule.source})  # fmt: skip
    stated = len(frame.all_given("training_compute")) == 2 or bool(
        re.search(r"\b(more than|exceed|over|cross|above|under|less than)\b", frame.text.casefold())
    )
    value = ("yes" if yes else "no") if stated else modification
    found = Found("yesno" if stated else "quantity", text, value, "" if stated else "FLOP",
                  items=items)  # fmt: skip
    return _told(frame, found, remarks=_conditions(rule))


def _solved_for(frame: Frame, goal: Goal, rules: list[str]) -> Answer | None:
    """Answer how many tokens or parameters reach a threshold."""
    if frame.given("training_compute") is None:
        rule = thresholds.find(_meant(frame, rules))
        if rule.flop is None:
            return None
        from flopwise.asking.reading.numbers import Given, plain

        frame.givens.append(Given("training_compute", plain(rule.flop, "flop"), rule.name, 0, -1))
    return solved.answered(frame, goal)
