"""From a run to what has to be asked of each issue that it wrote to, so that it is taken back (design.md §7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from automation.decide.undo_words import asking
from automation.model import wire
from automation.model.events import Event, EventKind
from automation.model.plan import (
    EditNote,
    KeepNote,
    LinkIssue,
    MoveIssue,
    OpenIssue,
    PostNote,
    React,
    UpdateIssue,
)
from automation.model.refs import IssueRef, is_without_issue
from automation.model.work import Delivery, EffectRecord, Priority, Run, Source
from automation.runtime.aftermath import is_written, new_ref
from automation.runtime.messages import HEADER

_OF_AN_ISSUE = (UpdateIssue, PostNote, KeepNote, EditNote, LinkIssue, React, MoveIssue)


def undo_events(run: Run, by: str, at: datetime) -> tuple[Event, ...]:
    """What `by` asks at the instant `at` (UTC), so that `run` is taken back: one event for each issue concerned.

    The same run always gives the same identifiers, so that it is taken back once, however often that is asked for.
    Nothing is asked where nothing was written, or where what was written concerns no issue.
    """
    shares = dict[IssueRef, list[EffectRecord]]()
    for ref, record in _shares(run):
        shares.setdefault(ref, []).append(record)
    return tuple(_event(run, ref, by, tuple(records), at) for ref, records in shares.items())


def undo_delivery(event: Event, priority: Priority = Priority.LIVE) -> Delivery:
    """`event` of `undo_events` as it is handed in: decided in the issue's own turn (design.md §2)."""
    return Delivery(
        key=event.id,
        source=Source.INTERNAL,
        work_key=str(event.issue),
        project=event.project,
        received_at=event.at,
        header=HEADER,
        body=wire.dump_text(event).encode(),
        priority=priority,
    )


def _shares(run: Run) -> Iterator[tuple[IssueRef, EffectRecord]]:
    """Each written effect with the issue on which it is taken back; its own for what concerns none."""
    written = [record for record in run.effects if is_written(record)]
    opened = [new_ref(record) for record in written if isinstance(record.effect, OpenIssue)]
    homes = opened if is_without_issue(run.work_key) else [IssueRef.parse(run.work_key)]
    for record in written:
        if isinstance(record.effect, OpenIssue):
            yield new_ref(record), record
        elif isinstance(record.effect, _OF_AN_ISSUE):
            yield record.effect.ref, record
        elif homes:
            yield homes[0], record


def _event(run: Run, ref: IssueRef, by: str, records: tuple[EffectRecord, ...], at: datetime) -> Event:
    return Event(
        id=f"undo:{run.id}:{ref}",
        kind=EventKind.UNDO,
        action=run.id,
        at=at,
        issue=ref,
        project=ref.project,
        data=asking(by, records),
        cause=run.id,
    )
