"""A report in words, as templates and pages show it."""

from __future__ import annotations

from typing import Any

from automation.decide.guard import Safe
from automation.decide.kpis.statistics import words
from automation.model.report import Figure, Report


def lines(report: Report) -> list[dict[str, Any]]:
    """The figures of `report` for a template; but for the names of groups all is words of the configuration."""
    return [
        {
            "id": Safe(figure.id),
            "title": Safe(figure.title),
            "value": Safe(words(figure.value, figure.unit)),
            "before": Safe(words(figure.before, figure.unit)),
            "known_before": figure.before is not None,
            "goal": Safe(goal(figure)),
            "groups": [
                {"name": group.name, "value": Safe(words(group.value, figure.group_unit))} for group in figure.groups
            ],
            "asked": figure.asked,
            "remark": Safe(figure.remark),
        }
        for figure in report.figures
    ]


def goal(figure: Figure) -> str:
    """The goal and whether it is reached, in words; empty for none."""
    if figure.goal is None:
        return ""
    bound = f"{'at most' if figure.lower_is_better else 'at least'} {words(figure.goal, figure.unit)}"
    return bound if figure.reached is None else f"{bound}, {'reached' if figure.reached else 'missed'}"
