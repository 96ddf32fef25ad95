"""Prices as Epoch AI's table has them, and their loader."""

from __future__ import annotations

import datetime
from collections import Counter
from fractions import Fraction

import pytest

from flopwise.catalog import accelerators, prices
from flopwise.errors import UnknownNameError

EVERY = list(prices.every())


def test_a_row_of_the_table() -> None:
    price = prices.find("tpu-v3-google-2021-11")
    assert (price.accelerator, price.provider) == ("tpu-v3", "Google Cloud")
    assert price.date == datetime.date(2021, 11, 17)
    assert (price.on_demand, price.one_year) == (2, Fraction("1.26"))
    assert price.three_years == Fraction("0.9")
    assert price.page.startswith("https://web.archive.org/web/20211117224813/")


def test_there_is_one_price_a_year_for_each_accelerator_and_provider() -> None:
    rows = Counter((price.accelerator, price.provider, price.date.year) for price in EVERY)
    assert max(rows.values()) == 1
    assert len(EVERY) > 100


@pytest.mark.parametrize("price", EVERY, ids=lambda price: price.id)
def test_a_commitment_costs_less(price: prices.Price) -> None:
    assert accelerators.find(price.accelerator).id == price.accelerator
    assert price.id.startswith(price.accelerator)
    assert price.id.endswith(price.date.isoformat()[:7])
    falling = [price.on_demand, price.one_year, price.three_years]
    known = [float(one) for one in falling if one is not None]
    assert known == sorted(known, reverse=True)
    assert 0.05 < known[-1] <= known[0] < 20


def test_an_unknown_price_gets_near_matches() -> None:
    with pytest.raises(UnknownNameError, match="tpu-v3-google-2021-11"):
        prices.find("tpu-v3-googel-2021-11")
