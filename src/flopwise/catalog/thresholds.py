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
    unknown_base_of: str = ""
    """The threshold of whose amount the share is taken where the base's compute is unknown."""
    unknown_base_of_systemic_risk: str = ""
    kind: str = "model"
    """What is measured: a `model`'s training, a `modification` of one, a `cluster`'s rate."""
    if_modified: str = ""
    """The threshold that decides whether who modifies another's model answers to the rule."""
    excludes: tuple[str, ...] = ()
    """What the text leaves out of the count; empty where it names nothing."""
    excludes_source: str = ""
    """Where that is said, if not in the threshold's own source."""
    modalities: tuple[str, ...] = ()
    """The rule is only about models of one of these categories; empty where it is about all."""
    category: str = ""
    """The rule is about no model that isn't known to be of this category."""
    binding: bool = True
    """False for an authority's reading of the law."""
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

    def holds(self, day: datetime.date) -> bool:
        """Tell whether the rule applies on a day: it is in force by then, or standing guidance."""
        if self.status == "enacted":
            return "in_force" in self.dates and self.dates["in_force"] <= day
        return self.status in ("in force", "guidance")

    def amounts(self) -> bool:
        """Tell whether it names any amount at all."""
        return not (
            self.flop is None and self.flop_per_second is None and not self.fraction_of_base
        )


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


def within(jurisdiction: str) -> list[Threshold]:
    """Return the thresholds of a jurisdiction: `EU`, `United States`, `california`.

    Raises UnknownNameError where there is none.
    """
    wanted = files.normalised(jurisdiction)
    names = {item.jurisdiction for item in every().values()}
    found = {name for name in names if wanted in (files.normalised(name), _initials(name))}
    if not found:
        raise UnknownNameError("jurisdiction", jurisdiction, sorted(names), hint=", ".join(names))
    return [item for item in every().values() if item.jurisdiction in found]


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()).lower()


def _threshold(id: str, fields: dict[str, Any]) -> Threshold:
    values = {key: figures.exact(value) for key, value in fields.items()}
    if "fraction_of_base" in values:
        values["fraction_of_base"] = Fraction(values["fraction_of_base"])
    for key in ("excludes", "modalities"):
        values[key] = tuple(values.get(key, ()))
    return Threshold(id, **values)
