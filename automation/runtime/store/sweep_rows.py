"""Rows of sweeps as records, and the one statement by which a sweep moves on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select, update

from automation.model import wire
from automation.runtime.store.columns import AnyRow
from automation.runtime.store.errors import LeaseLost
from automation.runtime.store.sweep_records import PolicyState, PolicyTally, Sweep, SweepRequest, SweepState
from automation.runtime.store.sweep_tables import sweep_policies, sweeps

_NEWEST = select(sweeps).order_by(sweeps.c.id.desc())


def move(connection: Connection, sweep: Sweep, holder: str, /, **values: object) -> None:
    """Change the row of `sweep`, which the worker `holder` has to hold, and which has to stand as `sweep` says.

    Raises:
        LeaseLost: another worker has it, or it stands elsewhere by now, as when a person dropped it.
    """
    as_it_stood = (
        sweeps.c.id == sweep.id,
        sweeps.c.worker == holder,
        sweeps.c.state == sweep.state.value,
        sweeps.c.listing == sweep.listing,
        sweeps.c.page == sweep.page,
    )
    if not connection.execute(update(sweeps).where(*as_it_stood).values(**values)).rowcount:
        name = f"sweep {sweep.id}"
        raise LeaseLost(name)


def load_one(connection: Connection, sweep_id: str) -> Sweep | None:
    """The sweep `sweep_id`; None when there is none."""
    row = connection.execute(select(sweeps).where(sweeps.c.id == sweep_id)).first()
    return None if row is None else next(iter(_sweeps(connection, [row])))


def load(connection: Connection, limit: int, state: SweepState | None) -> tuple[Sweep, ...]:
    """The newest `limit` sweeps, all or those in `state`."""
    wanted = _NEWEST if state is None else _NEWEST.where(sweeps.c.state == state.value)
    return tuple(_sweeps(connection, connection.execute(wanted.limit(limit)).all()))


def tally(row: AnyRow) -> PolicyTally:
    """A row of `sweep_policies` as a record."""
    return PolicyTally(
        policy=row.policy,
        state=PolicyState(row.state),
        population=row.population,
        selected=row.selected,
        writes=row.writes,
        left_out=row.left_out,
    )


def _sweeps(connection: Connection, rows: Sequence[AnyRow]) -> Iterable[Sweep]:
    found: defaultdict[str, list[PolicyTally]] = defaultdict(list)
    theirs = select(sweep_policies).where(sweep_policies.c.sweep.in_([row.id for row in rows]))
    for row in connection.execute(theirs.order_by(sweep_policies.c.rank)):
        found[row.sweep].append(tally(row))
    return [_sweep(row, tuple(found[row.id])) for row in rows]


def _sweep(row: AnyRow, policies: tuple[PolicyTally, ...]) -> Sweep:
    return Sweep(
        request=wire.load_text(SweepRequest, row.request),
        state=SweepState(row.state),
        plan=row.plan,
        listing=row.listing,
        page=row.page,
        looked=row.looked,
        error=row.error,
        trouble=row.trouble,
        attempts=row.attempts,
        finished_at=row.finished_at,
        policies=policies,
    )
