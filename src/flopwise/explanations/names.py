"""From what people write to what they mean: ids, names, aliases, and a name within a sentence."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from flopwise.catalog import conventions, files, terms
from flopwise.errors import UnknownNameError
from flopwise.explanations import records, steps
from flopwise.units import registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.explanations.explanation import Explanation


def explain(name: str) -> Explanation:
    """Explain a step, unit, convention, method or term, by any of its names or in a question.

    Raises UnknownNameError with near matches.

    >>> explain("what does MFU mean?").id
    'mfu'
    """
    asked = _bare(name)
    found = _named(name) or _named(asked)
    if found is not None:
        return found
    inside = _inside(asked)
    if len(inside) == 1:
        return every()[inside[0]]()
    hint = "steps, units, conventions, methods and terms are known"
    if inside:
        hint = f"it names {' and '.join(inside)}: ask for one of them"
    raise UnknownNameError("name", asked, inside or [*every(), *aliases()], hint=hint)


@functools.cache
def every() -> dict[str, Callable[[], Explanation]]:
    """Return a maker of each explanation by id, written as names are compared.

    Where one id is borne twice a term goes before a unit, a step and a convention: it says most.
    """
    found: dict[str, Callable[[], Explanation]] = {}
    for id in conventions.every():
        found[files.normalised(id)] = functools.partial(records.of_convention, id)
    for id in steps.all_steps():
        found[files.normalised(id)] = functools.partial(steps.of_step, id)
    for id in registry.records():
        found[files.normalised(id)] = functools.partial(records.of_unit, id)
    for id in terms.every():
        found[files.normalised(id)] = functools.partial(records.of_term, id)
    return found


@functools.cache
def aliases() -> dict[str, str]:
    """Return the id of each further name."""
    found: dict[str, str] = {}
    for id, term in terms.every().items():
        for alias in (term.name, *term.aliases):
            found.setdefault(files.normalised(alias), files.normalised(id))
    for id, convention in conventions.every().items():
        for name in (convention.name, *convention.aliases):
            found.setdefault(files.normalised(name), files.normalised(id))
    for id, step in steps.all_steps().items():
        found.setdefault(files.normalised(step.name), files.normalised(id))
    return found


def _named(name: str) -> Explanation | None:
    id = _id(name)
    if id is not None:
        return every()[id]()
    unit = registry.known(name)
    if unit is not None and unit.id:
        return records.of_unit(unit.id)
    return records.of_device_time(name)


def _id(name: str) -> str | None:
    wanted = files.normalised(name)
    return wanted if wanted in every() else aliases().get(wanted)


_BEFORE = re.compile(
    r"(?:(?:please|can you|could you)\s+)?"
    r"(?:what(?:'s|\s+is|\s+are|\s+does|\s+do|\s+was)|how\s+(?:does|do|is|are)|why\s+(?:is|are|does)|"
    r"explain|define|describe|tell\s+me\s+about|(?:the\s+)?(?:meaning|definition)\s+of)\s+"
    r"(?:(?:the|a|an)\s+)?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s+(?:means?|stands?\s+for|works?|computed|calculated|defined)\s*$", re.IGNORECASE
)


def _bare(name: str) -> str:
    """Take off what makes a question of a name."""
    text = name.strip().rstrip("?!. ")
    before = None
    while before != text:
        before = text
        text = _BEFORE.sub("", text, count=1) if _BEFORE.match(text) else text
        text = _AFTER.sub("", text)
    return text or name


_LONGEST_SENTENCE = 30
_SHORTEST_NAME = 3


def _inside(sentence: str) -> list[str]:
    """Return the ids that a sentence names: the longest names, none within another."""
    words = [word.strip("\"'`,;:()") for word in sentence.split()]
    if not 1 < len(words) <= _LONGEST_SENTENCE:
        return []
    found: dict[str, None] = {}
    free = set(range(len(words)))
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            stretch = range(start, start + length)
            name = " ".join(words[start : start + length])
            id = _id(name) if len(name) >= _SHORTEST_NAME and free >= set(stretch) else None
            if id is not None:
                found[id] = None
                free -= set(stretch)
    return list(found)
