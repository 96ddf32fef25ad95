"""Compute of a run, compute-optimal sizes, and what a budget of FLOP buys."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from benchmarks.questions.registry import Unclear, number

if TYPE_CHECKING:
    from benchmarks.questions.drawing import Draw

# By 6ND, and a little more where attention is counted: within 15 % of both.
NAMED = 0.15
SIZE = 0.1
# Readings of "20 tokens per parameter": the rule itself and the paper's three fits near it.
OPTIMAL = 0.3

# Widths, layers and heads that go together, from 125M to 175B.
SHAPES = (
    (12, 768, 12), (24, 1024, 16), (24, 2048, 16), (32, 2560, 32), (32, 4096, 32), (40, 5120, 40),
    (48, 6144, 48), (60, 6656, 52), (80, 8192, 64), (96, 12288, 96),
)  # fmt: skip


@number("FLOP", NAMED, weight=3)
def run_named(draw: Draw) -> float:
    """A published run, by the model's name alone."""
    facts = draw.named("parameters", "tokens", "compute").facts
    return 6 * facts["parameters"] * facts["tokens"]


@number("FLOP", NAMED, weight=2)
def run_named_tokens(draw: Draw) -> float:
    """A published model on another number of tokens."""
    model = draw.named("parameters", "layers", "context", "compute")
    return 6 * model.facts["parameters"] * draw.tokens(low=1e11)


@number("FLOP", NAMED)
def run_mixture(draw: Draw) -> float:
    """A published mixture of experts, whose active parameters count."""
    facts = draw.named("active", "tokens", kind="mixture").facts
    return 6 * facts["active"] * facts["tokens"]


@number("FLOP", SIZE, weight=3)
def run_size(draw: Draw) -> float:
    """A size alone."""
    return 6 * draw.size() * draw.tokens()


@number("FLOP", SIZE, weight=1.5)
def run_experts(draw: Draw) -> float:
    """A mixture of experts by its two sizes."""
    total = draw.size("size_total", low=20e9)
    active = draw.size("size_active", low=total / 60, high=total / 4)
    return 6 * active * draw.tokens(low=1e11)


@number("FLOP", NAMED, weight=1.5)
def run_shape(draw: Draw) -> float:
    """A decoder by its shape; the middle between causal attention and none."""
    layers, hidden, heads = draw.random.choice(SHAPES)
    vocabulary = draw.whole("vocabulary", 32000, 50257, 50304)
    context = draw.context(low=1024, high=2048)
    tokens = draw.tokens()
    draw.slots.update(layers=str(layers), hidden=str(hidden), heads=str(heads))
    weights = 12 * layers * hidden**2 + vocabulary * hidden
    return (6 * weights + 3 * layers * hidden * context) * tokens


@number("FLOP/token", SIZE)
def flop_per_token(draw: Draw) -> float:
    """Training compute of one token."""
    return 6 * draw.size(low=1e9)


@number("FLOP/token", SIZE)
def forward_per_token(draw: Draw) -> float:
    """The forward pass of one token."""
    return 2 * draw.size(low=1e9)


@number("FLOP", 0.002)
def six_nd(draw: Draw) -> float:
    """The rule itself, with both letters given."""
    size, tokens = draw.size(), draw.tokens()
    draw.put("n", f"{size:g}".replace("+", ""), draw.slots["size"])
    draw.put("d", f"{tokens:g}".replace("+", ""), draw.slots["tokens"].removesuffix(" tokens"))
    return 6 * size * tokens


@number("FLOP", SIZE)
def run_recomputed(draw: Draw) -> float:
    """With every activation computed twice: a second forward pass."""
    return 8 * draw.size(low=1e9) * draw.tokens()


@number("FLOP", NAMED, weight=2)
def what_if(draw: Draw) -> float:
    """A published run with more or fewer tokens or parameters."""
    facts = draw.named("parameters", "tokens", "compute").facts
    factor, times = draw.random.choice(
        [
            (0.5, "half the"),
            (2.0, "twice the"),
            (3.0, "three times the"),
            (10.0, "10x the"),
            (2.0, "double the"),
            (10.0, "ten times the"),
            (5.0, "5 times the"),
            (4.0, "4x the"),
        ]
    )
    draw.slots["times"] = times
    draw.put("factor_of", "tokens", "training tokens", "parameters", "data")
    return 6 * facts["parameters"] * facts["tokens"] * factor


@number("token", SIZE, weight=2)
def tokens_for_flop(draw: Draw) -> float:
    """How far a budget of compute goes with a size."""
    flop, size = draw.flop(low=20), draw.size(low=1e8)
    if not 1e8 < flop / (6 * size) < 1e14:
        raise Unclear
    return flop / (6 * size)


@number("parameter", SIZE)
def size_for_flop(draw: Draw) -> float:
    """The largest model that sees the tokens within the budget."""
    flop, tokens = draw.flop(low=20), draw.tokens(low=1e10)
    if not 1e7 < flop / (6 * tokens) < 1e13:
        raise Unclear
    return flop / (6 * tokens)


@number("token", OPTIMAL, weight=1.5)
def optimal_tokens(draw: Draw) -> float:
    """About 20 tokens for every parameter."""
    return 20 * draw.size(low=4e8, high=2e11)


@number("parameter", OPTIMAL)
def optimal_size(draw: Draw) -> float:
    """The size that 20 tokens a parameter leave for a budget."""
    return math.sqrt(draw.flop(low=20, high=24) / 120)


@number("token", OPTIMAL)
def optimal_tokens_for_flop(draw: Draw) -> float:
    """The tokens that go with it."""
    return 20 * math.sqrt(draw.flop(low=20, high=24) / 120)


@number("FLOP", 0.35)
def optimal_compute(draw: Draw) -> float:
    """What an optimal run of a size takes."""
    size = draw.size(low=4e8, high=2e11)
    return 120 * size * size


@number("parameter", OPTIMAL)
def optimal_size_for_tokens(draw: Draw) -> float:
    """The size for which the tokens are just right."""
    return draw.tokens(low=2e10, high=4e12) / 20


@number("ratio", 0.06)
def tokens_per_parameter(draw: Draw) -> float:
    """Tokens over parameters, of a size."""
    size = draw.size(low=1e9, high=2e11)
    return draw.tokens(low=1e11) / size


@number("nat/token", 0.03, weight=0.7)
def predicted_loss(draw: Draw) -> float:
    """The parametric fit as the Chinchilla paper prints it; the refit of 2024 is within 3 %."""
    size, tokens = draw.size(low=1e9, high=2e11), draw.tokens(low=2e10, high=5e12)
    return 1.69 + 406.4 / math.pow(size, 0.34) + 410.7 / math.pow(tokens, 0.28)


@number("FLOP", 0.15)
def lora_compute(draw: Draw) -> float:
    """Forward, and backward without the frozen weights' gradients: 4 a parameter and token."""
    tokens = draw.whole("millions", 10, 20, 50, 100, 200, 500) * 1e6
    draw.put("tokens", f"{tokens / 1e6:g}M tokens", f"{tokens / 1e6:g} million tokens")
    return 4 * draw.size(low=1e9, high=72e9) * tokens
