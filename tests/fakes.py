"""Stand-ins for what the door is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from automation.config.model import Config
from automation.model.work import Delivery, Receipt
from automation.runtime.checks import Check
from automation.runtime.metrics import Metrics
from automation.runtime.store import StoreUnavailable
from tests.bodies import PROJECT
from webhooks.ports import Door
from webhooks.verify import sign

NOW = datetime(2027, 1, 11, 9, 15, 30, tzinfo=UTC)
SIGNING_TOKEN = "whsec_" + "dXNoZXIgc2lnbmluZyBrZXkgb2YgMzIgYnl0ZXMhIQ=="
SECRET_TOKEN = "a secret that only GitLab has"
FORM_TOKEN = "whsec_" + "dGhlIGtleSB3aXRoIHdoaWNoIG91ciBmb3JtcyBzaWdu"

CONFIG: Mapping[str, Any] = {
    "gitlab": {"webhook": {"signing_tokens": ["", SIGNING_TOKEN], "secret_tokens": ["", SECRET_TOKEN]}},
    "intake": {"signing_tokens": [FORM_TOKEN]},
    "projects": {"product-marketing": PROJECT, "champion-ops": "gitlab-com/channel/partner-champions-ops"},
    "programs": {
        "partner-champions": {
            "program": "Partner champions",
            "workflows": {
                "champion-nomination": {
                    "project": "champion-ops",
                    "template": "Champion_Nomination",
                    "fields": {"Nominee name": {}, "Nominee email": {"type": "email", "required": True}, "Region": {}},
                    "form": True,
                },
                "champion-record": {"project": "champion-ops", "template": "Champion_Record"},
            },
        },
        "community-response": {
            "program": "Community response",
            "workflows": {
                "mention": {
                    "project": "product-marketing",
                    "template": "Community_Mention_Response",
                    "fields": {"Source": {}, "URL": {"type": "url"}},
                    "form": True,
                }
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class FakeCounts:
    """What the store says of the queue."""

    stored: int = 0
    duplicates: int = 0
    rejected: int = 0
    done: int = 0
    waiting: int = 0
    dead: int = 0
    oldest_waiting: datetime | None = None


@dataclass
class FakeInbox:
    """A store in memory; with `away` set it is unavailable."""

    deliveries: dict[str, Delivery] = field(default_factory=dict)
    duplicates: int = 0
    rejected: int = 0
    away: bool = False
    #: what `counts` answers
    queue: FakeCounts = FakeCounts()

    def receive(self, delivery: Delivery) -> Receipt:
        """Keep `delivery`, once per key."""
        self.ping()
        if delivery.key in self.deliveries:
            self.duplicates += 1
            return Receipt.DUPLICATE
        self.deliveries[delivery.key] = delivery
        return Receipt.STORED

    def count_rejected(self) -> None:
        """One more."""
        self.rejected += 1

    def counts(self) -> FakeCounts:
        """What the test has put there."""
        self.ping()
        return self.queue

    def ping(self) -> None:
        """Say whether the store is away."""
        if self.away:
            message = "the database is not available: disk full"
            raise StoreUnavailable(message)


@dataclass
class Wakes:
    """Remembers who was woken."""

    calls: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, key: str, priority: int) -> None:
        """Be told."""
        self.calls.append((key, priority))


@cache
def config() -> Config:
    """`CONFIG` as the loader gives it."""
    return Config.model_validate(CONFIG)


def door(**parts: Any) -> Door:
    """A door on fakes; `parts` replace some of them."""
    usual: dict[str, Any] = {
        "store": FakeInbox(),
        "wake": Wakes(),
        "config": config,
        "bot": lambda: "usher-bot",
        "now": lambda: NOW,
        "metrics": Metrics(),
        "health": lambda: {"config": Check(ok=True, detail="good"), "gitlab": Check(ok=True, detail="seen")},
    }
    return Door(**{**usual, **parts})


def signed(body: bytes, key: str = "k-001", token: str = SIGNING_TOKEN, **headers: str) -> dict[str, str]:
    """Headers of `body` as GitLab 19 sends it; `headers` are added, with _ for -."""
    own = {"Content-Type": "application/json", "X-Gitlab-Event": "Issue Hook", "Idempotency-Key": key}
    return {**own, **sign(token, key, NOW, body), **{name.replace("_", "-"): value for name, value in headers.items()}}
