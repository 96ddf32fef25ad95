"""Logarithmic axes."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwise.render.axis import Axis, axis, letter, named_value, rows

amounts = st.floats(1e-60, 1e120)


def test_places_are_in_proportion_to_the_logarithm() -> None:
    span = axis([8.29e19, 1e26])
    assert span == Axis(19.0, 26.0)
    # by hand: log10(3.19e23) = 23.50379, which is 4.50379 of 7 powers of ten
    assert span.at(3.19e23) == pytest.approx(4.50379 / 7, abs=1e-6)
    assert span.at(1e19) == 0
    assert span.at(1e26) == 1
    assert span.at(1e23) - span.at(1e22) == pytest.approx(1 / 7)


def test_a_short_axis_is_divided_finer() -> None:
    span = axis([2.5e23, 4e23])
    assert 10**span.low == pytest.approx(2e23)
    assert 10**span.high == pytest.approx(5e23)
    assert [tick.name for tick in span.ticks()] == ["2 × 10²³", "5 × 10²³"]
    # by hand: log10(4 / 2) / log10(5 / 2) = 0.30103 / 0.39794
    assert span.at(4e23) == pytest.approx(0.756471, abs=1e-6)


@given(st.lists(amounts, min_size=1, max_size=9))
def test_whatever_the_values_they_are_on_the_axis(values: list[float]) -> None:
    span = axis(values)
    assert span.low < span.high
    assert all(-1e-6 <= span.at(value) <= 1 + 1e-6 for value in values)


@given(amounts, amounts)
def test_names_of_divisions_do_not_meet(one: float, other: float) -> None:
    ticks = axis([one, other]).ticks()
    named = [tick.place for tick in ticks if tick.name]
    assert named
    assert all(after - before >= 0.145 for before, after in itertools.pairwise(named))
    assert all(-1e-6 <= tick.place <= 1 + 1e-6 for tick in ticks)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_names_in_one_row_stand_apart(places: list[float]) -> None:
    placed = rows(places, 0.07)
    for row in set(placed):
        there = sorted(place for place, each in zip(places, placed, strict=True) if each == row)
        assert all(after - before > 0.0699 for before, after in itertools.pairwise(there))


def test_letters_go_on_after_z() -> None:
    assert [letter(index) for index in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (1e-3, "1/1,000"),
        (0.2, "1/5"),
        (1.0, "1"),
        (5000.0, "5,000"),
        (1e4, "10⁴"),
        (2e-9, "2 × 10⁻⁹"),
    ],
)
def test_round_values_are_named_as_one_writes_them(value: float, name: str) -> None:
    assert named_value(value) == name
