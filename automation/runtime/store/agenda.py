"""The part of the store that knows how far each schedule is done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from automation.model.work import Delivery, Receipt
from automation.runtime.store import inbox
from automation.runtime.store.dialects import upsert
from automation.runtime.store.part import Part
from automation.runtime.store.tables import meta

_NAME: Final = "schedules"
_ASKED: Final = select(meta.c.value).where(meta.c.key == _NAME)
#: how long a schedule may be missing from the configuration until it begins anew when it comes back; a process that
#: still runs an older configuration must not forget those that it does not know
_FORGOTTEN: Final = timedelta(days=1)
#: so far ahead was no clock of ours that was right, and no process's clock is so far behind the others'
WRONG_CLOCK: Final = timedelta(days=1)


class Agenda(Part):
    """Occurrences as deliveries, each once."""

    def schedules_done(self) -> dict[str, datetime]:
        """Up to which instant (UTC) each schedule is done, by its name; those never seen are not there."""
        return self._db.read(_done)

    def take_occurrences(
        self, deliveries: Sequence[Delivery], done: Mapping[str, datetime], now: datetime
    ) -> tuple[str, ...]:
        """Store `deliveries`, and that each schedule is done up to the instant in `done`, in one transaction.

        Nothing is ever done up to an earlier instant than before, unless it is a day earlier: then the clock was wrong,
        and has been set back (known occurrences stay known by their keys). Gives the work keys of the deliveries that
        were new: another process may have been quicker. `now` is the time (UTC).
        """
        known = self._known

        def take(connection: Connection) -> inbox.Stored:
            stored = inbox.store(connection, deliveries, known)
            kept = _merged(_done(connection, lock=True), done, now)
            text = json.dumps({name: at.isoformat() for name, at in kept.items()})
            connection.execute(upsert(connection, meta, ("key",)), {"key": _NAME, "value": text})
            return stored

        stored = self._db.write(take)
        self._known |= stored.projects
        pairs = zip(deliveries, stored.receipts, strict=True)
        new = [str(delivery.work_key) for delivery, receipt in pairs if receipt is Receipt.STORED]
        return tuple(dict.fromkeys(new))


def _done(connection: Connection, *, lock: bool = False) -> dict[str, datetime]:
    text = connection.scalar(_ASKED.with_for_update() if lock else _ASKED)
    return {name: datetime.fromisoformat(at) for name, at in json.loads(text or "{}").items()}


def _merged(before: Mapping[str, datetime], done: Mapping[str, datetime], now: datetime) -> dict[str, datetime]:
    others = {name: at for name, at in before.items() if name not in done and now - at < _FORGOTTEN}
    return others | {name: _later(at, before.get(name, at)) for name, at in done.items()}


def _later(at: datetime, before: datetime) -> datetime:
    return at if before - at > WRONG_CLOCK else max(at, before)
