"""The rows of the world and the indexes that keep single look-ups from scanning."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.model import (
    Award,
    Board,
    Group,
    HistoryEvent,
    Hook,
    HookCall,
    Invitation,
    Issue,
    IssueLink,
    Label,
    Member,
    Milestone,
    Note,
    PlaceKey,
    Project,
    User,
)

FIRST_IDS = {"user": 1, "group": 100, "project": 1000, "label": 5000, "issue": 20_000, "note": 300_000}
"""Kinds start far apart, so that an id taken for another kind's, or for an iid, is found out."""


class Counter:
    """Hands out ids, one row of numbers for each kind."""

    def __init__(self) -> None:
        self._next = dict(FIRST_IDS)

    def take(self, kind: str) -> int:
        """Return the next id of `kind`."""
        taken = self._next.get(kind, 1)
        self._next[kind] = taken + 1
        return taken


@dataclass(slots=True)
class Recursion:
    """The hooks that one chain of webhook-made requests has called already."""

    since: datetime
    hook_ids: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Tables:
    """All that the world holds; `reset` replaces it whole."""

    ids: Counter = field(default_factory=Counter)
    users: dict[int, User] = field(default_factory=dict)
    usernames: dict[str, int] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    group_paths: dict[str, int] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    project_paths: dict[str, int] = field(default_factory=dict)
    members: dict[PlaceKey, dict[int, Member]] = field(default_factory=lambda: defaultdict(dict))
    invitations: dict[PlaceKey, dict[str, Invitation]] = field(default_factory=lambda: defaultdict(dict))
    labels: dict[int, Label] = field(default_factory=dict)
    label_names: dict[PlaceKey, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    milestones: dict[int, Milestone] = field(default_factory=dict)
    boards: dict[int, Board] = field(default_factory=dict)
    files: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    issues: dict[int, Issue] = field(default_factory=dict)
    issue_iids: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    last_iids: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    open_counts: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    labelled: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    notes: dict[int, Note] = field(default_factory=dict)
    issue_notes: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    comment_counts: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    history: dict[int, list[HistoryEvent]] = field(default_factory=lambda: defaultdict(list))
    awards: dict[int, list[Award]] = field(default_factory=lambda: defaultdict(list))
    links: dict[int, list[IssueLink]] = field(default_factory=lambda: defaultdict(list))
    subscribers: dict[int, dict[int, bool]] = field(default_factory=lambda: defaultdict(dict))
    hooks: dict[int, Hook] = field(default_factory=dict)
    place_hooks: dict[PlaceKey, list[int]] = field(default_factory=lambda: defaultdict(list))
    hook_calls: dict[int, dict[int, HookCall]] = field(default_factory=lambda: defaultdict(dict))
    recursions: dict[str, Recursion] = field(default_factory=dict)
