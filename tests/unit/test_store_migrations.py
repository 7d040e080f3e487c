from __future__ import annotations

import importlib
import pkgutil
import sqlite3
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import ClauseElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql import Executable

from automation.runtime import store as package
from automation.runtime.store import Store, StoreUnavailable
from automation.runtime.store.tables import metadata
from tests.store_parts import open_store

TABLES = {
    "alembic_version",
    "claims",
    "counters",
    "effects",
    "history_entries",
    "history_issues",
    "inbox",
    "issue_keys",
    "issues",
    "meta",
    "run_rules",
    "runs",
    "shares",
    "sweep_finds",
    "sweep_policies",
    "sweeps",
    "work",
}


def tables(path) -> set[str]:
    """The tables of the database in the folder `path`."""
    with closing(sqlite3.connect(path / "usher.db")) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_migrations_and_tables_agree():
    """The tables that the migrations create are those that the code speaks of."""
    with Store.open("sqlite://") as store:
        differences = store._db.write(
            lambda connection: compare_metadata(MigrationContext.configure(connection), metadata)
        )

    assert differences == []


def test_partial_indexes_agree():
    """The conditions of partial indexes, which a comparison of tables leaves out, agree as well."""
    with Store.open("sqlite://") as store:
        created = store._db.write(
            lambda connection: (
                connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'")
                .scalars()
                .all()
            )
        )
    meant = [
        str(CreateIndex(index).compile(dialect=sqlite.dialect()))
        for table in metadata.sorted_tables
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    ]

    assert sorted(created) == sorted(meant)


def test_opening_creates_the_tables_once(tmp_path):
    """A new database has all tables; opening it again, also while it is open, changes nothing."""
    with open_store(tmp_path), open_store(tmp_path):
        assert tables(tmp_path) == TABLES


def test_a_failed_migration_leaves_nothing(tmp_path, monkeypatch):
    """Tables come all or none: a migration that breaks off leaves the database as it was."""

    def broken(connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (number INTEGER)")
        message = "broken off"
        raise StoreUnavailable(message)

    monkeypatch.setattr("automation.runtime.store.store.migrate", broken)
    with pytest.raises(StoreUnavailable, match="broken off"):
        open_store(tmp_path)

    assert tables(tmp_path) == set()


def test_a_newer_database_is_refused(tmp_path):
    """A database of a later version is left alone, with words for whoever went back a version."""
    with open_store(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "usher.db", isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreUnavailable) as refused:
        open_store(tmp_path)

    assert str(refused.value) == (
        "the database was written by a newer version of Usher; run that version, or restore a backup"
    )


def test_every_statement_can_be_said_to_postgresql():
    """Tables and statements that the modules of the store keep ready compile for PostgreSQL too."""
    dialect = postgresql.dialect()
    modules = [
        importlib.import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)
    ]
    kept = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Executable) and isinstance(value, ClauseElement)
    ]
    said = [str(statement.compile(dialect=dialect)) for statement in kept]
    created = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]

    assert [words.split()[2] for words in created] == [table.name for table in metadata.sorted_tables]
    assert sum("SKIP LOCKED" in words for words in said) == 2
