"""Schedules on a GitLab over HTTP: every occurrence has its issue, once, also when the answer got lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import requests

from automation.commands.seeding import seed_of
from automation.config.model import GitLab
from automation.runtime.service import Service
from automation.runtime.settings import Settings
from sandbox.server import Sandbox
from tests.engine_parts import Clock
from tests.play import shipped

pytestmark = pytest.mark.sandbox_only

START = datetime(2027, 3, 1, 8, tzinfo=UTC)
CHAMPIONS = "gitlab-partners-public/gitlab-champions/champions"
BOT = "usher-bot"


@pytest.fixture
def box():
    """A sandbox with the people and projects of the configuration that ships."""
    with Sandbox(seed=seed_of(shipped().config), clock=START) as running:
        yield running


def serve(box, folder, clock, times: int = 1) -> None:
    """Let a service look at the clock and work off what is ready, `times` times, and end it."""
    gitlab = GitLab(url=box.url, token=box.token(BOT), timeout=5)
    rules = replace(shipped(), config=shipped().config.model_copy(update={"gitlab": gitlab}))
    settings = Settings(
        config=folder / "config.yml",
        load=lambda _path: rules,
        database=f"sqlite:///{folder / 'usher.db'}",
        workers=0,
        clock=clock,
    )
    service = Service(settings)
    for _ in range(times):
        service.tick()
        service.work_off()
        clock.advance(60)
    service.stop()


def issues(box) -> list[tuple[str, str, list[str], bool]]:
    """Title, due date, assignees and confidentiality of every issue in the Champions project, oldest first."""
    address = f"{box.url}/api/v4/projects/{CHAMPIONS.replace('/', '%2F')}/issues?sort=asc"
    found = requests.get(address, headers={"PRIVATE-TOKEN": box.token(BOT)}, timeout=5).json()
    people = [[person["username"] for person in issue["assignees"]] for issue in found]
    return [
        (issue["title"], issue["due_date"], names, issue["confidential"])
        for issue, names in zip(found, people, strict=True)
    ]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(None, id="all is well"),
        pytest.param({"kind": "status", "status": 502, "when": "before"}, id="GitLab fails before it opens one"),
        pytest.param({"kind": "status", "status": 502, "when": "after"}, id="GitLab opens one, and its answer is lost"),
    ],
)
def test_the_calls_of_a_month_are_opened(box, tmp_path, fault):
    """Services that follow each other open the three calls of March a week ahead, each once (rules.md PC-11)."""
    clock = Clock(START)
    serve(box, tmp_path, clock)
    if fault is not None:
        box.world.faults.add({"count": 1, "method": "POST", "path": "/issues$", **fault})

    for hours in (28, 24):
        clock.advance(hours * 3600)
        serve(box, tmp_path, clock, times=3)

    assert sorted(issues(box)) == [
        ("Champions call AMER: 2027-03-09", "2027-03-09", ["sa-amer"], False),
        ("Champions call APAC: 2027-03-10", "2027-03-10", ["sa-apac"], False),
        ("Champions call EMEA: 2027-03-09", "2027-03-09", ["sa-emea"], False),
    ]
