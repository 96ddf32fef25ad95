"""The first store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "saved",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("request", sa.JSON, nullable=False),
        sa.Column("result", sa.JSON, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("changed", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "challenges",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("record", sa.JSON, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("challenge", sa.Text, primary_key=True),
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("record", sa.JSON, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
        sa.CheckConstraint("attempt >= 1", "attempt_counts"),
    )
    op.create_table(
        "authors",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("record", sa.JSON, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
    )
    op.create_table(
        "duels",
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("voter", sa.Text, nullable=False),
        sa.Column("challenge", sa.Text, nullable=False),
        sa.Column("left", sa.Text, nullable=False),
        sa.Column("right", sa.Text, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
    )
    op.create_index("duels_shown", "duels", ["shown"])
    op.create_table(
        "votes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("voter", sa.Text, nullable=False),
        sa.Column("challenge", sa.Text, nullable=False),
        sa.Column("first", sa.Text, nullable=False),
        sa.Column("second", sa.Text, nullable=False),
        sa.Column("choice", sa.Text, nullable=False),
        sa.Column("cast", sa.Text, nullable=False),
        sa.UniqueConstraint("voter", "challenge", "first", "second", name="one_vote_each"),
        sa.CheckConstraint("first < second", "pairs_in_order"),
        sa.CheckConstraint("choice IN ('first', 'second', 'tie', 'both wrong')", "choice_known"),
    )
    op.create_index("votes_voter", "votes", ["voter", "cast"])
    op.create_table(
        "judged",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("record", sa.JSON, nullable=False),
    )
