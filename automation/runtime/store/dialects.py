"""The one thing that SQLAlchemy says differently for the two databases: insert unless it is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert

_INSERTS: Final[dict[str, Callable[[Table], Insert]]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def insert_new(connection: Connection, table: Table, unique: tuple[str, ...]) -> Insert:
    """An insert into `table` that leaves a row alone which has the same values in the `unique` columns."""
    return _insert_new(connection.dialect.name, table, unique)


def upsert(connection: Connection, table: Table, unique: tuple[str, ...]) -> Insert:
    """An insert into `table` that overwrites a row which has the same values in the `unique` columns."""
    return _upsert(connection.dialect.name, table, unique)


def insert(dialect: str, table: Table) -> Insert:
    """An insert into `table`, in words of `dialect`, that can be told what to do on a conflict."""
    return _INSERTS[dialect](table)


@cache
def _insert_new(dialect: str, table: Table, unique: tuple[str, ...]) -> Insert:
    return insert(dialect, table).on_conflict_do_nothing(index_elements=list(unique))


@cache
def _upsert(dialect: str, table: Table, unique: tuple[str, ...]) -> Insert:
    statement = insert(dialect, table)
    others: dict[str, Any] = {column.name: column for column in statement.excluded if column.name not in unique}
    return statement.on_conflict_do_update(index_elements=list(unique), set_=others)
