"""Transformers: what their families have in common, and how that becomes a workload.

A family's file says in a `Decoder` which of the variants it uses; all formulas are made here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from flopwise.architectures import experts as mixtures
from flopwise.architectures import latent as latent_attention
from flopwise.architectures.ends import Norm, Pooler, ends, norms
from flopwise.architectures.symbols import Symbols
from flopwise.derivation.derivation import ASSUMED, Value
from flopwise.derivation.expression import Expression, Input
from flopwise.errors import ConfigError
from flopwise.workload import Block, Operation, Workload, operation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flopwise.architectures.experts import Experts
    from flopwise.architectures.latent import Latent


class Attention(NamedTuple):
    """The attention layer of a block."""

    heads: int
    key_value_heads: int | None = None
    """None for as many as there are heads."""
    head_dim: int | None = None
    """None for hidden_size over heads."""
    bias: bool = False
    """Of the query, key and value projections."""
    output_bias: bool = False
    norm: str = ""
    """Of queries and keys: the gains of one `head`, which all share, or gains for `all` of them."""
    norm_bias: bool = False
    """Those norms shift as well as scale."""
    rotary: bool = False
    """Queries and keys are rotated by their positions; how much of them changes no shape."""
    relative: bool = False
    """A projection of relative positions, as in Transformer-XL."""
    sinks: bool = False
    """One number a head joins its softmax, so that it can look at nothing."""
    latent: Latent | None = None


class FeedForward(NamedTuple):
    """The feed-forward layer of a block."""

    intermediate_size: int | None = None
    """None for four times the width."""
    gated: bool = False
    bias: bool = False


class LayerKind(NamedTuple):
    """Layers that look equally far: all of them, or those with and without a sliding window."""

    label: str
    layers: int
    window: int | None = None


class Decoder(NamedTuple):
    """A decoder in the terms of its config, or an encoder: a stack that is `causal` or isn't."""

    hidden_size: int
    layers: int
    vocab_size: int
    attention: Attention
    feed_forward: FeedForward
    """Of all layers, or of those without experts."""
    norm: Norm
    experts: Experts | None = None
    learned_positions: int = 0
    """Rows of a learned position table; 0 for none."""
    spare_positions: int = 0
    """How many of the positions that its config states no token can have."""
    embedding_norm: bool = False
    embedding_width: int | None = None
    """Where words are embedded in another width and projected (OPT-350M)."""
    tied: bool = True
    head_bias: bool = False
    causal: bool = True
    """A token looks back only; the words of an encoder see each other."""
    segments: int = 0
    """Rows of a table that tells one sentence from the next; 0 for none."""
    head_layer: bool = False
    """A dense layer and a norm come before the output layer (BERT)."""
    pooler: Pooler | None = None
    output: bool = True
    """There is an output layer over the vocabulary."""
    kinds: tuple[LayerKind, ...] = ()
    """Empty where all layers attend to everything before."""
    density: tuple[float, float, float] | None = None
    """Value, low and high of the share of positions that a sparse pattern keeps, if undisclosed."""
    remarks: tuple[str, ...] = ()


def build(decoder: Decoder, origin: str, source: str, name: str) -> Workload:
    """Turn a decoder into a workload; `origin` and `source` say where its sizes come from."""
    _check(decoder, name)
    symbols = Symbols(origin, source)
    layers = symbols.input("num_hidden_layers", "L", "layers", decoder.layers)
    width = symbols.input("hidden_size", "d", "hidden size", decoder.hidden_size)
    heads = symbols.input("num_attention_heads", "n_h", "attention heads", decoder.attention.heads)
    attention, looked_width = _attention(decoder, symbols, width, heads)
    besides = (
        *norms(decoder.norm, width, decoder.norm.per_block, "norm"),
        operation("residual sums", "elementwise"),
    )
    looking = _attention_blocks(decoder, symbols, layers, looked_width, heads)
    before, after = ends(decoder, symbols, width)
    blocks = (
        before,
        *_layers(decoder, symbols, (attention, besides), layers, width),
        *looking,
        after,
    )
    return Workload(blocks, symbols.values, decoder.remarks)


def _layers(
    decoder: Decoder,
    symbols: Symbols,
    common: tuple[Iterable[Operation], Iterable[Operation]],
    layers: Input,
    width: Input,
) -> list[Block]:
    """Make the blocks that hold weights: one, or apart where some layers have experts."""
    attention, besides = common
    experts = decoder.experts
    if experts is None or not experts.layers:
        layer = (*attention, *_feed_forward(decoder, symbols, width), *besides)
        return [Block("blocks", layer, layers)]
    if experts.layers == decoder.layers:
        passed, idle = mixtures.experts_blocks(experts, symbols, width, layers)
        return [Block("blocks", (*attention, *passed, *besides), layers), idle]
    plain = symbols.input(
        "num_dense_layers", r"L_{\text{dense}}", "layers without experts",
        decoder.layers - experts.layers,
    )  # fmt: skip
    sparse = symbols.input(
        "num_sparse_layers", r"L_{\text{experts}}", "layers with experts", experts.layers
    )
    passed, idle = mixtures.experts_blocks(experts, symbols, width, sparse)
    return [
        Block("blocks", (*attention, *besides), layers),
        Block("dense", tuple(_feed_forward(decoder, symbols, width)), plain),
        Block("experts", tuple(passed), sparse),
        idle,
    ]


def _check(decoder: Decoder, name: str) -> None:
    attention = decoder.attention
    if decoder.experts is not None:
        mixtures.check(decoder.experts, decoder.layers, name)
    if attention.latent is not None:
        return
    if attention.head_dim is None and decoder.hidden_size % attention.heads:
        raise ConfigError(
            f"{name}: num_attention_heads {attention.heads} does not divide hidden_size "
            f"{decoder.hidden_size}; give a head_dim, or a number of heads that divides it"
        )
    groups = attention.key_value_heads
    if groups is not None and (groups > attention.heads or attention.heads % groups):
        raise ConfigError(
            f"{name}: num_key_value_heads {groups} does not divide num_attention_heads "
            f"{attention.heads}"
        )


def _attention(
    decoder: Decoder, symbols: Symbols, width: Input, heads: Input
) -> tuple[list[Operation], Expression]:
    """Return attention's operations with parameters, and the width of its products."""
    attention = decoder.attention
    if attention.latent is not None:
        return latent_attention.projections(
            attention.latent, symbols, width, heads, bias=attention.bias
        )
    query_width, key_value_width = _attention_widths(decoder, symbols, width, heads)
    return _projections(decoder, width, query_width, key_value_width, heads), query_width


def _attention_widths(
    decoder: Decoder, symbols: Symbols, width: Input, heads: Input
) -> tuple[Expression, Expression]:
    """Return the width of all queries together, and that of all keys."""
    attention = decoder.attention
    head_width: Expression = width / heads
    query_width: Expression = width
    if attention.head_dim is not None:
        head_width = symbols.input("head_dim", "d_h", "head size", attention.head_dim)
        query_width = heads * head_width
    key_value_width = query_width
    if attention.key_value_heads is not None:
        groups = symbols.input(
            "num_key_value_heads", "n_{kv}", "key-value heads", attention.key_value_heads
        )
        key_value_width = groups * head_width
    return query_width, key_value_width


def _projections(
    decoder: Decoder,
    width: Input,
    query_width: Expression,
    key_value_width: Expression,
    heads: Input,
) -> list[Operation]:
    attention = decoder.attention
    together = (
        3 * query_width if attention.key_value_heads is None else query_width + 2 * key_value_width
    )
    found = [
        operation(
            "query, key, value", "linear", inputs=width, outputs=together, bias=attention.bias
        ),
        operation(
            "attention output", "linear", inputs=query_width, outputs=width,
            bias=attention.output_bias,
        ),
    ]  # fmt: skip
    if attention.relative:
        found.append(operation("relative positions", "linear", inputs=width, outputs=query_width))
    if attention.norm:
        head_width = Input("head_dim", "d_h", "head size") if attention.head_dim else width / heads
        wide = (head_width, head_width) if attention.norm == "head" else (
            query_width, key_value_width)  # fmt: skip
        found += [
            operation(name, "vector", width=2 * width if attention.norm_bias else width)
            for name, width in zip(("query norm", "key norm"), wide, strict=True)
        ]
    if attention.sinks:
        found.append(operation("attention sinks", "vector", width=heads))
    if attention.rotary:
        found.append(operation("rotation of queries and keys", "elementwise"))
    return found


def _feed_forward(decoder: Decoder, symbols: Symbols, width: Input) -> list[Operation]:
    layer = decoder.feed_forward
    inner: Expression = 4 * width
    if layer.intermediate_size is not None:
        inner = symbols.input(
            "intermediate_size", "f", "feed-forward size", layer.intermediate_size
        )
    found = [operation("feed-forward up", "linear", inputs=width, outputs=inner, bias=layer.bias)]
    if layer.gated:
        gate = operation(
            "feed-forward gate", "linear", inputs=width, outputs=inner, bias=layer.bias
        )
        found.insert(0, gate)
    return [
        *found,
        operation("feed-forward down", "linear", inputs=inner, outputs=width, bias=layer.bias),
        operation("activation", "elementwise"),
    ]


def _attention_blocks(
    decoder: Decoder, symbols: Symbols, layers: Input, width: Expression, heads: Input
) -> list[Block]:
    """Make the part of the blocks that looks back; it differs where windows do."""
    kinds = decoder.kinds or (LayerKind("", decoder.layers),)
    found = []
    for kind in kinds:
        repeat = layers
        if len(kinds) > 1:
            repeat = symbols.input(
                f"num_{kind.label}_layers", rf"L_{{\text{{{kind.label}}}}}",
                f"{kind.label} layers", kind.layers,
            )  # fmt: skip
        shape: dict[str, Expression] = {"width": width, "heads": heads}
        if kind.window is not None:
            shape["window"] = symbols.input("sliding_window", "w", "sliding window", kind.window)
        if decoder.density is not None:
            value, low, high = decoder.density
            shape["density"] = Input("attention_density", r"\rho", "share of positions attended to")
            symbols.values["attention_density"] = Value(
                value, ASSUMED, "child2019", low, high,
                "the paper alternates dense and locally banded attention and doesn't give the "
                "band: dense is assumed; with a very narrow band half would be left",
            )  # fmt: skip
        name = f"attention ({kind.label})" if kind.label and len(kinds) > 1 else "attention"
        found.append(
            Block(
                name,
                (
                    Operation(name, "attention", MappingProxyType(shape), causal=decoder.causal),
                    Operation("softmax", "softmax", MappingProxyType(shape), causal=decoder.causal),
                ),
                repeat,
            )
        )
    return found


__all__ = ["Attention", "Decoder", "FeedForward", "LayerKind", "Norm", "Pooler", "build"]
