"""The tables of the store, as they are today; `migrations` say how older ones become these."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

everything = MetaData()

saved = Table(
    "saved", everything,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("request", JSON, nullable=False),
    Column("result", JSON, nullable=False),
    Column("created", Text, nullable=False),
    Column("changed", Text, nullable=False),
    sqlite_autoincrement=True,  # the number of a work that was removed is never given again
)  # fmt: skip
"""Estimates, comparisons, audits: what was asked, and what came out then."""

challenges = Table(
    "challenges", everything,
    Column("id", Text, primary_key=True),
    Column("record", JSON, nullable=False),
    Column("added", Text, nullable=False),
)  # fmt: skip
"""Challenges of the user's own; a record is what a file of the catalog would hold."""

answers = Table(
    "answers", everything,
    Column("challenge", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("record", JSON, nullable=False),
    Column("added", Text, nullable=False),
    CheckConstraint("attempt >= 1", "attempt_counts"),
)  # fmt: skip

authors = Table(
    "authors", everything,
    Column("id", Text, primary_key=True),
    Column("record", JSON, nullable=False),
    Column("added", Text, nullable=False),
)  # fmt: skip
"""What a page said about a model that the catalog doesn't know."""

duels = Table(
    "duels", everything,
    Column("token", Text, primary_key=True),
    Column("voter", Text, nullable=False),
    Column("challenge", Text, nullable=False),
    Column("left", Text, nullable=False),
    Column("right", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Index("duels_shown", "shown"),
)  # fmt: skip
"""Pairs that were shown to somebody and wait for a vote."""

votes = Table(
    "votes", everything,
    Column("id", Integer, primary_key=True),
    Column("voter", Text, nullable=False),
    Column("challenge", Text, nullable=False),
    Column("first", Text, nullable=False),
    Column("second", Text, nullable=False),
    Column("choice", Text, nullable=False),
    Column("cast", Text, nullable=False),
    UniqueConstraint("voter", "challenge", "first", "second", name="one_vote_each"),
    CheckConstraint("first < second", "pairs_in_order"),
    CheckConstraint("choice IN ('first', 'second', 'tie', 'both wrong')", "choice_known"),
    Index("votes_voter", "voter", "cast"),
)  # fmt: skip

judged = Table(
    "judged", everything,
    Column("key", Text, primary_key=True),
    Column("record", JSON, nullable=False),
)  # fmt: skip
"""What audits said of texts, so that a table of hundreds needn't read them all again."""
