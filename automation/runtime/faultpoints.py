"""Named points between the I/O steps of the engine, where kill tests end the process (design.md §10)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

_callbacks: list[Callable[[str], None]] = []


class Point(StrEnum):
    """Between which steps a process may die; each name says what has just happened."""

    #: a delivery is stored, nobody was woken yet
    RECEIVED = "received"
    #: a work key is leased
    CLAIMED = "claimed"
    #: the issue was read from GitLab
    READ = "read"
    #: the run and its planned effects are stored
    BEGUN = "begun"
    #: the next thing is to write one effect
    BEFORE_EFFECT = "before-effect"
    #: GitLab has taken one effect, nothing says so yet
    AFTER_EFFECT = "after-effect"
    #: the result of one effect is stored
    RECORDED = "recorded"
    #: the run is stored as finished and its key is free
    FINISHED = "finished"
    #: how a sweep goes about it is stored
    SWEEP_PLANNED = "sweep-planned"
    #: what one page of a sweep brought is stored, with where the next one begins
    SWEEP_PAGE = "sweep-page"
    #: limits and brake are held against what a sweep found
    SWEEP_SCANNED = "sweep-scanned"
    #: some of what a sweep found is handed in, nobody was woken yet
    SWEEP_HANDED = "sweep-handed"
    #: a sweep is stored as over, its digests are handed in
    SWEEP_ENDED = "sweep-ended"


def point(name: Point) -> None:
    """Tell whoever is installed that the engine is at `name`; nothing is installed outside of tests."""
    for callback in _callbacks:
        callback(name)


def install(callback: Callable[[str], None]) -> Callable[[], None]:
    """Call `callback` at every point from now on; gives the function that ends it."""
    _callbacks.append(callback)
    return lambda: _callbacks.remove(callback)
