"""Groups, projects, files, templates, boards (GitLab docs, api/groups.md, api/projects.md, api/boards.md)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.model import Board, BoardList, Project
from sandbox.rest import show
from sandbox.rest.context import CREATED, acting, project, the_world
from sandbox.rest.paging import page
from sandbox.rest.params import Params
from sandbox.world import access, labels, lookup, places

routes = Blueprint("places", __name__)
VISIBILITIES = ("private", "internal", "public")


@routes.get("/groups")
def groups() -> ResponseReturnValue:
    """List the groups that the user sees."""
    return page(_searched(places.visible_groups(acting())), lambda group: show.group(the_world(), group))


@routes.get("/groups/<reference>")
def group(reference: str) -> ResponseReturnValue:
    """Return a group."""
    return show.group(the_world(), lookup.group(acting(), reference))


@routes.get("/groups/<reference>/subgroups")
def subgroups(reference: str) -> ResponseReturnValue:
    """List the groups directly in a group."""
    parent = lookup.group(acting(), reference)
    found = [one for one in places.visible_groups(acting()) if one.parent_id == parent.id]
    return page(found, lambda one: show.group(the_world(), one))


@routes.get("/groups/<reference>/descendant_groups")
def descendants(reference: str) -> ResponseReturnValue:
    """List the groups in a group at any depth."""
    parent = lookup.group(acting(), reference)
    found = places.inside(parent, places.visible_groups(acting()))
    return page(found, lambda one: show.group(the_world(), one))


@routes.get("/groups/<reference>/projects")
def group_projects(reference: str) -> ResponseReturnValue:
    """List the projects of a group, and of those in it if wanted."""
    parent = lookup.group(acting(), reference)
    seen = places.visible_projects(acting())
    deep = Params.of_request().flag("include_subgroups")
    found = places.inside(parent, seen) if deep else [one for one in seen if one.group_id == parent.id]
    return page(_searched(found), lambda one: show.project(acting(), one))


@routes.get("/projects")
def projects() -> ResponseReturnValue:
    """List the projects that the user sees."""
    act, mine = acting(), Params.of_request().flag("membership")
    seen = places.visible_projects(act)
    found = [one for one in seen if not mine or access.membership(act.world, act.user.id, one)]
    return page(_searched(found), lambda one: show.project(act, one))


@routes.post("/projects")
def create_project() -> ResponseReturnValue:
    """Create a project in a group, or without one in the user's own namespace."""
    params, act = Params.of_request(), acting()
    params.need("name")
    name, path = params.text("name"), params.text("path") or params.text("name").lower().replace(" ", "-")
    visibility = params.choice("visibility", VISIBILITIES, "private")
    wanted = params.number_or_none("namespace_id")
    parent = places.own_namespace(act) if wanted is None else lookup.group(act, wanted)
    made = places.create_project(act, parent, path, name, visibility)
    return show.project(act, made), CREATED


@routes.get("/projects/<reference>")
def one_project(reference: str) -> ResponseReturnValue:
    """Return a project."""
    return show.project(acting(), project(reference))


@routes.put("/projects/<reference>")
def edit_project(reference: str) -> ResponseReturnValue:
    """Change name, description or visibility of a project."""
    params, found = Params.of_request(), project(reference)
    changes: dict[str, Any] = {name: params.text(name) for name in ("name", "description") if name in params}
    if "visibility" in params:
        changes["visibility"] = params.choice("visibility", VISIBILITIES, "private")
    return show.project(acting(), places.edit_project(acting(), found, changes))


@routes.delete("/projects/<reference>")
def delete_project(reference: str) -> ResponseReturnValue:
    """Remove a project with all that is in it."""
    places.delete_project(acting(), project(reference))
    return {"message": "202 Accepted"}, 202


@routes.get("/projects/<reference>/boards")
def boards(reference: str) -> ResponseReturnValue:
    """List the boards of a project."""
    found = project(reference)
    return page(places.boards(acting(), found), lambda board: _board(found, board))


@routes.post("/projects/<reference>/boards")
def create_board(reference: str) -> ResponseReturnValue:
    """Create a board."""
    params, found = Params.of_request(), project(reference)
    params.need("name")
    return _board(found, places.add_board(acting(), found, params.text("name"))), CREATED


@routes.get("/projects/<reference>/boards/<int:board_id>")
def board(reference: str, board_id: int) -> ResponseReturnValue:
    """Return a board with its lists."""
    found = project(reference)
    return _board(found, _found(found, board_id))


@routes.get("/projects/<reference>/boards/<int:board_id>/lists")
def lists(reference: str, board_id: int) -> ResponseReturnValue:
    """List the columns of a board."""
    return page(_found(project(reference), board_id).lists, _list)


@routes.post("/projects/<reference>/boards/<int:board_id>/lists")
def create_list(reference: str, board_id: int) -> ResponseReturnValue:
    """Add a label's column."""
    params, found = Params.of_request(), project(reference)
    params.need("label_id")
    label = labels.by_reference(acting(), found, params.text("label_id"))
    return _list(places.add_board_list(acting(), found, _found(found, board_id), label.id)), CREATED


def _found(of: Project, board_id: int) -> Board:
    board = the_world().data.boards.get(board_id)
    if board is None or board.project_id != of.id:
        refuse.not_found("Board")
    return board


def _board(of: Project, board: Board) -> dict[str, Any]:
    lists = [_list(column) for column in board.lists]
    return {"id": board.id, "name": board.name, "project": {"id": of.id, "path": of.path}, "lists": lists}


def _list(column: BoardList) -> dict[str, Any]:
    label = show.label(the_world().data.labels[column.label_id])
    return {"id": column.id, "label": label, "position": column.position, "list_type": "label"}


def _searched(found: list[Any]) -> list[Any]:
    word = Params.of_request().text("search").lower()
    return [one for one in found if word in one.full_path.lower() or word in one.name.lower()]
