"""The second half of a sweep: what was found becomes deliveries, some at a time; then the digests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from automation.decide.compiled import Compiled
from automation.model.work import Delivery, Priority
from automation.runtime.faultpoints import Point, point
from automation.runtime.metrics import Metrics
from automation.runtime.store import PolicyState, Store, Sweep, SweepState
from automation.runtime.sweeps.deliveries import LISTED, digest_delivery, find_delivery
from automation.runtime.sweeps.pace import Pace

_log = structlog.get_logger("usher.sweep")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInPhase:
    """What finds are handed in with."""

    worker: str
    store: Store
    rules: Callable[[], Compiled]
    #: calls for a look at a key soon; never raises
    wake: Callable[[str, int], None]
    metrics: Metrics
    pace: Pace = field(default_factory=Pace)

    def step(self, sweep: Sweep, now: datetime) -> bool:
        """Hand in as much as may be, or end the sweep; False where what was handed in has to be written first.

        Raises:
            LeaseLost: the sweep is no longer this worker's, or was dropped.
        """
        room = self.pace.room(now, self.store.swept(), self.rules().config.gitlab.notes_per_minute)
        if room == 0:
            return False
        found = self.store.hand_in(sweep, self.worker, room, lambda find: find_delivery(sweep.id, find, now))
        point(Point.SWEEP_HANDED)
        self.pace.spend(now, sum(find.notes for find in found))
        for key in dict.fromkeys(str(find.ref) for find in found):
            self.wake(key, Priority.SWEEP)
        if not found:
            self._end(sweep, now)
        return True

    def _end(self, sweep: Sweep, now: datetime) -> None:
        done = [tally.policy for tally in sweep.policies if tally.state is PolicyState.OPEN]
        digests = [digest for policy in done for digest in self._digest(sweep, policy, now)]
        state = self.store.end_sweep(sweep, self.worker, done, digests, now)
        point(Point.SWEEP_ENDED)
        for digest in digests:
            self.wake(str(digest.work_key), Priority.SWEEP)
        if state is not SweepState.WRITING:
            self.metrics.sweep_ended(state)
        _log.info("sweep", sweep=sweep.id, state=str(state), looked=sweep.looked, error=sweep.error)

    def _digest(self, sweep: Sweep, policy: str, now: datetime) -> list[Delivery]:
        """The digest of `policy`; none where it has none, or found nothing."""
        known = self.rules().policies.get(policy)
        count = self.store.found_count(sweep.id, policy)
        if known is None or known.digest is None or count == 0:
            return []
        found = self.store.found(sweep.id, policy, LISTED)
        return [digest_delivery(sweep.id, policy, found, count, now)]
