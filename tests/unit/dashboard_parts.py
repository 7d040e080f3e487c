"""A small world for the pages of the dashboard: a real store, a small configuration, and runs to be shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask.testing import FlaskClient

from automation.decide.compiled import Compiled
from automation.model.work import Run, RunState
from automation.runtime.checks import Check
from automation.runtime.store import IssueRecord, Store
from tests.fakes import door
from tests.small import CONFIG, compiled, workflow
from tests.store_parts import NOW, claim, delivery
from webhooks.app import create_app
from webhooks.dashboard import LOOPBACK, dashboard

GITLAB = "https://gitlab.example"
#: a second workflow, whose issues are always confidential
_SECRET = """\
  secret:
    project: stories
    template: Story
    confidential: always
    stage_label: Secret
    fields: {Account: {}}
    stages: {New: {}, Done: {closed: true}}
"""
_RULE = """\
rules:
  - {name: Thank the author, on: issue.opened, do: [{label: Thanked}]}
"""


def rules() -> Compiled:
    """Two workflows: `story`, and `secret`, which is always confidential."""
    return compiled(workflow("labels: [Customer Story]") + _SECRET + _RULE, f"gitlab: {{url: {GITLAB}/}}\n{CONFIG}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The service, as far as the dashboard sees it."""

    store: Any
    now: Callable[[], datetime] = lambda: NOW
    checks: Mapping[str, Check] = field(default_factory=lambda: {"gitlab": Check(ok=True, detail="we are usher-bot")})
    configuration: Any = field(default_factory=lambda: SimpleNamespace(current=rules))

    def health(self) -> Mapping[str, Check]:
        """What the test says."""
        return self.checks


def client(service: Shown, allowed_hosts: frozenset[str] | None = LOOPBACK) -> FlaskClient:
    """A browser on the whole application."""
    return create_app(door(), [dashboard(service, allowed_hosts=allowed_hosts)]).test_client()


def keep(store: Store, run: Run, issue: IssueRecord | None = None, *extra: IssueRecord) -> Run:
    """Have `run` begin, and unless it is still applying be recorded with what it leaves behind."""
    store.receive(delivery(f"delivery of {run.id}", run.work_key))
    lease = claim(store, NOW, run.work_key)
    store.begin_run(lease, run, [item.id for item in store.waiting(lease)])
    if run.state is RunState.APPLYING:
        return run
    store.finish_run(lease, run, delivery_outcomes={}, issue=issue, extra_issues=extra, now=NOW)
    return run


def links(text: str) -> Iterator[str]:
    """The addresses of this service in a page, without their fragments."""
    for href in re.findall(r'(?:href|src)="(/[^"#]*)', text):
        yield href.replace("&amp;", "&")


def walk(browser: FlaskClient, *allowed: int) -> dict[str, bytes]:
    """Every answer that is reached from the first page by links, by address; each is 200 or one of `allowed`."""
    seen: dict[str, bytes] = {}
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        with browser.get(address) as answer:
            assert answer.status_code in {200, *allowed}, f"{address} is answered with {answer.status_code}"
            seen[address] = answer.data
            if answer.mimetype == "text/html":
                waiting += links(answer.text)
    return seen
