"""Who did it: established from what GitLab shows, not believed from a payload (rules.md G05)."""

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


@dataclass(frozen=True, slots=True)
class Turn:
    """One closing or reopening by one person."""

    #: ``opened`` or ``closed``
    state: str
    actor: str | None


def up_to_date(events: Sequence[Event], snapshot: Snapshot) -> bool:
    """Whether the newest payload shows the labels and the state that GitLab shows now."""
    newest = next((event for event in reversed(events) if event.labels is not None), None)
    if newest is None:
        return False
    return newest.labels == snapshot.labels and newest.state in {None, snapshot.state}


def accounts_for(batch: Batch, before: Snapshot, now: Snapshot) -> bool:
    """Whether the changes that the events report lead, one after the other, from `before` to `now` without a gap.

    Only then do the payloads tell who did what; else GitLab's own label and state events are asked.
    """
    labels = _walk(_reported(batch.foreign(), None), before.labels, now.labels)
    turns = _turns(batch.foreign(), before.state, now.state)
    return labels is not None and turns is not None


def label_actor(batch: Batch, label: str, *, added: bool) -> str | None:
    """Who set (or took off) `label` last; None where nothing tells, and then nobody has the right to it."""
    action = "add" if added else "remove"
    past = [entry.user for entry in batch.history if entry.label == label and entry.action == action]
    if past:
        return past[-1]
    for event in reversed(batch.foreign()):
        before, after = _labels(event)
        if (label in after and label not in before) if added else (label in before and label not in after):
            return _username(event)
    return None


def turns(batch: Batch, start: str, end: str) -> list[Turn]:
    """The closings and reopenings that lead from the state `start` to the state `end`, oldest first."""
    reported = None if batch.history else _turns(batch.foreign(), start, end)
    if reported is not None:
        return reported
    return [] if start == end else [Turn(end, _state_actor(batch, end))]


def _state_actor(batch: Batch, state: str) -> str | None:
    action = {"closed": "close", "opened": "reopen"}[state]
    past = [entry.user for entry in batch.history if entry.label is None and entry.action.startswith(action)]
    if past:
        return past[-1]
    told = [event for event in batch.foreign() if event.kind is EventKind.ISSUE and event.action == action]
    return _username(told[-1]) if told else None


def _turns(events: Sequence[Event], start: str, end: str) -> list[Turn] | None:
    """The turns that `events` report, where each begins as the one before ended; None where they do not."""
    found, state = list[Turn](), start
    for event in events:
        new = {"close": "closed", "reopen": "opened"}.get(event.action) if event.kind is EventKind.ISSUE else None
        if new is not None and new != state:
            found.append(Turn(new, _username(event)))
            state = new
    return found if state == end else None


def newest_actor(batch: Batch) -> str | None:
    """Who caused the newest event that a person caused."""
    return next((name for event in reversed(batch.foreign()) if (name := _username(event))), None)


def steps(batch: Batch, scope: Iterable[str], start: frozenset[str], end: frozenset[str]) -> list[Step]:
    """The changes of the labels in `scope` that lead from `start` to `end`, oldest first.

    Taken from GitLab's label events where they were asked for; else from the events where they connect; else one step
    by whoever set the newest label. What somebody did and undid is left out.
    """
    names = frozenset(scope) | start | end
    return _without_undone(_path(batch, names, start, end))


def _path(batch: Batch, names: frozenset[str], start: frozenset[str], end: frozenset[str]) -> list[Step]:
    reported = _reported(batch.foreign(), names)
    if batch.history and start != end:
        told = _retrace(batch.history, names, start, end)
        if told is not None:
            return told
    walked = _walk(reported, start, end)
    if walked is not None:
        return walked
    connected = _connect(reported, start, end)
    if connected is not None:
        return connected
    gained = sorted(end - start) or sorted(start - end)
    return [Step(start, end, label_actor(batch, gained[-1], added=bool(end - start)))]


def _without_undone(path: list[Step]) -> list[Step]:
    """`path` without pairs in which the same person took back at once what they had just done."""
    kept: list[Step] = []
    for step in path:
        if kept and (kept[-1].before, kept[-1].actor) == (step.after, step.actor):
            kept.pop()
        else:
            kept.append(step)
    return kept


def _walk(found: list[Step], start: frozenset[str], end: frozenset[str]) -> list[Step] | None:
    """All of `found` in order of arrival, where each begins as the one before ended; None where they do not."""
    now = start
    for step in found:
        if step.before != now:
            return None
        now = step.after
    return found if now == end else None


def _labels(event: Event) -> tuple[frozenset[str], frozenset[str]]:
    change = event.changes.get("labels")
    if change is None or event.action == "open":
        return frozenset(), frozenset()
    return frozenset(change.previous or ()), frozenset(change.current or ())


def _username(event: Event) -> str | None:
    return event.actor.username if event.actor else None


def _reported(events: Sequence[Event], names: frozenset[str] | None) -> list[Step]:
    """The changes of the labels `names` (None: of all) that `events` report."""
    found = [
        Step(before if names is None else before & names, after if names is None else after & names, _username(event))
        for event, (before, after) in ((event, _labels(event)) for event in events)
    ]
    return [step for step in found if step.before != step.after]


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
