"""Where work lives: groups and projects, with their labels, milestones and boards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

PlaceKey = tuple[str, int]
"""("project" | "group", id): what members, labels, milestones and hooks belong to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group or subgroup."""

    id: int
    name: str
    path: str
    full_path: str
    parent_id: int | None
    visibility: str
    created_at: datetime
    description: str = ""

    @property
    def key(self) -> PlaceKey:
        """The group as the owner of members, labels and hooks."""
        return "group", self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project; `group_id` is the group that it lies in."""

    id: int
    name: str
    path: str
    full_path: str
    group_id: int
    visibility: str
    created_at: datetime
    description: str = ""
    default_branch: str = "main"

    @property
    def key(self) -> PlaceKey:
        """The project as the owner of members, labels and hooks."""
        return "project", self.id


Place = Group | Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label of one place."""

    id: int
    place: PlaceKey
    name: str
    color: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    priority: int | None = None

    @property
    def scope(self) -> str | None:
        """What stands before the last `::`, or None (GitLab docs, user/project/labels.md)."""
        scope, separator, _ = self.name.rpartition("::")
        return scope if separator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A milestone of one place; `state` is "active" or "closed"."""

    id: int
    iid: int
    place: PlaceKey
    title: str
    created_at: datetime
    updated_at: datetime
    description: str = ""
    state: str = "active"
    due_date: date | None = None
    start_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardList:
    """A column of a board: the issues with one label."""

    id: int
    label_id: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board of a project with its label lists, left to right."""

    id: int
    project_id: int
    name: str
    lists: tuple[BoardList, ...] = ()
