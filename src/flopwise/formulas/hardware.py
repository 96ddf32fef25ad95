"""Compute from the machines: how many, how fast, how well used, how long."""

from flopwise.derivation.step import step
from flopwise.formulas.quantities import (
    Devices,
    DeviceSeconds,
    Flop,
    FlopPerSecondPerDevice,
    Number,
    Seconds,
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
