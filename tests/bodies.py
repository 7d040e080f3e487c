"""Bodies of GitLab's webhooks in the shape of gitlab.com in 2026, made small; each keyword replaces a part."""

from __future__ import annotations

import json
from typing import Any

PROJECT = "gitlab-com/marketing/brand-product-marketing/product-marketing"
CREATED = "2027-01-11T09:15:00.000Z"


def user(username: str = "april.marks", **parts: Any) -> dict[str, Any]:
    """Somebody, as ``user`` and in ``assignees``."""
    return {"id": 7, "name": "April Marks", "username": username, "email": "[REDACTED]", **parts}


def project(path: str = PROJECT) -> dict[str, Any]:
    """The ``project`` of most bodies."""
    return {"id": 14, "name": path.rpartition("/")[2], "path_with_namespace": path}


def label(title: str) -> dict[str, Any]:
    """One label object."""
    return {"id": 206, "title": title, "color": "#6699cc", "project_id": 14, "type": "ProjectLabel"}


def attributes(**parts: Any) -> dict[str, Any]:
    """``object_attributes`` of an issue without an action, which is also its shape under ``issue``."""
    usual = {"id": 301, "iid": 23, "project_id": 14, "title": "Customer story: Helios Energy", "type": "Issue"}
    state = {"state": "opened", "state_id": 1, "confidential": True, "labels": []}
    return {**usual, **state, "created_at": CREATED, "updated_at": CREATED, **parts}


def issue(action: str | None = "update", *labels: str, **parts: Any) -> dict[str, Any]:
    """An Issue Hook; `parts` replace keys of the top level, `attributes` those of the issue."""
    own = parts.pop("attributes", {})
    given = [label(title) for title in labels]
    about = attributes(**{"labels": given, **({} if action is None else {"action": action}), **own})
    body = {"object_kind": "issue", "event_type": "issue", "user": user(), "project": project(), "labels": given}
    return {**body, "object_attributes": about, "changes": {}, **parts}


def note(text: str = "On it.", **parts: Any) -> dict[str, Any]:
    """A Note Hook on an issue; `parts` replace keys of the top level, `attributes` those of the note."""
    written = {"id": 1241, "note": text, "noteable_type": "Issue", "noteable_id": 301, "system": False}
    about = {**written, "internal": False, "action": "create", **parts.pop("attributes", {})}
    body = {"object_kind": "note", "event_type": "note", "user": user(), "project": project()}
    return {**body, "object_attributes": about, "issue": attributes(), **parts}


def emoji(**parts: Any) -> dict[str, Any]:
    """An Emoji Hook on an issue, as docs have it; gitlab.com sends ``work_item`` in place of ``issue``."""
    award = {"id": 1, "user_id": 7, "name": "thumbsup", "awardable_type": "Issue", "awardable_id": 301}
    body = {"object_kind": "emoji", "event_type": "award", "user": user(), "project": project()}
    return {**body, "object_attributes": award, "issue": attributes(), **parts}


def milestone(**parts: Any) -> dict[str, Any]:
    """A Milestone Hook."""
    about = {"id": 61, "iid": 10, "title": "FY27-Q4", "state": "active", "due_date": "2027-01-31", "start_date": None}
    body = {"object_kind": "milestone", "event_type": "milestone", "project": project(), "object_attributes": about}
    return {**body, "action": "create", **parts}


def member(**parts: Any) -> dict[str, Any]:
    """A Member Hook, which is flat."""
    who = {"user_id": 64, "user_username": "partner-emea-1", "user_name": "Partner", "user_email": "[REDACTED]"}
    group = {"group_id": 100, "group_path": "gitlab-champions", "group_name": "Champions", "group_access": "Developer"}
    return {**who, **group, "event_name": "user_add_to_group", "expires_at": None, **parts}


def raw(body: object) -> bytes:
    """`body` as it is sent."""
    return json.dumps(body).encode()
