"""What GitLab answers, for tests of the client: one made-up instance, one issue of it, one bot."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import responses

from automation.config.model import GitLab
from automation.gitlab.client import GitLabClient
from automation.model.refs import IssueRef

URL = "https://gitlab.example.com"
API = f"{URL}/api/v4"
TOKEN = "glpat-made-up-for-tests"
PROJECT = "gitlab-com/marketing/developer-relations/community-response"
REF = IssueRef(PROJECT, 12)
PROJECT_URL = f"{API}/projects/{quote(PROJECT, safe='')}"
ISSUE_URL = f"{PROJECT_URL}/issues/12"
MARKER = "usher:01JZ0000000000000000000000:0"
MARK = f"<!-- {MARKER} -->"
BOT = {"id": 7, "username": "usher-bot", "name": "Usher"}


class Clock:
    """Seconds that pass when told to."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now

    def __call__(self) -> float:
        """The time."""
        return self.now


def client(token: str = TOKEN, **options: Any) -> GitLabClient:
    """A client of the made-up instance."""
    return GitLabClient(GitLab(url=URL, token=token, timeout=5), **options)


def issue(**changes: Any) -> dict[str, Any]:
    """The issue as GitLab shows it, with `changes`."""
    return {
        "id": 4012,
        "iid": 12,
        "project_id": 30,
        "title": "A question about runners",
        "description": "How do I register one?",
        "state": "opened",
        "confidential": False,
        "labels": [],
        "assignees": [],
        "author": {"id": 91, "username": "outsider"},
        "due_date": None,
        "milestone": None,
        "discussion_locked": None,
        "issue_type": "issue",
        "created_at": "2026-12-01T09:00:00.123Z",
        "updated_at": "2026-12-01T09:05:00.000Z",
        "web_url": f"{URL}/{PROJECT}/-/issues/12",
        "references": {"short": "#12", "relative": "#12", "full": f"{PROJECT}#12"},
    } | changes


def shown(**changes: Any) -> dict[str, Any]:
    """What is kept of the issue with a run, with `changes`."""
    return {
        "labels": [],
        "assignees": [],
        "state": "opened",
        "confidential": False,
        "due_date": None,
        "milestone": None,
        "locked": False,
        "updated_at": "2026-12-01T09:05:00+00:00",
    } | changes


def people(*names: str) -> list[dict[str, Any]]:
    """Assignees as GitLab shows them."""
    return [{"id": 100 + number, "username": name} for number, name in enumerate(names)]


def asked(gitlab: responses.RequestsMock) -> list[tuple[str, str, Any]]:
    """All requests so far: method, address with query, JSON body."""
    return [
        (
            call.request.method or "",
            call.request.url or "",
            json.loads(call.request.body) if call.request.body else None,
        )
        for call in gitlab.calls
    ]
