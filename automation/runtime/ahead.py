"""Asking for several things at a time, and taking the answers in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_order(threads: Executor, ask: Callable[[T], R], items: Iterable[T], most: int) -> Iterator[tuple[T, R]]:
    """Each of `items` with what `ask`, called in `threads`, gives for it; at most `most` of them are in hand.

    Raises what `ask` raised for an item in the place of that item; what was not begun by then is not asked any more.
    """
    asked: deque[tuple[T, Future[R]]] = deque()
    try:
        for item in items:
            asked.append((item, threads.submit(ask, item)))
            if len(asked) == most:
                yield _first(asked)
        while asked:
            yield _first(asked)
    finally:
        for _, future in asked:
            future.cancel()


def _first(asked: deque[tuple[T, Future[R]]]) -> tuple[T, R]:
    item, future = asked.popleft()
    return item, future.result()
