"""Webhooks of projects and groups (api/project_webhooks.md, api/group_webhooks.md; gitlab.md §1.4, §3.8)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.model import TRIGGERS, Hook, HookCall
from sandbox.outbound import Delivery
from sandbox.rest import show_hook
from sandbox.rest.context import CREATED, NO_CONTENT, acting, place, the_world, unlocked
from sandbox.rest.paging import page
from sandbox.rest.params import Params
from sandbox.world import hook_log, hooks, samples

routes = Blueprint("hooks", __name__)
AT = "/<any(projects, groups):kind>/<reference>/hooks"
TEXTS = ("url", "name", "description", "token", "signing_token")


@routes.get(AT)
def listed(kind: str, reference: str) -> ResponseReturnValue:
    """List the hooks of a place."""
    return page(hooks.of(acting(), place(kind, reference)), lambda hook: show_hook.hook(acting(), hook))


@routes.get(f"{AT}/<int:hook_id>")
def one(kind: str, reference: str, hook_id: int) -> ResponseReturnValue:
    """Return a hook."""
    return show_hook.hook(acting(), _hook(kind, reference, hook_id))


@routes.post(AT)
def create(kind: str, reference: str) -> ResponseReturnValue:
    """Create a hook; without a word about it, it hears of pushes."""
    params, where = Params.of_request(), place(kind, reference)
    params.need("url")
    fields = _fields(params, frozenset({"push_events"}))
    return show_hook.hook(acting(), hooks.create(acting(), where, fields)), CREATED


@routes.put(f"{AT}/<int:hook_id>")
def update(kind: str, reference: str, hook_id: int) -> ResponseReturnValue:
    """Change a hook."""
    params, where = Params.of_request(), place(kind, reference)
    hook = hooks.get(acting(), where, hook_id)
    return show_hook.hook(acting(), hooks.update(acting(), where, hook, _fields(params, hook.triggers)))


@routes.delete(f"{AT}/<int:hook_id>")
def delete(kind: str, reference: str, hook_id: int) -> ResponseReturnValue:
    """Remove a hook."""
    where = place(kind, reference)
    hooks.delete(acting(), where, hooks.get(acting(), where, hook_id))
    return NO_CONTENT


@routes.get(f"{AT}/<int:hook_id>/events")
def events(kind: str, reference: str, hook_id: int) -> ResponseReturnValue:
    """List the calls of the last seven days, newest first."""
    hook = _hook(kind, reference, hook_id)
    found = hook_log.recent(the_world(), hook, Params.of_request().names_in("status"))
    return page(found, show_hook.hook_call)


@routes.post(f"{AT}/<int:hook_id>/events/<int:call_id>/resend")
@unlocked
def resend(kind: str, reference: str, hook_id: int, call_id: int) -> ResponseReturnValue:
    """Send a logged call again: same body, same key (gitlab.md §1.4)."""
    with the_world().lock:
        hook = _hook(kind, reference, hook_id)
        _count_test(hook)
        delivery = hook_log.again(the_world(), hook, call_id)
    call = _sent(delivery)
    return {"response_status": int(call.response_status) if call.response_status.isdigit() else None}, CREATED


@routes.post(f"{AT}/<int:hook_id>/test/<trigger>")
@unlocked
def test(kind: str, reference: str, hook_id: int, trigger: str) -> ResponseReturnValue:
    """Send a sample of a trigger; 422 where there is none, or where the receiver fails."""
    with the_world().lock:
        where, hook = place(kind, reference), _hook(kind, reference, hook_id)
        if trigger not in TRIGGERS:
            refuse.invalid("trigger does not have a valid value")
        _count_test(hook)
        delivery = samples.delivery(acting(), where, hook, trigger)
    call = _sent(delivery)
    if not hook_log.succeeded(call):
        refuse.unprocessable(f"Hook execution failed: {call.response_status}")
    return {"message": "201 Created"}, CREATED


def _hook(kind: str, reference: str, hook_id: int) -> Hook:
    return hooks.get(acting(), place(kind, reference), hook_id)


def _sent(delivery: Delivery) -> HookCall:
    return the_world().call(delivery)


def _count_test(hook: Hook) -> None:
    act = acting()
    if act.world.limits.exceeded("hook_tests", (act.user.id, hook.id), act.now):
        refuse.too_many()


def _fields(params: Params, present: frozenset[str]) -> dict[str, Any]:
    on = {name for name in TRIGGERS if params.flag(name, default=name in present)}
    fields: dict[str, Any] = {name: params.text(name) or None for name in TEXTS if name in params}
    if "url" in fields and fields["url"] is None:
        refuse.invalid("url is empty")
    if "enable_ssl_verification" in params:
        fields["enable_ssl_verification"] = params.flag("enable_ssl_verification")
    if "custom_headers" in params:
        fields["custom_headers"] = _custom_headers(params["custom_headers"])
    return fields | {"triggers": frozenset(on)}


def _custom_headers(wanted: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(wanted, list) or not all(isinstance(one, dict) and "key" in one for one in wanted):
        refuse.invalid("custom_headers is invalid")
    return tuple((str(one["key"]), str(one.get("value", ""))) for one in wanted)
