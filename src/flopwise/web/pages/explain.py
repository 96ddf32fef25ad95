"""`/explain`: what a step, unit, convention, method or term means."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, NamedTuple

from flopwise import explanations, operations
from flopwise.cards.filters import contains
from flopwise.errors import FlopwiseError
from flopwise.web.pages import templates
from flopwise.web.pages.asked import address
from flopwise.web.pages.operation import COPIED

if TYPE_CHECKING:
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply


class Entry(NamedTuple):
    """A line of the index."""

    kind: str
    id: str
    name: str
    summary: str


def index(asked: Asked) -> Reply:
    """List all that can be explained, or what of it has these words."""
    wanted = asked.first("search")
    found = [entry for entry in _entries() if contains(wanted, " ".join(entry))]
    if wanted and not found:
        try:  # a question, or another name of something
            meant = operations.explain(wanted).id
        except FlopwiseError:
            pass
        else:
            return templates.elsewhere(address(f"/explain/{meant}", ()))
    groups = {
        kind: list(entries) for kind, entries in itertools.groupby(found, lambda entry: entry.kind)
    }
    return templates.page(
        "index.html", title="Explain", path="/explain", search=wanted, groups=groups,
        count=len(found),
    )  # fmt: skip


@functools.cache
def _entries() -> tuple[Entry, ...]:
    found = (make() for make in explanations.every().values())
    entries = [Entry(one.kind, one.id, one.name, one.summary().partition(": ")[2]) for one in found]
    return tuple(sorted(entries, key=lambda entry: (entry.kind, entry.name.casefold())))


def page(asked: Asked) -> Reply:
    """Explain one name."""
    found = operations.explain(asked.name)
    wanted = asked.first("format")
    if wanted in COPIED:
        return templates.text(found.to(wanted))
    here = f"/explain/{found.id}"
    return templates.page(
        "card.html", title=f"{found.name} ({found.id}): {found.kind}", path="/explain", verb="", insights=None,
        result=templates.shown(found.document()), here=address(here, ()),
        copied=[(name, address(here, [("format", form)])) for form, name in COPIED.items()],
    )  # fmt: skip
