"""Whose answer it is, and to which challenge, by the words that other sites use for them."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from flopwise.catalog import models
from flopwise.errors import UnknownNameError
from flopwise.gallery.records import slug

if TYPE_CHECKING:
    from collections.abc import Mapping


def model_id(name: str) -> str:
    """Return the catalog's id of a model that a site names, or the name as part of an address.

    >>> model_id("GPT-4o mini"), model_id("gpt-4o_mini"), model_id("Nobody's Model 3")
    ('gpt-4o-mini', 'gpt-4o-mini', 'nobody-s-model-3')
    """
    try:
        return models.find(name).id
    except UnknownNameError:
        return _squashed().get(_squash(name)) or slug(name)


@functools.cache
def _squashed() -> Mapping[str, str]:
    """Return the ids of models by their names without any signs; those that two share are left out."""
    found: dict[str, str] = {}
    shared = set()
    for card in models.every():
        for name in {_squash(one) for one in (card.id, card.name, *card.aliases)}:
            if found.setdefault(name, card.id) != card.id:
                shared.add(name)
    return {name: id for name, id in found.items() if name not in shared}


def _squash(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


Seen = dict[str, str]
"""Challenges that an import has met, by id, with the words of their prompts."""


def seen() -> Seen:
    """Return what an import begins with: all challenges that there are."""
    from flopwise.gallery.everything import challenges

    return {id: _words(one.prompt) for id, one in challenges().items()}


def challenge_for(
    prompt: str, title: str, known: Seen, name: str = ""
) -> tuple[str, dict[str, Any] | None]:
    """Return the id of the challenge with that prompt, and its record where it is met the first time."""
    asked = _words(prompt)
    for id, words in known.items():
        if words == asked:
            return id, None
    wanted = slug(name or title) or "challenge"
    free, number = wanted, 1
    while free in known:  # another prompt under the same title
        number += 1
        free = f"{wanted}-{number}"
    known[free] = asked
    record = {"kind": "challenge", "id": free, "title": title or free, "prompt": prompt}
    return free, record


def _words(text: str) -> str:
    return " ".join(text.split()).casefold()
