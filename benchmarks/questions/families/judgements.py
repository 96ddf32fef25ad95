"""Comparisons, feasibility, thresholds and facts of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.questions.drawing import FACTS
from benchmarks.questions.registry import Unclear, clearly, number, yesno

if TYPE_CHECKING:
    from benchmarks.questions.drawing import Draw, Model

DAY = 86400.0
# Those of which one may ask for the peak in "fp16 or bf16"; a TPU has no fp16.
GPUS = tuple(key for key in FACTS["device"] if not key.startswith("tpu"))


def compute(model: Model) -> float:
    """6ND of a published model."""
    facts = model.facts
    return 6 * facts.get("active", facts["parameters"]) * facts["tokens"]


def two_models(draw: Draw) -> tuple[Model, Model]:
    """Draw two published runs."""
    one = draw.named("parameters", "tokens", "compute", slot="name_a")
    other = draw.named("parameters", "tokens", "compute", slot="name_b")
    if one.key == other.key:
        raise Unclear
    return one, other


@number("ratio", 0.2, weight=2)
def ratio_named(draw: Draw) -> float:
    """Compute of the first over that of the second."""
    one, other = two_models(draw)
    if compute(one) < 1.5 * compute(other):
        raise Unclear
    return compute(one) / compute(other)


@yesno(weight=2)
def more_compute(draw: Draw) -> bool:
    """Does the first take more than the second."""
    one, other = two_models(draw)
    return clearly(compute(one), compute(other))


@yesno(weight=1.5)
def more_compute_sizes(draw: Draw) -> bool:
    """The same of two sizes."""
    one = 6 * draw.size("size_a", low=1e9) * draw.tokens("tokens_a", low=1e11)
    other = 6 * draw.size("size_b", low=1e9) * draw.tokens("tokens_b", low=1e11)
    return clearly(one, other)


@yesno()
def more_of_fact(draw: Draw) -> bool:
    """Which of two models has more of something."""
    fact, words = draw.random.choice(
        [("parameters", "parameters"), ("layers", "layers"), ("tokens", "training tokens")]
    )
    one, other = draw.named(fact, slot="name_a"), draw.named(fact, slot="name_b")
    draw.slots["fact"] = words
    return clearly(one.facts[fact], other.facts[fact], 1.1)


@number("ratio", 0.01)
def ratio_peaks(draw: Draw) -> float:
    """How much faster one accelerator is on paper."""
    one = draw.device(among=GPUS)
    draw.slots["device_a"] = draw.slots["device"]
    other = draw.device(among=GPUS)
    if one.peak < 1.3 * other.peak:
        raise Unclear
    return one.peak / other.peak


@yesno()
def faster_peak(draw: Draw) -> bool:
    """Is one accelerator faster on paper."""
    one = draw.device(among=GPUS)
    draw.slots["device_a"] = draw.slots["device"]
    return clearly(one.peak, draw.device(among=GPUS).peak, 1.05)


@yesno(weight=2)
def weights_fit(draw: Draw) -> bool:
    """Do the weights alone fit."""
    devices, device = draw.cluster(high=16, need="memory")
    size = draw.size(low=1e9)
    # What the runtime itself takes is the reason for the margin.
    return clearly(devices * device.memory, size * draw.dtype("bf16", "fp16", "fp32", "int8"))


@yesno(weight=2)
def training_fits(draw: Draw) -> bool:
    """Do weights, gradients and AdamW's states fit, all of them shared."""
    devices, device = draw.cluster(high=128, need="memory")
    return clearly(devices * device.memory, 17 * draw.size(low=3e8), 1.6)


@yesno(weight=2)
def in_time_size(draw: Draw) -> bool:
    """Does a run meet its deadline."""
    devices, device = draw.cluster()
    flop = 6 * draw.size(low=1e8) * draw.tokens(low=1e10)
    return clearly(devices * device.peak * draw.mfu() * draw.duration(), flop)


@yesno(weight=1.5)
def in_time_named(draw: Draw) -> bool:
    """Does a published run meet its deadline."""
    devices, device = draw.cluster(low=8)
    flop = compute(draw.named("parameters", "tokens", "compute"))
    return clearly(devices * device.peak * draw.mfu() * draw.duration(), flop)


@yesno()
def within_budget(draw: Draw) -> bool:
    """Does the money suffice."""
    device = draw.device(among=("a100", "h100", "h200"))
    flop = 6 * draw.size(low=1e9) * draw.tokens(low=1e11)
    cost = flop / (device.peak * draw.mfu()) / 3600 * draw.price()
    return clearly(draw.money(), cost)


@yesno()
def undertrained(draw: Draw) -> bool:
    """Is a run below 20 tokens a parameter."""
    facts = draw.named("parameters", "tokens").facts
    return clearly(20 * facts["parameters"], facts["tokens"])


@number("FLOP", 0.001, weight=1.5)
def threshold(draw: Draw) -> float:
    """Where a law draws the line."""
    asked = {
        "the EU AI Act's presumption of systemic risk": 1e25,
        "systemic risk under the EU AI Act": 1e25,
        "a GPAI model with systemic risk in the EU": 1e25,
        "a frontier model under California's SB 53": 1e26,
        "frontier models in SB 53": 1e26,
        "US Executive Order 14110 (the revoked one)": 1e26,
    }
    draw.slots["law"] = draw.random.choice(list(asked))
    return asked[draw.slots["law"]]


def line(draw: Draw) -> float:
    """Draw a legal line."""
    record = draw.random.choice(list(FACTS["threshold"].values()))
    draw.slots["line"] = draw.random.choice(record["names"])
    return float(record["flop"])


@yesno(weight=2.5)
def above_named(draw: Draw) -> bool:
    """Is a published run above a legal line."""
    return clearly(compute(draw.named("parameters", "tokens", "compute")), line(draw))


@yesno(weight=1.5)
def above_size(draw: Draw) -> bool:
    """Is a size on tokens above a legal line."""
    return clearly(6 * draw.size(low=1e9) * draw.tokens(low=1e11), line(draw))


@yesno()
def above_flop(draw: Draw) -> bool:
    """Is an amount above a legal line."""
    return clearly(draw.flop(low=22, high=27), line(draw), 1.2)


@number("token", 0.1)
def tokens_until_line(draw: Draw) -> float:
    """The tokens at which a size reaches an amount."""
    flop, size = draw.flop(low=22, high=25), draw.size(low=1e9)
    if not 1e9 < flop / (6 * size) < 5e14:
        raise Unclear
    return flop / (6 * size)


@number("parameter", 0.1)
def size_below_line(draw: Draw) -> float:
    """The largest dense model below a legal line."""
    return line(draw) / (6 * draw.tokens(low=1e12))


@yesno()
def one_third(draw: Draw) -> bool:
    """Does a modification take more than a third of the original's compute."""
    original = draw.flop("flop", low=23, high=25)
    changed = draw.flop("change", low=22, high=25)
    if changed > original:
        raise Unclear
    return clearly(changed, original / 3, 1.15)


def fact(draw: Draw, key: str) -> float:
    """Draw a published model that has this fact."""
    return draw.named(key).facts[key]


@number("layer", 0.001)
def fact_layers(draw: Draw) -> float:
    """Layers of a published model."""
    return fact(draw, "layers")


@number("", 0.001)
def fact_hidden(draw: Draw) -> float:
    """Width of a published model."""
    return fact(draw, "hidden")


@number("head", 0.001)
def fact_heads(draw: Draw) -> float:
    """Query heads of a published model."""
    return fact(draw, "heads")


@number("head", 0.001, weight=0.7)
def fact_kv_heads(draw: Draw) -> float:
    """Key and value heads of a published model."""
    return fact(draw, "kv_heads")


@number("token", 0.001)
def fact_vocabulary(draw: Draw) -> float:
    """Vocabulary of a published model."""
    return fact(draw, "vocabulary")


@number("token", 0.03)
def fact_context(draw: Draw) -> float:
    """Context of a published model; 128k may be either."""
    return fact(draw, "context")


@number("token", 0.06, weight=1.5)
def fact_tokens(draw: Draw) -> float:
    """Tokens that a published model was trained on."""
    return fact(draw, "tokens")


@number("parameter", 0.06, weight=1.5)
def fact_parameters(draw: Draw) -> float:
    """Parameters of a published model."""
    return fact(draw, "parameters")


@number("parameter", 0.06, weight=0.7)
def fact_active(draw: Draw) -> float:
    """Active parameters of a published mixture of experts."""
    return draw.named("active", kind="mixture").facts["active"]


@number("FLOP/second", 0.005, weight=1.5)
def fact_peak(draw: Draw) -> float:
    """Dense 16-bit peak of an accelerator."""
    return draw.device(among=GPUS).peak


@number("byte", 0.02)
def fact_memory(draw: Draw) -> float:
    """Memory of an accelerator; the size isn't in the name."""
    return draw.device(among=("h100-pcie", "h200", "mi300x", "rtx-4090", "rtx-3090", "l40s")).memory


@number("watt", 0.01, weight=0.7)
def fact_power(draw: Draw) -> float:
    """Rated power of an accelerator."""
    return draw.device(among=("h100-pcie", "h200", "mi300x", "rtx-4090", "rtx-3090", "l40s")).power
