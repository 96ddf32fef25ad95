"""What the devices cost and consume while they train."""

from flopwise.derivation.step import step
from flopwise.formulas.quantities import (
    Devices,
    DeviceSeconds,
    Dollars,
    DollarsPerDeviceSecond,
    Joules,
    Number,
    Seconds,
    WattsPerDevice,
)


@step("t", name="duration", source="sevilla2022")
def duration(time: DeviceSeconds, devices: Devices) -> Seconds:
    """All devices share the work.

    >>> duration.number(3_008_102_400, 1024)
    2937600
    """
    return time / devices


@step("K", name="cost of the devices", source="sevilla2022")
def cost_of_devices(time: DeviceSeconds, price: DollarsPerDeviceSecond) -> Dollars:
    """Rent is paid for every device and every hour.

    >>> cost_of_devices.number(3600 * 1000, 2 / 3600)
    2000.0
    """
    return time * price


@step("E", name="energy", source="patterson2021")
def energy_of_devices(time: DeviceSeconds, power: WattsPerDevice, overhead: Number) -> Joules:
    """What a device draws, for the time of all of them, and what the building adds to it (PUE).

    >>> energy_of_devices.number(3600 * 1000, 400, 1)
    1440000000
    """
    return time * power * overhead
