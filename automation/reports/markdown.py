"""A report as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from automation.decide.guard import inline
from automation.decide.kpis.statistics import words
from automation.decide.kpis.words import goal
from automation.model.report import Figure, Report


def as_markdown(report: Report) -> str:
    """`report` as a table, the groups of its figures as lists below; names in it do nothing in GitLab."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield from (f"# {inline(report.title)}", "", f"| KPI | | {report.period} | {inline(report.compared_with)} | goal |")
    yield "| --- | --- | ---: | ---: | --- |"
    yield from map(_row, report.figures)
    for figure in report.figures:
        if figure.remark:
            yield from ("", f"**{inline(figure.title)}:** {inline(figure.remark)}")
    for figure in report.figures:
        if figure.groups:
            yield from ("", f"## {inline(figure.title)}", "")
            yield from (f"- {inline(group.name)}: {words(group.value, figure.group_unit)}" for group in figure.groups)
    faults = [figure for figure in report.figures if figure.fault]
    if faults:
        yield from ("", "## Could not be worked out", "")
        yield from (f"- {inline(figure.title)}: {inline(figure.fault)}" for figure in faults)


def _row(figure: Figure) -> str:
    title = f"{figure.title} (entered by people)" if figure.asked else figure.title
    numbers = (words(figure.value, figure.unit), words(figure.before, figure.unit), goal(figure))
    return f"| {' | '.join((inline(figure.id), inline(title), *numbers))} |"
