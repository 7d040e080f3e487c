"""The files of a project's default branch: enough of a repository to hold description templates."""

from __future__ import annotations

from sandbox import refuse
from sandbox.model import Access, Project
from sandbox.world import access
from sandbox.world.state import Act, World

TEMPLATES = ".gitlab/issue_templates/"


def put(world: World, project: Project, path: str, text: str) -> None:
    """Write a file without asking who does it."""
    world.data.files[project.id][path] = text


def read(act: Act, project: Project, path: str) -> str:
    """Return a file's text.

    Raises:
        ApiError: 404.
    """
    text = act.world.data.files[project.id].get(path)
    if text is None:
        refuse.not_found("File")
    return text


def change(act: Act, project: Project, action: str, path: str, text: str = "") -> None:
    """Do one action of a commit: create, update or delete.

    Raises:
        ApiError: 403 below Developer, 400 if the file is there already, or not.
    """
    access.need(act, project, Access.DEVELOPER)
    present = path in act.world.data.files[project.id]
    if action == "create" and present:
        refuse.bad_request("A file with this name already exists")
    if action in {"update", "delete"} and not present:
        refuse.bad_request("A file with this name doesn't exist")
    if action == "delete":
        del act.world.data.files[project.id][path]
    else:
        put(act.world, project, path, text)


def tree(act: Act, project: Project, folder: str, *, recursive: bool) -> list[tuple[str, str]]:
    """Return ("tree" | "blob", path) of what lies in a folder, folders first."""
    prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
    folders: dict[str, None] = {}
    blobs = []
    for path in sorted(act.world.data.files[project.id]):
        if path.startswith(prefix):
            parts = path[len(prefix) :].split("/")
            depth = len(parts) if recursive else 2
            folders.update(dict.fromkeys(prefix + "/".join(parts[:end]) for end in range(1, min(depth, len(parts)))))
            if recursive or len(parts) == 1:
                blobs.append(path)
    return [*(("tree", path) for path in folders), *(("blob", path) for path in blobs)]


def templates(act: Act, project: Project) -> dict[str, str]:
    """Return the issue templates, name to text (GitLab docs, user/project/description_templates.md)."""
    found = sorted(act.world.data.files[project.id].items())
    return {
        path[len(TEMPLATES) : -len(".md")]: text
        for path, text in found
        if path.startswith(TEMPLATES) and path.endswith(".md")
    }
