"""What did not get through is taken from the log of a GitLab, by the client that Usher has."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.config.model import GitLab
from automation.gitlab.client import GitLabClient
from automation.runtime.hookwatch import HookWatch, Watched
from automation.runtime.store import Store
from sandbox.server import Sandbox
from tests.sandbox.conftest import BOT, PUBLIC, Client
from tests.sandbox.receiver import Receiver

pytestmark = pytest.mark.sandbox_only

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
RULES: Any = SimpleNamespace(projects={PUBLIC: "community"}, manages=lambda project: project == PUBLIC)


def test_a_failed_delivery_is_taken_from_the_log_once(
    box: Sandbox, bot: Client, receiver: Receiver, tmp_path: Path
) -> None:
    """Of two issues the one whose delivery got a 503 is handed in, under the key that GitLab gave it."""
    project = bot.project()
    project.hooks.create({"url": f"{receiver.url}/webhooks/gitlab", "push_events": False, "issues_events": True})
    for title, status in (("one", 200), ("two", 503)):
        receiver.statuses.append(status)
        project.issues.create({"title": title})
        box.drain()
    client = GitLabClient(GitLab(url=box.url, token=box.token(BOT)))
    woken: list[str] = []
    with Store.open(f"sqlite:///{tmp_path}/usher.db") as store:
        watch = HookWatch(store, client.changes, lambda: RULES, lambda key, _: woken.append(key))

        found = (watch.run(NOW), watch.run(NOW))

        lease = store.claim("worker", NOW, 60)
        assert lease is not None
        keys = [item.key for item in store.waiting(lease)]
    client.close()
    assert found == (Watched(recovered=1), Watched())
    assert (woken, keys) == ([f"{PUBLIC}#2"], [receiver.got[1].headers["Idempotency-Key"]])
