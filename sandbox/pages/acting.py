"""Choosing whom to act as."""

from __future__ import annotations

from flask import after_this_request, request
from werkzeug.wrappers import Response

from sandbox import refuse
from sandbox.pages import paths
from sandbox.pages.desk import Desk
from sandbox.pages.visitor import COOKIE
from sandbox.rest.context import the_world
from sandbox.world import lookup

routes = Desk("acting", __name__)


@routes.does("/-/act-as")
def act_as() -> str:
    """Remember the chosen person in the browser and go back to the page."""
    with the_world().lock:
        person = lookup.user_by_name(the_world(), request.form.get("username", ""))
    if person is None:
        refuse.not_found("User")

    @after_this_request
    def _remember(response: Response) -> Response:
        response.set_cookie(COOKIE, person.username, httponly=True, samesite="Lax")
        return response

    return paths.local(request.form.get("next", "/"))
