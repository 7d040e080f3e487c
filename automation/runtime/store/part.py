"""What the parts of the store share: the database, and transactions that only the holder of a lease gets through."""

from __future__ import annotations

from sqlalchemy import Connection

from automation.model.work import Lease
from automation.runtime.store.engine import Database
from automation.runtime.store.tally import Tally
from automation.runtime.store.worklist import hold
from automation.runtime.store.writing import Job, T


class Part:
    """One side of the store; `Store` is all of them together."""

    def __init__(self, db: Database) -> None:
        self._db = db
        #: projects whose shares the database certainly has
        self._known: frozenset[str] = frozenset()
        self._tally = Tally()

    def _under(self, lease: Lease, job: Job[T]) -> T:
        """The result of `job`, in a transaction that `lease` allows.

        Raises:
            LeaseLost: the lease is no longer the holder's.
            StoreUnavailable: nothing was stored.
        """

        def fenced(connection: Connection) -> T:
            hold(connection, lease)
            return job(connection)

        return self._db.write(fenced)
