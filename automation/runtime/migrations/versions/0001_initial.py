"""The first tables.

A migration is history: it says what was created then, and does not follow automation/runtime/store/tables.py.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    for create in (
        _inbox,
        _work,
        _shares,
        _issues,
        _issue_keys,
        _claims,
        _runs,
        _run_rules,
        _effects,
        _meta,
        _counters,
    ):
        create()


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("work_key", sa.Text()),
        sa.Column("project", sa.Text()),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("outcome", sa.Text()),
        sa.Column("done_at", sa.BigInteger()),
        sa.Column("run_id", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("inbox_bodies", "inbox", ["received_at"], **_where("state = 'done' AND body IS NOT NULL"))
    op.create_index("inbox_undone", "inbox", ["work_key", "id"], **_where("state != 'done'"))


def _work() -> None:
    op.create_table(
        "work",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ready_at", sa.BigInteger()),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("work_share", "work", ["project", "priority", "ready_at"])


def _shares() -> None:
    op.create_table(
        "shares",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("project", "priority"),
    )
    op.create_index("shares_order", "shares", ["priority", "turn"])
    op.create_index("shares_turn", "shares", ["turn"])


def _issues() -> None:
    op.create_table(
        "issues",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("iid", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("workflow", sa.Text()),
        sa.Column("stage", sa.Text()),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("assignees", sa.Text(), nullable=False),
        sa.Column("due_date", sa.Date()),
        sa.Column("web_url", sa.Text(), nullable=False),
        sa.Column("stage_since", sa.BigInteger()),
        sa.Column("memory", sa.Text(), nullable=False),
        sa.Column("wake_at", sa.BigInteger()),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("issues_board", "issues", ["workflow", "is_open", "stage", "number"])
    op.create_index("issues_wake", "issues", ["wake_at"], **_where("wake_at IS NOT NULL"))


def _issue_keys() -> None:
    op.create_table(
        "issue_keys",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["issues.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workflow", "name", "value", "key"),
    )
    op.create_index("issue_keys_issue", "issue_keys", ["key"])


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workflow", "value"),
    )
    op.create_index("claims_holder", "claims", ["holder"])


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("work_key", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text()),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text()),
        sa.Column("config_digest", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("runs_actor", "runs", ["actor", "id"])
    op.create_index("runs_open", "runs", ["work_key"], unique=True, **_where("state = 'applying'"))
    op.create_index("runs_outcome", "runs", ["outcome", "id"])
    op.create_index("runs_started", "runs", ["started_at"])
    op.create_index("runs_texts", "runs", ["started_at"], **_where("texts = 'kept'"))
    op.create_index("runs_work", "runs", ["work_key", "id"])
    op.create_index("runs_workflow", "runs", ["workflow", "id"])


def _run_rules() -> None:
    op.create_table(
        "run_rules",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rule", "run_id"),
    )
    op.create_index("run_rules_run", "run_rules", ["run_id"])


def _effects() -> None:
    op.create_table(
        "effects",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("inverse", sa.Text()),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "index"),
    )


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
