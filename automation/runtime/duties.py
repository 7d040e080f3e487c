"""What the clockwork does: wake what waits unserved, turn due timers and schedules into work, keep house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from automation.model.work import Priority
from automation.runtime.configuration import Configuration
from automation.runtime.identity import Identity
from automation.runtime.schedules import take_schedules
from automation.runtime.store import Store
from automation.runtime.ticker import Duty

#: how many keys or timers one tick takes; a look that found something calls for the next, so this need not be many
_BATCH = 500
#: clearings of old texts within one tick; each is a write of its own, so that others get their turn in between.
#: Together they keep up with the most that one GitLab.com namespace can send, 13,000 deliveries a minute.
_CLEARINGS = 30


class Caller(Protocol):
    """Calls for looks at keys."""

    @property
    def pending(self) -> int:
        """Calls that nobody answered yet."""
        ...

    def wake(self, key: str, priority: int) -> None:
        """Have somebody look at `key` soon."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """Everything that has to be done from time to time."""

    store: Store
    caller: Caller
    configuration: Configuration
    identity: Identity
    #: days after which raw bodies and people's texts are cleared
    keep_days: int
    #: whether what happened before this instant (UTC) is known, so that timers may judge by it
    is_informed: Callable[[datetime], bool] = lambda _now: True

    def duties(self) -> tuple[Duty, ...]:
        """All of it, with how often."""
        return (
            *self.wake_duties(),
            Duty("take timers", timedelta(seconds=1), self.take_timers),
            Duty("take schedules", timedelta(seconds=5), self.take_schedules),
            Duty("reload the configuration", timedelta(seconds=2), lambda _: self.configuration.reload()),
            Duty("store counts", timedelta(seconds=10), lambda _: self.store.flush()),
            Duty("ask who we are", timedelta(seconds=60), lambda _: self.identity.introduce()),
            Duty("clear old texts", timedelta(minutes=1), self.clear_old),
            Duty("bring near what a wrong clock put off", timedelta(minutes=10), self.store.hasten),
        )

    def wake_duties(self) -> tuple[Duty, ...]:
        """What of it workers need to go on by themselves."""
        return (Duty("wake what waits", timedelta(seconds=1), self.wake_ready),)

    def wake_ready(self, now: datetime) -> None:
        """Call for looks at keys that are ready: a wake-up was lost, their time has come, or their worker died."""
        room = _BATCH - self.caller.pending
        for key in self.store.ready(now, room) if room > 0 else ():
            self.caller.wake(key, Priority.LIVE)

    def take_timers(self, now: datetime) -> None:
        """Turn the wake-ups of issues that are due into work."""
        first = self.store.next_wake_at()
        if first is not None and first <= now and self.is_informed(now):
            for key in self.store.take_wakes(now, _BATCH):
                self.caller.wake(key, Priority.TIMER)

    def take_schedules(self, now: datetime) -> None:
        """Turn what the schedules owe into work."""
        for key in take_schedules(self.store, self.configuration.current(), now):
            self.caller.wake(key, Priority.TIMER)

    def clear_old(self, now: datetime) -> None:
        """Clear what is older than the retention allows, in bounded steps."""
        for _ in range(_CLEARINGS):
            if not self.store.retention(now, self.keep_days):
                break
        self.store.drop_held(now, self.keep_days)
