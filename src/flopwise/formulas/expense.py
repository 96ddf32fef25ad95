"""What the devices cost and consume while they train."""

from flopwise.derivation.step import step
from flopwise.formulas.quantities import (
    Devices,
    DeviceSeconds,
    Dollars,
    DollarsPerDeviceSecond,
    DollarsPerJoule,
    Grams,
    GramsPerJoule,
    Joules,
    Litres,
    LitresPerJoule,
    Number,
    Seconds,
    Watts,
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


@step("E", name="energy", source="patterson2021")
def energy_of_power(power: Watts, duration: Seconds, overhead: Number) -> Joules:
    """What the machines draw together, for the whole time, and what the building adds (PUE).

    >>> energy_of_power.number(1000, 3600, 1)
    3600000
    """
    return power * duration * overhead


@step("E", name="energy of the building", source="patterson2021")
def energy_of_building(machines: Joules, overhead: Number) -> Joules:
    """What the machines take, and what the building adds to each joule of it (PUE).

    2 GWh at a PUE of 1.2, in GWh:

    >>> round(energy_of_building.number(2 * 3.6e12, 1.2) / 3.6e12, 6)
    2.4
    """
    return machines * overhead


@step("E_+", name="energy for cooling and the building", source="patterson2021")
def overhead_energy(machines: Joules, overhead: Number) -> Joules:
    """The PUE is all that the building takes over what its machines take; the rest is what cooling,
    conversion and light take.

    10 GWh at a PUE of 1.1, in GWh:

    >>> round(overhead_energy.number(10e9 * 3600, 1.1) / 3.6e12, 6)
    1.0
    """
    return machines * (overhead - 1)


@step("K_E", name="cost of the electricity", source="patterson2021")
def cost_of_energy(energy: Joules, price: DollarsPerJoule) -> Dollars:
    """Energy, times what a unit of it costs.

    864 kWh at 30 cents, in USD:

    >>> round(cost_of_energy.number(864 * 3_600_000, 0.3 / 3_600_000), 2)
    259.2
    """
    return energy * price


@step("P_d", name="power of a device with its share of the server", source="patterson2021")
def server_power_per_device(power: Watts, devices: Devices) -> WattsPerDevice:
    """A server's processors, memory, network and fans draw too, for all of its devices.

    At most 10.2 kW for the eight devices of a DGX H100:

    >>> server_power_per_device.number(10_200, 8)
    1275
    """
    return power / devices


@step("M", name="emissions", source="patterson2021")
def emissions_of_energy(energy: Joules, intensity: GramsPerJoule) -> Grams:
    """What the grid emits for the energy, averaged over a year.

    Making the machines and the building is no part of it. GPT-3 took 1,287 MWh, on a grid that
    emits 429 g/kWh (Patterson et al. 2021, Table 4, which prints 552.1 tonnes):

    >>> round(emissions_of_energy.number(1287 * 3_600_000_000, 429 / 3_600_000) / 1e6, 1)
    552.1
    """
    return energy * intensity


@step("W", name="cooling water", source="microsoft-water")
def water_of_energy(energy: Joules, use: LitresPerJoule) -> Litres:
    """What evaporates on site to cool the machines (WUE), for the energy of the machines alone.

    The building's overhead is in the litres already, so the energy is taken before PUE. Water that
    power stations use is no part of it. A MWh at 0.3 litre/kWh:

    >>> round(water_of_energy.number(3_600_000_000, 0.3 / 3_600_000))
    300
    """
    return energy * use


@step("g", name="carbon intensity of the grid", source="patterson2021")
def intensity_of_emissions(emissions: Grams, energy: Joules) -> GramsPerJoule:
    """What was emitted for each unit of energy.

    552.1 tonnes for 1,287 MWh, in g/kWh:

    >>> round(float(intensity_of_emissions.number(552_100_000, 1287 * 3_600_000_000)) * 3_600_000)
    429
    """
    return emissions / energy
