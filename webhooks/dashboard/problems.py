"""What goes wrong on a page, said in the look of the pages, or as data where data was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import structlog
from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException, NotFound

from automation.runtime.store import StoreUnavailable
from webhooks.dashboard.rendering import render

#: seconds after which it is worth trying again while the store is away
_RETRY_AFTER: Final = 10
_AWAY: Final = "The database cannot be read now. Deliveries are refused until it is back, and senders are told so."

_log = structlog.get_logger("usher.web")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no page."""

    title: str
    words: str


def explain_problems(blueprint: Blueprint) -> None:
    """Have the pages of `blueprint`, and addresses that nothing answers, say what is wrong."""
    blueprint.register_error_handler(HTTPException, _refused)
    # Flask would prefer the handler of the same status below, although that is the one of the whole application.
    blueprint.register_error_handler(HTTPStatus.NOT_FOUND, _refused)
    blueprint.register_error_handler(StoreUnavailable, _away)
    blueprint.app_errorhandler(HTTPStatus.NOT_FOUND)(_nowhere)


def _refused(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    return _said(status, Problem(error.name, error.description or ""), as_data=request.path.endswith(".json"))


def _away(fault: StoreUnavailable) -> Response:
    _log.error("store unavailable", source="dashboard", fault=str(fault))
    problem = Problem("The store is away", _AWAY)
    answer = _said(HTTPStatus.SERVICE_UNAVAILABLE, problem, as_data=request.path.endswith(".json"))
    answer.headers["Retry-After"] = str(_RETRY_AFTER)
    return answer


def _nowhere(error: NotFound) -> Response:
    """An address that nothing answers: a page for browsers, which name HTML; data for programs."""
    is_browser = any(kind == "text/html" for kind, _ in request.accept_mimetypes)
    words = "There is no such page." if is_browser else ""
    return _said(HTTPStatus.NOT_FOUND, Problem(error.name, words), as_data=not is_browser)


def _said(status: HTTPStatus, problem: Problem, *, as_data: bool) -> Response:
    if as_data:
        answer = jsonify(status="error", detail=problem.title, **({"words": problem.words} if problem.words else {}))
        answer.status_code = status
        return answer
    text = render("problem", view=problem, status=status.value, twin=None)
    return Response(text, status, mimetype="text/html")
