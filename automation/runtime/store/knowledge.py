"""The part of the store that decisions ask about issues."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from automation.model import wire
from automation.model.others import OtherIssue, Wanted
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory
from automation.runtime.store import issues as known
from automation.runtime.store import others
from automation.runtime.store.columns import storable
from automation.runtime.store.dialects import insert_new, upsert
from automation.runtime.store.part import Part
from automation.runtime.store.tables import issue_keys, issues, meta


class Knowledge(Part):
    """What is remembered of issues, and small facts of the engine."""

    def memory(self, ref: IssueRef) -> Memory:
        """What is remembered of `ref`; an empty memory for an issue never seen."""
        return self._db.read(lambda connection: known.memory(connection, ref))

    def memories(self, refs: Sequence[IssueRef]) -> dict[IssueRef, Memory]:
        """What is remembered of each of `refs`; an empty memory for an issue never seen."""
        statement = select(issues.c.key, issues.c.memory).where(issues.c.key.in_([str(ref) for ref in refs]))
        rows = self._db.read(lambda connection: dict(connection.execute(statement).all()))
        return {ref: wire.load_text(Memory, rows[str(ref)]) if str(ref) in rows else Memory() for ref in refs}

    def held_by(self, workflow: str, value: str) -> str | None:
        """Who holds `value` in the unique index of `workflow`; asking claims nothing."""
        return self._db.read(lambda connection: known.holder(connection, workflow, value))

    def holder(self, workflow: str, value: str, claimant: str) -> str | None:
        """Claim `value` in the unique index of `workflow` for `claimant`, a work key or ``path#iid``.

        Gives None when it is the claimant's now, else who holds it. Two claimants at once: one of them gets it.
        """
        # Mostly somebody holds it already, and to see that costs no commit.
        found = self._db.read(lambda connection: known.holder(connection, workflow, value))
        if found is None:
            found = self._db.write(lambda connection: known.claim(connection, workflow, value, claimant))
        return None if found == claimant else found

    def related(self, workflow: str, key: str, value: str, *, open_only: bool) -> tuple[str, ...]:
        """The issues (``path#iid``, oldest first) of `workflow` whose index key `key` has the value `value`."""
        statement = (
            select(issue_keys.c.key)
            .join(issues, issues.c.key == issue_keys.c.key)
            .where(issue_keys.c.workflow == workflow, issue_keys.c.name == key, issue_keys.c.value == storable(value))
            .order_by(issues.c.number)
        )
        if open_only:
            statement = statement.where(issue_keys.c.is_open)
        return self._db.read(lambda connection: tuple(connection.scalars(statement)))

    def issues(self, wanted: Wanted) -> tuple[OtherIssue, ...]:
        """The issues that `wanted` asks for, oldest first; of more than 500 the newest."""
        return self._db.read(lambda connection: others.find(connection, wanted))

    def recall(self, name: str) -> str | None:
        """The small fact `name` of the engine, as last kept; None when it never was."""
        return self._db.read(lambda connection: connection.scalar(select(meta.c.value).where(meta.c.key == name)))

    def keep(self, name: str, value: str) -> None:
        """Keep the small fact `name`, e.g. how far a sweep got."""
        row = {"key": name, "value": value}
        self._db.write(lambda connection: connection.execute(upsert(connection, meta, ("key",)), row))

    def exchange(self, name: str, before: str | None, after: str) -> bool:
        """Keep `after` as the small fact `name` if it is still `before` (None: never kept); gives whether it was."""

        def swap(connection: Connection) -> bool:
            row = {"key": name, "value": after}
            if before is None:
                return connection.execute(insert_new(connection, meta, ("key",)), row).rowcount > 0
            same = (meta.c.key == name, meta.c.value == before)
            return connection.execute(update(meta).where(*same).values(value=after)).rowcount > 0

        return self._db.write(swap)
