"""Duels that were shown, and the votes cast in them: one for each voter, challenge and pair."""

from __future__ import annotations

import datetime
import secrets
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, func, insert, select

from flopwise.errors import FlopwiseError
from flopwise.store.saved import moment
from flopwise.store.tables import duels, votes

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from flopwise.store.database import Database

LEFT, RIGHT, TIE, BOTH_WRONG = "left", "right", "tie", "both wrong"
CHOICES = (LEFT, RIGHT, TIE, BOTH_WRONG)
FIRST, SECOND = "first", "second"
MOST_IN_A_MINUTE = 20
"""Votes of one voter."""
_OPEN = datetime.timedelta(days=1)
"""How long a pair that was shown waits for its vote."""


class VoteError(FlopwiseError):
    """A vote that doesn't count, and why."""


class TooManyVotesError(VoteError):
    """A voter who votes faster than anyone reads."""


class Duel(NamedTuple):
    """A pair of answers as it was shown to somebody."""

    token: str
    voter: str
    challenge: str
    left: str
    right: str


class Vote(NamedTuple):
    """One vote; `first` and `second` are the answers' ids in alphabetical order."""

    voter: str
    challenge: str
    first: str
    second: str
    choice: str
    """`first`, `second`, `tie` or `both wrong`."""
    cast: str

    @property
    def preferred(self) -> str:
        """The id of the answer that was voted for; empty for neither."""
        return {FIRST: self.first, SECOND: self.second}.get(self.choice, "")


def show(database: Database, voter: str, challenge: str, left: str, right: str) -> Duel:
    """Note that a pair is shown to a voter; returns the duel with the token that its vote needs."""
    found = Duel(secrets.token_urlsafe(24), voter, challenge, left, right)
    now = datetime.datetime.now(datetime.UTC)
    with database.writing() as connection:
        old = (now - _OPEN).isoformat(timespec="seconds")
        connection.execute(delete(duels).where(duels.c.shown < old))
        connection.execute(insert(duels).values(**found._asdict(), shown=moment()))
    return found


def cast(database: Database, voter: str, token: str, choice: str) -> Vote:
    """Count a vote in a duel that was shown to this voter.

    Raises VoteError for a form that we didn't make for this voter, a second vote on the same pair,
    or an unknown choice, TooManyVotesError for too many in a minute. The duel is over then.
    """
    if choice not in CHOICES:
        raise VoteError(f"a vote is one of {', '.join(CHOICES)}, not {choice[:40]!r}")
    with database.writing() as connection:
        row = connection.execute(select(duels).where(duels.c.token == token)).first()
        if (
            row is None
            or not voter
            or not secrets.compare_digest(row.voter.encode(), voter.encode())
        ):
            raise VoteError(
                "this form is not one that was made for you, or it is too old: look at a fresh duel"
            )
        _throttle(connection, voter)
        first, second = sorted((row.left, row.right))
        chosen = {LEFT: row.left, RIGHT: row.right}.get(choice)
        kept = {first: FIRST, second: SECOND}[chosen] if chosen else choice
        found = Vote(voter, row.challenge, first, second, kept, moment())
        if _voted(connection, found):
            raise VoteError("you have voted on these two answers already; the first vote counts")
        connection.execute(insert(votes).values(**found._asdict()))
        connection.execute(delete(duels).where(duels.c.token == token))
    return found


def _throttle(connection: Connection, voter: str) -> None:
    since = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=1)
    count = connection.execute(
        select(func.count()).select_from(votes).where(
            (votes.c.voter == voter) & (votes.c.cast > since.isoformat(timespec="seconds"))
        )
    ).scalar_one()  # fmt: skip
    if count >= MOST_IN_A_MINUTE:
        raise TooManyVotesError("these are more votes than one can read in a minute; please wait")


def _voted(connection: Connection, vote: Vote) -> bool:
    wanted = (
        (votes.c.voter == vote.voter) & (votes.c.challenge == vote.challenge)
        & (votes.c.first == vote.first) & (votes.c.second == vote.second)
    )  # fmt: skip
    return connection.execute(select(votes.c.id).where(wanted)).first() is not None


def every(database: Database, voter: str = "") -> list[Vote]:
    """Return all votes, or those of one voter, in the order in which they were cast."""
    if not database.exists:
        return []
    columns = [votes.c[name] for name in Vote._fields]
    wanted = select(*columns).order_by(votes.c.id)
    if voter:
        wanted = wanted.where(votes.c.voter == voter)
    with database.reading() as connection:
        return [Vote(*row) for row in connection.execute(wanted)]
