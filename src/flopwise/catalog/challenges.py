"""Challenges: tasks that are put to models, and what a right answer gives."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

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
    subject: str = ""
    """The model that a right answer is about, if it is one of the catalog."""
    quantity: str = ""
    """What a right answer gives; empty where there is nothing to compute, only to vote on."""
    source: str = ""
    """Who posed it; empty for our own."""
    path: Path = files.DATA / "challenges"
    question: str = ""
    """What `ask` answers with the right figure; without it, it is an estimate of the subject."""
    options: tuple[tuple[str, Any], ...] = ()
    """The options of that estimate."""

    @property
    def audited(self) -> bool:
        """Tell whether there is a right answer that others can be held against."""
        return bool(self.quantity)


_ASKED = ("subject", "quantity", "question")


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
    asks = fields.get("asks", {})
    return Challenge(
        path.stem, fields["title"], fields["description"], fields["prompt"], fields["category"],
        fields["difficulty"], asks.get("subject", ""), asks.get("quantity", ""),
        fields.get("source", ""), path, asks.get("question", ""),
        tuple((name, value) for name, value in asks.items() if name not in _ASKED),
    )  # fmt: skip
