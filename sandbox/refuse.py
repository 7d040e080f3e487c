"""What the world refuses, with the status and words in which GitLab refuses it. None of these returns."""

from __future__ import annotations

from typing import Any, NoReturn


class ApiError(Exception):
    """A refusal: `status` is the HTTP status, `body` the answer: JSON, or plain text."""

    def __init__(self, status: int, body: dict[str, Any] | str) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


def unauthorized() -> NoReturn:
    """401: no token, or one that nobody has."""
    raise ApiError(401, {"message": "401 Unauthorized"})


def forbidden() -> NoReturn:
    """403: the acting user may see the thing but not do this to it."""
    raise ApiError(403, {"message": "403 Forbidden"})


def not_found(what: str = "") -> NoReturn:
    """404: `what` is GitLab's name of the missing thing, e.g. "Project"; records say just "404 Not found"."""
    raise ApiError(404, {"message": f"404 {what} Not Found" if what else "404 Not found"})


def bad_request(message: Any) -> NoReturn:
    """400 of a model: `message` is a text or a map of field to complaints."""
    raise ApiError(400, {"message": message})


def invalid(error: str) -> NoReturn:
    """400 of the parameter check, e.g. "title is missing": GitLab uses the key `error` there."""
    raise ApiError(400, {"error": error})


def not_allowed(error: str) -> NoReturn:
    """405: this cannot be done with that."""
    raise ApiError(405, {"error": error})


def conflict(message: str) -> NoReturn:
    """409: the thing exists already."""
    raise ApiError(409, {"message": message})


def unprocessable(message: Any) -> NoReturn:
    """422: understood, but cannot be done in this state."""
    raise ApiError(422, {"message": message})


def too_many() -> NoReturn:
    """429 of an application limit: plain words, and no header that says how long (gitlab.md §4)."""
    raise ApiError(429, "Retry later")
