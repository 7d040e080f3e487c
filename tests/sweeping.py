"""Sweeps around the pure core: a policy comes to an issue, and what follows."""

from __future__ import annotations

from typing import Any

from automation.decide.compiled import Compiled
from automation.model.decision import Decision, Reason
from automation.model.events import EventKind
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot
from tests.play import MONDAY, Play
from tests.small import CONFIG, PATH, compiled, workflow


def policy(rest: str, name: str = "Policy") -> str:
    """A ``policies:`` part with one policy, whose further keys `rest` are written in braces."""
    return f"policies:\n  - {{name: {name}, {rest}}}\n"


def with_policy(rest: str) -> Compiled:
    """The usual workflow with one policy beside it."""
    return compiled(workflow() + policy(rest), CONFIG)


def unseen(rules: Compiled, **facts: Any) -> Play:
    """An issue without a workflow that Usher never looked at."""
    usual = {"title": "Runners fail", "author": "stranger", "created_at": MONDAY, "updated_at": MONDAY}
    return Play(rules, Snapshot(**{"ref": IssueRef(PATH, 5), "id": 5, **usual, **facts}))


def sweep(play: Play, *names: str) -> Decision:
    """A sweep comes by with these policies, all of one batch."""
    events = [play.event(EventKind.SWEEP, name, None, labels=None, state=None) for name in names or ("Policy",)]
    return play.decide(*events)


def judged(decision: Decision, name: str = "Policy") -> tuple[str, str]:
    """Verdict and words about one policy."""
    found: Reason = next(reason for reason in decision.reasons if reason.title == f"Rule {name}")
    return str(found.verdict), found.detail
