"""The event log of a hook: what was sent in the last seven days, and sending it again (gitlab.md §1.4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sandbox import refuse
from sandbox.model import Hook, HookCall
from sandbox.outbound import Delivery
from sandbox.world import hooks
from sandbox.world.state import World

KEPT = timedelta(days=7)
SUCCESS = range(200, 400)
CLASSES = {"successful": SUCCESS, "client_failure": range(400, 500), "server_failure": range(500, 600)}
INTERNAL_ERROR = "internal error"


def recent(world: World, hook: Hook, statuses: Collection[str]) -> list[HookCall]:
    """Return the calls of the last seven days, newest first; `statuses` holds codes or names of classes, none: all."""
    since = world.clock.now() - KEPT
    calls = reversed(world.data.hook_calls[hook.id].values())
    return [call for call in calls if call.created_at >= since and (not statuses or _fits(call, statuses))]


def again(world: World, hook: Hook, call_id: int) -> Delivery:
    """Return a logged call as it goes out again: same body and same Idempotency-Key, the rest made anew.

    Raises:
        ApiError: 404, or 422 if the hook's URL has changed since.
    """
    call = world.data.hook_calls[hook.id].get(call_id)
    if call is None:
        refuse.not_found()
    if call.url != hook.url:
        refuse.unprocessable("The hook URL has changed. The event can't be resent")
    return hooks.delivery(
        hook,
        call.trigger,
        call.request_body,
        key=call.request_headers["Idempotency-Key"],
        event_uuid=call.request_headers["X-Gitlab-Event-UUID"],
    )


def succeeded(call: HookCall) -> bool:
    """Whether the receiver took it: 2xx and 3xx count alike (gitlab.md §1.3)."""
    return call.response_status.isdigit() and int(call.response_status) in SUCCESS


def _fits(call: HookCall, statuses: Collection[str]) -> bool:
    if call.response_status in statuses:
        return True
    if not call.response_status.isdigit():
        return "server_failure" in statuses
    return any(name in statuses and int(call.response_status) in codes for name, codes in CLASSES.items())
