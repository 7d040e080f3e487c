"""Issues: lists, single ones, changes, moves (GitLab docs, api/issues.md, api/issues_statistics.md)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.model import Issue, Project
from sandbox.rest import issue_params, show, show_issue
from sandbox.rest.context import CREATED, NO_CONTENT, acting, issue, project, the_world
from sandbox.rest.paging import keyset, page
from sandbox.rest.params import Params
from sandbox.world import access, issues, lookup, moving, notes, places, query

routes = Blueprint("issues", __name__)
AT = "/projects/<reference>/issues"


@routes.get("/issues")
def everywhere() -> ResponseReturnValue:
    """List issues of all projects that the user sees."""
    return _page(_everywhere())


@routes.get("/groups/<reference>/issues")
def of_group(reference: str) -> ResponseReturnValue:
    """List issues of a group's projects at any depth."""
    return _page(issue_params.listing(Params.of_request(), _group_projects(reference)))


@routes.get(AT)
def of_project(reference: str) -> ResponseReturnValue:
    """List issues of a project, by pages or by key."""
    params = Params.of_request()
    wanted = issue_params.listing(params, (project(reference),))
    return _keyset(wanted) if params.text("pagination") == "keyset" else _page(wanted)


@routes.get("/issues_statistics")
def all_statistics() -> ResponseReturnValue:
    """Count issues of all projects by state."""
    return _statistics(_everywhere())


@routes.get("/groups/<reference>/issues_statistics")
def group_statistics(reference: str) -> ResponseReturnValue:
    """Count issues of a group's projects by state."""
    return _statistics(issue_params.listing(Params.of_request(), _group_projects(reference)))


@routes.get("/projects/<reference>/issues_statistics")
def statistics(reference: str) -> ResponseReturnValue:
    """Count issues of a project by state."""
    return _statistics(issue_params.listing(Params.of_request(), (project(reference),)))


@routes.get("/issues/<int:issue_id>")
def by_id(issue_id: int) -> ResponseReturnValue:
    """Return an issue by its global id."""
    found = the_world().data.issues.get(issue_id)
    if found is None or not access.can_see_issue(acting().world, acting().user, found):
        refuse.not_found()
    return _one(found)


@routes.get(f"{AT}/<int:iid>")
def one(reference: str, iid: int) -> ResponseReturnValue:
    """Return an issue."""
    return _one(issue(reference, iid))


@routes.post(AT)
def create(reference: str) -> ResponseReturnValue:
    """Open an issue."""
    params, where = Params.of_request(), project(reference)
    params.need("title")
    return _one(issues.create(acting(), where, issue_params.wanted(params, where))), CREATED


@routes.put(f"{AT}/<int:iid>")
def update(reference: str, iid: int) -> ResponseReturnValue:
    """Change an issue."""
    params, found = Params.of_request(), issue(reference, iid)
    params.need_any(issue_params.KNOWN)
    where = lookup.project_of(the_world(), found)
    return _one(issues.update(acting(), found, issue_params.wanted(params, where)))


@routes.delete(f"{AT}/<int:iid>")
def delete(reference: str, iid: int) -> ResponseReturnValue:
    """Remove an issue."""
    issues.delete(acting(), issue(reference, iid))
    return NO_CONTENT


@routes.post(f"{AT}/<int:iid>/move")
def move(reference: str, iid: int) -> ResponseReturnValue:
    """Move an issue into another project."""
    found, target = issue(reference, iid), _target()
    return _one(moving.move(acting(), found, target)), CREATED


@routes.post(f"{AT}/<int:iid>/clone")
def clone(reference: str, iid: int) -> ResponseReturnValue:
    """Copy an issue into a project."""
    found, target = issue(reference, iid), _target()
    return _one(moving.clone(acting(), found, target, notes=Params.of_request().flag("with_notes"))), CREATED


@routes.get(f"{AT}/<int:iid>/participants")
def participants(reference: str, iid: int) -> ResponseReturnValue:
    """List author, assignees and commenters."""
    found = issue(reference, iid)
    commenters = [note.author_id for note in notes.of(acting(), found) if not note.system]
    ids = list(dict.fromkeys([found.author_id, *found.assignee_ids, *commenters]))
    return page(ids, lambda user_id: show.user_by_id(the_world(), user_id))


@routes.get(f"{AT}/<int:iid>/<any(related_merge_requests, closed_by):kind>")
def merge_requests(reference: str, iid: int, kind: str) -> ResponseReturnValue:  # noqa: ARG001 - both are empty
    """List merge requests around an issue: there are none here."""
    issue(reference, iid)
    return page([], dict)


@routes.post(f"{AT}/<int:iid>/<any(subscribe, unsubscribe):wish>")
def subscribe(reference: str, iid: int, wish: str) -> ResponseReturnValue:
    """Keep the user's subscription; 304 where nothing changes."""
    found, act = issue(reference, iid), acting()
    subscribers = act.world.data.subscribers[found.id]
    if _subscribed(found) == (wish == "subscribe"):
        return "", 304
    subscribers[act.user.id] = wish == "subscribe"
    return _one(found), CREATED


def _subscribed(of: Issue) -> bool:
    user_id = acting().user.id
    involved = user_id == of.author_id or user_id in of.assignee_ids
    return the_world().data.subscribers[of.id].get(user_id, involved)


def _one(found: Issue) -> dict[str, Any]:
    return show_issue.issue(acting(), found) | {"subscribed": _subscribed(found)}


def _page(wanted: query.IssueQuery) -> ResponseReturnValue:
    return page(query.find(acting(), wanted), _shown())


def _keyset(wanted: query.IssueQuery) -> ResponseReturnValue:
    if wanted.order_by not in query.TIMES:
        refuse.not_allowed("Keyset pagination is not yet available for this type of request")
    return keyset(query.find(acting(), wanted), _shown(), query.position(wanted))


def _shown() -> partial[dict[str, Any]]:
    details = Params.of_request().flag("with_labels_details")
    return partial(show_issue.issue, acting(), label_details=details)


def _everywhere() -> query.IssueQuery:
    params = Params.of_request()
    wanted = issue_params.listing(params, tuple(places.visible_projects(acting())))
    return replace(wanted, tests=(*wanted.tests, issue_params.scope(params)))


def _statistics(wanted: query.IssueQuery) -> ResponseReturnValue:
    found = query.find(acting(), wanted)
    closed = sum(one.state == "closed" for one in found)
    return {"statistics": {"counts": {"all": len(found), "closed": closed, "opened": len(found) - closed}}}


def _group_projects(reference: str) -> tuple[Project, ...]:
    seen = places.visible_projects(acting())
    return tuple(one for one in seen if one in places.inside(lookup.group(acting(), reference), seen))


def _target() -> Project:
    params = Params.of_request()
    params.need("to_project_id")
    return project(params.text("to_project_id"))
