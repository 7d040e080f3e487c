"""Repository files and description templates (GitLab docs, api/repository_files.md, api/project_templates.md)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.rest.context import CREATED, NO_CONTENT, acting, project
from sandbox.rest.paging import page
from sandbox.rest.params import Params
from sandbox.stamps import instant
from sandbox.world import files

routes = Blueprint("files", __name__)
AT = "/projects/<reference>"


@routes.get(f"{AT}/repository/files/<path>/raw")
def raw(reference: str, path: str) -> ResponseReturnValue:
    """Return a file's text."""
    return Response(files.read(acting(), project(reference), path), content_type="text/plain; charset=utf-8")


@routes.get(f"{AT}/repository/files/<path>")
def one(reference: str, path: str) -> ResponseReturnValue:
    """Return a file with its text in Base64."""
    found = project(reference)
    text = files.read(acting(), found, path).encode()
    return {
        "file_name": path.rpartition("/")[2],
        "file_path": path,
        "size": len(text),
        "encoding": "base64",
        "content": base64.b64encode(text).decode(),
        "content_sha256": hashlib.sha256(text).hexdigest(),
        "ref": found.default_branch,
        "blob_id": _digest(text),
        "commit_id": _digest(path.encode()),
        "last_commit_id": _digest(path.encode()),
        "execute_filemode": False,
    }


@routes.post(f"{AT}/repository/files/<path>")
def create(reference: str, path: str) -> ResponseReturnValue:
    """Create a file in a commit of its own."""
    return _written(reference, "create", path), CREATED


@routes.put(f"{AT}/repository/files/<path>")
def update(reference: str, path: str) -> ResponseReturnValue:
    """Replace a file in a commit of its own."""
    return _written(reference, "update", path)


@routes.delete(f"{AT}/repository/files/<path>")
def delete(reference: str, path: str) -> ResponseReturnValue:
    """Remove a file in a commit of its own."""
    files.change(acting(), project(reference), "delete", path)
    return NO_CONTENT


@routes.post(f"{AT}/repository/commits")
def commit(reference: str) -> ResponseReturnValue:
    """Change several files at once."""
    params, found = Params.of_request(), project(reference)
    params.need("branch", "commit_message", "actions")
    actions = params["actions"]
    if not isinstance(actions, list) or not all(isinstance(action, dict) for action in actions):
        refuse.invalid("actions is invalid")
    for action in map(Params, actions):
        kind = action.choice("action", ("create", "update", "delete"), "")
        files.change(acting(), found, kind, action.text("file_path"), _text(action))
    return _commit(params), CREATED


@routes.get(f"{AT}/repository/tree")
def tree(reference: str) -> ResponseReturnValue:
    """List what lies in a folder."""
    params = Params.of_request()
    found = files.tree(acting(), project(reference), params.text("path"), recursive=params.flag("recursive"))
    return page(found, _entry)


@routes.get(f"{AT}/templates/issues")
def templates(reference: str) -> ResponseReturnValue:
    """List the issue description templates."""
    return page(list(files.templates(acting(), project(reference))), lambda name: {"key": name, "name": name})


@routes.get(f"{AT}/templates/issues/<name>")
def template(reference: str, name: str) -> ResponseReturnValue:
    """Return one template."""
    text = files.templates(acting(), project(reference)).get(name)
    if text is None:
        refuse.not_found("Template")
    return {"name": name, "content": text}


def _written(reference: str, action: str, path: str) -> dict[str, Any]:
    params, found = Params.of_request(), project(reference)
    params.need("branch", "commit_message", "content")
    files.change(acting(), found, action, path, _text(params))
    return {"file_path": path, "branch": found.default_branch}


def _text(params: Params) -> str:
    content = params.text("content")
    if params.choice("encoding", ("text", "base64"), "text") == "text":
        return content
    try:
        return base64.b64decode(content).decode()
    except ValueError:
        refuse.bad_request("content is invalid")


def _commit(params: Params) -> dict[str, Any]:
    act, message = acting(), params.text("commit_message")
    return {
        "id": _digest(f"{message} {act.now}".encode()),
        "title": message.partition("\n")[0],
        "message": message,
        "author_name": act.user.name,
        "created_at": instant(act.now),
    }


def _entry(entry: tuple[str, str]) -> dict[str, Any]:
    kind, path = entry
    mode = "040000" if kind == "tree" else "100644"
    return {"id": _digest(path.encode()), "name": path.rpartition("/")[2], "type": kind, "path": path, "mode": mode}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:40]
