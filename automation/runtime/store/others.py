"""What is told of one issue to the decision on another."""

from __future__ import annotations

import json
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from automation.decide.checklist import open_tasks
from automation.model import wire
from automation.model.others import OtherIssue, Wanted
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory
from automation.runtime.store.columns import AnyRow, storable
from automation.runtime.store.tables import issue_keys, issues

#: issues that one answer holds; who needs more needs a report
MOST: Final = 500


def find(connection: Connection, wanted: Wanted) -> tuple[OtherIssue, ...]:
    """The issues that `wanted` asks for, oldest first; of more than `MOST` the newest."""
    rows = connection.execute(_asked(wanted).order_by(issues.c.number.desc()).limit(MOST)).all()
    return tuple(_other(row) for row in reversed(rows))


def _asked(wanted: Wanted) -> Select[Any]:
    found = select(issues).where(issues.c.workflow == wanted.workflow)
    if wanted.open_only:
        found = found.where(issues.c.is_open)
    if wanted.stage is not None:
        found = found.where(issues.c.stage == wanted.stage)
    if wanted.assignee is not None:
        found = found.where(issues.c.assignees.contains(json.dumps(wanted.assignee), autoescape=True))
    if wanted.key is None:
        return found
    named = (issue_keys.c.workflow == wanted.workflow, issue_keys.c.name == wanted.key)
    return found.join(issue_keys, issue_keys.c.key == issues.c.key).where(
        *named, issue_keys.c.value == storable(wanted.value or "")
    )


def _other(row: AnyRow) -> OtherIssue:
    memory = wire.load_text(Memory, row.memory)
    seen = memory.seen
    return OtherIssue(
        ref=str(IssueRef(row.project, row.iid)),
        url=row.web_url,
        stage=row.stage,
        is_open=row.is_open,
        confidential=row.confidential,
        title=row.title,
        author=seen.author if seen else "",
        assignees=tuple(json.loads(row.assignees)),
        labels=tuple(sorted(seen.labels)) if seen else (),
        created_at=seen.created_at if seen else None,
        stage_since=row.stage_since,
        due_date=row.due_date,
        facts=memory.facts,
        open_tasks=open_tasks(seen.description) if seen else (),
    )
