"""``/sweeps``: passes over existing issues, newest first, with what their policies found and what the brake holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from automation.runtime.store import PolicyState, PolicyTally, Sweep
from automation.runtime.sweeps.plan import plan_of
from webhooks.dashboard.asked import Asked
from webhooks.dashboard.veil import brief

_LATEST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One policy of a sweep; numbers only."""

    policy: str
    state: str
    population: int
    selected: int
    writes: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One sweep."""

    id: str
    state: str
    #: UTC
    started_at: datetime
    finished_at: datetime | None
    #: issues looked at, and how many there are; None where that is not known
    looked: int
    of: int | None
    #: what stops it for the moment, or went wrong, in brief
    error: str
    held: bool
    policies: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeps:
    """The page."""

    sweeps: tuple[Pass, ...]


def sweeps(asked: Asked) -> Sweeps:
    """The newest sweeps. Raises `StoreUnavailable`."""
    return Sweeps(sweeps=tuple(_pass(sweep) for sweep in asked.store.sweeps(_LATEST)))


def _pass(sweep: Sweep) -> Pass:
    plan = plan_of(sweep)
    return Pass(
        id=sweep.id,
        state=sweep.state.value,
        started_at=sweep.request.started_at,
        finished_at=sweep.finished_at,
        looked=sweep.looked,
        of=None if plan is None else plan.length,
        error=brief(sweep.trouble or sweep.error),
        held=any(tally.state is PolicyState.HELD for tally in sweep.policies),
        policies=tuple(_share(tally) for tally in sweep.policies),
    )


def _share(tally: PolicyTally) -> Share:
    return Share(
        policy=tally.policy,
        state=tally.state.value,
        population=tally.population,
        selected=tally.selected,
        writes=tally.writes,
        left_out=tally.left_out,
    )
