"""The part of the store that shows runs: lists by page, and one in full."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, exists, func, select

from automation.model.work import Run, RunState
from automation.runtime.store import runlog
from automation.runtime.store.columns import AnyRow
from automation.runtime.store.part import Part
from automation.runtime.store.records import RunFilter, RunSummary
from automation.runtime.store.tables import effects, run_rules, runs

_COLUMNS = (
    runs.c.id,
    runs.c.work_key,
    runs.c.workflow,
    runs.c.started_at,
    runs.c.finished_at,
    runs.c.state,
    runs.c.outcome,
    runs.c.actor,
    runs.c.error,
)

_ALL: Final = RunFilter()


class RunPages(Part):
    """Reading what was done, and why."""

    def run(self, run_id: str) -> Run | None:
        """The run `run_id` with its effects; None when there is none."""
        return self._db.read(lambda connection: runlog.load(connection, run_id))

    def runs(self, wanted: RunFilter = _ALL, *, before: str | None = None, limit: int = 50) -> tuple[RunSummary, ...]:
        """The newest `limit` runs that fit `wanted`, behind the run id `before` (the last one of the page before)."""
        conditions = _conditions(wanted)
        if before is not None:
            conditions.append(runs.c.id < before)
        statement = select(*_COLUMNS).where(*conditions).order_by(runs.c.id.desc()).limit(limit)
        return self._db.read(lambda connection: _summaries(connection, connection.execute(statement).all()))

    def run_ids(self, since: datetime, *, after: str = "", limit: int = 200) -> tuple[tuple[str, bool], ...]:
        """The first `limit` runs started at `since` (UTC) or later and behind the run `after`, the oldest first.

        Gives the id of each, and whether it still holds people's texts, without which nobody can replay it.
        """
        statement = select(runs.c.id, runs.c.texts).where(runs.c.started_at >= since, runs.c.id > after)
        rows = statement.order_by(runs.c.id).limit(limit)
        return self._db.read(
            lambda connection: tuple((row.id, row.texts == "kept") for row in connection.execute(rows))
        )


def _conditions(wanted: RunFilter) -> list[ColumnElement[bool]]:
    columns = {
        runs.c.workflow: wanted.workflow,
        runs.c.outcome: wanted.outcome,
        runs.c.actor: wanted.actor,
        runs.c.work_key: wanted.work_key,
        runs.c.state: wanted.state,
    }
    conditions: list[ColumnElement[bool]] = [column == value for column, value in columns.items() if value is not None]
    if wanted.rule is not None:
        conditions.append(exists().where(run_rules.c.run_id == runs.c.id, run_rules.c.rule == wanted.rule))
    if wanted.since is not None:
        conditions.append(runs.c.started_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(runs.c.started_at <= wanted.until)
    return conditions


def _summaries(connection: Connection, rows: Sequence[AnyRow]) -> tuple[RunSummary, ...]:
    ids = [row.id for row in rows]
    rules: defaultdict[str, list[str]] = defaultdict(list)
    matched = select(run_rules).where(run_rules.c.run_id.in_(ids)).order_by(run_rules.c.rule)
    for row in connection.execute(matched):
        rules[row.run_id].append(row.rule)
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    counted = (
        select(effects.c.run_id, effects.c.kind, func.count().label("number"))
        .where(effects.c.run_id.in_(ids))
        .group_by(effects.c.run_id, effects.c.kind)
    )
    for row in connection.execute(counted):
        kinds[row.run_id][row.kind] = row.number
    return tuple(_summary(row, tuple(rules[row.id]), dict(kinds[row.id])) for row in rows)


def _summary(row: AnyRow, rules: tuple[str, ...], kinds: dict[str, int]) -> RunSummary:
    values = {**row._asdict(), "state": RunState(row.state)}
    return RunSummary(**values, rules=rules, effects=kinds)
