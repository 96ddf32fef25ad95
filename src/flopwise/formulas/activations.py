"""What the forward pass keeps for the backward pass, in bytes."""

from flopwise.derivation.expression import constant, counted_as
from flopwise.derivation.step import step
from flopwise.formulas.quantities import Bytes, Number, Sequences, Tokens, TokensPerSequence

BYTES_KEPT = constant(34, "byte/token")
"""For each feature: attention 11, feed-forward layer 19, two normalisations 4; in 16 bits, masks
of dropout in 8."""

BYTES_PER_SCORE = constant(5, "byte/token")
"""For each score: the softmax's result 2, the mask of its dropout 1, what dropout leaves 2."""

BYTES_OF_INPUT = constant(2, "byte/token")
"""A block's input, in 16 bits."""


@step("A", name="activations of a layer", source="korthikanti2022")
def activation_bytes_of_layer(
    sequence_length: TokensPerSequence, sequences: Sequences, width: Number, heads: Number
) -> Bytes:
    """A block of a transformer keeps 34 bytes for each feature of each token, and 5 for each score.

    That is the plain block of Korthikanti et al.: 16-bit activations, a feed-forward layer of four
    times the width, dropout, scores written out. GPT-3's shape, one sequence of 2,048 tokens:

    >>> activation_bytes_of_layer.number(2048, 1, 12_288, 96)
    2868903936
    """
    scores = BYTES_PER_SCORE * heads * counted_as(sequence_length, "") / width
    return sequence_length * sequences * width * (BYTES_KEPT + scores)


@step("A_{sel}", name="activations of a layer with selective recomputation",
      source="korthikanti2022")  # fmt: skip
def activation_bytes_selective(
    sequence_length: TokensPerSequence, sequences: Sequences, width: Number
) -> Bytes:
    """Scores, softmax and its dropout are computed again, so that the part which grows with the
    square of the length isn't kept. FlashAttention has the same effect.

    GPT-3's shape, 70 % less than with everything kept:

    >>> activation_bytes_selective.number(2048, 1, 12_288)
    855638016
    """
    return BYTES_KEPT * sequence_length * sequences * width


@step("A_{full}", name="activations of a layer with full recomputation", source="korthikanti2022")
def activation_bytes_full(
    sequence_length: TokensPerSequence, sequences: Sequences, width: Number
) -> Bytes:
    """Only the block's input is kept, in 16 bits; all else is computed again.

    GPT-3's shape:

    >>> activation_bytes_full.number(2048, 1, 12_288)
    50331648
    """
    return BYTES_OF_INPUT * sequence_length * sequences * width


@step("A_t", name="activations of a layer under tensor parallelism", source="korthikanti2022")
def activation_bytes_tensor_parallel(
    sequence_length: TokensPerSequence, sequences: Sequences, width: Number, heads: Number,
    devices: Number,
) -> Bytes:  # fmt: skip
    """Tensor parallelism splits what attention and the feed-forward layer keep, but each of its
    devices keeps the normalisations, the dropouts and the inputs whole: 10 of the 34 bytes.

    With sequence parallelism these are split too, and all is divided by the number of devices.
    GPT-3's shape on 8 devices:

    >>> activation_bytes_tensor_parallel.number(2048, 1, 12_288, 96, 8)
    578813952
    """
    split = constant(24, "byte/token") / devices
    scores = BYTES_PER_SCORE * heads * counted_as(sequence_length, "") / (width * devices)
    whole = constant(10, "byte/token")
    return sequence_length * sequences * width * (whole + split + scores)


@step("M_A", name="activations of all layers", source="korthikanti2022")
def activation_bytes(layers: Number, layer: Bytes) -> Bytes:
    """Every layer's activations wait until the backward pass comes back to it.

    GPT-3's 96 layers with selective recomputation, one sequence:

    >>> activation_bytes.number(96, 855_638_016)
    82141249536
    """
    return layers * layer


@step("M_A", name="activations of all layers with full recomputation", source="korthikanti2022")
def activation_bytes_recomputed(layers: Number, kept: Bytes, layer: Bytes) -> Bytes:
    """Every layer keeps its input, and the one that is being computed again needs all of its own.

    GPT-3's 96 layers, one sequence:

    >>> activation_bytes_recomputed.number(96, 50_331_648, 2_868_903_936)
    7700742144
    """
    return layers * kept + layer


@step("M_{logits}", name="bytes of the logits", source="korthikanti2022")
def logits_bytes(tokens: Tokens, vocabulary: Number, element: Bytes) -> Bytes:
    """The last layer gives one score for each word of the vocabulary and each token; the loss is
    commonly taken in 32 bits.

    A large vocabulary makes them the largest single tensor. Llama 3's 128,256 words over 8,192
    tokens:

    >>> logits_bytes.number(8192, 128_256, 4)
    4202692608
    """
    return counted_as(tokens, "") * vocabulary * element


@step("M_s", name="attention scores of a layer", source="korthikanti2022")
def score_bytes(
    heads: Number, sequence_length: TokensPerSequence, sequences: Sequences, element: Bytes
) -> Bytes:
    """Written out, each head has a score for every pair of positions; FlashAttention never writes
    them.

    32 heads over 8,192 tokens, in 16 bits:

    >>> score_bytes.number(32, 8192, 1, 2)
    4294967296
    """
    pairs = counted_as(sequence_length, "") ** 2 * counted_as(sequences, "")
    return heads * pairs * element
