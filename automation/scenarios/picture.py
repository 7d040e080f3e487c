"""All that matters of the GitLab in play, at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from automation.scenarios.notes import Said, messages_in
from sandbox.model import Issue
from sandbox.world.state import World

#: kind and path of the place, address, access level
Invitation = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One issue."""

    project: str
    title: str
    description: str
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    due_date: str | None
    state: str
    confidential: bool
    #: global ids of the issues that it is related to
    links: frozenset[int]

    @property
    def facts(self) -> dict[str, Any]:
        """What scenario files compare of every issue, in their words."""
        return {
            "labels": list(self.labels),
            "assignees": list(self.assignees),
            "due_date": self.due_date,
            "state": self.state,
            "confidential": self.confidential,
        }


@dataclass(frozen=True, slots=True)
class Picture:
    """GitLab at one moment."""

    #: by global id
    issues: Mapping[int, Seen]
    #: global ids of the notes that are no system notes, with their issue and author
    notes: Mapping[int, tuple[int, str, str]]
    invitations: frozenset[Invitation]

    def said_since(self, before: Picture, author: str) -> list[Said]:
        """The messages in notes of `author` that were not there `before`."""
        new = [found for note_id, found in self.notes.items() if note_id not in before.notes and found[1] == author]
        return [said for issue_id, _, body in new for said in messages_in(issue_id, body)]


def picture_of(world: World) -> Picture:
    """What `world` holds now."""
    with world.lock:
        data = world.data
        return Picture(
            issues={issue.id: _seen(world, issue) for issue in data.issues.values()},
            notes={
                note.id: (note.issue_id, data.users[note.author_id].username, note.body)
                for note in data.notes.values()
                if not note.system
            },
            invitations=frozenset((*_invited(world), *_joined(world))),
        )


def _seen(world: World, issue: Issue) -> Seen:
    data = world.data
    related = [link for link in data.links[issue.id] if link.kind == "relates_to"]
    return Seen(
        project=data.projects[issue.project_id].full_path,
        title=issue.title,
        description=issue.description or "",
        labels=tuple(sorted(data.labels[label_id].name for label_id in issue.label_ids)),
        assignees=tuple(sorted(data.users[user_id].username for user_id in issue.assignee_ids)),
        due_date=issue.due_date.isoformat() if issue.due_date else None,
        state=issue.state,
        confidential=issue.confidential,
        links=frozenset({link.source_id for link in related} | {link.target_id for link in related}) - {issue.id},
    )


def _path(world: World, kind: str, place_id: int) -> str:
    places = world.data.groups if kind == "group" else world.data.projects
    return places[place_id].full_path


def _invited(world: World) -> list[Invitation]:
    return [
        (kind, _path(world, kind, place_id), found.email, found.access_level)
        for (kind, place_id), pending in world.data.invitations.items()
        for found in pending.values()
    ]


def _joined(world: World) -> list[Invitation]:
    """Members: an address that an account has already is not invited, its account joins at once."""
    return [
        (kind, _path(world, kind, place_id), world.data.users[member.user_id].email, member.access_level)
        for (kind, place_id), members in world.data.members.items()
        for member in members.values()
    ]
