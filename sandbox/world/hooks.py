"""Webhooks: keeping them, choosing which ones an event calls, and what their answers do to them.

Sources: GitLab docs, user/project/integrations/webhooks.md and api/project_webhooks.md.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sandbox import refuse
from sandbox.model import Access, Hook, HookCall, Place, Project
from sandbox.outbound import Delivery
from sandbox.signing import key_of
from sandbox.world import access
from sandbox.world.state import Act, World
from sandbox.world.tables import Recursion

MOST_HOOKS = {"project": 100, "group": 50}
MOST_IN_ONE_CHAIN = 100
CHAIN_LIFE = timedelta(minutes=30)
PAUSE_AFTER = 4
DISABLE_AFTER = 40
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(days=1)


def need_rights(act: Act, place: Place) -> None:
    """Refuse whoever may not keep hooks: Maintainer for projects, Owner and a licence for groups.

    Raises:
        ApiError: 403 or 404.
    """
    if isinstance(place, Project):
        access.need(act, place, Access.MAINTAINER)
        return
    access.need(act, place, Access.OWNER)
    if not act.world.premium:
        refuse.not_found()


def create(act: Act, place: Place, fields: dict[str, Any]) -> Hook:
    """Add a hook.

    Raises:
        ApiError: 403, 404, 400 (too many), 422 (URL or signing token that cannot be used).
    """
    need_rights(act, place)
    _check(fields)
    data = act.world.data
    if len(data.place_hooks[place.key]) >= MOST_HOOKS[place.key[0]]:
        refuse.bad_request(
            {"base": [f"Maximum number of {place.key[0]} webhooks ({MOST_HOOKS[place.key[0]]}) exceeded"]}
        )
    hook = Hook(id=data.ids.take("hook"), place=place.key, created_at=act.now, **fields)
    data.hooks[hook.id] = hook
    data.place_hooks[place.key].append(hook.id)
    return hook


def update(act: Act, place: Place, hook: Hook, fields: dict[str, Any]) -> Hook:
    """Change a hook. A new URL drops a token and custom headers that do not come with it: they were the old receiver's.

    Raises:
        ApiError: 403, 404, 422 (URL or signing token that cannot be used).
    """
    need_rights(act, place)
    _check(fields)
    if fields.get("url", hook.url) != hook.url:
        fields = {"token": None, "custom_headers": (), **fields}
    changed = replace(hook, **fields)
    act.world.data.hooks[hook.id] = changed
    return changed


def delete(act: Act, place: Place, hook: Hook) -> None:
    """Remove a hook and its log.

    Raises:
        ApiError: 403 or 404.
    """
    need_rights(act, place)
    data = act.world.data
    data.place_hooks[place.key].remove(hook.id)
    data.hook_calls.pop(hook.id, None)
    del data.hooks[hook.id]


def of(act: Act, place: Place) -> list[Hook]:
    """Return the hooks of a place, oldest first.

    Raises:
        ApiError: 403 or 404.
    """
    need_rights(act, place)
    return [act.world.data.hooks[hook_id] for hook_id in act.world.data.place_hooks[place.key]]


def get(act: Act, place: Place, hook_id: int) -> Hook:
    """Return one hook of a place.

    Raises:
        ApiError: 403 or 404.
    """
    need_rights(act, place)
    hook = act.world.data.hooks.get(hook_id)
    if hook is None or hook.place != place.key:
        refuse.not_found()
    return hook


def alert_status(world: World, hook: Hook) -> str:
    """Return executable, temporarily_disabled or disabled."""
    if hook.failures >= DISABLE_AFTER:
        return "disabled"
    if hook.disabled_until and hook.disabled_until > world.clock.now():
        return "temporarily_disabled"
    return "executable"


def listening(world: World, place: Place, trigger: str) -> list[Hook]:
    """Return the hooks that an event at a place calls: its own and, with a licence, those of the groups around it."""
    keys = [key for key in access.lineage_keys(world, place) if world.premium or key[0] == "project"]
    hooks = (world.data.hooks[hook_id] for key in keys for hook_id in world.data.place_hooks[key])
    return [hook for hook in hooks if trigger in hook.triggers and alert_status(world, hook) == "executable"]


def fire(act: Act, place: Place, hooks: Iterable[Hook], trigger: str, body: dict[str, Any]) -> None:
    """Send an event's body to hooks, but not to one that the chain which the act belongs to has called already."""
    raw = json.dumps(body, ensure_ascii=False).encode()
    root = place.full_path.split("/")[0]
    for hook in hooks:
        chain = act.event_uuid or str(uuid.uuid4())
        if _enter_chain(act, chain, hook.id) and not act.world.limits.exceeded("hook_calls", root, act.now):
            act.world.send(delivery(hook, trigger, raw, key=str(uuid.uuid4()), event_uuid=chain))


def delivery(hook: Hook, trigger: str, body: bytes, *, key: str, event_uuid: str) -> Delivery:
    """Return the call of a hook as it is set up now."""
    return Delivery(
        hook_id=hook.id,
        url=hook.url,
        trigger=trigger,
        event=f"{trigger.removesuffix('_events').rstrip('s').replace('_', ' ').title()} Hook",
        body=body,
        key=key,
        event_uuid=event_uuid,
        custom_headers=hook.custom_headers,
        token=hook.token,
        signing_token=hook.signing_token,
    )


def record(world: World, call: HookCall, *, succeeded: bool) -> None:
    """Log a call and let it pause, disable or revive its hook (docs: auto-disabled webhooks, since 17.11)."""
    hook = world.data.hooks.get(call.hook_id)
    if hook is None:
        return
    world.data.hook_calls[hook.id][call.id] = call
    changed = replace(hook, failures=0, disabled_until=None) if succeeded else _failed(hook, world.clock.now())
    world.data.hooks[hook.id] = changed


def _failed(hook: Hook, now: datetime) -> Hook:
    failures = hook.failures + 1
    if failures >= DISABLE_AFTER:
        return replace(hook, failures=failures, disabled_until=None)
    if failures < PAUSE_AFTER:
        return replace(hook, failures=failures)
    pause = min(FIRST_PAUSE * 2 ** (failures - PAUSE_AFTER), LONGEST_PAUSE)
    return replace(hook, failures=failures, disabled_until=now + pause)


def _enter_chain(act: Act, chain: str, hook_id: int) -> bool:
    recursions = act.world.data.recursions
    while recursions and next(iter(recursions.values())).since + CHAIN_LIFE < act.now:
        del recursions[next(iter(recursions))]
    called = recursions.setdefault(chain, Recursion(act.now)).hook_ids
    if hook_id in called or len(called) >= MOST_IN_ONE_CHAIN:
        return False
    called.add(hook_id)
    return True


def _check(fields: dict[str, Any]) -> None:
    try:
        address = urlsplit(fields.get("url", "http://unchanged"))
        complete = address.scheme in {"http", "https"} and bool(address.hostname) and address.port != 0
    except ValueError:
        complete = False
    if not complete:
        refuse.unprocessable({"url": ["is blocked: Only allowed schemes are http, https"]})
    try:
        key_of(fields.get("signing_token") or "whsec_AAAA")
    except ValueError:
        refuse.unprocessable({"signing_token": ["is invalid"]})
