"""What the world refuses, in a sentence on a page."""

from __future__ import annotations

from typing import Any

from flask import g, request

from sandbox.pages import paths, visitor
from sandbox.pages.rendering import render
from sandbox.refuse import ApiError
from sandbox.rest.context import the_world

FORBIDDEN, NOT_FOUND, TOO_MANY = 403, 404, 429
TITLES = {FORBIDDEN: "Not allowed", NOT_FOUND: "Not found", 409: "Changed meanwhile", TOO_MANY: "Too many"}


def answer(error: ApiError) -> tuple[str, int]:
    """Return the page of a refusal with its status."""
    world = the_world()
    with world.lock:
        g.act = visitor.act(world)
        name = g.act.user.name if g.act else "nobody"
        title = TITLES.get(error.status, "That did not work")
        page = render("refused", title=title, sentence=sentence(error, name), back=_back())
    return page, error.status


def sentence(error: ApiError, name: str) -> str:
    """Return a refusal in words for people; `name` is who was refused."""
    if error.status == TOO_MANY:
        return "The sandbox's limit is reached. Wait a minute and try again."
    said = error.body if isinstance(error.body, str) else error.body.get("message", error.body.get("error", ""))
    if error.status == NOT_FOUND and str(said).startswith("404"):
        return f"There is no such thing here, or {name} may not see it."
    if error.status == FORBIDDEN and str(said).startswith("403"):
        return f"{name} may not do that here. Act as somebody with a higher role in this project."
    return _flat(said)


def _flat(said: Any) -> str:
    if not isinstance(said, dict):
        return f"{said}".strip()
    parts = [f"{name.capitalize()} {complaint}" for name, complaints in said.items() for complaint in complaints]
    return f"{'; '.join(parts)}."


def _back() -> str:
    """Return the page above: what stands before `/-/`, with the issue if the address names one."""
    parts = request.view_args or {}
    if request.method == "GET" or "path" not in parts:
        return "/sandbox" if request.path.startswith("/-/") else "/"
    iid = parts.get("iid")
    return paths.local(f"/{parts['path']}/-/issues{'' if iid is None else f'/{iid}'}")
