"""What follows from a total: times, device-hours, costs and energy, held against what is stated.

Texts often get the compute right and a time beside it wrong. A stated time is right if any way of
working it out from the text's own figures comes to it: with or without utilisation, on one device
or on all. It is wrong only where none does and a known slip explains it (a power of ten, hours
taken for days, the devices forgotten), or where no machine could be so fast.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from flopwise.auditing.checking.following import (
    AGREES,
    HOUR,
    MOST,
    ONE,
    Expected,
    costs,
    durations,
    energies,
    is_alone,
)
from flopwise.auditing.reading import precision
from flopwise.auditing.result import Finding, located
from flopwise.auditing.understanding import peaks_of
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.auditing.reading.claims import Claim, Reading


_NEAR = 12
"""Statements that a figure is remembered for."""
_SLIP = 0.05
_FOLLOWING = ("time", "device_time", "cost", "energy")
_KEPT = ("flop", "rate", "devices", "utilisation", "price", "power", *_FOLLOWING)
_FASTEST, _SLOWEST, _UNRELATED = 1.15, 0.03, 100.0


def findings(reading: Reading) -> Iterator[Finding]:
    """Yield every consequence that contradicts the figures that it follows from."""
    known: dict[str, list[Claim]] = {role: [] for role in _KEPT}
    before: Claim | None = None
    elapsed: Claim | None = None
    for claim in reading.claims:
        if claim.role == "time" and claim.unit_symbol == "s" and _is_unit_of_time(claim):
            continue
        role = _role(claim) if claim.value > 0 else ""
        if role == "part" or (role == "flop" and claim.unit_symbol == "FLOP"):
            slip = None
            if before is not None and not claim.sides:
                slip = _restated(reading, before, claim)
            if slip is not None:
                yield slip
                continue
        elif role in _FOLLOWING and claim.unit_symbol and claim.value > _unit(claim):
            slip = _restated(reading, before, claim) if before is not None else None
            if slip is None and elapsed is not None and role == "time":
                slip = _converted(reading, elapsed, claim)
            if slip is None and not _is_linked(reading, before, claim):
                slip = _contradicted(reading, known, claim, role)
            if slip is not None:
                yield slip
                before = None
                continue
        if role in _KEPT and not claim.hedged:
            known[role] = [*known[role][-MOST:], claim]
        before = claim
        elapsed = claim if role == "time" and claim.factors else None


def _is_unit_of_time(claim: Claim) -> bool:
    """Tell `there are 3.15 × 10^7 seconds in a year` from an amount."""
    return any(abs(claim.value / unit - 1) < _ROUND_YEAR for unit in (HOUR, _DAY, _YEAR))


_YEAR, _ROUND_YEAR = 31_556_952.0, 0.02


def _unit(claim: Claim) -> float:
    """Return one of a claim's unit: `per 1 GPU-hour` states no amount, nor `by 24 hours`."""
    return claim.value if claim.value == _DAY else 1.001 * precision.scale_of(claim)


def _role(claim: Claim) -> str:
    if claim.role == "flop" and claim.amount != "total":
        return "part"
    if claim.role == "flop" and "day" in claim.unit_symbol:
        return ""
    return claim.role


_LINK = re.compile(
    r"[\s(,;:*_`]*(?:≈|=|~|→|or|i\.?e\.?|that is|that's|so|about|around|approximately|roughly|nearly"
    r"|almost|call it|some|just|under|over|hence|즉|约|约为|即|也就是|大约|つまり|すなわち|約|или|то есть|это|и|ou|soit)?"
    r"(?:[\s,:*_`~≈]*(?:about|around|roughly|approximately|some|约|約|大约|≈|~|약))?[\s*_`~≈$(]*$"
)


def _is_linked(reading: Reading, before: Claim | None, claim: Claim) -> bool:
    """Tell whether a figure says the one before it once more, in another unit."""
    if before is None or before.role != claim.role or claim.statement - before.statement > 1:
        return False
    between = reading.plain.text[before.end : claim.start]
    joined = re.sub(r"^(?:\s+of (?:training|compute))", "", between)
    return not claim.factors and _LINK.match(joined) is not None


def _restated(reading: Reading, before: Claim, claim: Claim) -> Finding | None:
    """Hold `2.03e5 s, call it 2.4 hours` against itself."""
    if not _is_linked(reading, before, claim) or before.unit_symbol == claim.unit_symbol:
        return None
    factor = claim.value / before.value
    if abs(factor - 1) <= max(AGREES, _rounding(claim), _rounding(before)):
        return None
    if not _is_slip(factor, claim, ()):
        return None
    return _finding(
        reading, claim, before.value, factor,
        f"it says the {_NAMES[claim.role]} before it once more, in another unit",
    )  # fmt: skip


def _converted(reading: Reading, elapsed: Claim, claim: Claim) -> Finding | None:
    """Hold `3.15e11 seconds. A year has 3.15e7, so that's 1,000 years` against itself."""
    if claim.factors or claim.unit_symbol == elapsed.unit_symbol:
        return None
    if claim.statement - elapsed.statement > 1:
        return None
    factor = claim.value / elapsed.value
    exponent, off = precision.power_of_ten(factor)
    if not exponent or off > max(_SLIP, min(_rounding(claim), _LOOSEST)):
        return None
    return _finding(
        reading, claim, elapsed.value, factor,
        "it says the time worked out before it once more, in another unit",
    )  # fmt: skip


def _contradicted(
    reading: Reading, known: dict[str, list[Claim]], claim: Claim, role: str
) -> Finding | None:
    if claim.factors:
        return None  # shown with its product, which the arithmetic is checked of
    recent = {
        name: [one for one in claims if claim.statement - one.statement <= _NEAR]
        for name, claims in known.items()
    }
    if role in ("time", "device_time"):
        follows = durations(reading, recent, claim, role)
        return _off(reading, claim, follows, recent) or _too_fast(reading, recent, claim, role)
    follows = costs(recent) if role == "cost" else energies(recent)
    return _off(reading, claim, follows, recent)


def _off(
    reading: Reading, claim: Claim, follows: list[Expected], recent: dict[str, list[Claim]]
) -> Finding | None:
    """Report a value that none of the expected ones agrees with, by a slip from the fullest."""
    low = min(claim.low, claim.value) or claim.value
    allowed = 1 + max(AGREES, _rounding(claim))
    for expected in follows:
        if low / allowed <= expected.value <= claim.value * allowed:
            return _without_share(reading, recent, claim, expected, follows)
    for expected in follows:
        if not expected.full:
            continue
        factor = claim.value / expected.value
        counts = tuple(one.value for one in recent["devices"])
        if _is_slip(factor, claim, counts):
            return _finding(
                reading, claim, expected.value, factor,
                f"the figures before it make {_written(expected.value, claim)}",
            )  # fmt: skip
    return None


def _without_share(
    reading: Reading, recent: dict[str, list[Claim]], claim: Claim, met: Expected,
    follows: list[Expected],
) -> Finding | None:  # fmt: skip
    """Find the time of one device at its peak, beside that of all of them at a share of it."""
    shares = {
        factor.value for one in recent["time"] for factor in one.factors
        if factor.sign < 0 and 0 < factor.value < 1
    }  # fmt: skip
    if claim.role != "time" or met.full or len(shares) != 1 or not ONE.search(
        reading.text_of(claim.statement)
    ):  # fmt: skip
        return None
    share = shares.pop()
    if not any(one.full and abs(one.value * share / met.value - 1) < _SLIP for one in follows):
        return None
    return located(
        reading.plain, "missing_factor", claim.span, _quote(reading, claim),
        _written(met.value / share, claim), share,
        "so long would it take at the peak; the time beside it allows for the utilisation",
        "the utilisation", "sevilla2022",
    )  # fmt: skip


def _too_fast(
    reading: Reading, recent: dict[str, list[Claim]], claim: Claim, role: str
) -> Finding | None:
    """Find a time that would take more than the peak, or hardly any of it.

    Only where the devices are counted and named in the words of the time itself.
    """
    words = reading.text_of(claim.statement)
    peaks = peaks_of.named(words)
    here = [one.value for one in reading.beside(claim) if one.role == "devices"]
    if not here and is_alone(reading, claim):
        here = [1.0]
    totals = recent["flop"]
    count = 1.0 if role == "device_time" else here[-1] if len(here) == 1 else 0.0
    if len(peaks) != 1 or not count or not totals:
        return None
    used = [total.value / (count * peaks[0] * claim.value) for total in totals]
    if any(_SLOWEST <= share <= _FASTEST for share in used):
        return None
    share = used[-1]
    if not 1 / _UNRELATED < share < _UNRELATED:
        return None  # the time of something else
    expected = totals[-1].value / (count * peaks[0])
    return _finding(
        reading, claim, expected, claim.value / expected,
        f"at their peak the devices would take {_written(expected, claim)}; so long a time would mean "
        f"a utilisation of {share:.1%}",
    )  # fmt: skip


_DAY = 86_400.0
_UNITS_OF_TIME = (24.0, 60.0, HOUR, _DAY, 7.0, 30.0, 365.0)


def _is_slip(factor: float, claim: Claim, counts: tuple[float, ...]) -> bool:
    """Tell whether a known slip makes this factor: a power of ten, a unit of time, the devices."""
    allowed = max(_SLIP, min(_rounding(claim), _LOOSEST))
    far = max(factor, 1 / factor)
    exponent = round(math.log10(far))
    slips = [10.0**exponent] if 0 < exponent <= _LARGEST_SLIP else []
    slips += [
        value for value in _UNITS_OF_TIME if claim.role != "cost" or value == _UNITS_OF_TIME[0]
    ]
    slips += [value for value in counts if value > _FEW]
    return any(abs(far / slip - 1) <= allowed for slip in slips)


_FEW = 3
_LARGEST_SLIP = 6
"""Powers of ten."""
_LOOSEST = 0.15


def _rounding(claim: Claim) -> float:
    """Return how far rounding to the figures shown may move a value, relative to it."""
    shown = claim.digits or 2
    return precision.tolerance(claim.value / precision.scale_of(claim), shown) / 2


_NAMES = {
    "time": "time", "device_time": "device time", "cost": "cost", "energy": "energy",
    "flop": "compute",
}  # fmt: skip


def _finding(
    reading: Reading, claim: Claim, expected: float, factor: float, explanation: str
) -> Finding:
    exponent = math.log10(factor)
    by_thousands = abs(exponent / 3 - round(exponent / 3)) < _SLIP / 3 and abs(exponent) > 1
    prefixed = claim.role in ("energy", "flop") or re.search(
        r"illion|[KMGT]Wh", _quote(reading, claim)
    )
    kind = "wrong_prefix" if by_thousands and prefixed else "arithmetic"
    return located(
        reading.plain, kind, claim.span, _quote(reading, claim), _written(expected, claim), factor,
        explanation, f"the {_NAMES[claim.role]}",
    )  # fmt: skip


def _quote(reading: Reading, claim: Claim) -> str:
    return reading.plain.text[claim.start : claim.end].strip()


def _written(value: float, claim: Claim) -> str:
    scale = precision.scale_of(claim)
    return f"{approximate(value / scale)} {claim.unit_symbol}".strip()
