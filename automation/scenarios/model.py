"""The model of a scenario file: the beginning, the steps, and points in reports and calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from automation.config.base import Part, Words
from automation.config.yaml import Document
from automation.scenarios.expected import IssueState
from automation.scenarios.moves import AnyStep
from automation.scenarios.words import Instant


class Meta(Part):
    """About the whole file."""

    version: Literal[1] = Field(default=1, description="Version of this format.")
    start: Instant | None = Field(
        default=None, description="When the clock begins; the first step where it is left out."
    )
    bot: str = Field(default="usher-bot", description="Username of Usher's own account.")
    tier: Literal["free", "premium"] = Field(default="premium", description="The licence of the GitLab that is played.")
    jobs_enabled: Words | None = Field(
        default=None,
        description="The schedules that run, by name (`KPI monthly` or kpi-monthly); all where it is left out.",
    )
    schedules: dict[str, str] = Field(
        default={}, description="Names of schedules in the configuration by the names that this file uses."
    )
    definitions: str | None = Field(default=None, description="Where names come from, for readers.")


class Initial(IssueState):
    """An issue that is there, and known to Usher, before the first step."""

    ref: str = Field(description="What the issue is called in this file.")
    project: str = Field(description="Key of its project in config.yml.")
    program: str | None = Field(
        default=None, description="Key of its workflow, written into its first line if need be."
    )
    title: str = Field(description="Its title.")
    author: str = Field(description="Username of its author.")
    created_at: Instant = Field(description="When it was opened.")
    body: str = Field(default="", description="Its description.")
    fields: dict[str, str] = Field(default={}, description="Values that its description gets as `- **Field:** value`.")
    ledger: list[dict[str, str]] | dict[str, list[dict[str, str]]] = Field(
        default=[], description="Rows that `record:` kept before; by ledger where the workflow has several."
    )


class ReportPoint(Part):
    """A report asked for."""

    after: str = Field(description="The step after which it is asked for.")
    period: str | None = Field(default=None, description="2027-01, FY27-Q4, FY27 or 2027-W02; or two instants:")
    from_: Instant | None = Field(default=None, alias="from", description="Begin of the period.")
    to: Instant | None = Field(default=None, description="End of the period, which does not belong to it.")

    @model_validator(mode="after")
    def _one_period(self) -> ReportPoint:
        bounds = [bound for bound in (self.from_, self.to) if bound is not None]
        if (len(bounds), self.period is None) not in {(2, True), (0, False)}:
            message = "give period, or from and to"
            raise ValueError(message)
        return self


class CalendarPoint(Part):
    """A schedule looked at."""

    recurrence: str = Field(description="The name of the schedule.")
    after: Instant = Field(description="Later than this.")
    through: Instant = Field(description="Up to and including this.")


class Head(Part):
    """A scenario file; its steps are read one by one."""

    meta: Meta = Field(default=Meta(), description="About the whole file.")
    conventions: Any = Field(default=None, description="Notes for readers.")
    initial_state: list[Initial] = Field(default=[], description="Issues that are there before the first step.")
    events: list[dict[str, Any]] = Field(default=[], description="The steps, in the order in which they happen.")
    report_points: dict[str, ReportPoint] = Field(default={}, description="Reports to ask for, by name.")
    expected_reports: dict[str, dict[str, Any]] = Field(default={}, description="What they have to say.")
    calendar_points: dict[str, CalendarPoint] = Field(default={}, description="Schedules to look at, by name.")
    expected_calendar: dict[str, list[Instant]] = Field(default={}, description="When they have to come round.")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario without a known fault."""

    #: as messages call the file
    name: str
    head: Head
    steps: tuple[AnyStep, ...]
    document: Document

    @property
    def start(self) -> datetime:
        """When the clock begins (UTC)."""
        return self.head.meta.start or self.steps[0].at

    def line_of(self, index: int) -> int:
        """The line of the step with this index, from 1."""
        return self.document.spot(("events", index)).line
