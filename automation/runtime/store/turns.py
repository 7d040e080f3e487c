"""Whose turn it is: by priority, then the project that was served longest ago, then the key that is ready longest."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Integer, bindparam, exists, func, select, update

from automation.model.work import Lease
from automation.runtime.store.columns import AnyRow, Instant
from automation.runtime.store.tables import shares, work

#: how many shares a claim tries; more than one only where other processes claim at the same moment
_TRIED: Final = 8

_CLAIMABLE = work.c.ready_at <= bindparam("now", type_=Instant())
_OF_SHARE = (work.c.project == shares.c.project) & (work.c.priority == shares.c.priority)
_COLUMNS = (work.c.key, work.c.project, work.c.priority, work.c.state, work.c.attempts)

_NEXT_SHARES = (
    select(shares.c.project, shares.c.priority)
    .where(exists().where(_OF_SHARE, _CLAIMABLE))
    .order_by(shares.c.priority, shares.c.turn, shares.c.project)
    .limit(_TRIED)
)
_FIRST_OF_SHARE = (
    select(*_COLUMNS)
    .where(work.c.project == bindparam("of"), work.c.priority == bindparam("at"), _CLAIMABLE)
    .order_by(work.c.ready_at, work.c.key)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_THIS_KEY = select(*_COLUMNS).where(work.c.key == bindparam("of"), _CLAIMABLE).with_for_update(skip_locked=True)
_IN_TURN = (
    select(work.c.key)
    .join(shares, _OF_SHARE)
    .where(_CLAIMABLE)
    .order_by(
        work.c.priority,
        func.row_number().over(partition_by=(work.c.project, work.c.priority), order_by=(work.c.ready_at, work.c.key)),
        shares.c.turn,
        work.c.project,
    )
    .limit(bindparam("most", type_=Integer))
)
_FIRST_READY_AT = select(func.min(select(func.min(work.c.ready_at)).where(_OF_SHARE).scalar_subquery()))

_NEXT_TURN = select(func.coalesce(func.max(shares.c.turn), 0) + 1)
# A claim that commits late must not set the turns back: they number the leases.
_SERVED = (
    update(shares)
    .where(shares.c.project == bindparam("of"), shares.c.priority == bindparam("at"))
    .where(shares.c.turn < bindparam("number"))
    .values(turn=bindparam("number"))
)
_LEASE = (
    update(work)
    .where(work.c.key == bindparam("of"))
    .values(
        state="leased",
        ready_at=bindparam("until"),
        lease_owner=bindparam("worker"),
        fence=bindparam("number"),
        attempts=bindparam("tries"),
    )
)


def ready(connection: Connection, now: datetime, limit: int) -> list[str]:
    """The keys that could be claimed at `now`, in the order in which `take` would give them."""
    return list(connection.scalars(_IN_TURN, {"now": now, "most": limit}))


def first_ready_at(connection: Connection) -> datetime | None:
    """The first instant at which any key can be claimed; None when there is none."""
    return connection.execute(_FIRST_READY_AT).scalar()


def take(connection: Connection, worker: str, now: datetime, until: datetime, key: str | None) -> Lease | None:
    """A lease on `key`, or on the key whose turn it is; None when there is nothing to claim."""
    row = _next(connection, now) if key is None else connection.execute(_THIS_KEY, {"of": key, "now": now}).first()
    if row is None:
        return None
    turn: int = connection.execute(_NEXT_TURN).scalar_one()
    # A holder that died may have died of this very work, so its try counts.
    attempts: int = row.attempts + (row.state == "leased")
    lease = {"of": row.key, "worker": worker, "number": turn, "until": until, "tries": attempts}
    connection.execute(_LEASE, lease)
    connection.execute(_SERVED, {"of": row.project, "at": row.priority, "number": turn})
    return Lease(row.key, worker, turn, until, attempts)


def _next(connection: Connection, now: datetime) -> AnyRow | None:
    for project, priority in connection.execute(_NEXT_SHARES, {"now": now}).all():
        row = connection.execute(_FIRST_OF_SHARE, {"of": project, "at": priority, "now": now}).first()
        if row is not None:
            return row
    return None
