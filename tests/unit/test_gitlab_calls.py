from __future__ import annotations

import pytest

from automation.gitlab.calls import Call
from tests.unit.gitlab_answers import API, ISSUE_URL, PROJECT, PROJECT_URL


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(
            f"{ISSUE_URL}/notes/5?body=secret",
            Call("PUT", f"projects/{PROJECT}/issues/12/notes/5", "/projects/:id/issues/:id/notes/:id", PROJECT),
            id="names and numbers, no query",
        ),
        pytest.param(
            f"{PROJECT_URL}/members/all",
            Call("PUT", f"projects/{PROJECT}/members/all", "/projects/:id/members/all", PROJECT),
            id="words stay words",
        ),
        pytest.param(
            f"{API}/projects/30/issues", Call("PUT", "projects/30/issues", "/projects/:id/issues", "30"), id="numbers"
        ),
        pytest.param(
            f"{API}/groups/a%2Fb/invitations",
            Call("PUT", "groups/a/b/invitations", "/groups/:id/invitations"),
            id="a group",
        ),
        pytest.param(
            f"{API}/groups/a%2Fb/invitations/partner%40example.com",
            Call("PUT", "groups/a/b/invitations/:email", "/groups/:id/invitations/:id"),
            id="nobody's address",
        ),
        pytest.param(f"{API}/projects/30", Call("PUT", "projects/30", "/projects/:id", "30"), id="a project itself"),
        pytest.param(f"{API}/projects", Call("PUT", "projects", "/projects"), id="no project"),
        pytest.param(f"{API}/user", Call("PUT", "user", "/user"), id="neither"),
        pytest.param(
            "https://example.com/gitlab/api/v4/users?username=x", Call("PUT", "users", "/users"), id="relative root"
        ),
    ],
)
def test_call(url, expected):
    """A call is named without host and query, for people in full, for metrics without names."""
    assert Call.of("put", url) == expected


def test_words():
    """A call reads as a request line."""
    assert str(Call.of("GET", f"{ISSUE_URL}")) == f"GET projects/{PROJECT}/issues/12"
