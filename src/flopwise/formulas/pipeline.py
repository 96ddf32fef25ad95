"""How a batch is divided over devices and in time, and what waits meanwhile."""

from flopwise.derivation.step import step
from flopwise.formulas.quantities import (
    Bytes,
    Devices,
    Number,
    SequencesPerStep,
    TokensPerSequence,
    TokensPerStep,
)


@step("B", name="tokens per step", source="brown2020")
def tokens_of_batch(batch: SequencesPerStep, sequence_length: TokensPerSequence) -> TokensPerStep:
    """A global batch is given in sequences or in tokens; between them lies the sequence length.

    PaLM's largest batch:

    >>> tokens_of_batch.number(2048, 2048)
    4194304
    """
    return batch * sequence_length


@step("t_{bubble}", name="pipeline bubble", source="narayanan2021")
def pipeline_bubble(stages: Number, micro_batches: Number, chunks: Number) -> Number:
    """While the pipeline fills and drains its stages wait; as a share of the time that the work
    itself takes.

    Giving each device several chunks of layers instead of one (interleaving) makes the waits
    shorter by that factor. 8 stages, 64 micro-batches, one chunk:

    >>> float(pipeline_bubble.number(8, 64, 1))
    0.109375
    """
    return (stages - 1) / (micro_batches * chunks)


@step("f_{bubble}", name="idle share of a pipeline", source="huang2018")
def pipeline_idle_share(stages: Number, micro_batches: Number) -> Number:
    """The same waits as a share of the whole time of a step, without interleaving.

    8 stages and 56 micro-batches:

    >>> float(pipeline_idle_share.number(8, 56))
    0.1111111111111111
    """
    return (stages - 1) / (micro_batches + stages - 1)


@step("V", name="bytes that a device sends in an all-reduce", source="patarasuk2009")
def all_reduce_bytes(payload: Bytes, devices: Number) -> Bytes:
    """Round a ring each device sends its part of the sums and then of the result: nearly twice the
    data, however many devices there are.

    Gradients of 14 GB on 8 devices:

    >>> float(all_reduce_bytes.number(14 * 10**9, 8))
    24500000000.0
    """
    return 2 * (devices - 1) / devices * payload


@step("n_{dp}", name="replicas of the model", source="narayanan2021")
def data_parallel_replicas(
    devices: Devices, tensor_parallel: Number, pipeline_parallel: Number
) -> Devices:
    """Tensor and pipeline parallelism take so many devices for each copy of the model; what is
    left multiplies the copies.

    512 devices, 2 for each layer, 8 stages:

    >>> float(data_parallel_replicas.number(512, 2, 8))
    32.0
    """
    return devices / (tensor_parallel * pipeline_parallel)
