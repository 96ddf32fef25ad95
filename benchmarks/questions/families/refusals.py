"""Questions without an answer: inputs missing, nothing published, contradictions, nonsense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.questions.drawing import FACTS
from benchmarks.questions.registry import Unclear, cannot

if TYPE_CHECKING:
    from benchmarks.questions.drawing import Draw


@cannot("parameters", weight=2)
def lacks_size(draw: Draw) -> None:
    """Compute, time or memory of a model of which nothing is said."""
    draw.tokens(low=1e11)
    draw.cluster(low=8)
    draw.mfu()


@cannot("tokens", weight=2)
def lacks_tokens(draw: Draw) -> None:
    """Time and money of a size that isn't told how many tokens it sees."""
    draw.size(low=1e9)
    draw.cluster(low=8)
    draw.mfu()
    draw.price()


@cannot("device", weight=2)
def lacks_device(draw: Draw) -> None:
    """Time of devices of no kind."""
    draw.size(low=1e9)
    draw.tokens(low=1e11)
    draw.whole("gpus", 8, 64, 128, 256, 1024)
    draw.mfu()


@cannot("batch", weight=2)
def lacks_batch(draw: Draw) -> None:
    """Steps without a batch."""
    draw.tokens()


@cannot("sequence_length")
def lacks_length(draw: Draw) -> None:
    """A batch of sequences of no length, in tokens."""
    draw.whole("batch", 64, 128, 256, 512, 1024)
    draw.whole("steps", 1000, 20000, 100000)


@cannot("parameters", "device", weight=1.5)
def lacks_for_mfu(draw: Draw) -> None:
    """Utilisation without model, or without device."""
    draw.whole("rate", 3000, 5000, 12000, 20000)
    draw.device(among=("a100", "h100"))
    draw.size(low=1e9, high=72e9)


@cannot("model")
def lacks_model_cache(draw: Draw) -> None:
    """A cache, or weights, of no model."""
    draw.context()
    draw.dtype("bf16", "fp16")


@cannot("duration")
def lacks_deadline(draw: Draw) -> None:
    """Devices needed, by no day."""
    draw.size(low=1e9)
    draw.tokens(low=1e11)
    draw.device(among=("a100", "h100"))
    draw.mfu()


@cannot("dataset")
def lacks_dataset(draw: Draw) -> None:
    """Epochs of no data set."""
    draw.tokens()
    draw.whole("epochs", 2, 3, 5)


@cannot("hidden_size", "tokens")
def lacks_shape(draw: Draw) -> None:
    """Layers, or heads, and nothing else."""
    draw.whole("layers", 12, 24, 32, 48, 96)


@cannot("model")
def lacks_all(draw: Draw) -> None:
    """Nothing is given at all."""
    draw.device(among=("a100", "h100"))


@cannot("disclosed", weight=6)
def undisclosed(draw: Draw) -> None:
    """Models of which nothing is published."""
    draw.put("name", *FACTS["undisclosed"]["names"])
    draw.device(among=("a100", "h100"))


@cannot("disclosed")
def undisclosed_cost(draw: Draw) -> None:
    """Models of whose cost not even the order of magnitude has been named in public."""
    draw.put("name", *FACTS["undisclosed"]["silent_on_cost"])


@cannot("disclosed")
def undisclosed_compared(draw: Draw) -> None:
    """One model of which nothing is published beside one that is known."""
    draw.put("name_b", *FACTS["undisclosed"]["names"])
    draw.named("parameters", "tokens", "compute", slot="name_a")


@cannot("model", weight=2)
def invented(draw: Draw) -> None:
    """Models that don't exist."""
    draw.put("name", *FACTS["invented"]["names"])


@cannot("consistent", weight=1.5)
def contradicts_steps(draw: Draw) -> None:
    """Steps and batch that don't make the tokens."""
    steps = draw.whole("steps", 1000, 10000, 100000)
    millions = draw.random.choice((1, 2, 4))
    draw.put("batch", f"{millions}M tokens", f"{millions} million tokens")
    tokens = draw.tokens()
    draw.size(low=1e9)
    if 0.3 < steps * millions * 1e6 / tokens < 3:
        raise Unclear


@cannot("consistent")
def contradicts_active(draw: Draw) -> None:
    """More active parameters than there are."""
    total = draw.size("size_total", low=3e9, high=1e11)
    draw.size("size_active", low=2 * total)
    draw.tokens(low=1e11)


@cannot("consistent")
def contradicts_hours(draw: Draw) -> None:
    """Device-hours that aren't devices times time."""
    devices, _ = draw.cluster(low=64, high=1024)
    duration = draw.duration("time", "day", "week") / 3600
    hours = round(devices * duration * draw.random.choice((0.1, 0.2, 5, 10)))
    draw.put("hours", f"{hours:,}")
    draw.size(low=1e9)
    draw.tokens(low=1e11)


@cannot("possible", weight=2)
def impossible_mfu(draw: Draw) -> None:
    """A utilisation above one, or none."""
    draw.cluster(low=8)
    draw.size(low=1e9)
    draw.tokens(low=1e11)
    draw.duration()
    draw.put(
        "bad", "130% MFU", "MFU 150%", "an MFU of 1.4", "250% utilization", "0% MFU", "-20% MFU"
    )


@cannot("possible", weight=2)
def impossible_amount(draw: Draw) -> None:
    """Sizes and amounts below zero, or zero where something must be."""
    draw.size(low=1e9)
    draw.tokens(low=1e11)
    draw.device(among=("a100", "h100"))
    draw.mfu()
    draw.put("negative", "-7B", "minus 3 billion", "negative 5 billion", "-13B")
    draw.put("none", "0", "zero")


@cannot("unit", weight=2)
def wrong_unit(draw: Draw) -> None:
    """Amounts in units of something else."""
    draw.size(low=1e9)
    draw.tokens(low=1e11)
    draw.cluster(low=8)
    draw.mfu()
    draw.whole("number", 3, 10, 40, 300)
    draw.put("unit", "kg", "miles", "liters", "degrees Celsius", "square meters", "pounds", "volts")


@cannot("english", weight=2)
def other_language(draw: Draw) -> None:
    """Languages other than English."""
    draw.put("name", *[n for n in FACTS["undisclosed"]["names"] if n.startswith(("GPT", "Claude"))])
    draw.number("size", 7, 13, 70)
    draw.device(among=("a100", "h100"))


@cannot("topic", weight=4)
def off_topic(draw: Draw) -> None:
    """What isn't a question about the cost of training."""
    draw.named("parameters")
    draw.device(among=("a100", "h100"))
    draw.size(low=1e9)


@cannot("topic", weight=2)
def forecast(draw: Draw) -> None:
    """Quality, prices to come, opinions."""
    draw.named("parameters", slot="name")
    draw.device(among=("a100", "h100"))
    draw.size(low=1e9)
