"""Watching our hooks: disabled ones are revived, and what did not get through is taken from GitLab's own log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from automation.decide.compiled import Compiled
from automation.gitlab.changes import ChangesPort, Failed, Hook
from automation.gitlab.errors import GitLabFault, Refused
from automation.model.events import Event
from automation.model.payloads import MalformedPayload, parse_delivery
from automation.model.work import Delivery, Priority, Receipt, Source
from automation.runtime.catchup import mistrust
from automation.runtime.store import Store

_log = structlog.get_logger("usher.hookwatch")

#: failed deliveries that one pass takes from a hook's log
_MOST = 200
#: how GitLab calls a hook that works
_WELL = "executable"


@dataclass(frozen=True, slots=True)
class Watched:
    """What one pass found."""

    #: hooks that GitLab had disabled, in words
    disabled: tuple[str, ...] = ()
    #: deliveries taken from GitLab's log
    recovered: int = 0


class HookWatch:
    """Looks at the hooks of every project where the bot is Maintainer; elsewhere catching up has to do."""

    def __init__(
        self, store: Store, gitlab: ChangesPort, rules: Callable[[], Compiled], wake: Callable[[str, int], None]
    ) -> None:
        self._store = store
        self._gitlab = gitlab
        self._rules = rules
        self._wake = wake
        #: what the last pass found; None before the first
        self.last: Watched | None = None

    def run(self, now: datetime) -> Watched:
        """Look at every hook once; never raises for GitLab's faults."""
        disabled: list[str] = []
        recovered = 0
        for project in self._rules().projects:
            try:
                for hook in self._gitlab.our_hooks(project):
                    recovered += self._recover(project, hook, now)
                    disabled += self._revive(project, hook)
            except Refused:
                continue
            except GitLabFault as fault:
                _log.warning("a hook cannot be looked at", project=project, cause=fault.cause)
        self.last = Watched(tuple(disabled), recovered)
        return self.last

    def _revive(self, project: str, hook: Hook) -> Iterator[str]:
        if hook.alert_status == _WELL:
            return
        _log.error("GitLab has disabled a hook; a test request is sent", project=project, hook=hook.id)
        mistrust(self._store, project)
        try:
            self._gitlab.revive(project, hook)
        except GitLabFault as fault:
            yield f"{project}: hook {hook.id} is {hook.alert_status}, and a test request failed ({fault.cause})"
        else:
            yield f"{project}: hook {hook.id} was {hook.alert_status}; a test request was sent"

    def _recover(self, project: str, hook: Hook, now: datetime) -> int:
        """Hand in what failed, oldest first; what came in another way is known by its key."""
        failed = sorted(self._gitlab.failed_deliveries(project, hook, _MOST), key=lambda entry: entry.id)
        self._make_up(project, hook, [entry.id for entry in failed if entry.body is None])
        return sum(self._hand_in(hook, entry, entry.body, now) for entry in failed if entry.body is not None)

    def _make_up(self, project: str, hook: Hook, lost: Sequence[int]) -> None:
        """Have the project compared for deliveries whose bodies are lost: GitLab could resend only what it kept."""
        fact = f"lost:{project}:{hook.id}"
        if lost and lost[-1] > int(self._store.recall(fact) or 0):
            _log.warning("GitLab kept no body of a delivery", project=project, hook=hook.id, entries=len(lost))
            mistrust(self._store, project)
            self._store.keep(fact, str(lost[-1]))

    def _hand_in(self, hook: Hook, failed: Failed, body: Mapping[str, Any], now: datetime) -> bool:
        key = failed.key or f"log:{hook.id}:{failed.id}"
        try:
            event = parse_delivery(failed.header, body, event_id=key, at=now)
        except MalformedPayload:
            return False
        if not isinstance(event, Event) or event.issue is None or not self._rules().manages(event.project):
            return False
        delivery = Delivery(
            key=key,
            source=Source.GITLAB,
            work_key=str(event.issue),
            project=event.project,
            received_at=now,
            header=failed.header,
            body=json.dumps(body).encode(),
            priority=Priority.SWEEP,
        )
        if self._store.receive(delivery) is not Receipt.STORED:
            return False
        self._wake(str(event.issue), Priority.SWEEP)
        return True
