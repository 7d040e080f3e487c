"""Asking a GitLab below one project, with whatever status it answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from gitlab import Gitlab
from gitlab.exceptions import GitlabAuthenticationError, GitlabHttpError
from gitlab.v4.objects import Project


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, decoded body and, where it went well, the headers of an answer."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


def ask(project: Project, method: str, tail: str, data: Any = None, **query: Any) -> Answer:
    """Send a request to `/projects/:id<tail>` through python-gitlab's own session and token."""
    return ask_api(project.manager.gitlab, method, f"/projects/{project.id}{tail}", data, **query)


def ask_api(api: Gitlab, method: str, path: str, data: Any = None, **query: Any) -> Answer:
    """Send a request to any path below `/api/v4`."""
    try:
        response = api.http_request(method, path, post_data=data, query_data=query)
    except (GitlabHttpError, GitlabAuthenticationError) as error:
        return Answer(error.response_code or 0, _decoded(error.response_body or b""))
    return Answer(response.status_code, _decoded(response.content), dict(response.headers))


def own_id(project: Project) -> int:
    """Return the id of the user whose token is used."""
    number: int = ask_api(project.manager.gitlab, "get", "/user").body["id"]
    return number


def _decoded(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode()
