"""The quantities that questions are about: symbol, unit, and how to ask for one that is missing."""

from __future__ import annotations

from typing import NamedTuple

from flopwise.derivation.expression import Input


class Kind(NamedTuple):
    """A quantity: how it stands in formulas, what it is called, and why it is asked back."""

    input: Input
    label: str
    why: str = ""


def _kind(id: str, symbol: str, label: str, unit: str = "", why: str = "") -> tuple[str, Kind]:
    return id, Kind(Input(id, symbol, label, unit), label, why)


KINDS: dict[str, Kind] = dict(
    (
        # the work
        _kind("training_compute", "C", "training compute", "flop",
              "how much compute? Give it in FLOP or PF-days, or a model and its tokens"),
        _kind("forward_compute", "C_s", "forward compute of one sequence", "flop/sequence"),
        _kind("inference_compute", "C_i", "compute of inference", "flop",
              "how much compute does inference take?"),
        _kind("cost_per_token", "c", "FLOP per token", "flop/token",
              'which model? Name one, or give its size, as in "a 7B model"'),
        _kind("forward_per_token", "F", "FLOP per token, forward alone", "flop/token"),
        _kind("cost_per_sample", "c", "FLOP per sample", "flop/sample",
              'which model? Name one, as in "ResNet-50"'),
        _kind("samples", "D", "samples seen", "sample",
              "how many samples does it see in training, each as often as it is seen?"),
        _kind("parameters", "N", "parameters", "parameter",
              'which model? Name one, or give its size, as in "a 7B model"'),
        _kind("tokens", "D", "tokens", "token",
              "how many tokens is it trained on? Twice the tokens is twice the compute"),
        _kind("tokens_per_parameter", "r", "tokens per parameter", "token/parameter"),
        _kind("optimal_ratio", "r", "compute-optimal tokens per parameter", "token/parameter"),
        _kind("over_optimal", "x", "times the compute-optimal number of tokens"),
        _kind("optimal_parameters", "N_{opt}", "compute-optimal number of parameters", "parameter"),
        _kind("optimal_tokens", "D_{opt}", "compute-optimal number of tokens", "token"),
        _kind("loss", "L", "loss by a fitted law"),
        _kind("known_compute", "C_0", "a budget whose best size is known", "flop"),
        _kind("known_parameters", "N_0", "the best size for it", "parameter"),
        _kind("size_power", "a", "exponent of the size"),
        _kind("loss_floor", "E", "floor of the loss"),
        _kind("size_coefficient", "A", "coefficient of the size"),
        _kind("size_exponent", r"\alpha", "exponent of the size"),
        _kind("data_coefficient", "B", "coefficient of the data"),
        _kind("data_exponent", r"\beta", "exponent of the data"),
        # steps, batches and data
        _kind("optimizer_steps", "S", "optimizer steps", "optimizer_step",
              "how many optimizer steps does the run have?"),
        _kind("tokens_per_step", "B", "tokens per step", "token/optimizer_step",
              "how large is a batch? Give tokens per step, or sequences and their length"),
        _kind("batch_size", "b", "sequences per step", "sequence/optimizer_step",
              "how many sequences has a batch?"),
        _kind("sequence_length", "s", "sequence length", "token/sequence",
              "how long is a sequence, in tokens?"),
        _kind("micro_batch_size", "m", "sequences at a time on one device", "sequence/device",
              "how many sequences does each device take at a time?"),
        _kind("accumulation", "k", "gradient accumulation steps"),
        _kind("tensor_parallel", "t_p", "devices that share each layer"),
        _kind("pipeline_parallel", "p_p", "devices that share the layers"),
        _kind("replicas", "n_{dp}", "replicas of the model", "device",
              "on how many devices does the batch run in parallel?"),
        _kind("epochs", "e", "epochs", "", "how many epochs?"),
        _kind("dataset_tokens", "D_1", "tokens of the data set", "token",
              "how many tokens has the data set?"),
        _kind("dataset_samples", "m_1", "samples of the data set", "sample",
              "how many samples has the data set?"),
        _kind("samples_per_step", "b_m", "samples per step", "sample/optimizer_step",
              "how many samples has a batch?"),
        _kind("attended", "a", "share of all positions that a position attends to"),
        _kind("crossover_length", "s", "length at which attention costs as much as the weights",
              "token/sequence"),
        _kind("mean_length", "s_m", "mean length of a sequence", "token/sequence",
              "how long is a sequence on average?"),
        _kind("padded_length", "s", "length that sequences are padded to", "token/sequence",
              "to which length are the sequences padded?"),
        _kind("padding_share", "x_p", "share of the padding"),
        _kind("served_tokens", "D_s", "tokens served until inference has taken as much as training",
              "token"),
        _kind("micro_tokens", "B_m", "tokens at a time on one device", "token/device"),
        _kind("bytes", "M", "memory", "byte"),
        _kind("dataset_bytes", "M_D", "size of the data set", "byte",
              "how many bytes has the data set?"),
        _kind("bytes_per_token", "b_t", "bytes per token", "byte/token",
              "how many bytes does a token take?"),
        _kind("documents", "n_d", "documents", "", "how many documents are there?"),
        _kind("words_per_document", "w", "words per document", "", "how long is a document?"),
        _kind("tokens_per_word", "t_w", "tokens per word"),
        # the machines
        _kind("devices", "n", "devices", "device", "how many devices?"),
        _kind("peak", "P", "dense peak of one device", "flop/(device·second)",
              "which accelerator? Name one, as in A100 or H100"),
        _kind("mfu", "u", "utilisation (MFU)", "", "which share of the peak is used (MFU)?"),
        _kind("hfu", "u_h", "hardware utilisation (HFU)"),
        _kind("cache_tokens", "D_c", "tokens that the cache holds", "token"),
        _kind("cache_bytes", "M_c", "memory for the cache", "byte"),
        _kind("flop_rate", "r", "FLOP/s that one device reaches", "flop/(device·second)"),
        _kind("cluster_rate", "R", "FLOP/s of the whole cluster", "flop/second"),
        _kind("device_time", "T", "device time", "device·second",
              "how much device time? Give devices and days, or the compute and the hardware"),
        _kind("duration", "t", "duration", "second", "how long does it run?"),
        _kind("throughput", "v", "tokens per second", "token/second",
              "how many tokens go through in a second?"),
        _kind("throughput_per_device", "v_1", "tokens per second and device",
              "token/(device·second)", "how many tokens does a device get through in a second?"),
        _kind("step_time", "t_S", "time of a step", "second/optimizer_step",
              "how long does one step take?"),
        # money and energy
        _kind("cost", "K", "cost", "dollar", "how much money?"),
        _kind("price", "p", "price of a device", "dollar/(device·second)",
              "what does a device cost in an hour?"),
        _kind("power", "W", "power of one device", "joule/(device·second)",
              "what does a device draw? Give watts, or name the accelerator"),
        _kind("total_power", "W", "power of all machines", "joule/second"),
        _kind("overhead", "PUE", "what the building takes over what the machines take (PUE)", "",
              "what is the PUE?"),
        _kind("energy", "E", "energy", "joule", "how much energy?"),
        _kind("machine_energy", "E_m", "energy of the machines", "joule"),
        _kind("overhead_energy", "E_+", "energy for cooling and the building", "joule"),
        _kind("electricity_price", "p_E", "price of electricity", "dollar/joule",
              "what does a kWh cost?"),
        _kind("electricity_cost", "K_E", "cost of the electricity", "dollar"),
        _kind("carbon_intensity", "g", "carbon intensity of the grid", "gram_co2e/joule",
              "how much CO2 does a kWh of the grid mean, in g/kWh?"),
        _kind("emissions", "G", "emissions", "gram_co2e"),
        # memory
        _kind("weight_size", "b_W", "bytes of a weight", "byte/parameter"),
        _kind("gradient_size", "b_G", "bytes of a gradient", "byte/parameter"),
        _kind("master_size", "b_m", "bytes of a master weight", "byte/parameter"),
        _kind("first_moment_size", "b_1", "bytes of a first moment", "byte/parameter"),
        _kind("second_moment_size", "b_2", "bytes of a second moment", "byte/parameter"),
        _kind("state_size", "b", "bytes of a parameter's whole state", "byte/parameter"),
        _kind("weights_memory", "M_W", "memory of the weights", "byte"),
        _kind("gradient_memory", "M_G", "memory of the gradients", "byte"),
        _kind("optimizer_memory", "M_O", "memory of the optimizer's state", "byte"),
        _kind("moments_memory", "M_m", "memory of the optimizer's moments", "byte"),
        _kind("model_states", "M", "memory of weights, gradients and optimizer", "byte"),
        _kind("average_size", "b_a", "bytes of an averaged weight", "byte/parameter"),
        _kind("chosen_states", "M", "memory of the parts named", "byte"),
        _kind("copies", "n_c", "copies that are kept"),
        _kind("stored_bytes", "M", "memory of all copies", "byte"),
        _kind("weights_and_gradients", "M", "memory of weights and gradients", "byte"),
        _kind("states_per_device", "M_1", "memory of the states on one device", "byte"),
        _kind("adapter_states", "M", "memory of frozen weights and adapters", "byte"),
        _kind("kv_cache", "M_{KV}", "KV cache", "byte"),
        _kind("kv_cache_per_token", "k", "KV cache of a token", "byte/token"),
        _kind("logits_memory", "M_l", "memory of the logits", "byte"),
        _kind("layer_activations", "A", "activations of a layer", "byte"),
        _kind("activation_memory", "M_A", "memory of the activations", "byte"),
        _kind("score_memory", "M_s", "memory of a layer's attention scores", "byte"),
        _kind("element_size", "b_e", "bytes of an element", "byte"),
        _kind("logits_size", "b_l", "bytes of a logit", "byte"),
        _kind("sequences", "n_s", "sequences at once", "sequence"),
        _kind("device_memory", "M_d", "memory of one device", "byte/device",
              "how much memory has a device?"),
        _kind("total_memory", "M_n", "memory of all devices", "byte"),
        _kind("shards", "n_z", "devices that share the states", "",
              "over how many devices are the states split?"),
        _kind("logits_tokens", "D_l", "tokens that logits are taken of", "token",
              "over how many tokens are the logits taken?"),
        # adapters
        _kind("adapter_share", r"\alpha", "share of the adapters"),
        _kind("adapter_parameters", "N_A", "parameters of the adapters", "parameter",
              "of which rank, on which matrices?"),
        _kind("matrix_inputs", "d_{in}", "inputs of the matrix"),
        _kind("matrix_outputs", "d_{out}", "outputs of the matrix"),
        _kind("rank", "r", "rank of the adapters", "", "which rank?"),
        # a model's shape
        _kind("num_hidden_layers", "L", "layers", "", "how many layers?"),
        _kind("hidden_size", "d", "hidden size", "", "how wide is it (hidden size)?"),
        _kind("num_attention_heads", "h", "attention heads", "", "how many heads?"),
        _kind("num_key_value_heads", "h_{kv}", "heads of keys and values", "",
              "how many heads of keys and values?"),
        _kind("head_dim", "d_h", "head size", "", "how large is a head?"),
        _kind("intermediate_size", "d_{ff}", "width of the feed-forward layer"),
        _kind("vocab_size", "V", "vocabulary", "", "how large is the vocabulary?"),
    )
)  # fmt: skip


_PUBLIC = {"cost_per_token": "compute_per_token", "duration": "time", "bytes": "memory",
           "batch_size": "global_batch_size"}  # fmt: skip
"""What the contract calls a role, where it has another word for it."""
_KINDS_OF = {
    "memory": (
        "weights_memory", "gradient_memory", "optimizer_memory", "moments_memory", "model_states",
        "weights_and_gradients", "states_per_device", "adapter_states", "kv_cache",
        "kv_cache_per_token", "logits_memory", "layer_activations", "activation_memory",
        "score_memory", "cache_bytes", "device_memory", "total_memory",
    ),
    "time": ("step_time",),
    "cost": ("electricity_cost",),
    "energy": ("machine_energy", "overhead_energy"),
    "parameters": ("active_parameters", "optimal_parameters", "adapter_parameters"),
    "tokens": ("optimal_tokens", "cache_tokens"),
    "ratio": ("tokens_per_parameter", "optimal_ratio", "over_optimal"),
    "batch": (
        "tokens_per_step", "global_batch_size", "micro_batch_size", "samples_per_step",
        "micro_tokens",
    ),
    "dataset": ("dataset_tokens", "dataset_samples", "dataset_bytes", "documents"),
}  # fmt: skip
"""The contract's quantities that are of several kinds."""


def public(role: str) -> str:
    """Return the word that the contract has for a role, else the role.

    >>> public("duration"), public("mfu")
    ('time', 'mfu')
    """
    return _PUBLIC.get(role, role)


def quantity_of(role: str) -> str:
    """Return which of the contract's quantities a role is, or is a kind of.

    >>> quantity_of("kv_cache"), quantity_of("cost_per_token"), quantity_of("emissions")
    ('memory', 'compute_per_token', 'emissions')
    """
    name = public(role)
    return next((kind for kind, names in _KINDS_OF.items() if name in names), name)


def label(role: str) -> str:
    """Return what a quantity is called in a sentence."""
    return KINDS[role].label if role in KINDS else role.replace("_", " ")
