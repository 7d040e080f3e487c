"""The part of the store that workers ask for work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select, update

from automation.model.work import Lease
from automation.runtime.store import inbox, turns, worklist
from automation.runtime.store.part import Part
from automation.runtime.store.tables import work

#: longer than any wait between two tries, any limit of GitLab's, and any lease
_LONGEST_WAIT: Final = timedelta(hours=2)
#: longer than a lease
_A_WHILE: Final = timedelta(minutes=10)


class Leases(Part):
    """Claiming keys, holding them and giving them back."""

    def claim(self, worker: str, now: datetime, lease_seconds: float, key: str | None = None) -> Lease | None:
        """The right to work on `key`, or on the key whose turn it is, for `lease_seconds`; None when nothing is ready.

        The turn goes by priority, then to the project that was served longest ago, then to the key that has been ready
        longest. A key is ready when it waits and its time has come, or when its lease ran out: its fence then moves,
        and the try of the lost holder counts as an attempt.
        """
        until = now + timedelta(seconds=lease_seconds)
        return self._db.write(lambda connection: turns.take(connection, worker, now, until, key))

    def ready(self, now: datetime, limit: int) -> list[str]:
        """Keys that could be claimed at `now`, at most `limit`, in the order in which `claim` would give them."""
        return self._db.read(lambda connection: turns.ready(connection, now, limit))

    def next_ready_at(self) -> datetime | None:
        """The first instant at which a key can be claimed (a lease counts by its end); past when one can be now."""
        return self._db.read(turns.first_ready_at)

    def renew(self, lease: Lease, until: datetime) -> Lease:
        """The same lease, good until `until`.

        Raises:
            LeaseLost: the key has passed to another.
        """
        self._change(lease, ready_at=until)
        return replace(lease, until=until)

    def settle(self, lease: Lease, outcomes: Mapping[int, str], now: datetime) -> None:
        """The deliveries `outcomes` (by id) needed no run: done at `now`, the key is free; raises `LeaseLost`."""

        def settle(connection: Connection) -> None:
            inbox.set_done(connection, lease.work_key, outcomes, now)
            worklist.free(connection, lease.work_key)

        self._under(lease, settle)

    def release(self, lease: Lease, ready_at: datetime, error: str, *, throttled: bool, attempts: int) -> None:
        """Give the key back until `ready_at`, with what went wrong and how often; raises `LeaseLost`."""
        state = "throttled" if throttled else "waiting"
        self._change(lease, state=state, ready_at=ready_at, lease_owner=None, error=error, attempts=attempts)

    def hasten(self, now: datetime) -> int:
        """Bring near what waits longer than anything does, since a clock wrote it that was ahead; gives how many keys.

        A worker may still hold such a key, so it can be claimed after a while that no lease outlasts, not at once.
        """
        late = work.c.ready_at > now + _LONGEST_WAIT
        return self._db.write(
            lambda connection: connection.execute(update(work).where(late).values(ready_at=now + _A_WHILE)).rowcount
        )

    def lease_owners(self) -> tuple[str, ...]:
        """The workers that hold a lease, run out or not, sorted."""
        statement = select(work.c.lease_owner).where(work.c.state == "leased").distinct().order_by(work.c.lease_owner)
        return self._db.read(lambda connection: tuple(connection.scalars(statement)))

    def free_leases(self, worker_prefix: str) -> int:
        """Take back every lease of the workers whose name starts so, because they are dead; gives how many.

        Their keys are ready at once; the try counts as an attempt, as when a lease runs out.
        """
        theirs = (work.c.state == "leased", work.c.lease_owner.startswith(worker_prefix, autoescape=True))
        freed = {"state": "waiting", "ready_at": work.c.since, "lease_owner": None, "attempts": work.c.attempts + 1}
        return self._db.write(
            lambda connection: connection.execute(update(work).where(*theirs).values(**freed)).rowcount
        )

    def _change(self, lease: Lease, **values: object) -> None:
        statement = update(work).where(work.c.key == lease.work_key).values(**values)
        self._under(lease, lambda connection: connection.execute(statement))
