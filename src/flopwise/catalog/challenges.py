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
    subject: str
    """The model that a right answer is about."""
    quantity: str
    """What a right answer gives of it, as `estimate` names quantities."""
    source: str
    path: Path
    asks: dict[str, Any] = {}  # noqa: RUF012 -- nothing changes it
    """The same as its file has it; empty where a right answer is no amount: then nothing is audited."""

    @property
    def yours(self) -> bool:
        """Tell whether the user brought it in."""
        return files.DATA not in self.path.parents


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
        asks.get("quantity", ""), fields.get("source", ""), path, asks,
    )  # fmt: skip
