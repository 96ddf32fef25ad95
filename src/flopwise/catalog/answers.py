"""Published answers to challenges."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.catalog import files
from flopwise.store.naming import answer_id

if TYPE_CHECKING:
    import datetime
    from pathlib import Path


class Answer(NamedTuple):
    """What one model answered to one challenge."""

    id: str
    """CHALLENGE/MODEL, and /ATTEMPT from the second on."""
    challenge: str
    model: str
    title: str
    description: str
    date: datetime.date | None
    type: str
    attempt: int
    settings: dict[str, Any]
    """temperature, top_p, system_prompt, one_shot, as far as known."""
    form: str
    """`original`, `retold` with its figures and faults, or `excerpt`."""
    source: str
    licence: str
    language: str
    text: str
    """Markdown with LaTeX."""
    path: Path
    address: str = ""
    """Where the original was published."""

    @property
    def yours(self) -> bool:
        """Tell whether the user brought it in."""
        return files.DATA not in self.path.parents


@functools.cache
def every() -> dict[str, Answer]:
    """Return all answers by id."""
    paths = sorted((files.DATA / "answers").glob("*/*.toml"))
    return {answer.id: answer for answer in map(_answer, paths)}


def _answer(path: Path) -> Answer:
    fields = files.parse(path)
    return Answer(
        answer_id(fields["challenge"], fields["model"], fields["attempt"]), fields["challenge"], fields["model"], fields["title"],
        fields["description"], fields.get("date"), fields["type"], fields["attempt"],
        fields["settings"], fields["form"], fields["source"], fields["licence"],
        fields["language"], fields["text"], path, fields.get("address", ""),
    )  # fmt: skip
