"""What leaves no row of its own, counted in memory and stored from time to time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection, select

from automation.runtime.store.dialects import insert
from automation.runtime.store.engine import Database
from automation.runtime.store.tables import counters


class Tally:
    """Counters of this process on top of what the database has of all processes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: Counter[str] = Counter()

    def add(self, name: str, number: int) -> None:
        """Count `number` more of `name`."""
        if number:
            with self._lock:
                self._pending[name] += number

    def flush(self, db: Database) -> None:
        """Store what is pending; where that fails it stays pending and the error is raised."""
        with self._lock:
            if self._pending:
                rows = [{"name": name, "value": value} for name, value in sorted(self._pending.items())]
                db.write(lambda connection: add_to_counters(connection, rows))
                self._pending.clear()

    def totals(self, db: Database) -> Mapping[str, int]:
        """Everything ever counted, by name, this process's pending numbers among it."""
        with self._lock:
            return Counter(db.read(_stored)) + self._pending


def add_to_counters(connection: Connection, rows: list[dict[str, object]]) -> None:
    """Add to counters, each row a `name` with the `value` to add."""
    statement = insert(connection.dialect.name, counters)
    total = counters.c.value + statement.excluded.value
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": total}), rows)


def _stored(connection: Connection) -> dict[str, int]:
    return {row.name: row.value for row in connection.execute(select(counters))}
