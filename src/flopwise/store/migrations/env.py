"""What Alembic runs: the revisions, over the connection that it was given."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,  # SQLite changes columns by making the table anew
)
context.run_migrations()
