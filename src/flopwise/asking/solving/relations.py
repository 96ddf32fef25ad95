"""Which quantity follows from which others: all that a question can be answered by."""

from __future__ import annotations

import functools

from flopwise.asking.solving.solver import Relation
from flopwise.derivation.expression import Constant, Expression, StepValue
from flopwise.formulas import (
    activations,
    batches,
    cache,
    expense,
    finetuning,
    flop,
    hardware,
    images,
    memory,
    scaling,
    update,
)
from flopwise.formulas.pipeline import data_parallel_replicas, tokens_of_batch

_ADAPTERS = frozenset({"lora", "qlora"})
_SHARDED = {"zero1": (1, 1, 0), "zero2": (1, 0, 0), "zero3": (0, 0, 0)}
"""Which of weights, gradients and optimizer state each device keeps whole."""


STORED = ("weights_memory", "model_states", "chosen_states", "optimizer_memory", "adapter_states")
"""What is kept on disk in several copies."""


def _only(*tags: str) -> frozenset[str]:
    return frozenset(tags)


@functools.cache
def relations() -> tuple[Relation, ...]:
    """Return every relation."""
    return (*_work(), *_batches(), *_machines(), *_money(), *_memory(), *_scaling())


def _work() -> tuple[Relation, ...]:
    return (
        Relation("training_compute", flop.training_flop, ("cost_per_token", "tokens")),
        Relation("training_compute", images.training_flop_of_samples,
                 ("cost_per_sample", "samples")),
        Relation("samples", images.samples_of_epochs, ("epochs", "dataset_samples")),
        Relation("training_compute", hardware.compute_from_hardware,
                 ("device_time", "peak", "mfu")),
        Relation("training_compute", hardware.compute_at_rate, ("device_time", "flop_rate")),
        Relation("training_compute", hardware.compute_of_rate, ("cluster_rate", "duration")),
        Relation("cost_per_token", flop.six_n, ("parameters",),
                 not_with=_ADAPTERS | {"full_recompute"}),
        Relation("cost_per_token", flop.eight_n, ("parameters",), _only("full_recompute"),
                 _ADAPTERS),
        Relation("forward_per_token", flop.two_n, ("parameters",)),
        Relation("inference_compute", flop.inference_flop, ("forward_per_token", "tokens")),
        Relation("adapter_parameters", finetuning.lora_parameters_of_matrix,
                 ("matrix_inputs", "matrix_outputs", "rank")),
        Relation("cost_per_token", finetuning.lora_flop_per_token,
                 ("parameters", "adapter_parameters"), _ADAPTERS, _only("full_recompute")),
        Relation("cost_per_token", finetuning.lora_recomputed_flop_per_token,
                 ("parameters", "adapter_parameters"), _only("recomputed_adapters")),
        Relation("adapter_parameters", finetuning.typical_adapters,
                 ("parameters", "adapter_share"), _ADAPTERS),
        Relation("tokens", hardware.tokens_of_compute, ("training_compute", "cost_per_token")),
        Relation("served_tokens", hardware.tokens_of_compute,
                 ("training_compute", "forward_per_token")),
        Relation("parameters", scaling.parameters_of_budget, ("training_compute", "tokens"),
                 not_with=_only("optimal")),
    )  # fmt: skip


def _batches() -> tuple[Relation, ...]:
    return (
        Relation("optimizer_steps", update.optimizer_steps, ("tokens", "tokens_per_step")),
        Relation("optimizer_steps", batches.steps_of_samples,
                 ("epochs", "dataset_samples", "samples_per_step")),
        Relation("samples_per_step", batches.samples_of_sequences, ("batch_size",)),
        Relation("tokens", update.tokens_of_steps, ("optimizer_steps", "tokens_per_step")),
        Relation("tokens", batches.tokens_of_epochs, ("epochs", "dataset_tokens")),
        Relation("tokens", batches.tokens_of_throughput, ("throughput", "duration")),
        Relation("tokens_per_step", tokens_of_batch, ("batch_size", "sequence_length")),
        Relation("tokens_per_step", batches.tokens_per_step_of_run, ("tokens", "optimizer_steps")),
        Relation("tokens_per_step", batches.tokens_of_micro_batches,
                 ("micro_tokens", "accumulation", "replicas")),
        Relation("batch_size", batches.sequences_of_tokens,
                 ("tokens_per_step", "sequence_length")),
        Relation("batch_size", batches.sequences_of_micro_batches,
                 ("micro_batch_size", "accumulation", "replicas")),
        Relation("accumulation", batches.accumulation_of_batch,
                 ("batch_size", "micro_batch_size", "replicas")),
        Relation("replicas", data_parallel_replicas,
                 ("devices", "tensor_parallel", "pipeline_parallel")),
        Relation("epochs", batches.epochs_of_tokens, ("tokens", "dataset_tokens")),
        Relation("dataset_tokens", batches.tokens_of_bytes, ("dataset_bytes", "bytes_per_token")),
        Relation("dataset_tokens", batches.tokens_of_words,
                 ("documents", "words_per_document", "tokens_per_word")),
        Relation("dataset_bytes", batches.bytes_of_tokens, ("dataset_tokens", "bytes_per_token")),
        Relation("throughput", batches.throughput_of_steps, ("tokens_per_step", "step_time")),
        Relation("throughput", batches.throughput_of_devices,
                 ("throughput_per_device", "devices")),
        Relation("throughput", batches.throughput_of_run, ("tokens", "duration")),
        Relation("throughput_per_device", batches.throughput_of_device, ("throughput", "devices")),
        Relation("throughput_per_device", hardware.throughput_of_rate,
                 ("flop_rate", "cost_per_token")),
        Relation("padding_share", batches.padding_share, ("mean_length", "padded_length")),
        Relation("step_time", batches.step_time_of_throughput, ("tokens_per_step", "throughput")),
        Relation("duration", batches.duration_of_throughput, ("tokens", "throughput")),
        Relation("duration", batches.duration_of_steps, ("optimizer_steps", "step_time")),
    )  # fmt: skip


def _machines() -> tuple[Relation, ...]:
    return (
        Relation("device_time", hardware.device_time, ("devices", "duration")),
        Relation("device_time", hardware.time_from_compute, ("training_compute", "peak", "mfu")),
        Relation("device_time", hardware.device_time_of_budget, ("cost", "price")),
        Relation("device_time", hardware.tightest_device_time,
                 ("cost", "price", "devices", "duration")),
        Relation("duration", expense.duration, ("device_time", "devices")),
        Relation("duration", hardware.duration_at_rate, ("training_compute", "cluster_rate")),
        Relation("devices", hardware.devices_needed, ("device_time", "duration")),
        Relation("mfu", hardware.model_flop_utilisation,
                 ("training_compute", "device_time", "peak")),
        Relation("mfu", hardware.utilisation_of_rate, ("flop_rate", "peak"),
                 not_with=_only("rate_recomputes")),
        Relation("hfu", hardware.hardware_utilisation, ("mfu",),
                 _only("full_recompute"), _only("rate_recomputes")),
        Relation("hfu", hardware.utilisation_of_rate, ("flop_rate", "peak"),
                 _only("rate_recomputes")),
        Relation("mfu", hardware.utilisation_without_recompute, ("hfu",), _only("full_recompute")),
        Relation("flop_rate", hardware.rate_of_throughput,
                 ("cost_per_token", "throughput_per_device")),
        Relation("flop_rate", hardware.rate_of_utilisation, ("peak", "mfu")),
    )  # fmt: skip


def _money() -> tuple[Relation, ...]:
    return (
        Relation("cost", expense.cost_of_devices, ("device_time", "price")),
        Relation("energy", expense.energy_of_devices, ("device_time", "power", "overhead")),
        Relation("energy", expense.energy_of_power, ("total_power", "duration", "overhead")),
        Relation("energy", expense.energy_of_building, ("machine_energy", "overhead")),
        Relation("overhead_energy", expense.overhead_energy, ("machine_energy", "overhead")),
        Relation("machine_energy", _machine_energy, ("device_time", "power")),
        Relation("electricity_cost", expense.cost_of_energy, ("energy", "electricity_price")),
        Relation("emissions", expense.emissions_of_energy, ("energy", "carbon_intensity")),
        Relation("carbon_intensity", expense.intensity_of_emissions, ("emissions", "energy")),
    )


def _memory() -> tuple[Relation, ...]:
    return (
        Relation("weights_memory", memory.weights_bytes, ("parameters", "weight_size")),
        Relation("gradient_memory", memory.gradient_bytes, ("parameters", "gradient_size")),
        Relation("optimizer_memory", functools.partial(_optimizer_bytes, True),
                 ("parameters", "master_size", "first_moment_size", "second_moment_size")),
        Relation("moments_memory", functools.partial(_optimizer_bytes, False),
                 ("parameters", "first_moment_size", "second_moment_size")),
        Relation("model_states", _states,
                 ("parameters", "weight_size", "gradient_size", "master_size",
                  "first_moment_size", "second_moment_size"), not_with=_ADAPTERS | {"average"}),
        Relation("model_states", _adapter_states,
                 ("weights_memory", "adapter_parameters", "gradient_size", "master_size",
                  "first_moment_size", "second_moment_size"), _ADAPTERS),
        Relation("model_states", memory.model_states, ("parameters", "state_size"),
                 not_with=_ADAPTERS),
        Relation("chosen_states", _states,
                 ("parameters", "weight_size", "gradient_size", "master_size",
                  "first_moment_size", "second_moment_size"), not_with=_ADAPTERS | {"average"}),
        *(
            Relation(role, _averaged_states,
                     ("parameters", "weight_size", "gradient_size", "master_size",
                      "first_moment_size", "second_moment_size", "average_size"),
                     _only("average"), _ADAPTERS)
            for role in ("chosen_states", "model_states")
        ),
        *(
            Relation("stored_bytes", memory.copies_bytes, (role, "copies"),
                     _only(f"copies_of_{role}"))
            for role in STORED
        ),
        Relation("weights_and_gradients", memory.weights_and_gradients,
                 ("weights_memory", "gradient_memory")),
        *(
            Relation("states_per_device", functools.partial(_split, whole),
                     ("weights_memory", "gradient_memory", "optimizer_memory", "shards"),
                     _only(tag))
            for tag, whole in _SHARDED.items()
        ),
        Relation("kv_cache_per_token", cache.kv_cache_per_token,
                 ("num_hidden_layers", "num_key_value_heads", "head_dim", "element_size")),
        Relation("cache_tokens", cache.tokens_of_cache, ("cache_bytes", "kv_cache_per_token")),
        Relation("kv_cache", cache.kv_cache_bytes,
                 ("num_hidden_layers", "num_key_value_heads", "head_dim", "element_size",
                  "sequence_length", "sequences")),
        Relation("logits_tokens", batches.tokens_of_sequences, ("sequence_length", "sequences")),
        Relation("logits_memory", activations.logits_bytes,
                 ("logits_tokens", "vocab_size", "logits_size")),
        Relation("score_memory", activations.score_bytes,
                 ("num_attention_heads", "sequence_length", "sequences", "element_size")),
        Relation("layer_activations", activations.activation_bytes_of_layer,
                 ("sequence_length", "sequences", "hidden_size", "num_attention_heads"),
                 not_with=_only("full_recompute", "selective_recompute", "flash")),
        Relation("layer_activations", activations.activation_bytes_selective,
                 ("sequence_length", "sequences", "hidden_size"),
                 _only("selective_recompute", "flash")),
        Relation("layer_activations", activations.activation_bytes_full,
                 ("sequence_length", "sequences", "hidden_size"), _only("full_recompute")),
        Relation("activation_memory", activations.activation_bytes,
                 ("num_hidden_layers", "layer_activations")),
        Relation("total_memory", memory.total_memory, ("devices", "device_memory")),
    )  # fmt: skip


def _scaling() -> tuple[Relation, ...]:
    fits = ("approach3", "besiroglu")
    fitted = _only("approach1", "approach2", *fits)
    constants = ("size_coefficient", "size_exponent", "data_coefficient", "data_exponent")
    return (
        Relation("tokens", scaling.tokens_by_ratio, ("parameters", "optimal_ratio"),
                 _only("optimal"), fitted),
        Relation("parameters", scaling.parameters_by_ratio,
                 ("training_compute", "optimal_ratio"), _only("optimal"), fitted),
        Relation("parameters", scaling.parameters_of_tokens, ("tokens", "optimal_ratio"),
                 _only("optimal"), fitted),
        Relation("parameters", scaling.optimal_parameters_by_power,
                 ("training_compute", "known_compute", "known_parameters", "size_power"),
                 _only("approach1", "approach2")),
        Relation("training_compute", scaling.compute_of_optimal_parameters,
                 ("parameters", "known_compute", "known_parameters", "size_power"),
                 _only("approach1", "approach2")),
        Relation("parameters", _fitted_size, ("training_compute", *constants), _only(*fits)),
        Relation("training_compute", _fitted_compute, ("parameters", *constants), _only(*fits)),
        Relation("tokens", scaling.tokens_of_budget, ("training_compute", "parameters"), fitted),
        Relation("loss", scaling.loss_of_fit,
                 ("parameters", "tokens", "loss_floor", "size_coefficient", "size_exponent",
                  "data_coefficient", "data_exponent")),
        Relation("over_optimal", scaling.over_optimal,
                 ("tokens", "parameters", "optimal_ratio")),
        Relation("crossover_length", scaling.attention_crossover, ("hidden_size", "attended")),
        Relation("tokens_per_parameter", scaling.tokens_per_parameter, ("tokens", "parameters")),
    )  # fmt: skip


def _machine_energy(time: Expression, power: Expression) -> StepValue:
    """What the machines themselves take."""
    return expense.energy_of_devices(time, power, Constant(1), label="machines")


def _optimizer_bytes(with_master: bool, parameters: Expression, *sizes: Expression) -> StepValue:
    if with_master:
        return memory.optimizer_bytes(parameters, memory.optimizer_state_of_parameter(*sizes))
    return memory.optimizer_bytes(parameters, memory.moments_of_parameter(*sizes))


def _states(
    parameters: Expression, weight: Expression, gradient: Expression, *state: Expression
) -> StepValue:
    each = memory.state_of_parameter(weight, gradient, *state)
    return memory.model_states(parameters, each)


def _averaged_states(parameters: Expression, *sizes: Expression) -> StepValue:
    *state, average = sizes
    each = memory.state_with_average(memory.state_of_parameter(*state), average)
    return memory.model_states(parameters, each)


def _adapter_states(
    weights: Expression, adapters: Expression, gradient: Expression, *state: Expression
) -> StepValue:
    each = memory.state_of_adapter(gradient, *state)
    return memory.adapter_states(weights, adapters, each)


def _split(
    whole: tuple[int, int, int], weights: Expression, gradients: Expression,
    optimizer: Expression, shards: Expression,
) -> StepValue:  # fmt: skip
    parts = [1 if kept else shards for kept in whole]
    return memory.model_states_per_device(weights, gradients, optimizer, *parts)


def _fitted_size(compute: Expression, *constants: Expression) -> StepValue:
    size, size_exponent, data, data_exponent = constants
    return scaling.optimal_parameters_of_fit(
        compute,
        scaling.optimal_size_factor(size, size_exponent, data, data_exponent),
        scaling.optimal_size_exponent(size_exponent, data_exponent),
    )


def _fitted_compute(parameters: Expression, *constants: Expression) -> StepValue:
    size, size_exponent, data, data_exponent = constants
    return scaling.compute_of_optimal_fit(
        parameters,
        scaling.optimal_size_factor(size, size_exponent, data, data_exponent),
        scaling.optimal_size_exponent(size_exponent, data_exponent),
    )
