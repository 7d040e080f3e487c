"""What the HTTP edge needs from the rest, and nothing more of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from automation.config.model import Config
from automation.model.work import Delivery, Receipt
from automation.runtime.checks import Check
from automation.runtime.metrics import Metrics, QueueCounts


class Pinged(Protocol):
    """Something that may be away."""

    def ping(self) -> None:
        """Find out whether it can be written; raises `StoreUnavailable` where it cannot."""


class Inbox(Protocol):
    """The part of the store that the door uses. Each call raises `StoreUnavailable` where the database is away."""

    def receive(self, delivery: Delivery) -> Receipt:
        """Store `delivery` for good, once per key."""

    def count_rejected(self) -> None:
        """Note that a request was refused, so that received = stored + duplicates + rejected; writes nothing now."""

    def counts(self) -> QueueCounts:
        """How much waits and how much was given up."""

    def ping(self) -> None:
        """Find out whether the store can be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What the HTTP edge is given."""

    store: Inbox
    #: tells the workers that a key has work, and its priority; never raises, and may be lost without harm
    wake: Callable[[str, int], None]
    #: the configuration that is in force now
    config: Callable[[], Config]
    #: username of the bot, None until GitLab has said it
    bot: Callable[[], str | None]
    #: the present instant (UTC)
    now: Callable[[], datetime]
    metrics: Metrics
    #: checks by name beyond that of the store, e.g. ``config`` and ``gitlab``; never raises
    health: Callable[[], Mapping[str, Check]]
