"""`/answers`: challenges, the published answers to each, one answer with its audit, and two side by side."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise import gallery, operations
from flopwise.errors import FlopwiseError, InvalidValueError, UnknownNameError
from flopwise.standings import leaderboard
from flopwise.standings.judging import VERDICTS, Judged, audit_of, judged
from flopwise.standings.leaderboard import of_pair
from flopwise.web.pages import prose, templates
from flopwise.web.pages.about import about, facts
from flopwise.web.pages.asked import address
from flopwise.web.pages.problems import as_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from flopwise.auditing.result import Audit
    from flopwise.catalog.answers import Answer
    from flopwise.catalog.challenges import Challenge
    from flopwise.estimation.result import Estimate
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply

_FIRST = ("category", "difficulty", "search")
_WITHIN = ("provider", "verdict", "search")
_MOST_SHOWN = 500


class Row(NamedTuple):
    """One answer in a list."""

    answer: Answer
    name: str
    provider: str
    judged: Judged


def page(asked: Asked) -> Reply:
    """Show the challenges, one of them, or one answer, as the address says."""
    parts = [part for part in asked.name.split("/") if part]
    if asked.sent and len(parts) != 1:
        raise InvalidValueError("this page takes no form")
    if not parts:
        return _challenges(asked)
    if len(parts) == 1:
        challenge = gallery.challenge(parts[0])
        if asked.sent:
            return _added(challenge, asked)
        compared = asked.several("compare")
        return _beside(challenge, asked, compared) if compared else _challenge(challenge, asked)
    return _answer(gallery.answer(asked.name.strip("/")), asked)


# ---- all challenges ----------------------------------------------------------------------------


def _challenges(asked: Asked) -> Reply:
    said = filters(asked, (*_FIRST, "compare", "export"))
    if said["export"]:
        return templates.text(operations.export_answers(), b"application/jsonl; charset=utf-8")
    compared = asked.several("compare")
    if compared:
        return _models_beside(compared)
    counts: dict[str, int] = {}
    for one in gallery.answers().values():
        counts[one.challenge] = counts.get(one.challenge, 0) + 1
    every = list(gallery.challenges().values())
    found = [
        one for one in every
        if _same(said, "category", one.category) and _same(said, "difficulty", one.difficulty)
        and _has(said, f"{one.id} {one.title} {one.description} {one.prompt}")
    ]  # fmt: skip
    found.sort(key=lambda one: (-counts.get(one.id, 0), one.title.casefold()))
    return templates.page(
        "challenges.html", title="Answers", path="/answers", said=said, found=found, counts=counts,
        categories=sorted({one.category for one in every}), answers=sum(counts.values()),
    )  # fmt: skip


def _models_beside(names: Sequence[str]) -> Reply:
    """Show the answers of a few models beside one another, over all challenges that all answered."""
    wanted = list(dict.fromkeys(names))
    if len(wanted) != 2:
        raise InvalidValueError(f"two models fit beside one another here, not {len(wanted)}")
    known = gallery.answers()
    authors = {one.model for one in known.values()}
    for name in wanted:
        if name not in authors:
            raise UnknownNameError("model with answers", name, authors)
    votes = _votes()
    rows = []
    for challenge in gallery.challenges().values():
        pair = [
            [one for one in known.values() if (one.challenge, one.model) == (challenge.id, name)]
            for name in wanted
        ]
        if all(pair):
            found = [judged(side) for side in pair]
            tally = of_pair(votes, pair[0][0].id, pair[1][0].id)
            rows.append((challenge, found, tally))
    return templates.page(
        "models-beside.html", path="/answers",
        title=" vs ".join(gallery.author(name).name for name in wanted) + ", all challenges", names=[(name, gallery.author(name).name) for name in wanted], rows=rows,
    )  # fmt: skip


# ---- one challenge -----------------------------------------------------------------------------


def _challenge(
    challenge: Challenge, asked: Asked, *, wrong: str = "", given: dict[str, str] | None = None
) -> Reply:
    said = dict.fromkeys(_WITHIN, "") if wrong else filters(asked, _WITHIN)
    every = _rows(one for one in gallery.answers().values() if one.challenge == challenge.id)
    found = [
        row for row in every
        if _same(said, "provider", row.provider) and _same(said, "verdict", row.judged.verdict)
        and _has(said, f"{row.answer.id} {row.name} {row.answer.description} {row.answer.text}")
    ]  # fmt: skip
    counts = {
        verdict: sum(row.judged.verdict == verdict for row in every)
        for verdict in VERDICTS
        if any(row.judged.verdict == verdict for row in every)
    }
    right = _right(challenge)
    return templates.page(
        "challenge.html", HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        title=challenge.title, path="/answers", challenge=challenge, said=said,
        prompt=prose.shown(challenge.prompt), rows=found[:_MOST_SHOWN], total=len(every),
        providers=sorted({row.provider for row in every if row.provider}), counts=counts,
        verdicts=VERDICTS, right=right, wrong=wrong, given=given or dict.fromkeys(("model", "date", "description", "text"), ""), may_write=asked.may_write,
    )  # fmt: skip


def _right(challenge: Challenge) -> str:
    """Return what a right answer gives, in a sentence."""
    if not challenge.asks:
        return ""
    card = operations.card("challenges", challenge.id)
    field = card.field("right", "asks")
    return field.text if field is not None else ""


def _rows(answers: Iterable[Answer]) -> list[Row]:
    """Return answers with their verdicts, the best first."""
    wanted = list(answers)
    rows = [
        Row(one, gallery.author(one.model).name, leaderboard.provider(one.model), verdict)
        for one, verdict in zip(wanted, judged(wanted), strict=True)
    ]
    rows.sort(key=lambda row: (row.judged.rank is None, row.judged.rank or (), row.name.casefold()))
    return rows


def _added(challenge: Challenge, asked: Asked) -> Reply:
    """Keep the answer that a form brought, and go to its page; or show the form again."""
    given = {name: asked.first(name) for name in ("model", "date", "description")}
    text = next((value for key, value in asked.query if key == "file" and value.strip()), "")
    text = text or next((value for key, value in asked.query if key == "text"), "")
    try:
        if not asked.may_write:
            raise InvalidValueError("answers can't be added here: anyone could")
        id = operations.add_answer(
            challenge.id, given["model"], text, date=given["date"],
            description=given["description"],
        )  # fmt: skip
    except FlopwiseError as error:
        return _challenge(
            challenge, asked, wrong=as_sentence(str(error)), given={**given, "text": text[:100_000]}
        )
    return templates.elsewhere(address(f"/answers/{id}", ()))


# ---- one answer --------------------------------------------------------------------------------


def _answer(answer: Answer, asked: Asked) -> Reply:
    filters(asked, ())
    challenge = gallery.challenge(answer.challenge)
    rows = _rows(one for one in gallery.answers().values() if one.challenge == challenge.id)
    ids = [row.answer.id for row in rows]
    place = ids.index(answer.id)
    attempts = sorted(
        (row for row in rows if row.answer.model == answer.model),
        key=lambda row: row.answer.attempt,
    )
    audit = audit_of(answer) if challenge.asks else None
    corrected = audit.corrected if audit is not None else None
    return templates.page(
        "answer.html", title=_title(answer, challenge), path="/answers", answer=answer,
        heading=answer.title or challenge.title, challenge=challenge,
        author=gallery.author(answer.model), row=rows[place],
        prompt=prose.shown(challenge.prompt), response=prose.shown(answer.text),
        facts=facts(answer), about=about(answer.model), audit=audit,
        result=_whole(audit) if audit is not None else None,
        request=_request(corrected),
        previous=rows[place - 1].answer if place else None,
        following=rows[place + 1].answer if place + 1 < len(rows) else None,
        versus=[
            (row, _versus(challenge.id, answer, row.answer))
            for row in rows if row.answer.model != answer.model
        ][:12],
        attempts=attempts if len(attempts) > 1 else [], spread=_spread(attempts),
    )  # fmt: skip


def _versus(challenge: str, one: Answer, other: Answer) -> str:
    """Return where two answers stand side by side: one place for either order."""
    names = sorted(answer.id.partition("/")[2] for answer in (one, other))
    return address(f"/answers/{challenge}", [("compare", ",".join(names))])


def _title(answer: Answer, challenge: Challenge) -> str:
    attempt = f", attempt {answer.attempt}" if answer.attempt > 1 else ""
    return f"{answer.title or challenge.title}: {gallery.author(answer.model).name}{attempt}"


def _request(corrected: Estimate | None) -> list[tuple[str, str]]:
    """Return what the page of the right estimate is asked for."""
    if corrected is None or not corrected.model.id:
        return []
    run, convention = corrected.run, corrected.convention
    said = {"model": corrected.model.id, "tokens": run.get("tokens"), "convention": convention}
    return [(name, str(value)) for name, value in said.items() if value]


def _whole(audit: Audit) -> Markup:
    """Return the audit but for its first sentence, which stands in the margin; inputs can be changed."""
    document = audit.document()
    return templates.part(document._replace(nodes=document.nodes[1:]), {})


def _spread(attempts: Sequence[Row]) -> str:
    """Say how far the attempts of one model lie apart."""
    ratios = [row.judged.ratio for row in attempts if row.judged.ratio]
    if len(ratios) < 2:
        return ""
    from flopwise.units.numbers import approximate

    low, high = approximate(min(ratios), 2), approximate(max(ratios), 2)
    return f"{len(attempts)} attempts, from {low} to {high} times the right result."


# ---- two side by side --------------------------------------------------------------------------


def _beside(challenge: Challenge, asked: Asked, names: Sequence[str]) -> Reply:
    """Show two answers to a challenge beside one another, by their models' names or their own."""
    filters(asked, ("compare",))
    wanted = list(dict.fromkeys(names))
    if len(wanted) != 2:
        raise InvalidValueError(f"two answers fit beside one another, not {len(wanted)}")
    here = address(f"/answers/{challenge.id}", [("compare", ",".join(wanted))])
    if asked.query != (("compare", ",".join(wanted)),):
        return templates.elsewhere(here)
    pair = [gallery.answer(f"{challenge.id}/{name}") for name in wanted]
    sides = [(row, prose.shown(row.answer.text)) for row in map(_row, pair)]
    return templates.page(
        "answers-beside.html", title=f"{_names(sides)}: {challenge.title}", path="/answers",
        heading=_names(sides),
        challenge=challenge, sides=sides, tally=of_pair(_votes(), pair[0].id, pair[1].id),
        prompt=prose.shown(challenge.prompt),
    )  # fmt: skip


def _names(sides: Sequence[tuple[Row, Any]]) -> str:
    return " vs ".join(
        row.name + (f" (attempt {row.answer.attempt})" if row.answer.attempt > 1 else "")
        for row, _ in sides
    )


def _row(answer: Answer) -> Row:
    return _rows([answer])[0]


# ---- helpers -----------------------------------------------------------------------------------


def _votes() -> list[Any]:
    return operations.votes()


def filters(asked: Asked, known: Iterable[str]) -> dict[str, str]:
    """Return what an address says to each name that a page knows, empty where nothing; raises UnknownNameError for others."""
    names = tuple(known)
    for name, _ in asked.query:
        if name not in names:
            raise UnknownNameError("parameter", name, names)
    return {name: asked.first(name) for name in names}


def _same(said: dict[str, str], name: str, value: str) -> bool:
    return not said[name] or said[name].casefold() == value.casefold()


def _has(said: dict[str, str], text: str) -> bool:
    words = said["search"].casefold().split()
    return all(word in text.casefold() for word in words)
