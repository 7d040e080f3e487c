"""Doing a sweep from the command line: rehearsed on a database that is thrown away, or in earnest."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import requests

from automation.commands.common import Stop, compiled
from automation.commands.sweep_progress import Progress, progress
from automation.commands.sweep_report import Report
from automation.decide.compiled import Compiled
from automation.gitlab.turns import Turns
from automation.runtime.decider import Decider
from automation.runtime.identity import Identity
from automation.runtime.ids import run_id, worker_name
from automation.runtime.metrics import Metrics
from automation.runtime.pulse import Pulse
from automation.runtime.service import Service
from automation.runtime.settings import Settings, connect, utc_now
from automation.runtime.store import Store, Sweep, SweepRequest, SweepState
from automation.runtime.sweeps.assembly import Workshop
from automation.runtime.sweeps.rehearsal import Known
from automation.runtime.sweeps.strands import STRANDS
from automation.runtime.sweeps.sweeper import Sweeper

#: seconds between two looks where something has to be waited for
_LOOK_EVERY = 0.1
#: tries after which a rehearsal gives up: somebody sits before it
_TRIES = 3
_UNDER_WAY = (SweepState.SCANNING, SweepState.WRITING)


class Interrupted(Exception):
    """Somebody pressed Ctrl-C; says what becomes of the sweep."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asks for."""

    #: config.yml
    config: Path
    #: SQLAlchemy address
    database: str
    #: names of policies, with or without ``*``; empty for all
    policies: tuple[str, ...]
    #: keys of projects; empty for all
    projects: tuple[str, ...]
    #: issues of each policy at most
    limit: int | None
    #: threads that work
    workers: int

    def request(self, now: datetime) -> SweepRequest:
        """The order as a sweep that begins at `now` (UTC)."""
        return SweepRequest(
            id=run_id(now),
            policies=self.policies,
            projects=self.projects,
            most=self.limit,
            cause="usher sweep",
            started_at=now,
        )


def rehearse(order: Order, rules: Compiled) -> Report:
    """What a sweep would do now; nothing is written but a database of its own, which is thrown away.

    Raises:
        GitLabFault: GitLab does not answer.
        Interrupted: Ctrl-C.
        Stop: GitLab went away in between.
    """
    with thrown_away() as scratch, _rehearsing(order, rules, scratch) as sweeper, progress() as bars:
        request = order.request(sweeper.clock())
        scratch.start_sweep(request)
        try:
            sweep = _scanned(sweeper, request.id, bars)
        except KeyboardInterrupt as ending:
            message = "broken off; nothing was written"
            raise Interrupted(message) from ending
        return Report.of(scratch, sweep, dry=True, digests=_digests(rules))


def _scanned(sweeper: Sweeper, sweep_id: str, bars: Progress) -> Sweep:
    """Look at everything."""
    while (sweep := _found(sweeper.store, sweep_id)).state is SweepState.SCANNING:
        bars.scanned(sweep)
        if not sweeper.step():
            _insist(_found(sweeper.store, sweep_id))
            threading.Event().wait(_LOOK_EVERY)
    return sweep


def _insist(sweep: Sweep) -> None:
    if sweep.attempts >= _TRIES:
        message = f"given up after {_TRIES} tries, nothing was written: {sweep.trouble}"
        raise Stop(message, 1)


def apply(order: Order, rules: Compiled) -> Report:
    """Sweep, and have everything written that is not held by the brake; goes on with a sweep that was broken off.

    Raises:
        ConfigFaults: the configuration became faulty.
        Interrupted: Ctrl-C.
        StoreUnavailable: the database cannot be used.
    """
    service = Service(Settings(config=order.config, load=compiled, database=order.database, workers=order.workers))
    try:
        request = _request(service.store, order, service.now())
        service.store.start_sweep(request)
        with progress() as bars:
            service.start_working()
            _worked_off(service, request.id, bars)
        sweep = _found(service.store, request.id)
        return Report.of(service.store, sweep, dry=False, digests=_digests(rules))
    except KeyboardInterrupt as ending:
        message = "broken off; the running service, or the same command, goes on with the sweep"
        raise Interrupted(message) from ending
    finally:
        service.stop()


def _request(store: Store, order: Order, now: datetime) -> SweepRequest:
    """A sweep of the same kind that is under way, else a new one."""
    asked = order.request(now)
    for state in _UNDER_WAY:
        for sweep in store.sweeps(state=state):
            known = sweep.request
            if (known.policies, known.projects, known.most) == (asked.policies, asked.projects, asked.most):
                return known
    return asked


def _worked_off(service: Service, sweep_id: str, bars: Progress) -> None:
    """Go on until the sweep is over or held, and everything that it handed in is written."""
    while True:
        went_on = service.sweeper.step()
        sweep = _found(service.store, sweep_id)
        handed = service.store.handed(sweep_id)
        bars.scanned(sweep)
        bars.waits(sweep.trouble)
        bars.written(handed.done, max(handed.total, sum(tally.writes for tally in sweep.policies)))
        if sweep.state not in _UNDER_WAY and handed.done == handed.total:
            return
        if not went_on:
            threading.Event().wait(_LOOK_EVERY)


def _digests(rules: Compiled) -> Iterator[str]:
    """The policies that open an issue which lists what they select."""
    return (name for name, policy in rules.policies.items() if policy.digest is not None)


def _found(store: Store, sweep_id: str) -> Sweep:
    sweep = store.sweep(sweep_id)
    if sweep is None:
        message = f"the sweep {sweep_id} is not there any more"
        raise Stop(message, 1)
    return sweep


@contextmanager
def thrown_away() -> Iterator[Store]:
    """A store that is thrown away; in a file, so that no number of issues fills the memory."""
    with (
        tempfile.TemporaryDirectory(prefix="usher-sweep-") as folder,
        Store.open(f"sqlite:///{folder}/sweep.db", lasting=False) as made,
    ):
        yield made


@contextmanager
def _rehearsing(order: Order, rules: Compiled, scratch: Store) -> Iterator[Sweeper]:
    """A sweeper that keeps everything in `scratch`, and knows of issues what the service's database knows."""
    pulse, metrics = Pulse(utc_now), Metrics()
    # Tries count also while GitLab answers nobody: somebody sits before it.
    gitlab = connect(rules.config.gitlab, order.workers + STRANDS + 1, lambda *_: pulse.answered(requests.codes.ok))
    known = Store.open_to_read(order.database)
    try:
        with ThreadPoolExecutor(order.workers + STRANDS) as threads:
            yield Workshop(
                worker=worker_name(),
                store=scratch,
                known=Known(known or scratch),
                gitlab=gitlab,
                rules=lambda: rules,
                bot=Identity(gitlab).user,
                decider=Decider(),
                wake=lambda _key, _priority: None,
                clock=utc_now,
                metrics=metrics,
                pulse=pulse,
                turns=Turns(order.workers),
                threads=threads,
            ).sweeper()
    finally:
        gitlab.close()
        if known is not None:
            known.close()
