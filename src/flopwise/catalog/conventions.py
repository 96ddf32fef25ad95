"""Conventions: the ways in which people count, as named records."""

from __future__ import annotations

import functools
from typing import NamedTuple

from flopwise.catalog import files
from flopwise.errors import UnknownNameError

DEFAULT = "flopwise"


class Convention(NamedTuple):
    """Which operations count, and how."""

    id: str
    name: str
    summary: str
    explanation: str
    difference: str
    """Why its figure differs from the default's."""
    source: str
    basis: str
    """`operations` are counted one by one, or so much is taken for each of the `parameters`."""
    parameters: str = "all"
    """For basis `parameters`: `all` or `non_embedding`."""
    attention: str = "causal"
    """Attention's products: over the `causal` half, the `full` square, or `none`."""
    windows: bool = True
    """Sliding windows and sparse patterns save work."""
    embedding_product: bool = False
    softmax: bool = False
    recompute: bool = False
    """Recomputed activations count, if the run recomputes any."""
    selective_with_backward: bool = False
    """Selective recomputation counts attention's backward products again as well."""
    samples: bool = False
    """It says how to count what goes through a model as a whole, such as an image."""
    checked_against: str = ""
    aliases: tuple[str, ...] = ()


@functools.cache
def every() -> dict[str, Convention]:
    """Return all conventions by id, the default first."""
    content = files.parse(files.DATA / "conventions.toml")
    return {
        id: Convention(id, **{**fields, "aliases": tuple(fields.get("aliases", ()))})
        for id, fields in content["convention"].items()
    }


def find(name: str) -> Convention:
    """Return the convention of that name; raises UnknownNameError with near matches."""
    wanted = files.normalised(name)
    known = every()
    for convention in known.values():
        if wanted in convention.aliases:
            return convention
    if wanted not in known:
        raise UnknownNameError("convention", name, known, hint=f"there are {', '.join(known)}")
    return known[wanted]
