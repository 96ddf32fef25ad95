"""Checking what a text equates: products, conversions and restatements, at its own precision."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from flopwise.auditing.reading import precision
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.reading.formulas import Side

_LOOSEST = 0.02
"""Intermediate results are rounded by a percent or two in every worked answer."""

_SAME_MANTISSA = 0.06


class Slip(NamedTuple):
    """Two statements of one value that don't agree."""

    kind: str
    start: int
    end: int
    said: str
    should_be: str
    factor: float
    claim: int
    explanation: str


def slips(reading: Reading) -> Iterator[Slip]:
    """Yield every equality that doesn't hold, and every restatement with another power of ten."""
    for index, claim in enumerate(reading.claims):
        yield from _in_chain(claim, index, reading)
    yield from _restated(reading)


def _in_chain(claim: Claim, index: int, reading: Reading) -> Iterator[Slip]:
    for place, (before, after) in enumerate(zip(claim.sides, claim.sides[1:], strict=False)):
        factor = mismatch(before, after)
        if factor is None or (claim.partial and not place):
            continue
        kind = "arithmetic"
        if _as_compute(before, after) is not None and _close(after.value, before.value):
            kind = "missing_factor"
        elif _is_power_of_ten(factor) and _is_prefixed(after, factor):
            kind = "wrong_prefix"
        said = reading.plain.text[after.start : after.end].strip()
        assert after.value is not None
        yield Slip(
            kind, before.start, after.end, said, _written(after.value / factor, after), factor,
            index, f"the left side is {approximate(after.value / factor)}",
        )  # fmt: skip


def _is_prefixed(side: Side, factor: float) -> bool:
    """Tell petaFLOP and megawatt-hours from days, which no prefix makes."""
    if side.unit is None or side.unit.scale == 1:
        return False
    dimension = str(side.unit.dimension)
    if "day" in side.unit.symbol:
        return False
    return dimension == "flop" or (dimension in _PREFIXED and round(math.log10(factor)) % 3 == 0)


_PREFIXED = ("flop/second", "flop/(device·second)", "byte", "joule", "joule/second")


def mismatch(before: Side, after: Side) -> float | None:
    """Return stated over correct where two sides differ by more than rounding, else None."""
    if not before.value or not after.value:
        return None
    if not after.single:
        return _shortened(before, after)
    if before.value < 0 or after.value < 0 or (after.arrow and not before.factors):
        return None
    converted = _misconverted(before, after)
    if converted is not None:
        return converted
    expected = [before.value]
    if before.unit is None and after.unit is not None:
        expected.append(before.value * float(after.unit.scale))
    if before.unit is not None and after.unit is None:
        expected.append(before.value / float(before.unit.scale))
    if before.unit is not None and after.unit is not None:
        product = _as_compute(before, after)
        if product is not None:
            expected = [product]
        elif before.unit.dimension != after.unit.dimension and not before.single:
            expected = [before.value]  # a product ends in the unit of its last factor
        elif before.unit.dimension != after.unit.dimension:
            return None
    if _leaves_hours_out(before, after):
        expected.append(before.value * _HOUR)
    if not before.single:
        expected += [value for value in before.readings if value > 0]
    same = before.unit and after.unit and before.unit.dimension == after.unit.dimension
    converts = any(factor.token.bare in _CONVERSIONS for factor in before.factors)
    units = any(factor.token.unit is not None for factor in before.factors)
    bare = after.readings if (converts or not units) and not (same and before.single) else ()
    stated = [after.value, *(value for value in bare if value > 0)]
    ratios = [value / worth for value in stated for worth in expected]
    if any(_agrees(ratio, after) for ratio in ratios):
        return None
    ratio = min(ratios, key=lambda ratio: abs(math.log(ratio)))
    return None if _without_meaning(ratio, before, after) else ratio


def _shortened(before: Side, after: Side) -> float | None:
    """Hold `6.89e17 / (13.5 × 3600) = 6.89e18 / 4.86e4`, which no unit enters, by powers of ten."""
    units = [factor.token.unit for side in (before, after) for factor in side.factors]
    whole = (
        before.factors and after.factors and not any(units) and before.unit is after.unit is None
    )
    if not whole or before.value is None or after.value is None or before.value <= 0:
        return None
    ratio = after.value / before.value
    if ratio <= 0 or before.value < _LARGEST_PRODUCT or after.value < _LARGEST_PRODUCT:
        return None  # mantissas may be multiplied without their powers
    exponent, off = precision.power_of_ten(ratio)
    return ratio if exponent and off <= _LOOSEST else None


def _misconverted(before: Side, after: Side) -> float | None:
    """Hold `254,545 s / 60 = 4,242 hours` against what the division really makes: minutes."""
    if not before.factors or after.unit is None or str(after.unit.dimension) not in _TIMES:
        return None
    first, *rest = before.factors
    if first.token.dimension != str(after.unit.dimension) or after.value is None:
        return None
    if not rest or any(one.sign > 0 or one.value not in _OF_TIME for one in rest):
        return None
    written = first.token.bare / math.prod(one.value for one in rest)
    bare = after.value / float(after.unit.scale)
    ratio = after.value / first.value
    return ratio if _agrees(bare / written, after) and not _agrees(ratio, after) else None


_TIMES = ("second", "device·second")


def _without_meaning(ratio: float, before: Side, after: Side) -> bool:
    """Tell a difference that is no slip of the writer's from one that is.

    Mantissas are multiplied without their powers (`2.52 + 0.13 = 2.65B`); and two figures that
    are worlds apart, by no power of ten, were not meant to be equal.
    """
    thousands = math.log10(ratio) / 3
    whole = abs(thousands - round(thousands)) < _WHOLE
    small = all(
        factor.token.unit is None and factor.value < _LARGEST_MANTISSA for factor in before.factors
    )
    bare = bool(before.factors) or before.unit is None
    if whole and small and bare and before.value is not None and before.value < _LARGEST_PRODUCT:
        return True
    far = max(ratio, 1 / ratio)
    if before.single and not (before.unit and after.unit):
        return not _is_power_of_ten(ratio)
    return far > _FARTHEST and not _is_power_of_ten(ratio) and not _is_slip(ratio)


_CONVERSIONS = (7.0, 12.0, 24.0, 30.0, 60.0, 365.0, 1000.0, 3600.0, 86_400.0)
_WHOLE = 0.01
_LARGEST_MANTISSA, _LARGEST_PRODUCT = 1e4, 1e7
_FARTHEST = 500.0
_OF_TIME = (24.0, 60.0, 3600.0, 86_400.0, 7.0, 365.0)


_HOUR = 3600.0


def _leaves_hours_out(before: Side, after: Side) -> bool:
    """Tell `309k × 0.4 kW = 124 MWh`, whose count is one of device-hours that were named before."""
    of = [str(one.token.unit.dimension) for one in before.factors if one.token.unit]
    to_energy = after.unit is not None and str(after.unit.dimension) == "joule"
    return to_energy and of == ["joule/second"] and len(before.factors) > 1


def _is_slip(ratio: float) -> bool:
    """Tell a ratio that taking one unit of time for another makes."""
    far = max(ratio, 1 / ratio)
    return any(abs(far / slip - 1) < _SLIP for slip in _OF_TIME)


_SLIP = 0.04


def _as_compute(before: Side, after: Side) -> float | None:
    """Parameters times tokens are no compute yet: the six is understood to be there."""
    units = {str(factor.token.unit.dimension) for factor in before.factors if factor.token.unit}
    if (
        after.unit is not None
        and units == {"parameter", "token"}
        and str(after.unit.dimension) == "flop"
    ):
        assert before.value is not None
        constants = [factor for factor in before.factors if factor.token.unit is None]
        return before.value if constants else 6 * before.value
    return None


def _agrees(ratio: float, stated: Side) -> bool:
    """Tell rounding from error: one unit of the last figure shown, or two percent."""
    return abs(ratio - 1) <= max(_LOOSEST, precision.tolerance(stated.value or 1.0, stated.digits))


def _restated(reading: Reading) -> Iterator[Slip]:
    """Compare each total with the one just before it, in this statement or the last."""
    totals = [
        (index, claim)
        for index, claim in enumerate(reading.claims)
        if claim.role == "flop" and claim.amount == "total" and claim.value > 1e16
        and not claim.hedged and not precision.defines_unit(claim) and not _is_bare_power(claim)
        and not reading.says(claim.statement, "compare", "phrases")
    ]  # fmt: skip
    right: Claim | None = None
    for index, claim in totals:
        slip = _against(right, claim, index, reading) if right is not None else None
        if slip is None:
            right = claim if _goes_on(right, claim) else right
        else:
            yield slip


def _is_bare_power(claim: Claim) -> bool:
    """Tell the 10^20 of `10^20 is 垓` from an amount of work."""
    return not claim.unit_symbol and not claim.sides and math.log10(claim.value) % 1 == 0


def _goes_on(right: Claim | None, claim: Claim) -> bool:
    """Tell a total of its own from a restatement, which nothing is held against."""
    if "day" in claim.unit_symbol:
        return False
    if right is None or claim.factors:
        return True
    exponent = math.log10(claim.value / right.value)
    return not round(exponent) or abs(exponent - round(exponent)) > _SAME_MANTISSA / 2


_WITHIN = 8
"""Statements between a total and its restatement."""


def _against(right: Claim, claim: Claim, index: int, reading: Reading) -> Slip | None:
    """Hold a restatement in another unit against the total before it."""
    plain = claim.unit_symbol in ("", "FLOP")
    worded = _in_words(reading, claim)
    plainly = plain and not worded and claim.statement != right.statement
    if claim.statement - right.statement > _WITHIN or plainly:
        return None
    factor = claim.value / right.value
    allowed = max(
        _SAME_MANTISSA, precision.tolerance(claim.value / precision.scale_of(claim), claim.digits)
    )
    if abs(factor - 1) <= allowed:
        return None
    exponent, off = precision.power_of_ten(factor)
    near = bool(exponent) and off <= allowed
    if (
        "|" in reading.plain.text[right.end : claim.start]
        and "\n" in (reading.plain.text[right.end : claim.start])
    ):
        return None  # another row of a table
    in_days = "day" in claim.unit_symbol
    if not near and not in_days:
        return None
    only_order = math.log10(claim.value) % 1 == 0 or math.log10(right.value) % 1 == 0
    if plain and (claim.factors or only_order):
        return None  # another sum of its own, or a threshold
    kind = (
        "wrong_prefix"
        if near and not in_days
        else "missing_factor"
        if claim.factors
        else "arithmetic"
    )
    said = reading.plain.text[claim.start : claim.end].strip()
    return Slip(
        kind, claim.start, claim.end, said,
        f"{approximate(right.value / precision.scale_of(claim))} {claim.unit_symbol}", factor, index,
        f"{approximate(right.value)} FLOP stand before it",
    )  # fmt: skip


_WORDS = re.compile(r"illion|[亿億兆京垓秭]|трлн|трилл|조|해")


def _in_words(reading: Reading, claim: Claim) -> bool:
    """Tell `253垓` and `315 sextillion`, which restate a total, from another sum in digits."""
    return _WORDS.search(reading.plain.text, *claim.span) is not None and not claim.factors


def _close(a: float | None, b: float | None) -> bool:
    return bool(a) and bool(b) and abs(a / b - 1) < _LOOSEST  # type: ignore[operator]


def _is_power_of_ten(factor: float) -> bool:
    exponent = math.log10(factor)
    return abs(exponent) > 0.5 and abs(exponent - round(exponent)) < 0.03


def _written(value: float, side: Side) -> str:
    if side.unit is None:
        return approximate(value)
    return f"{approximate(value / float(side.unit.scale))} {side.unit.symbol}"
