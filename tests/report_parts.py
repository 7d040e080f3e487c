"""What tests of reports share: a program with KPIs, and a history by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from textwrap import indent
from typing import Any

from automation.decide.compiled import Compiled
from automation.decide.kpis.run import report_of
from automation.decide.periods import period_named
from automation.model.history import Entry, History, IssueFacts
from automation.model.report import Figure, Period, Report
from tests.small import PATH, compiled, workflow

DAY = timedelta(days=1)
#: a Friday, the first of the month that most tests report
FIRST = datetime(2027, 1, 1, tzinfo=UTC)
REPORTED = """\
reports:
  monthly: {title: "KPIs {{ period }}", period: month, kpis: [figure], workflow: story}
"""


def program(kpis: str, more: str = "", **replaced: str) -> str:
    """A program with stories and these `kpis`, lines of YAML; the workflow as `tests.small.workflow` replaces it."""
    return f"{workflow(**replaced)}kpis:\n{indent(kpis, '  ')}\n{more}"


def one(**keys: str) -> str:
    """The lines of the KPI ``figure``, which counts entries into Done unless `keys` say otherwise."""
    counted = {"workflow": "story", "entered": "Done"} if "value" not in keys or "each" in keys else {}
    usual = {"title": "Figure", **({} if keys.keys() & {"left", "standing", "opened", "rows", "number"} else counted)}
    lines = [f"  {key}: {value}" for key, value in {**usual, **keys}.items()]
    return "\n".join(["figure:", *lines])


def entry(number: int, stage: str, from_stage: str = "", at: datetime = FIRST + DAY, **values: Any) -> Entry:
    """The story with this `number` came into `stage`."""
    common = {"ref": f"{PATH}#{number}", "workflow": "story", "is_open": stage != "Done"}
    return Entry(stage=stage, from_stage=from_stage, at=at, **{**common, **values})


def facts(number: int, **values: Any) -> IssueFacts:
    """What is kept of the story with this `number`."""
    return IssueFacts(**{"ref": f"{PATH}#{number}", "workflow": "story", "created_at": FIRST, **values})


def history(*found: Entry | IssueFacts) -> History:
    """A history of `found`, in the order given."""
    known = [item for item in found if isinstance(item, IssueFacts)]
    return History(
        entries=tuple(item for item in found if isinstance(item, Entry)), issues={item.ref: item for item in known}
    )


def month(rules: Compiled, words: str = "2027-01") -> Period:
    """The period that `words` name."""
    return period_named(words, rules.calendar)


def report(kpis: str, known: History, *keys: str, period: str = "2027-01", **replaced: str) -> Report:
    """The report of the figures `keys` (``figure`` alone unless named) on the history `known`."""
    rules = compiled(program(kpis, **replaced))
    return report_of(rules, "Stories", keys or ("figure",), month(rules, period), known)


def figure(known: History, **keys: str) -> Figure:
    """The KPI of `one` on the history `known`."""
    return report(one(**keys), known).figures[0]
