"""Bringing answers in and writing them out, all of what is asked or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwise.catalog import answers as shipped
from flopwise.errors import InvalidValueError
from flopwise.gallery import everything, records
from flopwise.gallery.ours import store
from flopwise.gallery.reading import exported, read
from flopwise.gallery.reading.names import model_id, seen
from flopwise.store import own
from flopwise.store.naming import answer_id
from flopwise.store.own import Batch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flopwise.catalog.answers import Answer
    from flopwise.gallery.records import Record
    from flopwise.store.own import Attempt, OwnAnswer


def import_from(paths: Iterable[Path]) -> list[str]:
    """Bring in what files and folders hold; returns the ids of the answers.

    Raises InvalidValueError, with file and line, for the first thing that is wrong; nothing is kept then.
    """
    found: list[tuple[str, Record]] = []
    known = seen()
    for path in paths:
        found += read(path, known)
    return keep(found, in_place=True)


def keep(found: Iterable[tuple[str, Record]], *, in_place: bool = False) -> list[str]:
    """Keep records, each with where it stands; returns the ids of the answers.

    With `in_place`, the original of an answer that ships retold takes its place; without, it is another
    attempt. Raises InvalidValueError.
    """
    good = [(where, records.checked(record, where)) for where, record in found]
    unknown: dict[str, Record] = {}
    authors: dict[str, Record] = {}
    answers = []
    known = everything.challenges()
    for where, record in good:
        if record["kind"] == "challenge":
            _add_challenge(unknown, known, record, where)
        elif record["kind"] == "author":
            authors[record["id"]] = record
        else:
            answers.append((where, record))
    for where, record in answers:
        if record["challenge"] not in known and record["challenge"] not in unknown:
            raise InvalidValueError(
                f"{where}: there is no challenge {record['challenge']!r}; bring it in with its answers"
            )
    there = {(one.challenge, one.model, one.attempt): one for one in shipped.every().values()}
    same, kept = [], []
    placed = {one[:3]: one.record for one in own.everything(store()).answers} if in_place else {}
    for _, record in answers:
        if _is_shipped(record, there):
            same.append(answer_id(record["challenge"], record["model"], record["attempt"]))
        else:
            answer = records.kept_answer(record)
            kept.append(_in_place(answer, there, placed) if in_place else answer)
    batch = Batch(
        tuple(map(records.kept, unknown.values())),
        tuple(kept),
        tuple(
            records.kept(record) for id, record in authors.items() if not everything.author(id).said
        ),
    )
    if not any(batch):
        return same
    retold = [key for key, one in there.items() if one.form == "retold"]
    return [*same, *own.add(store(), batch, there, retold)]


def _in_place(
    answer: OwnAnswer, there: dict[Attempt, Answer], placed: dict[Attempt, Record]
) -> OwnAnswer:
    """Give an original the number of the same answer retold, unless another original stands there."""
    if answer.attempt or answer.record.get("form", "original") != "original":
        return answer
    for key, one in there.items():
        is_same = one.form == "retold" and key[:2] == answer[:2]
        if is_same and placed.setdefault(key, answer.record) == answer.record:
            return answer._replace(attempt=key[2])
    return answer


def _add_challenge(
    unknown: dict[str, Record], known: dict[str, Any], record: Record, where: str
) -> None:
    there = known.get(record["id"])
    written = records.of_challenge(there) if there is not None else unknown.get(record["id"])
    if written is not None and written["prompt"] != record["prompt"]:
        raise InvalidValueError(
            f"{where}: there is another challenge {record['id']!r} already; nothing was brought in"
        )
    if there is None:
        unknown.setdefault(record["id"], record)


def _is_shipped(record: Record, there: dict[Attempt, Answer]) -> bool:
    """Tell whether a record is, to the letter, one that ships."""
    one = there.get((record["challenge"], record["model"], record.get("attempt", 0)))
    return one is not None and records.of_answer(one) == record


def add(challenge: str, model: str, text: str, **told: Any) -> str:
    """Keep one answer, however it came; returns its id. Raises InvalidValueError, UnknownNameError."""
    asked = everything.challenge(challenge)
    if not records.slug(model):
        raise InvalidValueError("say who answered: the model's name is empty")
    known = model_id(model)
    given = {name: value for name, value in told.items() if value not in (None, "", {})}
    found: list[tuple[str, Record]] = []
    if everything.author(known).name == known and known != model:
        found.append(("the model", {"kind": "author", "id": known, "name": model}))
    record = {"kind": "answer", "challenge": asked.id, "model": known, "text": text, **given}
    (id,) = keep([*found, ("the answer", record)])
    return id


def remove(name: str) -> str:
    """Remove an answer that the user brought in; returns its id. Raises StoreError for a shipped one."""
    one = everything.answer(name)
    own.remove(store(), one.challenge, one.model, one.attempt)
    return one.id


def exported_text(challenge: str = "", model: str = "") -> str:
    """Write all answers, or those of a challenge or a model, with what they need, one record a line."""
    chosen = [
        one for one in everything.answers().values()
        if challenge in ("", one.challenge) and model in ("", one.model)
    ]  # fmt: skip
    asked = everything.challenges()
    wanted = [id for id in asked if any(one.challenge == id for one in chosen)]
    authors = {one.model: everything.author(one.model).said for one in chosen}
    return exported.written(
        [
            *(records.of_challenge(asked[id]) for id in wanted),
            *(records.of_author(id, said) for id, said in authors.items() if said),
            *map(records.of_answer, chosen),
        ]
    )
