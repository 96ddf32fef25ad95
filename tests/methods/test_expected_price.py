"""The price that one may expect, against the rows that it rests on."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from flopwise.derivation.derivation import ASSUMED
from flopwise.errors import MissingInputError
from flopwise.methods.expected_price import expected_price


def test_the_median_of_the_latest_year_and_its_range() -> None:
    # 3.05 (AWS asks 4.10, Oracle 3.05, Lambda 1.29), AWS 1.45 for three years
    price = expected_price("a100-40gb")
    assert (price.value, price.low, price.high) == (
        Fraction("3.05") / 3600, Fraction("1.29") / 3600, Fraction("4.10") / 3600,
    )  # fmt: skip
    assert price.origin == ASSUMED
    assert price.note.startswith("prices of 2025-02 to 2025-03: 3.05 USD an hour")
    assert price.source == "epoch-prices"


def test_a_date_hides_what_came_later() -> None:
    assert "prices of 2022-" in expected_price("a100-40gb", datetime.date(2022, 12, 31)).note
    with pytest.raises(
        MissingInputError, match="no price of NVIDIA H100 SXM5 80GB is on record by"
    ):
        expected_price("h100", datetime.date(2022, 1, 1))


def test_one_provider_says_little_of_what_others_ask() -> None:
    price = expected_price("h200")
    assert price.low is not None
    assert price.high is not None
    assert price.low < price.value < price.high


def test_no_price_is_said_in_a_sentence() -> None:
    with pytest.raises(MissingInputError, match="give what an hour of one device costs"):
        expected_price("gaudi-2")
