"""Asking a GitLab below one project, with whatever status it answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

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
    api = project.manager.gitlab
    try:
        response = api.http_request(
            method, f"/projects/{project.id}{tail}", post_data=data, query_data=query, obey_rate_limit=True
        )
    except (GitlabHttpError, GitlabAuthenticationError) as error:
        return Answer(error.response_code, _decoded(error.response_body))
    return Answer(response.status_code, _decoded(response.content), dict(response.headers))


def _decoded(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode()
