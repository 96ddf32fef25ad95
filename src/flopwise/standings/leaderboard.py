"""Models ranked by what audits say of their answers, beside what readers voted."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise import gallery
from flopwise.errors import UnknownNameError
from flopwise.standings.judging import VERDICTS, Judged, judged
from flopwise.standings.statistics import Middle, Share, middle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flopwise.catalog.answers import Answer
    from flopwise.store.votes import Vote

FILTERS = ("challenge", "category", "difficulty", "provider")
DOCUMENT = "document"
"""The type of texts that answered no prompt: they are audited, but nobody is ranked by them."""


class Tally(NamedTuple):
    """How votes on one answer, or on all of a model, went."""

    wins: int = 0
    losses: int = 0
    ties: int = 0
    both_wrong: int = 0

    @property
    def preferred(self) -> Share:
        """The share of the votes that preferred one of the two; ties count for neither."""
        return Share(self.wins, self.wins + self.losses)

    @property
    def votes(self) -> int:
        """All votes."""
        return sum(self)


class Standing(NamedTuple):
    """One row of the leaderboard."""

    model: str
    name: str
    provider: str
    answers: int
    verdicts: dict[str, int]
    right: Share
    log_error: Middle | None
    faultless: Share
    """Answers without a wrong step."""
    mistake: str
    """The commonest kind of first wrong step."""
    tally: Tally

    @property
    def order(self) -> tuple[Any, ...]:
        """The best first: more right answers, then a smaller error, then fewer with a wrong step."""
        decided = self.right.cases
        return (
            not decided,
            -(self.right.value or 0.0),
            self.log_error.value if self.log_error else 0.0,
            -(self.faultless.value or 0.0),
            -decided,
            self.name.casefold(),
        )


class Leaderboard(NamedTuple):
    """All models whose answers pass the filters, the best first."""

    rows: tuple[Standing, ...]
    disputed: Share
    """How often voters preferred the answer that the audit ranks lower."""
    answers: int


def chosen(filters: dict[str, str]) -> list[Answer]:
    """Return the answers that pass all filters; raises UnknownNameError for a filter that is none."""
    challenges = gallery.challenges()
    for name in filters:
        if name not in FILTERS:
            raise UnknownNameError("filter", name, FILTERS)
    wanted = {name: value.casefold() for name, value in filters.items() if value}
    if "challenge" in wanted:
        wanted["challenge"] = gallery.challenge(wanted["challenge"]).id
    found = []
    for one in gallery.answers().values():
        asked = challenges[one.challenge]
        said = {
            "challenge": one.challenge,
            "category": asked.category.casefold(),
            "difficulty": asked.difficulty,
        }
        if "provider" in wanted:
            said["provider"] = provider(one.model).casefold()
        if one.type != DOCUMENT and all(said[name] == value for name, value in wanted.items()):
            found.append(one)
    return found


def leaderboard(votes: Iterable[Vote], filters: dict[str, str] | None = None) -> Leaderboard:
    """Rank the models whose answers pass the filters."""
    answers = chosen(filters or {})
    verdicts = judged(answers)
    here = {one.id for one in answers}
    counted = [vote for vote in votes if vote.first in here and vote.second in here]
    tallies = by_model(counted, {one.id: one.model for one in answers})
    grouped: dict[str, list[Judged]] = defaultdict(list)
    for verdict in verdicts:
        grouped[verdict.model].append(verdict)
    rows = [
        _standing(model, given, tallies.get(model, Tally())) for model, given in grouped.items()
    ]
    ranks = {one.answer: one.rank for one in verdicts}
    return Leaderboard(
        tuple(sorted(rows, key=lambda row: row.order)), disputed(counted, ranks), len(answers)
    )


def _standing(model: str, given: Sequence[Judged], tally: Tally) -> Standing:
    counts = Counter(one.verdict for one in given)
    decided = [one for one in given if one.rank is not None]
    audited = [one for one in given if one.verdict in VERDICTS]
    mistakes = Counter(one.mistake for one in audited if one.mistake)
    return Standing(
        model,
        gallery.author(model).name,
        provider(model),
        len(given),
        {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]},
        Share(counts["right"], len(decided)),
        middle([one.log_error for one in decided if one.log_error is not None]),
        Share(sum(not one.errors for one in audited), len(audited)),
        mistakes.most_common(1)[0][0] if mistakes else "",
        tally,
    )


def provider(model: str) -> str:
    """Return who made a model: by the catalog, else as a page said."""
    from flopwise.catalog import models

    author = gallery.author(model)
    if author.in_catalog:
        return models.find(model).provider
    return str(author.said.get("provider", ""))


def by_model(votes: Iterable[Vote], models: dict[str, str]) -> dict[str, Tally]:
    """Count votes by the models of the answers; those between two of one model's count for neither."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for vote in votes:
        pair = [models.get(vote.first), models.get(vote.second)]
        if None in pair or pair[0] == pair[1]:
            continue
        for answer, model in zip((vote.first, vote.second), pair, strict=True):
            assert model is not None
            found[model][_place(vote, answer)] += 1
    return {model: Tally(*counts) for model, counts in found.items()}


def of_pair(votes: Iterable[Vote], first: str, second: str) -> Tally:
    """Count the votes between two answers, as the first of them sees it."""
    counts = [0, 0, 0, 0]
    for vote in votes:
        if {vote.first, vote.second} == {first, second}:
            counts[_place(vote, first)] += 1
    return Tally(*counts)


def _place(vote: Vote, answer: str) -> int:
    if vote.preferred:
        return 0 if vote.preferred == answer else 1
    return 2 if vote.choice == "tie" else 3


def disputed(votes: Iterable[Vote], ranks: dict[str, tuple[int, float, int] | None]) -> Share:
    """Count how often voters preferred the answer that the audit ranks lower."""
    lower = cases = 0
    for vote in votes:
        first, second = ranks.get(vote.first), ranks.get(vote.second)
        if not vote.preferred or first is None or second is None or first == second:
            continue
        cases += 1
        better = vote.first if first < second else vote.second
        lower += vote.preferred != better
    return Share(lower, cases)
