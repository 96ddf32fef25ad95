"""What one may expect around an accelerator: the server's share, the PUE, the grid, the water."""

from __future__ import annotations

import statistics
from fractions import Fraction
from typing import TYPE_CHECKING

from flopwise.catalog import accelerators, energy
from flopwise.derivation.derivation import ASSUMED, CATALOG, Derivation, Value
from flopwise.derivation.expression import Input
from flopwise.formulas.expense import server_power_per_device

if TYPE_CHECKING:
    from flopwise.catalog.accelerators import Accelerator
    from flopwise.catalog.energy import Overhead
    from flopwise.units.numbers import Number

_JOULES_PER_KWH = 3_600_000

_POWER = Input("server_power", "P_s", "power of the server", "joule/second")
_DEVICES = Input("devices_per_server", "n_s", "devices of a server", "device")


def expected_pue() -> Value:
    """Return the PUE that one may expect, as an assumption.

    The value is the median over the latest figure of each operator and of the industry's survey; the
    interval reaches from the lowest to the highest of them.
    """
    return _expected(energy.pue(), 1, "no PUE is given")


def expected_water_use() -> Value:
    """Return the litres that evaporate for a joule of the machines, as an assumption, likewise."""
    return _expected(energy.water(), Fraction(1, _JOULES_PER_KWH), "no use of water is given")


def _expected(records: tuple[Overhead, ...], scale: Fraction | int, why: str) -> Value:
    latest: dict[str, Overhead] = {}
    for record in sorted(records, key=lambda record: record.year):
        latest[record.holder] = record
    ordered = sorted(latest.values(), key=lambda record: record.value)
    middle = statistics.median(record.value for record in ordered)
    nearest = min(ordered, key=lambda record: abs(record.value - middle))
    named = ", ".join(f"{record.name} {float(record.value):g}" for record in ordered)
    return Value(
        middle * scale, ASSUMED, nearest.source, ordered[0].value * scale,
        ordered[-1].value * scale, f"{why}: the median of {named}",
    )  # fmt: skip


def server_power(accelerator: str | Accelerator) -> Value | None:
    """Return what a device draws with its share of the server, in watts per device.

    A server of this accelerator is known by the most that it may draw. Training stays below that and
    above the accelerators' own power, so that the value is halfway, and the interval reaches from one
    to the other. None where no server or no power is on record.
    """
    device = accelerators.find(accelerator) if isinstance(accelerator, str) else accelerator
    server = next((one for one in energy.servers() if device.id in one.accelerators), None)
    own = device.figures.get("power")
    if server is None or own is None or not own.disclosed:
        return None
    values = {
        "server_power": Value(server.power, CATALOG, server.source),
        "devices_per_server": Value(server.devices, CATALOG, server.source),
    }
    most = Derivation(server_power_per_device(_POWER, _DEVICES), values).value
    note = (
        f"halfway from the accelerator's own {_watts(own.value)} to the most that "
        f"{server.name} may draw, {_watts(most)} for each of its {server.devices} devices"
    )
    low, high = sorted((own.value, most))
    return Value((low + high) / Fraction(2), ASSUMED, server.source, low, high, note)


def _watts(power: Number) -> str:
    return f"{float(power):,.0f} W"


def carbon_intensity(region: str = "") -> Value:
    """Return a grid's emissions in gCO2e per joule, averaged over a year.

    Without a region it is the world's average, as an assumption whose interval reaches from the
    cleanest to the dirtiest grid on record.

    Raises UnknownNameError, with near matches, for a region that isn't on record.
    """
    grid = energy.grid(region or "world")
    value = Fraction(grid.value) / _JOULES_PER_KWH
    note = f"{grid.name}, average of {grid.year}: {float(grid.value):.0f} gCO2e/kWh"
    if region:
        return Value(value, CATALOG, grid.source, note=note)
    ordered = sorted(energy.grids(), key=lambda one: one.value)
    low, high = ordered[0], ordered[-1]
    return Value(
        value, ASSUMED, grid.source, Fraction(low.value) / _JOULES_PER_KWH,
        Fraction(high.value) / _JOULES_PER_KWH,
        f"no region is given: {note}, between {low.name} ({float(low.value):.0f}) and {high.name} "
        f"({float(high.value):.0f})",
    )  # fmt: skip
