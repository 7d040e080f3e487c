"""Webhooks and the record of their calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.model.places import PlaceKey

TRIGGERS = (
    "push_events",
    "issues_events",
    "confidential_issues_events",
    "note_events",
    "confidential_note_events",
    "emoji_events",
    "milestone_events",
    "member_events",
    "merge_requests_events",
    "tag_push_events",
    "job_events",
    "pipeline_events",
    "wiki_page_events",
    "deployment_events",
    "releases_events",
    "feature_flag_events",
    "subgroup_events",
    "project_events",
    "resource_access_token_events",
    "resource_deploy_token_events",
)
"""What a hook can be asked to tell; the sandbox tells of issues, notes, emoji, milestones and members only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A webhook; `failures` counts consecutive failed calls, `disabled_until` ends a temporary pause."""

    id: int
    place: PlaceKey
    url: str
    created_at: datetime
    name: str | None = None
    description: str | None = None
    token: str | None = None
    signing_token: str | None = None
    enable_ssl_verification: bool = True
    triggers: frozenset[str] = frozenset({"push_events"})
    custom_headers: tuple[tuple[str, str], ...] = ()
    failures: int = 0
    disabled_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HookCall:
    """One call as the hook's event log shows it; `response_status` is a code or "internal error"."""

    id: int
    hook_id: int
    url: str
    trigger: str
    created_at: datetime
    request_headers: dict[str, str]
    request_body: bytes
    response_status: str
    execution_duration: float
    response_headers: dict[str, str] = field(default_factory=dict)
    response_body: str = ""
