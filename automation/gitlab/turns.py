"""Turns: few threads compute at once, so that the door is not kept waiting; who waits for GitLab gives the turn away.

Python runs one thread at a time, and hands over only every so often. With many workers computing, a delivery would wait
for all of them before it is acknowledged (docs/benchmarks.md).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_held = threading.local()


class Turns:
    """As many turns as threads may compute at once."""

    def __init__(self, number: int) -> None:
        self._free = threading.BoundedSemaphore(number)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Take a turn for as long as the block lasts, whenever one is free."""
        with self._free:
            _held.turn = self._free
            try:
                yield
            finally:
                _held.turn = None


@contextmanager
def away() -> Iterator[None]:
    """Give the turn of this thread to others while it waits for somebody else; without a turn nothing happens."""
    turn: threading.BoundedSemaphore | None = getattr(_held, "turn", None)
    if turn is None:
        yield
        return
    turn.release()
    try:
        yield
    finally:
        turn.acquire()
