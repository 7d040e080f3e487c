"""The part of the store that knows how often people took back what a rule did; counted for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from automation.runtime.store.columns import storable
from automation.runtime.store.part import Part
from automation.runtime.store.tables import counters, run_rules
from automation.runtime.store.tally import add_to_counters

#: what the names of these counters begin with
_FIRST: Final = "regretted:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """A rule with how often people took back what it did."""

    rule: str
    #: labels, assignees and states that were taken back
    taken_back: int
    #: runs in which the rule held
    runs: int


class Regrets(Part):
    """Reading what runs counted."""

    def regrets(self, most: int = 50) -> tuple[Regret, ...]:
        """The `most` rules of which most was taken back, in that order."""
        ours = counters.c.name.startswith(_FIRST, autoescape=True)
        statement = select(counters).where(ours).order_by(counters.c.value.desc(), counters.c.name).limit(most)

        def look(connection: Connection) -> tuple[Regret, ...]:
            rows = connection.execute(statement).all()
            return tuple(_regret(connection, row.name.removeprefix(_FIRST), row.value) for row in rows)

        return self._db.read(look)


def count(connection: Connection, rules: Sequence[str]) -> None:
    """Count that something of each of `rules` was taken back."""
    rows = [{"name": storable(f"{_FIRST}{rule}"), "value": number} for rule, number in sorted(Counter(rules).items())]
    if rows:
        add_to_counters(connection, rows)


def _regret(connection: Connection, rule: str, taken_back: int) -> Regret:
    runs = select(func.count()).select_from(run_rules).where(run_rules.c.rule == rule)
    return Regret(rule=rule, taken_back=taken_back, runs=connection.scalar(runs) or 0)
