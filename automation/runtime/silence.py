"""Listening for GitLab: where its deliveries stay away for longer than chance explains, something is broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from automation.decide.compiled import Compiled
from automation.runtime.checks import Check
from automation.runtime.habits import Habits
from automation.runtime.metrics import Metrics
from automation.runtime.store import Store
from automation.runtime.ticker import Duty

_FACT: Final = "heard"
_EVERY: Final = timedelta(minutes=1)
#: who looks away for longer cannot say that nothing came: the host slept, or the service was held up
_ASLEEP: Final = timedelta(minutes=3)
#: minutes with deliveries that would have been usual: that none of ten comes by chance happens once in 22,000 times
ALARM: Final = 10.0
#: what is asked for at the very first look
_FOUR_WEEKS: Final = timedelta(weeks=4)


class Silence:
    """Compares how long nothing came with what is usual; a first start or a quiet night alarms nobody."""

    def __init__(self, store: Store, rules: Callable[[], Compiled], metrics: Metrics) -> None:
        self._store = store
        self._rules = rules
        self._metrics = metrics
        self._habits = Habits()
        #: since when nothing could have come unheard; None before the first look
        self._listening: datetime | None = None
        self._looked: datetime | None = None
        #: minutes with deliveries that would have been usual since the last one
        self.expected = 0.0

    def duty(self) -> Duty:
        """Listening, with how often."""
        return Duty("listen for GitLab", _EVERY, self.look)

    def look(self, now: datetime) -> None:
        """Count what came since the last look, and what would have been usual; raises `StoreUnavailable`."""
        before = Habits.load(self._store.recall(_FACT))
        self._habits = before.heard(*self._store.minutes_heard(before.upto, now - _FOUR_WEEKS), now)
        if self._habits.upto != before.upto:
            self._store.keep(_FACT, self._habits.dump())
        if self._listening is None or self._looked is None or not self._looked <= now <= self._looked + _ASLEEP:
            self._listening = now
        self._looked = now
        since = max(self._listening, self._habits.last or self._listening)
        are_known = self._habits.are_known
        self.expected = self._habits.expected(since, now, self._rules().calendar) if are_known else 0.0
        self._metrics.silence(self.expected)

    @property
    def is_sure(self) -> bool:
        """Whether this start has heard something, or enough of nothing: before, an earlier alarm goes on."""
        heard = self._habits.last is not None and self._listening is not None and self._habits.last >= self._listening
        return heard or self.expected >= ALARM

    def check(self) -> Check:
        """The answer for the readiness page and the dashboard."""
        if not self._habits.are_known:
            return Check(ok=True, detail="what is usual is known after three weeks of deliveries")
        last = f"last heard {self._habits.last:%Y-%m-%d %H:%M} UTC" if self._habits.last else "never heard"
        usual = f"in some {self.expected:.0f} minutes since then there are deliveries as a rule"
        return Check(ok=self.expected < ALARM, detail=f"{last}; {usual}")
