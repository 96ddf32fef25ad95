"""Answers that are worked out: one quantity from what is given, known and assumed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.asking import refusals, solver
from flopwise.asking.answer import Answer, Found, Need
from flopwise.asking.knowledge import Knowledge
from flopwise.asking.numbers import Given, plain
from flopwise.asking.quantities import KINDS, label
from flopwise.asking.relations import relations
from flopwise.asking.wording import sentence, understood, understood_text
from flopwise.catalog import citations
from flopwise.derivation.derivation import Derivation, Value
from flopwise.derivation.exact import bounded
from flopwise.derivation.expression import Input, StepValue
from flopwise.errors import FlopwiseError
from flopwise.estimation.result import Assumption, Estimate, Wording, as_number
from flopwise.language import quantities
from flopwise.provenance import made
from flopwise.scenario import Model
from flopwise.units.display import show, unit_text

if TYPE_CHECKING:
    from flopwise.asking.frame import Frame
    from flopwise.asking.goals import Goal
    from flopwise.asking.solver import Way
    from flopwise.language.quantities import Quantity
    from flopwise.units.numbers import Number
    from flopwise.units.registry import Unit

_CONTRADICTS = 0.2
"""How far what is given may lie from what follows of the rest before the two contradict."""


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


def unapplied(frame: Frame, derivation: Derivation) -> list[str]:
    """Return the what-ifs that the derivation has no place for."""
    return [change.written for change in frame.changes if change.role not in derivation.values]


def answered(frame: Frame, goal: Goal) -> Answer:
    """Answer a question for one quantity, or say what is missing or contradicts."""
    _resized(frame)
    goal = _forward_of_token(frame, goal)
    if goal.role == "forward_compute":
        return forward(frame, goal)
    goal = goal._replace(role=_meant(frame, goal.role))
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
        return _lacking(frame, goal, known)
    contradiction = contradicted(frame, found)
    if contradiction:
        return refused(frame, contradiction, goal)
    if given is not None and _is_conversion(frame, goal, found):
        return _converted(frame, goal)
    unused = _unused(frame, found)
    if unused:
        return refused(frame, f"I don't see how {unused[0]} enters", goal)
    left = unapplied(frame, found.derivation)
    if left:
        return refused(frame, f"I don't see what {left[0]!r} changes", goal)
    return _told(frame, goal, found)


def _forward_of_token(frame: Frame, goal: Goal) -> Goal:
    """Tell the forward pass of a token from all that training costs for it."""
    both = {"backward", "bwd", "fwd+bwd", "training", "train"} & set(frame.low)
    if goal.role == "cost_per_token" and "forward" in frame.low and not both:
        return goal._replace(role="forward_per_token")
    if goal.role == "training_compute" and "forward" in frame.low and not both:
        goal = goal._replace(role="forward_compute", unit=None)
    text = " ".join(frame.low)
    if (
        goal.role == "forward_compute"
        and re.search(r"(per|each|one|1|a|single) token\b", text)
        and not ({"sequence_length", "tokens"} & frame.roles)
    ):
        return goal._replace(role="forward_per_token")
    return goal


def _meant(frame: Frame, role: str) -> str:
    """Return the quantity that is meant where the words name a neighbour of it."""
    if (
        role == "throughput"
        and frame.machines
        and not (
            {"devices", "throughput_per_device", "step_time"} & frame.roles
            or frame.machines[0].number is not None
        )
    ):
        return "throughput_per_device"
    if role == "energy" and "energy" in frame.roles and frame.has("cooling"):
        _rename(frame, "energy", "machine_energy")
        return "overhead_energy"
    if role == "parameters" and "rank" in frame.roles and frame.has("lora", "qlora"):
        return "adapter_parameters"
    if role in ("energy", "cost") and "electricity_price" in frame.roles:
        return "electricity_cost"
    if role == "tokens" and "words_per_document" in frame.roles and "documents" not in frame.roles:
        frame.givens.append(Given("documents", plain(1, ""), "one text", 0, -1))
    if (
        role == "tokens"
        and {"batch_size", "sequence_length"} <= frame.roles
        and not (
            {"optimizer_steps", "epochs", "duration", "training_compute", "cost"} & frame.roles
        )
    ):
        return "tokens_per_step"
    if role == "tokens" and {"dataset_bytes", "documents"} & frame.roles:
        return "dataset_tokens"
    if role == "tokens" and "bytes" in frame.roles and {"kv", "cache", "kv-cache"} & set(frame.low):
        _rename(frame, "bytes", "cache_bytes")
        return "cache_tokens"
    if role == "tokens" and "bytes" in frame.roles and not frame.machines:
        _rename(frame, "bytes", "dataset_bytes")
        return "dataset_tokens"
    if role == "dataset_bytes" and "tokens" in frame.roles:
        _rename(frame, "tokens", "dataset_tokens")
    if role == "logits_memory":
        _rename(frame, "tokens", "logits_tokens")
        _rename(frame, "batch_size", "sequences")
        _rename(frame, "micro_batch_size", "sequences")
    if role in ("kv_cache", "score_memory", "layer_activations", "activation_memory"):
        _rename(frame, "tokens", "sequence_length")
        _rename(frame, "batch_size", "sequences")
        _rename(frame, "micro_batch_size", "sequences")
    if role == "epochs" and "dataset_tokens" not in frame.roles and len(frame.all_given("tokens")) == 2:  # fmt: skip
        _, unique = sorted(frame.all_given("tokens"), key=lambda item: -item.value)
        frame.givens = [
            item._replace(role="dataset_tokens") if item is unique else item
            for item in frame.givens
        ]
    if role == "overhead_energy" and "device_time" not in frame.roles:
        _rename(frame, "energy", "machine_energy")
    if role == "tokens_per_parameter" and frame.has("optimal") and _over(frame):
        return "over_optimal"
    if role == "tokens" and "epochs" in frame.roles and "dataset_tokens" not in frame.roles:
        _rename(frame, "tokens", "dataset_tokens")
    if role == "optimizer_steps" and "dataset_samples" in frame.roles:
        _rename(frame, "batch_size", "samples_per_step")
    return role


def _over(frame: Frame) -> bool:
    words = {"overshoot", "overshoots", "beyond", "past", "overtrained", "factor", "times"}
    return bool(words & set(frame.low))


def _rename(frame: Frame, role: str, other: str) -> None:
    """Give what is known of one quantity to another, in that one's unit."""
    unit = KINDS[other].input.dimension
    frame.givens = [
        item._replace(role=other, quantity=_reread(item, other)._replace(dimension=unit))
        if item.role == role and other not in frame.roles else item
        for item in frame.givens
    ]  # fmt: skip


def _reread(item: Given, other: str) -> Quantity:
    """Read what turns out to be a length as one: 8k tokens are 8,192."""
    if other != "sequence_length":
        return item.quantity
    try:
        return quantities.sequence_length(item.written)
    except FlopwiseError:
        return item.quantity


def forward(frame: Frame, goal: Goal) -> Answer:
    """Answer for one sequence through a model, forward only."""
    from flopwise.estimation.estimate import estimate
    from flopwise.estimation.request import Request

    known = _knowledge(frame)
    if known.model is None and "parameters" not in frame.roles:
        return _lacking(frame, goal._replace(role="cost_per_token"), known)
    length = frame.given("sequence_length") or frame.given("tokens")
    size = frame.given("parameters")
    subject = frame.models[0].id if frame.models else None
    if subject is None:
        assert size is not None
        subject = known.subject.split(" ")[3] if known.model is None else None
    if subject is None:
        return refused(frame, "the forward pass of a described shape is not answered yet", goal)
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


_ENTERS = frozenset(
    ("training_compute", "tokens", "devices", "duration", "device_time", "step_time", "mfu", "cost",
     "price", "batch_size", "micro_batch_size", "accumulation", "optimizer_steps", "tokens_per_step",
     "throughput", "throughput_per_device", "flop_rate", "tensor_parallel", "pipeline_parallel",
     "epochs", "bytes", "energy", "power", "overhead", "rank", "state_size", "dataset_tokens",
     "adapter_parameters", "emissions", "electricity_price", "dataset_samples")
)  # fmt: skip
"""Quantities that nobody states beside the point: one that doesn't enter was misunderstood."""


def _unused(frame: Frame, found: Solution) -> list[str]:
    """Return what was given, matters, and yet has no place in the answer."""
    if frame.has("moe") or found.role in ("model_states", "states_per_device", "weights_memory"):
        ignored: frozenset[str] = frozenset(("tokens", "bytes", "devices"))
    else:
        ignored = frozenset()
    if frame.machines:
        ignored |= {"bytes"}
    if found.way.used & {"replicas", "shards"}:
        ignored |= {"devices"}
    if "cost" in found.way.used or found.role == "cost":
        ignored |= {"devices"}
    asked = KINDS[found.role].input.dimension
    return [
        item.written for item in frame.givens
        if item.role in _ENTERS - ignored and item.role != found.role
        and not (asked and item.quantity.dimension == asked)  # somebody's figure for it
        and item.role not in found.way.used and not _describes(found, item.role)
        and not (item.role == "devices" and item.value == 1)
    ]  # fmt: skip


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
        estimate, remarks=remarks_of(frame, found), suggestions=(),
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


def contradicted(frame: Frame, found: Solution) -> str:
    """Find something given that what else is given doesn't allow."""
    bounded_twice = {"cost", "duration"} <= found.way.used
    for role in found.way.used & _CHECKED:
        if bounded_twice and role in ("duration", "devices"):
            continue  # money and time are limits then, and one of them is the tighter
        others = Knowledge(frame, frame.models[0].id if frame.models else "",
                           frame.machines[0] if frame.machines else None)  # fmt: skip

        def only_given(name: str, role: str = role, others: Knowledge = others) -> Any:
            leaf = others.leaf(name)
            claimed = name in (role, found.role)
            return leaf if leaf is not None and leaf.given and not claimed else None

        way = solver.solve(role, relations(), only_given, frame.tags)
        if way is None or not isinstance(way.node, StepValue | Input):
            continue
        other = float(way.derivation().value)
        given = frame.given(role)
        if given is None or not other:
            continue
        if abs(float(given.value) / other - 1) > _CONTRADICTS:
            derived = show(other, KINDS[role].input.dimension, digits=3)
            return f"it contradicts itself: {given.written} is stated, but {derived} follow"
    return ""


_CHECKED = frozenset(
    ("tokens", "optimizer_steps", "tokens_per_step", "batch_size", "device_time", "duration",
     "devices", "epochs", "dataset_tokens")
)  # fmt: skip


def refused(frame: Frame, reason: str, goal: Goal | None = None) -> Answer:
    """Say why there is no answer."""
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal) if goal else "",
        reason=reason, suggestions=refusals.EXAMPLES,
    )  # fmt: skip


def _lacking(frame: Frame, goal: Goal, known: Knowledge) -> Answer:
    """Say what is missing, the input that moves the answer most first."""
    undisclosed = _undisclosed(frame, goal, known)
    roles = solver.missing(goal.role, relations(), known.leaf, frame.tags)
    needs = tuple(_need(role, frame) for role in sorted(roles, key=_weight))
    if undisclosed:
        return Answer(
            frame.question, understood(frame, goal), understood_text(frame, goal),
            reason=undisclosed, needs=needs,
        )  # fmt: skip
    if not needs:
        return refused(frame, f"I can't work out the {label(goal.role)} from this", goal)
    names = [label(need.name) for need in needs]
    told = " and ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + " and " + names[-1]
    verb = "is" if len(names) == 1 else "are"
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        reason=f"the {told} {verb} missing", needs=needs, suggestions=refusals.EXAMPLES[:2],
    )  # fmt: skip


def _undisclosed(frame: Frame, goal: Goal, known: Knowledge) -> str:
    """Say so where a named model's provider never told what the answer needs."""
    card = known.model.card if known.model is not None else None
    if card is None:
        return ""
    if not card.figure("parameters").disclosed:
        return (
            f"{card.provider or 'its provider'} has not disclosed its number of parameters, so "
            f"nobody outside can compute this for {card.name}"
        )
    missing = solver.missing(goal.role, relations(), known.leaf, frame.tags)
    takes_samples = known.sample_counting is not None
    if (
        missing == ("tokens",)
        and not takes_samples
        and not frame.has("finetuning", "lora", "qlora")
    ):
        return (
            f"{card.provider or 'its provider'} has not disclosed on how many tokens {card.name} "
            "was trained"
        )
    return ""


_ORDER = (
    "cost_per_token", "parameters", "training_compute", "tokens", "tokens_per_step", "peak",
    "devices", "duration", "device_time", "mfu", "price",
)  # fmt: skip


def _weight(role: str) -> int:
    """Order what is missing: what may differ by orders of magnitude goes first."""
    return _ORDER.index(role) if role in _ORDER else len(_ORDER)


_ASKED_AS = {"cost_per_token": "model", "parameters": "model", "peak": "accelerator"}


def _need(role: str, frame: Frame) -> Need:
    kind = KINDS[role]
    from flopwise.asking.assumptions import assumption

    default = assumption(role, frame)
    return Need(
        _ASKED_AS.get(role, role), unit_text(kind.input.dimension), kind.why or kind.label,
        None if default is None else float(default.value),
    )  # fmt: skip


def remarks_of(frame: Frame, found: Solution) -> tuple[str, ...]:
    """Say what a reader should know beside: what was given and not used, an unusual figure."""
    said = list(frame.remarks)
    for item in frame.givens:
        if item.role in found.way.used or item.role == found.role or _describes(found, item.role):
            continue
        said.append(f"{item.written} ({label(item.role)}) does not enter the answer")
    share = found.value if found.role == "mfu" else None
    if share is not None and float(share) > 1:
        said.append("more than the whole peak can't be: one of the figures must be wrong")
    elif share is not None and float(share) < _LOW_SHARE:
        said.append("that is unusually low: well-run training reaches 25 to 55 % of the peak")
    return tuple(said)


_LOW_SHARE = 0.15


def _describes(found: Solution, role: str) -> bool:
    return role in found.derivation.values or (
        found.knowledge.model is not None
        and role
        in (
            "parameters",
            "active_parameters",
            "sequence_length",
            "experts",
            "experts_per_token",
            "num_hidden_layers",
            "hidden_size",
            "vocab_size",
            "num_attention_heads",
            "intermediate_size",
            "head_dim",
            "num_key_value_heads",
        )
    )
