"""The model of a schedule: what happens by the calendar, without anybody's doing (design.md §6)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from automation.config.action import Actions
from automation.config.base import Part, as_list


class Fire(Part):
    """A schedule that acts before its occurrence, such as an agenda two days before the meeting."""

    before: str = Field(default="0 days", description="How many calendar days before the occurrence, e.g. 7 days.")
    at: str | None = Field(default=None, description="Local time on that day; empty: the time of the occurrence.")


class SkipOlder(Part):
    """What was missed too long ago is not done any more."""

    skip_older_than: str = Field(description="A period such as 2 days or 36 hours.")


class Schedule(Part):
    """Something that comes round: at these times, do these actions."""

    name: str = Field(description="Unique name, shown wherever the schedule is.")
    rrule: str | None = Field(
        default=None,
        description="The days, as an RRULE of RFC 5545: FREQ=MONTHLY;BYDAY=2TU is the second Tuesday of each month.",
    )
    working_day: int | None = Field(
        default=None,
        description="In place of rrule: 1 is the first working day of each month, -1 the last. A month that has not as "
        "many is left out.",
    )
    on_day_off: Literal["keep", "skip", "before", "after"] = Field(
        default="keep",
        description="What becomes of a day of the rrule that is not worked: it stays, is left out, or moves to the "
        "nearest working day before or after. Of days that move onto one the nearest counts.",
    )
    at: str | dict[str, str] = Field(
        description='Local time, or one by weekday of the month: {"1WE": "08:00", "3WE": "15:00"}.'
    )
    timezone: str | None = Field(default=None, description="IANA name; empty: the zone of the calendar.")
    calendar: str | None = Field(
        default=None, description="Calendar of config.yml that knows the working days; empty: `calendar`."
    )
    starts: str | None = Field(
        default=None, description="First day (2027-01-15); needed by rules that count, as INTERVAL=2 does."
    )
    fire: Fire = Field(default=Fire(), description="When it acts, if not at the occurrence itself.")
    missed: Literal["each", "last"] | SkipOlder = Field(
        default="each", description="What of the times that went by while Usher was not running is made up for."
    )
    enabled: bool = Field(default=True, description="false switches the schedule off without losing it.")
    do: Actions = Field(description="Actions, in order; only those that need no issue.")


Schedules = Annotated[list[Schedule], BeforeValidator(as_list, json_schema_input_type=list[Schedule] | Schedule | None)]
