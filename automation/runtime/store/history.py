"""The part of the store that reports are made of: what became of issues, which outlives their texts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from automation.model import wire
from automation.model.history import Entry, History, IssueFacts
from automation.runtime.store.columns import AnyRow, storable
from automation.runtime.store.dialects import upsert
from automation.runtime.store.part import Part
from automation.runtime.store.records import IssueRecord
from automation.runtime.store.tables import history_entries, history_issues

_RENAME: Final = update(history_entries).where(history_entries.c.key == bindparam("old")).values(key=bindparam("new"))
_FORGET: Final = delete(history_issues).where(history_issues.c.key == bindparam("old"))
_IN_ORDER: Final = (history_entries.c.at, history_entries.c.run_id, history_entries.c.number)


class Histories(Part):
    """Reading what became of issues."""

    def history(self, workflows: Collection[str], until: datetime) -> History:
        """What is recorded of the issues of `workflows` before the instant `until` (UTC)."""
        entries = (
            select(history_entries)
            .where(history_entries.c.workflow.in_(workflows), history_entries.c.at < until)
            .order_by(*_IN_ORDER)
        )
        facts = select(history_issues.c.document).where(history_issues.c.workflow.in_(workflows))

        def look(connection: Connection) -> History:
            known = [wire.load_text(IssueFacts, text) for text in connection.scalars(facts)]
            return History(
                entries=tuple(map(_entry, connection.execute(entries))), issues={one.ref: one for one in known}
            )

        return self._db.read(look)


def save(connection: Connection, run_id: str, record: IssueRecord) -> None:
    """Add what `record`, left behind by the run `run_id`, has for reports."""
    if record.moved_from is not None:
        connection.execute(_RENAME, {"old": record.moved_from, "new": str(record.ref)})
        connection.execute(_FORGET, {"old": record.moved_from})
    if record.entries:
        connection.execute(insert(history_entries), [_row(run_id, *item) for item in enumerate(record.entries)])
    if record.facts is not None:
        document = storable(wire.dump_text(record.facts))
        row = {"key": record.facts.ref, "workflow": record.facts.workflow, "document": document}
        connection.execute(upsert(connection, history_issues, ("key",)), row)


def _row(run_id: str, number: int, entry: Entry) -> dict[str, object]:
    return {
        "run_id": run_id,
        "key": entry.ref,
        "number": number,
        "workflow": entry.workflow,
        "stage": entry.stage,
        "from_stage": entry.from_stage,
        "at": entry.at,
        "actor": entry.actor,
        "is_open": entry.is_open,
        "adopted": entry.adopted,
    }


def _entry(row: AnyRow) -> Entry:
    return Entry(
        ref=row.key,
        workflow=row.workflow,
        stage=row.stage,
        from_stage=row.from_stage,
        at=row.at,
        actor=row.actor,
        is_open=row.is_open,
        adopted=row.adopted,
    )
