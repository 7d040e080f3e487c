"""What is to be done about a fault: when to try again, or to give up (design.md §5). Pure: time and chance come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from automation.gitlab.errors import Again, GitLabFault, Refused, Throttled

#: tries after which a batch is a dead letter
TRIES = 12
#: seconds: the ceiling of the first wait, doubled by each further try, and the highest ceiling
FIRST, LONGEST = 1.0, 600.0
#: seconds by which the time that GitLab names is spread for each key that waits for it too
PER_KEY = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Try again, not before `at` (UTC)."""

    at: datetime
    #: GitLab named the time itself
    throttled: bool
    #: tries that count so far
    attempts: int
    #: one sentence for people
    cause: str


@dataclass(frozen=True, slots=True)
class Bury:
    """Give up until a person says otherwise."""

    #: one sentence for people
    cause: str


def after(
    fault: GitLabFault,
    attempts: int,
    now: datetime,
    jitter: float,
    *,
    outage: bool = False,
    failing: float = 0.0,
    crowd: int = 0,
) -> Retry | Bury:
    """What to do about `fault`, which ended the try that came after `attempts` others.

    Args:
        fault: what happened.
        attempts: earlier tries of the same batch that counted.
        now: the time (UTC).
        jitter: a number from 0 to 1, evenly spread: full jitter keeps many issues from returning at once.
        outage: GitLab answers nobody; such a try does not count: it can be repeated for days and never kills a batch.
        failing: seconds for which GitLab has failed everybody; in an outage waits grow by it instead of by tries.
        crowd: how many keys wait for GitLab's limits already; they must not all come back for the next free place.
    """
    match fault:
        case Throttled():
            at = _in(now, fault.seconds + jitter * PER_KEY * crowd)
            return Retry(at=at, throttled=True, attempts=attempts, cause=fault.cause)
        case Again() | Refused():
            tries = attempts if outage else attempts + 1
            if tries >= TRIES and not outage:
                return Bury(f"{fault.cause} ({TRIES} tries)")
            ceiling = max(_ceiling(attempts), min(LONGEST, failing)) if outage else _ceiling(attempts)
            return Retry(at=_in(now, jitter * ceiling), throttled=False, attempts=tries, cause=fault.cause)
        case _:
            return Bury(fault.cause)


def _ceiling(attempts: int) -> float:
    return min(LONGEST, FIRST * 2.0**attempts)


def _in(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)
