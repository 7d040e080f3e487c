"""Every API call passes here: faults, token, limits, lock, journal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

from flask import Flask, Response, g, jsonify, request

from sandbox import refuse
from sandbox.faults import Fault
from sandbox.limits import MINUTE
from sandbox.world.state import Act, World

API = "/api/"
READS = {"GET", "HEAD", "OPTIONS"}
TOKEN = "sandbox-"  # noqa: S105 - no secret: how every token here begins
ERRORS_FROM = 400
PROXY_PAGES = {
    502: "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>",
    503: "<html><head><title>503</title></head><body><h1>GitLab is not responding</h1></body></html>",
    504: "<html><head><title>504 Gateway Time-out</title></head><body><h1>504 Gateway Time-out</h1></body></html>",
}
"""What the proxy before GitLab answers in GitLab's place: no JSON."""


def passed(app: Flask, world: World, view: Callable[[], Any]) -> Response:
    """Answer an API call: by a fault, by a refusal, or by the view under the world's lock.

    Raises:
        ApiError: what the world refuses.
    """
    fault = world.faults.for_call("before", request.method, request.path)
    answer = fault and _spoilt(world, fault)
    if answer:
        return answer
    answer = _admitted(app, world, view)
    fault = world.faults.for_call("after", request.method, request.path)
    return (fault and _spoilt(world, fault)) or answer


def add_rate_headers(response: Response) -> Response:
    """Put the RateLimit headers on an answer to a known user."""
    if "rate_headers" in g:
        response.headers.update(g.rate_headers)
    return response


def _admitted(app: Flask, world: World, view: Callable[[], Any]) -> Response:
    with world.lock:
        g.act = act = _authenticated(world)
        observed = world.limits.count("api", act.user.id, act.now)
    g.rate_headers = world.limits.headers(observed, act.now)
    if observed > world.limits.rates.api:
        return _over_limit(act)
    endpoint = app.view_functions.get(request.endpoint or "")
    lock: AbstractContextManager[Any] = nullcontext() if getattr(endpoint, "unlocked", False) else world.lock
    with lock:
        response: Response = app.make_response(view())
        if request.method not in READS and response.status_code < ERRORS_FROM:
            _journal(world, act, response.status_code)
    return response


def _authenticated(world: World) -> Act:
    bearer = request.headers.get("Authorization", "").partition("Bearer ")[2]
    token = request.headers.get("PRIVATE-TOKEN") or bearer
    try:
        return world.act(_owner(token), event_uuid=request.headers.get("X-Gitlab-Event-UUID"))
    except KeyError:
        refuse.unauthorized()


def _owner(token: str) -> str:
    if not token.startswith(TOKEN):
        refuse.unauthorized()
    return token.removeprefix(TOKEN)


def _journal(world: World, act: Act, status: int) -> None:
    body = request.get_json(silent=True) if request.is_json else request.form.to_dict(flat=False) or None
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    world.journal.record(act.now, act.user.username, request.method, f"{request.path}{query}", body, status)


def _over_limit(act: Act) -> Response:
    wait = MINUTE - int(act.now.timestamp()) % MINUTE
    again = act.now + timedelta(seconds=wait)
    response = _plain(429)
    response.headers["Retry-After"] = str(wait)
    response.headers["RateLimit-ResetTime"] = f"{again:%a, %d %b %Y %H:%M:%S} GMT"
    return response


def _spoilt(world: World, fault: Fault) -> Response | None:
    """Wait as long as the fault says; return the answer that it gives, or None if it is only slow."""
    world.faults.wait(fault.pause)
    if fault.kind == "slow":
        return None
    response = _plain(504 if fault.kind == "timeout" else fault.status)
    if fault.retry_after is not None:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response


def _plain(status: int) -> Response:
    if status in PROXY_PAGES:
        return Response(PROXY_PAGES[status], status, content_type="text/html")
    if status == 429:  # noqa: PLR2004 - the number says it
        return Response("Retry later\n", status, content_type="text/plain")
    response = jsonify(message="500 Internal Server Error")
    response.status_code = status
    return response
