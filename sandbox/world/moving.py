"""Moving and cloning issues into other projects (GitLab docs, api/issues.md)."""

from __future__ import annotations

import uuid
from dataclasses import replace

from sandbox import refuse
from sandbox.model import Access, Issue, Project
from sandbox.world import access, events, labels, records, references, system_notes
from sandbox.world.state import Act


def move(act: Act, issue: Issue, target: Project) -> Issue:
    """Open the issue anew in another project with its notes, and close it here.

    Raises:
        ApiError: 400 for the same project or without rights in one of the two.
    """
    here = act.world.data.projects[issue.project_id]
    if target.id == here.id:
        refuse.bad_request("Cannot move issue to project it originates from!")
    if issue.moved_to_id or min(_level(act, here), _level(act, target)) < Access.PLANNER:
        refuse.bad_request("Cannot move issue due to insufficient permissions!")
    moved = _copy(act, issue, target, notes=True)
    system_notes.say(act, moved, f"moved from {references.short(act.world, issue, target.id)}")
    system_notes.say(act, issue, f"moved to {references.short(act.world, moved, here.id)}")
    act.world.data.issues[issue.id] = replace(act.world.data.issues[issue.id], moved_to_id=moved.id)
    records.change_state(act, act.world.data.issues[issue.id], "close")
    return moved


def clone(act: Act, issue: Issue, target: Project, *, notes: bool) -> Issue:
    """Open a copy in a project, with the notes if wanted.

    Raises:
        ApiError: 403 without rights there.
    """
    if _level(act, target) < Access.PLANNER:
        refuse.forbidden()
    copy = _copy(act, issue, target, notes=notes)
    system_notes.say(act, issue, f"cloned to {references.short(act.world, copy, issue.project_id)}")
    return copy


def _level(act: Act, project: Project) -> int:
    return access.level(act.world, act.user, project)


def _copy(act: Act, issue: Issue, target: Project, *, notes: bool) -> Issue:
    names = [act.world.data.labels[label_id].name for label_id in issue.label_ids]
    copy = records.insert(
        act,
        replace(
            issue,
            iid=act.world.data.last_iids[target.id] + 1,
            project_id=target.id,
            state="opened",
            label_ids=labels.ids_for_names(act, target, names, create_missing=False),
            milestone_id=None,
            closed_at=None,
            closed_by_id=None,
            created_at=act.now,
            updated_at=act.now,
        ),
    )
    if notes:
        _copy_notes(act, issue, copy)
    events.issue_opened(act, copy)
    return act.world.data.issues[copy.id]


def _copy_notes(act: Act, source: Issue, copy: Issue) -> None:
    data = act.world.data
    discussions: dict[str, str] = {}
    for note_id in list(data.issue_notes[source.id]):
        note = data.notes[note_id]
        discussion = discussions.setdefault(note.discussion_id, uuid.uuid4().hex)
        twin = replace(note, id=data.ids.take("note"), issue_id=copy.id, discussion_id=discussion)
        data.notes[twin.id] = twin
        data.issue_notes[copy.id].append(twin.id)
        data.comment_counts[copy.id] += 0 if note.system else 1
