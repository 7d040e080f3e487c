"""Webhooks and their log as the API shows them (GitLab docs, api/project_webhooks.md)."""

from __future__ import annotations

import json
from typing import Any

from sandbox.model import TRIGGERS, Hook, HookCall
from sandbox.stamps import instant
from sandbox.world import hooks
from sandbox.world.state import Act

Json = dict[str, Any]


def hook(act: Act, of: Hook) -> Json:
    """Return a hook; of its tokens only whether there are any."""
    kind, place_id = of.place
    return {
        "id": of.id,
        "url": of.url,
        "name": of.name,
        "description": of.description,
        "created_at": instant(of.created_at),
        **{trigger: trigger in of.triggers for trigger in TRIGGERS},
        "enable_ssl_verification": of.enable_ssl_verification,
        "repository_update_events": False,
        "alert_status": hooks.alert_status(act.world, of),
        "disabled_until": instant(of.disabled_until),
        "url_variables": [],
        "push_events_branch_filter": None,
        "branch_filter_strategy": "wildcard",
        "custom_webhook_template": None,
        "custom_headers": [{"key": name} for name, _ in of.custom_headers],
        "token_present": of.token is not None,
        "signing_token_present": of.signing_token is not None,
        f"{kind}_id": place_id,
    }


def hook_call(of: HookCall) -> Json:
    """Return an entry of a hook's event log, as `hook_events` shows it."""
    return {
        "id": of.id,
        "url": of.url,
        "trigger": _logged_trigger(of.trigger),
        "request_headers": of.request_headers,
        "request_data": json.loads(of.request_body),
        "response_headers": of.response_headers,
        "response_body": of.response_body,
        "execution_duration": of.execution_duration,
        "response_status": of.response_status,
    }


def _logged_trigger(trigger: str) -> str:
    return f"{trigger.removesuffix('_events').rstrip('s')}_hooks"
