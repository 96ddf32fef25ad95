"""Mixtures of experts: what a token passes of them, and what it leaves aside.

A router picks a few of many feed-forward layers for each token. Those are counted; the others are
parameters that are held, and multiply nothing for that token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flopwise.errors import ConfigError
from flopwise.workload import ONCE, Block, Operation, operation

if TYPE_CHECKING:
    from flopwise.architectures.config import Config
    from flopwise.architectures.symbols import Symbols
    from flopwise.derivation.expression import Expression, Input


class Experts(NamedTuple):
    """The experts of a model, in all layers or in some; all of them gated."""

    number: int
    """Of one layer."""
    per_token: int
    intermediate_size: int
    layers: int
    """How many layers have experts; the others have the model's plain feed-forward layer."""
    shared_size: int | None = None
    """Feed-forward size of the experts that every token passes besides; None without any."""
    shared_gate: bool = False
    """What is shared is weighed by a gate of its own."""
    shared_bias: bool = False
    bias: bool = False
    router_bias: bool = False


def check(experts: Experts, layers: int, name: str) -> None:
    """Refuse a mixture that can't be; raises ConfigError."""
    if experts.per_token > experts.number:
        raise ConfigError(
            f"{name}: a token can't pass {experts.per_token} experts where there are "
            f"{experts.number}"
        )
    if experts.layers > layers:
        raise ConfigError(
            f"{name}: {experts.layers} layers with experts are more than all {layers} layers"
        )


def sparse_layers(config: Config, layers: int) -> int:
    """Return how many layers have experts by `decoder_sparse_step` and `mlp_only_layers`."""
    every = config.count("decoder_sparse_step", default=1)
    plain = set(config.wholes("mlp_only_layers"))
    return sum(1 for layer in range(layers) if (layer + 1) % every == 0 and layer not in plain)


def experts_blocks(
    experts: Experts, symbols: Symbols, width: Input, repeat: Expression
) -> tuple[list[Operation], Block]:
    """Return what a token passes in one layer, and the block of what it doesn't."""
    count = symbols.input("num_experts", "E", "experts of a layer", experts.number)
    chosen = symbols.input(
        "num_experts_per_tok", "k", "experts that a token passes", experts.per_token
    )
    inner = symbols.input(
        "moe_intermediate_size", "f_e", "feed-forward size of one expert",
        experts.intermediate_size,
    )  # fmt: skip
    passed = [
        operation("router", "linear", inputs=width, outputs=count, bias=experts.router_bias),
        *_gated("experts", width, chosen * inner, bias=experts.bias),
    ]
    one: Expression = 3 * width * inner
    if experts.bias:
        passed.append(operation("experts down bias", "vector", width=chosen * width))
        one = one + 2 * inner + width
    if experts.shared_size is not None:
        passed += _shared(experts, symbols, width)
    idle = operation("experts not chosen", "stored", elements=(count - chosen) * one)
    return passed, Block("experts not chosen", (idle,), repeat)


def _shared(experts: Experts, symbols: Symbols, width: Input) -> list[Operation]:
    assert experts.shared_size is not None
    inner = symbols.input(
        "shared_expert_intermediate_size", "f_s", "feed-forward size of what is shared",
        experts.shared_size,
    )  # fmt: skip
    found = _gated("shared expert", width, inner, bias=experts.shared_bias)
    if experts.shared_bias:
        found.append(operation("shared expert down bias", "vector", width=width))
    if experts.shared_gate:
        found.append(operation("shared expert weight", "linear", inputs=width, outputs=ONCE))
    return found


def _gated(name: str, width: Expression, inner: Expression, *, bias: bool) -> list[Operation]:
    """Make a gated layer; the bias of its last matrix is left to the caller."""
    return [
        operation(f"{name} gate", "linear", inputs=width, outputs=inner, bias=bias),
        operation(f"{name} up", "linear", inputs=width, outputs=inner, bias=bias),
        operation(f"{name} down", "linear", inputs=inner, outputs=width),
        operation(f"{name} activation", "elementwise"),
    ]
