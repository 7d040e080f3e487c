"""Run by Alembic for every upgrade: works within the transaction that the store hands over."""

from __future__ import annotations

from alembic import context

from automation.runtime.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
