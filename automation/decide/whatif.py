"""What if somebody did this to an issue: the issue as it would be, and what GitLab would report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from automation.decide.fields import set_fields
from automation.decide.labels import in_scope, scope_of
from automation.model.events import Change, Event, EventKind, Note, User
from automation.model.snapshot import Snapshot

#: action of a look at which nothing has happened
LOOK: Final = "simulated"
_TURNS: Final = {"closed": "close", "opened": "reopen"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody is imagined to do; empty for nothing."""

    #: username
    by: str = ""
    add_labels: tuple[str, ...] = ()
    remove_labels: tuple[str, ...] = ()
    comment: str = ""
    #: values by name of the field
    fields: Mapping[str, str] = field(default_factory=dict)
    #: ``closed`` or ``opened``; None leaves it
    state: str | None = None

    def __bool__(self) -> bool:
        return bool(self.add_labels or self.remove_labels or self.comment or self.fields or self.state)


def imagined(issue: Snapshot, wish: Wish, now: datetime) -> tuple[Snapshot, tuple[Event, ...]]:
    """`issue` as `wish`, granted at `now` (UTC), would leave it, with the events that tell of it; at least a look."""
    after = replace(
        issue,
        labels=_labels(issue.labels, wish),
        description=set_fields(issue.description, wish.fields) if wish.fields else issue.description,
        state=wish.state or issue.state,
    )
    return after, tuple(_events(issue, after, wish, now)) or (_event(after, now, EventKind.LOOK, LOOK),)


def _labels(labels: frozenset[str], wish: Wish) -> frozenset[str]:
    """Setting a scoped label takes its siblings off, as in GitLab."""
    left = set(labels)
    for label in wish.add_labels:
        scope = scope_of(label)
        left = (left - set(in_scope(left, scope)) if scope else left) | {label}
    return frozenset(left - set(wish.remove_labels))


def _events(before: Snapshot, after: Snapshot, wish: Wish, now: datetime) -> Iterator[Event]:
    values = {name: (getattr(before, name), getattr(after, name)) for name in ("labels", "description", "state")}
    changes = {name: Change(*pair) for name, pair in values.items() if pair[0] != pair[1]}
    if changes:
        action = _TURNS[after.state] if "state" in changes else "update"
        yield _event(after, now, EventKind.ISSUE, action, actor=User(wish.by), changes=changes)
    if wish.comment:
        note = Note(0, wish.comment, created_at=now)
        yield _event(after, now, EventKind.NOTE, "create", actor=User(wish.by), note=note)


def _event(issue: Snapshot, now: datetime, kind: EventKind, action: str, **facts: Any) -> Event:
    return Event(
        id=f"simulated:{kind}",
        kind=kind,
        action=action,
        at=now,
        issue=issue.ref,
        project=issue.ref.project,
        labels=issue.labels if kind is not EventKind.LOOK else None,
        state=issue.state if kind is not EventKind.LOOK else None,
        **facts,
    )
