"""What surrounds an accelerator: the server, the building (PUE), the grid, the water that cools."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.catalog import figures, files
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path

    from flopwise.units.numbers import Number

PATH: Path = files.DATA / "energy.toml"


class Overhead(NamedTuple):
    """A year's figure of one fleet, or of the industry: a PUE, or litres of water for a kWh."""

    id: str
    name: str
    holder: str
    year: int
    value: Fraction
    source: str
    note: str = ""


class Server(NamedTuple):
    """A server, the accelerators that it may hold, and the most that it draws, in watts."""

    id: str
    name: str
    accelerators: tuple[str, ...]
    devices: int
    power: Number
    source: str
    note: str = ""


class Grid(NamedTuple):
    """A country's or region's grid, and its emissions in gCO2e/kWh, averaged over a year."""

    id: str
    name: str
    year: int
    value: Number
    source: str
    aliases: tuple[str, ...] = ()


def pue() -> tuple[Overhead, ...]:
    """Return all figures of power usage effectiveness."""
    return _overheads("pue")


def water() -> tuple[Overhead, ...]:
    """Return all figures of water usage effectiveness, in litres for a kWh."""
    return _overheads("water")


def _overheads(table: str) -> tuple[Overhead, ...]:
    return tuple(
        Overhead(id, **{**fields, "value": Fraction(fields["value"])})
        for id, fields in _table(table)
    )


def servers() -> tuple[Server, ...]:
    """Return all servers."""
    return tuple(
        Server(id, **{**fields, "accelerators": tuple(fields["accelerators"])})
        for id, fields in _table("server")
    )


def grids() -> tuple[Grid, ...]:
    """Return all grids, the world's first."""
    return tuple(
        Grid(id, **{**fields, "aliases": tuple(fields.get("aliases", ()))})
        for id, fields in _table("grid")
    )


def grid(name: str) -> Grid:
    """Return the grid of that name or country code; raises UnknownNameError with near matches."""
    wanted, known = files.normalised(name), grids()
    for one in known:
        if wanted == one.id or wanted in one.aliases:
            return one
    raise UnknownNameError(
        "region", name, [one.id for one in known], hint=", ".join(one.id for one in known)
    )


@functools.cache
def _table(name: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    table = files.parse(PATH)[name]
    return tuple(
        (id, {key: figures.exact(value) for key, value in fields.items()})
        for id, fields in table.items()
    )
