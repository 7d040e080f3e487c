"""What the policies of a sweep found: added by page, cut to their limits, held, handed in, forgotten."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, exists, func, insert, select, true, update

from automation.model.refs import IssueRef
from automation.runtime.store.columns import AnyRow, storable
from automation.runtime.store.dialects import insert_new
from automation.runtime.store.sweep_records import Find, PolicyState, PolicyTally, ScanPage, SweepState
from automation.runtime.store.sweep_rows import tally
from automation.runtime.store.sweep_tables import sweep_finds, sweep_policies, sweeps

_POLICY: Final = (sweep_policies.c.sweep == bindparam("of"), sweep_policies.c.policy == bindparam("name"))
_COUNT: Final = (
    update(sweep_policies)
    .where(*_POLICY)
    .values(
        selected=sweep_policies.c.selected + bindparam("selects"),
        writes=sweep_policies.c.writes + bindparam("changes"),
    )
)
_OLDEST: Final = (sweep_finds.c.created_at, sweep_finds.c.number)
_WAITING: Final = (
    sweep_finds.c.sweep == bindparam("of"),
    sweep_finds.c.state == "found",
    sweep_finds.c.writes == true(),
)
_OF_KEYS: Final = sweep_finds.c.key.in_(bindparam("keys", expanding=True))
_WITH_POLICY: Final = sweep_finds.join(
    sweep_policies,
    and_(sweep_policies.c.sweep == sweep_finds.c.sweep, sweep_policies.c.policy == sweep_finds.c.policy),
)
_IS_OPEN: Final = sweep_policies.c.state == PolicyState.OPEN.value
_NEXT: Final = (
    select(sweep_finds.c.key)
    .select_from(_WITH_POLICY)
    .where(*_WAITING, _IS_OPEN)
    .group_by(sweep_finds.c.key)
    .order_by(*map(func.min, _OLDEST))
)
_TAKEN: Final = (
    select(sweep_finds)
    .select_from(_WITH_POLICY)
    .where(*_WAITING, _IS_OPEN, _OF_KEYS)
    .order_by(*_OLDEST, sweep_policies.c.rank)
)
_HAND: Final = (
    update(sweep_finds)
    .where(*_WAITING, _OF_KEYS, sweep_finds.c.policy.in_(bindparam("names", expanding=True)))
    .values(state="handed")
)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many issues of a policy."""

    most: int
    #: those opened last instead of those opened first
    newest: bool = False


def begin(connection: Connection, sweep_id: str, populations: Mapping[str, int]) -> None:
    """Begin to count for policies, in their order, which may select from so many issues."""
    common = {"sweep": sweep_id, "state": PolicyState.OPEN.value, "selected": 0, "writes": 0, "left_out": 0}
    rows = [
        {**common, "policy": name, "rank": rank, "population": number}
        for rank, (name, number) in enumerate(populations.items())
    ]
    if rows:
        connection.execute(insert(sweep_policies), rows)


def add(connection: Connection, sweep_id: str, page: ScanPage) -> None:
    """Keep what a page brought, and count it."""
    if page.finds:
        # GitLabs that page by number show a row twice when another one before it went meanwhile.
        new = insert_new(connection, sweep_finds, ("sweep", "policy", "key"))
        connection.execute(new, [_row(sweep_id, find) for find in page.finds])
    changes = [find.policy for find in page.finds if find.effects]
    rows = [
        {"of": sweep_id, "name": policy, "selects": number, "changes": changes.count(policy)}
        for policy, number in page.selected.items()
    ]
    if rows:
        connection.execute(_COUNT, rows)


def settle(connection: Connection, sweep_id: str, policy: str, limit: Limit | None) -> None:
    """Leave out what `policy` found beyond `limit`, and count what is left."""
    theirs = (sweep_finds.c.sweep == sweep_id, sweep_finds.c.policy == policy)
    gone = 0
    if limit is not None:
        order = [column.desc() if limit.newest else column for column in _OLDEST]
        kept = select(sweep_finds.c.key).where(*theirs).order_by(*order).limit(limit.most)
        gone = connection.execute(delete(sweep_finds).where(*theirs, sweep_finds.c.key.not_in(kept))).rowcount
    left = select(func.count()).select_from(sweep_finds).where(*theirs, sweep_finds.c.writes == true())
    row = (sweep_policies.c.sweep == sweep_id, sweep_policies.c.policy == policy)
    connection.execute(update(sweep_policies).where(*row).values(left_out=gone, writes=left.scalar_subquery()))


def tallies(connection: Connection, sweep_id: str) -> tuple[PolicyTally, ...]:
    """The policies of a sweep, in the order of the configuration."""
    rows = select(sweep_policies).where(sweep_policies.c.sweep == sweep_id).order_by(sweep_policies.c.rank)
    return tuple(tally(row) for row in connection.execute(rows))


def set_state(connection: Connection, sweep_id: str, state: PolicyState, policy: str) -> None:
    """From now on this may be done with what `policy` found."""
    row = (sweep_policies.c.sweep == sweep_id, sweep_policies.c.policy == policy)
    connection.execute(update(sweep_policies).where(*row).values(state=state.value))


def set_held(connection: Connection, sweep_id: str, state: PolicyState) -> int:
    """From now on this may be done with whatever is held of the sweep; gives how many policies that are."""
    return _change_held(connection, state, sweep_policies.c.sweep == sweep_id)


def supersede(connection: Connection, sweep_id: str, policy: str) -> None:
    """What earlier sweeps hold of `policy` is dropped: what the later one found is how it is now."""
    _change_held(connection, PolicyState.DROPPED, sweep_policies.c.policy == policy, sweep_policies.c.sweep < sweep_id)


def drop_older(connection: Connection, before: datetime) -> int:
    """What sweeps from before that instant still hold is dropped; gives how many policies that are."""
    old = select(sweeps.c.id).where(sweeps.c.started_at < before)
    return _change_held(connection, PolicyState.DROPPED, sweep_policies.c.sweep.in_(old))


def close_empty(connection: Connection, now: datetime) -> None:
    """Sweeps of which nothing is held any more end, and what they found is forgotten."""
    holding = exists().where(sweep_policies.c.sweep == sweeps.c.id, sweep_policies.c.state == PolicyState.HELD.value)
    empty = select(sweeps.c.id).where(sweeps.c.state == SweepState.HELD.value, ~holding)
    ids = list(connection.scalars(empty))
    ended = {"state": SweepState.DROPPED.value, "finished_at": now}
    connection.execute(update(sweeps).where(sweeps.c.id.in_(ids)).values(**ended))
    connection.execute(delete(sweep_finds).where(sweep_finds.c.sweep.in_(ids)))


def take(connection: Connection, sweep_id: str, most: int) -> tuple[Find, ...]:
    """The next finds to hand in, all of an issue together, of at most `most` issues; they count as handed in."""
    keys = list(connection.scalars(_NEXT.limit(most), {"of": sweep_id}))
    asked = {"of": sweep_id, "keys": keys}
    rows = connection.execute(_TAKEN, asked).all()
    connection.execute(_HAND, {**asked, "names": list({row.policy for row in rows})})
    return tuple(_find(row) for row in rows)


def shown(connection: Connection, sweep_id: str, policy: str, limit: int) -> tuple[Find, ...]:
    """What `policy` found, the issues opened first, at most `limit` of them."""
    theirs = (sweep_finds.c.sweep == sweep_id, sweep_finds.c.policy == policy)
    rows = connection.execute(select(sweep_finds).where(*theirs).order_by(*_OLDEST).limit(limit))
    return tuple(_find(row) for row in rows)


def count(connection: Connection, sweep_id: str, policy: str) -> int:
    """How many issues `policy` found."""
    theirs = (sweep_finds.c.sweep == sweep_id, sweep_finds.c.policy == policy)
    return connection.scalar(select(func.count()).select_from(sweep_finds).where(*theirs)) or 0


def forget(connection: Connection, sweep_id: str, policies: Collection[str] | None = None) -> None:
    """Forget what these policies of the sweep found; None stands for all."""
    statement = delete(sweep_finds).where(sweep_finds.c.sweep == sweep_id)
    connection.execute(statement if policies is None else statement.where(sweep_finds.c.policy.in_(policies)))


def _change_held(connection: Connection, state: PolicyState, *which: ColumnElement[bool]) -> int:
    held = update(sweep_policies).where(sweep_policies.c.state == PolicyState.HELD.value, *which)
    return connection.execute(held.values(state=state.value)).rowcount


def _row(sweep_id: str, find: Find) -> dict[str, Any]:
    document = {"effects": find.effects, "why": find.why, "item": find.item}
    return {
        "sweep": sweep_id,
        "policy": find.policy,
        "key": str(find.ref),
        "created_at": find.created_at,
        "number": find.number,
        "writes": bool(find.effects),
        "notes": find.notes,
        "state": "found",
        "document": storable(json.dumps(document, default=str)),
    }


def _find(row: AnyRow) -> Find:
    document = json.loads(row.document)
    return Find(
        policy=row.policy,
        ref=IssueRef.parse(row.key),
        created_at=row.created_at,
        number=row.number,
        effects=tuple(document["effects"]),
        why=document["why"],
        notes=row.notes,
        item=document["item"],
    )
