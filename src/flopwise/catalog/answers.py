"""Published answers to challenges."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.catalog import files
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    import datetime
    from pathlib import Path


class Answer(NamedTuple):
    """What one model answered to one challenge."""

    id: str
    """CHALLENGE/MODEL."""
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


@functools.cache
def every() -> dict[str, Answer]:
    """Return all answers by id."""
    paths = sorted((files.DATA / "answers").glob("*/*.toml"))
    return {answer.id: answer for answer in map(_answer, paths)}


def find(name: str) -> Answer:
    """Return the answer CHALLENGE/MODEL, or a model's only one by the model's name.

    Raises UnknownNameError with near matches.
    """
    wanted, known = files.normalised(name), every()
    if wanted in known:
        return known[wanted]
    alone = [id for id, answer in known.items() if wanted == answer.path.stem]
    if len(alone) == 1:
        return known[alone[0]]
    raise UnknownNameError("answer", name, known, hint="`flopwise answers list` shows all")


def _answer(path: Path) -> Answer:
    fields = files.parse(path)
    return Answer(
        f"{path.parent.name}/{path.stem}", fields["challenge"], fields["model"], fields["title"],
        fields["description"], fields.get("date"), fields["type"], fields["attempt"],
        fields["settings"], fields["form"], fields["source"], fields["licence"],
        fields["language"], fields["text"], path,
    )  # fmt: skip
