"""Challenges: tasks that are put to models, and what a right answer gives."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from flopwise.catalog import files
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path


class Challenge(NamedTuple):
    """One task."""

    id: str
    title: str
    description: str
    prompt: str
    """What the models are asked, to the letter."""
    category: str
    difficulty: str
    subject: str
    """The model that a right answer is about."""
    quantity: str
    """What a right answer gives of it, as `estimate` names quantities."""
    source: str
    path: Path


@functools.cache
def every() -> dict[str, Challenge]:
    """Return all challenges by id."""
    return {path.stem: _challenge(path) for path in files.folder("challenges")}


def find(name: str) -> Challenge:
    """Return the challenge of that name; raises UnknownNameError with near matches."""
    wanted, known = files.normalised(name), every()
    if wanted not in known:
        raise UnknownNameError(
            "challenge", name, known, hint="`flopwise challenges list` shows all"
        )
    return known[wanted]


def _challenge(path: Path) -> Challenge:
    fields = files.parse(path)
    return Challenge(
        path.stem, fields["title"], fields["description"], fields["prompt"], fields["category"],
        fields["difficulty"], fields["asks"]["subject"], fields["asks"]["quantity"],
        fields["source"], path,
    )  # fmt: skip
