"""Who did it: established from what GitLab shows, not believed from a payload (programs.md G05)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from automation.decide.batch import Batch
from automation.model.events import Event, EventKind
from automation.model.snapshot import HistoryEvent, Snapshot


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the labels of a scope by one person."""

    before: frozenset[str]
    after: frozenset[str]
    actor: str | None


def up_to_date(events: Sequence[Event], snapshot: Snapshot) -> bool:
    """Whether the newest payload shows the labels and the state that GitLab shows now."""
    newest = next((event for event in reversed(events) if event.labels is not None), None)
    if newest is None:
        return False
    return newest.labels == snapshot.labels and newest.state in {None, snapshot.state}


def label_actor(batch: Batch, label: str, *, added: bool) -> str | None:
    """Who set (or took off) `label` last; None where nothing tells."""
    for event in reversed(batch.foreign()):
        before, after = _labels(event)
        if (label in after and label not in before) if added else (label in before and label not in after):
            return _username(event)
    action = "add" if added else "remove"
    past = [entry.user for entry in batch.history if entry.label == label and entry.action == action]
    return past[-1] if past else newest_actor(batch)


def state_actor(batch: Batch, state: str) -> str | None:
    """Who closed or reopened last; None where nothing tells."""
    action = {"closed": "close", "opened": "reopen"}[state]
    reported = [event for event in batch.foreign() if event.kind is EventKind.ISSUE and event.action == action]
    if reported:
        return _username(reported[-1])
    past = [entry.user for entry in batch.history if entry.label is None and entry.action.startswith(action)]
    return past[-1] if past else newest_actor(batch)


def newest_actor(batch: Batch) -> str | None:
    """Who caused the newest event that a person caused."""
    return next((name for event in reversed(batch.foreign()) if (name := _username(event))), None)


def steps(batch: Batch, scope: Iterable[str], start: frozenset[str], end: frozenset[str]) -> list[Step]:
    """The changes of the labels in `scope` that lead from `start` to `end`, oldest first.

    Taken from the events where they connect (in whatever order they came), else from GitLab's label events, else one
    step by whoever set the newest label.
    """
    names = frozenset(scope) | start | end
    connected = _connect(_reported(batch.foreign(), names), start, end)
    if connected is None:
        connected = _retrace(batch.history, names, start, end)
    if connected is None:
        gained = sorted(end - start) or sorted(start - end)
        connected = [Step(start, end, label_actor(batch, gained[-1], added=bool(end - start)))]
    return connected


def _labels(event: Event) -> tuple[frozenset[str], frozenset[str]]:
    change = event.changes.get("labels")
    if change is None or event.action == "open":
        return frozenset(), frozenset()
    return frozenset(change.previous or ()), frozenset(change.current or ())


def _username(event: Event) -> str | None:
    return event.actor.username if event.actor else None


def _reported(events: Sequence[Event], names: frozenset[str]) -> list[Step]:
    pairs = [(event, *_labels(event)) for event in events]
    return [
        Step(before & names, after & names, _username(event))
        for event, before, after in pairs
        if before & names != after & names
    ]


def _connect(found: list[Step], start: frozenset[str], end: frozenset[str]) -> list[Step] | None:
    """The steps that lead from `start` to `end`, whatever their order; None where they do not."""
    remaining, path, want = list(found), list[Step](), end
    while want != start:
        step = next((step for step in reversed(remaining) if step.after == want), None)
        if step is None:
            return None
        remaining.remove(step)
        path.insert(0, step)
        want = step.before
    return path


def _retrace(
    history: Sequence[HistoryEvent], names: frozenset[str], start: frozenset[str], end: frozenset[str]
) -> list[Step] | None:
    """Walk GitLab's label events back from `end` until `start` is reached."""
    path, now = list[Step](), end
    for group in reversed(_together([entry for entry in history if entry.label in names])):
        before = reduce(_undo, group, now)
        path.insert(0, Step(before, now, group[0].user))
        now = before
        if now == start:
            return path
    return None


def _together(entries: list[HistoryEvent]) -> list[list[HistoryEvent]]:
    """Entries of the same person at the same instant: one change of the labels."""
    groups: list[list[HistoryEvent]] = []
    for entry in entries:
        if groups and (groups[-1][0].at, groups[-1][0].user) == (entry.at, entry.user):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _undo(labels: frozenset[str], entry: HistoryEvent) -> frozenset[str]:
    label = frozenset({entry.label}) if entry.label else frozenset[str]()
    return labels - label if entry.action == "add" else labels | label
