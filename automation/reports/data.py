"""A report as JSON data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from automation.model.report import Report


def as_json(report: Report) -> dict[str, Any]:
    """`report` with its figures in order; instants in UTC, numbers as numbers and null for none."""
    period = report.period
    return {
        "title": report.title,
        "period": {"label": period.label, "from": period.start.isoformat(), "to": period.end.isoformat()},
        "compared_with": report.compared_with,
        "figures": [{**asdict(figure), "reached": figure.reached} for figure in report.figures],
    }
