"""What else than compute a text may be about: memory, time, cost, energy, each from its own figures.

A reference is worked out from what the text itself states of its run. Where it doesn't state
enough, nothing is assumed for it and the verdict stays open.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, NamedTuple

from flopwise.auditing.reading import tables, vocabulary
from flopwise.auditing.understanding import conclusion, peaks_of
from flopwise.formulas.expense import cost_of_devices, duration, energy_of_devices
from flopwise.formulas.hardware import device_time, time_from_compute
from flopwise.formulas.memory import model_states, state_of_parameter
from flopwise.units.dimensions import Dimension

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.understanding.subject import Subject

COMPUTE = "training_compute"
_ROLES = {"memory": "memory", "device_time": "device_time", "time": "time", "cost": "cost",
          "energy": "energy"}  # fmt: skip
QUANTITIES = (COMPUTE, *_ROLES)
UNITS = {COMPUTE: "FLOP", "memory": "byte", "device_time": "device·second", "time": "second",
         "cost": "USD", "energy": "joule"}  # fmt: skip
_DIMENSIONS = {"FLOP": "flop", "USD": "dollar"}
_HOUR = 3600.0
_MOST = 6


class Expected(NamedTuple):
    """What a quantity should be, by every way that the text's figures allow."""

    value: float
    low: float
    high: float
    basis: str
    source: str


def dimension(unit: str) -> Dimension:
    """Return the dimension of a unit that a result is stated in."""
    return Dimension.parse(_DIMENSIONS.get(unit, unit))


def asked_for(prompt: str) -> str:
    """Return the quantity that a question asks for; empty where it doesn't say."""
    low = prompt.casefold()
    named = [name for name in vocabulary.kinds("asked") if name in QUANTITIES]
    places = {name: vocabulary.last_place("asked", name, low) for name in named}
    found = max(places, key=lambda name: places[name])
    return found if places[found] >= 0 else ""


def claimed(reading: Reading) -> str:
    """Return the quantity that a text without a total of compute ends with."""
    found = [(name, result(reading, name)) for name in _ROLES]
    stated = [(points(reading, claim), claim.start, name) for name, claim in found if claim]
    best = max(stated, default=(0, 0, COMPUTE))
    return best[2] if best[0] >= CONCLUSIVE else COMPUTE


CONCLUSIVE = 2


def result(reading: Reading, quantity: str) -> Claim | None:
    """Return what a text states as its amount of a quantity: declared, in bold, or last."""
    claims = [
        claim for claim in reading.of(_ROLES[quantity]) if not claim.hedged and claim.unit_symbol
    ]
    if not claims:
        return None
    return max(claims[-_MOST * 10 :], key=lambda claim: (points(reading, claim), claim.start))


def points(reading: Reading, claim: Claim) -> int:
    """Weigh what speaks for a figure being the text's result."""
    low = reading.folded[claim.statement]
    row = tables.row(reading.plain.text, claim.start)
    label = (row or claim.label[-60:]).casefold()
    found = 2 * vocabulary.says("conclusion", "final", low)
    found += 2 * vocabulary.says("asked", "whole", label)
    found += conclusion.is_emphasised(reading, claim)
    return found - 3 * vocabulary.says("compare", "phrases", low)


def expected(reading: Reading, about: Subject | None, quantity: str) -> Expected | None:
    """Work out what a quantity should be; None where the text doesn't state enough for it."""
    ways = _WAYS[quantity](reading, about)
    values = sorted(value for value in ways if value > 0 and math.isfinite(value))
    if not values:
        return None
    return Expected(ways[0], values[0], values[-1], BASES[quantity], _SOURCES[quantity])


BASES = {
    "memory": "16 bytes a parameter (mixed precision, Adam), without activations",
    "device_time": "compute / (peak × utilisation)",
    "time": "compute / (devices × peak × utilisation)",
    "cost": "device-hours × price",
    "energy": "device-hours × power",
}
_SOURCES = {
    "memory": "rajbhandari2020", "device_time": "sevilla2022", "time": "sevilla2022",
    "cost": "sevilla2022", "energy": "patterson2021",
}  # fmt: skip
_MIXED = (2, 2, 4, 4, 4)
_FULL_GRADIENT = (2, 4, 4, 4, 4)
_SINGLE = (4, 4, 0, 4, 4)


def _memory(reading: Reading, about: Subject | None) -> list[float]:
    """Mixed precision with 16-bit or 32-bit gradients, or single precision throughout."""
    if about is None or "parameters" not in about.facts:
        return []
    if vocabulary.says("asked", "part", reading.plain.text.casefold()):
        return []
    parameters = about.facts["parameters"]
    return [
        float(model_states.number(parameters, state_of_parameter.number(*each)))
        for each in (_MIXED, _FULL_GRADIENT, _SINGLE)
    ]


def _device_times(reading: Reading, about: Subject | None) -> list[float]:
    rates = [one.value for one in reading.of("rate") if one.value < _FASTEST_DEVICE][:_MOST]
    peak = max(rates) if rates else next(iter(peaks_of.of_text(reading)), 0.0)
    shares = [one.value for one in reading.of("utilisation") if 0 < one.value <= 1][:_MOST]
    compute = about.reference if about is not None else None
    found = []
    if compute is not None and peak and len(set(shares)) == 1:
        found.append(float(time_from_compute.number(compute, peak, shares[0])))
    stated = {one.value for one in reading.of("device_time") if not one.factors}
    if not found and len(stated) == 1:
        found += stated
    counts, times = _counts(reading), {one.value for one in reading.of("time") if not one.factors}
    if not found and len(counts) == len(times) == 1:
        found.append(float(device_time.number(counts[0], times.pop())))
    return found


_FASTEST_DEVICE = 6e15


def _counts(reading: Reading) -> list[float]:
    return list(dict.fromkeys(one.value for one in reading.of("devices") if one.value > 1))[:_MOST]


def _times(reading: Reading, about: Subject | None) -> list[float]:
    counts = _counts(reading)
    if len(counts) != 1:
        return []
    return [float(duration.number(time, counts[0])) for time in _device_times(reading, about)]


def _costs(reading: Reading, about: Subject | None) -> list[float]:
    prices = list(dict.fromkeys(one.value for one in reading.of("price")))
    if len(prices) != 1:
        return []
    return [
        float(cost_of_devices.number(time, prices[0] / _HOUR))
        for time in _device_times(reading, about)
    ]


def _energies(reading: Reading, about: Subject | None) -> list[float]:
    powers = list(
        dict.fromkeys(one.value for one in reading.of("power") if one.value < _LARGEST_POWER)
    )
    if len(powers) != 1:
        return []
    overheads = [1.0, *(one.value for one in reading.of("overhead"))][:_MOST]
    pairs = itertools.product(_device_times(reading, about), overheads)
    return [float(energy_of_devices.number(time, powers[0], overhead)) for time, overhead in pairs]


_LARGEST_POWER = 5e3
"""Watts of one device with its share of the server."""

_WAYS: dict[str, Callable[[Reading, Subject | None], list[float]]] = {
    "memory": _memory, "device_time": _device_times, "time": _times, "cost": _costs,
    "energy": _energies,
}  # fmt: skip
