"""The clockwork: duties that come round, in one thread that ticks every second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from automation.runtime.looked import trace, unexpected
from automation.runtime.store import StoreUnavailable

_log = structlog.get_logger("usher.ticker")

_SECOND = 1.0


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done again and again."""

    name: str
    #: time from one start to the next; what is due earlier waits for the next tick
    every: timedelta
    #: does it, given the time (UTC)
    do: Callable[[datetime], object]


class Ticker:
    """Does each duty when it is due; one that fails is tried again the next time and holds up no other."""

    def __init__(self, duties: Sequence[Duty], clock: Callable[[], datetime]) -> None:
        self._duties = duties
        self._clock = clock
        self._done_at: dict[str, datetime] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="usher-ticker", daemon=True)

    def tick(self, now: datetime) -> None:
        """Do what is due at `now`; never raises."""
        for duty in self._duties:
            if self._is_due(duty, now):
                self._done_at[duty.name] = now
                _attempt(duty, now)

    def start(self) -> None:
        """Tick at once, and every second from now on."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """End after the tick that is under way, for which up to `timeout` seconds are waited."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        self.tick(self._clock())
        while not self._stopping.wait(_SECOND):
            self.tick(self._clock())

    def _is_due(self, duty: Duty, now: datetime) -> bool:
        done_at = self._done_at.get(duty.name)
        # A clock that was set back must not silence a duty.
        return done_at is None or not done_at <= now < done_at + duty.every


def _attempt(duty: Duty, now: datetime) -> None:
    try:
        duty.do(now)
    except StoreUnavailable as fault:
        _log.warning("duty failed", duty=duty.name, cause=str(fault))
    except Exception as fault:  # noqa: BLE001  # a clock that stops over one duty stops all others too
        _log.error("duty failed", duty=duty.name, cause=unexpected(fault), trace=trace(fault))
