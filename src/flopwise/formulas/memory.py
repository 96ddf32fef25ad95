"""What training keeps in memory, in bytes, before any activation: weights, gradients, optimizer."""

from flopwise.derivation.step import step
from flopwise.formulas.quantities import (
    Bytes,
    BytesPerDevice,
    BytesPerParameter,
    Devices,
    Number,
    Parameters,
)


@step("b", name="state of a parameter", source="rajbhandari2020")
def state_of_parameter(
    weight: BytesPerParameter, gradient: BytesPerParameter, master: BytesPerParameter,
    first_moment: BytesPerParameter, second_moment: BytesPerParameter,
) -> BytesPerParameter:  # fmt: skip
    """A parameter is kept as its weight, its gradient and what the optimizer remembers of it.

    Mixed precision with Adam: 2 bytes each for weight and gradient, and 4 each for a copy of the
    weight and both moments.

    >>> state_of_parameter.number(2, 2, 4, 4, 4)
    16
    """
    return weight + gradient + master + first_moment + second_moment


@step("M_{states}", name="model states", source="rajbhandari2020")
def model_states(parameters: Parameters, state: BytesPerParameter) -> Bytes:
    """Every parameter takes as much; activations come on top.

    >>> model_states.number(7 * 10**9, 16)
    112000000000
    """
    return parameters * state


@step("M_W", name="bytes of the weights", source="dettmers2023")
def weights_bytes(parameters: Parameters, weight: BytesPerParameter) -> Bytes:
    """Every weight takes the bytes of its format: 4 in fp32, 2 in bf16 or fp16, 1 in fp8 or int8,
    half a byte in four bits.

    Four-bit formats keep a scale for each block of weights besides, which `weight` has to contain
    where that matters. GPT-3 in 16 bits:

    >>> weights_bytes.number(175 * 10**9, 2)
    350000000000
    """
    return parameters * weight


@step("M_G", name="bytes of the gradients", source="rajbhandari2020")
def gradient_bytes(trained: Parameters, gradient: BytesPerParameter) -> Bytes:
    """There is one gradient for each parameter that is trained, and none for a frozen one.

    GPT-2 with 1.5 billion parameters, gradients in 16 bits:

    >>> gradient_bytes.number(1_500_000_000, 2)
    3000000000
    """
    return trained * gradient


@step("b_O", name="optimizer's state of a parameter", source="rajbhandari2020")
def optimizer_state_of_parameter(
    master: BytesPerParameter, first_moment: BytesPerParameter, second_moment: BytesPerParameter
) -> BytesPerParameter:
    """AdamW remembers two running means of the gradient and of its square; with weights in 16 bits
    it also keeps them in full (master weights), so that small updates aren't rounded away.

    In mixed precision that is 12 bytes; plain SGD without momentum has none of it.

    >>> optimizer_state_of_parameter.number(4, 4, 4)
    12

    8-bit Adam keeps the moments in a byte each:

    >>> optimizer_state_of_parameter.number(4, 1, 1)
    6
    """
    return master + first_moment + second_moment


@step("M_O", name="bytes of the optimizer's state", source="rajbhandari2020")
def optimizer_bytes(trained: Parameters, state: BytesPerParameter) -> Bytes:
    """The optimizer remembers something of each parameter that it trains, and nothing of the rest.

    GPT-2 with 1.5 billion parameters and Adam in mixed precision:

    >>> optimizer_bytes.number(1_500_000_000, 12)
    18000000000
    """
    return trained * state


@step("M_{device}", name="model states of one device", source="rajbhandari2020")
def model_states_per_device(
    weight_bytes: Bytes, gradients: Bytes, optimizer: Bytes, weight_shards: Number,
    gradient_shards: Number, optimizer_shards: Number,
) -> Bytes:  # fmt: skip
    """Weights, gradients and optimizer state are each split over so many devices, or kept whole (1).

    ZeRO's stage 1 splits the optimizer's state, stage 2 the gradients as well, stage 3 (which is
    what FSDP does) the weights too. The paper's example has 7.5 billion parameters on 64 devices;
    plain data parallelism keeps all 120 GB on each, stages 1 to 3 keep 31.4, 16.6 and 1.9 GB:

    >>> float(model_states_per_device.number(15e9, 15e9, 90e9, 1, 1, 64))
    31406250000.0
    >>> float(model_states_per_device.number(15e9, 15e9, 90e9, 1, 64, 64))
    16640625000.0
    >>> float(model_states_per_device.number(15e9, 15e9, 90e9, 64, 64, 64))
    1875000000.0
    """
    return weight_bytes / weight_shards + gradients / gradient_shards + optimizer / optimizer_shards


@step("M", name="weights and gradients", source="rajbhandari2020")
def weights_and_gradients(weights: Bytes, gradients: Bytes) -> Bytes:
    """What is kept without an optimizer's state.

    >>> weights_and_gradients.number(14, 14)
    28
    """
    return weights + gradients


@step("M", name="frozen weights and adapters", source="dettmers2023")
def adapter_states(weights: Bytes, adapters: Parameters, state: BytesPerParameter) -> Bytes:
    """Only the adapters have gradients and an optimizer's state; the base is only kept.

    7 billion frozen weights in 16 bits and 40 million trained at 16 bytes each:

    >>> adapter_states.number(14 * 10**9, 40 * 10**6, 16)
    14640000000
    """
    return weights + adapters * state


@step("M_n", name="memory of all devices", source="rajbhandari2020")
def total_memory(devices: Devices, device_memory: BytesPerDevice) -> Bytes:
    """What all devices hold together; some of it goes to the runtime, to buffers and to
    fragments.

    16 cards of 24 GB:

    >>> total_memory.number(16, 24 * 10**9)
    384000000000
    """
    return devices * device_memory


@step("b_m", name="moments of a parameter", source="kingma2014")
def moments_of_parameter(
    first_moment: BytesPerParameter, second_moment: BytesPerParameter
) -> BytesPerParameter:
    """Adam's two running means, of the gradient and of its square, without master weights.

    >>> moments_of_parameter.number(4, 4)
    8
    """
    return first_moment + second_moment


@step("b", name="state of an adapter's parameter", source="hu2021")
def state_of_adapter(
    gradient: BytesPerParameter, master: BytesPerParameter, first_moment: BytesPerParameter,
    second_moment: BytesPerParameter,
) -> BytesPerParameter:  # fmt: skip
    """An adapter's parameter is kept in full precision, with its gradient and both moments.

    >>> state_of_adapter.number(2, 4, 4, 4)
    14
    """
    return gradient + master + first_moment + second_moment


@step("b", name="state of a parameter and its average", source="composer-ema")
def state_with_average(state: BytesPerParameter, average: BytesPerParameter) -> BytesPerParameter:
    """A moving average of the weights is one more copy of them, beside all that training keeps.

    Mixed precision with Adam, and the average in 32 bits:

    >>> state_with_average.number(16, 4)
    20
    """
    return state + average


@step("M", name="copies that are kept", source="rajbhandari2020")
def copies_bytes(each: Bytes, copies: Number) -> Bytes:
    """Checkpoints of a run are all of one size.

    5 of 98 GB, in GB:

    >>> copies_bytes.number(98 * 10**9, 5) / 1e9
    490.0
    """
    return each * copies
