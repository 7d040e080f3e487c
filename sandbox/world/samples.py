"""Sample deliveries for testing a hook: the newest thing of the kind, without an action (gitlab.md §2.1)."""

from __future__ import annotations

import json
import uuid
from typing import Any

from sandbox import blocks, payloads, refuse
from sandbox.model import Hook, Place, Project
from sandbox.outbound import Delivery
from sandbox.world import hooks
from sandbox.world.state import Act


def delivery(act: Act, place: Place, hook: Hook, trigger: str) -> Delivery:
    """Return a test call of a hook.

    Raises:
        ApiError: 422 if there is nothing that could be shown.
    """
    body = _body(act, place, trigger)
    if body is None:
        refuse.unprocessable(f"Ensure the {place.key[0]} has {trigger.removesuffix('_events').replace('_', ' ')}.")
    raw = json.dumps(body, ensure_ascii=False).encode()
    return hooks.delivery(hook, trigger, raw, key=str(uuid.uuid4()), event_uuid=str(uuid.uuid4()))


def _body(act: Act, place: Place, trigger: str) -> dict[str, Any] | None:
    project = place if isinstance(place, Project) else None
    if trigger == "push_events" and project is not None:
        return _push(act, project)
    issue_ids = list(act.world.data.issue_iids[project.id].values()) if project else []
    if not issue_ids:
        return None
    issue = act.world.data.issues[issue_ids[-1]]
    if trigger in {"issues_events", "confidential_issues_events"}:
        return payloads.issue_event(act.world, act.user, issue, None, {})
    if trigger in {"note_events", "confidential_note_events"}:
        return _note(act, issue_ids)
    return None


def _note(act: Act, issue_ids: list[int]) -> dict[str, Any] | None:
    data = act.world.data
    ids = (note_id for issue_id in reversed(issue_ids) for note_id in reversed(data.issue_notes[issue_id]))
    note = next((data.notes[note_id] for note_id in ids if not data.notes[note_id].system), None)
    if note is None:
        return None
    return payloads.note_event(act.world, act.user, note, None)


def _push(act: Act, project: Project) -> dict[str, Any]:
    return {
        "object_kind": "push",
        "event_name": "push",
        "ref": f"refs/heads/{project.default_branch}",
        "user_id": act.user.id,
        "user_username": act.user.username,
        "project_id": project.id,
        "project": blocks.project_block(act.world, project),
        "commits": [],
        "total_commits_count": 0,
    }
