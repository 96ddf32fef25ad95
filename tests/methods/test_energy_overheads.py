"""Overheads around an accelerator, against the sheets and tables that they come from."""

from __future__ import annotations

from fractions import Fraction

import pytest

from flopwise.catalog import accelerators, energy
from flopwise.derivation.derivation import ASSUMED, CATALOG
from flopwise.errors import UnknownNameError
from flopwise.methods.energy_overheads import (
    carbon_intensity,
    expected_pue,
    expected_water_use,
    server_power,
)

KWH = 3_600_000


def test_pue_lies_between_a_large_fleet_and_the_survey() -> None:
    pue = expected_pue()
    assert (pue.low, pue.high) == (Fraction("1.09"), Fraction("1.54"))
    assert Fraction("1.09") < pue.value < Fraction("1.54")
    assert pue.origin == ASSUMED
    assert "Uptime Institute's survey, 2025 1.54" in pue.note
    assert "2023" not in pue.note, "an older figure of the same survey doesn't count again"


def test_water() -> None:
    water = expected_water_use()
    assert (water.low, water.high) == (Fraction("0.15") / KWH, Fraction("0.3") / KWH)


@pytest.mark.parametrize(
    ("accelerator", "low", "high"),
    [("a100", 400, 812.5), ("h100", 700, 1275), ("b200", 1000, 1787.5), ("gb200", 1200, 1666.75)],
)
def test_a_device_draws_between_its_own_power_and_its_share_of_the_server(
    accelerator: str, low: float, high: float
) -> None:
    power = server_power(accelerator)
    assert power is not None
    assert (power.low, power.high) == (low, high)
    assert power.value == (low + high) / 2


def test_no_server_no_power() -> None:
    assert server_power("rtx-4090") is None


def test_servers_hold_known_accelerators() -> None:
    for server in energy.servers():
        assert [accelerators.find(name).id for name in server.accelerators] == [
            *server.accelerators
        ]


@pytest.mark.parametrize(
    ("region", "grams"),
    # Our World in Data's table of Ember's figures for 2023, to the gram
    [("Austria", None), ("France", 56), ("DE", 381), ("Belgium", 138), ("denmark", 152)],
)
def test_grids(region: str, grams: int | None) -> None:
    if grams is None:
        with pytest.raises(UnknownNameError, match="australia"):
            carbon_intensity(region)
        return
    found = carbon_intensity(region)
    assert round(float(found.value) * KWH) == grams
    assert found.origin == CATALOG
    assert found.interval is None


def test_without_a_region_it_is_the_world_and_anything_is_possible() -> None:
    found = carbon_intensity()
    assert found.origin == ASSUMED
    assert found.interval is not None
    assert float(found.interval.high / found.interval.low) > 20
    assert len(energy.grids()) >= 25


def test_names_and_codes_of_grids_are_unique() -> None:
    names = [name for grid in energy.grids() for name in (grid.id, *grid.aliases)]
    assert len(names) == len(set(names))
