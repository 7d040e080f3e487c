"""The tables of sweeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_UNDER_WAY = "state IN ('scanning', 'writing')"


def upgrade() -> None:
    """Create them."""
    _sweeps()
    _policies()
    _finds()


def _sweeps() -> None:
    op.create_table(
        "sweeps",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text()),
        sa.Column("listing", sa.Integer(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("looked", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        sa.Column("worker", sa.Text()),
        sa.Column("ready_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    where = sa.text(_UNDER_WAY)
    op.create_index("sweeps_under_way", "sweeps", ["id"], sqlite_where=where, postgresql_where=where)


def _policies() -> None:
    op.create_table(
        "sweep_policies",
        sa.Column("sweep", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("population", sa.BigInteger(), nullable=False),
        sa.Column("selected", sa.BigInteger(), nullable=False),
        sa.Column("writes", sa.BigInteger(), nullable=False),
        sa.Column("left_out", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sweep", "policy"),
        sa.ForeignKeyConstraint(["sweep"], ["sweeps.id"], ondelete="CASCADE"),
    )
    op.create_index("sweep_policies_state", "sweep_policies", ["state", "policy"])


def _finds() -> None:
    op.create_table(
        "sweep_finds",
        sa.Column("sweep", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("writes", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sweep", "policy", "key"),
        sa.ForeignKeyConstraint(["sweep"], ["sweeps.id"], ondelete="CASCADE"),
    )
    op.create_index("sweep_finds_order", "sweep_finds", ["sweep", "state", "created_at", "number"])
