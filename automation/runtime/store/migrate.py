"""Brings a database to the tables of this version (automation/runtime/migrations), whatever version wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from automation.runtime.store.errors import StoreUnavailable

_SCRIPTS: Final = Path(__file__).resolve().parent.parent / "migrations"

#: PostgreSQL's lock by which processes that start together migrate one after the other ("usher" in ASCII)
_LOCK: Final = 0x7573686572


def migrate(connection: Connection) -> None:
    """Create or upgrade the tables within the transaction of `connection`.

    Raises:
        StoreUnavailable: a newer version of Usher wrote the database.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "head")
    except CommandError:
        message = "the database was written by a newer version of Usher; run that version, or restore a backup"
        raise StoreUnavailable(message) from None
