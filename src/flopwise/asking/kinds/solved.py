"""Answers that are worked out: one quantity from what is given, known and assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwise.asking.answer import Answer, Found
from flopwise.asking.kinds import consistency, lacking, meaning, refusals
from flopwise.asking.kinds.solution import Solution, knowledge_of, resized, worked_out
from flopwise.asking.quantities import KINDS, public, quantity_of
from flopwise.asking.wording import sentence, understood, understood_text
from flopwise.catalog import citations
from flopwise.derivation.derivation import Derivation, Value
from flopwise.derivation.exact import bounded
from flopwise.errors import FlopwiseError
from flopwise.estimation.result import Assumption, Estimate, Wording, as_number
from flopwise.provenance import made
from flopwise.scenario import Model
from flopwise.units.display import show

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.goals import Goal
    from flopwise.units.registry import Unit


def answered(frame: Frame, goal: Goal) -> Answer:
    """Answer a question for one quantity, or say what is missing or contradicts."""
    resized(frame)
    goal = meaning.of_inference(frame, goal)
    goal = meaning.forward_of_token(frame, goal)
    if goal.role == "forward_compute":
        return forward(frame, goal)
    goal = goal._replace(role=meaning.meant(frame, goal.role))
    role = goal.role
    given = frame.given(role)
    known = knowledge_of(frame)
    if frame.family and not frame.models and "parameters" not in frame.roles:
        asked = refusals.family_alone(frame, goal)
        needs_model = worked_out(frame, role, known) is None
        if asked is not None and needs_model:
            return asked
    found = worked_out(frame, role, known)
    if found is None and given is not None and len(frame.roles) == 1:
        return _converted(frame, goal)
    if found is None:
        return lacking.lacking(frame, goal, known)
    contradiction = consistency.contradicted(frame, found)
    if contradiction:
        return refusals.cannot(frame, goal, contradiction)
    if found.role == "mfu" and float(found.value) < _LEAST_SHARE:
        return refusals.cannot(
            frame, goal, f"an MFU of {float(found.value):.1g} can't be meant: a figure was misread"
        )
    if found.role == "mfu" and float(found.value) > 1:
        return refusals.cannot(
            frame, goal, f"these figures make an MFU of {float(found.value):.0%}, and no more than "
            "the whole peak can be used: one of them is wrong or was misread",
        )  # fmt: skip
    if given is not None and _is_conversion(frame, goal, found):
        return _converted(frame, goal)
    unused = consistency.unused(frame, found)
    if unused:
        return refusals.cannot(frame, goal, f"I don't see how {unused[0]} enters")
    compared = consistency.uncompared(frame, found.role)
    if compared:
        return refusals.cannot(
            frame, goal, f"{compared!r} asks how two things differ, and I see only one of them"
        )
    left = consistency.unapplied(frame, found.derivation)
    if left:
        return refusals.cannot(frame, goal, f"I don't see what {left[0]!r} changes")
    return _told(frame, goal, found)


_LEAST_SHARE = 1e-4


def forward(frame: Frame, goal: Goal) -> Answer:
    """Answer for one sequence through a model, forward only."""
    from flopwise.estimation.estimate import estimate
    from flopwise.estimation.request import Request

    known = knowledge_of(frame)
    if known.model is None and "parameters" not in frame.roles:
        return lacking.lacking(frame, goal._replace(role="cost_per_token"), known)
    length = frame.given("sequence_length") or frame.given("tokens")
    size = frame.given("parameters")
    subject = frame.models[0].id if frame.models else None
    if subject is None:
        assert size is not None
        subject = known.subject.split(" ")[3] if known.model is None else None
    if subject is None:
        return refusals.cannot(
            frame, goal, "the forward pass of a described shape is not answered yet"
        )
    found = estimate(
        Request(
            subject, quantity="forward_compute",
            sequence_length=None if length is None else length.value,
            convention=frame.convention if frame.models else "six-nd",
        )
    )  # fmt: skip
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        Found("quantity", found.summary(), found.value, found.unit, found.low, found.high), found,
    )  # fmt: skip


def _is_conversion(frame: Frame, goal: Goal, found: Solution) -> bool:
    """Tell whether a quantity that is given is only wanted in another unit."""
    stated = frame.all_given(goal.role)
    other_unit = goal.unit is not None and goal.unit != stated[0].quantity.unit
    if all(item.claimed for item in stated) and not other_unit:
        return False
    others = [item for item in frame.givens if item.role != goal.role]
    return not others or not (found.way.used & {item.role for item in others})


def estimated(found: Solution, unit: Unit | None, sentence: str, title: str) -> Estimate:
    """Make an estimate of a solution, with its sources."""
    bounded(found.derivation.value, "the result")
    known = found.knowledge
    counting = known.counting or known.sample_counting
    counts = counting is not None and any(
        getattr(node, "step", None) is not None and node.id in _COUNTED
        for node in found.derivation.nodes
    )
    keys = [step.source for step in found.derivation.steps if step.source]
    remarks: tuple[Assumption, ...] = ()
    if known.machine is not None and known.machine.ambiguous and "peak" in found.derivation.values:
        assert known.accelerator is not None
        text = f"{known.machine.written} is taken as {known.accelerator.name}"
        remarks = (Assumption("accelerator", None, "", text, known.accelerator.source, None),)
    model = known.model or Model("", known.subject)
    return Estimate(
        quantity=quantity_of(found.role), model=model, run=_run(found),
        method="counting" if counts else "derived",
        convention=counting.convention.id if counting is not None and counts else None,
        derivation=found.derivation, unit=unit, remarks=remarks,
        sources=citations.cite(keys, model.path if model.card is not None else None),
        made=made(["ask", "--", known.frame.question]), wording=Wording(title, sentence),
    )  # fmt: skip


_COUNTED = ("flop_per_token", "flop_per_sample", "forward_flop_per_token", "six_n")
_RUN = ("tokens", "samples", "optimizer_steps", "sequence_length", "epochs")


def _run(found: Solution) -> dict[str, Any]:
    values = found.derivation.values
    return {name: as_number(values[name].value) for name in _RUN if name in values}


def _told(frame: Frame, goal: Goal, found: Solution) -> Answer:
    text = sentence(found.role, found.knowledge)
    estimate = estimated(found, _display(goal), text, frame.question)
    if estimate.quantity == "training_compute" and _plain_count(frame, found):
        estimate = _full(frame, found, goal) or estimate
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        in_unit(estimate),
        estimate, remarks=consistency.remarks_of(frame, found), suggestions=(),
    )  # fmt: skip


def in_unit(estimate: Estimate) -> Found:
    """Return an estimate's figures in the unit that was asked for, else in the base unit."""
    unit, figures = estimate.display_unit, (estimate.value, estimate.low, estimate.high)
    if unit is None:
        return Found("quantity", estimate.summary(), estimate.value, estimate.unit, estimate.low,
                     estimate.high)  # fmt: skip
    value, low, high = (
        None if figure is None else float(unit.from_base(figure)) for figure in figures
    )
    return Found("quantity", estimate.summary(), value, unit.symbol, low, high)


def _display(goal: Goal) -> Unit | None:
    unit = goal.unit
    if unit is None or (unit.scale == 1 and unit.symbol != "B"):
        return None  # the base unit, which is written as suits the figure
    return unit if unit.dimension == KINDS[goal.role].input.dimension else None


def _plain_count(frame: Frame, found: Solution) -> bool:
    """Tell whether the question is the main one: a model, perhaps its tokens, nothing else."""
    roles = {"tokens", "sequence_length", "parameters", "active_parameters"}
    return (
        bool(frame.models)
        and frame.roles <= roles
        and not frame.changes
        and not frame.has("full_recompute", "selective_recompute", "lora", "qlora", "optimal")
        and found.way.used <= roles
    )


def _full(frame: Frame, found: Solution, goal: Goal) -> Estimate | None:
    """Return the whole estimate of a model's run, with its cross-checks and where the FLOPs go."""
    from flopwise.estimation.estimate import estimate
    from flopwise.estimation.request import Request

    tokens, length = frame.given("tokens"), frame.given("sequence_length")
    counting = found.knowledge.counting
    try:
        return estimate(
            Request(
                frame.models[0].id,
                tokens=tokens.value if tokens is not None else None,
                sequence_length=length.value if length is not None else None,
                convention=counting.convention.id if counting is not None else None,
                unit=goal.unit_written or None if _display(goal) is not None else None,
            )
        )
    except FlopwiseError:
        return None


def _converted(frame: Frame, goal: Goal) -> Answer:
    """Write a quantity that is given in the unit that is asked for."""
    item = frame.given(goal.role)
    assert item is not None
    kind = KINDS[goal.role]
    value = Value(item.value, low=item.quantity.low, high=item.quantity.high)
    derivation = Derivation(kind.input, {kind.input.id: value})
    shown = show(item.value, kind.input.dimension, goal.unit)
    text = f"{item.written} is {shown}."
    model = Model("", "the quantity")
    estimate = Estimate(
        quantity=quantity_of(goal.role), model=model, run={}, method="derived", convention=None,
        derivation=derivation, unit=goal.unit, made=made(["ask", "--", frame.question]),
        wording=Wording(frame.question, f"{item.written} is {{value}}"),
    )  # fmt: skip
    record = {**understood(frame, goal), "quantity": "conversion", "of": public(goal.role)}
    return Answer(
        frame.question, record, understood_text(frame, goal),
        in_unit(estimate)._replace(text=text), estimate,
    )  # fmt: skip
