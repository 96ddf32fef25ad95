"""Quantities as people write them: `300B`, `15T tokens`, `3.14e23`, `2**20`, `80GiB`, `8T..15T`.

>>> parse("300B", "token").value
300000000000
>>> parse("8T..15T", "token").high
15000000000000
>>> parse("80GiB", "byte").value
85899345920
>>> parse("3,640 PF-days", "flop").value
314496000000000000000000
>>> parse("1.75 × 10^11", "parameter").value
175000000000
"""

from __future__ import annotations

import functools
import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.derivation.exact import LARGEST_EXPONENT, whole
from flopwise.errors import InvalidValueError, UnitError
from flopwise.units import registry
from flopwise.units.dimensions import NUMBER, Dimension
from flopwise.units.registry import Unit

if TYPE_CHECKING:
    from lark import Lark

    from flopwise.units.numbers import Number

_LONGEST = 200
"""Characters; no quantity that a person writes is longer."""

_SCALES = {
    "k": 3, "thousand": 3, "m": 6, "mio": 6, "million": 6, "g": 9, "b": 9, "bn": 9, "billion": 9,
    "t": 12, "tn": 12, "trillion": 12, "quadrillion": 15, "quintillion": 18, "sextillion": 21,
    "septillion": 24, "octillion": 27, "hundred": 2, "dozen": 0,
}  # fmt: skip


class Quantity(NamedTuple):
    """A value in the base unit of its dimension; `low` and `high` where a range was written."""

    value: Number
    dimension: Dimension = NUMBER
    low: Number | None = None
    high: Number | None = None
    unit: Unit | None = None
    """The unit as written, None for a bare number."""


def parse(text: str, dimension: str | Dimension = "", name: str = "") -> Quantity:
    """Read a quantity that should be in `dimension` (a bare number is taken to be).

    `name` says in errors which input is read. Raises InvalidValueError for what is no number or
    no real size, and UnitError for a unit of another dimension.
    """
    wanted = Dimension.parse(dimension) if isinstance(dimension, str) else dimension
    label = f"{name} " if name else ""
    quantity = read(text, wanted, name)
    if quantity.unit is not None and quantity.dimension != wanted:
        expected = f"in {wanted}" if wanted else "a plain number"
        raise UnitError(f"{label}{text!r} is in {quantity.dimension}; it must be {expected}")
    return quantity._replace(dimension=wanted)


def read(text: str, hint: Dimension = NUMBER, name: str = "") -> Quantity:
    """Read a quantity in whatever unit it is written; `hint` only settles what `80B` means."""
    label = name or "the quantity"
    shown = text if len(text) <= 40 else text[:37] + "..."
    try:
        items = _items(text)
        ends = _read_items(items, hint) if items else []
    except OverflowError:
        raise InvalidValueError(
            f"{label} {shown!r} lies beyond 10^±{LARGEST_EXPONENT}, which is no real size"
        ) from None
    except ArithmeticError:
        ends = []
    if not ends:
        raise InvalidValueError(
            f"{label} {shown!r} is no quantity; write it like 300B, 3.14e23, 80GiB or 8T..15T"
        )
    if len(ends) == 1:
        value, unit = ends[0]
        return Quantity(value, unit.dimension if unit else NUMBER, unit=unit)
    (low, first), (high, unit) = ends
    if first is not None and unit is not None and first.dimension != unit.dimension:
        raise UnitError(
            f"{label} {shown!r} is a range from {first.dimension} to {unit.dimension}; both ends "
            "must be in one unit"
        )
    if low > high:
        raise InvalidValueError(f"{label} {shown!r} is a range whose low end is above its high end")
    middle = whole((Fraction(low) + Fraction(high)) / 2)
    return Quantity(middle, unit.dimension if unit else NUMBER, low, high, unit)


def sequence_length(text: str, name: str = "sequence_length") -> Quantity:
    """Read a sequence length, where `4k` … `1024k` mean powers of two.

    >>> sequence_length("4k").value, sequence_length("4000").value
    (4096, 4000)
    """
    low, range_, high = _split_range(text)
    if range_:
        ends = sequence_length(low, name), sequence_length(high, name)
        if ends[0].value > ends[1].value:
            raise InvalidValueError(f"{name} {text!r} has its low end above its high end")
        middle = whole(Fraction(ends[0].value + ends[1].value) / 2)
        return ends[0]._replace(value=middle, low=ends[0].value, high=ends[1].value)
    found = re.fullmatch(r"\s*(\d{1,4})\s*[kK]\s*(?:tokens?)?\s*", text)
    if found and (count := int(found[1])) in _POWERS_OF_TWO:
        return Quantity(count * 1024, Dimension.parse("token/sequence"))
    quantity = read(text, NUMBER, name)
    if quantity.unit is not None and str(quantity.dimension) not in ("token", "token/sequence"):
        raise UnitError(f"{name} {text!r} is in {quantity.dimension}; it must be in tokens")
    return quantity._replace(dimension=Dimension.parse("token/sequence"))


def _split_range(text: str) -> tuple[str, str, str]:
    for sign in ("..", "–", "…", " to "):
        low, found, high = text.partition(sign)
        if found:
            return low, found, high.lstrip(".")
    return text, "", ""


_POWERS_OF_TWO = {2**power for power in range(11)}


@functools.cache
def _parser() -> Lark:
    from lark import Lark

    return Lark.open("quantity.lark", rel_to=__file__, parser="lalr", propagate_positions=True)


class _Item(NamedTuple):
    """One end of a range, as parsed: mantissa, decimal factor and what stands behind it."""

    number: Number
    power: Number
    unit: str
    dollars: bool = False


def _items(text: str) -> list[_Item] | None:
    from lark.exceptions import LarkError

    tidy = _tidied(text)
    if not tidy or len(tidy) > _LONGEST:
        return None
    try:
        tree = _parser().parse(tidy)
    except LarkError:
        return None
    return [_item(child, tidy) for child in tree.children if child is not None]


def _item(tree: Any, text: str) -> _Item:
    _, sign, dollar, product, unit = tree.children
    number, *powers = (_factor(factor) for factor in product.children)
    power: Number = 1
    for factor in powers:
        power = _bounded(power * factor)
    if sign is not None and sign != "+":
        number = -number
    written = ""
    if unit is not None:
        first = unit.children[1]  # what precedes is the cross of 1024xH100
        written = text[first.start_pos : unit.meta.end_pos]
    if written[:1] in ("-", "·", "*"):
        written = written[1:].lstrip()
    return _Item(number, power, written, dollar is not None)


def _factor(tree: Any) -> Number:
    base, sign, exponent = tree.children
    value = exact_number(base)
    if exponent is None:
        return value
    power = exact_number(exponent)
    if power != int(power):
        raise ArithmeticError  # only whole exponents are sizes
    power = int(power)
    size = abs(power * math.log10(value)) if value else 0
    if size > LARGEST_EXPONENT or power > 10 * LARGEST_EXPONENT:
        raise OverflowError
    if not value and sign in ("-", "\u2212"):
        raise ZeroDivisionError
    return _bounded(whole(Fraction(value) ** (-power if sign in ("-", "\u2212") else power)))


def exact_number(text: str) -> Number:
    """Read digits with an optional exponent exactly, refusing exponents beyond 10^±60.

    >>> exact_number("3.14e23")
    314000000000000000000000
    """
    tidy = text.replace(",", "").replace("_", "")
    mantissa, _, exponent = tidy.lower().partition("e")
    if len(mantissa) > LARGEST_EXPONENT * 2 or abs(int(exponent or 0)) > LARGEST_EXPONENT:
        raise OverflowError
    return _bounded(whole(Fraction(tidy.rstrip(".") or "0")))


def _bounded(value: Number) -> Number:
    if value and not 1 <= abs(value) * 10**LARGEST_EXPONENT <= 10 ** (2 * LARGEST_EXPONENT):
        raise OverflowError
    return value


def _read_items(items: list[_Item], hint: Dimension) -> list[tuple[Number, Unit | None]]:
    last = items[-1]
    ends = []
    for written in items:
        # in "3–5 × 10^23 FLOP" what follows the high end holds for the low one too
        shared = len(items) == 2 and not written.unit and written.power == 1
        item = last._replace(number=written.number) if shared else written
        scale, unit = _in_dollars(item.unit) if item.dollars else _tail(item.unit, hint)
        value = _bounded(item.number * item.power * scale)
        ends.append((whole(unit.to_base(value)) if unit else whole(value), unit))
    return ends


def _in_dollars(text: str) -> tuple[Number, Unit | None]:
    """Read what follows a dollar sign and its digits: `M`, `/GPU-hour`, ` per hour`."""
    dollar = registry.find("dollar")
    for sign in ("/", "per "):
        if text.startswith(sign):
            return 1, dollar / unit_named(text[len(sign) :].strip())
    scale, unit = _tail(text, NUMBER)
    return scale, dollar * unit if unit is not None else dollar


def _tail(text: str, hint: Dimension) -> tuple[Number, Unit | None]:
    """Split what follows the digits into a factor and a unit: `B tokens`, `million`, `GiB`."""
    if not text:
        return 1, None
    if text == "%":
        return Fraction(1, 100), None
    first, _, rest = text.partition(" ")
    scale = _SCALES.get(first.casefold())
    if scale is not None and not (first == "B" and not rest and "byte" in str(hint)):
        factor = 12 if first.casefold() == "dozen" else 10**scale
        further, unit = _tail(rest.strip(), hint)
        return factor * further, unit
    return 1, unit_named(text)


def unit_named(text: str) -> Unit:
    """Return a unit by name, where an accelerator's name also stands for a device: `A100-days`.

    Raises UnknownNameError with near matches.
    """
    return known_unit(text) or registry.find(text)


def known_unit(text: str) -> Unit | None:
    """Return the unit that `unit_named` would, or None without a search for near matches."""
    found = registry.known(text)
    if found is None:
        head, dash, rest = text.replace(" ", "-").rpartition("-")
        if dash and _is_accelerator(head):
            other = registry.known(rest)
            if other is not None:
                device = registry.find("device")
                return Unit(
                    f"{head}-{other.symbol}", device.dimension * other.dimension, other.scale
                )
    return found


def _is_accelerator(name: str) -> bool:
    from flopwise.catalog import accelerators

    return accelerators.is_known(name)


def _tidied(text: str) -> str:
    text = re.sub("[⁻⁰¹²³⁴-⁹]+", lambda run: "^" + run[0].translate(_LOWERED), text)
    return text.replace("{,}", ",").replace("\u2011", "-").strip()


_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
