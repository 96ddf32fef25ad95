"""The letters that stand for a step's arguments where it is shown on its own.

In a derivation each argument is an input or another step and brings its own letter; these are the
same letters, by the argument's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.derivation.expression import Input

if TYPE_CHECKING:
    from flopwise.derivation.step import Step

SYMBOLS = {
    "accumulation": "k",
    "adapters": "N_{LoRA}",
    "all_parameters": "N",
    "attended": "a",
    "average": "b_a",
    "bandwidth": r"\beta",
    "base": "C_{base}",
    "batch": "B",
    "batch_size": "b",
    "blocks": "F",
    "bytes_per_token": "b_D",
    "cache": "k",
    "chunks": "v",
    "compute": "C",
    "copies": "n_c",
    "cost": "c",
    "data_coefficient": "B",
    "data_exponent": r"\beta",
    "dataset": "D_{set}",
    "dataset_samples": "D_1",
    "density": r"\rho",
    "device_memory": "M_1",
    "devices": "n",
    "documents": "n_{doc}",
    "duration": "t",
    "element": "b",
    "each": "M_1",
    "emissions": "G",
    "energy": "E",
    "epochs": "e",
    "experts": "N_{exp}",
    "exponent": "a",
    "factor": "G",
    "first_moment": "b_m",
    "floor": "E",
    "forward": "F",
    "forward_again": "F",
    "frozen": "N",
    "gradient": "b_G",
    "gradient_shards": "n_G",
    "gradients": "M_G",
    "groups": "N",
    "hardware_utilisation": "u_h",
    "head_size": "d_h",
    "heads": "n_h",
    "image_height": "h",
    "image_width": "w",
    "inputs": "d_{in}",
    "intensity": "I",
    "kept": "A_{kept}",
    "kernel": "k",
    "key_value_heads": "n_{kv}",
    "known_compute": "C_0",
    "known_parameters": "N_0",
    "known_tokens": "D_0",
    "layer": "A",
    "layers": "L",
    "loss": "L",
    "machines": "E",
    "master": "b_{master}",
    "matrices": "W",
    "memory": "M",
    "micro_batch_size": "b_{micro}",
    "micro_batches": "m",
    "micro_tokens": "D_{micro}",
    "modification": "C_{mod}",
    "operations": "F",
    "optimizer": "M_O",
    "optimizer_shards": "n_O",
    "optimizer_steps": "S",
    "outputs": "d_{out}",
    "mean_length": r"\bar s",
    "overhead": "PUE",
    "padded_length": "s",
    "parameters": "N",
    "parts": "F",
    "passes": "F",
    "patch": "p",
    "patches": "P",
    "payload": "M",
    "peak": "P",
    "pipeline_parallel": "n_{pp}",
    "policy": "N",
    "positions": "p",
    "power": "P_W",
    "price": "k",
    "rank": "r",
    "rate": "r",
    "ratio": "r",
    "read": "N_{read}",
    "replicas": "n_{dp}",
    "samples": "n_s",
    "samples_per_step": "b_s",
    "scale": "B_*",
    "second_moment": "b_v",
    "sequence_length": "s",
    "sequences": "q",
    "share": r"\alpha",
    "size": "M",
    "size_coefficient": "A",
    "size_exponent": r"\alpha",
    "stages": "n_{pp}",
    "state": "b",
    "step_time": "t_S",
    "steps": "S",
    "stride": "s",
    "tensor_parallel": "n_{tp}",
    "throughput": "v",
    "time": "T",
    "tokens": "D",
    "tokens_per_step": "B",
    "tokens_per_word": "w_t",
    "traffic": "M",
    "trained": "N",
    "use": "WUE",
    "utilisation": "u",
    "vectors": "v",
    "vocabulary": "V",
    "weight": "b_W",
    "weight_bytes": "M_W",
    "weight_shards": "n_W",
    "weights": "W",
    "width": "d",
    "window": "w",
    "words": "w",
}

_OF_UNIT = {
    ("frozen", "flop/(parameter·token)"): ("c_N", "FLOP for a frozen weight and token"),
    ("trained", "flop/(parameter·token)"): ("c_a", "FLOP for a trained weight and token"),
    ("cost", "dollar"): ("K", "what may be spent"),
    ("cost", "flop/sample"): ("c", "FLOP per sample"),
    ("intensity", "gram_co2e/joule"): ("I", "carbon intensity of the grid"),
    ("intensity", "flop/byte"): ("I", "arithmetic intensity"),
    ("parts", "parameter"): ("N", "parameters"),
    ("power", "joule/second"): ("P_W", "power of all machines"),
    ("price", "dollar/joule"): ("k_E", "price of energy"),
    ("throughput", "token/(device·second)"): ("v_1", "tokens per second and device"),
    ("weights", "byte"): ("M_W", "bytes of the weights"),
}
"""Arguments of the same name that count different things."""

_WORDS = {
    "attended": "share of all positions that a position attends to",
    "average": "bytes of an averaged weight",
    "copies": "copies that are kept",
    "each": "bytes of one copy",
    "hardware_utilisation": "share of the peak with recomputation counted (HFU)",
    "mean_length": "mean length of a sequence",
    "padded_length": "length that all are filled up to",
    "blocks": "forward pass of a block",
    "dataset_samples": "samples of the training set",
    "image_height": "height of an image, in pixels",
    "image_width": "width of an image, in pixels",
    "kernel": "side of the kernel",
    "operations": "forward pass of an operation",
    "patch": "side of a patch, in pixels",
    "patches": "patches of an image",
    "stride": "strides of all layers so far, multiplied",
    "accumulation": "gradient accumulation steps",
    "bandwidth": "memory bandwidth of one device",
    "base": "compute of the original model",
    "batch_size": "sequences of a global batch",
    "bytes_per_token": "bytes per token",
    "dataset": "tokens of the data set",
    "device_memory": "memory of one device",
    "epochs": "passes over the data set",
    "experts": "parameters of experts",
    "machines": "energy of the machines",
    "micro_batch_size": "sequences that a device takes at a time",
    "micro_tokens": "tokens that a device takes at a time",
    "modification": "compute of the modification",
    "pipeline_parallel": "stages of the pipeline",
    "rate": "FLOP per second that are reached",
    "size": "bytes of the text",
    "step_time": "time of a step",
    "tensor_parallel": "devices for each layer",
    "throughput": "tokens per second",
    "use": "litres of water for the energy",
    "words": "words of a document",
    "adapters": "parameters of the adapters",
    "cost": "FLOP per token",
    "element": "bytes of one element",
    "factor": "factor of the size",
    "first_moment": "bytes of the gradient's mean",
    "second_moment": "bytes of the squared gradient's mean",
    "forward": "forward pass",
    "frozen": "frozen parameters",
    "gradient": "bytes of a gradient",
    "gradients": "bytes of the gradients",
    "optimizer": "bytes of the optimizer's state",
    "weight_bytes": "bytes of the weights",
    "weight_shards": "devices that the weights are split over",
    "gradient_shards": "devices that the gradients are split over",
    "optimizer_shards": "devices that the optimizer's state is split over",
    "master": "bytes of the weight in full",
    "weight": "bytes of a weight",
    "kept": "what a layer keeps",
    "layer": "all activations of a layer",
    "payload": "bytes to be added up",
    "power": "power of one device",
    "price": "price of one device",
    "policy": "parameters of the model that writes and is trained",
    "ratio": "tokens per parameter",
    "replicas": "replicas of the model",
    "scale": "constant of the fit",
    "share": "share of them that a token passes",
    "state": "bytes for each parameter",
    "time": "device time",
    "tokens_per_step": "tokens per step",
    "trained": "trained parameters",
    "traffic": "bytes moved",
    "key_value_heads": "heads of keys and values",
    "overhead": "what the building adds to each joule of the devices (PUE)",
    "read": "parameters of the model that is only read",
    "known_compute": "a budget for which the best split is known",
    "known_parameters": "the best number of parameters there",
    "known_tokens": "the best number of tokens there",
    "batch": "sequences of a global batch",
    "chunks": "chunks of layers on each device",
    "peak": "dense peak of one device",
}


class Argument(NamedTuple):
    """One argument of a step, as its formula shows it."""

    input: Input
    words: str


def arguments(step: Step) -> list[Argument]:
    """Return the arguments of a step that are numbers; of one that takes many, the first two."""
    found = []
    for name, dimension, many in step.parameters:
        if dimension is None:
            continue
        letter, words = _OF_UNIT.get(
            (name, str(dimension)), (SYMBOLS[name], _WORDS.get(name, name.replace("_", " ")))
        )
        for place in (1, 2) if many else (0,):
            symbol = _numbered(letter, place) if place else letter
            shown = f"{words}, the first" if place == 1 else f"{words}, the next, and so on"
            found.append(
                Argument(Input(f"{name}{place or ''}", symbol, words, dimension),
                         shown if place else words)
            )  # fmt: skip
    return found


def _numbered(letter: str, place: int) -> str:
    base, _, below = letter.partition("_")
    return f"{base}_{{{below.strip('{}')}{place}}}"
