"""What a KPI counts: entries, issues and rows of the history, each with its names for expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial

from automation.config.report import Kpi
from automation.decide.calendar import WorkCalendar
from automation.decide.dates import as_date
from automation.decide.expressions import Forgiving
from automation.decide.kpis import names
from automation.decide.kpis.names import Names
from automation.decide.ledgers import rows
from automation.model.history import Entry, History, IssueFacts
from automation.model.report import Period


@dataclass(frozen=True, slots=True)
class Records:
    """The history of one period, indexed."""

    history: History
    period: Period
    calendar: WorkCalendar
    #: the entries of each issue up to the end of the period, in order
    steps: Mapping[str, Sequence[Entry]] = field(default_factory=dict)

    @classmethod
    def of(cls, history: History, period: Period, calendar: WorkCalendar) -> Records:
        """`history` as it was at the end of `period`."""
        steps: dict[str, list[Entry]] = {}
        for entry in history.entries:
            if entry.at < period.end:
                steps.setdefault(entry.ref, []).append(entry)
        return cls(history, period, calendar, steps)

    def items(self, kpi: Kpi) -> Iterator[Names]:
        """The names of each item that `kpi` counts, `when` not yet asked."""
        counted: Mapping[str, Callable[[Kpi], Iterator[Names]]] = {
            "entered": self._entered,
            "left": self._left,
            "standing": self._standing,
            "opened": self._opened,
            "rows": self._rows,
            "number": self._known,
        }
        return counted[kpi.sources[0]](kpi)

    def _entered(self, kpi: Kpi) -> Iterator[Names]:
        return self._moves(kpi, lambda entry: entry.stage in kpi.entered)

    def _left(self, kpi: Kpi) -> Iterator[Names]:
        return self._moves(kpi, lambda entry: entry.from_stage in kpi.left)

    def _moves(self, kpi: Kpi, wanted: Callable[[Entry], bool]) -> Iterator[Names]:
        """Changes of the stage within the period; what was so before Usher saw it is no change."""
        for steps in self.steps.values():
            for index, entry in enumerate(steps):
                moved = entry.stage != entry.from_stage and not entry.adopted and entry.workflow in kpi.workflow
                if moved and wanted(entry) and self.period.holds(entry.at):
                    before = steps[index - 1] if index else None
                    since = None if before is None or before.adopted else before.at
                    yield self._names(entry.ref, entry, names.of_entry(entry, since))

    def _standing(self, kpi: Kpi) -> Iterator[Names]:
        for found in self._all(kpi):
            stage, is_open = found["stage"], found["issue"]["is_open"]
            if "any" in kpi.standing or stage in kpi.standing or ("open" in kpi.standing and is_open):
                yield found

    def _all(self, kpi: Kpi) -> Iterator[Names]:
        """Every issue as its last entry left it."""
        for steps in self.steps.values():
            if steps[-1].workflow in kpi.workflow:
                yield self.as_left(steps[-1].ref, steps)

    def _known(self, kpi: Kpi) -> Iterator[Names]:
        """Every issue that is known, also one that came after the period, as a report on it does."""
        return (self.as_left(facts.ref, self.steps.get(facts.ref, ())) for facts in self._issues(kpi))

    def _opened(self, kpi: Kpi) -> Iterator[Names]:
        for facts in self._issues(kpi):
            if self.period.holds(facts.created_at):
                yield self.as_left(facts.ref, self.steps.get(facts.ref, ()))

    def _rows(self, kpi: Kpi) -> Iterator[Names]:
        for facts in self._issues(kpi):
            for row in facts.ledgers.get(kpi.rows or "", ()):
                if self.period.holds(self._midnight(as_date(row.get("date")))):
                    yield {**self.as_left(facts.ref, self.steps.get(facts.ref, ())), "row": Forgiving(row)}

    def as_left(self, ref: str, steps: Sequence[Entry]) -> Names:
        """The issue at the end of the period; its entry is the one into the stage, not a closing or reopening in it."""
        moves = [entry for entry in steps if entry.stage != entry.from_stage]
        nowhere = Entry(ref=ref, workflow="", at=self.period.start)
        last = steps[-1] if steps else nowhere
        return self._names(ref, last, names.of_entry(moves[-1] if moves else last))

    def _issues(self, kpi: Kpi) -> Iterator[IssueFacts]:
        return (facts for facts in self.history.issues.values() if facts.workflow in kpi.workflow)

    def _midnight(self, day: date | None) -> datetime | None:
        return None if day is None else datetime.combine(day, time(), self.calendar.zone).astimezone(UTC)

    def _names(self, ref: str, last: Entry, entry: Names) -> Names:
        facts = self.history.issues.get(ref) or IssueFacts(ref=ref, workflow=last.workflow)
        origin = self.history.issues.get(facts.origin or "")
        return {
            "issue": {
                **names.of_issue(facts),
                "is_open": last.is_open,
                "closed_at": None if last.is_open else last.at,
            },
            "workflow": facts.workflow,
            "stage": last.stage,
            "fields": Forgiving(facts.fields),
            "labels": facts.labels,
            "label": partial(names.label, facts.labels),
            "memory": Forgiving(facts.facts),
            "cost": partial(names.cost, facts.facts),
            "ledger": rows({name: tuple(map(Forgiving, found)) for name, found in facts.ledgers.items()}),
            "origin": Forgiving() if origin is None else names.of_issue(origin),
            "entry": entry,
            "row": Forgiving(),
        }
