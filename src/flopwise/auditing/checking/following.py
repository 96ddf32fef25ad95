"""What follows from a text's figures: durations, device-hours, costs and energies, in every way meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from flopwise.auditing.understanding import peaks_of

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Claim, Reading


MOST = 4
HOUR = 3600.0
AGREES = 0.13


class Expected(NamedTuple):
    """A value that follows from the figures before, and how far it may be trusted."""

    value: float
    full: bool
    """All that it takes was stated, so that another value contradicts it."""


ONE = re.compile(
    r"\b(?:one|single|a single|a lone|lone)\b|单卡|单张|一张|1 ?张|1 ?台|单机|한 장|одн",
    re.IGNORECASE,
)


def durations(
    reading: Reading, recent: dict[str, list[Claim]], claim: Claim, role: str
) -> list[Expected]:
    """Work out how long the totals take on the machines, in every way that may be meant."""
    found: list[Expected] = []
    here = [one for one in recent["devices"] if claim.statement - one.statement <= 1]
    counts = [one.value for one in here or recent["devices"][-1:]]
    beside = [one.value for one in reading.beside(claim) if one.role == "devices"]
    counts = beside or counts
    alone = is_alone(reading, claim)
    if role == "device_time" or alone:
        counts = [1.0]
    implied = alone and role == "time" and not ONE.search(reading.text_of(claim.statement))
    shares = [one.value for one in recent["utilisation"] if 0 < one.value < 1]
    if not shares:
        shares = _only([one.value for one in reading.of("utilisation")])
    rates = [(one.value, _is_effective(reading, one)) for one in recent["rate"]]
    rates += [
        (factor.value, not any(0 < other.value < 1 for other in one.factors))
        for one in recent["time"] for factor in one.factors
        if factor.sign < 0 and _SLOWEST_RATE < factor.value < _DEVICE_PEAK
    ]  # fmt: skip
    rates += [(value, False) for value in named_peaks(reading, claim)] if not rates else []
    totals = [one.value for one in recent["flop"]]
    for total in totals:
        for rate, effective in rates:
            for count in [*counts, 1.0] if counts else [1.0]:
                for share in [*shares, 1.0]:
                    full = (
                        not implied
                        and total == totals[-1]
                        and (count == 1 if rate > _DEVICE_PEAK else count in counts)
                        and (
                            (effective and share == 1.0)
                            or (not effective and share == (shares[-1] if shares else 1.0))
                        )
                    )
                    found.append(Expected(total / (rate * count * share), full))
    if role == "time":
        found += [
            Expected(one.value / count, full=count != 1)
            for one in recent["device_time"] for count in [*counts, 1.0]
        ]  # fmt: skip
        found += [Expected(one.value, full=False) for one in recent["time"]]
        found += [  # a tenth of the work takes a tenth of the time
            Expected(one.value * totals[-1] / other, full=False)
            for one in recent["time"] for other in totals[:-1]
        ]  # fmt: skip
    else:
        found += [
            Expected(one.value * count, full=bool(here))
            for one in recent["time"] for count in [one.value for one in recent["devices"][-2:]]
        ]  # fmt: skip
        found += [Expected(one.value, full=False) for one in recent["time"]]
        found += [Expected(one.value, full=False) for one in recent["device_time"]]
    return found


def is_alone(reading: Reading, claim: Claim) -> bool:
    """Tell the time of one device: said so, or because no text counts any."""
    said = ONE.search(reading.text_of(claim.statement)) is not None
    if said or reading.of("devices"):
        return said
    counts = [one for one in reading.beside(claim) if not one.unit_symbol and one.value > 1]
    return not counts


def _only(values: list[float]) -> list[float]:
    """Return a value that is the only one of its kind in a text."""
    found = list(dict.fromkeys(value for value in values if 0 < value < 1))
    return found if len(found) == 1 else []


_SLOWEST_RATE, _DEVICE_PEAK = 1e12, 6e15


def _is_effective(reading: Reading, rate: Claim) -> bool:
    """Tell a rate that has the utilisation in it already, or is that of a whole cluster."""
    if rate.factors or rate.value > _DEVICE_PEAK:
        return True
    return reading.says(rate.statement, "rate", "effective")


def named_peaks(reading: Reading, claim: Claim) -> list[float]:
    """Return the dense peaks of the accelerators that the words around a time name."""
    for index in range(claim.statement, max(-1, claim.statement - MOST), -1):
        peaks = peaks_of.named(reading.text_of(index))
        if peaks:
            return peaks
    every = peaks_of.of_text(reading)
    return every if len(every) == 1 else []


def costs(recent: dict[str, list[Claim]]) -> list[Expected]:
    """Price the device-hours, or the time of all devices, at every price that is stated."""
    hours = [one.value / HOUR for one in recent["device_time"]]
    alike = bool(hours) and max(hours) <= (1 + AGREES) * min(hours)
    of_all = [
        time.value * count.value / HOUR
        for time in recent["time"][-2:] for count in recent["devices"][-2:]
    ]  # fmt: skip
    found = [
        Expected(amount * price.value, full=price is recent["price"][-1] and alike)
        for amount in hours for price in recent["price"]
    ]  # fmt: skip
    found += [
        Expected(amount * one.value, full=False) for amount in of_all for one in recent["price"]
    ]
    found += [Expected(one.value, full=False) for one in recent["cost"]]
    return found


def energies(recent: dict[str, list[Claim]]) -> list[Expected]:
    """Multiply the power with the times: of each device, or of all."""
    found: list[Expected] = []
    for power in recent["power"]:
        last = power is recent["power"][-1]
        spans = [one.value for one in (*recent["device_time"], *recent["time"])]
        found += [Expected(power.value * span, full=last) for span in spans]
        found += [
            Expected(power.value * time.value * one.value, full=False)
            for time in recent["time"] for one in recent["devices"]
        ]  # fmt: skip
    found += [Expected(one.value, full=False) for one in recent["energy"]]
    return found
