"""Everything that runs: store, GitLab, configuration, workers and clockwork, put together, started and stopped."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import structlog

from automation.gitlab.turns import Turns
from automation.runtime.alarms import Alarms
from automation.runtime.applying import Applier
from automation.runtime.catchup import CatchUp
from automation.runtime.checks import Check, check_config, check_gitlab
from automation.runtime.configuration import Configuration
from automation.runtime.deciding import Deciding
from automation.runtime.duties import Household
from automation.runtime.faultpoints import Point, point
from automation.runtime.finishing import Finishing
from automation.runtime.hookwatch import HookWatch
from automation.runtime.identity import Identity
from automation.runtime.ids import host_name, is_alive, run_id, worker_name
from automation.runtime.looked import Became
from automation.runtime.metrics import Metrics
from automation.runtime.notify import Channels
from automation.runtime.pulse import Pulse
from automation.runtime.runner import Runner
from automation.runtime.settings import Settings
from automation.runtime.silence import Silence
from automation.runtime.store import Store
from automation.runtime.sweeps.assembly import Workshop
from automation.runtime.sweeps.duties import sweep_duties
from automation.runtime.sweeps.rehearsal import Known
from automation.runtime.sweeps.strands import STRANDS
from automation.runtime.ticker import Ticker
from automation.runtime.vigil import Vigil
from automation.runtime.wakeups import open_wakeups
from automation.runtime.worker import Worker

_log = structlog.get_logger("usher.service")

#: a claim outlives this many requests to GitLab that run into their time limit; it is renewed before each effect
_REQUESTS_PER_LEASE = 6
#: how many workers compute at once; more of them decide no faster, and make deliveries wait (docs/benchmarks.md)
_TURNS = 1


class Service:
    """The running service. HTTP needs its `store`, `wake`, `configuration`, `bot`, `now`, `metrics` and `health`."""

    def __init__(self, settings: Settings) -> None:
        """Read the configuration and open the store; nothing runs yet, and GitLab is not asked.

        Raises:
            ConfigFaults: the configuration is faulty.
            Refused: the token cannot be one.
            StoreUnavailable: the database cannot be opened.
            ValueError: there is no such kind of queue.
        """
        self.now = settings.clock
        self.metrics = Metrics()
        self.pulse = Pulse(self.now)
        self.configuration = Configuration(settings.config, settings.load, settings.try_out)
        gitlab = self.configuration.current().config.gitlab
        # As many threads for sweeps, and those that read ahead.
        workers, sweeping = max(settings.workers, 1), max(settings.workers, 1) + STRANDS
        self.gitlab = settings.connect(gitlab, workers + sweeping, self._answered)
        self.identity = Identity(self.gitlab)
        wakeups = open_wakeups(settings.queue)
        self.store = Store.open(settings.database)
        # A wake-up only says that there is something to do; the store knows whose turn it is.
        self._runner = Runner(wakeups, self._take_a_turn, settings.workers)
        self._turns = Turns(_TURNS)
        self._channels = Channels(lambda: self.configuration.current().config.channels)
        self._sweep_threads = ThreadPoolExecutor(sweeping, "usher-sweep")
        self.worker = self._worker(settings, _REQUESTS_PER_LEASE * gitlab.timeout)
        self._silence = Silence(self.store, self.configuration.current, self.metrics)
        self.vigil = self._vigil()
        household = self._household(settings)
        self._ticker = Ticker((*household.duties(), self._silence.duty()), self.now)
        alarms = Alarms(self.store, self.configuration.current, self.vigil.judged, self._channels)
        self._slow_ticker = Ticker((*self.vigil.duties(), alarms.duty()), self.now)
        self.sweeper = self._workshop(settings).sweeper()
        self._sweep_ticker = Ticker(sweep_duties(self.store, self.sweeper, self.metrics), self.now)
        self._waker = Ticker(household.wake_duties(), self.now)
        self._has_workers = settings.workers > 0

    def _take_a_turn(self, _key: str) -> None:
        with self._turns.one():
            self.worker.look()

    def take_over(self) -> None:
        """Take back what dead processes of this host held; leases of other hosts run out by themselves."""
        owners = {*self.store.lease_owners(), *self.store.sweep_workers()}
        for owner in sorted(owner for owner in owners if owner.startswith(f"{host_name()}:")):
            if not is_alive(owner):
                _log.info("taking over", worker=owner, keys=self.store.free_leases(owner))
                self.store.free_sweeps(owner)

    def start(self) -> None:
        """Take over from the dead, and start to work; GitLab need not be there."""
        self.take_over()
        if self._has_workers:
            self._runner.start()
        self._ticker.start()
        self._slow_ticker.start()
        self._sweep_ticker.start()

    def start_working(self) -> None:
        """Take over from the dead, and have the workers work; the clockwork stands still."""
        self.take_over()
        self._runner.start()
        self._waker.start()

    def stop(self, timeout: float = 20) -> bool:
        """Stop, waiting up to `timeout` seconds for the looks under way; True when all came to their end.

        What did not is resumed at the next start.
        """
        self.sweeper.stop()
        for ticker in (self._ticker, self._waker, self._slow_ticker, self._sweep_ticker):
            ticker.stop(timeout)
        self._sweep_threads.shutdown(cancel_futures=True)
        ended = self._runner.stop(timeout)
        self.gitlab.close()
        self.store.close()
        if not ended:
            _log.warning("stopped with looks under way, which the next start resumes")
        return ended

    def wake(self, key: str, priority: int) -> None:
        """Have somebody look at `key`, of which a delivery was just stored; never raises."""
        point(Point.RECEIVED)
        self._runner.wake(key, priority)

    def tick(self) -> None:
        """Do what the clockwork does each second, for a service that was not started."""
        self._ticker.tick(self.now())

    def work_off(self) -> int:
        """Work in this thread until nothing is ready, for a service that was not started; gives the number of looks.

        Ends early where the store is away.
        """
        looks = 0
        while self.worker.look().became not in {Became.NOTHING, Became.LOST}:
            looks += 1
        return looks

    def sweep_off(self) -> None:
        """Sweep, and work off what that hands in, in this thread until nothing is ready; for a service not started."""
        while self.sweeper.step() or self.work_off():
            pass

    def bot(self) -> str | None:
        """Username of the bot; None until GitLab has told."""
        known = self.identity.known
        return None if known is None else known.username

    def health(self) -> Mapping[str, Check]:
        """Checks by name, beyond that of the store."""
        return {
            "config": check_config(self.configuration),
            "gitlab": check_gitlab(self.pulse, self.identity, self.now()),
            **self.vigil.checks(),
        }

    def _answered(self, _method: str, _path: str, status: int, _seconds: float) -> None:
        self.pulse.answered(status)
        self.metrics.gitlab_answered(status or "none")

    def _worker(self, settings: Settings, lease_seconds: float) -> Worker:
        rules, bot, decider = self.configuration.current, self.identity.user, settings.decider
        return Worker(
            name=worker_name(),
            store=self.store,
            deciding=Deciding(
                store=self.store, gitlab=self.gitlab, rules=rules, bot=bot, decider=decider, new_id=run_id
            ),
            applier=Applier(self.store, self.gitlab, self._channels, self.now),
            finishing=Finishing(store=self.store, rules=rules, bot=bot, decider=decider, metrics=self.metrics),
            metrics=self.metrics,
            pulse=self.pulse,
            clock=self.now,
            wake=self._runner.wake,
            lease_seconds=lease_seconds,
        )

    def _workshop(self, settings: Settings) -> Workshop:
        return Workshop(
            worker=self.worker.name,
            store=self.store,
            known=Known(self.store),
            gitlab=self.gitlab,
            rules=self.configuration.current,
            bot=self.identity.user,
            decider=settings.decider,
            wake=self._runner.wake,
            clock=self.now,
            metrics=self.metrics,
            pulse=self.pulse,
            turns=self._turns,
            threads=self._sweep_threads,
        )

    def _vigil(self) -> Vigil:
        rules, wake, changes = self.configuration.current, self._runner.wake, self.gitlab.changes
        return Vigil(
            self.store,
            CatchUp(self.store, changes, rules, wake, self.bot),
            HookWatch(self.store, changes, rules, wake),
            self._silence,
            self.metrics,
        )

    def _household(self, settings: Settings) -> Household:
        return Household(
            store=self.store,
            caller=self._runner,
            configuration=self.configuration,
            identity=self.identity,
            keep_days=settings.keep_days,
            is_informed=self.vigil.is_informed,
        )
