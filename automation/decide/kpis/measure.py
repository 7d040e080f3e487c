"""One KPI on the history of one period: what is counted, the formula, the groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from automation.config.report import Kpi
from automation.decide.expressions import ConditionError
from automation.decide.kpis import statistics
from automation.decide.kpis.groups import bins, names_of, natural
from automation.decide.kpis.items import Records
from automation.decide.kpis.names import Names, number, times
from automation.decide.kpis.statistics import Known
from automation.model.report import Figure, Group, Value

if TYPE_CHECKING:
    from automation.decide.compiled import Compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Works KPIs out, one after the other, so that a formula may use the figures before it."""

    rules: Compiled
    records: Records
    #: the figures of the period before, by key
    before: Mapping[str, Value] = field(default_factory=dict)

    def figure(self, key: str, kpi: Kpi, known: Mapping[str, Value]) -> Figure:
        """What the KPI `key` comes to; `known` are the figures before it.

        A formula that does not work on what was found has no number, and the figure says why.
        """
        before = self.before.get(key)
        try:
            value, groups = self.worked_out(kpi, known)
            remark, fault = self._remark(kpi, value, before), ""
        except (ConditionError, TypeError) as error:
            value, groups, remark, fault = None, (), "", str(error)
        return Figure(
            key=key,
            id=kpi.id,
            title=kpi.title,
            unit=kpi.unit,
            value=value,
            before=before,
            goal=None if kpi.goal is None else statistics.rounded(kpi.goal, kpi.unit),
            lower_is_better=kpi.lower_is_better,
            groups=groups,
            group_unit="number" if kpi.bins else kpi.unit,
            plot="" if kpi.plot == "none" or not groups else kpi.plot,
            asked=kpi.number or "",
            remark=remark,
            fault=fault,
        )

    def _remark(self, kpi: Kpi, value: Value, last: Value) -> str:
        """What `value` suggests; nothing where a number that is asked for is not there."""
        if kpi.remark is None:
            return ""
        names = {"values": self.rules.config.values, "figure": Known(now=value, last=last)}
        return kpi.remark.text if self._of_item(kpi.remark.if_, names) else ""

    def worked_out(self, kpi: Kpi, known: Mapping[str, Value]) -> tuple[Value, tuple[Group, ...]]:
        """The number and the groups.

        Raises:
            ConditionError: an expression cannot be evaluated.
            TypeError: the formula gives no number.
        """
        if kpi.number:
            return self._entered(kpi, kpi.number), ()
        items = list(self._items(kpi)) if kpi.sources else []
        values = [self._of_item(kpi.each, names) for names in items]
        value = self._formula(kpi, values, known)
        if kpi.bins:
            return value, tuple(bins(kpi.bins, values))
        return value, self._groups(kpi, items, values, known) if kpi.by else ()

    def _items(self, kpi: Kpi) -> Iterator[Names]:
        common = self.common()
        for found in self.records.items(kpi):
            names = {**common, **found}
            if kpi.when == "true" or self._of_item(kpi.when, names):
                yield names

    def common(self) -> Names:
        """Names that are the same for every item, and for formulas."""
        people, period, calendar = self.rules.people, self.records.period, self.records.calendar
        end = calendar.today(period.end)
        return {
            **times(calendar),
            "values": self.rules.config.values,
            "period": {
                "label": period.label,
                "start": period.start,
                "end": period.end,
                "first_day": calendar.today(period.start),
                "day_after": end,
                "fiscal_year_start": calendar.fiscal.year_start(calendar.today(period.start)),
            },
            "people_with": lambda role: [name for name in self.rules.config.people if role in people.roles(name)],
            "person": people.view,
            "has_role": lambda username, role: role in people.roles(people.named_in(username)),
        }

    def _entered(self, kpi: Kpi, name: str) -> Value:
        """What a person entered for the period, in the newest report issue of it that has the number."""
        found = [
            (names["issue"]["created_at"] or self.records.period.start, names["fields"][name])
            for names in self._items(kpi)
            if names["memory"]["period"] == self.records.period.label and names["fields"][name]
        ]
        if not found:
            return None
        return statistics.rounded(number(max(found)[1]), kpi.unit)

    def _formula(self, kpi: Kpi, values: Sequence[Any], known: Mapping[str, Value]) -> Value:
        names = {**self.common(), **statistics.of(values), "kpi": Known(known), "before": Known(self.before)}
        try:
            return statistics.rounded(self._evaluated(kpi.value, names), kpi.unit)
        except ConditionError as error:
            if _lacks_number(error) or (kpi.sources and not values):
                return None
            raise

    def _groups(
        self, kpi: Kpi, items: Sequence[Names], values: Sequence[Any], known: Mapping[str, Value]
    ) -> tuple[Group, ...]:
        groups: dict[str, list[Any]] = {}
        for names, value in zip(items, values, strict=True):
            for name in names_of(self._of_item(kpi.by or "", names)):
                groups.setdefault(name, []).append(value)
        return tuple(
            Group(name=name, value=self._formula(kpi, groups[name], known), count=len(groups[name]))
            for name in sorted(groups, key=self._order(kpi))
        )

    def _order(self, kpi: Kpi) -> Any:
        """Stages in the order of their workflows, then everything else by its name, numbers as numbers."""
        stages = [stage for key in kpi.workflow if (found := self.rules.workflows.get(key)) for stage in found.stages]
        places = {stage: place for place, stage in reversed(list(enumerate(stages)))}
        return lambda name: (places.get(name, len(places)), natural(name))

    def _of_item(self, expression: str, names: Names) -> Any:
        """The value of `expression`; None where a number that it needs is not there."""
        try:
            return self._evaluated(expression, names)
        except ConditionError as error:
            if _lacks_number(error):
                return None
            raise

    def _evaluated(self, expression: str, names: Mapping[str, Any]) -> Any:
        return self.rules.texts.expression(expression).evaluate(names)


def _lacks_number(error: ConditionError) -> bool:
    """Whether a number is not there, or nothing to divide by."""
    return isinstance(error.__cause__, ArithmeticError)
