"""Challenges: tasks that are put to models, and what a right answer gives."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.catalog import files

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

    @property
    def asks(self) -> dict[str, Any]:
        """What a right answer gives, as the challenge's file has it; empty where nothing is audited."""
        said = {name: getattr(self, name) for name in _ASKED if getattr(self, name)}
        return {**said, **dict(self.options)}

    @property
    def yours(self) -> bool:
        """Tell whether the user brought it in."""
        return files.DATA not in self.path.parents


_ASKED = ("subject", "quantity", "question")


@functools.cache
def every() -> dict[str, Challenge]:
    """Return all challenges by id."""
    return {
        path.stem: of(path.stem, files.parse(path), path) for path in files.folder("challenges")
    }


def of(id: str, fields: dict[str, Any], path: Path) -> Challenge:
    """Make a challenge of a file's fields, or of a record that has fewer."""
    asks = fields.get("asks", {})
    return Challenge(
        id, fields["title"], fields.get("description", ""), fields["prompt"],
        fields.get("category", "Other"), fields.get("difficulty", ""), asks.get("subject", ""),
        asks.get("quantity", ""), fields.get("source", ""), path, asks.get("question", ""),
        tuple((name, value) for name, value in asks.items() if name not in _ASKED),
    )  # fmt: skip
