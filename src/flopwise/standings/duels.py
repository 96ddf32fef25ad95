"""Which two answers a reader is shown: of one challenge, of two models, and not voted on before."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, NamedTuple

from flopwise import gallery
from flopwise.errors import InvalidValueError
from flopwise.standings.leaderboard import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flopwise.store.votes import Vote


class Pair(NamedTuple):
    """Two answers to one challenge, in the order in which they are shown."""

    challenge: str
    left: str
    right: str


def pairs(challenge: str = "") -> list[Pair]:
    """Return every pair of answers that can be shown; raises UnknownNameError for no such challenge."""
    wanted = gallery.challenge(challenge).id if challenge else ""
    found = []
    answers = [
        one for one in gallery.answers().values()
        if wanted in ("", one.challenge) and one.type != DOCUMENT
    ]  # fmt: skip
    for first, second in itertools.combinations(answers, 2):
        if first.challenge == second.challenge and first.model != second.model:
            found.append(Pair(first.challenge, first.id, second.id))
    return found


def drawn(
    votes: Iterable[Vote], voter: str, challenge: str = "", *, chance: random.Random | None = None
) -> Pair | None:
    """Draw a pair for a voter, from those that have the fewest votes; None where all are voted on.

    The sides are shuffled. Raises InvalidValueError where there are no two answers to choose between.
    """
    chance = chance or random.SystemRandom()
    possible = pairs(challenge)
    if not possible:
        raise InvalidValueError("there are no two answers of different models to choose between")
    counts: dict[frozenset[str], int] = {}
    done = set()
    for vote in votes:
        both = frozenset((vote.first, vote.second))
        counts[both] = counts.get(both, 0) + 1
        if vote.voter == voter:
            done.add(both)
    left = [pair for pair in possible if frozenset(pair[1:]) not in done]
    if not left:
        return None
    fewest = min(counts.get(frozenset(pair[1:]), 0) for pair in left)
    pair = chance.choice([one for one in left if counts.get(frozenset(one[1:]), 0) == fewest])
    if chance.random() < 0.5:
        pair = Pair(pair.challenge, pair.right, pair.left)
    return pair
