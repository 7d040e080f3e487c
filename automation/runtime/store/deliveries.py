"""The part of the store that takes deliveries."""

from __future__ import annotations

from collections.abc import Sequence

from automation.model.work import Delivery, Lease, Receipt
from automation.runtime.store import inbox
from automation.runtime.store.part import Part
from automation.runtime.store.records import StoredDelivery


class Deliveries(Part):
    """Taking deliveries in, and giving the waiting ones to the holder of a lease."""

    def receive(self, delivery: Delivery) -> Receipt:
        """Store `delivery` and put its work key on the work list in one transaction; one that is known changes nothing.

        A delivery that has its outcome already, or no work key, is stored as done and wakes nobody.
        Raises `StoreUnavailable` when nothing could be stored.
        """
        return self.receive_many((delivery,))[0]

    def receive_many(self, deliveries: Sequence[Delivery]) -> tuple[Receipt, ...]:
        """Store all `deliveries` in one transaction; gives one receipt for each, as `receive` does."""
        known = self._known
        stored = self._db.write(lambda connection: inbox.store(connection, deliveries, known))
        self._known |= stored.projects
        self._tally.add("duplicates", stored.receipts.count(Receipt.DUPLICATE))
        return stored.receipts

    def count_rejected(self) -> None:
        """Count a request that was refused at the door; stored with the next `flush`."""
        self._tally.add("rejected", 1)

    def flush(self) -> None:
        """Store what was counted since the last time; a tick calls it."""
        self._tally.flush(self._db)

    def waiting(self, lease: Lease) -> tuple[StoredDelivery, ...]:
        """The deliveries of the key that no run has taken yet, in order of arrival."""
        return self._db.read(lambda connection: inbox.waiting(connection, lease.work_key))

    def outcome(self, key: str) -> str | None:
        """What became of the delivery `key`; None while it is not decided, and for one that is not there."""
        return self._db.read(lambda connection: inbox.outcome(connection, key))

    def bound(self, lease: Lease, run_id: str) -> tuple[StoredDelivery, ...]:
        """The deliveries that the unfinished run `run_id` of the key has taken, in order of arrival."""
        return self._db.read(lambda connection: inbox.bound(connection, lease.work_key, run_id))
