"""The price that one may expect to rent a device for, from dated prices of several providers."""

from __future__ import annotations

import statistics
from fractions import Fraction
from typing import TYPE_CHECKING

from flopwise.catalog import accelerators, prices
from flopwise.derivation.derivation import ASSUMED, Value
from flopwise.errors import MissingInputError
from flopwise.units.numbers import grouped

if TYPE_CHECKING:
    import datetime

    from flopwise.catalog.accelerators import Accelerator
    from flopwise.catalog.prices import Price

ENOUGH, FEW = 3, Fraction(3, 2)
"""Providers that show how prices differ, and the factor of the interval where there are fewer."""
_HOUR = 3600


def expected_price(accelerator: str | Accelerator, date: datetime.date | None = None) -> Value:
    """Return the price of a device in dollars per device and second, as an assumption.

    The value is the median of what the providers asked on demand in the latest year on record, as
    far as that is known by `date`. The interval reaches from the lowest price of that year, with or
    without a commitment, to the highest on demand; where fewer than three providers are on record it
    is widened, since prices differ by that much between providers. Spot prices don't count: a long
    run can't rely on them.

    Raises MissingInputError where no price is on record.
    """
    device = accelerators.find(accelerator) if isinstance(accelerator, str) else accelerator
    known = [price for price in prices.every() if price.accelerator == device.id]
    asked = [price for price in known if date is None or price.date <= date]
    if not any(_usual(price) for price in asked):
        when = f" by {date.isoformat()}" if known and date is not None else ""
        raise MissingInputError(
            f"no price of {device.name} is on record{when}: give what an hour of one device costs "
            "(--price 2.50)"
        )
    year = max(price.date.year for price in asked if _usual(price))
    found = [price for price in asked if price.date.year == year and _usual(price)]
    usual = [_usual(price) for price in found]
    value = statistics.median(usual)
    low, high = min(_lowest(price) for price in found), max(usual)
    if len(found) < ENOUGH:
        low, high = min(low, value / FEW), max(high, value * FEW)
    return Value(
        _per_second(value), ASSUMED, found[0].source, _per_second(low), _per_second(high),
        _note(device, found, value),
    )  # fmt: skip


def _usual(price: Price) -> Fraction:
    """What is asked on demand; 0 where only other prices are known."""
    return Fraction(price.on_demand or 0)


def _lowest(price: Price) -> Fraction:
    asked = (price.on_demand, price.one_year, price.three_years)
    return min(Fraction(one) for one in asked if one is not None)


def _per_second(price: Fraction) -> Fraction:
    return price / _HOUR


def _note(device: Accelerator, found: list[Price], value: Fraction) -> str:
    dates = sorted(price.date.isoformat()[:7] for price in found)
    span = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
    providers = sorted({price.provider for price in found})
    named = ", ".join(providers[:4]) + (f" and {len(providers) - 4} more" if providers[4:] else "")
    asked = "what {} asked" if len(found) == 1 else "the median of what {} asked"
    return (
        f"prices of {span}: {grouped(float(value), 3)} USD an hour is {asked.format(named)} on "
        f"demand for {device.name}"
    )
