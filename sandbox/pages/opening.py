"""Opening an issue, blank or from one of the project's templates."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.pages import paths
from sandbox.pages.desk import Desk
from sandbox.pages.rendering import render
from sandbox.rest.context import acting, project
from sandbox.world import files, issues
from sandbox.world.fields import IssueFields

routes = Desk("opening", __name__)
CHOICE = "issuable_template"
"""GitLab's own name of the parameter (GitLab docs, user/project/description_templates.md)."""


@routes.shows("/<place:path>/-/issues/new")
def new(path: str) -> ResponseReturnValue:
    """Show the form, filled with the chosen template."""
    where = project(path)
    templates = files.templates(acting(), where)
    chosen = request.args.get(CHOICE, "")
    text = templates.get(chosen, request.args.get("issue[description]", ""))
    title = request.args.get("issue[title]", "")
    return render("new", project=where, templates=templates, chosen=chosen, title=title, text=text)


@routes.changes("/<place:path>/-/issues")
def opened(path: str) -> str:
    """Open the issue and go there; quick actions of its text run as they do over REST."""
    form, act = request.form, acting()
    fields = IssueFields(
        title=form.get("title", ""),
        description=form.get("description", ""),
        confidential="confidential" in form,
    )
    return paths.issue(act.world, issues.create(act, project(path), fields))
