"""One look at one key: claim it, finish what broke off, else decide what waits, write it, record it (design.md §2)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from automation.decide.batch import is_own
from automation.gitlab.errors import GitLabFault, Throttled
from automation.model.decision import Outcome
from automation.model.refs import is_without_issue
from automation.model.work import EffectState, Priority, Run
from automation.runtime.applying import Applier, Unfounded
from automation.runtime.batch import Opened, open_deliveries
from automation.runtime.deciding import Deciding
from automation.runtime.faultpoints import Point, point
from automation.runtime.finishing import Finishing
from automation.runtime.held import Held
from automation.runtime.looked import Became, Looked, trace, unexpected
from automation.runtime.metrics import Metrics
from automation.runtime.observing import tell
from automation.runtime.pulse import Pulse
from automation.runtime.retry import TRIES, Bury, after
from automation.runtime.stale import resumed
from automation.runtime.store import LeaseLost, Store, StoredDelivery, StoreUnavailable

_log = structlog.get_logger("usher.worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Looks at keys; one object serves any number of threads."""

    #: ``host:pid:start``, see `automation.runtime.ids`
    name: str
    store: Store
    deciding: Deciding
    applier: Applier
    finishing: Finishing
    metrics: Metrics
    pulse: Pulse
    #: the present instant (UTC)
    clock: Callable[[], datetime]
    #: calls for a look at a key soon; never raises
    wake: Callable[[str, int], None]
    #: how long a claim lasts unless it is renewed
    lease_seconds: float
    #: an evenly spread number from 0 to 1
    jitter: Callable[[], float] = random.random

    def look(self, key: str | None = None) -> Looked:
        """Do what is next for `key`, by default for the key whose turn it is; never raises.

        One look handles one batch. Unless there was nothing to do it calls for another look, since more may have come
        or be left.
        """
        try:
            looked = self._look(key)
        except (LeaseLost, StoreUnavailable) as fault:
            # Whatever was written but not recorded is found when the lease has run out.
            _log.warning("look ended early", key=key, cause=str(fault))
            return Looked(Became.LOST, key)
        if looked.key is not None:
            self.wake(looked.key, Priority.LIVE)
        return looked

    def _look(self, key: str | None) -> Looked:
        now = self.clock()
        lease = self.store.claim(self.name, now, self.lease_seconds, key)
        if lease is None:
            return Looked(Became.NOTHING)
        point(Point.CLAIMED)
        held = Held(self.store, lease, self.clock, self.lease_seconds)
        try:
            return self._handle(held, now)
        except (LeaseLost, StoreUnavailable):
            raise
        except GitLabFault as fault:
            return self._retry(held, fault)
        except Exception as fault:  # noqa: BLE001  # whatever it is, it is this key's trouble and nobody else's
            _log.error("look failed", key=held.key, cause=unexpected(fault), trace=trace(fault))
            return self._bury(held, unexpected(fault))

    def _handle(self, held: Held, now: datetime) -> Looked:
        if held.lease.attempts >= TRIES:
            return self._bury(held, f"given up after {TRIES} tries, the last of which ended without a word")
        run = self.store.open_run(held.key)
        if run is None:
            return self._begin(held, now)
        rest = resumed(run, self.deciding.gitlab.read_issue)
        if rest is None:
            self.store.discard_run(held.lease, run.id)
            return self._begin(held, now)
        return self._carry_out(held, rest, self.store.bound(held.lease, run.id), now, resuming=True)

    def _begin(self, held: Held, now: datetime) -> Looked:
        deliveries = self._batch(held)
        opened = open_deliveries(held.key, deliveries)
        if all(is_own(event, self.deciding.bot()) for event in opened.events):
            outcomes = {item.id: opened.outcomes.get(item.key, Outcome.OWN_EVENT) for item in deliveries}
            self.store.settle(held.lease, outcomes, now)
            return Looked(Became.SETTLED, held.key)
        run = _with_unread(self.deciding.run(held.key, opened.events, now), opened)
        if not run.effects:
            return self._end(held, run, deliveries, now, unbegun=True)
        self.store.begin_run(held.lease, run, [item.id for item in deliveries])
        point(Point.BEGUN)
        return self._carry_out(held, run, deliveries, now, resuming=False)

    def _batch(self, held: Held) -> Sequence[StoredDelivery]:
        """All that waits for an issue; of intakes and occurrences one: each has to know what the one before did."""
        waiting = self.store.waiting(held.lease)
        return waiting[:1] if is_without_issue(held.key) else waiting

    def _carry_out(
        self, held: Held, run: Run, deliveries: Sequence[StoredDelivery], now: datetime, *, resuming: bool
    ) -> Looked:
        try:
            written = self.applier.apply(held, run, resuming=resuming)
        except Unfounded:
            self._forget(held, run)
            raise
        return self._end(held, written, deliveries, now, resumed=resuming)

    def _forget(self, held: Held, run: Run) -> None:
        """Throw `run` away where nothing of it is written: it is decided anew, on what is there and in force then."""
        stored = self.store.open_run(held.key)
        if stored is not None and all(record.state is EffectState.PLANNED for record in stored.effects):
            self.store.discard_run(held.lease, run.id)

    def _end(
        self,
        held: Held,
        run: Run,
        deliveries: Sequence[StoredDelivery],
        now: datetime,
        *,
        resumed: bool = False,
        unbegun: bool = False,
    ) -> Looked:
        ended, messages = self.finishing.finish(held, run, deliveries, self.clock(), unbegun=unbegun)
        tell(self.metrics, ended, (self.clock() - now).total_seconds(), resumed=resumed)
        for message in messages:
            self.wake(str(message.work_key), message.priority)
        return Looked(Became.DONE, held.key, run.id)

    def _retry(self, held: Held, fault: GitLabFault) -> Looked:
        now = self.clock()
        verdict = after(
            fault,
            held.lease.attempts,
            now,
            self.jitter(),
            outage=self.pulse.is_silent(now),
            failing=self.pulse.failing_for(now),
            crowd=self._crowd(fault),
        )
        if isinstance(verdict, Bury):
            return self._bury(held, verdict.cause)
        attempts, throttled = verdict.attempts, verdict.throttled
        self.store.release(held.lease, verdict.at, verdict.cause, throttled=throttled, attempts=attempts)
        _log.info("try again", key=held.key, at=verdict.at.isoformat(), cause=verdict.cause, attempts=attempts)
        return Looked(Became.LATER, held.key)

    def _crowd(self, fault: GitLabFault) -> int:
        """How many keys wait for GitLab's limits, where that is what `fault` is about."""
        return self.store.work_states().get("throttled", 0) if isinstance(fault, Throttled) else 0

    def _bury(self, held: Held, cause: str) -> Looked:
        self.store.bury(held.lease, cause)
        _log.error("given up", key=held.key, cause=cause)
        return Looked(Became.DEAD, held.key)


def _with_unread(run: Run, opened: Opened) -> Run:
    """`run`, which also knows the outcomes of deliveries without an event: they end with it."""
    outcomes = {**opened.outcomes, **run.decision.outcomes}
    return replace(run, decision=replace(run.decision, outcomes=outcomes))
