"""The models of KPIs and of reports: what is counted, how, and for which period (docs/reports.md)."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, model_validator

from automation.config.base import Part, Words

#: what a KPI may count; exactly one of these, or a formula over other KPIs
SOURCES: Final = ("entered", "left", "standing", "opened", "rows", "number")

Unit = Literal["number", "percent", "minutes", "days", "points", "USD"]


class Remark(Part):
    """What a figure suggests when it comes out like this."""

    if_: str = Field(
        alias="if", description="Condition on figure.now and figure.last, the figure of the period before."
    )
    text: str = Field(description="Shown with the figure.")


class Kpi(Part):
    """One figure: what it counts, and how. One of entered, left, standing, opened, rows and number, or a formula."""

    id: str = Field(default="", description="Its number in your catalogue, such as K-10.")
    title: str = Field(description="What it is called in reports.")
    unit: Unit = Field(default="number", description="percent, minutes and days are shown with one decimal.")
    workflow: Words = Field(default=[], description="Workflows whose issues are counted, of any program.")
    entered: Words = Field(default=[], description="Counts entries into these stages within the period …")
    left: Words = Field(default=[], description="… or departures from these stages within the period …")
    standing: Words = Field(
        default=[],
        description="… or issues as they stand at its end, in these stages; `open` for all open ones, `any` for all …",
    )
    opened: bool = Field(default=False, description="… or issues that were opened within the period …")
    rows: str | None = Field(default=None, description="… or rows of this ledger whose `date` lies in the period …")
    number: str | None = Field(
        default=None, description="… or is the number that a person enters in this field of the report issue."
    )
    when: str = Field(default="true", description="Condition on each of them; a Jinja2 expression.")
    each: str = Field(default="1", description="Expression for the value of each; those without a value are left out.")
    value: str = Field(
        default="count",
        description="Expression over count, sum, mean, median, share, distinct, lowest and highest of `each`; `kpi` "
        "has the figures before this one, `before` those of the last period.",
    )
    by: str | None = Field(default=None, description="Expression that names a group; the figure is shown for each.")
    bins: list[float] = Field(default=[], description="In place of by: how many values of `each` lie below each bound.")
    goal: float | None = Field(default=None, description="What it should come to.")
    lower_is_better: bool = Field(default=False, description="The goal is the most, not the least.")
    remark: Remark | None = Field(default=None, description="What to say of the figure, and when.")
    plot: Literal["bars", "funnel", "none"] = Field(default="bars", description="How the groups are drawn.")

    @property
    def sources(self) -> tuple[str, ...]:
        """Which of `SOURCES` are given."""
        return tuple(name for name in SOURCES if getattr(self, name))

    @model_validator(mode="after")
    def _one_source(self) -> Kpi:
        if len(self.sources) > 1:
            message = f"give one of {', '.join(SOURCES)}, not {' and '.join(self.sources)}"
            raise ValueError(message)
        if bool(self.sources) != bool(self.workflow):
            message = f"workflow goes with one of {', '.join(SOURCES)}; a formula over other KPIs has neither"
            raise ValueError(message)
        if not self.sources and (self.value == "count" or self.by or self.bins):
            message = "a KPI that counts nothing needs a formula as value, and has no by and no bins"
            raise ValueError(message)
        if self.by and self.bins:
            message = "give by or bins, not both"
            raise ValueError(message)
        return self


class ReportSpec(Part):
    """A report that comes as an issue; the action `report` opens it."""

    title: str = Field(description="Title of the issue; a text, in which `period` is the label such as 2027-01.")
    period: Literal["week", "month", "quarter", "year"] = Field(
        description="The last one that is over is reported; quarters and years are fiscal."
    )
    kpis: Words = Field(description="KPIs in the order in which they are shown, also of other programs.")
    workflow: str = Field(description="Workflow of the issue: template, labels, due date, who may read it.")
    project: str | None = Field(default=None, description="Key of the project; empty: that of the workflow.")
    assignees: Words = Field(default=[], description="Usernames or roles.")
