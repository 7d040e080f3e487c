"""A day on which nothing is delivered ends as an undisturbed one, and Usher says that there was such a day."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from automation.commands.seeding import BOT
from tests.play import shipped
from tests.scenarios.endings import Ending, endings, invitations, quietly
from tests.scenarios.script import Stretch, script
from tests.scenarios.tales import PROJECTS, everybody
from tests.scenarios.town import Town, town

SEED = 1
START = datetime(2027, 1, 11, 9, tzinfo=UTC)
MORNING, DAY, EVENING = timedelta(hours=1), timedelta(hours=6), timedelta(hours=1)
GONE, BACK = START + MORNING, START + MORNING + DAY
#: how often Usher looks round while its door is shut
TEN_MINUTES = timedelta(minutes=10)
#: where so much happens that GitLab pauses the hook
BUSY = ("product-marketing", "champion-ops")


@pytest.fixture(scope="module")
def stretches() -> list[Stretch]:
    """What people do before, during and after; during the day each issue has one turn, which may be many moves."""
    chance = random.Random(SEED)
    return script(chance, everybody(chance, explaining=False, times=2), START, [MORNING, DAY, EVENING])


@pytest.fixture(scope="module")
def undisturbed(stretches: list[Stretch], tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Ending], list[str]]:
    """How the day ends when everything is delivered."""
    return quietly(tmp_path_factory.mktemp("day") / "quiet", START, stretches)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    """A town in the morning."""
    with town(tmp_path / "disturbed", START, PROJECTS) as made:
        yield made


def work(place: Town, stretch: Stretch) -> None:
    """People work, and Usher answers."""
    for act in stretch.acts:
        place.act(act)
        place.answer()
    place.look_round(stretch.end)


def unheard(place: Town, stretch: Stretch) -> None:
    """People work, and Usher looks round now and then, up to the end."""
    acts, now = list(stretch.acts), GONE
    while (now := now + TEN_MINUTES) < stretch.end:
        while acts and acts[0].at < now:
            place.act(acts.pop(0))
        place.look_round(now)
    assert acts == []


def hooks(place: Town) -> dict[str, str]:
    """What GitLab says of the hook of each project."""
    paths = {project: quote(shipped().config.projects[project].path, safe="") for project in PROJECTS}
    return {
        project: place.ask(BOT, "GET", f"/projects/{path}/hooks")[0]["alert_status"] for project, path in paths.items()
    }


def metrics(place: Town) -> dict[str, float]:
    """Usher's metrics by their names with labels."""
    lines = place.browser().get("/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def said(logs: list[EventDict], event: str) -> list[EventDict]:
    """The lines of the log about `event`."""
    return [line for line in logs if line["event"] == event]


def test_a_day_on_which_gitlab_cannot_reach_usher(
    place: Town, stretches: list[Stretch], undisturbed: tuple[list[Ending], list[str]]
) -> None:
    """GitLab disables the hooks; Usher asks what it is not told, revives them, names what was, and ends the same."""
    morning, day, evening = stretches
    work(place, morning)
    place.open_door(is_open=False)
    with capture_logs() as logs:
        unheard(place, day)
        assert {hooks(place)[project] for project in BUSY} <= {"temporarily_disabled", "disabled"}

        place.open_door(is_open=True)
        place.look_round(BACK)

    shown = place.browser().get("/").text
    assert hooks(place) == dict.fromkeys(PROJECTS, "executable")
    for project in BUSY:
        path = shipped().config.projects[project].path
        assert path in {line["project"] for line in said(logs, "GitLab has disabled a hook; a test request is sent")}
        assert re.search(rf"{path}: hook \d+ was (temporarily_)?disabled; a test request was sent", shown)
    found = metrics(place)
    assert found['usher_caught_up_total{what="issues"}'] == sum(line["issues"] for line in said(logs, "caught up")) > 20
    assert found['usher_caught_up_total{what="comments"}'] == sum(line["comments"] for line in said(logs, "caught up"))

    before = metrics(place)['usher_account{what="stored"}']
    work(place, evening)
    assert metrics(place)['usher_account{what="stored"}'] >= before + len(evening.acts)
    assert (endings(place), invitations(place)) == undisturbed


def test_a_day_on_which_usher_is_away(
    place: Town, stretches: list[Stretch], undisturbed: tuple[list[Ending], list[str]]
) -> None:
    """Started again, Usher names the gap on log, page and metrics, catches up, revives the hooks, and ends the same."""
    morning, day, evening = stretches
    work(place, morning)
    place.send_usher_away()
    for act in day.acts:
        place.act(act)
    assert {hooks(place)[project] for project in BUSY} == {"temporarily_disabled"}

    with capture_logs() as logs:
        place.box.clock.set(BACK)
        place.let_usher_in()
        place.look_round(BACK)

    assert said(logs, "nobody was there") == [
        {"event": "nobody was there", "log_level": "warning", "since": GONE.isoformat(), "seconds": DAY.total_seconds()}
    ]
    assert "nobody was there for 6 hours before the start" in place.browser().get("/").text
    assert metrics(place)["usher_gap_seconds"] == DAY.total_seconds()
    assert metrics(place)['usher_caught_up_total{what="issues"}'] > 20
    assert hooks(place) == dict.fromkeys(PROJECTS, "executable")

    work(place, evening)
    assert (endings(place), invitations(place)) == undisturbed
