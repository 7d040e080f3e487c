"""A project's board: a column for each value of a label scope, and moving cards between them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.model import Access, Issue, Label, Project
from sandbox.pages import paths
from sandbox.pages.desk import Desk
from sandbox.pages.rendering import render
from sandbox.rest import context
from sandbox.rest.context import acting, project
from sandbox.world import access, issues, labels, query
from sandbox.world.fields import IssueFields
from sandbox.world.state import Act

routes = Desk("board", __name__)
OPEN, CLOSED = "open", "closed"
"""The outer columns, as GitLab's boards have them: what is in none of the others, and what is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; `key` is OPEN, CLOSED or the id of its label."""

    key: str
    label: Label | None
    issues: tuple[Issue, ...]


@routes.shows("/<place:path>/-/boards")
def board(path: str) -> ResponseReturnValue:
    """Show the board of a scope, the first of the project unless one is asked for."""
    act, where = acting(), project(path)
    scopes = sorted({label.scope for label in labels.available(act.world, where) if label.scope})
    scope = request.args.get("scope") or next(iter(scopes), "")
    chosen = _in_scope(act, where, scope)
    movable = access.level(act.world, act.user, where) >= Access.PLANNER
    columns = _columns(act, where, chosen)
    return render("board", project=where, scopes=scopes, scope=scope, columns=columns, movable=movable)


@routes.changes("/<place:path>/-/issues/<int:iid>/move")
def move(path: str, iid: int) -> str:
    """Put an issue into another column: close it, or give it the column's label in place of the others.

    Raises:
        ApiError: 400 for a column that is not there, 403, 404.
    """
    act, issue, where = acting(), context.issue(path, iid), project(path)
    if not access.can_set_metadata(act, issue):
        refuse.forbidden()
    scope, target = request.form.get("scope", ""), request.form.get("to", "")
    issues.update(act, issue, _wanted(issue, _in_scope(act, where, scope), target))
    return paths.board(where, scope)


def _in_scope(act: Act, where: Project, scope: str) -> list[Label]:
    """Return the labels of a scope, oldest first: work brings them into being in the order of its stages."""
    found = (label for label in labels.available(act.world, where) if label.scope == scope)
    return sorted(found, key=lambda label: label.id)


def _wanted(issue: Issue, column_labels: list[Label], target: str) -> IssueFields:
    if target == CLOSED:
        return IssueFields(state_event="close")
    ids = {str(label.id): label.id for label in column_labels}
    if target not in {OPEN, *ids}:
        refuse.bad_request("There is no such column.")
    added = [ids[target]] if target in ids else []
    removed = [label_id for label_id in issue.label_ids if label_id in ids.values() and label_id not in added]
    wanted = IssueFields(add_label_ids=added, remove_label_ids=removed)
    return wanted if issue.state == "opened" else IssueFields(**wanted, state_event="reopen")


def _columns(act: Act, where: Project, column_labels: list[Label]) -> list[Column]:
    found = query.find(act, query.IssueQuery(projects=(where,)))
    opened = [issue for issue in found if issue.state == "opened"]
    scoped = {label.id for label in column_labels}
    rest = (issue for issue in opened if scoped.isdisjoint(issue.label_ids))
    return [
        Column(key=OPEN, label=None, issues=tuple(rest)),
        *(_column(label, opened) for label in column_labels),
        Column(key=CLOSED, label=None, issues=tuple(issue for issue in found if issue.state == "closed")),
    ]


def _column(label: Label, opened: list[Issue]) -> Column:
    return Column(key=str(label.id), label=label, issues=tuple(one for one in opened if label.id in one.label_ids))
