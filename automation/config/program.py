"""The model of one file in programs/: workflows, rules, schedules, messages and scores."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from automation.config.action import Actions
from automation.config.base import Part, Words, as_list
from automation.config.policy import Policies, Stales
from automation.config.report import Kpi, ReportSpec
from automation.config.schedule import Schedules
from automation.config.workflow import Workflow


class MessageSpec(Part):
    """A text that Usher posts as a note."""

    text: str = Field(description="Markdown; may hold {{ expressions }}.")
    mention: Words = Field(
        default=[], description="Who is told: usernames, roles, author, actor, assignees, field:Name, {{ }}."
    )
    attrs: dict[str, str] = Field(default={}, description="Pairs of the marker line, for machines.")
    lasting: bool = Field(default=False, description="Edited in place while its condition lasts, not posted anew.")


def _message(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


MessageEntry = Annotated[MessageSpec, BeforeValidator(_message, json_schema_input_type=MessageSpec | str)]


class ScoreRow(Part):
    """What one field or label scope adds to a score."""

    field: str | None = Field(default=None, description="The field that is looked at …")
    label: str | None = Field(default=None, description="… or the label scope.")
    points: dict[str, int] = Field(default={}, description="Points by value.")
    filled: int = Field(default=0, description="Points for any value that is not empty.")


class ScoreBand(Part):
    """A name for all scores from a threshold on."""

    at_least: int = Field(description="The lowest score of the band.")
    name: str = Field(description="What scores of the band are called.")


class Score(Part):
    """A weighted table."""

    add: list[ScoreRow] = Field(description="The rows; a score is their sum.")
    bands: list[ScoreBand] = Field(default=[], description="First band whose threshold is reached gives the band.")


class Rule(Part):
    """On these events, when this holds, do these actions."""

    name: str = Field(description="Unique name, shown wherever the rule is.")
    on: Words = Field(
        description=(
            "Triggers: issue.opened, issue.updated, issue.closed, issue.reopened, note.created, label.added, "
            "label.removed, stage.entered, field.changed, message.NAME …; a pattern narrows: label.added(Topic::*)."
        )
    )
    workflow: Words = Field(default=[], description="Only issues of these workflows; empty: every issue.")
    project: Words = Field(default=[], description="Only issues of these projects (keys); empty: every project.")
    when: str = Field(default="true", description="Condition; a Jinja2 expression.")
    do: Actions = Field(description="Actions, in order.")
    once: bool = Field(default=False, description="At most once per issue.")
    enabled: bool = Field(default=True, description="false switches the rule off without losing it.")


Rules = Annotated[list[Rule], BeforeValidator(as_list, json_schema_input_type=list[Rule] | Rule | None)]


class Program(Part):
    """One program: one file."""

    program: str = Field(description="Name of the program.")
    description: str = Field(default="", description="What it is for.")
    messages: dict[str, MessageEntry] = Field(default={}, description="Texts by key.")
    scores: dict[str, Score] = Field(default={}, description="Weighted tables by name.")
    workflows: dict[str, Workflow] = Field(default={}, description="Workflows by key.")
    rules: Rules = Field(default=[], description="Rules, in order.")
    schedules: Schedules = Field(default=[], description="What happens by the calendar.")
    policies: Policies = Field(default=[], description="What sweeps do with existing issues, in order.")
    kpis: dict[str, Kpi] = Field(default={}, description="Figures of reports, by key, in order.")
    reports: dict[str, ReportSpec] = Field(default={}, description="Reports that come as issues, by key.")
    stale: Stales = Field(default=[], description="Issues that nobody cares about: warned, then closed.")
