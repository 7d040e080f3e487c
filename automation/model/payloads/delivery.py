"""Which reader a delivery of GitLab is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from automation.model.events import Event
from automation.model.payloads import kinds
from automation.model.payloads.body import MalformedPayload, text
from automation.model.payloads.kinds import Unsupported, unsupported

#: what the hooks that concern us carry; the body may say more exactly what it is (gitlab.md §1.1)
_HOOKS: Final = {
    "Issue Hook": "issue",
    "Confidential Issue Hook": "issue",
    "Note Hook": "note",
    "Confidential Note Hook": "note",
    "Emoji Hook": "emoji",
    "Milestone Hook": "milestone",
    "Member Hook": "member",
}
_READERS: Final[Mapping[str, Callable[[Mapping[str, Any], str, datetime], Event | Unsupported]]] = {
    "issue": kinds.issue_event,
    "work_item": kinds.issue_event,
    "note": kinds.note_event,
    "emoji": kinds.emoji_event,
    "milestone": kinds.milestone_event,
    "member": kinds.member_event,
}


def kind_of(header: str, body: Mapping[str, Any]) -> str | Unsupported:
    """What a delivery is: its `header` (X-Gitlab-Event) says it roughly, `object_kind` of its `body` exactly.

    Raises:
        MalformedPayload: neither says anything.
    """
    if header and header not in _HOOKS:
        return unsupported("hook", header)
    kind = text(body, "object_kind") or ("member" if text(body, "event_name") else _HOOKS.get(header))
    if kind is None:
        message = "neither X-Gitlab-Event nor object_kind says what it is"
        raise MalformedPayload(message)
    return kind if kind in _READERS else unsupported("object_kind", kind)


def parse_delivery(header: str, body: Mapping[str, Any], *, event_id: str, at: datetime) -> Event | Unsupported:
    """What happened, by a delivery of GitLab received at `at` (UTC) and known as `event_id`.

    Raises:
        MalformedPayload: `body` lacks what events of its kind cannot lack.
    """
    kind = kind_of(header, body)
    return kind if isinstance(kind, Unsupported) else _READERS[kind](body, event_id, at)
