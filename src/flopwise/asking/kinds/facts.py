"""Questions for a fact of the catalog: layers, context, peaks, memory, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.asking.answer import Answer, Found, as_plain
from flopwise.asking.reading import vocabulary
from flopwise.asking.reading.goals import is_yesno
from flopwise.asking.solving.knowledge import fitting_precision
from flopwise.asking.wording import understood_text
from flopwise.catalog import accelerators, citations, models
from flopwise.errors import FlopwiseError
from flopwise.estimation.subject import from_card
from flopwise.units.dimensions import Dimension
from flopwise.units.display import show
from flopwise.units.numbers import grouped

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.goals import Goal
    from flopwise.catalog.models import ModelCard

_UNITS = {
    "training_tokens": "token", "context_length": "token/sequence",
    "global_batch_tokens": "token/optimizer_step", "peak": "flop/(device·second)",
    "memory": "byte", "memory_bandwidth": "byte/second", "link_bandwidth": "byte/second",
    "power": "joule/second",
}  # fmt: skip
_LABELS = {
    "num_hidden_layers": "layers", "hidden_size": "as its hidden size",
    "num_attention_heads": "attention heads", "num_key_value_heads": "heads of keys and values",
    "head_dim": "as the size of a head", "intermediate_size": "as its feed-forward width",
    "vocab_size": "entries in its vocabulary", "context_length": "tokens of context",
    "active_parameters": "active parameters", "training_tokens": "training tokens", "global_batch_tokens": "tokens in a batch",
}  # fmt: skip


class Fact(NamedTuple):
    """A figure of the catalog with its source."""

    subject: str
    value: Any
    text: str
    unit: str
    source: str


_VAGUE = 1.0
"""A goal that weighs no more is named by nothing but `how large` or the like."""
_ALLOWED = {
    "training_tokens": ("tokens",), "global_batch_tokens": ("batch_size", "tokens_per_step"),
    "context_length": ("tokens", "duration"), "vocab_size": ("tokens", "parameters"),
    "peak": ("training_compute", "throughput", "cluster_rate", "flop_rate", "cost_per_token",
             "duration", "mfu"),
    "memory": ("model_states", "weights_memory"), "power": ("energy",),
    "memory_bandwidth": ("throughput", "model_states", "weights_memory"), "released": ("duration",),
    "active_parameters": ("parameters", "cost_per_token"),
}  # fmt: skip
"""What else the words of a question for a fact may seem to ask for."""


def answered(frame: Frame, goal: Goal | None) -> Answer | None:
    """Answer a question for a fact; None where it isn't one."""
    if frame.changes or frame.has("optimal"):
        return None
    if len(frame.machines) == 1 and not frame.models and not frame.roles - {"bytes", "peak"}:
        return _of_hardware(frame, goal)
    if frame.machines or frame.roles - {"parameters"}:
        return None
    name = _asked(frame, "models", goal)
    if name is None:
        return None
    cards = [models.find(mention.id) for mention in frame.models] or _family(frame)
    if not cards:
        return None
    facts = [_of_model(card, name) for card in cards]
    if any(fact is None for fact in facts) and len(facts) == 1:
        reason = f"{cards[0].provider or 'its provider'} has not disclosed this of {cards[0].name}"
        if name in _FROM_SHAPE or name in ("training_tokens", "global_batch_tokens"):
            return _cannot(frame, reason)
        return None
    known = [fact for fact in facts if fact is not None]
    if not known:
        return None
    if len({fact.value for fact in known}) > 1:
        return _several(frame, name, known)
    return _told(frame, name, known[0], cards)


def _asked(frame: Frame, kind: str, goal: Goal | None) -> str | None:
    """Return the fact that is asked for: the longest phrase, the later one of two."""
    free = set(range(len(frame.words))) - frame.blocked
    hits = vocabulary.facts(kind).find(frame.low, free)
    if not hits:
        return None
    allowed = [hit for hit in hits if goal is None or goal.role in _ALLOWED.get(hit.name, ())]
    if not allowed:
        return None
    if "vocabulary" in frame.low:  # "how many tokens are in the vocabulary"
        allowed = [hit for hit in allowed if hit.name == "vocab_size"] or allowed
    best = max(allowed, key=lambda hit: (len(hit.words), hit.first))
    frame.take(best.words)
    return best.name


def _asks_for_tokens(frame: Frame) -> bool:
    text = " ".join(frame.low)
    return (
        "token" in text
        and not frame.has("optimal", "approach1", "approach2")
        and (
            "trained" in frame.low
            or "training" in frame.low
            or "train" in frame.low
            or "see" in frame.low
            or "seen" in frame.low
            or "for" in frame.low
            or "on" in frame.low
        )
    )


def _family(frame: Frame) -> list[ModelCard]:
    """Return the models of a family that is named without a size."""
    return [card for card in models.every() if frame.family and card.family == frame.family]


_FROM_SHAPE = (
    "num_hidden_layers", "hidden_size", "num_attention_heads", "num_key_value_heads", "head_dim",
    "intermediate_size", "vocab_size",
)  # fmt: skip


def _of_model(card: ModelCard, name: str) -> Fact | None:
    if name in _FROM_SHAPE:
        return _of_shape(card, name)
    if name == "active_parameters":
        return _active(card)
    if name == "provider":
        return Fact(card.name, card.provider, card.provider, "", card.source)
    figure = card.figure(name)
    if not figure.disclosed:
        return None
    if name == "released":
        return Fact(card.name, str(figure.value), str(figure.value), "", figure.source)
    text = grouped(figure.value)
    return Fact(card.name, figure.value, text, _UNITS.get(name, ""), figure.source)


def _active(card: ModelCard) -> Fact | None:
    figure = card.figure("active_parameters")
    if not figure.disclosed:
        return None
    return Fact(card.name, figure.value, grouped(figure.value), "parameter", figure.source)


def _of_shape(card: ModelCard, name: str) -> Fact | None:
    try:
        workload = from_card(card).workload
    except FlopwiseError:
        return None
    values = workload.values if workload is not None else {}
    value = values[name].value if name in values else None
    heads, width = values.get("num_attention_heads"), values.get("hidden_size")
    if value is None and heads is not None and name == "num_key_value_heads":
        value = heads.value  # without a number of its own every head has its keys and values
    if value is None and heads is not None and width is not None and name == "head_dim":
        value = width.value // heads.value
    if value is None:
        return None
    return Fact(card.name, value, grouped(value), "", card.architecture_source)


def _of_hardware(frame: Frame, goal: Goal | None) -> Answer | None:
    machine = frame.machines[0]
    name = _asked(frame, "hardware", goal)
    if name is None and goal is None and frame.precisions:
        name = "peak"  # "MI300X dense bf16?" can ask for nothing else
    if name is None or ("peak" in frame.roles and (name != "peak" or _a_share(frame))):
        return None
    device = accelerators.find(machine.id)
    try:
        if name == "peak":
            wanted = frame.precisions[0] if frame.precisions else ""
            if frame.has("sparse") and not frame.has("dense"):
                figure, precision = device.sparse[wanted or "bf16"], wanted or "bf16"
                what = f"sparse {precision} peak"
            else:
                wanted = next(
                    (one for one in frame.precisions if fitting_precision(device, one)), wanted
                )
                fitting = fitting_precision(device, wanted)
                precision, figure = device.peak_at(fitting or wanted)
                what = f"dense {precision} peak"
        else:
            found = device.figures.get(name)
            if found is None or not found.disclosed:
                return _cannot(
                    frame, f"the catalog has no {name.replace('_', ' ')} of {device.name}"
                )
            figure, what = found, name.replace("_", " ")
    except (FlopwiseError, KeyError) as error:
        return _cannot(frame, str(error).rstrip("."))
    unit = _UNITS.get(name, "")
    shown = show(figure.value, Dimension.parse(unit)) if unit else str(figure.value)
    if name == "peak":
        shown = shown.replace("/(s·device)", "/s").replace("/(device·s)", "/s")
    elif name == "power":
        shown = f"{grouped(figure.value)} W"
    text = f"{device.name}: {what} {shown} [{figure.source}]."
    remarks: tuple[str, ...] = ()
    if machine.ambiguous:
        remarks = (f"{machine.written} is taken as {device.name}",)
    value = figure.value if unit else str(figure.value)
    written = "FLOP/s" if name == "peak" else {"joule/second": "W", "byte": "B"}.get(unit, unit)
    item = {"name": what, "value": as_plain(value), "source": figure.source}
    return Answer(
        frame.question, _understood(frame, name), understood_text(frame, None),
        Found("quantity" if unit else "list", text, value, written, items=(item,)),
        remarks=remarks,
    )  # fmt: skip


def _a_share(frame: Frame) -> bool:
    """Tell whether a rate is held against the peak, so that a share is asked for and no fact."""
    return bool({"fraction", "percent", "percentage", "share"} & set(frame.low))


def compared(frame: Frame, goal: Goal | None) -> Answer | None:
    """Answer which of two models has more of something; None where it isn't a fact."""
    name = _asked(frame, "models", goal)
    if name is None or len(frame.models) != 2:
        return None
    facts = [_of_model(models.find(mention.id), name) for mention in frame.models]
    first, second = facts
    if first is None or second is None or isinstance(first.value, str):
        return None
    less = bool(frame.says("compare", "less")) and not frame.says("compare", "more")
    yes = first.value < second.value if less else first.value > second.value
    label = _LABELS.get(name, name.replace("_", " "))
    text = f"{first.subject} has {first.text} and {second.subject} {second.text} {label}"
    record = {"quantity": "fact", "fact": name, "run": {},
              "subject": [{"model": mention.id} for mention in frame.models]}  # fmt: skip
    items = tuple(
        {"name": f.subject, "value": as_plain(f.value), "source": f.source} for f in facts if f
    )
    if is_yesno(frame):
        return Answer(frame.question, record, understood_text(frame, None),
                      Found("yesno", f"{'Yes' if yes else 'No'}: {text}.", "yes" if yes else "no",
                            items=items))  # fmt: skip
    ratio = first.value / second.value
    return Answer(frame.question, record, understood_text(frame, None),
                  Found("comparison", f"{text}: {ratio:.4g} times.", ratio, items=items))  # fmt: skip


def _told(frame: Frame, name: str, fact: Fact, cards: list[ModelCard]) -> Answer:
    subject = fact.subject if len(cards) == 1 else cards[0].family
    if name == "released":
        text = f"{subject} was released on {fact.text}"
    elif name == "provider":
        text = f"{subject} is by {fact.text}"
    else:
        text = f"{subject} has {fact.text} {_LABELS[name]}"
    cited = citations.cite([fact.source], cards[0].path)
    title = next(iter(cited.values())).title if cited else fact.source
    unit = "" if not fact.unit else fact.unit.partition("/")[0]
    item = {"name": name, "value": as_plain(fact.value), "source": fact.source}
    return Answer(
        frame.question, _understood(frame, name), understood_text(frame, None),
        Found("quantity" if not isinstance(fact.value, str) else "list", f"{text} ({title}).",
              fact.value, unit, items=(item,)),
    )  # fmt: skip


def _several(frame: Frame, name: str, facts: list[Fact]) -> Answer:
    items = tuple(
        {"name": f.subject, "value": as_plain(f.value), "source": f.source} for f in facts
    )
    told = ", ".join(f"{fact.subject} {fact.text}" for fact in facts)
    label = _LABELS.get(name, name.replace("_", " "))
    return Answer(
        frame.question, _understood(frame, name), understood_text(frame, None),
        Found("list", f"{label[:1].upper()}{label[1:]}: {told}.", items=items),
    )  # fmt: skip


def _understood(frame: Frame, name: str) -> dict[str, Any]:
    subject = None
    if frame.models:
        subject = {"model": frame.models[0].id, "written": frame.models[0].written}
    if frame.machines:
        subject = {"accelerator": frame.machines[0].id, "written": frame.machines[0].written}
    return {"quantity": "fact", "fact": name, "subject": subject, "run": {}}


def _cannot(frame: Frame, reason: str) -> Answer:
    return Answer(frame.question, {"quantity": "fact", "subject": None, "run": {}},
                  understood_text(frame, None), reason=reason)  # fmt: skip
