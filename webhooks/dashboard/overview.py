"""``/``: whether all is well, how much waits, where the issues of each workflow stand, and what was done last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from automation.runtime.store import Counts, DeadLetter, Regret
from webhooks.dashboard.asked import Asked
from webhooks.dashboard.rows import Row, rows
from webhooks.dashboard.stages import StageCount, stage_counts
from webhooks.dashboard.veil import brief, is_veiled_key

_LATEST: Final = 10
_DEAD: Final = 20
_REGRETTED: Final = 10
#: a delivery that waits longer than this says that something is slow
_SLOW: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One check in words."""

    name: str
    ok: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One workflow with the number of its open issues in each stage."""

    key: str
    #: what the program is called
    program: str
    #: number of open issues
    open: int
    #: number of closed issues
    closed: int
    stages: tuple[StageCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A key that was given up."""

    work_key: str
    error: str
    attempts: int
    deliveries: int
    #: UTC
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the first page shows."""

    #: what is not as it should be, in sentences; empty when all is well
    troubles: tuple[str, ...]
    checks: tuple[Health, ...]
    counts: Counts
    #: keys under way, by what they do: leased, waiting, throttled
    work: tuple[tuple[str, int], ...]
    workflows: tuple[Flow, ...]
    latest: tuple[Row, ...]
    dead: tuple[Given, ...]
    #: rules of which people took something back, the most often first
    regrets: tuple[Regret, ...]


def overview(asked: Asked) -> Overview:
    """The first page. Raises `StoreUnavailable`."""
    counts, states = asked.store.counts(), asked.store.work_states()
    return Overview(
        troubles=tuple(_troubles(asked, counts, states.get("dead", 0))),
        checks=tuple(Health(name=name, ok=check.ok, words=check.detail) for name, check in asked.checks.items()),
        counts=counts,
        work=tuple((state, number) for state, number in states.items() if state != "dead"),
        workflows=tuple(_flow(asked, key) for key in asked.rules.workflows),
        latest=rows(asked.store.runs(limit=_LATEST), asked),
        dead=tuple(_given(asked, letter) for letter in asked.store.dead_letters(_DEAD)),
        regrets=asked.store.regrets(_REGRETTED),
    )


def _troubles(asked: Asked, counts: Counts, dead: int) -> Iterator[str]:
    yield from (f"{name.capitalize()}: {check.detail}" for name, check in asked.checks.items() if not check.ok)
    if dead:
        yield "1 key was given up" if dead == 1 else f"{dead} keys were given up"
    if held := asked.store.held_count():
        yield f"the brake holds {held} {'policy' if held == 1 else 'policies'} of sweeps for a person"
    if counts.oldest_waiting is not None and asked.now - counts.oldest_waiting > _SLOW:
        yield "deliveries wait for longer than ten minutes"


def _flow(asked: Asked, key: str) -> Flow:
    workflow = asked.rules.workflows[key]
    board = asked.store.board(key, limit=1)
    return Flow(
        key=key,
        program=asked.rules.config.programs[workflow.program].program,
        open=sum(board.stages.values()),
        closed=sum(board.closed.values()),
        stages=stage_counts(workflow, board.stages, board.closed),
    )


def _given(asked: Asked, letter: DeadLetter) -> Given:
    veiled = is_veiled_key(letter.work_key, asked.store, asked.rules)
    return Given(
        work_key=letter.work_key,
        error=brief(letter.error) if veiled else letter.error,
        attempts=letter.attempts,
        deliveries=letter.deliveries,
        since=letter.since,
    )
