"""Words of the trade that are neither a step, a unit nor a convention."""

from __future__ import annotations

import functools
from typing import NamedTuple

from flopwise.catalog import files
from flopwise.errors import UnknownNameError


class Term(NamedTuple):
    """What one word means, with a worked number."""

    id: str
    name: str
    text: str
    example: str
    source: str
    see: tuple[str, ...]
    """Related terms, steps, units and conventions."""
    aliases: tuple[str, ...] = ()
    formula: str = ""
    """What has no step: in words, and as LaTeX."""
    latex: str = ""
    steps: tuple[str, ...] = ()
    """The steps that are its formulas, the first one first."""
    kind: str = "term"
    """A `term`, or a `method` by which compute can be known."""


@functools.cache
def every() -> dict[str, Term]:
    """Return all terms by id, as the file orders them."""
    content = files.parse(files.DATA / "terms.toml")
    return {
        id: Term(
            id, fields["name"], fields["text"], fields["example"], fields["source"],
            tuple(fields["see"]), tuple(fields.get("aliases", ())), fields.get("formula", ""),
            fields.get("latex", ""), tuple(fields.get("steps", ())), fields.get("kind", "term"),
        )
        for id, fields in content["term"].items()
    }  # fmt: skip


def known(name: str) -> Term | None:
    """Return the term of that id, name or alias, or None."""
    return _by_name().get(files.normalised(name))


def find(name: str) -> Term:
    """Return the term of that id, name or alias; raises UnknownNameError with near matches."""
    found = known(name)
    if found is None:
        raise UnknownNameError("term", name, names())
    return found


def names() -> list[str]:
    """Return every id and alias, for near matches."""
    return [name for term in every().values() for name in (term.id, *term.aliases)]


@functools.cache
def _by_name() -> dict[str, Term]:
    found: dict[str, Term] = {}
    for term in every().values():
        found[files.normalised(term.id)] = term
    for term in every().values():
        for name in (term.name, *term.aliases):
            found.setdefault(files.normalised(name), term)
    return found
