"""Huey as the runner: its consumer threads take wake-ups and look at what the inbox has (docs/decisions/001)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import structlog
from huey import Huey
from huey.consumer import Consumer

from automation.model.work import Priority
from automation.runtime.wakeups import WakeUps

_log = structlog.get_logger("usher.runner")

#: what a sleeping poller of a queue that cannot block waits at first and at most, in seconds
_FIRST_POLL, _LONGEST_POLL = 0.02, 0.5


class EmbeddedConsumer(Consumer):  # type: ignore[misc]  # Huey has no types
    """Huey's consumer as a guest in our process, whose signals are not its own."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals to the command that runs us."""


class Runner:
    """Runs `look` in `workers` threads, once for each wake-up; a wake-up may be lost, doubled or late without harm."""

    def __init__(self, huey: Huey, look: Callable[[str], object], workers: int) -> None:
        self._huey = huey
        self._look = look
        self._workers = workers
        is_ours_alone = isinstance(huey.storage, WakeUps)
        #: keys called and not taken yet; only known where no other process takes wake-ups
        self._called: set[str] | None = set() if is_ours_alone else None
        self._anybody_there = workers > 0 or not is_ours_alone
        self._lock = threading.Lock()
        self._task = huey.task(name="look")(self._take)
        self._consumer: EmbeddedConsumer | None = None

    @property
    def pending(self) -> int:
        """How many wake-ups nobody has taken yet."""
        count: int = self._huey.pending_count()
        return count

    def wake(self, key: str, priority: int = Priority.LIVE) -> None:
        """Have somebody look at `key` soon; lower priorities go first. A key already called needs no second call.

        Never raises: where the queue is away, the next tick calls again.
        """
        if not self._anybody_there or not self._is_new(key):
            return
        try:
            self._huey.enqueue(self._task.s(key, priority=-priority))
        except Exception as fault:  # noqa: BLE001  # whatever a driver raises, the delivery is safe in the inbox
            self._forget(key)
            _log.warning("wake-up lost", key=key, fault=type(fault).__name__)

    def start(self) -> None:
        """Start the threads."""
        # Huey says two lines for every wake-up; ours is one line for every run.
        logging.getLogger("huey").setLevel(logging.WARNING)
        options: dict[str, Any] = {"initial_delay": _FIRST_POLL, "max_delay": _LONGEST_POLL}
        self._consumer = EmbeddedConsumer(
            self._huey, workers=self._workers, periodic=False, scheduler_interval=60, **options
        )
        self._consumer.start()

    def stop(self, timeout: float) -> bool:
        """Take no more wake-ups and wait up to `timeout` seconds for the looks under way; True when all have ended."""
        consumer, self._consumer = self._consumer, None
        if consumer is None:
            return True
        consumer.shutdown_timeout = timeout
        consumer.stop_flag.set()
        if isinstance(self._huey.storage, WakeUps):
            self._huey.storage.release()
        consumer.stop(graceful=True)
        ended = not any(thread.is_alive() for _, thread in consumer.worker_threads)
        if ended:
            self._huey.storage.close()
        return ended

    def _take(self, key: str) -> None:
        # Forgotten before the look, so that what arrives during the look is called for again.
        self._forget(key)
        self._look(key)

    def _is_new(self, key: str) -> bool:
        if self._called is None:
            return True
        with self._lock:
            known = key in self._called
            self._called.add(key)
            return not known

    def _forget(self, key: str) -> None:
        if self._called is not None:
            with self._lock:
                self._called.discard(key)
