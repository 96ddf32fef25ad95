"""Estimates of models that take samples whole, such as images: per sample, and of training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.derivation.derivation import GIVEN, Derivation, Value
from flopwise.derivation.exact import bounded
from flopwise.derivation.expression import Input, StepValue
from flopwise.errors import InvalidValueError, MissingInputError
from flopwise.estimation import checks
from flopwise.estimation.breakdown import breakdown, not_counted
from flopwise.estimation.estimate import (
    cannot_say,
    chosen_convention,
    contradiction,
    finished,
    fitting_unit,
    overrides_steps,
)
from flopwise.estimation.inputs import overridden, read_value
from flopwise.estimation.result import Assumption, Share
from flopwise.estimation.subject import value_of
from flopwise.formulas.images import samples_of_epochs, training_flop_of_samples
from flopwise.methods.counting_samples import sample_counting_of

if TYPE_CHECKING:
    from flopwise.estimation.request import Request
    from flopwise.estimation.result import Estimate
    from flopwise.scenario import Model
    from flopwise.units.numbers import Number
    from flopwise.units.registry import Unit
    from flopwise.workload import Workload

SAMPLES = Input(
    "samples", "D", "samples seen", "sample",
    "Samples seen in training, each as often as it is seen.",
)  # fmt: skip
DATASET = Input("dataset_samples", "D_1", "samples of the training set", "sample")
EPOCHS = Input("epochs", "E", "epochs")

_OF_TOKENS = ("tokens", "sequence_length", "optimizer_steps", "batch_tokens")
_LARGEST_SIDE = 100_000


def from_samples(request: Request, model: Model, unit: Unit | None) -> Estimate:
    """Count the operations of one sample, and of all that training sees."""
    workload = model.workload
    assert workload is not None
    _refuse_tokens(request, model, workload)
    convention, remarks = chosen_convention(request, model)
    values = dict(workload.values)
    if request.input is not None:
        values.update(_input_sizes(request.input, workload))
        remarks += _another_size(values, workload)
    counting = sample_counting_of(workload, convention)
    root: StepValue | Input
    scale: Number = 1
    if request.quantity == "parameters":
        root = counting.parameters
    elif request.quantity == "forward_compute":
        root = counting.forward
    else:
        seen = _samples(request, model, values)
        if seen is None:
            return cannot_say(request, model, "samples", "how many images it is trained on")
        root = training_flop_of_samples(counting.per_sample, seen)
    derivation = Derivation(root, values)
    if request.overrides:
        derivation = derivation.with_values(overridden(request.overrides, derivation))
    bounded(derivation.value, "the result")
    training = request.quantity == "training_compute"
    if training:
        scale = next(
            derivation.number(node) for node in derivation.nodes
            if node.id in (SAMPLES.id, samples_of_epochs.id)
        )  # fmt: skip
    remarks += contradiction(model, counting, values)
    standing = {**values, **derivation.values}
    numbers = {name: value.value for name, value in standing.items()}
    computed = request.quantity != "parameters"
    shares: tuple[Share, ...] = ()
    if computed and not overrides_steps(request):
        shares = breakdown(counting, numbers, scale, request.by)
    return finished(
        request, model, derivation, fitting_unit(unit, derivation), convention=convention.id,
        checks=tuple(checks.published(model, derivation.value)) if training else (),
        breakdown=shares, not_counted=not_counted(counting, numbers) if computed else (),
        remarks=remarks, values=standing,
    )  # fmt: skip


def _refuse_tokens(request: Request, model: Model, workload: Workload) -> None:
    given = [name for name in _OF_TOKENS if getattr(request, name) is not None]
    if given:
        raise InvalidValueError(
            f"{given[0]} belongs to models of text; {model.name} takes one {workload.sample} at a "
            "time: give samples or epochs (--samples 115M, --epochs 90)"
        )
    if request.quantity == "compute_per_token":
        raise InvalidValueError(
            f"{model.name} takes one {workload.sample} at a time, not tokens: ask for "
            f"forward_compute, or for training_compute with one sample (--samples 1)"
        )
    if request.recompute != "none":
        raise InvalidValueError(
            f"recomputation can't be counted for one {workload.sample} yet; leave recompute out"
        )


def _input_sizes(given: str, workload: Workload) -> dict[str, Value]:
    """Read `1x3x224x224`: one sample, its colours, its height and its width."""
    parts = given.lower().replace("×", "x").split("x")
    if len(parts) not in (3, 4) or not all(part.strip().isdecimal() for part in parts):
        raise InvalidValueError(
            "input must be 1 × colours × height × width in pixels, such as 1x3x224x224, not "
            f"{given[:40]!r}"
        )
    batch, colours, *sides = [
        int(part[:12]) for part in (["1", *parts] if len(parts) == 3 else parts)
    ]
    wanted = workload.values["num_channels"].value
    if batch != 1:
        raise InvalidValueError(
            f"the figure is that of one {workload.sample}: input must begin with 1, not {batch}; "
            "a batch takes so many times as much"
        )
    if colours != wanted:
        raise InvalidValueError(f"the model takes {wanted} colours, not {colours}")
    if not all(_smallest(workload) <= side <= _LARGEST_SIDE for side in sides):
        raise InvalidValueError(
            f"height and width of the input must be from {_smallest(workload)} to "
            f"{_LARGEST_SIDE:,} pixels, not {sides[0]} and {sides[1]}"
        )
    return {name: Value(side, GIVEN) for name, side in zip(_SIDES, sides, strict=True)}


_SIDES = ("image_height", "image_width")


def _smallest(workload: Workload) -> Number:
    patch = workload.values.get("patch_size")
    return 1 if patch is None else patch.value


def _another_size(values: dict[str, Value], workload: Workload) -> tuple[Assumption, ...]:
    """Say so where the size of the image changes the model itself."""
    same = all(values[name].value == workload.values[name].value for name in _SIDES)
    if same or "patch_size" not in values:
        return ()
    text = (
        "images of another size than the config's need a position table of another length: the "
        "figures are those of a model that has one"
    )
    return (Assumption("image_size", None, "", text, "", None),)


def _samples(request: Request, model: Model, values: dict[str, Value]) -> Input | StepValue | None:
    """Return the node of the samples seen, putting its values among the others; None if unknown."""
    if request.samples is not None:
        if request.epochs is not None:
            raise InvalidValueError("give samples or epochs, not both")
        values["samples"] = read_value(request.samples, "sample", "samples")
        return SAMPLES
    card = model.card
    dataset = card.figure("dataset_samples") if card is not None else None
    if dataset is None or not dataset.disclosed:
        if card is not None and request.epochs is None:
            return None
        raise MissingInputError(
            f"how many images does {model.name} see in training? give samples, each as often as it "
            "is seen (--samples 115M)"
        )
    epochs = card.figure("epochs") if card is not None else None
    if request.epochs is not None:
        values["epochs"] = read_value(request.epochs, "", "epochs")
    elif epochs is not None and epochs.disclosed:
        values["epochs"] = value_of(epochs)
    else:
        return None
    values["dataset_samples"] = value_of(dataset)
    return samples_of_epochs(EPOCHS, DATASET)
