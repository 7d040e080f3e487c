"""Groups and projects: making and listing them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from sandbox import refuse
from sandbox.model import Access, Board, BoardList, Group, Member, Project
from sandbox.world import access, records
from sandbox.world.state import Act, World

Found = TypeVar("Found", Group, Project)


def ensure_group(world: World, full_path: str, visibility: str = "public") -> Group:
    """Return the group of that full path; it and the groups around it are made where they are missing."""
    known = world.data.group_paths.get(full_path.lower())
    if known is not None:
        return world.data.groups[known]
    around, _, path = full_path.rpartition("/")
    parent = ensure_group(world, around, visibility) if around else None
    group = Group(
        id=world.data.ids.take("group"),
        name=path,
        path=path,
        full_path=full_path,
        parent_id=parent.id if parent else None,
        visibility=visibility,
        created_at=world.clock.now(),
    )
    world.data.groups[group.id] = group
    world.data.group_paths[full_path.lower()] = group.id
    return group


def add_project(world: World, full_path: str, visibility: str = "private", name: str = "") -> Project:
    """Add a project with its first board; the groups around it are made where they are missing.

    Raises:
        ValueError: the path is taken, or names no group.
    """
    around, _, path = full_path.rpartition("/")
    if not around or full_path.lower() in world.data.project_paths:
        message = f"project path {full_path} is taken or lies in no group"
        raise ValueError(message)
    project = Project(
        id=world.data.ids.take("project"),
        name=name or path,
        path=path,
        full_path=full_path,
        group_id=ensure_group(world, around).id,
        visibility=visibility,
        created_at=world.clock.now(),
    )
    world.data.projects[project.id] = project
    world.data.project_paths[full_path.lower()] = project.id
    board = Board(id=world.data.ids.take("board"), project_id=project.id, name="Development")
    world.data.boards[board.id] = board
    return project


def own_namespace(act: Act) -> Group:
    """Return the acting user's personal namespace, here a group of their name that is theirs."""
    group = ensure_group(act.world, act.user.username, "private")
    act.world.data.members[group.key].setdefault(act.user.id, _owner(act))
    return group


def create_project(act: Act, group: Group, path: str, name: str, visibility: str) -> Project:
    """Create a project in a group as the acting user, who becomes its Owner.

    Raises:
        ApiError: 403 below Developer, 400 if the path is taken.
    """
    access.need(act, group, Access.DEVELOPER)
    try:
        project = add_project(act.world, f"{group.full_path}/{path}", visibility, name)
    except ValueError:
        refuse.bad_request({"path": ["has already been taken"]})
    act.world.data.members[project.key][act.user.id] = _owner(act)
    return project


def edit_project(act: Act, project: Project, changes: dict[str, Any]) -> Project:
    """Change name, description or visibility of a project.

    Raises:
        ApiError: 403 below Maintainer.
    """
    access.need(act, project, Access.MAINTAINER)
    changed = replace(project, **changes)
    act.world.data.projects[project.id] = changed
    return changed


def visible_projects(act: Act) -> list[Project]:
    """Return the projects that the user may see, newest first."""
    seen = [project for project in act.world.data.projects.values() if access.can_see(act.world, act.user, project)]
    return seen[::-1]


def visible_groups(act: Act) -> list[Group]:
    """Return the groups that the user may see, by path."""
    seen = [group for group in act.world.data.groups.values() if access.can_see(act.world, act.user, group)]
    return sorted(seen, key=lambda group: group.full_path)


def inside(group: Group, places: Iterable[Found]) -> list[Found]:
    """Return those of the places that lie in the group at any depth."""
    below = f"{group.full_path}/"
    return [place for place in places if place.full_path.startswith(below)]


def boards(act: Act, project: Project) -> list[Board]:
    """Return the boards of a project, oldest first."""
    return [board for board in act.world.data.boards.values() if board.project_id == project.id]


def add_board(act: Act, project: Project, name: str) -> Board:
    """Add a board; a project may have several on every tier.

    Raises:
        ApiError: 403 below Reporter.
    """
    access.need(act, project, Access.REPORTER)
    board = Board(id=act.world.data.ids.take("board"), project_id=project.id, name=name)
    act.world.data.boards[board.id] = board
    return board


def add_board_list(act: Act, project: Project, board: Board, label_id: int) -> BoardList:
    """Add a label's column at the right of a board.

    Raises:
        ApiError: 403 below Reporter, 400 if the label has a column.
    """
    access.need(act, project, Access.REPORTER)
    if any(column.label_id == label_id for column in board.lists):
        refuse.bad_request({"label_id": ["has already been taken"]})
    column = BoardList(id=act.world.data.ids.take("list"), label_id=label_id, position=len(board.lists))
    act.world.data.boards[board.id] = replace(board, lists=(*board.lists, column))
    return column


def delete_project(act: Act, project: Project) -> None:
    """Remove a project with its issues, labels, hooks, boards and files.

    Raises:
        ApiError: 403 below Owner.
    """
    access.need(act, project, Access.OWNER)
    data = act.world.data
    for issue_id in list(data.issue_iids[project.id].values()):
        records.remove(act.world, data.issues[issue_id])
    for label_id in data.label_names.pop(project.key, {}).values():
        del data.labels[label_id]
    for hook_id in data.place_hooks.pop(project.key, []):
        del data.hooks[hook_id]
    data.milestones = {key: one for key, one in data.milestones.items() if one.place != project.key}
    data.boards = {key: one for key, one in data.boards.items() if one.project_id != project.id}
    data.members.pop(project.key, None)
    data.invitations.pop(project.key, None)
    data.files.pop(project.id, None)
    del data.project_paths[project.full_path.lower()]
    del data.projects[project.id]


def _owner(act: Act) -> Member:
    return Member(user_id=act.user.id, access_level=Access.OWNER, created_at=act.now, created_by_id=act.user.id)
