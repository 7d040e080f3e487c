"""What is known of each issue, how one is found from another, and which one holds a value that only one may have."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from automation.model import wire
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory
from automation.runtime.store.columns import storable
from automation.runtime.store.dialects import insert_new, upsert
from automation.runtime.store.records import IssueRecord
from automation.runtime.store.tables import claims, issue_keys, issues

_MEMORY: Final = select(issues.c.memory).where(issues.c.key == bindparam("of"))
_SET_MEMORY: Final = update(issues).where(issues.c.key == bindparam("of")).values(memory=bindparam("is"))
_HOLDER: Final = select(claims.c.holder).where(
    claims.c.workflow == bindparam("of"), claims.c.value == bindparam("what")
)
_PASS_CLAIM: Final = (
    update(claims)
    .where(
        claims.c.workflow == bindparam("of"), claims.c.value == bindparam("what"), claims.c.holder == bindparam("old")
    )
    .values(holder=bindparam("new"))
)
_DROP_KEYS: Final = delete(issue_keys).where(issue_keys.c.key == bindparam("of"))
_DROP_CLAIMS: Final = delete(claims).where(claims.c.holder == bindparam("of"))


def memory(connection: Connection, ref: IssueRef) -> Memory:
    """What is remembered of the issue; an empty memory for one never seen."""
    text = connection.execute(_MEMORY, {"of": str(ref)}).scalar()
    return Memory() if text is None else wire.load_text(Memory, text)


def holder(connection: Connection, workflow: str, value: str) -> str | None:
    """Who holds `value` in the unique index of `workflow`."""
    found: str | None = connection.execute(_HOLDER, {"of": workflow, "what": storable(value)}).scalar()
    return found


def claim(connection: Connection, workflow: str, value: str, claimant: str) -> str | None:
    """Let `claimant` hold `value` unless somebody does already; gives who holds it now."""
    row = {"workflow": workflow, "value": storable(value), "holder": claimant}
    connection.execute(insert_new(connection, claims, ("workflow", "value")), row)
    return holder(connection, workflow, value)


def save(connection: Connection, record: IssueRecord, work_key: str, now: datetime) -> None:
    """Store `record` in place of what was known; its claims pass to it from the work `work_key`.

    Where the issue of a newborn record is known already, only the claims and where it comes from are news.
    """
    if not (record.newborn and _know_origin(connection, record)):
        connection.execute(upsert(connection, issues, ("key",)), _row(record, now))
        _save_keys(connection, record)
        drop_claims(connection, str(record.ref))
    if record.workflow is not None:
        for value in sorted(record.claims):
            _pass_claim(connection, record.workflow, storable(value), work_key, str(record.ref))


def _know_origin(connection: Connection, record: IssueRecord) -> bool:
    """Let a known issue know where it comes from; False where the issue is not known."""
    text = connection.execute(_MEMORY, {"of": str(record.ref)}).scalar()
    if text is None:
        return False
    known = wire.load_text(Memory, text)
    whole = replace(known, origin=known.origin or record.memory.origin)
    connection.execute(_SET_MEMORY, {"of": str(record.ref), "is": wire.dump_text(whole)})
    return True


def drop_claims(connection: Connection, holder: str) -> None:
    """Whatever `holder` holds is free."""
    connection.execute(_DROP_CLAIMS, {"of": holder})


def _save_keys(connection: Connection, record: IssueRecord) -> None:
    connection.execute(_DROP_KEYS, {"of": str(record.ref)})
    if not record.keys or record.workflow is None:
        return
    common = {"workflow": record.workflow, "key": str(record.ref), "is_open": record.snapshot.is_open}
    rows = [{**common, "name": name, "value": storable(value)} for name, value in record.keys.items()]
    connection.execute(insert(issue_keys), rows)


def _pass_claim(connection: Connection, workflow: str, value: str, work_key: str, holder: str) -> None:
    row = {"workflow": workflow, "value": value, "holder": holder}
    connection.execute(insert_new(connection, claims, ("workflow", "value")), row)
    if holder != work_key:
        connection.execute(_PASS_CLAIM, {"of": workflow, "what": value, "old": work_key, "new": holder})


def _row(record: IssueRecord, now: datetime) -> dict[str, Any]:
    seen = record.snapshot
    return {
        "key": str(record.ref),
        "project": record.ref.project,
        "iid": record.ref.iid,
        "number": seen.id,
        "workflow": record.workflow,
        "stage": record.memory.stage,
        "is_open": seen.is_open,
        "confidential": seen.confidential,
        "title": storable(seen.title),
        "assignees": json.dumps(seen.assignees),
        "due_date": seen.due_date,
        "web_url": seen.web_url,
        "stage_since": record.memory.stage_since,
        "memory": wire.dump_text(record.memory),
        "wake_at": record.wake_at,
        "updated_at": now,
    }
