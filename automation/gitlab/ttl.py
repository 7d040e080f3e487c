"""Answers that stay true for a while."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

#: answers kept at once; the oldest goes first
_MOST = 10_000


class TtlCache(Generic[K, V]):
    """Remembers answers for `seconds`; safe for many threads, and none waits for another's look-up."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        """Starts empty; `clock` gives seconds that never go back."""
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        #: the answer and until when it holds
        self._known: dict[K, tuple[V, float]] = {}

    def get(self, key: K, ask: Callable[[], V]) -> V:
        """The answer for `key`: the known one, or that of `ask`, whose errors pass and are not remembered."""
        now = self._clock()
        with self._lock:
            known = self._known.get(key)
        if known is not None and now < known[1]:
            return known[0]
        answer = ask()
        self._keep(key, answer, now + self._seconds)
        return answer

    def _keep(self, key: K, answer: V, until: float) -> None:
        with self._lock:
            self._known.pop(key, None)
            self._known[key] = (answer, until)
            if len(self._known) > _MOST:
                del self._known[next(iter(self._known))]
