"""Comments: making, editing, deleting, listing (GitLab docs, api/notes.md; gitlab.md §3.2)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sandbox import refuse
from sandbox.model import Access, Issue, Note
from sandbox.world import access, events, issues, lookup, references
from sandbox.world.quick.run import run
from sandbox.world.state import Act

LONGEST_NOTE = 1_000_000
FILTERS = ("all_notes", "only_comments", "only_activity")


@dataclass(frozen=True, slots=True)
class OnlyCommands:
    """The answer to a note of nothing but quick actions: they ran, and no note is kept."""

    commands_changes: dict[str, Any]
    summary: tuple[str, ...]


def create(
    act: Act,
    issue: Issue,
    body: str,
    *,
    internal: bool = False,
    created_at: datetime | None = None,
    discussion_id: str | None = None,
) -> Note | OnlyCommands:
    """Comment on an issue; quick actions run with the user's rights and leave the text.

    Raises:
        ApiError: 400 (empty or too long), 403 (locked, or internal without the right), 404 (no such thread), 429.
    """
    if act.world.limits.exceeded("notes", act.user.id, act.now):
        refuse.too_many()
    _check(act, issue, body, internal=internal)
    if discussion_id is not None:
        _check_thread(act, issue, discussion_id)
    outcome = run(act, issue, body)
    if not outcome.text and not outcome.commands:
        refuse.bad_request('400 Bad request - Note {:note=>["can\'t be blank"]}')
    note = _insert(act, issue, outcome.text, internal, created_at, discussion_id) if outcome.text else None
    if note is not None:
        events.note_event(act, note, "create")
    if outcome.fields or outcome.effects:
        issues.apply(act, act.world.data.issues[issue.id], outcome.fields, outcome.effects)
    return note or OnlyCommands(outcome.changes, outcome.summary)


def update(act: Act, note: Note, body: str) -> Note:
    """Edit a comment; quick actions in it run too.

    Raises:
        ApiError: 403 unless it is the user's own or they are Maintainer, 400 if nothing is left.
    """
    issue = act.world.data.issues[note.issue_id]
    _need_note_rights(act, note)
    if note.system:
        refuse.forbidden()
    outcome = run(act, issue, body)
    if not outcome.text:
        refuse.bad_request({"note": ["can't be blank"]})
    changed = replace(note, body=outcome.text, updated_at=act.now, updated_by_id=act.user.id)
    act.world.data.notes[note.id] = changed
    references.mention(act, issue, changed.body)
    events.note_event(act, changed, "update")
    if outcome.fields or outcome.effects:
        issues.apply(act, issue, outcome.fields, outcome.effects)
    return changed


def delete(act: Act, note: Note) -> None:
    """Remove a comment; no hook tells of it.

    Raises:
        ApiError: 403 unless it is the user's own or they are Maintainer.
    """
    _need_note_rights(act, note)
    data = act.world.data
    data.issue_notes[note.issue_id].remove(note.id)
    data.comment_counts[note.issue_id] -= 0 if note.system else 1
    data.awards[note.issue_id] = [award for award in data.awards[note.issue_id] if award.note_id != note.id]
    del data.notes[note.id]


def of(act: Act, issue: Issue, shown: str = "all_notes") -> list[Note]:
    """Return the notes of an issue that the user may see, oldest first; `shown` is one of FILTERS."""
    notes = (act.world.data.notes[note_id] for note_id in act.world.data.issue_notes[issue.id])
    wanted = {"all_notes": (False, True), "only_comments": (False,), "only_activity": (True,)}[shown]
    return [note for note in notes if note.system in wanted and access.can_see_note(act.world, act.user, note)]


def threads(act: Act, issue: Issue) -> dict[str, Sequence[Note]]:
    """Return the notes by discussion, oldest discussion first."""
    found: dict[str, list[Note]] = {}
    for note in of(act, issue):
        found.setdefault(note.discussion_id, []).append(note)
    return {**found}


def _check(act: Act, issue: Issue, body: str, *, internal: bool) -> None:
    level = access.level(act.world, act.user, lookup.project_of(act.world, issue))
    if issue.discussion_locked and level < Access.GUEST:
        refuse.forbidden()
    if internal and level < Access.PLANNER:
        refuse.forbidden()
    if len(body) > LONGEST_NOTE:
        refuse.bad_request(f'400 Bad request - Note {{:note=>["is too long (maximum is {LONGEST_NOTE} characters)"]}}')


def _check_thread(act: Act, issue: Issue, discussion_id: str) -> None:
    if discussion_id not in threads(act, issue):
        refuse.not_found("Discussion")


def _insert(
    act: Act, issue: Issue, body: str, internal: bool, created_at: datetime | None, discussion_id: str | None
) -> Note:
    data = act.world.data
    owner = access.level(act.world, act.user, data.projects[issue.project_id]) >= Access.OWNER
    at = created_at if created_at and owner else act.now
    note = Note(
        id=data.ids.take("note"),
        issue_id=issue.id,
        author_id=act.user.id,
        body=body,
        created_at=at,
        updated_at=at,
        discussion_id=discussion_id or uuid.uuid4().hex,
        internal=internal,
        in_thread=discussion_id is not None,
    )
    data.notes[note.id] = note
    data.issue_notes[issue.id].append(note.id)
    data.comment_counts[issue.id] += 1
    data.issues[issue.id] = replace(issue, updated_at=act.now)
    references.mention(act, issue, body)
    return note


def _need_note_rights(act: Act, note: Note) -> None:
    project = lookup.project_of(act.world, act.world.data.issues[note.issue_id])
    if note.author_id != act.user.id and access.level(act.world, act.user, project) < Access.MAINTAINER:
        refuse.forbidden()
