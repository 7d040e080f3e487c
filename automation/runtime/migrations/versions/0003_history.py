"""What became of issues, for reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: issues that are known already begin where they stand; how they came there is in no table
_BEGIN = """
INSERT INTO history_entries (run_id, "key", number, workflow, stage, from_stage, at, actor, is_open, adopted)
SELECT 'before', "key", 0, workflow, COALESCE(stage, ''), '', COALESCE(stage_since, updated_at), '', is_open, TRUE
FROM issues WHERE workflow IS NOT NULL
"""


def upgrade() -> None:
    """Create the tables, and enter the issues that are known."""
    _entries()
    op.create_table(
        "history_issues",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("history_issues_workflow", "history_issues", ["workflow"])
    op.execute(_BEGIN)


def _entries() -> None:
    op.create_table(
        "history_entries",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("from_stage", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "key", "number"),
    )
    op.create_index("history_entries_order", "history_entries", ["workflow", "at"])
    op.create_index("history_entries_issue", "history_entries", ["key"])
