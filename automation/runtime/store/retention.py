"""The part of the store that forgets people's texts in time (design.md §10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Integer, bindparam, exists, func, select, true, update

from automation.model import wire
from automation.model.snapshot import Memory
from automation.model.work import Run
from automation.runtime.store import runlog
from automation.runtime.store.part import Part
from automation.runtime.store.redaction import memory_without_texts, run_without_texts
from automation.runtime.store.tables import HAS_BODY, HAS_TEXTS, UNDONE, inbox, issues, runs

_BEFORE: Final = bindparam("before", type_=runs.c.started_at.type)
_MOST: Final = bindparam("most", type_=Integer)

_OLD_BODIES = select(inbox.c.id).where(HAS_BODY, inbox.c.received_at < _BEFORE).limit(_MOST)
_CLEAR_BODIES = update(inbox).where(inbox.c.id.in_(_OLD_BODIES)).values(body=None)

_UNFINISHED = exists().where(inbox.c.work_key == runs.c.work_key, UNDONE, inbox.c.run_id == runs.c.id)
_OLD_RUNS = select(runs.c.id).where(HAS_TEXTS, runs.c.started_at < _BEFORE, ~_UNFINISHED).limit(_MOST)

_OLD_ISSUES = (
    select(issues.c.key, issues.c.memory)
    .where(
        issues.c.confidential == true(),
        issues.c.is_open != true(),
        issues.c.updated_at < _BEFORE,
        func.length(issues.c.title) > 0,
    )
    .limit(_MOST)
)
_CLEAR_ISSUE = update(issues).where(issues.c.key == bindparam("of")).values(title="", memory=bindparam("rest"))


class Retention(Part):
    """Clearing raw bodies and confidential texts."""

    def retention(self, now: datetime, keep_days: int, limit: int = 100) -> int:
        """Clear what is older than `keep_days` at `now`, at most `limit` rows of each kind; gives how many rows.

        That is: bodies of decided deliveries, people's texts in the runs (see `redaction`), and what is remembered of
        the words of confidential issues that are closed. What is not decided yet keeps what it needs to be decided.
        Call it until it gives 0.
        """
        asked = {"before": now - timedelta(days=keep_days), "most": limit}
        bodies = self._db.write(lambda connection: connection.execute(_CLEAR_BODIES, asked).rowcount)
        return bodies + self._clear_runs(asked) + self._clear_issues(asked)

    def _clear_runs(self, asked: dict[str, Any]) -> int:
        # Runs of that age do not change any more, so they are read and rewritten without holding writers up.
        old = self._db.read(lambda connection: _load_all(connection, asked))
        if old:
            bare = [run_without_texts(run) for run in old]
            self._db.write(lambda connection: runlog.rewrite(connection, bare))
        return len(old)

    def _clear_issues(self, asked: dict[str, Any]) -> int:
        def clear(connection: Connection) -> int:
            rows = [_bare_issue(row.key, row.memory) for row in connection.execute(_OLD_ISSUES, asked)]
            if rows:
                connection.execute(_CLEAR_ISSUE, rows)
            return len(rows)

        return self._db.write(clear)


def _load_all(connection: Connection, asked: dict[str, Any]) -> list[Run]:
    found = (runlog.load(connection, run_id) for run_id in connection.scalars(_OLD_RUNS, asked).all())
    return [run for run in found if run is not None]


def _bare_issue(key: str, memory: str) -> dict[str, str]:
    rest = memory_without_texts(wire.load_text(Memory, memory))
    return {"of": key, "rest": wire.dump_text(rest)}
