"""What can be said of one model: verdicts by challenge, mistakes by kind, duels, who is like it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from flopwise import gallery
from flopwise.catalog import models
from flopwise.standings.judging import Judged, judged
from flopwise.standings.leaderboard import Tally, by_model, provider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flopwise.store.votes import Vote

_RECENT = 10
_RELATED = 6


class Insights(NamedTuple):
    """All that the gallery says of one model."""

    model: str
    name: str
    answers: tuple[Judged, ...]
    mistakes: tuple[tuple[str, int], ...]
    """Kinds of wrong steps, the commonest first, and how often."""
    tally: Tally
    duels: tuple[Vote, ...]
    """The latest, the last first."""
    related: tuple[str, ...]
    """Models of the same family, then of the same provider, the nearest in time first."""


def insights(model: str, votes: Sequence[Vote]) -> Insights:
    """Return what the gallery says of a model, which may be none of the catalog's."""
    known = gallery.answers()
    given = judged(one for one in known.values() if one.model == model)
    owners = {one.id: one.model for one in known.values()}
    own = [vote for vote in votes if model in (owners.get(vote.first), owners.get(vote.second))]
    mistakes = Counter(kind for one in given for kind in one.mistakes)
    return Insights(
        model, gallery.author(model).name, tuple(given), tuple(mistakes.most_common()),
        by_model(own, owners).get(model, Tally()), tuple(reversed(own[-_RECENT:])),
        _related(model),
    )  # fmt: skip


def _related(model: str) -> tuple[str, ...]:
    author = gallery.author(model)
    maker = provider(model)
    others = {one.model for one in gallery.answers().values()} - {model}
    if not author.in_catalog:
        return tuple(sorted(one for one in others if maker and provider(one) == maker))[:_RELATED]
    card = models.find(model)
    released = str(card.figure("released").value or "")
    near = []
    for one in models.every():
        if one.id == card.id or one.provider != card.provider:
            continue
        when = str(one.figure("released").value or "")
        near.append(
            (one.family != card.family, one.id not in others, when < released, when, one.id)
        )
    near.sort()
    return tuple(id for *_, id in near)[:_RELATED]
