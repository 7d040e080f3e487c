"""A sentence that the next page shows for a few seconds, kept by the browser."""

from __future__ import annotations

from urllib.parse import quote, unquote

from flask import after_this_request, request
from werkzeug.wrappers import Response

COOKIE = "sandbox_notice"
SHOWN_FOR = 6
"""Seconds."""
LONGEST = 500
"""Characters; a cookie holds 4 KB, and a character can take nine bytes of them."""


def leave(text: str) -> None:
    """Have the pages of the next seconds show a text."""

    @after_this_request
    def _keep(response: Response) -> Response:
        value = quote(text[:LONGEST])
        response.set_cookie(COOKIE, value, max_age=SHOWN_FOR, httponly=True, samesite="Strict")
        return response


def present() -> str:
    """Return the text to show now, or nothing."""
    return unquote(request.cookies.get(COOKIE, ""))
