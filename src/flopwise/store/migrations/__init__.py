"""How a store of an earlier release becomes one of today: Alembic's revisions, one file each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from flopwise.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection


def wanting(connection: Connection, path: Path) -> bool:
    """Tell whether revisions are missing; raises StoreError where the store is newer than this."""
    heads = _scripts().get_heads()
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        if not inspect(connection).get_table_names():  # another process is just making it
            return True
        raise StoreError(f"{path} is not a store of Flopwise; it was left as it is")
    known = {script.revision for script in _scripts().walk_revisions()}
    if current not in known:
        raise StoreError(
            f"the store {path} was written by a newer Flopwise (its revision is {current}, the last "
            f"known here {heads[0]}); it was left as it is: please update Flopwise"
        )
    return current not in heads


def upgrade(connection: Connection) -> None:
    """Carry out the revisions that are missing, all or none of them, within the transaction begun."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
