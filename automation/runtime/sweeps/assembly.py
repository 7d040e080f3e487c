"""A sweeper, put together of what the service, or a rehearsal on the command line, has."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from automation.decide.compiled import Compiled
from automation.gitlab.turns import Turns
from automation.model.events import User
from automation.runtime.decider import Decider
from automation.runtime.metrics import Metrics
from automation.runtime.pulse import Pulse
from automation.runtime.settings import Connected
from automation.runtime.store import Store
from automation.runtime.sweeps.hand_in import HandInPhase
from automation.runtime.sweeps.judging import Judge
from automation.runtime.sweeps.rehearsal import Known, Rehearsal
from automation.runtime.sweeps.scan_phase import ScanPhase
from automation.runtime.sweeps.scanning import Scanner
from automation.runtime.sweeps.sweeper import Sweeper


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What a sweeper is made of."""

    #: ``host:pid:start``, see `automation.runtime.ids`
    worker: str
    #: where sweeps are kept
    store: Store
    #: what is remembered of issues
    known: Known
    gitlab: Connected
    rules: Callable[[], Compiled]
    #: the user of our token; may ask GitLab
    bot: Callable[[], User]
    decider: Decider
    #: calls for a look at a key soon; never raises
    wake: Callable[[str, int], None]
    #: the present instant (UTC)
    clock: Callable[[], datetime]
    metrics: Metrics
    pulse: Pulse
    turns: Turns
    #: read ahead, and judge what asks GitLab
    threads: Executor

    def sweeper(self) -> Sweeper:
        """The sweeper."""
        scan = ScanPhase(
            worker=self.worker,
            store=self.store,
            listing=self.gitlab.listing,
            scanner=Scanner(self.gitlab.listing, self._judge(), self.threads),
            rules=self.rules,
            threads=self.threads,
            metrics=self.metrics,
        )
        hand_in = HandInPhase(
            worker=self.worker, store=self.store, rules=self.rules, wake=self.wake, metrics=self.metrics
        )
        return Sweeper(
            worker=self.worker, store=self.store, scan=scan, hand_in=hand_in, clock=self.clock, pulse=self.pulse
        )

    def _judge(self) -> Judge:
        rehearsal = Rehearsal(
            known=self.known, gitlab=self.gitlab, rules=self.rules, bot=self.bot, decider=self.decider
        )
        return Judge(rehearsal, self.turns, self.threads)
