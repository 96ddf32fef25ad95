"""Fitted laws of how a training budget is best split between size and data."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from flopwise.catalog import figures, files
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from flopwise.units.numbers import Number


class ScalingLaw(NamedTuple):
    """One fit: its constants by name, as the paper prints them."""

    id: str
    name: str
    source: str
    constants: dict[str, Number]


@functools.cache
def every() -> dict[str, ScalingLaw]:
    """Return all laws by id."""
    content = files.parse(files.DATA / "scaling_laws.toml")
    return {id: _law(id, fields) for id, fields in content["law"].items()}


def find(name: str) -> ScalingLaw:
    """Return the law of that id; raises UnknownNameError with near matches."""
    known = every()
    if name not in known:
        raise UnknownNameError("scaling law", name, known)
    return known[name]


def _law(id: str, fields: dict[str, object]) -> ScalingLaw:
    constants = {
        name: figures.exact(value)
        for name, value in fields.items()
        if name not in ("name", "source")
    }
    return ScalingLaw(id, str(fields["name"]), str(fields["source"]), constants)
