"""Whether what was given agrees with itself, and whether all of it enters the answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.asking.quantities import KINDS, label
from flopwise.asking.solving import solver
from flopwise.asking.solving.knowledge import Knowledge
from flopwise.asking.solving.relations import relations
from flopwise.derivation.expression import Input, StepValue
from flopwise.units.display import show

if TYPE_CHECKING:
    from flopwise.asking.kinds.solution import Solution
    from flopwise.asking.reading.frame import Frame
    from flopwise.derivation.derivation import Derivation


_CONTRADICTS = 0.2
"""How far what is given may lie from what follows of the rest before the two contradict."""


def contradicted(frame: Frame, found: Solution) -> str:
    """Find something given that what else is given doesn't allow."""
    told = _nodes(frame)
    if told:
        return told
    bounded_twice = {"cost", "duration"} <= found.way.used
    for role in sorted(found.way.used & _CHECKED):
        if bounded_twice and role in ("duration", "devices"):
            continue  # money and time are limits then, and one of them is the tighter
        others = Knowledge(frame, frame.models[0].id if frame.models else "",
                           frame.machines[0] if frame.machines else None)  # fmt: skip

        def only_given(
            name: str, role: str = role, others: Knowledge = others
        ) -> solver.Leaf | None:
            return None if name in (role, found.role) else others.given(name)

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


def _nodes(frame: Frame) -> str:
    """Find a number of devices that isn't that of the nodes times those in each."""
    nodes, each = frame.given("nodes"), frame.given("devices_per_node")
    stated = frame.given("devices")
    count = next((m.number for m in frame.machines if m.number is not None), None)
    total = stated.value if stated is not None else count
    if nodes is None or each is None or total is None:
        return ""
    product = nodes.value * each.value
    if total in (product, nodes.value, each.value):
        return ""
    return (
        f"it contradicts itself: {nodes.written} with {each.written} make {product:,}, and "
        f"{total:,} are stated"
    )


_CHECKED = frozenset(
    ("tokens", "optimizer_steps", "tokens_per_step", "batch_size", "device_time", "duration",
     "devices", "epochs", "dataset_tokens")
)  # fmt: skip


def unapplied(frame: Frame, derivation: Derivation) -> list[str]:
    """Return the what-ifs that the derivation has no place for."""
    return [change.written for change in frame.changes if change.role not in derivation.values]


_COMPARES = re.compile(
    r"\b(?:how many times (?:more|less|fewer|below|above|under|over(?! (?:it|the data|the corpus|that|them))|smaller|larger|bigger|"
    r"faster|slower|longer|shorter|cheaper|dearer|as (?:much|many|big|large|long|fast)|the|beyond|higher|lower)|"
    r"by (?:what|which) (?:factor|percentage|percent|multiple|ratio)|by how (?:much|many)|(?:what|which) (?:factor|multiple)|"
    r"how much (?:more|less|faster|slower|cheaper|longer|shorter|bigger|larger|smaller|higher|lower|sooner|quicker|extra)|"
    r"how many (?:more|fewer|extra|additional)(?! (?:passes|epochs))|"
    r"(?:get|gets|gain|gains|free|frees|freed|claw|win|wins|hand|hands|give|gives)\b(?: \w+){0,2} (?:back|up)\b(?! with| to))",
    re.IGNORECASE,
)
_RATIOS = frozenset(("mfu", "hfu", "epochs", "over_optimal", "padding_share", "tokens_per_parameter", "loss",
                     "copies", "accumulation", "adapter_share", "served_tokens", "crossover_length"))  # fmt: skip


def uncompared(frame: Frame, role: str) -> str:
    """Return the words that ask for a difference, where the answer is but one amount."""
    if role in _RATIOS:
        return ""
    found = _COMPARES.search(frame.text)
    return found[0] if found is not None else ""


_ENTERS = frozenset(
    ("training_compute", "tokens", "devices", "duration", "device_time", "step_time", "mfu", "cost",
     "price", "batch_size", "micro_batch_size", "accumulation", "optimizer_steps", "tokens_per_step",
     "throughput", "throughput_per_device", "flop_rate", "tensor_parallel", "pipeline_parallel",
     "epochs", "bytes", "energy", "power", "overhead", "rank", "state_size", "dataset_tokens",
     "adapter_parameters", "emissions", "electricity_price", "dataset_samples")
)  # fmt: skip
"""Quantities that nobody states beside the point: one that doesn't enter was misunderstood."""
_RESULTS = frozenset(("training_compute", "cost", "energy", "emissions", "mfu", "device_time"))
"""What somebody claims without a question being about it: a result, from which little follows."""


def unused(frame: Frame, found: Solution) -> list[str]:
    """Return what was given, matters, and yet has no place in the answer."""
    if frame.has("moe") or found.role in ("model_states", "states_per_device", "weights_memory"):
        ignored: frozenset[str] = frozenset(("tokens", "bytes", "devices"))
    else:
        ignored = frozenset()
    if frame.machines or found.way.used & {"tokens", "dataset_tokens", "cache_bytes"}:
        ignored |= {"bytes"}
    if "throughput_per_device" in found.way.used and found.role in ("mfu", "flop_rate"):
        ignored |= {"devices"}
    if str(KINDS[found.role].input.dimension) == "byte/token":
        ignored |= frozenset(item.role for item in frame.givens if item.claimed) & {"bytes"}
    if found.way.used & {"replicas", "shards"}:
        ignored |= {"devices"}
    if "cost" in found.way.used or found.role == "cost":
        ignored |= {"devices"}
    asked = KINDS[found.role].input.dimension
    return [
        item.written for item in frame.givens
        if item.role in _ENTERS - ignored and item.role != found.role
        and not (item.claimed and item.role in _RESULTS)
        and not (asked and item.quantity.dimension == asked)  # somebody's figure for it
        and item.role not in found.way.used and not _describes(found, item.role)
        and not (item.role == "devices" and item.value == 1)
    ]  # fmt: skip


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
