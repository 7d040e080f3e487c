"""The form for an issue's title and description."""

from __future__ import annotations

import hashlib

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.model import Issue
from sandbox.pages import paths
from sandbox.pages.desk import Desk
from sandbox.pages.rendering import render
from sandbox.rest import context
from sandbox.rest.context import acting, project, the_world
from sandbox.world import issues
from sandbox.world.fields import IssueFields

routes = Desk("editing", __name__)
AT = "/<place:path>/-/issues/<int:iid>/edit"
CONFLICT = 409


@routes.shows(AT)
def form(path: str, iid: int) -> ResponseReturnValue:
    """Show the form.

    Raises:
        ApiError: 404.
    """
    issue = context.issue(path, iid)
    return _form(path, issue, issue.title, issue.description or "", late=False)


@routes.changes(AT)
def saved(path: str, iid: int) -> str | tuple[str, int]:
    """Set title and description; if they were changed since the form was made, show it again with what was typed.

    Raises:
        ApiError: 400, 403 or 404.
    """
    issue, sent = context.issue(path, iid), request.form
    title, text = sent.get("title", ""), sent.get("description", "")
    if sent.get("seen") != _digest(issue):
        return _form(path, issue, title, text, late=True), CONFLICT
    issues.update(acting(), issue, IssueFields(title=title, description=text))
    return paths.issue(the_world(), issue)


def _form(path: str, issue: Issue, title: str, text: str, *, late: bool) -> str:
    shown = {"title": title, "text": text, "late": late, "seen": _digest(issue)}
    return render("edit", project=project(path), issue=issue, **shown)


def _digest(issue: Issue) -> str:
    return hashlib.sha256(f"{issue.title}\n{issue.description}".encode()).hexdigest()
