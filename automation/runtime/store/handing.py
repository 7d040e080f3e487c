"""The part of the store that hands in what sweeps found: as deliveries, each once, and under a person's hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, bindparam, func, literal_column, select, update

from automation.model.work import Delivery, Priority
from automation.runtime.store import finds, inbox
from automation.runtime.store.part import Part
from automation.runtime.store.sweep_records import Find, PolicyState, PolicyTally, Sweep, SweepState
from automation.runtime.store.sweep_rows import move
from automation.runtime.store.sweep_tables import sweep_policies, sweeps
from automation.runtime.store.tables import UNDONE, work
from automation.runtime.store.tables import inbox as inbox_table

_NOT_DEAD: Final = work.c.state != literal_column("'dead'")
_LIVE: Final = (
    select(work.c.key)
    .where(
        work.c.priority < int(Priority.SWEEP),
        work.c.state == literal_column("'waiting'"),
        work.c.ready_at <= bindparam("now", type_=work.c.ready_at.type),
    )
    .limit(1)
)
_SWEPT: Final = select(func.count()).select_from(work).where(work.c.priority == int(Priority.SWEEP), _NOT_DEAD)
_HELD: Final = select(func.count()).select_from(sweep_policies).where(sweep_policies.c.state == PolicyState.HELD.value)
_ENDED: Final = {SweepState.DONE, SweepState.FAILED, SweepState.DROPPED}


@dataclass(frozen=True, slots=True)
class Handed:
    """The deliveries of one sweep."""

    total: int
    #: decided, or given up
    done: int


class Handing(Part):
    """From finds to deliveries."""

    def hand_in(self, sweep: Sweep, worker: str, most: int, make: Callable[[Find], Delivery]) -> tuple[Find, ...]:
        """Turn the next finds, of at most `most` issues, into the deliveries that `make` makes, in one transaction.

        Gives them; none where all is handed in that may be. All finds of an issue come together. `make` is pure.
        Raises `LeaseLost`.
        """
        known = self._known

        def take(connection: Connection) -> tuple[tuple[Find, ...], inbox.Stored]:
            move(connection, sweep, worker, attempts=0)
            found = finds.take(connection, sweep.id, most)
            return found, inbox.store(connection, [make(find) for find in found], known)

        found, stored = self._db.write(take)
        self._known |= stored.projects
        return found

    def found(self, sweep_id: str, policy: str, limit: int) -> tuple[Find, ...]:
        """What `policy` found, the issues opened first, at most `limit` of them; nothing once the sweep is over."""
        return self._db.read(lambda connection: finds.shown(connection, sweep_id, policy, limit))

    def found_count(self, sweep_id: str, policy: str) -> int:
        """How many issues `policy` found."""
        return self._db.read(lambda connection: finds.count(connection, sweep_id, policy))

    def end_sweep(
        self, sweep: Sweep, worker: str, policies: Collection[str], last: Sequence[Delivery], now: datetime
    ) -> SweepState:
        """All that `policies` found is handed in, and `last` with it; gives how the sweep stands then.

        It is over unless something of it is held, or was released a moment ago. Raises `LeaseLost`.
        """
        known = self._known

        def end(connection: Connection) -> tuple[SweepState, inbox.Stored]:
            for policy in policies:
                finds.set_state(connection, sweep.id, PolicyState.DONE, policy)
            state = _stands(sweep, finds.tallies(connection, sweep.id))
            finished = {"finished_at": now} if state in _ENDED else {}
            move(connection, sweep, worker, state=state.value, worker=None, **finished)
            finds.forget(connection, sweep.id, None if state in _ENDED else policies)
            return state, inbox.store(connection, last, known)

        state, stored = self._db.write(end)
        self._known |= stored.projects
        return state

    def release_sweep(self, sweep_id: str) -> bool:
        """A person says yes to what the brake holds of the sweep; False where it holds nothing."""

        def release(connection: Connection) -> bool:
            done = finds.set_held(connection, sweep_id, PolicyState.OPEN) > 0
            held = (sweeps.c.id == sweep_id, sweeps.c.state == SweepState.HELD.value)
            connection.execute(update(sweeps).where(*held).values(state=SweepState.WRITING.value))
            return done

        return self._db.write(release)

    def drop_sweep(self, sweep_id: str, now: datetime) -> bool:
        """A person wants nothing more of the sweep; what is handed in stays so. False where nothing is left of it."""
        left = (sweeps.c.id == sweep_id, sweeps.c.state.not_in([state.value for state in _ENDED]))
        ended = {"state": SweepState.DROPPED.value, "finished_at": now, "worker": None}

        def drop(connection: Connection) -> bool:
            finds.set_held(connection, sweep_id, PolicyState.DROPPED)
            done = connection.execute(update(sweeps).where(*left).values(**ended)).rowcount > 0
            if done:
                finds.forget(connection, sweep_id)
            return done

        return self._db.write(drop)

    def drop_held(self, now: datetime, keep_days: int) -> int:
        """Drop what sweeps have held for `keep_days`: it says how things were; gives how many policies that are."""

        def drop(connection: Connection) -> int:
            dropped = finds.drop_older(connection, now - timedelta(days=keep_days))
            finds.close_empty(connection, now)
            return dropped

        return self._db.write(drop)

    def held_count(self) -> int:
        """How many policies the brake holds, over all sweeps."""
        return self._db.read(lambda connection: connection.scalar(_HELD) or 0)

    def is_busy(self, now: datetime) -> bool:
        """Whether anything waits to be worked on at `now` that goes before sweeps."""
        return self._db.read(lambda connection: connection.execute(_LIVE, {"now": now}).first()) is not None

    def swept(self) -> int:
        """How many keys wait, or are worked on, that a sweep handed in."""
        return self._db.read(lambda connection: connection.scalar(_SWEPT) or 0)

    def handed(self, sweep_id: str) -> Handed:
        """How many deliveries of the sweep there are, and how many of them are decided, or given up."""
        first, behind = f"sweep:{sweep_id}:", f"sweep:{sweep_id};"
        left = and_(UNDONE, work.c.state.is_distinct_from(literal_column("'dead'")))
        statement = (
            select(func.count().label("total"), func.count().filter(left).label("left"))
            .select_from(inbox_table.outerjoin(work, work.c.key == inbox_table.c.work_key))
            .where(inbox_table.c.key >= first, inbox_table.c.key < behind)
        )
        row = self._db.read(lambda connection: connection.execute(statement).one())
        return Handed(row.total, row.total - row.left)


def _stands(sweep: Sweep, policies: Sequence[PolicyTally]) -> SweepState:
    states = {tally.state for tally in policies}
    if PolicyState.OPEN in states:
        return SweepState.WRITING
    if PolicyState.HELD in states:
        return SweepState.HELD
    return SweepState.FAILED if sweep.error and not sweep.looked else SweepState.DONE
