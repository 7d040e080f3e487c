"""The tables of sweeps, beside those of `tables.py`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, literal_column

from automation.runtime.store.columns import Instant
from automation.runtime.store.tables import metadata

#: every pass over existing issues, with how far it got
sweeps = Table(
    "sweeps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("cause", Text, nullable=False),
    # What it was started for and with, and how it goes about it: JSON.
    Column("request", Text, nullable=False),
    Column("plan", Text),
    # Which listing of the plan it is at, and behind which page of it.
    Column("listing", Integer, nullable=False),
    Column("page", Text, nullable=False),
    Column("looked", BigInteger, nullable=False),
    # What went wrong for good, and what stops it for the moment.
    Column("error", Text, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("worker", Text),
    # From when it may be worked on: by another worker than that of the column not before its lease has run out.
    Column("ready_at", Instant, nullable=False),
    Column("leased_until", Instant, nullable=False),
)

#: sweeps on which there is something to do
UNDER_WAY: Final = sweeps.c.state.in_([literal_column("'scanning'"), literal_column("'writing'")])
Index("sweeps_under_way", sweeps.c.id, sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY)

#: what each policy of a sweep has found
sweep_policies = Table(
    "sweep_policies",
    metadata,
    Column("sweep", Text, ForeignKey("sweeps.id", ondelete="CASCADE"), primary_key=True),
    Column("policy", Text, primary_key=True),
    Column("state", Text, nullable=False),
    # Its place in the configuration: the order in which policies are shown, and done to an issue.
    Column("rank", Integer, nullable=False),
    Column("population", BigInteger, nullable=False),
    Column("selected", BigInteger, nullable=False),
    Column("writes", BigInteger, nullable=False),
    Column("left_out", BigInteger, nullable=False),
    Index("sweep_policies_state", "state", "policy"),
)

#: the issues found, until they are handed in and listed
sweep_finds = Table(
    "sweep_finds",
    metadata,
    Column("sweep", Text, ForeignKey("sweeps.id", ondelete="CASCADE"), primary_key=True),
    Column("policy", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("writes", Boolean, nullable=False),
    Column("notes", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index("sweep_finds_order", "sweep", "state", "created_at", "number"),
)
