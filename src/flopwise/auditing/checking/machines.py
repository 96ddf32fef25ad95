"""Compute from the machines: what is missing from devices × time × peak × utilisation."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from flopwise.auditing.reading import precision
from flopwise.auditing.result import Finding, located
from flopwise.auditing.understanding import peaks_of
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.understanding.path import Path
    from flopwise.auditing.understanding.subject import Subject

_NEEDED = {"devices": "the number of devices", "utilisation": "the utilisation", "time": "the time"}
_RATE_TOLERANCE = 0.06


def findings(reading: Reading, about: Subject, way: Path) -> Iterator[Finding]:
    """Yield what the product of the machines lacks, and a peak that is not the dense one."""
    roles = {part.role for part in way.net}
    claim = reading.claims[way.claims[0]]
    for role, name in _NEEDED.items():
        stated = about.facts.get(role)
        if role not in roles and stated is not None and stated != 1:
            counted = _elapsed(way) if role == "time" else 1.0
            if abs(counted / stated - 1) <= _RATE_TOLERANCE:
                continue  # `30 × 86,400` is the time, factor by factor
            if counted != 1:
                yield located(
                    reading.plain, "missing_factor", claim.span, f"{approximate(counted)} s",
                    f"{approximate(stated)} s", counted / stated,
                    "the time in the product is not the one that the text states, in seconds",
                    name, "sevilla2022", on_result=True,
                )  # fmt: skip
                continue
            yield located(
                reading.plain, "missing_factor", claim.span, "", f"× {approximate(stated)}",
                1 / stated, f"{name}, which the text states, is left out of the product",
                name, "sevilla2022", on_result=True,
            )  # fmt: skip


def at_peak(reading: Reading, about: Subject, way: Path) -> Iterator[Finding]:
    """Yield the utilisation of a product that runs its devices at their peak throughout.

    Only where the right result is known from elsewhere, and a usual utilisation makes the gap.
    """
    rates = [part.value for part in way.of("rate")]
    whole = not way.of("utilisation") and "utilisation" not in about.facts and not way.of("devices")
    if about.card is None or about.reference is None or len(rates) != 1 or not whole:
        return
    share = about.reference / way.value
    peaks = peaks_of.of_text(reading)
    if not _LEAST_SHARE < share < _MOST_SHARE or not any(_near(rates[0], one) for one in peaks):
        return
    yield located(
        reading.plain, "missing_factor", reading.claims[way.claims[0]].span, "",
        f"× {share:.2f}, the utilisation", 1 / share,
        "no training runs at the peak of its devices; so much of it makes "
        f"{approximate(about.reference)} FLOP", "the utilisation", "sevilla2022", on_result=True,
    )  # fmt: skip


_LEAST_SHARE, _MOST_SHARE = 0.15, 0.7


def _elapsed(way: Path) -> float:
    """Return what is left of a product of machines: its time, in one factor or in several."""
    others = [part for part in way.net if part.role not in ("devices", "rate", "utilisation")]
    return math.prod(part.value**part.sign for part in others)


def beside(reading: Reading) -> Iterator[Finding]:
    """Yield what is wrong about machines anywhere in a text, whether its result rests on it or not."""
    for check in (peaks, times, durations, hours, counts, costs, shares):
        yield from check(reading)


def peaks(reading: Reading) -> Iterator[Finding]:
    """Yield every peak that is far above the dense one of the accelerator that it is said of."""
    for claim in reading.claims:
        if claim.role != "rate" or reading.says(claim.statement, "rate", "other_kind"):
            continue
        true = peaks_of.dense(reading, claim)
        if true is None or _derived(reading, claim, true[0]):
            continue
        peak, name, source = true
        factor = claim.value / peak
        called = reading.says(claim.statement, "rate", "peak") and not reading.says(
            claim.statement, "rate", "reached"
        )
        halved = abs(factor - 1 / 2) <= _RATE_TOLERANCE / 2
        if factor < _TOO_HIGH and not halved and not (called and factor < _TOO_LOW):
            continue
        if claim.partial or (
            factor > _NO_DEVICE and precision.power_of_ten(factor)[1] > _RATE_TOLERANCE
        ):
            continue  # that of a cluster
        right = approximate(peak)
        yield located(
            reading.plain, "wrong_fact", claim.span, approximate(claim.value),
            f"{right} FLOP/s, dense", factor, f"the dense 16-bit peak of {name} is {right} FLOP/s",
            "peak rate", source,
        )  # fmt: skip


def _derived(reading: Reading, claim: Claim, peak: float) -> bool:
    """Tell a rate that is worked out from the peak, or measured, from what is called the peak."""
    if claim.factors:
        return True
    shares = {other.value for other in reading.of("utilisation")[:_MOST_RECENT]}
    near = (*reading.before(claim), *reading.beside(claim))
    counts = {other.value for other in near if _FEWEST < other.value < _MOST_DEVICES}
    made = [peak * share for share in (*shares, 1 / 2) if 0 < share < 1]
    made += [rate * count for rate in made for count in counts]
    if any(_near(claim.value, value) for value in made):
        return True
    if claim.value > _TOO_HIGH * peak and any(_near(claim.value, peak * n) for n in counts):
        return True
    same = [
        other for other in reading.beside(claim)
        if other is not claim and _near(other.value, peak)
    ]  # fmt: skip
    return bool(same)


def _near(a: float, b: float) -> bool:
    return abs(a / b - 1) <= _RATE_TOLERANCE


_FEWEST, _MOST_DEVICES = 3, 1e6


def durations(reading: Reading) -> Iterator[Finding]:
    """Yield every duration in seconds that takes its days for hours."""
    days = {claim.value / _DAY for claim in reading.claims if claim.unit_symbol == "day"}
    for claim in reading.claims:
        values = [
            factor.token.bare if factor.token.dimension == "second" else factor.value
            for factor in claim.factors
        ]
        if len(values) != 2 or _HOUR not in values:
            continue
        other = next((value for value in values if value != _HOUR), 0.0)
        divided = any(factor.value == _HOUR and factor.sign < 0 for factor in claim.factors)
        into_days = divided and claim.unit_symbol == "day"
        if not into_days and (other not in days or claim.unit_symbol not in ("", "s")):
            continue
        yield located(
            reading.plain, "missing_factor", claim.span, "3,600 s", "86,400 s",
            _DAY / _HOUR if into_days else _HOUR / _DAY,
            "the text counts days, and a day has 24 hours", "hours of a day",
            on_result=not into_days,
        )  # fmt: skip


_HOUR, _DAY = 3600.0, 86_400.0


def hours(reading: Reading) -> Iterator[Finding]:
    """Yield every amount in device-hours or kilowatt-hours that is worked out from seconds."""
    seconds = {one.value for one in reading.of("time") if one.unit_symbol == "s"}
    for claim in reading.claims:
        bare = [factor.value for factor in claim.factors if factor.token.unit is None]
        timed = [value for value in bare if value in seconds and value > _HOUR]
        hourly = claim.unit_symbol.endswith(("Wh", "-h"))
        if not hourly or len(timed) != 1 or len(bare) != len(claim.factors) or _HOUR in bare:
            continue
        if any(factor.sign < 0 for factor in claim.factors):
            continue
        yield located(
            reading.plain, "unit_mismatch", claim.span, "seconds", "hours", _HOUR,
            "the product has the time in seconds, its result is called hours", "seconds of an hour",
        )  # fmt: skip


_PETA = 1e15


def times(reading: Reading) -> Iterator[Finding]:
    """Yield every time of a cluster that leaves out the utilisation stated for it."""
    stated: Claim | None = None
    for claim in reading.claims:
        if claim.role == "utilisation" and 0 < claim.value < 1 and not claim.factors:
            stated = claim
        if stated is None or claim.role != "time" or claim.statement - stated.statement > _NEAR:
            continue
        below = [factor.value for factor in claim.factors if factor.sign < 0]
        rates = [value for value in below if value > _SLOWEST]
        shares = [value for value in below if value < 1]
        if not rates or shares or (_DAY in below and _PETA in rates):
            continue  # petaFLOP/s-days have no devices
        below = [value for value in below if value not in (_DAY, _HOUR)]
        if _is_reached(reading, claim, rates[0]):
            continue
        if len(below) != 2 and not (len(below) == 1 and _is_raw(reading, claim, rates[0])):
            continue
        yield located(
            reading.plain, "missing_factor", claim.span, "", f"/ {stated.value:g}", stated.value,
            "the devices do not run at their peak: the utilisation stated before is left out",
            "the utilisation", "sevilla2022",
        )  # fmt: skip


def counts(reading: Reading) -> Iterator[Finding]:
    """Yield every time of a cluster that divides by other devices than the text has."""
    for claim in reading.of("time"):
        before = reading.before(claim)
        below = [factor.value for factor in claim.factors if factor.sign < 0]
        used = [value for value in below if _FEWEST < value < _MOST_DEVICES and value != _DAY]
        stated = [one for one in before if one.role == "devices"][-_MOST_RECENT:]
        rates = [value for value in below if value > _SLOWEST]
        if len(used) == len(rates) == 1 and len(stated) == 1:
            known = {one.value for one in before[-_NEARBY:]}
            made = {a * b for a in known for b in known}
            near = claim.statement - stated[0].statement <= _NEAR
            if near and used[0] not in known | made and used[0] != _HOUR:
                yield located(
                    reading.plain, "inconsistent", claim.span, f"{used[0]:,.0f} devices",
                    f"{stated[0].value:,.0f} devices", stated[0].value / used[0],
                    "the text has other devices than it divides by", "the number of devices",
                )  # fmt: skip


_MOST_RECENT, _NEARBY = 8, 40


def shares(reading: Reading) -> Iterator[Finding]:
    """Yield every utilisation of more than all."""
    for claim in reading.of("utilisation"):
        if claim.sides:
            continue
        if (
            claim.value > 1
            and "%" in reading.plain.text[claim.start : claim.end]
            and not claim.hedged
        ):
            yield located(
                reading.plain, "wrong_fact", claim.span, f"{claim.value:.0%}", "at most 100 %",
                claim.value, "no device does more than its peak", "the utilisation", "chowdhery2022",
            )  # fmt: skip


def costs(reading: Reading) -> Iterator[Finding]:
    """Yield every cost that is the price of one device for the time that all of them take."""
    devices: Claim | None = None
    for claim in reading.claims:
        if claim.role == "devices" and claim.value > _FEWEST:
            devices = claim
        units = [factor.token.dimension for factor in claim.factors if factor.sign > 0]
        if devices is None or sorted(set(units) - {""}) != ["dollar", "second"]:
            continue
        if claim.statement - devices.statement > 2 * _NEAR or _has(claim, devices.value):
            continue
        if not _OF_ONE.search(_around(reading, claim)):
            continue
        yield located(
            reading.plain, "missing_factor", claim.span, "", f"× {devices.value:,.0f} devices",
            1 / devices.value, "the price is that of one device, and all of them run so long",
            "the number of devices",
        )  # fmt: skip


_OF_ONE = re.compile(r"(?:GPU|[A-Z]{1,2}\d{2,3}|card|卡)[- ]?(?:hour|hr?\b|小?时)", re.IGNORECASE)


def _has(claim: Claim, value: float) -> bool:
    return any(factor.value == value for factor in claim.factors)


def _around(reading: Reading, claim: Claim) -> str:
    begin = reading.statements[max(0, claim.statement - 1)].start
    return reading.plain.text[begin : claim.end]


def _is_reached(reading: Reading, time: Claim, rate: float) -> bool:
    """Tell a rate that is a share of a peak stated before it."""
    before = reading.before(time)
    peaks = [one.value for one in before if one.role == "rate"]
    peaks += peaks_of.of_text(reading)
    shares = [one.value for one in before if one.role == "utilisation" and 0 < one.value < 1]
    return any(_near(rate, peak * share) for peak in peaks for share in shares)


def _is_raw(reading: Reading, time: Claim, rate: float) -> bool:
    """Tell the peak of a whole cluster, without any utilisation, from what it really does."""
    before = reading.before(time)
    peaks = [one.value for one in before if one.role == "rate" and one.value < _FASTEST_DEVICE]
    counts = [one.value for one in before if _FEWEST < one.value < _MOST_DEVICES]
    shares = [one.value for one in before if one.role == "utilisation" and one.value < 1]
    raw = [peak for peak in peaks if not any(_near(peak, p * u) for p in peaks for u in shares)]
    return any(_near(rate, peak * count) for peak in raw for count in counts)


_FASTEST_DEVICE = 1e16
_NEAR = 8
_SLOWEST = 1e11
_TOO_HIGH, _TOO_LOW = 1.5, 0.8
_NO_DEVICE = 20
