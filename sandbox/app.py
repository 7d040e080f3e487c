"""The application: one world behind REST, the controls and, if somebody registers them, pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import UnicodeConverter

from sandbox.refuse import ApiError
from sandbox.rest import control, files, gate, history, hooks, issues, labels, members, notes, places, users
from sandbox.world.state import World

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]
Register = Callable[[Flask, World], None]

API_ROUTES = (users, places, files, members, labels, hooks, issues, notes, history)


class Segment(UnicodeConverter):
    """One part of the path, decoded only after the path was split: a project may be `group%2Fproject`."""

    def to_python(self, value: str) -> str:
        """Return the part as text."""
        return unquote(value)


class SandboxApp(Flask):
    """Flask with the gate before every API call."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer a request, an API call through the gate."""
        view = super().dispatch_request
        if not request.path.startswith(gate.API):
            return view()
        return gate.passed(self, self.extensions["world"], view)


def create_app(world: World, register: Iterable[Register] = ()) -> Flask:
    """Return the application of a world.

    Each of `register` is called with the application and the world, to add what this package does not have (pages).
    """
    app = SandboxApp("sandbox", static_folder=None)
    app.extensions["world"] = world
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask types its provider too wide
    app.json.compact = True  # type: ignore[attr-defined]  # Flask types its provider too wide
    app.url_map.converters |= {"default": Segment, "string": Segment}
    app.wsgi_app = _with_raw_path(app.wsgi_app)  # type: ignore[assignment, method-assign]  # Flask's own advice
    for room in API_ROUTES:
        app.register_blueprint(room.routes, url_prefix="/api/v4")
    app.register_blueprint(control.routes, url_prefix="/sandbox")
    app.add_url_rule("/api/graphql", view_func=graphql, methods=["POST"])
    app.register_error_handler(ApiError, _refused)
    app.register_error_handler(HTTPException, _unrouted)
    app.after_request(gate.add_rate_headers)
    for add in register:
        add(app, world)
    return app


def graphql() -> ResponseReturnValue:
    """Say that GraphQL is not here, in the shape of its errors: status 200 and `errors`."""
    return {"errors": [{"message": "GraphQL is not modelled by the sandbox; use REST"}], "data": None}


def _refused(error: ApiError) -> Response:
    response = (
        Response(f"{error.body}\n", content_type="text/plain") if isinstance(error.body, str) else jsonify(error.body)
    )
    response.status_code = error.status
    return response


def _unrouted(error: HTTPException) -> ResponseReturnValue:
    if not request.path.startswith(gate.API):
        return error.get_response()
    return {"error": f"{error.code} {error.name}"}, error.code or 500


def _with_raw_path(app: WsgiApp) -> WsgiApp:
    """Let routes see the path as it was sent: WSGI decodes `%2F`, and with it the border of its parts."""

    def raw(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("REQUEST_URI", "").partition("?")[0]
        if path.startswith("/"):
            environ["PATH_INFO"] = path
        return app(environ, start_response)

    return raw
