"""The first page, and what leads to a project."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect
from flask.typing import ResponseReturnValue

from sandbox.model import Project
from sandbox.pages import paths, visitor
from sandbox.pages.desk import Desk
from sandbox.pages.rendering import render
from sandbox.rest.context import project, the_world
from sandbox.world import access, places, query
from sandbox.world.state import Act

routes = Desk("projects", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A project with the issues that the reader sees and the level that they have there."""

    project: Project
    opened: int
    closed: int
    level: int


@routes.shows("/", to_nobody=True)
def home() -> ResponseReturnValue:
    """List the projects that the visitor sees."""
    act = visitor.act(the_world())
    seen = sorted(places.visible_projects(act), key=lambda one: one.full_path) if act else []
    return render("home", rows=[_row(act, one) for one in seen] if act else [])


@routes.shows("/<place:path>")
def place(path: str) -> ResponseReturnValue:
    """Lead from a project's address to its issues; whatever else is asked for is not here.

    Raises:
        ApiError: 404.
    """
    return redirect(paths.project(project(path)))


@routes.shows("/<place:path>/-/work_items/<int:iid>")
def work_item(path: str, iid: int) -> ResponseReturnValue:
    """Lead from the address of a task to its page.

    Raises:
        ApiError: 404 where the project is hidden.
    """
    return redirect(f"{paths.project(project(path))}/{iid}")


def _row(act: Act, of: Project) -> Row:
    issues = query.find(act, query.IssueQuery(projects=(of,)))
    opened = sum(issue.state == "opened" for issue in issues)
    level = access.level(act.world, act.user, of)
    return Row(project=of, opened=opened, closed=len(issues) - opened, level=level)
