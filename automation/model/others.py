"""What a decision is told of other issues, and how it asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which issues are asked for; None asks for all."""

    workflow: str
    #: index key and its value
    key: str | None = None
    value: str | None = None
    stage: str | None = None
    #: username of an assignee
    assignee: str | None = None
    open_only: bool = True

    def __str__(self) -> str:
        parts = (
            ("key", f"{self.key} {self.value!r}" if self.key else None),
            ("stage", self.stage),
            ("of", self.assignee),
        )
        narrowed = "".join(f", {name} {value}" for name, value in parts if value is not None)
        return f"{'open ' if self.open_only else ''}issues of {self.workflow}{narrowed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherIssue:
    """One issue as the last run left it."""

    #: ``path#iid``
    ref: str
    url: str = ""
    stage: str | None = None
    is_open: bool = True
    confidential: bool = False
    title: str = ""
    author: str = ""
    assignees: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    created_at: datetime | None = None
    stage_since: datetime | None = None
    due_date: date | None = None
    #: values that the action ``remember`` kept, and costs of budgets
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: tasks of the description that are not ticked; none once the retention cleared the text
    open_tasks: tuple[str, ...] = ()
