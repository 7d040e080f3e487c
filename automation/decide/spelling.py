"""People as config.yml spells them: GitLab takes April.Marks and april.marks for the same account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from automation.decide.batch import Batch
from automation.decide.people import People
from automation.model.events import Event
from automation.model.snapshot import HistoryEvent, Snapshot


def respelt(batch: Batch, people: People) -> Batch:
    """`batch` in which everybody of config.yml is spelt as there, so that names can be compared as they are."""
    seen = batch.memory.seen
    return replace(
        batch,
        events=tuple(_event(event, people.spelt) for event in batch.events),
        snapshot=_issue(batch.snapshot, people.spelt),
        memory=batch.memory if seen is None else replace(batch.memory, seen=_issue(seen, people.spelt)),
        history=tuple(_past(entry, people.spelt) for entry in batch.history),
    )


def _event(event: Event, spelt: Callable[[str], str]) -> Event:
    if event.actor is None or spelt(event.actor.username) == event.actor.username:
        return event
    return replace(event, actor=replace(event.actor, username=spelt(event.actor.username)))


def _issue(issue: Snapshot | None, spelt: Callable[[str], str]) -> Snapshot | None:
    if issue is None:
        return None
    return replace(issue, author=spelt(issue.author), assignees=tuple(map(spelt, issue.assignees)))


def _past(entry: HistoryEvent, spelt: Callable[[str], str]) -> HistoryEvent:
    return replace(entry, user=spelt(entry.user))
