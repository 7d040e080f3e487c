"""The part of the store that keeps sweeps: begun, taken, moved on page by page, and ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, or_, select, update

from automation.model import wire
from automation.runtime.store import finds
from automation.runtime.store.columns import storable
from automation.runtime.store.dialects import insert_new
from automation.runtime.store.part import Part
from automation.runtime.store.sweep_records import (
    PolicyState,
    PolicyTally,
    ScanPage,
    Sweep,
    SweepRequest,
    SweepState,
)
from automation.runtime.store.sweep_rows import load, load_one, move
from automation.runtime.store.sweep_tables import UNDER_WAY, sweeps

#: of a sweep that moved on
_WELL: Final[dict[str, object]] = {"attempts": 0, "trouble": ""}


_FIRST: Final = select(sweeps.c.id).where(UNDER_WAY).order_by(sweeps.c.id).limit(1)


class Sweeps(Part):
    """Passes over existing issues; whoever changes one names the worker that took it."""

    def start_sweep(self, request: SweepRequest) -> bool:
        """Keep that a sweep is to be done; False, and nothing changes, where the identifier is known already."""
        row = {
            "id": request.id,
            "state": SweepState.SCANNING.value,
            "cause": storable(request.cause),
            "request": storable(wire.dump_text(request)),
            "listing": 0,
            "page": "",
            "looked": 0,
            "error": "",
            "trouble": "",
            "attempts": 0,
            "started_at": request.started_at,
            "ready_at": request.started_at,
            "leased_until": request.started_at,
        }
        return self._db.write(
            lambda connection: connection.execute(insert_new(connection, sweeps, ("id",)), row).rowcount > 0
        )

    def take_sweep(self, worker: str, now: datetime, seconds: float) -> Sweep | None:
        """The oldest sweep on which something can be done at `now`, for `worker` alone for `seconds`; None for none.

        A worker that takes again what it has prolongs its time. Another's sweep can be taken once that has run out.
        """
        mine = or_(sweeps.c.worker.is_(None), sweeps.c.worker == worker, sweeps.c.leased_until <= now)
        free = update(sweeps).where(sweeps.c.ready_at <= now, mine)
        leased = {"worker": worker, "leased_until": now + timedelta(seconds=seconds)}

        def take(connection: Connection) -> Sweep | None:
            found = connection.scalar(_FIRST)
            if found is None or not connection.execute(free.where(sweeps.c.id == found).values(leased)).rowcount:
                return None
            return load_one(connection, found)

        # Mostly there is none, and to see that takes no turn among those who write.
        return self._db.write(take) if self._db.read(lambda connection: connection.scalar(_FIRST)) else None

    def plan_sweep(self, sweep: Sweep, worker: str, plan: str, populations: Mapping[str, int], error: str = "") -> None:
        """Keep how `sweep` goes about it, and the number of issues that each policy could select from.

        Args:
            sweep: as it stands.
            worker: who has it.
            plan: JSON.
            populations: by policy.
            error: what cannot be looked at, in one line.

        Raises:
            LeaseLost: another worker has the sweep.
        """

        def keep(connection: Connection) -> None:
            move(connection, sweep, worker, plan=plan, error=error, **_WELL)
            finds.begin(connection, sweep.id, populations)

        self._db.write(keep)

    def keep_page(self, sweep: Sweep, worker: str, page: ScanPage) -> None:
        """Keep what a page brought together with where the next one begins, in one transaction; raises `LeaseLost`."""

        def keep(connection: Connection) -> None:
            error = "; ".join(filter(None, (sweep.error, page.error)))
            looked = sweep.looked + page.looked
            place = {"listing": page.listing, "page": page.page}
            move(connection, sweep, worker, looked=looked, error=storable(error), **place, **_WELL)
            finds.add(connection, sweep.id, page)

        self._db.write(keep)

    def put_off_sweep(self, sweep: Sweep, worker: str, ready_at: datetime, trouble: str, attempts: int) -> None:
        """Nothing is done about `sweep` until `ready_at`, for the reason `trouble`; raises `LeaseLost`."""
        values = {"ready_at": ready_at, "trouble": storable(trouble), "attempts": attempts}
        self._db.write(lambda connection: move(connection, sweep, worker, **values))

    def end_scan(
        self,
        sweep: Sweep,
        worker: str,
        limits: Mapping[str, finds.Limit],
        held: Callable[[PolicyTally], bool],
        now: datetime,
    ) -> None:
        """Every issue was looked at: leave out what is beyond `limits`, and hold the policies of which `held` says so.

        What earlier sweeps hold of these policies is out of date, and dropped. Raises `LeaseLost`. `held` is pure.
        """

        def end(connection: Connection) -> None:
            move(connection, sweep, worker, state=SweepState.WRITING.value)
            for policy in sweep.policies:
                finds.settle(connection, sweep.id, policy.policy, limits.get(policy.policy))
                finds.supersede(connection, sweep.id, policy.policy)
            for tally in finds.tallies(connection, sweep.id):
                if held(tally):
                    finds.set_state(connection, sweep.id, PolicyState.HELD, tally.policy)
            finds.close_empty(connection, now)

        self._db.write(end)

    def free_sweeps(self, worker: str) -> None:
        """Take back what `worker` works on, because it is dead."""
        statement = update(sweeps).where(sweeps.c.worker == worker).values(worker=None)
        self._db.write(lambda connection: connection.execute(statement))

    def sweep_workers(self) -> tuple[str, ...]:
        """The workers that have a sweep which is under way, sorted."""
        statement = select(sweeps.c.worker).where(UNDER_WAY, sweeps.c.worker.is_not(None)).distinct()
        return self._db.read(lambda connection: tuple(sorted(connection.scalars(statement))))

    def sweep(self, sweep_id: str) -> Sweep | None:
        """The sweep `sweep_id`; None when there is none."""
        return self._db.read(lambda connection: load_one(connection, sweep_id))

    def sweeps(self, limit: int = 20, *, state: SweepState | None = None) -> tuple[Sweep, ...]:
        """The newest sweeps, or the newest in one state."""
        return self._db.read(lambda connection: load(connection, limit, state))
