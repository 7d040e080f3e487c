"""The world: tables, clock, tier and the doors to the outside; and the act, who changes it and when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.limits import Limits
from sandbox.model import HookCall, User
from sandbox.outbound import Delivery
from sandbox.seed import Seed
from sandbox.world.tables import Tables

TIERS = ("free", "premium")


class World:
    """One GitLab instance in memory; `planting.create_world` makes one with something in it.

    Hold `lock` around every use that other threads must not see half done.
    """

    def __init__(self, seed: Seed, clock: Clock, tier: str, base_url: str) -> None:
        if tier not in TIERS:
            message = f"tier must be one of {', '.join(TIERS)}, not {tier!r}"
            raise ValueError(message)
        self.lock = threading.RLock()
        self.seed = seed
        self.clock = clock
        self.tier = tier
        self.base_url = base_url
        self.data = Tables()
        self.faults = Faults()
        self.limits = Limits()
        self.journal = Journal()
        #: Where webhook deliveries go; the server puts its sender here.
        self.send: Callable[[Delivery], None] = lambda _delivery: None
        #: Calls a hook at once and returns the answer; the server puts its sender here too.
        self.call: Callable[[Delivery], HookCall] = _nobody_calls

    @property
    def premium(self) -> bool:
        """Whether licensed features are on: exclusive scoped labels, several assignees, group hooks, blocking links."""
        return self.tier == "premium"

    def act(self, username: str, *, event_uuid: str | None = None) -> Act:
        """Return an act of the named user (any case) at the present instant.

        Raises:
            KeyError: nobody has that name.
        """
        user = self.data.users[self.data.usernames[username.lower()]]
        return Act(self, user, self.clock.now(), event_uuid)


def _nobody_calls(delivery: Delivery) -> HookCall:
    message = f"this world has no sender to call {delivery.url}"
    raise RuntimeError(message)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a user does at one instant.

    `event_uuid` is the `X-Gitlab-Event-UUID` that the request carried, if any: hooks of that chain stay silent.
    """

    world: World
    user: User
    now: datetime
    event_uuid: str | None = None
