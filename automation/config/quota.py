"""The model of a quota: places of which there is a bounded number, and a list of those who wait for one."""

from __future__ import annotations

from pydantic import Field

from automation.config.action import Actions
from automation.config.base import Part, Words


class Quota(Part):
    """A bounded number of places, such as three campaigns a month; whoever comes later waits in turn."""

    limit: int | str = Field(description="How many places there are; may be a text with {{ expressions }}.")
    per: str = Field(default="", description="Text that tells the places apart: {{ fields['Month'] }}; empty: none.")
    if_: str = Field(default="true", alias="if", description="Who needs a place; all others are exempt.")
    takes: str = Field(description="Stage of an issue that has a place, or needs none.")
    waits: str = Field(description="Stage of an issue that waits for one.")
    holds: Words = Field(default=[], description="Stages in which a place is kept; `takes` is one of them.")
    on_taken: Actions = Field(default=[], description="Done when the issue comes and there is a place for it.")
    on_waiting: Actions = Field(default=[], description="Done when there is none, and the issue begins to wait.")
    on_promoted: Actions = Field(default=[], description="Done when a place became free for an issue that waited.")
    on_exempt: Actions = Field(default=[], description="Done when the issue comes and needs no place.")

    @property
    def kept_in(self) -> tuple[str, ...]:
        """The stages in which a place is kept."""
        return tuple(dict.fromkeys((self.takes, *self.holds)))
