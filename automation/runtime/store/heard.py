"""The part of the store that tells when GitLab was heard."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from automation.model.work import Priority, Source
from automation.runtime.store.part import Part
from automation.runtime.store.tables import inbox

_MINUTE: Final = 60_000_000
_FIRST: Final = func.min(inbox.c.received_at, type_=inbox.c.received_at.type)


class Heard(Part):
    """Which minutes had deliveries."""

    def minutes_heard(self, after: int, since: datetime) -> tuple[int, tuple[datetime, ...]]:
        """The minutes since the instant `since` in which GitLab delivered something, each by the first such delivery.

        Only what was stored after the delivery `after` counts, so that asking again costs no more than what came in
        between. What was taken from GitLab's own log did not come of itself, and is left out. Gives the number of the
        newest delivery too, to ask with the next time.
        """

        def look(connection: Connection) -> tuple[int, tuple[datetime, ...]]:
            newest = connection.scalar(select(func.max(inbox.c.id))) or 0
            came = (inbox.c.id > after, inbox.c.id <= newest, inbox.c.received_at >= since)
            theirs = (inbox.c.source == Source.GITLAB.value, inbox.c.priority < int(Priority.SWEEP))
            minute = type_coerce(inbox.c.received_at, BigInteger) // _MINUTE
            statement = select(_FIRST).where(*came, *theirs).group_by(minute).order_by(_FIRST)
            return newest, tuple(connection.scalars(statement))

        return self._db.read(look)
