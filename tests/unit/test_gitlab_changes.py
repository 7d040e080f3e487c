"""`automation.gitlab.changes`: what a hook's own log says of deliveries that failed."""

from __future__ import annotations

from typing import Any

import pytest
import responses

from automation.gitlab.changes import Failed, Hook
from tests.unit.gitlab_answers import PROJECT, PROJECT_URL, client

HOOK = Hook(3, "executable", "issues_events")
BODY = {"object_kind": "issue"}


def entry(**parts: Any) -> dict[str, Any]:
    """An entry of the log; `parts` replace fields."""
    headers = {"X-Gitlab-Event": "Issue Hook", "Idempotency-Key": "key-1"}
    return {"id": 8, "request_headers": headers, "request_data": BODY, "response_status": "503", **parts}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(entry(), Failed(8, "key-1", "Issue Hook", BODY), id="everything was kept"),
        pytest.param(
            entry(request_headers={"X-Gitlab-Event": "Issue Hook", "webhook-id": "key-2"}),
            Failed(8, "key-2", "Issue Hook", BODY),
            id="the key of a signed delivery",
        ),
        pytest.param(
            entry(request_headers={"X-Gitlab-Event": "Note Hook"}), Failed(8, "", "Note Hook", BODY), id="no key"
        ),
        pytest.param(entry(request_headers=None), Failed(8, "", "", BODY), id="no headers"),
        pytest.param(
            entry(request_data={"oversize": True}), Failed(8, "key-1", "Issue Hook", None), id="too large for the log"
        ),
        pytest.param(entry(request_data=None), Failed(8, "key-1", "Issue Hook", None), id="no body"),
    ],
)
@responses.activate
def test_entries_of_the_log(row, expected):
    """Each failed delivery is given with what GitLab kept of it, and with None for a body that it did not keep."""
    for status, rows in (("server_failure", [row]), ("client_failure", [])):
        responses.get(
            f"{PROJECT_URL}/hooks/3/events",
            json=rows,
            match=[responses.matchers.query_param_matcher({"status": status}, strict_match=False)],
        )

    assert list(client().changes.failed_deliveries(PROJECT, HOOK, 200)) == [expected]
