"""The engines: one that writes, one that only reads, for SQLite (WAL, every commit synced) and PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from automation.runtime.store.errors import StoreUnavailable, translated
from automation.runtime.store.writing import GroupWriter, Job, PoolWriter, T, Writer

#: how long SQLite waits for another process that writes, in seconds
_BUSY_SECONDS: Final = 10

_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What the retention cleared must not stay readable in the file.
    "PRAGMA secure_delete = ON",
)
_READER_PRAGMAS: Final = (_PRAGMAS[0], "PRAGMA query_only = ON")
#: for what is thrown away: nothing waits for the disk
_PASSING: Final = (*_PRAGMAS, "PRAGMA synchronous = OFF")


class Database:
    """The database behind the store: transactions that write, and reads that never hold a writer up."""

    def __init__(self, url: str, *, lasting: bool = True) -> None:
        """Prepare the engines for the SQLAlchemy address `url`; `connect` opens them.

        What is not `lasting` may be lost when the machine dies, and costs less.

        Raises:
            StoreUnavailable: no such kind of database, or its driver is not installed.
        """
        address = _address(url)
        self._path = _path(address)
        self._engine, self._reader = _engines(address, self._path, _PRAGMAS if lasting else _PASSING)
        self._grouped = address.get_backend_name() == "sqlite"
        self._writer: Writer = PoolWriter(self._engine)
        self._inode: int | None = None

    @property
    def is_missing(self) -> bool:
        """Whether there is no database yet and `connect` would make one."""
        return self._path is not None and not self._path.exists()

    @property
    def is_shared(self) -> bool:
        """Whether others may have it too: it does not live in the memory of this process."""
        return self._reader is not None

    def connect(self, prepare: Job[None]) -> None:
        """Run `prepare` (the migrations) in a transaction, then take the writing connection.

        Raises:
            StoreUnavailable: the database cannot be written, or `prepare` says so; everything is closed again.
        """
        try:
            with translated():
                self._writer.run(prepare)
                if self._grouped:
                    self._writer = GroupWriter(self._engine)
        except StoreUnavailable:
            self.close()
            raise
        self._inode = self._file()

    def write(self, job: Job[T]) -> T:
        """The result of `job`, stored for good; `job` may be run again and must therefore change nothing else.

        Raises:
            StoreUnavailable: the database cannot be written; nothing was stored.
        """
        if self._path is not None and self._file() != self._inode:
            message = "the database is not available: its file was removed or replaced"
            raise StoreUnavailable(message)
        with translated():
            return self._writer.run(job)

    def read(self, job: Job[T]) -> T:
        """The result of `job`, which sees one state of the database.

        Raises:
            StoreUnavailable: the database cannot be read.
        """
        if self._reader is None:
            return self.write(job)
        with translated(), self._reader.begin() as connection:
            return job(connection)

    def close(self) -> None:
        """Close every connection."""
        with translated():
            self._writer.close()
            self._engine.dispose()
            if self._reader is not None:
                self._reader.dispose()

    def _file(self) -> int | None:
        """Which file bears the database's name now: SQLite goes on writing into one that has lost its name."""
        if self._path is None:
            return None
        try:
            return self._path.stat().st_ino
        except OSError:
            return None


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        message = "the address of the database cannot be read; write it as sqlite:///usher.db or postgresql://…"
        raise StoreUnavailable(message) from None
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        message = f"{address.get_backend_name()} is not a database of Usher; use sqlite or postgresql"
        raise StoreUnavailable(message)
    return address


def _path(address: URL) -> Path | None:
    """The file of a SQLite database; None where it lives in memory or on a server."""
    if address.get_backend_name() != "sqlite" or address.database in {None, "", ":memory:"}:
        return None
    return Path(str(address.database)).absolute()


def _engines(address: URL, path: Path | None, pragmas: tuple[str, ...]) -> tuple[Engine, Engine | None]:
    """The writing and the reading engine; a database in memory has one connection, which does both."""
    try:
        if address.get_backend_name() == "postgresql":
            return _postgresql(address)
        if path is None:
            return _sqlite(URL.create("sqlite"), pragmas, "BEGIN IMMEDIATE", poolclass=StaticPool), None
        only_reads = URL.create("sqlite", database=f"file:{quote(str(path))}", query={"mode": "ro", "uri": "true"})
        return (
            _sqlite(URL.create("sqlite", database=str(path)), pragmas, "BEGIN IMMEDIATE"),
            _sqlite(only_reads, _READER_PRAGMAS, "BEGIN"),
        )
    except (SQLAlchemyError, ImportError) as error:
        message = f"the database cannot be opened ({type(error).__name__}); is the driver installed?"
        raise StoreUnavailable(message) from None


def _postgresql(address: URL) -> tuple[Engine, Engine]:
    engine = create_engine(address, hide_parameters=True, pool_pre_ping=True)
    return engine, engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")


def _sqlite(url: URL, pragmas: tuple[str, ...], begin: str, **options: Any) -> Engine:
    # The driver opens no transaction of its own (isolation_level None): SQLAlchemy's begin says which kind.
    connect_args = {"isolation_level": None, "check_same_thread": False, "timeout": _BUSY_SECONDS}
    engine = create_engine(url, hide_parameters=True, connect_args=connect_args, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
