"""Steps, batches, epochs, data sets, and conversions between units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.questions import spelling
from benchmarks.questions.registry import Unclear, number

if TYPE_CHECKING:
    from benchmarks.questions.drawing import Draw

PF_DAY = 8.64e19
EXACT = 0.003


def batch_tokens(draw: Draw) -> float:
    """Draw a batch in tokens."""
    value = draw.random.choice((524288, 1e6, 1048576, 2e6, 2097152, 3.2e6, 4e6, 4194304, 16e6))
    if value % 1000:
        draw.put("batch", f"{int(value)} tokens", f"{int(value):,} tokens")
    else:
        draw.put("batch", f"{value / 1e6:g}M tokens", f"{value / 1e6:g} million tokens")
    return float(value)


@number("step", EXACT, weight=2)
def steps(draw: Draw) -> float:
    """Tokens over tokens per step, rounded or not."""
    return draw.tokens(low=1e10) / batch_tokens(draw)


@number("step", EXACT)
def steps_of_sequences(draw: Draw) -> float:
    """Tokens over sequences times their length."""
    tokens = draw.tokens(low=1e10)
    return tokens / (draw.whole("batch", 256, 512, 1024, 1536, 2048) * draw.context(high=8192))


@number("token", EXACT, weight=1.5)
def tokens_of_steps(draw: Draw) -> float:
    """Steps times tokens per step."""
    return draw.whole("steps", 5000, 10000, 50000, 100000, 143000, 150000, 500000) * batch_tokens(
        draw
    )


@number("token", EXACT)
def tokens_of_sequences(draw: Draw) -> float:
    """Steps times sequences times their length."""
    number_of = draw.whole("steps", 1000, 20000, 100000, 143000, 150000, 600000)
    return float(number_of * draw.whole("batch", 256, 512, 1024, 1538) * draw.context(high=8192))


@number("token", EXACT)
def batch_in_tokens(draw: Draw) -> float:
    """A batch of sequences, in tokens."""
    return float(draw.whole("batch", 32, 64, 128, 256, 512, 1024, 1536, 2048) * draw.context())


@number("sequence", EXACT)
def batch_in_sequences(draw: Draw) -> float:
    """A batch of tokens, in sequences."""
    sequences = draw.random.choice((64, 128, 256, 512, 1024, 2048))
    context = draw.context(high=8192)
    draw.put("batch", f"{sequences * context} tokens", f"{sequences * context:,} tokens")
    return float(sequences)


@number("token", EXACT, weight=1.5)
def tokens_per_step(draw: Draw) -> float:
    """Micro-batch, accumulation, data-parallel devices and length, all multiplied."""
    micro = draw.whole("micro", 1, 2, 4, 8, 16)
    accumulation = draw.whole("accumulation", 2, 4, 8, 16, 32)
    return float(micro * accumulation * draw.whole("gpus", 8, 16, 64, 128) * draw.context())


@number("step", EXACT)
def accumulation_steps(draw: Draw) -> float:
    """Micro-batches that make up the batch on every device."""
    accumulation = draw.random.choice((2, 4, 5, 8, 16, 32))
    micro, gpus = draw.whole("micro", 1, 2, 4, 8), draw.whole("gpus", 8, 16, 32, 64)
    context = draw.context(high=8192)
    total = accumulation * micro * gpus * context
    draw.put("batch", f"{total} tokens", f"{total:,} tokens")
    return float(accumulation)


@number("step", 0.01)
def steps_of_epochs(draw: Draw) -> float:
    """Epochs of examples over the batch; tolerance for each epoch's last, smaller batch."""
    examples = draw.whole("examples", 50000, 52000, 100000, 250000, 1000000)
    return draw.whole("epochs", 1, 2, 3, 5) * examples / draw.whole("batch", 16, 32, 64, 128, 256)


@number("token", EXACT)
def tokens_of_epochs(draw: Draw) -> float:
    """Epochs times the data set."""
    return draw.tokens(high=2e12) * draw.whole("epochs", 2, 3, 4, 5, 10)


@number("epoch", EXACT)
def epochs(draw: Draw) -> float:
    """Tokens seen over tokens there are."""
    dataset = draw.tokens("dataset", high=1e12)
    tokens = draw.tokens(low=dataset * 1.2, high=dataset * 25)
    return tokens / dataset


@number("byte", 0.002)
def dataset_bytes(draw: Draw) -> float:
    """A tokenised data set on disk."""
    draw.slots["dtype"], size = draw.random.choice(
        [("uint16", 2), ("int32", 4), ("uint32", 4), ("2 bytes per token", 2)]
    )
    return draw.tokens(high=2e12) * size


@number("token", 0.35)
def tokens_of_text(draw: Draw) -> float:
    """English text at about four bytes a token."""
    value, unit, size = draw.random.choice(
        [
            (40, "GB", 1000000000.0),
            (10, "GB", 1000000000.0),
            (570, "GB", 1000000000.0),
            (2, "TB", 1000000000000.0),
            (800, "GB", 1000000000.0),
            (500, "MB", 1000000.0),
            (100, "GB", 1000000000.0),
        ]
    )
    draw.put("text", f"{value} {unit}", f"{value}{unit}")
    return value * size / 4


@number("token", 0.25)
def tokens_of_words(draw: Draw) -> float:
    """English words at about three quarters of a word a token."""
    words = draw.random.choice((1e6, 50e6, 750e6, 1e9, 30e9, 100e9))
    draw.slots["words"] = spelling.count(words, draw.random)
    return words * 4 / 3


@number("FLOP", 0.002, weight=1.5)
def pf_days_to_flop(draw: Draw) -> float:
    """Petaflop/s-days into FLOP."""
    value = draw.number("value", 1, 5, 12, 100, 250, 1000, 2800, 3640, 5760, 10000)
    draw.put("unit", "PF-days", "PF-days", "petaflop/s-days", "petaFLOP/s-days", "pfs-days")
    if value == 1:
        draw.put("unit", "PF-day", "petaflop/s-day")
    return value * PF_DAY


@number("FLOP", 0.002)
def flop_to_pf_days(draw: Draw) -> float:
    """FLOP into petaflop/s-days: the same amount, shown in another unit."""
    draw.put("unit", "PF-days", "petaflop/s-days", "petaFLOP/s-days")
    return draw.flop(low=20)


@number("FLOP", 0.002)
def sustained(draw: Draw) -> float:
    """A rate times a time."""
    value, unit, scale = draw.random.choice(
        [
            (1, "exaFLOP/s", 1e18),
            (2, "exaFLOP/s", 1e18),
            (10, "PFLOP/s", 1000000000000000.0),
            (150, "TFLOP/s", 1000000000000.0),
            (100, "petaFLOP/s", 1000000000000000.0),
            (400, "TFLOP/s", 1000000000000.0),
        ]
    )
    draw.put("rate", f"{value} {unit}")
    return value * scale * draw.duration()


@number("MAC", 0.002)
def flop_to_macs(draw: Draw) -> float:
    """Two FLOP make a multiply-accumulate."""
    value = draw.number("value", 8.2, 24.6, 35, 100, 292, 1.5)
    draw.slots["unit"], scale = draw.random.choice([("GFLOPs", 1e9), ("TFLOPs", 1e12)])
    return value * scale / 2


@number("FLOP", 0.002)
def macs_to_flop(draw: Draw) -> float:
    """A multiply-accumulate makes two FLOP."""
    value = draw.number("value", 4.1, 17.6, 12.5, 350, 1.8)
    draw.slots["unit"], scale = draw.random.choice([("GMACs", 1e9), ("TMACs", 1e12)])
    return value * scale * 2


@number("second", EXACT)
def device_hours_of_time(draw: Draw) -> float:
    """Devices times time, in device-seconds."""
    devices, device = draw.cluster(low=2)
    draw.slots["device_hours"] = f"{device.one.removesuffix(' GPU')} hours"
    return devices * draw.duration()


@number("second", EXACT, weight=1.5)
def time_of_device_hours(draw: Draw) -> float:
    """Device-hours over devices."""
    hours = draw.random.choice((10_000, 50_000, 100_000, 250_000, 1_000_000, 1_300_000, 2_000_000))
    gpus = draw.whole("gpus", 64, 128, 256, 512, 1024, 2048)
    if not 6 <= hours / gpus <= 20_000:
        raise Unclear
    draw.put(
        "hours",
        f"{hours:,}",
        str(hours),
        f"{hours // 1000}k" if hours < 1e6 else f"{hours / 1e6:g}M",
    )
    return hours / gpus * 3600


@number("second", EXACT, weight=0.7)
def device_days(draw: Draw) -> float:
    """Device-hours into device-days: the same amount in device-seconds."""
    hours = draw.random.choice((2400, 12_000, 24_000, 184_320, 480_000, 1_720_320))
    device = draw.device()
    draw.put("hours", f"{hours:,}", str(hours))
    draw.slots["kind"] = device.one.removesuffix(" GPU")
    return hours * 3600
