"""The compute section of a model card: what was counted, the run, what isn't disclosed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwise import cards
from flopwise.document import Cell, Heading, Items, Node, Prose, Table
from flopwise.errors import UnknownNameError
from flopwise.estimation.document import in_unit
from flopwise.estimation.estimate import estimate
from flopwise.estimation.inputs import read_value
from flopwise.estimation.request import Request
from flopwise.reporting import citing
from flopwise.reporting.report import Report, parties, remade, sections, under
from flopwise.units.dimensions import Dimension
from flopwise.units.display import show
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from flopwise.estimation.result import Estimate

KIND = "model-card"
_NOT_DISCLOSED = "not disclosed"
_KEPT = ("What is known", "What is assumed", "Cross-checks", "Where the FLOPs go",
         "What is not counted")  # fmt: skip


def model_card(
    model: Any, *, recipient: str = "", author: str = "", energy: Any = None,
    emissions: Any = None, **options: Any,
) -> Report:  # fmt: skip
    """Write the compute section of a model's card.

    Options are those of an estimate. `energy` and `emissions` of the run are stated as they are
    given, since nobody outside can measure them; without them the card says "not disclosed".
    """
    given = {
        "energy": _amount(energy, "joule", "energy"),
        "emissions": _amount(emissions, "gram_co2e", "emissions"),
    }
    who = parties(recipient, author)
    found = estimate(requested(model, options))
    stated = (("--energy", energy), ("--emissions", emissions))
    more = [word for flag, one in stated if one not in (None, "") for word in (flag, str(one))]
    made = remade(KIND, found.made, 2, [*more, *who.words()])
    parts = sections(found.document())
    body = [Heading("Training compute"), _table(found, given), *_counted(parts)]
    body += _hardware(found)
    for title in _KEPT:
        body += under(title, parts.get(title, ()))
    listed = parts.get("Sources", [])
    body += citing.nodes(found.summary(), made, citing.listed(listed))
    body += under("Sources", [*listed, *_hardware_sources(found, listed)])
    title = f"Compute section of the model card of {found.model.name}"
    return Report(KIND, title, found.summary(), tuple(body), (found,), made, who)


def requested(model: Any, options: dict[str, Any]) -> Request:
    """Turn options of a report into the request of an estimate."""
    known = tuple(name for name in Request._fields if name not in ("model", "quantity"))
    for name in options:
        if name not in known:
            raise UnknownNameError("option", name, known)
    overrides = options.get("overrides")
    if isinstance(overrides, dict):
        options = options | {"overrides": tuple(f"{key}={one}" for key, one in overrides.items())}
    return Request(model, **options)


def _amount(given: Any, dimension: str, name: str) -> str:
    """Read an amount that the reader of the card is to be told, in its unit."""
    if given in (None, ""):
        return ""
    value = read_value(given, dimension, name)
    unit = Dimension.parse(dimension)
    ends = [end for end in (value.low, value.high) if end is not None]
    if len(ends) == 2:
        return " to ".join(show(end, unit) for end in ends) + " (as given)"
    return f"{show(value.value, unit)} (as given)"


def _table(found: Estimate, given: dict[str, str]) -> Table:
    rows: list[tuple[str, str]] = []
    if found.value is None:
        rows.append(("training compute", found.reason))
    else:
        rows.append(("training compute", found.shown()))
        rows.append(("the same in PF-days", in_unit(found.value, "PF-day")))
        if found.low is not None and found.high is not None:
            rows.append(("plausibly", f"{found.shown(found.low)} to {found.shown(found.high)}"))
    rows.append(("method", found.method))
    if found.convention is not None:
        rows.append(("convention of counting", found.convention))
    rows += [(name.replace("_", " "), _written(value)) for name, value in found.run.items()]
    rows += [(name, text or _NOT_DISCLOSED) for name, text in given.items()]
    return Table(("", ""), tuple((Cell(name), Cell(text)) for name, text in rows))


def _written(value: Any) -> str:
    return approximate(value, 6) if isinstance(value, int | float) else str(value)


def _counted(parts: dict[str, list[Node]]) -> list[Node]:
    """Say what was counted, in the words of the convention."""
    return under("What was counted", [Prose(node.text) for node in parts[""]
                                      if isinstance(node, Prose) and node.role == "note"])  # fmt: skip


def _hardware(found: Estimate) -> list[Node]:
    """Show what it was trained on, as the catalog has it."""
    title = "Trained on"
    if found.model.card is None:
        return []
    told = sections(cards.kind_named("models").show(found.model.card.id).document()).get(title, [])
    return under(title, told or [Items((f"Hardware and time: {_NOT_DISCLOSED}",))])


def _hardware_sources(found: Estimate, listed: list[Node]) -> list[Node]:
    """List the sources of the hardware that nothing else cites."""
    from flopwise.document import listed as as_list

    card = found.model.card
    if card is None:
        return []
    from flopwise.catalog import citations

    keys = [figure.source for figure in card.hardware.values() if figure.source]
    known = {entry.key for entry in citing.listed(listed)}
    sources = citations.cite([key for key in keys if key not in known], card.path)
    return [as_list(sources)] if sources else []
