"""The tables; automation/runtime/migrations creates them, and a test holds the two against each other.

The conditions with capital names are those of partial indexes. A query has to repeat them word for word to be answered
from the index, so their values stand in the statement instead of among its parameters.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    and_,
    literal_column,
)

from automation.runtime.store.columns import Instant

metadata = MetaData()

#: every delivery ever taken; `body` is null once the retention cleared it
inbox = Table(
    "inbox",
    metadata,
    # SQLite numbers only a column that is declared INTEGER.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("work_key", Text),
    Column("project", Text),
    Column("priority", Integer, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("header", Text, nullable=False),
    Column("body", LargeBinary),
    Column("outcome", Text),
    Column("done_at", Instant),
    Column("run_id", Text),
    Column("state", Text, nullable=False),
)

#: deliveries that are not decided yet
UNDONE: Final = inbox.c.state != literal_column("'done'")
Index("inbox_undone", inbox.c.work_key, inbox.c.id, sqlite_where=UNDONE, postgresql_where=UNDONE)

#: deliveries whose raw body is kept only until the retention clears it
HAS_BODY: Final = and_(inbox.c.state == literal_column("'done'"), inbox.c.body.is_not(None))
Index("inbox_bodies", inbox.c.received_at, sqlite_where=HAS_BODY, postgresql_where=HAS_BODY)

#: one row for each key that has something to do
work = Table(
    "work",
    metadata,
    Column("key", Text, primary_key=True),
    Column("project", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", Text, nullable=False),
    # From when a worker may claim it: of a leased key the end of the lease, of a dead one null.
    Column("ready_at", Instant),
    Column("lease_owner", Text),
    Column("fence", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Index("work_share", "project", "priority", "ready_at"),
    sqlite_with_rowid=False,
)

#: when each project was last served within a priority; turns only grow, so they number the leases too
shares = Table(
    "shares",
    metadata,
    Column("project", Text, primary_key=True),
    Column("priority", Integer, primary_key=True),
    Column("turn", BigInteger, nullable=False),
    Index("shares_order", "priority", "turn"),
    Index("shares_turn", "turn"),
)

#: what Usher knows of each issue
issues = Table(
    "issues",
    metadata,
    Column("key", Text, primary_key=True),
    Column("project", Text, nullable=False),
    Column("iid", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("workflow", Text),
    Column("stage", Text),
    Column("is_open", Boolean, nullable=False),
    Column("confidential", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("assignees", Text, nullable=False),
    Column("due_date", Date),
    Column("web_url", Text, nullable=False),
    Column("stage_since", Instant),
    Column("memory", Text, nullable=False),
    Column("wake_at", Instant),
    Column("updated_at", Instant, nullable=False),
    Index("issues_board", "workflow", "is_open", "stage", "number"),
)

#: issues that want to be woken
WAKES: Final = issues.c.wake_at.is_not(None)
Index("issues_wake", issues.c.wake_at, sqlite_where=WAKES, postgresql_where=WAKES)

#: values by which issues of a workflow are found from another issue
issue_keys = Table(
    "issue_keys",
    metadata,
    Column("workflow", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("key", Text, ForeignKey("issues.key", ondelete="CASCADE"), primary_key=True),
    Column("is_open", Boolean, nullable=False),
    Index("issue_keys_issue", "key"),
)

#: who holds a value that only one issue of a workflow may have
claims = Table(
    "claims",
    metadata,
    Column("workflow", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Index("claims_holder", "holder"),
)

#: every run; `document` holds it without its effects
runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("work_key", Text, nullable=False),
    Column("workflow", Text),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("state", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("actor", Text),
    Column("config_digest", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("document", Text, nullable=False),
    # "kept" until the retention clears people's texts, then "cleared".
    Column("texts", Text, nullable=False),
    Index("runs_work", "work_key", "id"),
    Index("runs_workflow", "workflow", "id"),
    Index("runs_outcome", "outcome", "id"),
    Index("runs_actor", "actor", "id"),
    Index("runs_started", "started_at"),
)

#: runs whose effects are being written; a key has one at most
APPLYING: Final = runs.c.state == literal_column("'applying'")
Index("runs_open", runs.c.work_key, unique=True, sqlite_where=APPLYING, postgresql_where=APPLYING)

#: runs that still hold people's texts
HAS_TEXTS: Final = runs.c.texts == literal_column("'kept'")
Index("runs_texts", runs.c.started_at, sqlite_where=HAS_TEXTS, postgresql_where=HAS_TEXTS)

#: which rules matched in a run
run_rules = Table(
    "run_rules",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("run_id", Text, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Index("run_rules_run", "run_id"),
)

#: every effect of a run, with what was meant and what came of it
effects = Table(
    "effects",
    metadata,
    Column("run_id", Text, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("intent", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("inverse", Text),
    Column("error", Text, nullable=False),
    Column("at", Instant),
)

#: small facts of the engine itself
meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

#: what stands in no other table: what was refused at the door, and what people took back of each rule
counters = Table(
    "counters", metadata, Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False)
)

#: each change of the stage of an issue, and of whether it is open; kept for good
history_entries = Table(
    "history_entries",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("workflow", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("from_stage", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("adopted", Boolean, nullable=False),
    Index("history_entries_order", "workflow", "at"),
    Index("history_entries_issue", "key"),
)

#: what reports know of each issue; it holds no texts, and is kept for good
history_issues = Table(
    "history_issues",
    metadata,
    Column("key", Text, primary_key=True),
    Column("workflow", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index("history_issues_workflow", "workflow"),
)
