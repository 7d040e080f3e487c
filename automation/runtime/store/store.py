"""The store: everything that must not be lost, in one database, behind one object."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from automation.runtime.store.accounts import Accounts
from automation.runtime.store.agenda import Agenda
from automation.runtime.store.boards import Boards
from automation.runtime.store.deadletters import DeadLetters
from automation.runtime.store.deliveries import Deliveries
from automation.runtime.store.engine import Database
from automation.runtime.store.errors import NoDatabase
from automation.runtime.store.handing import Handing
from automation.runtime.store.heard import Heard
from automation.runtime.store.history import Histories
from automation.runtime.store.knowledge import Knowledge
from automation.runtime.store.leases import Leases
from automation.runtime.store.migrate import migrate
from automation.runtime.store.reading import RunPages
from automation.runtime.store.regrets import Regrets
from automation.runtime.store.retention import Retention
from automation.runtime.store.runs import Runs
from automation.runtime.store.sweeps import Sweeps
from automation.runtime.store.undos import Undos
from automation.runtime.store.wakes import Wakes


class Store(
    Deliveries,
    Leases,
    Runs,
    DeadLetters,
    Knowledge,
    Heard,
    Histories,
    Wakes,
    Agenda,
    Sweeps,
    Handing,
    RunPages,
    Undos,
    Regrets,
    Boards,
    Accounts,
    Retention,
):
    """All parts of the store; safe to share between threads.

    Every method raises `StoreUnavailable` when the database cannot do it now; nothing of it is then stored.
    """

    @classmethod
    def open(cls, url: str, *, make: bool = True, lasting: bool = True) -> Self:
        """The store at the SQLAlchemy address `url` (``sqlite:///usher.db``, ``sqlite://`` in memory, ``postgresql://…``).

        Its tables are created, or brought to this version. Raises `StoreUnavailable`; where `make` is False, for a file
        that is not there too (`NoDatabase`). One that is not `lasting` is thrown away, and waits for no disk.
        """
        db = Database(url, lasting=lasting)
        if db.is_missing and not make:
            message = "there is no database at this address"
            raise NoDatabase(message)
        db.connect(migrate)
        return cls(db)

    @classmethod
    def open_to_read(cls, url: str) -> Self | None:
        """The store at `url` as a process opens it that writes nothing there; None where there is none.

        It only reads: the tables stay those of the version that wrote them.
        """
        db = Database(url)
        return cls(db) if db.is_shared and not db.is_missing else None

    def ping(self) -> None:
        """Prove that the store can be written, by storing something; raises `StoreUnavailable`."""
        self.flush()
        self.keep("ping", "")

    def close(self) -> None:
        """Store what was counted and close the connections; closing again does nothing."""
        try:
            self.flush()
        finally:
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
