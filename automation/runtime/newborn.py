"""What is kept of issues that a run opened, so that they can be found before their first own run (rules.md G04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from automation.decide.notes import run_mark
from automation.model.plan import OpenIssue
from automation.model.snapshot import Snapshot
from automation.model.work import EffectRecord, Run
from automation.runtime.aftermath import is_written, new_ref
from automation.runtime.applying import marker
from automation.runtime.store import IssueRecord

#: (workflow, issue) -> normalised values by the name of the index key
Indexer = Callable[[str | None, Snapshot], Mapping[str, str]]


def opened_records(run: Run, author: str, index: Indexer) -> tuple[IssueRecord, ...]:
    """One record for each issue that `run` opened; `author` is the bot's username."""
    return tuple(
        _record(run, record, record.effect, author, index)
        for record in run.effects
        if isinstance(record.effect, OpenIssue) and is_written(record)
    )


def _record(run: Run, record: EffectRecord, effect: OpenIssue, author: str, index: Indexer) -> IssueRecord:
    snapshot = _snapshot(run.id, record, effect, author)
    memory = replace(effect.memory, seen=snapshot)
    return IssueRecord(
        ref=snapshot.ref,
        snapshot=snapshot,
        memory=memory,
        workflow=memory.workflow,
        keys=index(memory.workflow, snapshot),
        claims=effect.claims,
        newborn=True,
    )


def _snapshot(run_id: str, record: EffectRecord, effect: OpenIssue, author: str) -> Snapshot:
    """The new issue as GitLab answered, and where the answer is silent as it was asked for."""
    answer = record.result
    return Snapshot(
        ref=new_ref(record),
        id=answer["id"],
        title=effect.title,
        description=f"{effect.description}\n\n{run_mark(marker(run_id, record.index))}",
        confidential=answer.get("confidential", effect.confidential),
        labels=frozenset(answer.get("labels", effect.labels)),
        assignees=tuple(answer.get("assignees", effect.assignees)),
        author=author,
        due_date=effect.due_date,
        milestone=effect.milestone,
        created_at=record.at,
        updated_at=record.at,
        web_url=answer.get("web_url", ""),
    )
