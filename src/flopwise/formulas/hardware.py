"""Compute from the machines: how many, how fast, how well used, how long."""

from flopwise.derivation.expression import minimum
from flopwise.derivation.step import step
from flopwise.formulas.quantities import (
    Bytes,
    BytesPerSecondPerDevice,
    Devices,
    DeviceSeconds,
    Dollars,
    DollarsPerDeviceSecond,
    Flop,
    FlopPerByte,
    FlopPerSecond,
    FlopPerSecondPerDevice,
    FlopPerToken,
    Number,
    Seconds,
    Tokens,
    TokensPerSecondPerDevice,
)


@step("T", name="device time", source="sevilla2022")
def device_time(devices: Devices, duration: Seconds) -> DeviceSeconds:
    """All devices work for the whole time.

    >>> device_time.number(1024, 34 * 86_400)
    3008102400
    """
    return devices * duration


@step("C", name="training compute", source="sevilla2022")
def compute_from_hardware(
    time: DeviceSeconds, peak: FlopPerSecondPerDevice, utilisation: Number
) -> Flop:
    """What the devices could do at their dense peak, times the share of it that they did.

    With the model FLOP utilisation (MFU) this is the work that the mathematics needs; with the
    hardware FLOP utilisation (HFU) it contains recomputation.

    >>> float(compute_from_hardware.number(3_008_102_400, 312 * 10**12, 0.45))
    4.2233757696e+23
    """
    return time * peak * utilisation


@step("T", name="device time", source="sevilla2022")
def time_from_compute(
    compute: Flop, peak: FlopPerSecondPerDevice, utilisation: Number
) -> DeviceSeconds:
    """The work, divided by what one device gets done in a second.

    >>> time_from_compute.number(312 * 10**12, 312 * 10**12, 0.5)
    2.0
    """
    return compute / (peak * utilisation)


@step("u", name="utilisation", source="chowdhery2022")
def model_flop_utilisation(
    compute: Flop, time: DeviceSeconds, peak: FlopPerSecondPerDevice
) -> Number:
    """The share of the peak that went into the model's own FLOP: MFU.

    >>> model_flop_utilisation.number(312e12, 2, 312e12)
    0.5
    """
    return compute / (time * peak)


@step("n", name="devices", source="sevilla2022")
def devices_needed(time: DeviceSeconds, duration: Seconds) -> Devices:
    """As many as get the work done in the time that there is.

    1,000 device-hours within ten hours:

    >>> float(devices_needed.number(1000 * 3600, 10 * 3600))
    100.0
    """
    return time / duration


@step("T", name="device time", source="sevilla2022")
def device_time_of_budget(cost: Dollars, price: DollarsPerDeviceSecond) -> DeviceSeconds:
    """What the money rents.

    500 USD at 2 USD an hour are 250 hours:

    >>> float(device_time_of_budget.number(500, 2 / 3600) / 3600)
    250.0
    """
    return cost / price


@step("C", name="training compute", source="sevilla2022")
def compute_at_rate(time: DeviceSeconds, rate: FlopPerSecondPerDevice) -> Flop:
    """What each device really gets done in a second, for the time of all of them.

    >>> compute_at_rate.number(3600, 150 * 10**12)
    540000000000000000
    """
    return time * rate


@step("C", name="compute", source="amodei2018")
def compute_of_rate(rate: FlopPerSecond, duration: Seconds) -> Flop:
    """A rate kept up for a time is an amount of work: 1 PFLOP/s for a day is a PF-day.

    >>> compute_of_rate.number(10**15, 86_400)
    86400000000000000000
    """
    return rate * duration


@step("t", name="duration", source="amodei2018")
def duration_at_rate(compute: Flop, rate: FlopPerSecond) -> Seconds:
    """The work, at so much a second.

    >>> float(duration_at_rate.number(864 * 10**17, 10**15))
    86400.0
    """
    return compute / rate


@step("r", name="FLOP/s reached by a device", source="chowdhery2022")
def rate_of_throughput(
    cost: FlopPerToken, throughput: TokensPerSecondPerDevice
) -> FlopPerSecondPerDevice:
    """What each token costs, times the tokens that a device gets through in a second.

    7 billion parameters by 6N, 3,200 tokens a second, in TFLOP/s:

    >>> rate_of_throughput.number(42 * 10**9, 3200) / 1e12
    134.4
    """
    return cost * throughput


@step("r", name="FLOP/s reached by a device", source="chowdhery2022")
def rate_of_utilisation(
    peak: FlopPerSecondPerDevice, utilisation: Number
) -> FlopPerSecondPerDevice:
    """The share of the peak that is used.

    >>> rate_of_utilisation.number(312 * 10**12, 0.5) / 1e12
    156.0
    """
    return peak * utilisation


@step("u", name="utilisation", source="chowdhery2022")
def utilisation_of_rate(rate: FlopPerSecondPerDevice, peak: FlopPerSecondPerDevice) -> Number:
    """What a device reaches, as a share of what it could: MFU where the model's FLOP are counted.

    >>> float(utilisation_of_rate.number(156 * 10**12, 312 * 10**12))
    0.5
    """
    return rate / peak


@step("v_1", name="tokens per second and device", source="chowdhery2022")
def throughput_of_rate(
    rate: FlopPerSecondPerDevice, cost: FlopPerToken
) -> TokensPerSecondPerDevice:
    """How many tokens a device gets through at the rate that it reaches.

    >>> throughput_of_rate.number(134.4e12, 42 * 10**9)
    3200.0
    """
    return rate / cost


@step("D", name="tokens", source="kaplan2020")
def tokens_of_compute(compute: Flop, cost: FlopPerToken) -> Tokens:
    """What the compute pays for, at the cost of a token.

    >>> float(tokens_of_compute.number(42 * 10**20, 42 * 10**9))
    100000000000.0
    """
    return compute / cost


@step("T", name="device time", source="sevilla2022")
def tightest_device_time(
    cost: Dollars, price: DollarsPerDeviceSecond, devices: Devices, duration: Seconds
) -> DeviceSeconds:
    """Where both the money and the time are limited, the smaller of the two counts.

    500 USD at 0.40 USD an hour would last 1,250 hours; one device has 168 in a week:

    >>> float(tightest_device_time.number(500, 0.4 / 3600, 1, 604_800) / 3600)
    168.0
    """
    return minimum(cost / price, devices * duration)


@step("I", name="arithmetic intensity", source="williams2009")
def arithmetic_intensity(compute: Flop, traffic: Bytes) -> FlopPerByte:
    """How much is computed with each byte that comes from memory or goes back to it.

    A matrix of 4,096 × 4,096 in 16 bits that multiplies one vector: 2 FLOP for each weight of
    2 bytes, whatever its size. Many tokens at once share the reading of the weights.

    >>> float(arithmetic_intensity.number(2 * 4096**2, 2 * 4096**2))
    1.0
    """
    return compute / traffic


@step("R", name="attainable rate", source="williams2009")
def roofline(
    peak: FlopPerSecondPerDevice, intensity: FlopPerByte, bandwidth: BytesPerSecondPerDevice
) -> FlopPerSecondPerDevice:
    """A device computes no faster than its peak, and no faster than its memory brings the numbers.

    Where the two meet lies the ridge; what has a lower intensity waits for memory. An A100 of 80 GB
    at 312 TFLOP/s and 2,039 GB/s, for work of 1 FLOP a byte:

    >>> roofline.number(312 * 10**12, 1, 2039 * 10**9)
    2039000000000
    """
    return minimum(peak, intensity * bandwidth)


@step("u", name="utilisation", source="korthikanti2022")
def utilisation_without_recompute(hardware_utilisation: Number) -> Number:
    """Of eight FLOP that devices do with full recomputation six are the model's own (attention
    aside), so that the MFU is three quarters of what the hardware does.

    An HFU of 60 %:

    >>> round(utilisation_without_recompute.number(0.6), 9)
    0.45
    """
    return hardware_utilisation * 6 / 8


@step("u_h", name="hardware utilisation", source="korthikanti2022")
def hardware_utilisation(utilisation: Number) -> Number:
    """With full recomputation the devices do eight FLOP for each six that the model needs, so that
    the hardware is used by a third more than the model's own FLOP tell (attention aside).

    An MFU of 45 %:

    >>> float(hardware_utilisation.number(0.45))
    0.6
    """
    return utilisation * 8 / 6
