"""The sweeper: takes the oldest sweep one step further, as often as it is called, behind everything live."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from automation.gitlab.errors import Again, GitLabFault
from automation.runtime.looked import trace, unexpected
from automation.runtime.pulse import Pulse
from automation.runtime.retry import LONGEST, Bury, after
from automation.runtime.store import LeaseLost, Store, StoreError, Sweep, SweepState
from automation.runtime.sweeps.hand_in import HandInPhase
from automation.runtime.sweeps.scan_phase import ScanPhase

_log = structlog.get_logger("usher.sweep")

#: for how long a sweep is one worker's, in seconds; each step prolongs it
_LEASE = 300.0
_LONGEST = timedelta(seconds=LONGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeper:
    """Works on sweeps; for one thread."""

    #: ``host:pid:start``, see `automation.runtime.ids`
    worker: str
    store: Store
    scan: ScanPhase
    hand_in: HandInPhase
    #: the present instant (UTC)
    clock: Callable[[], datetime]
    pulse: Pulse
    #: an evenly spread number from 0 to 1
    jitter: Callable[[], float] = random.random
    _stopping: threading.Event = field(default_factory=threading.Event)

    def step(self) -> bool:
        """Do one step of the oldest sweep; whether the next one may be done at once.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        now = self.clock()
        sweep = self.store.take_sweep(self.worker, now, _LEASE)
        if sweep is None:
            return False
        try:
            return self._advance(sweep, now)
        except LeaseLost:
            # Somebody dropped it, or works on it: the next step sees how it stands.
            return True

    def _advance(self, sweep: Sweep, now: datetime) -> bool:
        phase = self.scan if sweep.state is SweepState.SCANNING else self.hand_in
        try:
            return phase.step(sweep, now)
        except StoreError:
            raise
        except GitLabFault as fault:
            self._put_off(sweep, fault, now)
        except Exception as fault:  # noqa: BLE001  # one sweep that cannot go on must not be tried every second
            _log.error("sweep failed", sweep=sweep.id, cause=unexpected(fault), trace=trace(fault))
            self._put_off(sweep, Again(unexpected(fault)), now)
        return False

    def run(self, _now: datetime) -> None:
        """Do all that can be done at once; raises as `step`."""
        while not self._stopping.is_set() and self.step():
            pass

    def stop(self) -> None:
        """End after the step that is under way; the next process goes on from there."""
        self._stopping.set()

    def _put_off(self, sweep: Sweep, fault: GitLabFault, now: datetime) -> None:
        pulse = self.pulse
        verdict = after(
            fault,
            sweep.attempts,
            now,
            self.jitter(),
            outage=pulse.is_silent(now),
            failing=pulse.failing_for(now),
        )
        _log.warning("sweep put off", sweep=sweep.id, cause=fault.cause)
        if isinstance(verdict, Bury) and sweep.state is SweepState.SCANNING:
            self.scan.skip(sweep, verdict.cause)
        elif isinstance(verdict, Bury):
            self.store.put_off_sweep(sweep, self.worker, now + _LONGEST, verdict.cause, sweep.attempts)
        else:
            self.store.put_off_sweep(sweep, self.worker, verdict.at, verdict.cause, verdict.attempts)
