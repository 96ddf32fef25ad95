"""What is known beside what a question states: the model's shape, the machines, what is assumed."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING

from flopwise.asking.quantities import KINDS
from flopwise.asking.solving import solver
from flopwise.catalog import accelerators, conventions, scaling_laws
from flopwise.derivation.derivation import CATALOG, GIVEN, Value
from flopwise.errors import InvalidValueError
from flopwise.estimation.request import Request
from flopwise.estimation.subject import resolve, value_of
from flopwise.methods.counting import counting_of, needs_sequence_length
from flopwise.methods.counting_samples import sample_counting_of

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame, Machines
    from flopwise.asking.solving.solver import Leaf
    from flopwise.catalog.accelerators import Accelerator
    from flopwise.methods.counting import Counting
    from flopwise.methods.counting_samples import SampleCounting
    from flopwise.scenario import Model
    from flopwise.units.numbers import Number

_BYTES: dict[str, int | Fraction] = {
    "fp64": 8, "fp32": 4, "tf32": 4, "bf16": 2, "fp16": 2, "fp8": 1, "int8": 1,
    "half": 2, "int4": Fraction(1, 2), "nf4": Fraction(4127, 8000),
}  # fmt: skip
_NF4 = Fraction(4127, 8000)
"""Bytes of a weight in NF4 with double quantisation: 4.127 bits (Dettmers et al. 2023)."""
_STATE_SIZES = ("weight_size", "gradient_size", "master_size", "first_moment_size",
                "second_moment_size", "average_size")  # fmt: skip
_SHAPE = (
    "num_hidden_layers", "hidden_size", "num_attention_heads", "num_key_value_heads", "head_dim",
    "intermediate_size", "vocab_size",
)  # fmt: skip
_DESCRIBED = ("num_hidden_layers", "hidden_size")
_SHEET = 0.02
"""How near a stated peak must be to one of the sheet's to be that one."""
_LAWS = ("approach1", "approach2", "approach3", "besiroglu")


class Knowledge:
    """The leaves from which a question is answered: given, looked up, assumed."""

    def __init__(self, frame: Frame, model: str = "", machine: Machines | None = None) -> None:
        self.frame = frame
        self._model_name = model
        self.machine = machine
        self._leaves: dict[str, Leaf | None] = {}

    # the subject

    @functools.cached_property
    def model(self) -> Model | None:
        """The model that the question is about: named, or described by its shape."""
        described = None if self._restated else _config(self.frame)
        if described is not None:
            return resolve(described)._replace(name="the model described")
        if self._model_name:
            return resolve(self._model_name)
        active = self.frame.given("active_parameters")
        size = self.frame.given("parameters")
        if active is not None and size is not None:
            return resolve(f"{_size(size.value)}-A{_size(active.value)}")
        return None

    @property
    def _restated(self) -> bool:
        """Tell whether the shape that is described is that of the model named."""
        if not self._model_name:
            return False
        workload = resolve(self._model_name).workload
        known = workload.values if workload is not None else {}
        stated = [item for item in self.frame.givens if item.role in _SHAPE and item.role in known]
        return bool(stated) and all(known[item.role].value == item.value for item in stated)

    @property
    def subject(self) -> str:
        """What the answer calls the model."""
        if self.model is not None:
            return self.model.name
        size = self.frame.given("parameters") or self.frame.given("active_parameters")
        return f"a model of {_size(size.value)} parameters" if size is not None else "the run"

    @functools.cached_property
    def counting(self) -> Counting | None:
        """How the model's FLOPs are counted."""
        model = self.model
        if model is None or model.workload is None or model.workload.sample:
            return None
        named = self.frame.convention or self._usual_convention()
        if self.frame.has("full_recompute", "selective_recompute"):
            named = "executed" if self.frame.convention in (None, "executed") else named
        if not model.workload.blocks:
            named = "six-nd"
        recompute = "full" if self.frame.has("full_recompute") else "none"
        recompute = "selective" if self.frame.has("selective_recompute") else recompute
        return counting_of(model.workload, conventions.find(named), recompute)

    def _usual_convention(self) -> str:
        """Return the convention that a question without one means: a law's 6ND, PaLM's MFU."""
        if self.frame.laws:
            return "six-nd"
        if self.frame.has("with_attention") and {"mfu", "utilization", "utilisation"} & set(
            self.frame.low
        ):
            return "palm"
        return conventions.DEFAULT

    @functools.cached_property
    def sample_counting(self) -> SampleCounting | None:
        """How the FLOPs of a model are counted that takes images, or the like, as a whole."""
        model = self.model
        if model is None or model.workload is None or not model.workload.sample:
            return None
        named = self.frame.convention or conventions.DEFAULT
        return sample_counting_of(model.workload, conventions.find(named))

    @functools.cached_property
    def accelerator(self) -> Accelerator | None:
        """What the devices are."""
        return accelerators.find(self.machine.id) if self.machine is not None else None

    @functools.cached_property
    def precision(self) -> str:
        """The format that the question names, as the catalog of accelerators writes it."""
        return next(iter(self.frame.precisions), "")

    # leaves

    def leaf(self, role: str) -> Leaf | None:
        """Return what is known of a quantity without working it out."""
        if role not in self._leaves:
            self._leaves[role] = self._leaf(role)
        return self._leaves[role]

    def given(self, role: str) -> Leaf | None:
        """Return what the question itself says of a quantity."""
        found = self._given(role)
        return None if found is None else solver.given(KINDS[role].input, found)

    def looked_up(self, role: str) -> Leaf | None:
        """Return what is known of a quantity whatever the question says of it."""
        return self._of_model(role) or self._of_machine(role) or self._of_law(role)

    def _leaf(self, role: str) -> Leaf | None:
        given = self.given(role)
        if given is not None:
            return given
        return self.looked_up(role) or self._default(role)

    def _given(self, role: str) -> Value | None:
        item = self.frame.given(role)
        if role == "peak" and item is not None and self._is_sparse(item.value):
            item = None
        if item is not None:
            if role == "tokens" and self.sample_counting is not None:
                raise InvalidValueError(
                    f"{self.subject} takes one image at a time, not tokens: give images or epochs"
                )
            if self.model is not None and role in (*_SHAPE, "parameters", "active_parameters"):
                return None  # it describes the model, which then is known
            quantity = item.quantity
            return Value(quantity.value, GIVEN, "", quantity.low, quantity.high)
        if role == "devices" and self.machine is not None and self.machine.number is not None:
            return Value(self.machine.number, GIVEN)
        if role == "optimal_ratio":
            return self._given("tokens_per_parameter")
        if role == "mfu" and self.frame.has("full_peak"):
            return Value(1, GIVEN, note="the whole peak, as asked")
        if role in ("replicas", "shards"):
            split = self.frame.roles & {"tensor_parallel", "pipeline_parallel"}
            return None if role == "replicas" and split else self._given("devices")
        if role == "parameters" and self.model is None:
            active = self.frame.given("active_parameters")
            return Value(active.value, GIVEN) if active is not None else None
        if role in _STATE_SIZES and self.frame.chosen and role not in self.frame.chosen:
            return Value(0, GIVEN, note="not among the parts that are asked for")
        if role in self.frame.sizes:
            return Value(self.frame.sizes[role], GIVEN)
        if role in ("weight_size", "element_size", "logits_size") and self.precision:
            return self._size_of(role)
        if role == "bytes_per_token" and self.frame.has("uint16", "uint32"):
            return Value(2 if self.frame.has("uint16") else 4, GIVEN)
        return self._sizes_of_optimizer(role)

    def _is_sparse(self, peak: Number) -> bool:
        """Tell whether a stated peak is the sparse one of the accelerator's sheet."""
        device = self.accelerator
        if device is None:
            return False
        sparse = [figure.value for figure in device.sparse.values() if figure.disclosed]
        dense = [figure.value for figure in device.peak.values() if figure.disclosed]
        close = [value for value in sparse if abs(float(value) / float(peak) - 1) < _SHEET]
        if close and not any(abs(float(value) / float(peak) - 1) < _SHEET for value in dense[:2]):
            text = (
                f"{float(peak):.4g} FLOP/s is the sheet's peak with sparsity; the dense one is used"
            )
            if text not in self.frame.remarks:
                self.frame.remarks.append(text)
            return True
        return False

    def _size_of(self, role: str) -> Value:
        if role == "weight_size" and self.frame.has("qlora"):
            return Value(_NF4, GIVEN, "dettmers2023", note="NF4 with double quantisation")
        return Value(_BYTES[self.precision], GIVEN)

    def _sizes_of_optimizer(self, role: str) -> Value | None:
        if role.endswith("moment_size") and self.frame.has("adam8bit"):
            return Value(1, GIVEN, "dettmers2022", note="8-bit Adam")
        if role.endswith("moment_size") and self.frame.has("sgd"):
            return None
        if role == "weight_size" and self.frame.has("qlora"):
            return self._size_of(role)
        return None

    def _of_model(self, role: str) -> Leaf | None:
        model = self.model
        if model is None:
            return None
        samples = self.sample_counting
        if samples is not None and model.workload is not None:
            if role == "parameters":
                return solver.looked_up(samples.parameters, model.workload.values)
            if role == "cost_per_sample":
                return solver.looked_up(samples.per_sample, model.workload.values)
        counting = self.counting
        if counting is not None and model.workload is not None:
            values = dict(model.workload.values)
            if role == "parameters" and {"non-embedding", "nonembedding"} & set(self.frame.low):
                alone = counting_of(model.workload, conventions.find("kaplan"))
                return solver.looked_up(alone.counted_parameters, values)
            if role == "parameters":
                return solver.looked_up(counting.parameters, values)
            adapted = self.frame.has("lora", "qlora")
            if role == "forward_per_token" or (role == "cost_per_token" and not adapted):
                if needs_sequence_length(model.workload, counting.convention):
                    values["sequence_length"] = self._sequence_length(model)
                forward = role == "forward_per_token"
                return solver.looked_up(counting.forward if forward else counting.per_token, values)
            if role in _SHAPE and role in values:
                return solver.looked_up(KINDS[role].input, {role: values[role]})
            if role == "num_key_value_heads" and "num_attention_heads" in values:
                return solver.looked_up(KINDS[role].input, {role: values["num_attention_heads"]})
            if role == "head_dim" and {"hidden_size", "num_attention_heads"} <= set(values):
                width, heads = values["hidden_size"], values["num_attention_heads"]
                each = Fraction(width.value) / Fraction(heads.value)
                return solver.looked_up(
                    KINDS[role].input, {role: Value(each, width.origin, width.source)}
                )
            if role == "adapter_parameters":
                from flopwise.asking.solving.adapters import adapters

                node = adapters(model.workload, self.frame)
                if node is not None:
                    rank = self.frame.given("rank")
                    assert rank is not None
                    values["rank"] = Value(rank.value, GIVEN)
                    return solver.Leaf(node, values, 0.5)
        return self._of_card(role, model)

    def _sequence_length(self, model: Model) -> Value:
        from flopwise.estimation.estimate import sequence_length_of

        stated = self.frame.given("sequence_length")
        return sequence_length_of(
            Request(model.id, sequence_length=None if stated is None else stated.value), model
        )

    def _of_card(self, role: str, model: Model) -> Leaf | None:
        card = model.card
        if card is None or self.frame.has("finetuning", "lora", "qlora", "optimal"):
            return None
        name = {
            "tokens": "training_tokens",
            "tokens_per_step": "global_batch_tokens",
            "epochs": "epochs",
            "dataset_samples": "dataset_samples",
        }.get(role)
        if role == "sequence_length":
            return solver.looked_up(KINDS[role].input, {role: self._sequence_length(model)})
        if name is not None and card.figure(name).disclosed:
            return solver.looked_up(KINDS[role].input, {role: value_of(card.figure(name))})
        hours = card.hardware.get("device_hours")
        if role == "device_time" and hours is not None and hours.disclosed and self._as_published:
            value = Value(hours.value * 3600, CATALOG, hours.source, note="published device-hours")
            return solver.looked_up(KINDS[role].input, {role: value})
        return None

    @functools.cached_property
    def _as_published(self) -> bool:
        """Tell whether a question is about the run as it was, not on other machines."""
        known = (
            self.model.card.hardware.get("accelerator") if self.model and self.model.card else None
        )
        if self.frame.roles & {"mfu", "devices", "duration", "tokens", "flop_rate"}:
            return False
        same = self.machine is None or (known is not None and known.value == self.machine.id)
        return same and not self.frame.has("optimal")

    def _of_machine(self, role: str) -> Leaf | None:
        device = self.accelerator
        if device is None:
            return None
        if role == "peak":
            precision, figure = device.peak_at(fitting_precision(device, self.precision))
            note = f"dense {precision} peak of {device.name}"
            value = Value(figure.value, CATALOG, figure.source, figure.low, figure.high, note)
        elif role in ("power", "device_memory"):
            figure = device.figures.get(role.removeprefix("device_"))  # type: ignore[assignment]
            if figure is None or not figure.disclosed:
                return None
            note = f"{'memory' if role == 'device_memory' else 'rated power'} of {device.name}"
            value = Value(figure.value, CATALOG, figure.source, note=note)
        else:
            return self._expected(role, device)
        return solver.looked_up(KINDS[role].input, {role: value})

    def _expected(self, role: str, device: Accelerator) -> Leaf | None:
        """What one may expect of a device where nothing is told: its utilisation, its price."""
        from flopwise.asking.solving import expected

        value = expected.value(role, device, self._given("devices"), self.precision)
        return None if value is None else solver.assumed(KINDS[role].input, value)

    def _of_law(self, role: str) -> Leaf | None:
        law = next((name for name in _LAWS if self.frame.has(name)), "")
        if not law and role.startswith(("loss_floor", "size_co", "size_ex", "data_co", "data_ex")):
            law = "approach3"
        if not law:
            return None
        record = scaling_laws.find(law)
        if role not in record.constants or role not in KINDS:
            return None
        value = Value(record.constants[role], CATALOG, record.source, note=record.name)
        return solver.looked_up(KINDS[role].input, {role: value})

    def _default(self, role: str) -> Leaf | None:
        from flopwise.asking.solving.assumptions import assumption

        value = assumption(role, self.frame)
        return None if value is None else solver.assumed(KINDS[role].input, value)


def fitting_precision(device: Accelerator, wanted: str) -> str:
    """Return a format that the device has for the one that is named; either one of 16 bits."""
    for name in _SIXTEEN.get(wanted, (wanted,)):
        if name in device.peak and device.peak[name].disclosed:
            return name
    return ""


_SIXTEEN = {"half": ("bf16", "fp16")}
"""Half precision means either format of 16 bits."""


def _config(frame: Frame) -> dict[str, object] | None:
    """Return what a config.json would hold of the shape that a question describes."""
    roles = frame.roles
    if not set(_DESCRIBED) <= roles:
        return None
    stated = {role: int(frame.given(role).value) for role in _SHAPE if role in roles}  # type: ignore[union-attr]
    gated = "num_key_value_heads" in roles or any(
        word in frame.low for word in ("swiglu", "llama", "llama-style", "gated", "rmsnorm")
    )
    width = stated["hidden_size"]
    heads = stated.get("num_attention_heads", max(1, width // 64))
    if width % heads:
        raise InvalidValueError(f"{heads} heads do not divide a hidden size of {width}")
    vocabulary = stated.get("vocab_size", 50257)
    if gated:
        return {"model_type": "llama", **stated, "num_attention_heads": heads,
                "vocab_size": vocabulary,
                "intermediate_size": stated.get("intermediate_size", _gated_width(width)),
                "tie_word_embeddings": "tied" in frame.low}  # fmt: skip
    length = frame.given("sequence_length")
    config: dict[str, object] = {
        "model_type": "gpt2", "n_layer": stated["num_hidden_layers"], "n_embd": width,
        "n_head": heads, "vocab_size": vocabulary,
        "n_positions": int(length.value) if length is not None else 1024,
    }  # fmt: skip
    if "intermediate_size" in stated:
        config["n_inner"] = stated["intermediate_size"]
    return config


def _gated_width(width: int) -> int:
    """Return Llama's feed-forward width: two thirds of four times the width, rounded up to 256."""
    return -(-(8 * width // 3) // 256) * 256


def _size(value: Number) -> str:
    number = Fraction(value)
    for power, letter in ((12, "T"), (9, "B"), (6, "M"), (3, "K")):
        if number >= 10**power:
            return f"{float(number / 10**power):.12g}{letter}"
    return f"{float(number):.12g}"
