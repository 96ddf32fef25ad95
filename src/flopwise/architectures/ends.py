"""What comes before the first layer of a model and after its last, and the norms between."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.workload import Block, Operation, operation

if TYPE_CHECKING:
    from flopwise.architectures.decoder import Decoder
    from flopwise.architectures.symbols import Symbols
    from flopwise.derivation.expression import Expression, Input


class Norm(NamedTuple):
    """The normalisation of a model: which vectors it has, and how many a block holds."""

    per_block: int = 2
    gain: bool = True
    bias: bool = True
    final: bool = True


class Pooler(NamedTuple):
    """A dense layer over the first token of a sequence, and the labels read off it."""

    labels: int = 0
    """0 where there is no layer for them."""


def norms(norm: Norm, width: Expression, count: int, name: str) -> list[Operation]:
    """Make `count` normalisations of this width."""
    if not norm.gain:
        return [operation(name, "elementwise")] * min(count, 1)
    vectors = count * (2 if norm.bias else 1)
    if not vectors:
        return []
    return [operation(name, "vector", width=vectors * width if vectors > 1 else width)]


def ends(decoder: Decoder, symbols: Symbols, width: Input) -> tuple[Block, Block]:
    """Make what comes before the first and after the last block."""
    words = symbols.input("vocab_size", "V", "vocabulary", decoder.vocab_size)
    inner: Expression = width
    if decoder.embedding_width is not None:
        inner = symbols.input(
            "word_embed_proj_dim", "d_e", "embedding size", decoder.embedding_width
        )
    before = _before(decoder, symbols, words, inner, width)
    after = norms(decoder.norm, width, 1, "final norm") if decoder.norm.final else []
    if decoder.embedding_width is not None:
        after.append(operation("projection out", "linear", inputs=width, outputs=inner))
    if decoder.head_layer:
        after += [
            operation("head layer", "linear", inputs=width, outputs=width, bias=True),
            operation("head activation", "elementwise"),
            *norms(decoder.norm, width, 1, "head norm"),
        ]
    if decoder.output:
        after += _output(decoder, words, inner)
    if decoder.pooler is not None:
        after += _pooled(decoder.pooler, symbols, width)
    return Block("embedding", tuple(before)), Block("head", tuple(after))


def _before(
    decoder: Decoder, symbols: Symbols, words: Input, inner: Expression, width: Input
) -> list[Operation]:
    found = [operation("word embedding", "embedding", rows=words, width=inner)]
    if decoder.embedding_width is not None:
        found.append(operation("projection in", "linear", inputs=inner, outputs=width))
    if decoder.learned_positions:
        rows = symbols.input(
            "max_position_embeddings", "n_{ctx}", "rows of the position table",
            decoder.learned_positions,
        )  # fmt: skip
        found.append(operation("position embedding", "embedding", rows=rows, width=width))
    if decoder.segments:
        rows = symbols.input(
            "type_vocab_size", "n_{seg}", "rows of the segment table", decoder.segments
        )
        found.append(operation("segment embedding", "embedding", rows=rows, width=width))
    if decoder.embedding_norm:
        found += norms(decoder.norm, width, 1, "embedding norm")
    return found


def _output(decoder: Decoder, words: Input, inner: Expression) -> list[Operation]:
    found = [
        operation(
            "output layer", "linear", inputs=inner, outputs=words,
            bias=decoder.head_bias and not decoder.tied, tied=decoder.tied,
        )
    ]  # fmt: skip
    if decoder.head_bias and decoder.tied:  # the weights are shared, the bias is its own
        found.append(operation("output bias", "vector", width=words))
    return found


def _pooled(pooler: Pooler, symbols: Symbols, width: Input) -> list[Operation]:
    found = [operation("pooler", "pooled", inputs=width, outputs=width)]
    if pooler.labels:
        labels = symbols.input("num_labels", "n_l", "labels of a sequence", pooler.labels)
        found.append(operation("sequence label", "pooled", inputs=width, outputs=labels))
    return found
