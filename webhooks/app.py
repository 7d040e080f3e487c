"""Puts the parts of the HTTP edge together: routes, limits, headers, and errors that tell strangers nothing."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

import structlog
from flask import Blueprint, Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from webhooks.forms import forms
from webhooks.health import health
from webhooks.intake import intake
from webhooks.ports import Door
from webhooks.receive import LIMIT, receiver

#: addresses that programs read, where an error is JSON too
_MACHINES: Final = ("/webhooks/", "/intake/", "/livez", "/readyz", "/metrics")
#: what every answer carries unless a page says otherwise
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_log = structlog.get_logger("usher.web")


def create_app(door: Door, blueprints: Sequence[Blueprint] = ()) -> Flask:
    """The WSGI application: GitLab's door, forms, operators' pages, and the `blueprints` of other modules."""
    app = Flask("webhooks", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LIMIT
    for blueprint in (receiver(door), intake(door), forms(door), health(door), *blueprints):
        app.register_blueprint(blueprint)
    app.after_request(_guarded)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _our_fault)
    return app


def _guarded(answer: Response) -> Response:
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


def _http_error(error: HTTPException) -> Response | HTTPException:
    """Werkzeug's own page for people; for programs the same in JSON."""
    if not request.path.startswith(_MACHINES) or error.code is None:
        return error
    answer = jsonify(status="error", detail=error.name)
    answer.status_code = error.code
    return answer


def _our_fault(error: Exception) -> Response:
    """A fault of ours: the log gets its place; nobody gets its words, which may quote the request."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    _log.error("request failed", fault=type(error).__name__, place=f"{place.name} in {place.filename}:{place.lineno}")
    answer = jsonify(status="error", detail="something went wrong here")
    answer.status_code = HTTPStatus.INTERNAL_SERVER_ERROR
    return answer
