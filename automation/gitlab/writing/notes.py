"""Notes on an issue, found again by the mark of their run (api/notes.md, gitlab.md §3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from automation.decide.notes import carries, render_note
from automation.gitlab.errors import Missing, gone_if_missing
from automation.gitlab.port import Applied
from automation.gitlab.writing.site import Attempt, Site, issue_path
from automation.model.plan import EditNote, KeepNote, Message, PostNote
from automation.model.refs import IssueRef

#: newest notes that are looked through for a mark; what a crashed run wrote is near the end
_LOOKED_THROUGH = 200
_NO_NOTE = ("The note is not there any more.",)
_NOT_SAVED = ("GitLab took the whole note for quick actions and kept no text.",)


def post_note(site: Site, effect: PostNote, attempt: Attempt) -> Applied:
    """Posts the note, unless resuming finds it."""
    found = _find(site, effect.ref, attempt.marker) if attempt.resuming else None
    if found is not None:
        return Applied(result={"note_id": found}, found=True)
    body = {"body": render_note(effect.messages, attempt.marker)}
    return _post(site, effect.ref, body | ({"internal": True} if effect.internal else {}))


def keep_note(site: Site, effect: KeepNote, attempt: Attempt) -> Applied:
    """Edits the lasting note in place; posts it where it was never posted or was deleted since."""
    if effect.note_id is not None:
        edited = _edit(site, effect.ref, effect.note_id, (effect.message,), attempt)
        if edited is not None:
            return edited
    return post_note(site, PostNote(ref=effect.ref, messages=(effect.message,)), attempt)


def edit_note(site: Site, effect: EditNote, attempt: Attempt) -> Applied:
    """Edits the note in place; where somebody deleted it, nothing is posted instead."""
    edited = _edit(site, effect.ref, effect.note_id, effect.messages, attempt)
    return edited or Applied(shortfall=_NO_NOTE)


def _edit(site: Site, ref: IssueRef, note_id: int, messages: Sequence[Message], attempt: Attempt) -> Applied | None:
    """What came of the edit; None where there is no such note any more."""
    path = issue_path(ref, "notes", note_id)
    body = render_note(messages, attempt.marker)
    try:
        if attempt.resuming and carries(site.api.get(path)["body"], attempt.marker):
            return Applied(result={"note_id": note_id}, found=True)
        site.api.put(path, {"body": body})
    except Missing:
        return None
    return Applied(result={"note_id": note_id})


def _post(site: Site, ref: IssueRef, body: dict[str, Any]) -> Applied:
    with gone_if_missing(ref):
        note = site.api.post(issue_path(ref, "notes"), body)
    # 202: only quick actions, nothing saved; the answer then has no note
    return Applied(result={"note_id": note["id"]}) if "id" in note else Applied(shortfall=_NOT_SAVED)


def _find(site: Site, ref: IssueRef, marker: str) -> int | None:
    """The id of our note with the mark, among the newest."""
    me = site.users.me().username
    with gone_if_missing(ref):
        notes = site.api.each(issue_path(ref, "notes"), limit=_LOOKED_THROUGH, sort="desc", order_by="created_at")
        ours = (note for note in notes if note["author"]["username"] == me)
        return next((note["id"] for note in ours if carries(note["body"], marker)), None)
