"""Deliveries: taken once each, kept in order of arrival until they are decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from automation.model.work import Delivery, Receipt, Run, Source
from automation.runtime.store.columns import AnyRow, storable
from automation.runtime.store.dialects import insert_new
from automation.runtime.store.records import StoredDelivery
from automation.runtime.store.tables import UNDONE, inbox
from automation.runtime.store.worklist import put_to_work

#: how many deliveries one batch has at most; the rest of a storm follows in the next one
_BATCH: Final = 500

_OF_KEY = inbox.c.work_key == bindparam("of")
_OF_RUN = inbox.c.run_id == bindparam("run")
_DONE = {"state": "done", "outcome": bindparam("word"), "done_at": bindparam("when")}

_LIST = select(inbox.c.id, inbox.c.key, inbox.c.source, inbox.c.header, inbox.c.body, inbox.c.received_at).order_by(
    inbox.c.id
)
_OUTCOME = select(inbox.c.outcome).where(inbox.c.key == bindparam("of"))
_WAITING = _LIST.where(_OF_KEY, UNDONE, inbox.c.state == "waiting").limit(_BATCH)
_BOUND = _LIST.where(_OF_KEY, UNDONE, _OF_RUN)
_BIND = (
    update(inbox)
    .where(_OF_KEY, UNDONE, inbox.c.id.in_(bindparam("numbers", expanding=True)))
    .values(state="taken", run_id=bindparam("run"))
)
_UNBIND = update(inbox).where(_OF_KEY, UNDONE, _OF_RUN).values(state="waiting", run_id=None)
_ONE_DONE = update(inbox).where(_OF_KEY, inbox.c.id == bindparam("number")).values(_DONE)
_RUN_DONE = update(inbox).where(_OF_KEY, UNDONE, _OF_RUN).values(_DONE)
_ALL_DONE = update(inbox).where(_OF_KEY, UNDONE).values(_DONE)


class Stored(NamedTuple):
    """What came of storing deliveries."""

    receipts: tuple[Receipt, ...]
    #: projects that certainly have their shares once this is committed
    projects: frozenset[str]


def store(connection: Connection, deliveries: Sequence[Delivery], known: frozenset[str]) -> Stored:
    """Store what the inbox does not have yet, and put its keys on the work list; `known` projects have their shares."""
    receipts: list[Receipt] = []
    fresh: list[Delivery] = []
    statement = insert_new(connection, inbox, ("key",))
    for delivery in deliveries:
        is_new = connection.execute(statement, _row(delivery)).rowcount > 0
        receipts.append(Receipt.STORED if is_new else Receipt.DUPLICATE)
        if is_new and _waits(delivery):
            fresh.append(delivery)
    return Stored(tuple(receipts), put_to_work(connection, fresh, known))


def waiting(connection: Connection, work_key: str) -> tuple[StoredDelivery, ...]:
    """The next deliveries of `work_key` that no run has taken, in order of arrival."""
    return tuple(_delivery(row) for row in connection.execute(_WAITING, {"of": work_key}))


def bound(connection: Connection, work_key: str, run_id: str) -> tuple[StoredDelivery, ...]:
    """The deliveries of `work_key` that the unfinished run `run_id` has taken, in order of arrival."""
    return tuple(_delivery(row) for row in connection.execute(_BOUND, {"of": work_key, "run": run_id}))


def outcome(connection: Connection, key: str) -> str | None:
    """The outcome of the delivery `key`, None where it has none."""
    found: str | None = connection.execute(_OUTCOME, {"of": storable(key)}).scalar()
    return found


def bind(connection: Connection, work_key: str, run_id: str, numbers: Sequence[int]) -> None:
    """The deliveries `numbers` belong to the run `run_id` from now on."""
    connection.execute(_BIND, {"of": work_key, "run": run_id, "numbers": numbers})


def unbind(connection: Connection, work_key: str, run_id: str) -> None:
    """The deliveries of the run `run_id` wait again."""
    connection.execute(_UNBIND, {"of": work_key, "run": run_id})


def set_done(connection: Connection, work_key: str, outcomes: Mapping[int, str], now: datetime) -> None:
    """Each delivery of `outcomes` (by id) is decided, with that outcome."""
    rows = [{"of": work_key, "number": number, "word": str(word), "when": now} for number, word in outcomes.items()]
    if rows:
        connection.execute(_ONE_DONE, rows)


def set_run_done(connection: Connection, work_key: str, run: Run, now: datetime) -> None:
    """Whatever is left of the deliveries of `run` is decided, with the outcome of its decision."""
    word = run.decision.outcome.value
    connection.execute(_RUN_DONE, {"of": work_key, "run": run.id, "word": word, "when": now})


def set_rest_done(connection: Connection, work_key: str, outcome: str, now: datetime) -> None:
    """Whatever is not done of `work_key` is decided with `outcome`."""
    connection.execute(_ALL_DONE, {"of": work_key, "word": str(outcome), "when": now})


def _waits(delivery: Delivery) -> bool:
    return delivery.outcome is None and delivery.work_key is not None


def _row(delivery: Delivery) -> dict[str, Any]:
    waits = _waits(delivery)
    return {
        "key": storable(delivery.key),
        "source": delivery.source.value,
        "work_key": delivery.work_key and storable(delivery.work_key),
        "project": delivery.project and storable(delivery.project),
        "priority": int(delivery.priority),
        "received_at": delivery.received_at,
        "header": storable(delivery.header),
        "body": delivery.body,
        "outcome": delivery.outcome,
        "done_at": None if waits else delivery.received_at,
        "state": "waiting" if waits else "done",
    }


def _delivery(row: AnyRow) -> StoredDelivery:
    return StoredDelivery(
        id=row.id,
        key=row.key,
        source=Source(row.source),
        header=row.header,
        body=row.body,
        received_at=row.received_at,
    )
