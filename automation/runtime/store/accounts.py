"""The part of the store that accounts for every delivery (design.md §10)."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from automation.runtime.store.columns import AnyRow
from automation.runtime.store.part import Part
from automation.runtime.store.records import Counts
from automation.runtime.store.tables import UNDONE, inbox, work

_STORED = select(func.count()).select_from(inbox)
_UNDONE = (
    select(
        func.count().label("undone"),
        func.count().filter(work.c.state == "dead").label("dead"),
        func.min(inbox.c.received_at).filter(work.c.state.is_distinct_from("dead")).label("oldest"),
    )
    .select_from(inbox.outerjoin(work, work.c.key == inbox.c.work_key))
    .where(UNDONE)
)


class Accounts(Part):
    """How much came in, and where it is."""

    def counts(self) -> Counts:
        """The account of all deliveries; received = stored + duplicates + rejected, stored = done + waiting + dead."""
        refused = self._tally.totals(self._db)
        stored, row = self._db.read(_look)
        return Counts(
            stored=stored,
            duplicates=refused["duplicates"],
            rejected=refused["rejected"],
            done=stored - row.undone,
            waiting=row.undone - row.dead,
            dead=row.dead,
            oldest_waiting=row.oldest,
        )

    def work_states(self) -> dict[str, int]:
        """How many keys are in each state of the work list: waiting, leased, throttled, dead."""
        statement = select(work.c.state, func.count()).group_by(work.c.state).order_by(work.c.state)
        return self._db.read(lambda connection: dict(connection.execute(statement).all()))


def _look(connection: Connection) -> tuple[int, AnyRow]:
    return connection.execute(_STORED).scalar_one(), connection.execute(_UNDONE).one()
