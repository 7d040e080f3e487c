"""What is kept of an issue once the effects of its run are written: as GitLab shows it, not as it was wished for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from automation.decide.build import lasting_body
from automation.model.plan import UNSET, KeepNote, MoveIssue, OpenIssue, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import LastingMessage, Memory, Snapshot
from automation.model.work import EffectRecord, EffectState, Run
from automation.runtime.store import IssueRecord


def is_written(record: EffectRecord) -> bool:
    """Whether GitLab has the effect of `record`."""
    return record.state in {EffectState.DONE, EffectState.FOUND}


def new_ref(record: EffectRecord) -> IssueRef:
    """The issue that the written effect of `record` made: opened, or moved to its new project."""
    return IssueRef(record.result["project"], record.result["iid"])


def own_records(run: Run) -> tuple[IssueRecord, ...]:
    """What `run` leaves behind of its own issue; nothing where the decision leaves what is stored.

    Nor where GitLab refused the change of the issue: what is stored must never be ahead of GitLab, or what the refused
    change would have put right is taken for what a person did.
    An issue that was moved leaves two records: where it is now, and a closed one, which holds nothing, where it was.
    """
    memory = run.decision.memory
    seen = None if memory is None else memory.seen or run.before
    if memory is None or seen is None or any(_is_refused(run, record) for record in run.effects):
        return ()
    for record in run.effects:
        seen = _seen(seen, record)
        memory = _remembered(memory, record)
    moves = [item for item in run.effects if isinstance(item.effect, MoveIssue) and is_written(item)]
    if not moves:
        return (_record(run, seen, memory),)
    return (_record(run, replace(seen, ref=new_ref(moves[-1])), memory), gone_record(seen, memory))


def gone_record(seen: Snapshot, memory: Memory) -> IssueRecord:
    """What is kept of an issue that is not there any more: it is closed, holds nothing and is never woken."""
    closed = replace(seen, state="closed")
    return IssueRecord(ref=seen.ref, snapshot=closed, memory=replace(memory, seen=closed), workflow=memory.workflow)


def _is_refused(run: Run, record: EffectRecord) -> bool:
    own = isinstance(record.effect, UpdateIssue) and str(record.effect.ref) == run.work_key
    return own and record.state is EffectState.FAILED


def _record(run: Run, seen: Snapshot, memory: Memory) -> IssueRecord:
    return IssueRecord(
        ref=seen.ref,
        snapshot=seen,
        memory=replace(memory, seen=seen),
        workflow=memory.workflow,
        keys=run.decision.keys,
        claims=run.decision.claims,
        wake_at=run.decision.wake_at,
    )


def _remembered(memory: Memory, record: EffectRecord) -> Memory:
    """`memory` with what only the answer to the effect could tell: numbers of issues and notes."""
    if not is_written(record):
        return memory
    match record.effect:
        case OpenIssue(memory=Memory(workflow=str(workflow))):
            return replace(memory, opened={**memory.opened, workflow: str(new_ref(record))})
        case KeepNote(message=message) if "note_id" in record.result:
            kept = LastingMessage(record.result["note_id"], lasting_body(message))
            return replace(memory, messages={**memory.messages, message.key: kept})
    return memory


def _seen(seen: Snapshot, record: EffectRecord) -> Snapshot:
    """`seen`, which has everything that was wished for, without what GitLab did not take over.

    Only what the effect concerns is corrected: a person's change of the same moment must still be news to the next run.
    """
    effect = record.effect
    if not isinstance(effect, UpdateIssue) or effect.ref != seen.ref or not is_written(record):
        return seen
    shown = record.result
    values = {name: read(shown[name]) for name, read in _READ.items() if name in shown and _concerns(effect, name)}
    if "labels" in shown:
        values["labels"] = _labels(seen.labels, effect, frozenset(shown["labels"]))
    return replace(seen, **values)


def _labels(wished: frozenset[str], effect: UpdateIssue, shown: frozenset[str]) -> frozenset[str]:
    return (wished - (effect.add_labels - shown)) | (effect.remove_labels & shown)


def _concerns(effect: UpdateIssue, name: str) -> bool:
    value = effect.state_event if name == "state" else getattr(effect, name)
    return value is not UNSET if name == "due_date" else value is not None


def _same(value: Any) -> Any:
    return value


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


_READ: Mapping[str, Callable[[Any], Any]] = {
    "assignees": tuple,
    "state": _same,
    "confidential": bool,
    "due_date": _day,
    "title": _same,
    "milestone": _same,
    "locked": bool,
    "description": _same,
}
