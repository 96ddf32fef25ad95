"""Time, devices, money, utilisation, energy and emissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.questions.registry import Unclear, number

if TYPE_CHECKING:
    from benchmarks.questions.drawing import Draw

SIZE = 0.1
NAMED = 0.15
EXACT = 0.005
DAY = 86400.0


def within(value: float, low: float, high: float) -> float:
    """Return the value if people would ask for it."""
    if not low <= value <= high:
        raise Unclear
    return value


@number("FLOP", EXACT, weight=1.5)
def run_devices(draw: Draw) -> float:
    """Devices, peak, utilisation and time."""
    devices, device = draw.cluster(low=4)
    return devices * device.peak * draw.mfu() * draw.duration()


@number("second", SIZE, weight=2)
def time_size(draw: Draw) -> float:
    """How long a size takes."""
    devices, device = draw.cluster(low=1)
    flop = 6 * draw.size() * draw.tokens()
    return within(flop / (devices * device.peak * draw.mfu()), 3600, 700 * DAY)


@number("second", NAMED, weight=1.5)
def time_named(draw: Draw) -> float:
    """How long a published run takes."""
    devices, device = draw.cluster(low=8)
    facts = draw.named("parameters", "tokens", "compute").facts
    flop = 6 * facts["parameters"] * facts["tokens"]
    return within(flop / (devices * device.peak * draw.mfu()), 3600, 900 * DAY)


@number("second", SIZE, weight=0.7)
def time_flop(draw: Draw) -> float:
    """How long a budget of compute keeps a cluster busy."""
    devices, device = draw.cluster(low=8)
    time = draw.flop(low=20) / (devices * device.peak * draw.mfu())
    return within(time, 3600, 700 * DAY)


@number("device", SIZE, weight=1.5)
def devices_needed(draw: Draw) -> float:
    """How many devices meet a deadline; rounded up or not."""
    device = draw.device(among=("a100", "h100", "h200", "mi300x", "tpu-v4"))
    flop = 6 * draw.size(low=1e9) * draw.tokens(low=1e11)
    return within(flop / (device.peak * draw.mfu() * draw.duration()), 12, 30000)


@number("second", SIZE, weight=2)
def device_hours(draw: Draw) -> float:
    """Device-hours, or -days, of a size; in device-seconds."""
    device = draw.device(among=("a100", "h100", "h200", "mi300x"))
    kind = device.one.removesuffix(" GPU")
    draw.put("device_hours", f"{kind}-hours", f"{kind} hours", f"{kind}-days", f"{kind} hrs")
    return 6 * draw.size(low=1e9) * draw.tokens(low=1e11) / (device.peak * draw.mfu())


@number("second", NAMED, weight=1.5)
def device_hours_named(draw: Draw) -> float:
    """Device-hours, or -days, of a published run; in device-seconds."""
    device = draw.device(among=("a100", "h100", "h200", "mi300x"))
    kind = device.one.removesuffix(" GPU")
    draw.put("device_hours", f"{kind}-hours", f"{kind} hours", f"{kind}-days", f"{kind}-years")
    facts = draw.named("parameters", "tokens", "compute").facts
    return 6 * facts["parameters"] * facts["tokens"] / (device.peak * draw.mfu())


@number("USD", SIZE, weight=2)
def cost_size(draw: Draw) -> float:
    """Money for a size, at a price and a utilisation."""
    device = draw.device(among=("a100", "h100", "h200", "mi300x", "a100-80gb"))
    flop = 6 * draw.size(low=1e9) * draw.tokens(low=2e10)
    return flop / (device.peak * draw.mfu()) / 3600 * draw.price()


@number("USD", NAMED)
def cost_named(draw: Draw) -> float:
    """Money for a published run."""
    device = draw.device(among=("a100", "h100", "h200", "mi300x", "a100-80gb"))
    facts = draw.named("parameters", "tokens", "compute").facts
    flop = 6 * facts["parameters"] * facts["tokens"]
    return flop / (device.peak * draw.mfu()) / 3600 * draw.price()


@number("USD", EXACT)
def cost_time(draw: Draw) -> float:
    """Money for renting devices for a time."""
    devices, _ = draw.cluster(low=4)
    return devices * draw.duration() / 3600 * draw.price()


@number("token", SIZE, weight=1.5)
def tokens_for_money(draw: Draw) -> float:
    """Tokens that a budget pays for."""
    device = draw.device(among=("a100", "h100", "h200"))
    seconds = draw.money() / draw.price() * 3600
    tokens = seconds * device.peak * draw.mfu() / (6 * draw.size(low=1e9, high=72e9))
    return within(tokens, 1e8, 1e14)


@number("token", SIZE, weight=1.5)
def tokens_for_time(draw: Draw) -> float:
    """Tokens that devices get through in a time."""
    devices, device = draw.cluster(high=4096)
    flop = devices * device.peak * draw.mfu() * draw.duration()
    return within(flop / (6 * draw.size(low=1e8, high=1.8e11)), 1e8, 1e14)


@number("token/second", SIZE)
def throughput(draw: Draw) -> float:
    """Tokens per second of a cluster."""
    devices, device = draw.cluster(low=2, high=4096)
    return devices * device.peak * draw.mfu() / (6 * draw.size(low=1e9))


@number("second", SIZE)
def step_time(draw: Draw) -> float:
    """Seconds of one optimizer step."""
    devices, device = draw.cluster(low=8, high=4096)
    value = draw.random.choice((1, 2, 4))
    draw.put("batch", f"{value}M tokens", f"{value} million tokens")
    flop = 6 * draw.size(low=1e9) * value * 1e6
    return within(flop / (devices * device.peak * draw.mfu()), 0.1, 600)


@number("fraction", SIZE, weight=1.5)
def mfu_throughput(draw: Draw) -> float:
    """Utilisation from tokens per second of one device."""
    device = draw.device(among=("a100", "h100", "h200", "mi300x", "a100-80gb"))
    size = draw.size(low=1e9, high=72e9)
    rate = round(draw.random.uniform(0.25, 0.6) * device.peak / (6 * size), -1)
    draw.put("rate", f"{rate:.0f}", f"{rate:,.0f}")
    return within(6 * size * rate / device.peak, 0.15, 0.7)


@number("fraction", SIZE)
def mfu_cluster_throughput(draw: Draw) -> float:
    """Utilisation from tokens per second of the whole cluster."""
    devices, device = draw.cluster(low=8, high=2048, among=("a100", "h100", "h200", "a100-80gb"))
    size = draw.size(low=1e9, high=1.8e11)
    rate = round(draw.random.uniform(0.25, 0.6) * devices * device.peak / (6 * size), -3)
    draw.put("rate", f"{rate:.0f}", f"{rate:,.0f}", f"{rate / 1000:.0f}k")
    return within(6 * size * rate / (devices * device.peak), 0.15, 0.7)


@number("fraction", SIZE)
def mfu_step_time(draw: Draw) -> float:
    """Utilisation from the seconds of one step."""
    devices, device = draw.cluster(low=8, high=2048, among=("a100", "h100", "h200", "a100-80gb"))
    size = draw.size(low=1e9, high=1.8e11)
    value = draw.random.choice((1, 2, 4))
    draw.put("batch", f"{value}M tokens", f"{value} million tokens")
    flop = 6 * size * value * 1e6
    time = round(flop / (devices * device.peak * draw.random.uniform(0.25, 0.6)), 1)
    draw.put("seconds", f"{time} s", f"{time} seconds", f"{time}s")
    return within(flop / (devices * device.peak * within(time, 0.5, 900)), 0.15, 0.7)


@number("fraction", SIZE)
def mfu_device_hours(draw: Draw) -> float:
    """Utilisation from the device-hours of a run."""
    device = draw.device(among=("a100", "h100", "h200"))
    flop = 6 * draw.size(low=1e9, high=1.8e11) * draw.tokens(low=1e11)
    hours = round(flop / (device.peak * draw.random.uniform(0.25, 0.6)) / 3600, -3)
    draw.put("hours", f"{hours:,.0f}", f"{hours:.0f}")
    draw.slots["device_hours"] = f"{device.one.removesuffix(' GPU')}-hours"
    return within(flop / (device.peak * within(hours, 1, 1e9) * 3600), 0.15, 0.7)


@number("fraction", SIZE)
def mfu_days(draw: Draw) -> float:
    """Utilisation from the days of a run."""
    devices, device = draw.cluster(low=32, high=4096, among=("a100", "h100", "h200"))
    flop = 6 * draw.size(low=1e9, high=1.8e11) * draw.tokens(low=1e11)
    days = round(flop / (devices * device.peak * draw.random.uniform(0.25, 0.6)) / DAY)
    draw.slots["days"] = f"{days} days"
    return within(flop / (devices * device.peak * within(days, 3, 700) * DAY), 0.15, 0.7)


@number("fraction", EXACT)
def mfu_reported(draw: Draw) -> float:
    """Utilisation from FLOP/s of one device, as frameworks print it."""
    device = draw.device(among=("a100", "h100", "h200", "mi300x", "rtx-4090"))
    rate = round(device.peak / 1e12 * draw.random.uniform(0.25, 0.6))
    draw.put("rate", f"{rate} TFLOP/s", f"{rate} TFLOPS", f"{rate} teraFLOP/s", f"{rate} TFLOPs/s")
    return rate * 1e12 / device.peak


def watts(draw: Draw) -> float:
    """Draw the power of one device."""
    value = draw.random.choice((300, 350, 400, 450, 500, 700, 1000))
    draw.put("watts", f"{value}W", f"{value} W", f"{value} watts", f"{value} watt")
    return float(value)


def pue(draw: Draw) -> float:
    """Draw an overhead of the data centre."""
    value = draw.random.choice((1.08, 1.1, 1.2, 1.3, 1.5))
    draw.put("pue", f"PUE {value:g}", f"a PUE of {value:g}", f"PUE of {value:g}")
    return value


def energy(draw: Draw) -> float:
    """Draw an amount of energy, in joule."""
    unit, scale = draw.random.choice([("MWh", 3.6e9), ("GWh", 3.6e12), ("MWh", 3.6e9)])
    value = draw.random.choice((1, 2.5, 10, 50, 150, 300, 433, 1000))
    draw.put("energy", f"{value:g} {unit}", f"{value:g}{unit}")
    return value * scale


def intensity(draw: Draw) -> float:
    """Draw the emissions of a grid, in gram per joule."""
    value = draw.random.choice((50, 100, 231, 350, 385, 400, 429, 500))
    draw.put(
        "intensity", f"{value} gCO2/kWh", f"{value} g CO2e per kWh", f"{value} gCO2e/kWh",
        f"{value / 1000:g} kgCO2/kWh", f"{value} g/kWh",
    )  # fmt: skip
    return value / 3.6e6


@number("joule", EXACT, weight=1.5)
def energy_devices(draw: Draw) -> float:
    """Devices, power, time and overhead."""
    devices, _ = draw.cluster(low=8, among=("a100", "h100", "h200", "mi300x"))
    return devices * watts(draw) * draw.duration() * pue(draw)


@number("joule", EXACT)
def energy_bare(draw: Draw) -> float:
    """Devices, power and time, the devices' energy alone."""
    devices, _ = draw.cluster(low=2, among=("a100", "h100", "rtx-4090", "rtx-3090"))
    return devices * watts(draw) * draw.duration()


@number("gram", EXACT, weight=1.5)
def emissions(draw: Draw) -> float:
    """Energy on a grid."""
    return energy(draw) * intensity(draw)


@number("gram", EXACT)
def emissions_devices(draw: Draw) -> float:
    """Devices, power, time and overhead on a grid."""
    devices, _ = draw.cluster(low=8, among=("a100", "h100", "h200"))
    return devices * watts(draw) * draw.duration() * pue(draw) * intensity(draw)


@number("joule", EXACT)
def cooling(draw: Draw) -> float:
    """What the overhead takes besides the machines' energy."""
    return energy(draw) * (pue(draw) - 1)


@number("USD", EXACT)
def electricity(draw: Draw) -> float:
    """The bill of devices that run flat out."""
    devices, _ = draw.cluster(low=2, high=1024, among=("a100", "h100", "rtx-4090", "rtx-3090"))
    cents = draw.random.choice((8, 10, 12, 15, 20, 30))
    draw.put(
        "tariff", f"{cents} cents per kWh", f"${cents / 100:.2f}/kWh", f"${cents / 100:.2f} per kWh"
    )
    return devices * watts(draw) * draw.duration() / 3.6e6 * cents / 100
