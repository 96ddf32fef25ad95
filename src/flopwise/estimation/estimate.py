"""Catalog, architecture and method put together: one estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwise.catalog import citations, conventions
from flopwise.derivation.derivation import (
    ASSUMED,
    Derivation,
    Value,
)
from flopwise.derivation.exact import bounded
from flopwise.derivation.expression import Input, StepValue
from flopwise.derivation.step import REGISTRY
from flopwise.errors import InvalidValueError, MissingInputError, UnitError, UnknownNameError
from flopwise.estimation import checks
from flopwise.estimation.breakdown import GROUPINGS, breakdown, not_counted
from flopwise.estimation.inputs import overridden, read_sequence_length, read_value
from flopwise.estimation.request import METHODS, QUANTITIES, RECOMPUTE, Request, made
from flopwise.estimation.result import (
    Assumption,
    Check,
    Estimate,
    NotCounted,
    Share,
    as_number,
)
from flopwise.estimation.subject import resolve, value_of
from flopwise.formulas.flop import forward_flop, training_flop
from flopwise.formulas.update import tokens_of_steps
from flopwise.methods.counting import Counting, counting_of, needs_sequence_length
from flopwise.units import registry
from flopwise.units.display import unit_text
from flopwise.units.numbers import grouped
from flopwise.workload import SEQUENCE_LENGTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flopwise.catalog.conventions import Convention
    from flopwise.methods.counting_samples import SampleCounting
    from flopwise.scenario import Model
    from flopwise.units.numbers import Number
    from flopwise.units.registry import Unit

_STEPS = Input("optimizer_steps", "S", "optimizer steps", "optimizer_step")


def estimate(request: Request) -> Estimate:
    """Answer the request. Raises a FlopwiseError for input that can't be right."""
    for name, value, known in (
        ("quantity", request.quantity, QUANTITIES),
        ("method", request.method, METHODS),
        ("recompute", request.recompute, RECOMPUTE),
        ("by", request.by, GROUPINGS),
    ):
        if value not in known:
            raise UnknownNameError(name, value, known, hint=f"there are {', '.join(known)}")
    _refuse_ignored(request)
    model = resolve(request.model)
    unit = _unit(request.unit)
    if request.method == "hardware":
        from flopwise.estimation.from_hardware import from_hardware

        return from_hardware(request, model, unit)
    if request.method == "published":
        from flopwise.estimation.from_published import from_published

        return from_published(request, model, unit)
    return _counted(request, model, unit)


_OF_HARDWARE = ("gpus", "duration", "device_hours", "mfu")
_OF_COUNTING = (
    "tokens", "sequence_length", "optimizer_steps", "batch_tokens", "samples", "epochs", "input",
    "convention",
)  # fmt: skip


def _refuse_ignored(request: Request) -> None:
    """Refuse options that the chosen method would leave unused."""
    unused: tuple[str, ...] = _OF_HARDWARE if request.method == "counting" else _OF_COUNTING
    if request.method == "published":
        unused = (*_OF_COUNTING, *_OF_HARDWARE)
    given = [name for name in unused if getattr(request, name) not in (None, "")]
    if given:
        fitting = "hardware" if given[0] in _OF_HARDWARE else "counting"
        raise InvalidValueError(
            f"{given[0]} belongs to the method {fitting}; the method is {request.method}"
        )


def _counted(request: Request, model: Model, unit: Unit | None) -> Estimate:
    if model.workload is not None and model.workload.sample:
        from flopwise.estimation.from_samples import from_samples

        return from_samples(request, model, unit)
    _refuse_samples(request, model)
    if model.workload is None:
        return cannot_say(request, model, "parameters", "its number of parameters")
    convention, remarks = chosen_convention(request, model)
    values = dict(model.workload.values)
    values.update(_run_values(request, model))
    counting = counting_of(model.workload, convention, request.recompute)
    asks_length = (
        request.quantity == "forward_compute" or needs_sequence_length(model.workload, convention)
    ) and request.quantity != "parameters"
    if asks_length:
        values["sequence_length"] = sequence_length_of(request, model)
        remarks += _too_long(values["sequence_length"], model)
    root: StepValue | Input
    if request.quantity == "parameters":
        root = counting.parameters
        remarks += _active(counting, values)
    elif request.quantity == "compute_per_token":
        root = counting.per_token
    elif request.quantity == "forward_compute":
        root = forward_flop(counting.forward, SEQUENCE_LENGTH)
    else:
        tokens = _tokens(request, model, values)
        if tokens is None:
            return cannot_say(request, model, "training_tokens", "its training tokens")
        root = training_flop(counting.per_token, tokens)
    derivation = Derivation(root, values)
    if request.overrides:
        derivation = derivation.with_values(overridden(request.overrides, derivation))
    bounded(derivation.value, "the result")
    remarks += contradiction(model, counting, values)
    unit = fitting_unit(unit, derivation)
    return _assembled(request, model, counting, derivation, values, unit, remarks)


def _refuse_samples(request: Request, model: Model) -> None:
    for name in ("samples", "epochs", "input"):
        if getattr(request, name) is not None:
            raise InvalidValueError(
                f"{name} belongs to models that take images whole; {model.name} takes tokens: give "
                "tokens, each as often as it is seen, and sequence_length"
            )


def _active(counting: Counting, values: Mapping[str, Value]) -> tuple[Assumption, ...]:
    """Say of a mixture of experts how many of its parameters a token passes."""
    if not any(counting.workload.of_kind("stored")):
        return ()
    passed = Derivation(counting.passed_parameters, values).value
    text = (
        f"each token passes {grouped(passed)} of these parameters, and compute goes by those; the "
        "others are experts that its router didn't choose"
    )
    return (Assumption("active_parameters", as_number(passed), "parameter", text, "", None),)


_CONTRADICTS = 0.03


def contradiction(
    model: Model, counting: Counting | SampleCounting, values: Mapping[str, Value]
) -> tuple[Assumption, ...]:
    """Say so where a source's shape doesn't make the parameters that it states."""
    card = model.card
    if card is None or model.workload is None or not model.workload.blocks:
        return ()
    stated = card.figure("parameters")
    counted = Derivation(counting.parameters, values).value
    if not stated.disclosed or abs(float(counted) / float(stated.value) - 1) <= _CONTRADICTS:
        return ()
    text = (
        f"the shape as stated makes {grouped(counted)} parameters, where the source says "
        f"{grouped(stated.value)}; the count follows the shape"
    )
    return (Assumption("parameters", None, "", text, stated.source, None),)


def _assembled(
    request: Request,
    model: Model,
    counting: Counting,
    derivation: Derivation,
    values: Mapping[str, Value],
    unit: Unit | None,
    remarks: tuple[Assumption, ...],
) -> Estimate:
    standing = {**values, **derivation.values}
    numbers = {name: value.value for name, value in standing.items()}
    found_checks: tuple[Check, ...] = ()
    left_out: tuple[NotCounted, ...] = ()
    shares: tuple[Share, ...] = ()
    if request.quantity != "parameters":
        scale = {
            "training_compute": derivation.number(derivation.root),
            "forward_compute": numbers.get("sequence_length", 1),
        }.get(request.quantity, 1)
        if request.quantity == "training_compute":
            scale = _tokens_of(derivation)
        if not overrides_steps(request):
            shares = breakdown(counting, numbers, scale, request.by)
        left_out = not_counted(counting, numbers)
    if request.quantity == "training_compute":
        if "tokens" in standing:
            found_checks = checks.of_training(model, derivation, standing, counting.convention.id)
            update = checks.weight_update(model, standing, derivation.value)
            left_out = (*left_out, update) if update else left_out
        else:
            found_checks = tuple(checks.published(model, derivation.value))
    return finished(
        request, model, derivation, unit,
        convention=counting.convention.id, checks=found_checks, breakdown=shares,
        not_counted=left_out, remarks=remarks, values=standing,
    )  # fmt: skip


def finished(
    request: Request,
    model: Model,
    derivation: Derivation | None,
    unit: Unit | None,
    *,
    convention: str | None = None,
    checks: tuple[Check, ...] = (),
    breakdown: tuple[Share, ...] = (),
    not_counted: tuple[NotCounted, ...] = (),
    remarks: tuple[Assumption, ...] = (),
    values: Mapping[str, Value] | None = None,
    reason: str = "",
) -> Estimate:
    """Put an estimate together, with the sources that it cites and how it was made."""
    keys = [step.source for step in derivation.steps] if derivation else []
    keys += [check.source for check in checks] + [remark.source for remark in remarks]
    if convention is not None:
        keys.append(conventions.find(convention).source)
    if model.card is not None and derivation is None:
        keys.append(model.card.source)
    return Estimate(
        quantity=request.quantity,
        model=model,
        run=_run_record(request, values or {}),
        method=request.method,
        convention=convention,
        derivation=derivation,
        unit=unit,
        checks=checks,
        breakdown=breakdown,
        not_counted=not_counted,
        remarks=remarks,
        sources=citations.cite(keys, model.path),
        made=made(request),
        reason=reason,
    )


def chosen_convention(request: Request, model: Model) -> tuple[Convention, tuple[Assumption, ...]]:
    """Choose the convention: as asked, or the one that what is known of the model allows."""
    workload = model.workload
    assert workload is not None
    remarks = tuple(Assumption("shape", None, "", text, "", None) for text in workload.remarks)
    if workload.blocks:
        return conventions.find(request.convention or conventions.DEFAULT), remarks
    if request.quantity == "parameters":
        return conventions.find("six-nd"), remarks
    chosen = conventions.find(request.convention or "six-nd")
    if chosen.basis != "parameters" or chosen.parameters != "all" or chosen.attention != "none":
        raise InvalidValueError(
            f"{workload.remarks[0]}: only the convention six-nd can be used, not {chosen.id}"
        )
    return chosen, remarks


def _run_values(request: Request, model: Model) -> dict[str, Value]:
    values: dict[str, Value] = {}
    if request.optimizer_steps is not None:
        values["optimizer_steps"] = read_value(
            request.optimizer_steps, "optimizer_step", "optimizer_steps"
        )
    if request.batch_tokens is not None:
        values["tokens_per_step"] = read_value(request.batch_tokens, "token", "batch_tokens")
    elif model.card is not None and model.card.figure("global_batch_tokens").disclosed:
        values["tokens_per_step"] = value_of(model.card.figure("global_batch_tokens"))
    return values


def _tokens(request: Request, model: Model, values: dict[str, Value]) -> Input | StepValue | None:
    """Return the node of the tokens, putting its value among the values; None if undisclosed."""
    if request.tokens is not None and request.optimizer_steps is not None:
        raise InvalidValueError("give tokens or optimizer_steps, not both")
    if request.tokens is not None:
        values["tokens"] = read_value(request.tokens, "token", "tokens")
        return checks.TOKENS
    if request.optimizer_steps is not None:
        if "tokens_per_step" not in values:
            raise MissingInputError(
                "optimizer_steps alone say nothing about work: give batch_tokens, the tokens of "
                "one step, too (--batch-tokens 3.2M)"
            )
        return tokens_of_steps(_STEPS, checks.BATCH)
    figure = model.card.figure("training_tokens") if model.card is not None else None
    if figure is not None and figure.disclosed:
        values["tokens"] = value_of(figure)
        return checks.TOKENS
    if model.card is None:
        raise MissingInputError(
            f"how many tokens is {model.name} trained on? give tokens (--tokens 300B)"
        )
    return None


def sequence_length_of(request: Request, model: Model) -> Value:
    """Return how long the sequences are: as given, as published, or assumed from the context."""
    if request.sequence_length is not None:
        return read_sequence_length(request.sequence_length)
    card = model.card
    if card is not None and card.figure("sequence_length").disclosed:
        return value_of(card.figure("sequence_length"))
    if model.workload is not None and model.workload.context is not None:
        return _assumed_length(model.workload.context, card.architecture_source if card else "")
    return Value(4096, ASSUMED, low=2048, high=8192, note=_LENGTH_UNKNOWN_AT_ALL)


def _too_long(length: Value, model: Model) -> tuple[Assumption, ...]:
    """Say so where a sequence is longer than the model has learned positions."""
    assert model.workload is not None
    positions = model.workload.values.get("max_position_embeddings")
    if positions is None or length.value <= positions.value:
        return ()
    text = (
        f"{length.value:,} tokens are more than the {positions.value:,} positions that the model "
        "has: the figure is that of a model with a longer table"
    )
    return (Assumption("sequence_length", None, "", text, positions.source, None),)


_LENGTH_UNKNOWN = "the length of its training sequences is not stated: its whole context is taken"
_LENGTH_UNKNOWN_AT_ALL = (
    "no sequence length is given or stated: 4,096 tokens are taken, as most pretraining of "
    "2023 to 2025 used 2,048 to 8,192"
)
_SHORTEST_PRETRAINING, _LONGEST_PRETRAINING = 2048, 8192


def _assumed_length(longest: int, source: str) -> Value:
    """Most pretraining runs at 8,192 tokens at most, whatever the context is stretched to."""
    if longest <= _LONGEST_PRETRAINING:
        low = min(_SHORTEST_PRETRAINING, longest)
        return Value(longest, ASSUMED, source, low, longest, _LENGTH_UNKNOWN)
    return Value(
        _LONGEST_PRETRAINING, ASSUMED, source, low=4096, high=min(longest, 32_768),
        note="the length of its training sequences is not stated: most of pretraining is taken "
        "to run at 8,192 tokens, however far the context was stretched later",
    )  # fmt: skip


def fitting_unit(unit: Unit | None, derivation: Derivation) -> Unit | None:
    """Return the display unit, for each token, sequence or sample where the result is.

    Raises UnitError for a unit of another dimension than the result's.
    """
    wanted = derivation.root.dimension
    if unit is None or unit.dimension == wanted:
        return unit
    for name in ("token", "sequence", "sample"):
        whole = registry.find(name)
        if unit.dimension / whole.dimension == wanted:
            return unit / whole
    raise UnitError(
        f"the result is in {unit_text(wanted) or 'plain numbers'}, which can't be shown in "
        f"{unit.symbol}"
    )


def _unit(name: str | None) -> Unit | None:
    if name is None:
        return None
    from flopwise.language.quantities import unit_named

    return unit_named(name)


def _tokens_of(derivation: Derivation) -> Number:
    for node in derivation.nodes:
        if node.id in ("tokens", tokens_of_steps.id):
            return derivation.number(node)
    return 1


def overrides_steps(request: Request) -> bool:
    """Tell whether a derived step was given, so that the operations no longer add up to it."""
    names = (setting.partition("=")[0].strip() for setting in request.overrides)
    return any(name.partition(".")[0] in REGISTRY for name in names)


def cannot_say(request: Request, model: Model, figure: str, what: str) -> Estimate:
    """Answer that nobody outside can know."""
    reason = (
        f"{model.provider or 'its provider'} has not disclosed {what}, so nobody outside can "
        f"compute this for {model.name}"
    )
    if figure == "samples":
        reason += "; give samples (--samples 115M) to see what it would be"
    if figure == "training_tokens":
        reason += "; give tokens (--tokens 8T) to see what it would be"
    if model.card is not None and model.card.published_compute:
        reason += "; a total is published, though: --method published shows it"
    return finished(request, model, None, _unit(request.unit), reason=reason)


def _run_record(request: Request, values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the contract's Run; what is unknown is absent."""
    run: dict[str, Any] = {}
    for name in ("tokens", "samples", "epochs", "optimizer_steps", "sequence_length"):
        if name in values:
            run[name] = as_number(values[name].value)
    if "tokens_per_step" in values and "sequence_length" in values:
        run["global_batch_size"] = float(
            values["tokens_per_step"].value / values["sequence_length"].value
        )
    if request.precision:
        run["precision"] = request.precision
    run["recompute"] = request.recompute
    return run
