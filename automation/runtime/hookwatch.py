"""Watching our hooks: disabled ones are revived, and what did not get through is taken from GitLab's own log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog

from automation.decide.compiled import Compiled
from automation.gitlab.changes import ChangesPort, Failed, Hook
from automation.gitlab.errors import GitLabFault, Refused
from automation.model.events import Event
from automation.model.payloads import MalformedPayload, parse_delivery
from automation.model.work import Delivery, Priority, Receipt, Source
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
        try:
            self._gitlab.revive(project, hook)
        except GitLabFault as fault:
            yield f"{project}: hook {hook.id} is {hook.alert_status}, and a test request failed ({fault.cause})"
        else:
            yield f"{project}: hook {hook.id} was {hook.alert_status}; a test request was sent"

    def _recover(self, project: str, hook: Hook, now: datetime) -> int:
        """Hand in what failed, oldest first; what came in another way is known by its key."""
        failed = reversed(list(self._gitlab.failed_deliveries(project, hook, _MOST)))
        return sum(self._hand_in(entry, now) for entry in failed)

    def _hand_in(self, failed: Failed, now: datetime) -> bool:
        try:
            event = parse_delivery(failed.header, failed.body, event_id=failed.key, at=now)
        except MalformedPayload:
            return False
        if not isinstance(event, Event) or event.issue is None or not self._rules().manages(event.project):
            return False
        delivery = Delivery(
            key=failed.key,
            source=Source.GITLAB,
            work_key=str(event.issue),
            project=event.project,
            received_at=now,
            header=failed.header,
            body=json.dumps(failed.body).encode(),
            priority=Priority.SWEEP,
        )
        if self._store.receive(delivery) is not Receipt.STORED:
            return False
        self._wake(str(event.issue), Priority.SWEEP)
        return True
