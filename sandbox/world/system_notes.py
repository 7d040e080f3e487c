"""What GitLab itself says under an issue when it changes. These notes fire no hook (gitlab.md §2.3)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from sandbox.model import Issue, Note
from sandbox.world.state import Act, World


def say(act: Act, issue: Issue, body: str) -> None:
    """Add one system note."""
    data = act.world.data
    note = Note(
        id=data.ids.take("note"),
        issue_id=issue.id,
        author_id=act.user.id,
        body=body,
        created_at=act.now,
        updated_at=act.now,
        discussion_id=uuid.uuid4().hex,
        system=True,
    )
    data.notes[note.id] = note
    data.issue_notes[issue.id].append(note.id)


def tell_changes(act: Act, before: Issue, after: Issue) -> None:
    """Say everything in which two states of an issue differ, except for open and closed."""
    for body in changes(act.world, before, after):
        say(act, after, body)


def changes(world: World, before: Issue, after: Issue) -> Iterator[str]:
    """Yield the sentence of each difference."""
    if before.title != after.title:
        yield f"changed title from **{{-{before.title}-}}** to **{{+{after.title}+}}**"
    if (before.description or "") != (after.description or ""):
        yield "changed the description"
    yield from _labels(before, after)
    yield from _assignees(world, before, after)
    yield from _milestone(world, before, after)
    yield from _due(before, after)
    yield from _flags(before, after)
    if before.weight != after.weight:
        yield f"set weight to **{after.weight}**" if after.weight is not None else "removed the weight"
    if before.time_estimate != after.time_estimate:
        yield "changed the time estimate" if after.time_estimate else "removed time estimate"


def _labels(before: Issue, after: Issue) -> Iterator[str]:
    added = [f"~{label_id}" for label_id in after.label_ids if label_id not in before.label_ids]
    removed = [f"~{label_id}" for label_id in before.label_ids if label_id not in after.label_ids]
    parts = [f"{verb} {' '.join(names)}" for verb, names in (("added", added), ("removed", removed)) if names]
    if parts:
        yield f"{' and '.join(parts)} {'label' if len(added) + len(removed) == 1 else 'labels'}"


def _assignees(world: World, before: Issue, after: Issue) -> Iterator[str]:
    added = _names(world, [user_id for user_id in after.assignee_ids if user_id not in before.assignee_ids])
    removed = _names(world, [user_id for user_id in before.assignee_ids if user_id not in after.assignee_ids])
    parts = [f"{verb} {names}" for verb, names in (("assigned to", added), ("unassigned", removed)) if names]
    if parts:
        yield " and ".join(parts)


def _names(world: World, user_ids: list[int]) -> str:
    names = [f"@{world.data.users[user_id].username}" for user_id in user_ids]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _milestone(world: World, before: Issue, after: Issue) -> Iterator[str]:
    if before.milestone_id != after.milestone_id:
        milestone = world.data.milestones.get(after.milestone_id or 0)
        yield f'changed milestone to %"{milestone.title}"' if milestone else "removed milestone"


def _due(before: Issue, after: Issue) -> Iterator[str]:
    if before.due_date == after.due_date:
        return
    if after.due_date is None:
        yield (
            f"removed due date {before.due_date:%B} {before.due_date.day}, {before.due_date.year}"
            if before.due_date
            else ""
        )
    else:
        yield f"changed due date to {after.due_date:%B} {after.due_date.day}, {after.due_date.year}"


def _flags(before: Issue, after: Issue) -> Iterator[str]:
    if before.confidential != after.confidential:
        yield "made the issue confidential" if after.confidential else "made the issue visible to everyone"
    if bool(before.discussion_locked) != bool(after.discussion_locked):
        yield f"{'locked' if after.discussion_locked else 'unlocked'} the discussion in this issue"
    if before.issue_type != after.issue_type:
        yield f"changed type from {before.issue_type} to {after.issue_type}"
