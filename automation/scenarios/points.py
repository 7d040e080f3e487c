"""Points of a file that no step changes: what reports say, and when schedules come round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from automation.decide.compiled import Compiled
from automation.decide.occurrences import occurrences
from automation.decide.periods import period_between, period_named
from automation.model.report import Period
from automation.runtime.reporting import figures_for
from automation.scenarios.compare import Difference
from automation.scenarios.model import CalendarPoint, Head, ReportPoint, Scenario
from automation.scenarios.result import Played
from automation.scenarios.schedules import schedule_named
from automation.scenarios.stage import Stage

_NO_KPI = "there is no KPI of this name"


def reports_after(stage: Stage, step_id: str) -> Iterator[Played]:
    """The reports that the file asks for after the step `step_id`."""
    head = stage.scenario.head
    for name, point in head.report_points.items():
        if point.after == step_id:
            expected = head.expected_reports[name]
            difference = Difference({name: expected}, {name: _figures(stage, point, expected)})
            yield _point(stage.scenario, "report_points", "report", name, difference)


def _figures(stage: Stage, point: ReportPoint, keys: Iterable[str]) -> dict[str, Any]:
    """What the KPIs `keys` come to now, for the period of `point`."""
    report = figures_for(stage.rules, "", keys, _period(point, stage.rules), stage.service.store)
    values = {figure.key: figure.value for figure in report.figures}
    return {key: values.get(key, _NO_KPI) for key in keys}


def _period(point: ReportPoint, rules: Compiled) -> Period:
    if point.from_ is not None and point.to is not None:
        return period_between(point.from_, point.to)
    return period_named(point.period or "", rules.calendar)


def calendar(stage: Stage) -> Iterator[Played]:
    """The schedules that the file looks at."""
    scenario, rules = stage.scenario, stage.rules
    for name, point in scenario.head.calendar_points.items():
        expected = [_shown(at) for at in scenario.head.expected_calendar[name]]
        found = _found(point, rules, scenario.head)
        yield _point(scenario, "calendar_points", "calendar", name, Difference({name: expected}, {name: found}))


def _found(point: CalendarPoint, rules: Compiled, head: Head) -> list[str] | str:
    """When the schedule comes round within the bounds of `point`, whatever the time at which it acts for that."""
    schedule = schedule_named(point.recurrence, rules.schedules, head.meta)
    if schedule is None:
        return f"there is no schedule {point.recurrence}"
    timetable = replace(schedule.timetable, days_before=0, fires=None)
    return [_shown(one.at) for one in occurrences(timetable, point.after, point.through)]


def _shown(at: datetime) -> str:
    words = "%Y-%m-%dT%H:%M:%SZ" if at.replace(second=0, microsecond=0) < at else "%Y-%m-%dT%H:%MZ"
    return f"{at:{words}}"


def _point(scenario: Scenario, key: str, kind: str, name: str, difference: Difference) -> Played:
    line = scenario.document.spot((key, name), at_key=True).line
    return Played(file=scenario.name, line=line, id=f"{kind} {name}", kind=kind, difference=difference)
