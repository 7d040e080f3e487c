"""Where a scenario plays: the sandbox, the service and one clock for both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from automation.commands.running import Running
from automation.commands.seeding import seed_of
from automation.config.model import Config
from automation.decide.compiled import Compiled
from automation.runtime.decider import Decider
from automation.runtime.looked import Became
from automation.runtime.service import Service
from automation.runtime.settings import Settings
from automation.scenarios.cast import cast_of
from automation.scenarios.knowing import Knowing
from automation.scenarios.model import Scenario
from automation.scenarios.picture import Picture, picture_of
from automation.scenarios.post import Post, Sent, new_token
from automation.scenarios.refs import Refs
from automation.scenarios.rehearsed import channels, rehearsed
from sandbox.clock import Clock
from sandbox.model import TRIGGERS
from sandbox.outbound import Delivery
from sandbox.server import Sandbox
from sandbox.world import hooks
from sandbox.world.state import Act, World
from webhooks.app import create_app

#: how often Usher may look in one step
_MOST_LOOKS = 2_000
_MOST_TROUBLES = 20
_ADMIN = "root"
#: where the hooks of the play lead; nothing is sent there, the play hands deliveries in itself
_NOWHERE = "http://127.0.0.1/webhooks/gitlab"


@dataclass(slots=True, kw_only=True)
class Stage:
    """Everything that a step needs."""

    scenario: Scenario
    rules: Compiled
    world: World
    service: Service
    post: Post
    refs: Refs
    #: filled before the first step
    knowing: Knowing
    #: everything that GitLab had to tell, oldest first
    told: list[Sent] = field(default_factory=list)
    #: deliveries by key, and the last one of each issue by its name
    delivered: dict[str, Sent] = field(default_factory=dict)
    latest: dict[str, Sent] = field(default_factory=dict)
    #: ids of the runs of the present step, oldest first
    runs: list[str] = field(default_factory=list)
    #: whether Usher came to rest
    rested: bool = True
    #: what was given up, or waits for another try, in steps before
    troubles: set[str] = field(default_factory=set)

    @property
    def bot(self) -> str:
        """Username of Usher's own account."""
        return self.scenario.head.meta.bot

    @property
    def config(self) -> Config:
        """The configuration in force."""
        return self.rules.config

    def act(self, username: str) -> Act:
        """An act of somebody, now."""
        return self.world.act(username)

    def picture(self) -> Picture:
        """GitLab as it is now."""
        return picture_of(self.world)

    def begin_step(self, at: datetime) -> None:
        """A step begins: it is `at` (UTC) from now on, in GitLab and for Usher."""
        self.world.clock.set(at)
        self.runs.clear()

    def work(self) -> int:
        """Let Usher work until it rests, or has done so much that it never will; gives the number of looks."""
        for number in range(_MOST_LOOKS):
            looked = self.service.worker.look()
            self.rested = looked.became in {Became.NOTHING, Became.LOST}
            if self.rested:
                return number
            if looked.run_id is not None:
                self.runs.append(looked.run_id)
        return 0

    def new_troubles(self) -> list[str]:
        """What Usher gave up, or will have to try again, since the last call."""
        store = self.service.store
        found = [] if self.rested else ["Usher does not come to rest"]
        found += [f"{one.work_key}: {one.error}" for one in store.dead_letters(limit=_MOST_TROUBLES)]
        found += [f"{one.work_key}: {one.error}" for one in store.retries(limit=_MOST_TROUBLES)]
        new = [words for words in found if words not in self.troubles]
        self.troubles.update(new)
        return [self.refs.readable(words) for words in new]

    def sweep(self) -> None:
        """Let Usher do all sweeps that have begun, with everything that follows from them."""
        while self.service.sweeper.step() or self.work():
            pass


@contextmanager
def stage(rules: Compiled, path: Path, scenario: Scenario) -> Iterator[Stage]:
    """The stage of `scenario`, on the configuration `rules` that was read from `path`; empty but for people and places.

    Raises:
        OSError: there is no free port at 127.0.0.1.
    """
    meta = scenario.head.meta
    seed = seed_of(rules.config, bot=meta.bot, outsiders=cast_of(scenario, rules.config))
    clock = Clock(scenario.start, frozen=True)
    token, knowing = new_token(), Knowing({})
    with Sandbox(seed, clock, meta.tier, register=[channels]) as box:
        played = rehearsed(rules, meta, box.url, box.token(meta.bot), token)
        settings = Settings(
            config=path,
            load=lambda _: played,
            database="sqlite://",
            workers=0,
            clock=clock.now,
            decider=Decider(decide=knowing.decide),
        )
        running = Running(settings, "127.0.0.1", 0)
        try:
            found = Stage(
                scenario=scenario,
                rules=played,
                world=box.world,
                service=running.service,
                post=Post(create_app(running.door()).test_client(), clock.now, token),
                refs=Refs(box.world),
                knowing=knowing,
            )
            _listen(found)
            yield found
        finally:
            running.stop()


def _listen(found: Stage) -> None:
    """Keep what GitLab would tell a hook of every project."""

    def keep(delivery: Delivery) -> None:
        found.told.append(Sent(delivery.event, json.loads(delivery.body)))

    with found.world.lock:
        found.world.send = keep
        for project in found.world.data.projects.values():
            hooks.create(found.act(_ADMIN), project, {"url": _NOWHERE, "triggers": frozenset(TRIGGERS)})
