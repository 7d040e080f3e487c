"""The part of the store that shows issues: one in full, and the board of a workflow."""

from __future__ import annotations

import json

from sqlalchemy import Connection, func, select

from automation.model import wire
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory
from automation.runtime.store.columns import AnyRow
from automation.runtime.store.part import Part
from automation.runtime.store.records import Board, Card, IssuePage
from automation.runtime.store.tables import claims, issue_keys, issues


class Boards(Part):
    """Reading what is known of issues."""

    def issue(self, ref: IssueRef) -> IssuePage | None:
        """All that is stored about `ref`; None when Usher has never decided it."""
        return self._db.read(lambda connection: _page(connection, str(ref)))

    def board(self, workflow: str, *, stage: str | None = None, after: int = 0, limit: int = 100) -> Board:
        """How many issues `workflow` has in each stage, and `limit` cards of the open ones, oldest first.

        `stage` keeps the cards of one stage; `after` is the `next_cursor` of the page before.
        """
        conditions = [issues.c.workflow == workflow, issues.c.is_open, issues.c.number > after]
        if stage is not None:
            conditions.append(issues.c.stage == stage)
        cards = select(issues).where(*conditions).order_by(issues.c.number).limit(limit + 1)
        stages = (
            select(issues.c.is_open, issues.c.stage, func.count())
            .where(issues.c.workflow == workflow)
            .group_by(issues.c.is_open, issues.c.stage)
        )

        def look(connection: Connection) -> Board:
            counts = connection.execute(stages).all()
            rows = connection.execute(cards).all()
            return Board(
                workflow=workflow,
                stages={stage: number for is_open, stage, number in counts if is_open},
                closed={stage: number for is_open, stage, number in counts if not is_open},
                cards=tuple(_card(row) for row in rows[:limit]),
                next_cursor=rows[limit - 1].number if len(rows) > limit else None,
            )

        return self._db.read(look)


def _page(connection: Connection, key: str) -> IssuePage | None:
    row = connection.execute(select(issues).where(issues.c.key == key)).first()
    if row is None:
        return None
    keys = connection.execute(select(issue_keys.c.name, issue_keys.c.value).where(issue_keys.c.key == key))
    return IssuePage(
        card=_card(row),
        memory=wire.load_text(Memory, row.memory),
        keys=dict(keys.all()),
        claims=frozenset(connection.scalars(select(claims.c.value).where(claims.c.holder == key))),
        wake_at=row.wake_at,
    )


def _card(row: AnyRow) -> Card:
    return Card(
        ref=IssueRef(row.project, row.iid),
        workflow=row.workflow,
        stage=row.stage,
        is_open=row.is_open,
        confidential=row.confidential,
        title=row.title,
        assignees=tuple(json.loads(row.assignees)),
        due_date=row.due_date,
        web_url=row.web_url,
        stage_since=row.stage_since,
        updated_at=row.updated_at,
    )
