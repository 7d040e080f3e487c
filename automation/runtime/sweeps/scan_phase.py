"""The first half of a sweep: plan it, go through its lists, then hold limits and brake against what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

import structlog

from automation.decide.compiled import Compiled, CompiledPolicy
from automation.gitlab.listing import ListingPort
from automation.model import wire
from automation.runtime.faultpoints import Point, point
from automation.runtime.metrics import Metrics
from automation.runtime.store import Limit, PolicyState, ScanPage, Store, Sweep
from automation.runtime.sweeps.brake import exceeds
from automation.runtime.sweeps.plan import SweepPlan, make_plan, plan_of
from automation.runtime.sweeps.scanning import Scanner

_log = structlog.get_logger("usher.sweep")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPhase:
    """What sweeps are scanned with."""

    worker: str
    store: Store
    listing: ListingPort
    scanner: Scanner
    rules: Callable[[], Compiled]
    threads: Executor
    metrics: Metrics

    def step(self, sweep: Sweep, now: datetime) -> bool:
        """Plan, look at the next pages, or end the scan; False where live events wait, which go first.

        Raises:
            GitLabFault: GitLab cannot be asked now; nothing was stored.
            LeaseLost: the sweep is no longer this worker's, or was dropped.
        """
        if self.store.is_busy(now):
            return False
        plan = plan_of(sweep)
        if plan is None:
            self._plan(sweep, make_plan(self.rules(), sweep.request, self.listing, self.threads))
        elif sweep.listing < len(plan.stretches):
            self._keep(sweep, self.scanner.scan(sweep, plan, self.rules()))
        else:
            self._end(sweep, now)
        return True

    def skip(self, sweep: Sweep, cause: str) -> None:
        """Leave out what could not be done over and over: the list that `sweep` is at, or all of it before its plan."""
        if sweep.plan is None:
            self._plan(sweep, SweepPlan(stretches=(), populations={}, faults=(cause,)))
        else:
            self._keep(sweep, ScanPage(finds=(), looked=0, listing=sweep.listing + 1, page="", error=cause))

    def _plan(self, sweep: Sweep, plan: SweepPlan) -> None:
        self.store.plan_sweep(sweep, self.worker, wire.dump_text(plan), plan.populations, "; ".join(plan.faults))
        point(Point.SWEEP_PLANNED)
        policies, lists = list(plan.populations), len(plan.stretches)
        _log.info("sweep begins", sweep=sweep.id, policies=policies, lists=lists, issues=plan.length)

    def _keep(self, sweep: Sweep, page: ScanPage) -> None:
        self.store.keep_page(sweep, self.worker, page)
        point(Point.SWEEP_PAGE)
        self.metrics.swept(page.looked)

    def _end(self, sweep: Sweep, now: datetime) -> None:
        rules = self.rules()
        brakes = rules.config.brakes
        self.store.end_scan(sweep, self.worker, limits(rules.policies, sweep), lambda one: exceeds(one, brakes), now)
        point(Point.SWEEP_SCANNED)
        ended = self.store.sweep(sweep.id) or sweep
        for tally in ended.policies:
            self.metrics.sweep_found(tally.policy, tally.writes)
            if tally.state is PolicyState.HELD:
                seen = {"writes": tally.writes, "population": tally.population}
                _log.warning("held by the brake", sweep=sweep.id, policy=tally.policy, **seen)


def limits(policies: Mapping[str, CompiledPolicy], sweep: Sweep) -> dict[str, Limit]:
    """The limits of the policies of `sweep`, the narrower of their own and that of the request."""
    found = {tally.policy: _limit(policies.get(tally.policy), sweep.request.most) for tally in sweep.policies}
    return {name: limit for name, limit in found.items() if limit is not None}


def _limit(policy: CompiledPolicy | None, most: int | None) -> Limit | None:
    own = policy.limit if policy is not None else None
    if own is None:
        return None if most is None else Limit(most)
    number = own.newest or own.oldest or 0
    return Limit(number if most is None else min(number, most), newest=own.newest is not None)
