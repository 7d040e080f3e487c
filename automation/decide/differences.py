"""What people changed since the last run: the issue as we left it against the issue as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from automation.decide.batch import Batch
from automation.model.events import EventKind
from automation.model.snapshot import Memory, Snapshot


@dataclass(frozen=True, slots=True)
class Differences:
    """The way from `before` to `now`."""

    before: Snapshot
    now: Snapshot

    def without(self, labels: frozenset[str]) -> Differences:
        """The same as if `labels` had never been there."""
        return Differences(
            replace(self.before, labels=self.before.labels - labels), replace(self.now, labels=self.now.labels - labels)
        )

    @property
    def added(self) -> frozenset[str]:
        """Labels that are new."""
        return self.now.labels - self.before.labels

    @property
    def removed(self) -> frozenset[str]:
        """Labels that are gone."""
        return self.before.labels - self.now.labels

    @property
    def state(self) -> str | None:
        """The new state, None where it is the old one."""
        return self.now.state if self.now.state != self.before.state else None

    @property
    def unassigned(self) -> frozenset[str]:
        """Assignees that are gone."""
        return frozenset(self.before.assignees) - frozenset(self.now.assignees)

    @property
    def assigned(self) -> frozenset[str]:
        """Assignees that are new."""
        return frozenset(self.now.assignees) - frozenset(self.before.assignees)

    @property
    def description(self) -> bool:
        """Whether the description differs."""
        return self.now.description != self.before.description

    def __bool__(self) -> bool:
        return bool(
            self.added
            or self.removed
            or self.state
            or self.assigned
            or self.unassigned
            or self.description
            or self.now.title != self.before.title
            or self.now.confidential != self.before.confidential
            or self.now.due_date != self.before.due_date
            or self.now.milestone != self.before.milestone
        )


def baseline(batch: Batch, snapshot: Snapshot) -> Snapshot:
    """The issue as it was before the events of `batch`.

    That is the issue as the last run left it. For an issue that Usher has not seen, it is the issue as it was opened,
    or, where its opening went by, as it was before the first change that the events report.
    """
    if batch.memory.seen is not None:
        return with_texts(batch.memory.seen, snapshot)
    opening = batch.opening()
    if opening is not None:
        labels = snapshot.labels if opening.labels is None else opening.labels
        return replace(snapshot, labels=labels, state="opened")
    return _before_first_change(batch, snapshot)


def with_texts(seen: Snapshot, snapshot: Snapshot) -> Snapshot:
    """`seen`, where its texts were cleared, with those of `snapshot`: what is not known any more is no news.

    GitLab has no issue without a title, so that an empty one tells.
    """
    return seen if seen.title else replace(seen, title=snapshot.title, description=snapshot.description)


def _before_first_change(batch: Batch, snapshot: Snapshot) -> Snapshot:
    reported = [event for event in batch.foreign() if event.kind is EventKind.ISSUE]
    first = next((event.changes["labels"] for event in reported if "labels" in event.changes), None)
    closing = next((event.action for event in reported if event.action in {"close", "reopen"}), None)
    labels = snapshot.labels if first is None else frozenset(first.previous or ())
    state = {"close": "opened", "reopen": "closed", None: snapshot.state}[closing]
    return replace(snapshot, labels=labels, state=state)


def reversals(memory: Memory, differences: Differences) -> frozenset[str]:
    """What a person took back of what Usher set, as ``source|label:name`` (design.md §6: a person's reversal wins)."""
    undone = [f"label:{label}" for label in differences.removed]
    undone += [f"assignee:{name}" for name in differences.unassigned]
    undone += [f"state:{differences.before.state}"] if differences.state else []
    return memory.reversed | {f"{memory.given[item]}|{item}" for item in undone if item in memory.given}
