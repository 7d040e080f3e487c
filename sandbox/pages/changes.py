"""What the forms on an issue's page do: the operations of the world that REST uses, as the acting user."""

from __future__ import annotations

from datetime import date

from flask import request

from sandbox import refuse
from sandbox.model import Issue
from sandbox.pages import markdown, notice, paths, tasks
from sandbox.pages.desk import Desk
from sandbox.rest import context
from sandbox.rest.context import acting, the_world
from sandbox.rest.params import Params
from sandbox.world import access, issues, labels, links, lookup, notes, references
from sandbox.world.fields import IssueFields, assignable

routes = Desk("changes", __name__)
AT = "/<place:path>/-/issues/<int:iid>"
LONGEST_NAME = 400
"""Characters of the name of an issue; Python refuses to read numbers of thousands of digits."""


@routes.changes(f"{AT}/tasks")
def task(path: str, iid: int) -> str:
    """Tick or untick one box of the description; nothing happens if it is so already."""
    issue = context.issue(path, iid)
    before = issue.description or ""
    after = tasks.turned(before, markdown.boxes(before), request.form.get("task", ""))
    return _updated(issue, IssueFields(description=after)) if after != before else _page(issue)


@routes.changes(f"{AT}/comment")
def comment(path: str, iid: int) -> str:
    """Comment; quick actions in the text run, and what they say is shown if they were all there was."""
    issue, form = context.issue(path, iid), request.form
    made = notes.create(acting(), issue, form.get("body", ""), internal="internal" in form)
    if isinstance(made, notes.OnlyCommands):
        notice.leave(" ".join(made.summary))
        return _page(issue)
    return f"{_page(issue)}#note_{made.id}"


@routes.changes(f"{AT}/labels")
def label(path: str, iid: int) -> str:
    """Add or remove a label; one that does not exist comes into being, as over REST."""
    issue = _with_metadata(path, iid)
    where = lookup.project_of(the_world(), issue)
    added = labels.ids_for_names(acting(), where, [request.form.get("add", "")], create_missing=True)
    removed = labels.ids_for_names(acting(), where, [request.form.get("remove", "")], create_missing=False)
    return _updated(issue, IssueFields(add_label_ids=added, remove_label_ids=removed))


@routes.changes(f"{AT}/assignees")
def assignee(path: str, iid: int) -> str:
    """Add or remove somebody; without a licence a new assignee takes the place of the old one."""
    issue, form = _with_metadata(path, iid), request.form
    if "remove" in form:
        gone = _user(form["remove"])
        return _updated(issue, IssueFields(assignee_ids=[one for one in issue.assignee_ids if one != gone]))
    new = _user(form.get("add", ""))
    if not assignable(acting(), lookup.project_of(the_world(), issue), [new]):
        refuse.bad_request("Only members of the project can be assigned.")
    present = issue.assignee_ids if the_world().premium else ()
    return _updated(issue, IssueFields(assignee_ids=[*present, new]))


@routes.changes(f"{AT}/due")
def due(path: str, iid: int) -> str:
    """Set the due date, or remove it with an empty one."""
    issue = _with_metadata(path, iid)
    day: date | None = Params(request.form.to_dict()).day("due_date")
    return _updated(issue, IssueFields(due_date=day))


@routes.changes(f"{AT}/confidential")
def confidential(path: str, iid: int) -> str:
    """Hide the issue from those without a role, or show it again."""
    issue = _with_metadata(path, iid)
    wanted = Params(request.form.to_dict()).flag("confidential")
    return _updated(issue, IssueFields(confidential=wanted))


@routes.changes(f"{AT}/state")
def state(path: str, iid: int) -> str:
    """Close or reopen."""
    return _updated(context.issue(path, iid), IssueFields(state_event=request.form.get("state_event", "")))


@routes.changes(f"{AT}/links")
def link(path: str, iid: int) -> str:
    """Link another issue, named as in a text, or remove a link."""
    issue, form, act = context.issue(path, iid), request.form, acting()
    if "remove" in form:
        links.delete(act, issue, Params(form.to_dict()).number("remove"))
        return _page(issue)
    target = next(references.found(act, issue, form.get("target", "")[:LONGEST_NAME]), None)
    if target is None:
        refuse.bad_request("Name an issue that you can see, as #1 or group/project#1.")
    links.create(act, issue, target, form.get("kind", "relates_to"))
    return _page(issue)


def _with_metadata(path: str, iid: int) -> Issue:
    """Return the issue if labels, people and dates are the user's to set; REST drops such wishes without a word.

    Raises:
        ApiError: 403 or 404.
    """
    issue = context.issue(path, iid)
    if not access.can_set_metadata(acting(), issue):
        refuse.forbidden()
    return issue


def _user(username: str) -> int:
    user = lookup.user_by_name(the_world(), username.strip().lstrip("@"))
    if user is None:
        refuse.bad_request("Nobody has that username.")
    return user.id


def _updated(issue: Issue, wanted: IssueFields) -> str:
    issues.update(acting(), issue, wanted)
    return _page(issue)


def _page(issue: Issue) -> str:
    return paths.issue(the_world(), issue)
