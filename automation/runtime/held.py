"""A lease that is kept while its work goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from automation.model.work import Lease
from automation.runtime.store import Store


class Held:
    """One claimed key in the hands of one thread."""

    def __init__(self, store: Store, lease: Lease, clock: Callable[[], datetime], seconds: float) -> None:
        self._store = store
        self._clock = clock
        self._span = timedelta(seconds=seconds)
        #: the lease as it stands
        self.lease = lease

    @property
    def key(self) -> str:
        """The work key."""
        return self.lease.work_key

    def keep(self) -> None:
        """Make sure that at least half of the lease's time is left.

        Raises:
            LeaseLost: another worker has the key; nothing of it may be touched any more.
        """
        now = self._clock()
        if self.lease.until - now < self._span / 2:
            self.lease = self._store.renew(self.lease, now + self._span)
