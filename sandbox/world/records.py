"""The rows of issues and what must move with them: indexes, history, system notes, hooks. Rights are not asked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sandbox.model import Issue
from sandbox.world import events, history, references, system_notes
from sandbox.world.state import Act, World

STEP = 513
"""Distance of the relative positions of neighbouring issues."""


def insert(act: Act, draft: Issue) -> Issue:
    """Give a draft its id and keep it; nothing is told to the hooks yet."""
    data = act.world.data
    issue = replace(draft, id=data.ids.take("issue"), relative_position=draft.iid * STEP)
    data.issues[issue.id] = issue
    data.issue_iids[issue.project_id][issue.iid] = issue.id
    data.last_iids[issue.project_id] = max(data.last_iids[issue.project_id], issue.iid)
    data.open_counts[issue.project_id] += 1
    index_labels(act.world, issue.id, (), issue.label_ids)
    history.record_labels(act, issue, (), issue.label_ids)
    history.record_milestone(act, issue, None, issue.milestone_id)
    system_notes.tell_changes(act, replace(issue, assignee_ids=()), issue)
    references.mention(act, issue, issue.description or "")
    return issue


def rewrite(act: Act, before: Issue, after: Issue, at: datetime) -> Issue:
    """Put a changed issue in the place of the old one and tell of it, also if nothing differs (gitlab#30791).

    `at` becomes `updated_at`, but not where at most the labels differ (gitlab.md §2.2, gitlab#468285).
    """
    if replace(after, label_ids=before.label_ids) != before:
        after = _stamped(act, before, after, at)
    act.world.data.issues[before.id] = after
    index_labels(act.world, before.id, before.label_ids, after.label_ids)
    history.record_labels(act, after, before.label_ids, after.label_ids)
    history.record_milestone(act, after, before.milestone_id, after.milestone_id)
    system_notes.tell_changes(act, before, after)
    if after.description != before.description:
        references.mention(act, after, after.description or "")
    events.issue_changed(act, before, after, "update")
    return after


def change_state(act: Act, issue: Issue, state_event: str) -> Issue:
    """Close or reopen; an issue that is in that state already stays as it is, silently."""
    closing = state_event == "close"
    if closing == (issue.state == "closed"):
        return issue
    changed = replace(
        issue,
        state="closed" if closing else "opened",
        closed_at=act.now if closing else None,
        closed_by_id=act.user.id if closing else None,
        updated_at=act.now,
        updated_by_id=act.user.id,
    )
    act.world.data.issues[issue.id] = changed
    act.world.data.open_counts[issue.project_id] += -1 if closing else 1
    history.record(act, changed, "state", "closed" if closing else "reopened")
    system_notes.say(act, changed, "closed" if closing else "reopened")
    events.issue_changed(act, issue, changed, "close" if closing else "reopen")
    return changed


def remove(world: World, issue: Issue) -> None:
    """Drop an issue with all that hangs on it."""
    data = world.data
    index_labels(world, issue.id, issue.label_ids, ())
    for note_id in data.issue_notes.pop(issue.id, []):
        del data.notes[note_id]
    for link in data.links.pop(issue.id, []):
        other = link.target_id if link.source_id == issue.id else link.source_id
        data.links[other] = [kept for kept in data.links[other] if kept.id != link.id]
    data.history.pop(issue.id, None)
    data.awards.pop(issue.id, None)
    data.subscribers.pop(issue.id, None)
    data.comment_counts.pop(issue.id, None)
    data.open_counts[issue.project_id] -= 1 if issue.state == "opened" else 0
    del data.issue_iids[issue.project_id][issue.iid]
    del data.issues[issue.id]


def index_labels(world: World, issue_id: int, before: Sequence[int], after: Sequence[int]) -> None:
    """Keep the index from labels to issues in step."""
    for label_id in set(before) - set(after):
        world.data.labelled[label_id].discard(issue_id)
    for label_id in set(after) - set(before):
        world.data.labelled[label_id].add(issue_id)


def _stamped(act: Act, before: Issue, after: Issue, at: datetime) -> Issue:
    stamped = replace(after, updated_at=at, updated_by_id=act.user.id)
    if (before.title, before.description) == (after.title, after.description):
        return stamped
    return replace(stamped, last_edited_at=act.now, last_edited_by_id=act.user.id)
