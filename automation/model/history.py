"""What became of issues, as reports count it: it outlives the texts (design.md §10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """From an instant on, an issue is in a stage, open or closed."""

    #: ``path#iid``
    ref: str
    workflow: str
    #: empty where the workflow has no stages, or the issue is not in one yet
    stage: str = ""
    #: the stage before; empty for none
    from_stage: str = ""
    #: when Usher noticed it (UTC)
    at: datetime
    #: username of who did it; empty where nobody is known
    actor: str = ""
    is_open: bool = True
    #: it was so already when Usher first saw the issue; since when is not known
    adopted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFacts:
    """What is kept of one issue for good: numbers, dates, references and words from closed lists, no texts."""

    #: ``path#iid``
    ref: str
    workflow: str
    confidential: bool = False
    #: UTC
    created_at: datetime | None = None
    author: str = ""
    assignees: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    due_date: date | None = None
    #: first comment of a member who is not the author (UTC)
    first_response: datetime | None = None
    #: the issue for which this one was opened: ``path#iid``
    origin: str | None = None
    #: fields by name, as `automation.decide.kept` lets them through
    fields: Mapping[str, str] = field(default_factory=dict)
    #: values that the action ``remember`` kept, and shares of budgets
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: rows that the action ``record`` kept, by ledger
    ledgers: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of the issues of some workflows up to an instant."""

    #: in the order in which they happened
    entries: tuple[Entry, ...] = ()
    #: as they are now, by ``path#iid``
    issues: Mapping[str, IssueFacts] = field(default_factory=dict)
