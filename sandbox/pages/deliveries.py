"""The log of webhook deliveries: what was sent, what came back, and sending it again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.model import Hook, HookCall
from sandbox.pages import notice
from sandbox.pages.desk import Desk
from sandbox.pages.rendering import render
from sandbox.rest.context import the_world
from sandbox.world import hook_log, hooks
from sandbox.world.state import World

routes = Desk("deliveries", __name__)
SHOWN = 10
"""Calls of each hook on the control page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A call with its subject in words, e.g. "update of #3", and whether the receiver took it."""

    call: HookCall
    subject: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Log:
    """A hook with the path of its place, its state in GitLab's words and its last calls, newest first."""

    hook: Hook
    path: str
    status: str
    lines: tuple[Line, ...]


def logs(world: World) -> list[Log]:
    """Return the logs of all hooks: those that were called last first, then those that never were."""
    found = [_log(world, hook) for hook in world.data.hooks.values()]
    return sorted(found, key=lambda log: log.lines[0].call.id if log.lines else 0, reverse=True)


@routes.shows("/-/deliveries/<int:hook_id>/<int:call_id>", to_nobody=True)
def delivery(hook_id: int, call_id: int) -> ResponseReturnValue:
    """Show a delivery whole.

    Raises:
        ApiError: 404.
    """
    hook = _hook(the_world(), hook_id)
    call = the_world().data.hook_calls[hook.id].get(call_id)
    if call is None:
        refuse.not_found()
    body = json.dumps(_data(call), indent=2, ensure_ascii=False)
    return render("delivery", hook=hook, path=_path(the_world(), hook), line=_line(call), body=body)


@routes.does("/-/deliveries/<int:hook_id>/<int:call_id>/resend")
def resend(hook_id: int, call_id: int) -> str:
    """Send a delivery again, with the same key, and say what came back; the world is free meanwhile.

    Raises:
        ApiError: 404, or 422 if the hook's URL has changed since.
    """
    world = the_world()
    with world.lock:
        again = hook_log.again(world, _hook(world, hook_id), call_id)
    answer = world.call(again)
    notice.leave(f"Sent again: {answer.response_status}.")
    return "/sandbox"


def _log(world: World, hook: Hook) -> Log:
    lines = tuple(_line(call) for call in hook_log.recent(world, hook, ())[:SHOWN])
    return Log(hook, _path(world, hook), hooks.alert_status(world, hook), lines)


def _line(call: HookCall) -> Line:
    body = _data(call)
    attributes = body.get("object_attributes", {})
    about = body.get("issue", attributes).get("iid")
    action = attributes.get("action", body.get("event_name", ""))
    subject = f"{action} · #{about}" if about else f"{action}"
    return Line(call, subject, hook_log.succeeded(call))


def _data(call: HookCall) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(call.request_body)
    return body


def _hook(world: World, hook_id: int) -> Hook:
    hook = world.data.hooks.get(hook_id)
    if hook is None:
        refuse.not_found()
    return hook


def _path(world: World, hook: Hook) -> str:
    kind, place_id = hook.place
    return world.data.projects[place_id].full_path if kind == "project" else world.data.groups[place_id].full_path
