"""Notes, discussions and emoji of issues (GitLab docs, api/notes.md, api/discussions.md, api/emoji_reactions.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.model import Issue, Note
from sandbox.rest import show_issue
from sandbox.rest.context import ACCEPTED, CREATED, NO_CONTENT, acting, issue
from sandbox.rest.paging import page
from sandbox.rest.params import Params
from sandbox.world import awards, lookup, notes

routes = Blueprint("notes", __name__)
AT = "/projects/<reference>/issues/<int:iid>"
NOTE = f"{AT}/notes/<int:note_id>"
THREAD = f"{AT}/discussions/<thread>"


@routes.get(f"{AT}/notes")
def listed(reference: str, iid: int) -> ResponseReturnValue:
    """List the notes of an issue."""
    params, found = Params.of_request(), issue(reference, iid)
    order = params.choice("order_by", ("created_at", "updated_at"), "created_at")
    newest_first = params.choice("sort", ("asc", "desc"), "desc") == "desc"
    some = notes.of(acting(), found, params.choice("activity_filter", notes.FILTERS, "all_notes"))
    some.sort(key=lambda note: (getattr(note, order), note.id), reverse=newest_first)
    return page(some, _shown)


@routes.get(NOTE)
def one(reference: str, iid: int, note_id: int) -> ResponseReturnValue:
    """Return a note."""
    return _shown(_note(issue(reference, iid), note_id))


@routes.post(f"{AT}/notes")
def create(reference: str, iid: int) -> ResponseReturnValue:
    """Comment on an issue; 202 if there were only quick actions in it (gitlab.md §3.2)."""
    return _created(issue(reference, iid))


@routes.put(NOTE)
def update(reference: str, iid: int, note_id: int) -> ResponseReturnValue:
    """Edit a note."""
    return _edited(_note(issue(reference, iid), note_id))


@routes.delete(NOTE)
def delete(reference: str, iid: int, note_id: int) -> ResponseReturnValue:
    """Remove a note."""
    notes.delete(acting(), _note(issue(reference, iid), note_id))
    return NO_CONTENT


@routes.get(f"{AT}/discussions")
def threads(reference: str, iid: int) -> ResponseReturnValue:
    """List the notes of an issue by discussion."""
    return page(list(notes.threads(acting(), issue(reference, iid)).items()), _thread)


@routes.get(THREAD)
def thread(reference: str, iid: int, thread: str) -> ResponseReturnValue:
    """Return a discussion."""
    found = notes.threads(acting(), issue(reference, iid))
    if thread not in found:
        refuse.not_found("Discussion")
    return _thread((thread, found[thread]))


@routes.post(f"{AT}/discussions")
def start_thread(reference: str, iid: int) -> ResponseReturnValue:
    """Begin a discussion with a note."""
    found = issue(reference, iid)
    answer, status = _created(found)
    if status != CREATED:
        return answer, status
    note = _note(found, answer["id"])
    return _thread((note.discussion_id, [note])), CREATED


@routes.post(f"{THREAD}/notes")
def reply(reference: str, iid: int, thread: str) -> ResponseReturnValue:
    """Add a note to a discussion."""
    return _created(issue(reference, iid), thread)


@routes.put(f"{THREAD}/notes/<int:note_id>")
def edit_reply(reference: str, iid: int, thread: str, note_id: int) -> ResponseReturnValue:
    """Edit a note of a discussion."""
    return _edited(_in_thread(reference, iid, thread, note_id))


@routes.delete(f"{THREAD}/notes/<int:note_id>")
def delete_reply(reference: str, iid: int, thread: str, note_id: int) -> ResponseReturnValue:
    """Remove a note of a discussion."""
    notes.delete(acting(), _in_thread(reference, iid, thread, note_id))
    return NO_CONTENT


@routes.get(f"{AT}/award_emoji", defaults={"note_id": None})
@routes.get(f"{NOTE}/award_emoji")
def emoji(reference: str, iid: int, note_id: int | None) -> ResponseReturnValue:
    """List the emoji of an issue or note."""
    found = issue(reference, iid)
    return page(awards.of(acting(), found, _target(found, note_id)), lambda one: show_issue.award(acting(), one))


@routes.post(f"{AT}/award_emoji", defaults={"note_id": None})
@routes.post(f"{NOTE}/award_emoji")
def give(reference: str, iid: int, note_id: int | None) -> ResponseReturnValue:
    """Give an emoji to an issue or note."""
    params, found = Params.of_request(), issue(reference, iid)
    params.need("name")
    award = awards.give(acting(), found, params.text("name"), _target(found, note_id))
    return show_issue.award(acting(), award), CREATED


@routes.delete(f"{AT}/award_emoji/<int:award_id>", defaults={"note_id": None})
@routes.delete(f"{NOTE}/award_emoji/<int:award_id>")
def take_back(reference: str, iid: int, note_id: int | None, award_id: int) -> ResponseReturnValue:
    """Remove an emoji from an issue or note."""
    found = issue(reference, iid)
    awards.take_back(acting(), found, award_id, _target(found, note_id))
    return NO_CONTENT


def _created(found: Issue, thread: str | None = None) -> tuple[dict[str, Any], int]:
    params = Params.of_request()
    params.need("body")
    internal = params.flag("internal") or params.flag("confidential")
    at = params.instant("created_at")
    made = notes.create(acting(), found, params.text("body"), internal=internal, created_at=at, discussion_id=thread)
    if isinstance(made, notes.OnlyCommands):
        return {"commands_changes": made.commands_changes, "summary": list(made.summary)}, ACCEPTED
    return _shown(made), CREATED


def _edited(note: Note) -> dict[str, Any]:
    params = Params.of_request()
    params.need("body")
    if not params.text("body").strip():
        refuse.invalid("body is empty")
    return _shown(notes.update(acting(), note, params.text("body")))


def _note(found: Issue, note_id: int) -> Note:
    return lookup.note(acting(), found, note_id)


def _in_thread(reference: str, iid: int, thread: str, note_id: int) -> Note:
    note = _note(issue(reference, iid), note_id)
    if note.discussion_id != thread:
        refuse.not_found()
    return note


def _target(found: Issue, note_id: int | None) -> Note | None:
    return None if note_id is None else _note(found, note_id)


def _shown(note: Note) -> dict[str, Any]:
    return show_issue.note(acting(), note)


def _thread(entry: tuple[str, Sequence[Note]]) -> dict[str, Any]:
    key, members = entry
    return {"id": key, "individual_note": len(members) == 1, "notes": [_shown(note) for note in members]}
