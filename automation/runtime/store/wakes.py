"""The part of the store that turns wake-ups of issues into timer deliveries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from automation.model import wire
from automation.model.events import Event, EventKind
from automation.model.refs import IssueRef
from automation.model.work import Delivery, Priority, Source
from automation.runtime.store import inbox
from automation.runtime.store.columns import AnyRow
from automation.runtime.store.part import Part
from automation.runtime.store.tables import WAKES, issues
from automation.runtime.store.tables import inbox as inbox_table

#: what internal deliveries have in place of GitLab's X-Gitlab-Event
INTERNAL_HEADER: Final = "Usher Event"

_NEXT: Final = select(func.min(issues.c.wake_at)).where(WAKES)


class Wakes(Part):
    """Instants at which an issue is looked at without an event."""

    def next_wake_at(self) -> datetime | None:
        """The first instant at which an issue wants to be woken; None when none does."""
        return self._db.read(lambda connection: connection.execute(_NEXT).scalar())

    def take_wakes(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Turn the wake-ups due at `now`, at most `limit`, into deliveries; gives the work keys, the longest due first.

        One transaction stores them and clears the wake-ups; the key ``timer:<issue>:<instant>`` lets several processes
        make one of each. One that was taken already, by a clock that has been set back since, is taken again.
        """
        known = self._known

        def take(connection: Connection) -> tuple[inbox.Stored, tuple[str, ...]]:
            due = connection.execute(_due(now, limit)).all()
            early = frozenset(connection.scalars(_taken_after(now, map(_key, due))))
            stored = inbox.store(connection, [_timer(row, now, early) for row in due], known)
            keys = tuple(row.key for row in due)
            connection.execute(update(issues).where(issues.c.key.in_(keys)).values(wake_at=None))
            return stored, keys

        stored, keys = self._db.write(take)
        self._known |= stored.projects
        return keys


def _due(now: datetime, limit: int) -> Any:
    return (
        select(issues.c.key, issues.c.project, issues.c.iid, issues.c.wake_at)
        .where(issues.c.wake_at <= now)
        .order_by(issues.c.wake_at, issues.c.key)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def _taken_after(now: datetime, keys: Iterable[str]) -> Any:
    return select(inbox_table.c.key).where(inbox_table.c.key.in_(list(keys)), inbox_table.c.received_at > now)


def _key(row: AnyRow) -> str:
    return f"timer:{row.key}:{row.wake_at.isoformat()}"


def _timer(row: AnyRow, now: datetime, early: frozenset[str]) -> Delivery:
    key = _key(row)
    if key in early:
        key = f"{key}:{now.isoformat()}"
    ref = IssueRef(row.project, row.iid)
    event = Event(id=key, kind=EventKind.TIMER, action="due", at=now, issue=ref, project=row.project)
    return Delivery(
        key=key,
        source=Source.INTERNAL,
        work_key=row.key,
        project=row.project,
        received_at=now,
        header=INTERNAL_HEADER,
        body=wire.dump_text(event).encode(),
        priority=Priority.TIMER,
    )
