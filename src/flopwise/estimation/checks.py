"""Cross-checks: other ways to the same figure, each with its ratio to ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.catalog import conventions
from flopwise.derivation.derivation import CATALOG, Derivation, Value
from flopwise.derivation.expression import Input
from flopwise.derivation.step import REGISTRY
from flopwise.estimation.result import Check, NotCounted
from flopwise.formulas.flop import training_flop
from flopwise.formulas.update import optimizer_steps, weight_update_flop
from flopwise.methods.counting import counting_of
from flopwise.units import registry
from flopwise.units.dimensions import Dimension
from flopwise.units.display import show
from flopwise.units.numbers import grouped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.scenario import Model
    from flopwise.units.numbers import Number

TOKENS = Input(
    "tokens", "D", "tokens", "token", "Tokens seen in training, each as often as it is seen."
)
BATCH = Input("tokens_per_step", "B", "tokens per step", "token/optimizer_step")
_COMPUTE = Input("compute", "C", "compute", "flop")
_TIME = Input("device_time", "T", "device time", "device·second")
_PEAK = Input("peak", "P", "dense peak", "flop/(device·second)")
_FLOP = Dimension.parse("flop")


def of_training(
    model: Model, derivation: Derivation, values: Mapping[str, Value], convention: str
) -> tuple[Check, ...]:
    """Return the checks of a training compute that was counted."""
    result = derivation.value
    # a step that was given stands in this derivation only, not in the checks of it
    values = {name: value for name, value in values.items() if name not in REGISTRY}
    found = []
    if model.workload is not None and convention != "six-nd":
        found.append(_six_nd(model, values, result))
    found += published(model, result)
    used = _utilisation(model, result)
    return (*found, used) if used else tuple(found)


def _six_nd(model: Model, values: Mapping[str, Value], result: Number) -> Check:
    assert model.workload is not None
    rule = conventions.find("six-nd")
    counting = counting_of(model.workload, rule)
    derivation = Derivation(training_flop(counting.per_token, TOKENS), values)
    count = derivation.number(_find(derivation, counting.counted_parameters.id))
    tokens = show(values["tokens"].value, Dimension.parse("token"))
    text = f"6 × {grouped(count)} parameters × {tokens} = {show(derivation.value, _FLOP)}"
    return Check(
        "6ND",
        "six-nd",
        derivation.value,
        "FLOP",
        _ratio(derivation.value, result),
        rule.source,
        text,
    )


def _find(derivation: Derivation, id: str) -> Input:
    return next(node for node in derivation.nodes if node.id == id)  # type: ignore[return-value]


def published(model: Model, result: Number | None) -> list[Check]:
    """Return the figures that were published for the model's training compute."""
    if model.card is None:
        return []
    found = []
    for figure in model.card.published_compute:
        unit = registry.find(figure.unit)
        value = unit.to_base(figure.value)
        text = f"{grouped(figure.value)} {unit.symbol}"
        if unit.symbol != "FLOP":
            text += f" = {show(value, _FLOP)}"
        found.append(
            Check(
                f"published ({unit.symbol})", "published", value, "FLOP",
                None if result is None else _ratio(value, result), figure.source,
                f"{text}; {figure.note}" if figure.note else text,
            )
        )  # fmt: skip
    return found


def _utilisation(model: Model, result: Number) -> Check | None:
    """What utilisation the published device-hours imply, if there are any."""
    if model.card is None:
        return None
    hours = model.card.hardware.get("device_hours")
    device = model.card.hardware.get("accelerator")
    if hours is None or device is None or not hours.disclosed or not device.disclosed:
        return None
    from flopwise.catalog import accelerators
    from flopwise.formulas.hardware import model_flop_utilisation

    accelerator = accelerators.find(str(device.value))
    precision = model.card.figure("precision")
    wanted = str(precision.value) if precision.disclosed else ""
    known = wanted if wanted in accelerator.peak else ""
    arithmetic, peak = accelerator.peak_at(known)
    used = Derivation(
        model_flop_utilisation(_COMPUTE, _TIME, _PEAK),
        {
            "compute": Value(result),
            "device_time": Value(hours.value * 3600, CATALOG, hours.source),
            "peak": Value(peak.value, CATALOG, peak.source),
        },
    ).value
    text = (
        f"{grouped(hours.value)} device-hours at {show(peak.value, _FLOP)}/s dense {arithmetic} "
        f"({accelerator.name}) would mean {float(used):.1%} of the peak over all hours"
    )
    return Check("implied utilisation", "hardware", float(used), "", None, hours.source, text)


def weight_update(model: Model, values: Mapping[str, Value], result: Number) -> NotCounted | None:
    """What the optimizer's updates add, where the batch is known."""
    per_step = values.get("tokens_per_step")
    if model.workload is None or per_step is None or "tokens" not in values:
        return None
    values = {name: value for name, value in values.items() if name not in REGISTRY}
    counting = counting_of(model.workload, conventions.find(conventions.DEFAULT))
    update = weight_update_flop(counting.parameters, optimizer_steps(TOKENS, BATCH))
    derivation = Derivation(update, values)
    steps = derivation.number(update_steps(derivation))
    share = float(derivation.value) / float(result)
    return NotCounted(
        "weight update", "optimizer", int(steps),
        f"{grouped(float(derivation.value), 3)} FLOP in all, {grouped(100 * share, 2)} % of the "
        f"total: it happens once in each of {grouped(steps)} steps, not once for each token",
        float(derivation.value),
    )  # fmt: skip


def update_steps(derivation: Derivation) -> Input:
    """Return the node that holds the number of optimizer steps."""
    return _find(derivation, optimizer_steps.id)


def _ratio(value: Number, result: Number) -> float:
    return float(value) / float(result)
