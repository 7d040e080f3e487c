"""Schedules as work: what came round since the last look becomes one delivery for each occurrence."""

from __future__ import annotations

from datetime import datetime, timedelta

from automation.decide.compiled import Compiled, CompiledSchedule
from automation.decide.occurrences import Occurrence, owed
from automation.decide.scheduled import event_of
from automation.model import wire
from automation.model.refs import schedule_key
from automation.model.work import Delivery, Priority, Source
from automation.runtime.messages import HEADER
from automation.runtime.store import WRONG_CLOCK, Store

#: how often it is kept how far the schedules are done while nothing comes round: what is not kept would be looked at
#: again, and then under a configuration that may have changed meanwhile
_KEPT_EVERY = timedelta(minutes=1)


def take_schedules(store: Store, rules: Compiled, now: datetime) -> tuple[str, ...]:
    """Store what the schedules of `rules` owe at `now` (UTC), each occurrence once; gives the work keys to look at.

    A schedule seen for the first time begins now, and one that is switched off misses nothing. A clock that is set back
    makes nothing fire again; where it was ahead for more than a day, the schedules begin again at `now`, so that
    nothing of what a policy left out in the wrong future stays away. Raises `StoreUnavailable`.
    """
    before = store.schedules_done()
    done = dict.fromkeys(rules.schedules, now)
    deliveries = [
        _delivery(schedule, found, now)
        for name, schedule in rules.schedules.items()
        if schedule.enabled and name in before
        for found in owed(schedule.timetable, before[name], now)
    ]
    if not deliveries and all(name in before and _is_kept(before[name], now) for name in done):
        return ()
    return store.take_occurrences(deliveries, done, now)


def _is_kept(before: datetime, now: datetime) -> bool:
    """Whether what is kept as done is near enough."""
    return -WRONG_CLOCK <= now - before < _KEPT_EVERY


def _delivery(schedule: CompiledSchedule, found: Occurrence, now: datetime) -> Delivery:
    event = event_of(schedule, found, now)
    return Delivery(
        key=event.id,
        source=Source.INTERNAL,
        work_key=schedule_key(schedule.name),
        project=None,
        received_at=now,
        header=HEADER,
        body=wire.dump_text(event).encode(),
        priority=Priority.TIMER,
    )
