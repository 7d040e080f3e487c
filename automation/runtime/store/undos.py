"""The part of the store that tells what an undo needs: the runs of a sweep, and what came of what was asked for."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from automation.runtime.store.part import Part
from automation.runtime.store.tables import inbox


class Undos(Part):
    """Reading deliveries by their keys."""

    def swept_runs(self, sweep_id: str, *, before: str | None = None, limit: int = 50) -> tuple[str, ...]:
        """The newest `limit` runs that the sweep led to, behind the run `before` (the last one of the page before)."""
        ours = (inbox.c.key >= f"sweep:{sweep_id}:", inbox.c.key < f"sweep:{sweep_id};", inbox.c.run_id.is_not(None))
        statement = select(inbox.c.run_id).where(*ours).distinct().order_by(inbox.c.run_id.desc()).limit(limit)
        if before is not None:
            statement = statement.where(inbox.c.run_id < before)
        return self._db.read(lambda connection: tuple(connection.scalars(statement)))

    def taken_by(self, keys: Collection[str]) -> dict[str, str | None]:
        """The run that took each of the deliveries `keys`: None for one that waits; what is not there is left out."""
        statement = select(inbox.c.key, inbox.c.run_id).where(inbox.c.key.in_(keys))
        return self._db.read(lambda connection: {row.key: row.run_id for row in connection.execute(statement)})
