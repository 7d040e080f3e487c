"""The part of the store for what failed: tried again, or buried with its cause until a person revives or drops it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from automation.model.decision import Outcome
from automation.model.work import Lease
from automation.runtime.store import inbox, worklist
from automation.runtime.store.columns import AnyRow, storable
from automation.runtime.store.part import Part
from automation.runtime.store.records import DeadLetter, Retry
from automation.runtime.store.tables import APPLYING, UNDONE, runs, work
from automation.runtime.store.tables import inbox as deliveries

_SHOWN: Final = ("project", "state", "error", "attempts", "ready_at")


class DeadLetters(Part):
    """Giving up a key, taking it up again, and seeing what is in trouble."""

    def bury(self, lease: Lease, error: str) -> None:
        """Give the key up because of `error`: its deliveries stay, its unfinished run is dead; raises `LeaseLost`.

        What arrives for the key meanwhile waits behind, so that order is kept.
        """
        dead = {"state": "dead", "ready_at": None, "lease_owner": None, "error": storable(error)}

        def bury(connection: Connection) -> None:
            connection.execute(update(work).where(work.c.key == lease.work_key).values(**dead))
            open_run = (runs.c.work_key == lease.work_key, APPLYING)
            connection.execute(update(runs).where(*open_run).values(state="dead", error=storable(error)))

        self._under(lease, bury)

    def revive(self, key: str) -> bool:
        """Let workers try `key` again, from where its unfinished run stopped; False when it is not dead."""
        return self._db.write(lambda connection: _revive(connection, work.c.key == key)) > 0

    def revive_all(self) -> int:
        """Let workers try every dead key again; gives how many there were."""
        return self._db.write(lambda connection: _revive(connection, work.c.key.is_not(None)))

    def drop(self, key: str, now: datetime) -> bool:
        """Decide that nothing is done about the dead `key`: its deliveries are done as skipped; False when not dead."""

        def drop(connection: Connection) -> bool:
            asked = select(work.c.key).where(work.c.key == key, work.c.state == "dead").with_for_update()
            if connection.execute(asked).first() is None:
                return False
            inbox.set_rest_done(connection, key, Outcome.SKIPPED, now)
            worklist.free(connection, key)
            return True

        return self._db.write(drop)

    def dead_letters(self, limit: int, after: str = "") -> tuple[DeadLetter, ...]:
        """The dead keys by name, at most `limit`, beginning behind the key `after`."""
        waiting = (
            select(func.count())
            .where(deliveries.c.work_key == work.c.key, UNDONE)
            .scalar_subquery()
            .label("deliveries")
        )
        statement = (
            select(work.c.key, work.c.project, work.c.error, work.c.attempts, work.c.since, waiting)
            .where(work.c.state == "dead", work.c.key > after)
            .order_by(work.c.key)
            .limit(limit)
        )
        return self._db.read(lambda connection: tuple(_letter(row) for row in connection.execute(statement)))

    def retries(self, limit: int) -> tuple[Retry, ...]:
        """The keys whose last try failed and that are tried again: at most `limit`, those that are due first."""
        columns = (work.c.key.label("work_key"), *(work.c[name] for name in _SHOWN))
        statement = (
            select(*columns)
            .where(work.c.state != "dead", work.c.error != "")
            .order_by(work.c.ready_at, work.c.key)
            .limit(limit)
        )
        return self._db.read(lambda connection: tuple(Retry(**row._asdict()) for row in connection.execute(statement)))


def _revive(connection: Connection, which: Any) -> int:
    """Make the dead keys among `which` ready, and their unfinished runs open again."""
    keys = list(connection.scalars(select(work.c.key).where(which, work.c.state == "dead").with_for_update()))
    taken = select(deliveries.c.run_id).where(deliveries.c.work_key.in_(keys), UNDONE, deliveries.c.run_id.is_not(None))
    connection.execute(
        update(runs).where(runs.c.id.in_(taken), runs.c.state == "dead").values(state="applying", error="")
    )
    ready = {"state": "waiting", "ready_at": work.c.since, "attempts": 0, "error": ""}
    connection.execute(update(work).where(work.c.key.in_(keys)).values(**ready))
    return len(keys)


def _letter(row: AnyRow) -> DeadLetter:
    return DeadLetter(
        work_key=row.key,
        project=row.project,
        error=row.error,
        attempts=row.attempts,
        deliveries=row.deliveries,
        since=row.since,
    )
