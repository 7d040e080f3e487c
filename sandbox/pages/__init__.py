"""Pages to see and edit what is in the sandbox, beside its REST API and through the same operations of the world."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from sandbox.pages import (
    acting,
    board,
    changes,
    control,
    deliveries,
    editing,
    issue,
    listing,
    opening,
    projects,
    refusals,
    token,
)
from sandbox.pages.paths import PlacePath
from sandbox.refuse import ApiError
from sandbox.world.state import World

AREAS = (acting, board, changes, control, deliveries, editing, issue, listing, opening, projects)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere; styles may stand on elements, as every label brings its colour."""


def register(app: Flask, world: World) -> None:
    """Add the pages to the application of a world, which must be the one that it serves.

    They take `/`, `/<project>` and what is below it, `/sandbox` itself, and `/-/…`; REST and the controls keep theirs.
    """
    app.url_map.converters["place"] = PlacePath
    app.extensions[token.KEY] = token.new()
    app.extensions["world"] = world
    pages = Blueprint("pages", __name__, static_folder="assets", static_url_path="/-/assets")
    pages.register_error_handler(ApiError, refusals.answer)
    pages.after_request(_guarded)
    for area in AREAS:
        pages.register_blueprint(area.routes)
    app.register_blueprint(pages)


def _guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
