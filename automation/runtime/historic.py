"""What a run leaves behind for reports: the stages that its issue came into, and what is kept of it for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from automation.decide.kept import kept_values
from automation.model.decision import Outcome
from automation.model.history import Entry, IssueFacts
from automation.model.work import Run
from automation.runtime.store import IssueRecord


def with_history(run: Run, records: Sequence[IssueRecord]) -> tuple[IssueRecord, ...]:
    """`records`, which `run` leaves behind of its own issue, with what reports will know of it.

    An issue that was moved to another project takes its history along; one that is gone is closed.
    """
    if not records or records[0].workflow is None:
        return tuple(records)
    here, *left = records
    if run.decision.outcome is Outcome.GONE:
        return (replace(here, entries=tuple(_closing(run, here, here.workflow or ""))),)
    moved = str(here.ref) != run.work_key
    told = replace(
        here,
        entries=tuple(_entries(run, here, here.workflow or "")),
        facts=_facts(run, here, here.workflow or ""),
        moved_from=run.work_key if moved else None,
    )
    return (told, *left)


def _entries(run: Run, record: IssueRecord, workflow: str) -> Iterator[Entry]:
    """One for each stage that the run led through, else one where the issue is first seen, closed or opened."""
    passed, before = run.decision.facts.get("entered", ()), run.memory_before
    start = before.stage or ""
    for number, (stage, text) in enumerate(passed, 1):
        is_open, at = record.snapshot.is_open or number < len(passed), datetime.fromisoformat(text)
        yield replace(_entry(run, record, workflow), stage=stage, from_stage=start, is_open=is_open, at=at)
        start = stage
    if passed:
        return
    found = replace(_entry(run, record, workflow), from_stage=start, is_open=record.snapshot.is_open)
    if before.workflow is None or found.stage != start:
        yield replace(found, at=record.memory.stage_since or run.started_at, adopted=True)
    elif before.seen is not None and before.seen.is_open != record.snapshot.is_open:
        yield found


def _closing(run: Run, record: IssueRecord, workflow: str) -> Iterator[Entry]:
    seen = run.memory_before.seen
    if seen is not None and seen.is_open:
        stage = run.memory_before.stage or ""
        yield replace(_entry(run, record, workflow), from_stage=stage, is_open=False)


def _entry(run: Run, record: IssueRecord, workflow: str) -> Entry:
    return Entry(
        ref=str(record.ref),
        workflow=workflow,
        stage=record.memory.stage or "",
        at=run.started_at,
        actor=run.decision.actor or "",
    )


def _facts(run: Run, record: IssueRecord, workflow: str) -> IssueFacts:
    seen, memory = record.snapshot, record.memory
    ledgers = {
        name: tuple(kept_values(row, confidential=seen.confidential) for row in rows)
        for name, rows in memory.ledgers.items()
    }
    return IssueFacts(
        ref=str(record.ref),
        workflow=workflow,
        confidential=seen.confidential,
        created_at=seen.created_at,
        author=seen.author,
        assignees=seen.assignees,
        labels=tuple(sorted(seen.labels)),
        due_date=seen.due_date,
        first_response=memory.activity.first_response,
        origin=memory.origin,
        fields=run.decision.facts.get("fields", {}),
        facts=kept_values(memory.facts, confidential=seen.confidential),
        ledgers=ledgers,
    )
