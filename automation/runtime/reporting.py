"""Reports from the store: the history that they need, and their figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Protocol

from automation.decide.compiled import Compiled
from automation.decide.kpis.run import report_named, report_of, workflows_for
from automation.model.history import History
from automation.model.report import Period, Report


class Recorded(Protocol):
    """What of the store reports are made of."""

    def history(self, workflows: Collection[str], until: datetime) -> History:
        """What is recorded of the issues of `workflows` before the instant `until` (UTC)."""
        ...


def made(rules: Compiled, name: str, period: Period, store: Recorded) -> Report:
    """The report that the configuration calls `name`, for `period`; without figures where there is none."""
    spec = report_named(rules, name)
    return figures_for(rules, spec.title if spec else name, spec.kpis if spec else (), period, store)


def figures_for(rules: Compiled, title: str, kpis: Iterable[str], period: Period, store: Recorded) -> Report:
    """The figures `kpis`, by their keys, for `period`, under `title`."""
    wanted = tuple(kpis)
    history = store.history(workflows_for(rules, wanted), period.end)
    return report_of(rules, title, wanted, period, history)
