"""The model of clocks: what is done when time passes without what should have happened (rules.md, clocks)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from automation.config.action import Actions
from automation.config.base import Part, Words, as_list


class StartField(Part):
    """A clock that starts at an instant that the issue itself names."""

    field: str = Field(description="Field of type datetime or date.")
    otherwise: Literal["opened", "stage", "never"] = Field(
        default="opened", alias="else", description="What it starts from when the field is empty."
    )


class Step(Part):
    """One rung of a ladder."""

    at: str = Field(
        description="When: 45 minutes, 4 working hours, 2 working days, 3 days after the start; "
        "or 1 working day before due, due, 2 days after due."
    )
    name: str = Field(default="", description="How explanations call the step; empty: as `at` says it.")
    if_: str | None = Field(
        default=None, alias="if", description="Condition; a step whose time has come is looked at once."
    )
    do: Actions = Field(description="Actions, in order.")

    @property
    def key(self) -> str:
        """What the step is called, and what it is known by where it has been done."""
        return self.name or self.at


class Clock(Part):
    """Counts the time that an issue spends, and climbs a ladder of steps: remind, mark, escalate."""

    starts: Literal["stage", "opened"] | StartField = Field(
        default="stage",
        description="stage: anew with each stage that it runs in; opened: when the issue was opened; or a field.",
    )
    stages: Words = Field(default=[], description="Stages in which it runs; empty: all that are not closed.")
    pauses: Words = Field(default=[], description="Stages in which it stands still and goes on afterwards.")
    carries_over: bool = Field(
        default=False, description="From one stage to the next it goes on counting instead of starting anew."
    )
    until: str | None = Field(
        default=None, description="Condition that ends it: activity.first_response, label('Expert') …"
    )
    calendar: str | None = Field(default=None, description="Calendar to count in; empty: that of the workflow.")
    steps: Annotated[list[Step], BeforeValidator(as_list, json_schema_input_type=list[Step] | Step)] = Field(
        description="The ladder; each step is done once for each time that the clock starts."
    )
