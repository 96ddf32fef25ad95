"""Laws and drafts that name an amount of training compute, and a few that name none on purpose."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.catalog import figures, files
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    import datetime

    from flopwise.units.numbers import Number


class Threshold(NamedTuple):
    """One law's amount, what counts towards it, and whether it holds."""

    id: str
    name: str
    jurisdiction: str
    instrument: str
    counts: str
    """Which compute counts towards it."""
    status: str
    dates: dict[str, datetime.date]
    source: str
    flop: Number | None = None
    flop_per_second: Number | None = None
    fraction_of_base: Fraction | None = None
    """A share of the compute of the model that is modified."""
    flop_if_base_unknown: Number | None = None
    flop_if_base_unknown_systemic_risk: Number | None = None
    comparison: str = ""
    """`>` where the amount must be exceeded, `>=` where reaching it is enough."""
    conditions: str = ""
    notes: str = ""
    revoked_by: str = ""
    """The key of the act that revoked it."""
    replaced_by: str = ""
    """The threshold that replaced it."""
    notification: dict[str, Any] | None = None
    accuracy: dict[str, Any] | None = None


@functools.cache
def every() -> dict[str, Threshold]:
    """Return all thresholds by id, as the file orders them."""
    content = files.parse(files.DATA / "thresholds.toml")
    return {id: _threshold(id, fields) for id, fields in content["threshold"].items()}


def find(name: str) -> Threshold:
    """Return the threshold of that name; raises UnknownNameError with near matches."""
    wanted, known = files.normalised(name), every()
    if wanted not in known:
        raise UnknownNameError(
            "threshold", name, known, hint="`flopwise thresholds list` shows all"
        )
    return known[wanted]


def _threshold(id: str, fields: dict[str, Any]) -> Threshold:
    values = {key: figures.exact(value) for key, value in fields.items()}
    if "fraction_of_base" in values:
        values["fraction_of_base"] = Fraction(values["fraction_of_base"])
    return Threshold(id, **values)
