"""Answers that are worked out: one quantity from what is given, known and assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.asking import consistency, lacking, meaning, refusals, solver
from flopwise.asking.answer import Answer, Found
from flopwise.asking.knowledge import Knowledge
from flopwise.asking.numbers import Given, plain
from flopwise.asking.quantities import KINDS
from flopwise.asking.relations import relations
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
    from flopwise.asking.frame import Frame
    from flopwise.asking.goals import Goal
    from flopwise.asking.solver import Way
    from flopwise.units.numbers import Number
    from flopwise.units.registry import Unit


class Solution(NamedTuple):
    """A quantity that was worked out, with what it rests on."""

    role: str
    way: Way
    derivation: Derivation
    knowledge: Knowledge

    @property
    def value(self) -> Number:
        """The result in the base unit."""
        return self.derivation.value


def solution(frame: Frame, role: str, knowledge: Knowledge | None = None) -> Solution | None:
    """Work a quantity out; None where something is missing."""
    _resized(frame)
    known = knowledge or _knowledge(frame)
    way = solver.solve(role, relations(), _leaf_for(known, role), frame.tags)
    if way is None:
        return None
    derivation = _changed(frame, way.derivation())
    return Solution(role, way, derivation, known)


def _resized(frame: Frame) -> None:
    """Take a named model at another size as one of that size, with its own tokens."""
    change = next((one for one in frame.changes if one.role == "parameters"), None)
    if change is None or not frame.models:
        return
    known = _knowledge(frame)
    frame.changes = [one for one in frame.changes if one is not change]
    size = solver.solve("parameters", relations(), known.leaf)
    tokens = known.leaf("tokens")
    if size is None:
        return
    count = int(size.derivation().value * change.factor)
    written = f"{change.written} parameters of {known.subject}"
    frame.givens.append(Given("parameters", plain(count, "parameter"), written, 0, -1))
    if tokens is not None and "tokens" not in frame.roles:
        seen = tokens.values["tokens"].value
        frame.givens.append(Given("tokens", plain(seen, "token"), f"its {seen:,} tokens", 0, -1))
    frame.models = []


def _leaf_for(known: Knowledge, goal: str) -> Any:
    """Leave out what is given of the very quantity that is asked for: it is held against it."""

    def leaf(role: str) -> solver.Leaf | None:
        found = known.leaf(role)
        if role == goal and found is not None and (found.given or found.cost >= solver.ASSUMED):
            return None
        return found

    return leaf


def _knowledge(frame: Frame) -> Knowledge:
    model = frame.models[0].id if frame.models else ""
    counted = [machine for machine in frame.machines if machine.number is not None]
    machine = next(iter([*counted, *frame.machines]), None)
    return Knowledge(frame, model, machine)


def _changed(frame: Frame, derivation: Derivation) -> Derivation:
    """Apply what-ifs: half the tokens."""
    values: dict[str, Value] = {}
    for change in frame.changes:
        standing = derivation.values.get(change.role)
        if standing is not None:
            values[change.role] = Value(
                standing.value * change.factor, standing.origin, standing.source,
                None if standing.low is None else standing.low * change.factor,
                None if standing.high is None else standing.high * change.factor,
                f"{change.written} what is known",
            )  # fmt: skip
    return derivation.with_values(values) if values else derivation


def answered(frame: Frame, goal: Goal) -> Answer:
    """Answer a question for one quantity, or say what is missing or contradicts."""
    _resized(frame)
    goal = meaning.forward_of_token(frame, goal)
    if goal.role == "forward_compute":
        return forward(frame, goal)
    goal = goal._replace(role=meaning.meant(frame, goal.role))
    role = goal.role
    given = frame.given(role)
    known = _knowledge(frame)
    if frame.family and not frame.models and "parameters" not in frame.roles:
        asked = refusals.family_alone(frame, goal)
        needs_model = solution(frame, role, known) is None
        if asked is not None and needs_model:
            return asked
    found = solution(frame, role, known)
    if found is None and given is not None and len(frame.roles) == 1:
        return _converted(frame, goal)
    if found is None:
        return lacking.lacking(frame, goal, known)
    contradiction = consistency.contradicted(frame, found)
    if contradiction:
        return lacking.refused(frame, contradiction, goal)
    if given is not None and _is_conversion(frame, goal, found):
        return _converted(frame, goal)
    unused = consistency.unused(frame, found)
    if unused:
        return lacking.refused(frame, f"I don't see how {unused[0]} enters", goal)
    left = consistency.unapplied(frame, found.derivation)
    if left:
        return lacking.refused(frame, f"I don't see what {left[0]!r} changes", goal)
    return _told(frame, goal, found)


def forward(frame: Frame, goal: Goal) -> Answer:
    """Answer for one sequence through a model, forward only."""
    from flopwise.estimation.estimate import estimate
    from flopwise.estimation.request import Request

    known = _knowledge(frame)
    if known.model is None and "parameters" not in frame.roles:
        return lacking.lacking(frame, goal._replace(role="cost_per_token"), known)
    length = frame.given("sequence_length") or frame.given("tokens")
    size = frame.given("parameters")
    subject = frame.models[0].id if frame.models else None
    if subject is None:
        assert size is not None
        subject = known.subject.split(" ")[3] if known.model is None else None
    if subject is None:
        return lacking.refused(
            frame, "the forward pass of a described shape is not answered yet", goal
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
        quantity=found.role, model=model, run=_run(found), method="counting" if counts else "derived",
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
        quantity=goal.role, model=model, run={}, method="derived", convention=None,
        derivation=derivation, unit=goal.unit, made=made(["ask", "--", frame.question]),
        wording=Wording(frame.question, f"{item.written} is {{value}}"),
    )  # fmt: skip
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        in_unit(estimate)._replace(text=text), estimate,
    )  # fmt: skip
