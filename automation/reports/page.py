"""A report as one HTML page that needs nothing else: no script, no address, light and dark."""

from __future__ import annotations

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from automation.decide.kpis.statistics import words
from automation.decide.kpis.words import goal
from automation.model.report import Report
from automation.reports.plots import plot

_ENVIRONMENT: Final = Environment(
    loader=PackageLoader(__name__.rpartition(".")[0]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.filters |= {"words": words}


def as_page(report: Report) -> str:
    """`report` with a table of its figures, and a plot with the numbers beside it for each figure that has groups."""
    # what is drawn comes from ElementTree, which escapes every word
    plots = {
        figure.key: Markup(plot(figure, f"plot-{place}"))  # noqa: S704
        for place, figure in enumerate(report.figures)
        if figure.plot
    }
    goals = {figure.key: goal(figure) for figure in report.figures}
    return _ENVIRONMENT.get_template("report.html").render(report=report, plots=plots, goals=goals)
