"""Which key has something to do: put there by deliveries, held by a lease, freed when nothing waits any more."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, func, select, update

from automation.model.work import Delivery, Lease, Priority
from automation.runtime.store.columns import storable
from automation.runtime.store.dialects import Insert, insert, insert_new
from automation.runtime.store.errors import LeaseLost
from automation.runtime.store.tables import UNDONE, inbox, shares, work

_HELD = (
    select(work.c.key)
    .where(
        work.c.key == bindparam("of"),
        # Nobody, once the lease was given back or taken back.
        work.c.lease_owner == bindparam("worker"),
        work.c.fence == bindparam("number"),
    )
    .with_for_update()
)
_REST = select(func.min(inbox.c.priority), func.min(inbox.c.received_at)).where(
    inbox.c.work_key == bindparam("of"), UNDONE
)
_FREE = (
    update(work)
    .where(work.c.key == bindparam("of"))
    .values(
        state="waiting",
        lease_owner=None,
        attempts=0,
        error="",
        priority=bindparam("at"),
        ready_at=bindparam("when"),
        since=bindparam("when"),
    )
)
_REMOVE = delete(work).where(work.c.key == bindparam("of"))


def put_to_work(connection: Connection, deliveries: Iterable[Delivery], known: frozenset[str]) -> frozenset[str]:
    """The keys of `deliveries` wait, at the best priority that was asked for.

    A project needs a row for its share of each priority; `known` projects have them. Gives the projects that have them
    once this is committed.
    """
    rows: dict[str, dict[str, Any]] = {}
    for delivery in deliveries:
        row = _row(delivery)
        kept = rows.setdefault(row["key"], row)
        kept["priority"] = min(kept["priority"], row["priority"])
    if not rows:
        return frozenset()
    projects = frozenset(row["project"] for row in rows.values())
    _add_shares(connection, projects - known)
    # In one order everywhere, so that two transactions never wait for each other's keys.
    connection.execute(_put(connection.dialect.name), [rows[key] for key in sorted(rows)])
    return projects


def hold(connection: Connection, lease: Lease) -> None:
    """Make sure that `lease` is still the one that counts, and that it stays so until the commit.

    Raises:
        LeaseLost: it is not.
    """
    asked = {"of": lease.work_key, "worker": lease.worker, "number": lease.fence}
    if connection.execute(_HELD, asked).first() is None:
        raise LeaseLost(lease.work_key)


def free(connection: Connection, work_key: str) -> None:
    """The key is done with, unless deliveries of it wait: then it waits with the best of their priorities."""
    priority, since = connection.execute(_REST, {"of": work_key}).one()
    if since is None:
        connection.execute(_REMOVE, {"of": work_key})
    else:
        connection.execute(_FREE, {"of": work_key, "at": priority, "when": since})


def _add_shares(connection: Connection, projects: Iterable[str]) -> None:
    rows = [{"project": name, "priority": int(at), "turn": 0} for name in sorted(projects) for at in Priority]
    if rows:
        connection.execute(insert_new(connection, shares, ("project", "priority")), rows)


@cache
def _put(dialect: str) -> Insert:
    statement = insert(dialect, work)
    better = case((statement.excluded.priority < work.c.priority, statement.excluded.priority), else_=work.c.priority)
    return statement.on_conflict_do_update(index_elements=["key"], set_={"priority": better})


def _row(delivery: Delivery) -> dict[str, Any]:
    return {
        "key": storable(delivery.work_key or ""),
        "project": storable(delivery.project or ""),
        "priority": int(delivery.priority),
        "state": "waiting",
        "ready_at": delivery.received_at,
        "fence": 0,
        "attempts": 0,
        "error": "",
        "since": delivery.received_at,
    }
