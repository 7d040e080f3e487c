"""What a policy would do with an issue as a list shows it: the very decision of a run, of which nothing stays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from automation.decide.batch import Batch
from automation.decide.compiled import Compiled
from automation.gitlab.port import GitLabPort
from automation.model.decision import Decision
from automation.model.events import User
from automation.model.history import History
from automation.model.others import OtherIssue, Wanted
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Snapshot
from automation.runtime.decider import Decider
from automation.runtime.lookups import LiveLookUps
from automation.runtime.store import Store
from automation.runtime.sweeps.deliveries import sweep_event


class Known:
    """What a store knows of issues; asking it changes nothing, as a run's questions may."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def memories(self, refs: Sequence[IssueRef]) -> dict[IssueRef, Memory]:
        """What is remembered of each of `refs`; an empty memory for an issue never seen."""
        return self._store.memories(refs)

    def holder(self, workflow: str, value: str, claimant: str) -> str | None:
        """Who else than `claimant` holds `value` in the unique index of `workflow`; None for nobody."""
        found = self._store.held_by(workflow, value)
        return None if found == claimant else found

    def related(self, workflow: str, key: str, value: str, *, open_only: bool) -> tuple[str, ...]:
        """As `Store.related`."""
        return self._store.related(workflow, key, value, open_only=open_only)

    def issues(self, wanted: Wanted) -> tuple[OtherIssue, ...]:
        """As `Store.issues`."""
        return self._store.issues(wanted)

    def history(self, workflows: Collection[str], until: datetime) -> History:
        """As `Store.history`."""
        return self._store.history(workflows, until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What decisions are rehearsed with."""

    known: Known
    gitlab: GitLabPort
    rules: Callable[[], Compiled]
    #: the user of our token; may ask GitLab
    bot: Callable[[], User]
    decider: Decider

    def decide(self, sweep_id: str, policy: str, issue: Snapshot, memory: Memory, now: datetime) -> Decision:
        """What a run would decide that is told of nothing but that `policy` selected `issue`.

        Raises:
            GitLabFault: GitLab could not be asked what the decision asks.
            StoreUnavailable: nor the store.
        """
        event = sweep_event(sweep_id, policy, issue.ref, now)
        batch = Batch(key=str(issue.ref), events=(event,), snapshot=issue, memory=memory, bot=self.bot())
        if self.decider.needs_history(batch):
            batch = replace(batch, history=self.gitlab.history(issue.ref))
        rules = self.rules()
        return self.decider.decide(batch, rules, LiveLookUps(self.known, self.gitlab, rules), now)
