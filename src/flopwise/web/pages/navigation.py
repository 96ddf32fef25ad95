"""Where the pages stand, as the navigation shows them."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A page that one can go to from everywhere."""

    name: str
    path: str
    is_work: bool = False
    """Whether one works something out there; the others are to be looked things up in."""


PLACES = (
    Place("Estimate", "/estimate", is_work=True),
    Place("Ask", "/ask", is_work=True),
    Place("Audit", "/audit", is_work=True),
    Place("Compare", "/compare", is_work=True),
    Place("Answers", "/answers", is_work=True),
    Place("Saved", "/saved", is_work=True),
    Place("Models", "/models"),
    Place("Hardware", "/hardware"),
    Place("Prices", "/prices"),
    Place("Thresholds", "/thresholds"),
    Place("Conventions", "/conventions"),
    Place("Units", "/units"),
    Place("Sources", "/sources"),
    Place("Explain", "/explain"),
)
