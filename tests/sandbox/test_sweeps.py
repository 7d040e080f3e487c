"""Sweeps on a GitLab over HTTP: from the schedule to what is there afterwards, and from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from automation.commands.main import main
from automation.model.refs import IssueRef
from automation.runtime.faultpoints import Point, install
from automation.runtime.service import Service
from automation.runtime.settings import Settings
from automation.runtime.store import RunFilter, SweepState
from sandbox.clock import Clock as SandboxClock
from sandbox.seed import default_seed
from sandbox.server import Sandbox
from tests.engine_parts import Clock, delivery, event
from tests.small import CONFIG, PATH, PUBLIC, compiled, written

pytestmark = pytest.mark.sandbox_only

START = datetime(2027, 3, 1, 8, tzinfo=UTC)
BOT = "usher-bot"
COUNT = 240
SPACE = PATH.replace("/", "%2F")

PROGRAM = """\
program: Hygiene
messages:
  ask: What is it about?
policies:
  - name: Mark bugs
    project: stories
    select: {labels: bug, without_labels: Seen}
    do: [{label: Seen}]
  - name: Ask about the unlabelled
    project: stories
    select: {without_labels: "*"}
    limit: {oldest: 5}
    do: [{label: Asked}, {comment: ask}]
  - name: Close wishes
    project: stories
    select: {labels: wish}
    do: [{close: {}}]
  - name: List wishes
    project: stories
    select: {labels: wish}
    digest: {project: stories, title: "Wishes: {{ count }}", labels: Digest}
schedules:
  - {name: Nightly, rrule: FREQ=DAILY, at: "09:00", do: [{sweep: ["*"]}]}
"""


class Killed(BaseException):
    """The process dies here."""


@dataclass
class Town:
    """A GitLab with issues, and the configuration for it."""

    box: Sandbox
    folder: Path
    config: Path
    clock: Clock

    @property
    def database(self) -> str:
        """Where Usher keeps what it knows."""
        return f"sqlite:///{self.folder / 'usher.db'}"

    def settings(self, workers: int = 0) -> Settings:
        """How a service runs here."""
        rules = compiled((self.config.parent / "programs" / "stories.yml").read_text(), self.config.read_text())
        return Settings(
            config=self.config, load=lambda _path: rules, database=self.database, workers=workers, clock=self.clock
        )

    @contextmanager
    def service(self) -> Iterator[Service]:
        """A service that was not started."""
        made = Service(self.settings())
        try:
            yield made
        finally:
            made.stop()

    def usher(self, *arguments: str) -> Result:
        """Run `usher sweep` with these arguments; nothing may end in a traceback."""
        options = ["--config", str(self.config), "--database", self.database]
        result = CliRunner().invoke(main, ["sweep", *options, *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def ask(self, path: str, **query: Any) -> Any:
        """What GitLab answers the bot."""
        address = f"{self.box.url}/api/v4/projects/{SPACE}/{path}"
        answer = requests.get(address, params=query, headers={"PRIVATE-TOKEN": self.box.token(BOT)}, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def state(self) -> dict[str, tuple[list[str], str, int]]:
        """Labels, state and number of comments of every issue, by title."""
        pages = (self.ask("issues", scope="all", per_page=100, page=number, sort="asc") for number in range(1, 5))
        rows = [row for page in pages for row in page]
        return {row["title"]: (sorted(row["labels"]), row["state"], row["user_notes_count"]) for row in rows}

    def writes(self) -> list[tuple[str, str]]:
        """Every write of the bot that took effect, in order of their paths."""
        return sorted((entry.method, entry.path) for entry in self.box.world.journal.since(0) if entry.actor == BOT)


def labels_of(number: int) -> list[str]:
    """The labels that the issue with this number begins with."""
    return [*(["bug"] if number % 12 == 1 else []), *(["wish"] if number % 20 == 0 else []), *["x"] * (number % 12 > 1)]


def expected() -> dict[str, tuple[list[str], str, int]]:
    """What the policies make of it, said without them."""
    unlabelled = [number for number in range(1, COUNT + 1) if not labels_of(number)][:5]
    state = {}
    for number in range(1, COUNT + 1):
        had = labels_of(number)
        more = [*(["Seen"] if "bug" in had else []), *(["Asked"] if number in unlabelled else [])]
        asked = 1 if number in unlabelled else 0
        state[f"Issue {number}"] = (sorted(had + more), "closed" if "wish" in had else "opened", asked)
    return state | {"Wishes: 12": (["Digest"], "opened", 0)}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Some hundred issues."""
    projects = {"stories": {"path": PATH, "visibility": "private"}, "open": {"path": PUBLIC, "visibility": "public"}}
    seed = default_seed({"nicole.smith": {}}, projects, ["gitlab-partners-public/gitlab-champions"], BOT)
    with Sandbox(seed, clock=SandboxClock(START, frozen=True)) as box, requests.Session() as session:
        session.headers["PRIVATE-TOKEN"] = box.token("nicole.smith")
        address = f"{box.url}/api/v4/projects/{SPACE}/issues"
        for number in range(1, COUNT + 1):
            box.clock.advance(1)
            session.post(address, json={"title": f"Issue {number}", "labels": labels_of(number)}).raise_for_status()
        box.world.journal.clear()
        gitlab = f'gitlab: {{url: "{box.url}", token: "{box.token(BOT)}", notes_per_minute: 1000}}\n'
        yield Town(box, tmp_path, written(PROGRAM, tmp_path / "config", gitlab + CONFIG), Clock(START))


def come_round(town: Town, service: Service) -> None:
    """The schedule comes round: what it starts is stored."""
    service.tick()
    service.work_off()
    town.clock.advance(3600 * 26)
    service.tick()
    service.work_off()


def finish(town: Town, service: Service) -> SweepState:
    """Go on until the newest sweep is over or held, and everything is written."""
    while (state := service.store.sweeps()[0].state) in {SweepState.SCANNING, SweepState.WRITING}:
        service.sweep_off()
        town.clock.advance(1)
    service.work_off()
    return state


def test_a_nightly_sweep_does_what_the_policies_say(town: Town):
    """A schedule starts it; labels, comments, closings and the digest are there, once, and the account balances."""
    with town.service() as service:
        come_round(town, service)
        state = finish(town, service)
        counts = service.store.counts()

    assert (state, town.state()) == (SweepState.DONE, expected())
    assert (counts.waiting, counts.dead, counts.stored) == (0, 0, counts.done)
    digest = next(row for row in town.ask("issues", labels="Digest"))
    assert digest["description"].count("- [ ]") == 12


@contextmanager
def killed_at(name: Point, passing: int) -> Iterator[None]:
    """The process dies when it passes this point for the time with this number."""
    left = [passing]

    def die(here: str) -> None:
        if here == name:
            left[0] -= 1
            if left[0] == 0:
                raise Killed

    end = install(die)
    try:
        with pytest.raises(Killed):
            yield
    finally:
        end()


@pytest.mark.parametrize(
    ("point", "passing"),
    [
        pytest.param(Point.SWEEP_PLANNED, 1, id="planned, nothing looked at"),
        pytest.param(Point.SWEEP_PAGE, 2, id="after a page"),
        pytest.param(Point.SWEEP_SCANNED, 1, id="everything looked at, nothing handed in"),
        pytest.param(Point.SWEEP_HANDED, 1, id="handed in, nobody was told"),
        pytest.param(Point.AFTER_EFFECT, 20, id="in the middle of the writing"),
        pytest.param(Point.SWEEP_ENDED, 1, id="over, the digest is not opened yet"),
    ],
)
def test_a_sweep_that_was_killed_goes_on_where_it_was(town: Town, point: Point, passing: int):
    """Whenever its process dies, the next one ends as one that never died: nothing lost, nothing twice."""
    with town.service() as service, killed_at(point, passing):
        come_round(town, service)
        finish(town, service)
    with town.service() as service:
        # A lease of the dead runs out.
        town.clock.advance(600)
        state = finish(town, service)
        counts = service.store.counts()

    assert (state, town.state()) == (SweepState.DONE, expected())
    assert (counts.waiting, counts.dead) == (0, 0)
    assert [path for method, path in town.writes() if method == "POST"].count(f"/api/v4/projects/{PATH}/issues") <= 1


def test_a_live_event_goes_before_everything_that_was_handed_in(town: Town):
    """With a hundred finds waiting, what a person does is decided next."""
    with town.service() as service:
        come_round(town, service)
        while service.store.sweeps()[0].state is SweepState.SCANNING:
            service.sweeper.step()
        service.sweeper.step()
        live = event("live", ref=_ref(120), at=town.clock())
        service.store.receive(delivery(live))
        waiting = service.store.swept()
        before = len(service.store.runs(RunFilter()))
        town.clock.advance(1)
        service.worker.look()
        runs = service.store.runs(RunFilter())

    assert waiting > 20
    assert (len(runs) - before, runs[0].work_key) == (1, f"{PATH}#120")


def test_a_dry_run_writes_nothing_and_says_what_a_live_run_does(town: Town):
    """What the command shows without --apply is what is there afterwards with it, issue by issue."""
    shown = json.loads(town.usher("--format", "json").stdout)
    untouched = (town.writes(), (town.folder / "usher.db").exists())
    done = json.loads(town.usher("--apply", "--format", "json").stdout)

    promised = {
        (policy["name"], find["issue"]) for policy in shown["policies"] for find in policy["found"] if find["effects"]
    }
    assert untouched == ([], False)
    assert [(policy["name"], policy["selected"], policy["changes"]) for policy in shown["policies"]] == [
        ("Mark bugs", 20, 20),
        ("Ask about the unlabelled", 16, 5),
        ("Close wishes", 12, 12),
        ("List wishes", 12, 0),
    ]
    assert {issue for _, issue in promised} == {f"{PATH}#{number}" for number in _changed()}
    assert (shown["dry_run"], done["dry_run"], done["state"]) == (True, False, "done")
    assert [row["changes"] for row in done["policies"]] == [row["changes"] for row in shown["policies"]]
    assert town.state() == expected()


def test_a_second_sweep_finds_nothing_to_do(town: Town):
    """What is in order costs pages, and no request besides."""
    town.usher("--apply", "Mark bugs")
    before = town.writes()
    again = json.loads(town.usher("--apply", "Mark bugs", "--format", "json").stdout)

    assert (again["policies"][0]["changes"], town.writes()) == (0, before)


def test_the_brake_holds_until_a_person_releases(town: Town):
    """A policy that would change too many issues is shown as held, and done only when it is released."""
    town.config.write_text(town.config.read_text() + "brakes: {sweep_share: 5%, sweep_free: 15}\n")
    text = town.usher("--apply", "Mark bugs").stdout
    held = json.loads(town.usher("--held", "--format", "json").stdout)["held"]
    before = town.writes()
    released = town.usher("--release", held[0]["sweep"])
    rest = town.usher("--apply", "Mark bugs")

    assert "held by the brake: 8% of the issues" in text
    assert (before, released.exit_code, rest.exit_code) == ([], 0, 0)
    assert (len(town.writes()), town.usher("--held").stdout) == (20, "nothing is held\n")


def test_what_is_held_can_be_dropped_from_the_command_line(town: Town):
    """Dropped, nothing of it is done, and it cannot be dropped again."""
    town.config.write_text(town.config.read_text() + "brakes: {sweep_share: 5%, sweep_free: 15}\n")
    town.usher("--apply", "Mark bugs")
    held = json.loads(town.usher("--held", "--format", "json").stdout)["held"]
    first, second = (town.usher("--drop", held[0]["sweep"]) for _ in range(2))

    assert (first.exit_code, second.exit_code, town.writes()) == (0, 2, [])
    assert second.stderr.startswith(f"usher: the sweep '{held[0]['sweep']}' is over")


def test_ctrl_c_leaves_a_sweep_that_goes_on(town: Town):
    """Broken off in the middle it says so; the same command goes on with it, and nothing is done twice."""
    left = [2]

    def press(here: str) -> None:
        if here == Point.SWEEP_PAGE:
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt

    end = install(press)
    try:
        broken = town.usher("--apply")
    finally:
        end()
    done = json.loads(town.usher("--apply", "--format", "json").stdout)

    assert (broken.exit_code, broken.stderr) == (
        130,
        "usher: broken off; the running service, or the same command, goes on with the sweep\n",
    )
    assert (done["state"], done["issues"], town.state()) == ("done", COUNT, expected())


def test_text_for_people(town: Town):
    """Each policy with its numbers, the first issues with what would be written, and how many more there are."""
    text = town.usher("Mark bugs", "Close*", "--limit", "2").stdout

    assert text == (
        "32 issues looked at, nothing written\n"
        "\n"
        "Mark bugs: 20 of 240 issues selected, would change 2\n"
        "  18 beyond the limit, left alone\n"
        f"  {PATH}#1  +Seen\n"
        f"  {PATH}#13  +Seen\n"
        "\n"
        "Close wishes: 12 of 240 issues selected, would change 2\n"
        "  10 beyond the limit, left alone\n"
        f"  {PATH}#20  close\n"
        f"  {PATH}#40  close\n"
    )


def test_a_digest_is_announced(town: Town):
    """A policy that only lists changes no issue, and opens one."""
    rehearsed, done = (town.usher("List wishes", "--limit", "1", *more).stdout for more in ([], ["--apply"]))

    numbers = "List wishes: 12 of 240 issues selected, {} 0\n  11 beyond the limit, left alone\n"
    assert rehearsed.endswith(f"{numbers.format('would change')}  would open an issue that lists them\n  {PATH}#20\n")
    assert done.endswith(f"{numbers.format('changed')}  opens an issue that lists them\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["Mark bug"], "no policy is called 'Mark bug'; did you mean 'Mark bugs'?", id="a slip"),
        pytest.param(["Nothing*"], "no policy is called 'Nothing*'", id="a pattern for nothing"),
        pytest.param(["--project", "storys"], "no project has the key 'storys'; did you mean 'stories'?", id="project"),
        pytest.param(["--held"], "there is no database at this address", id="nothing held where nothing is"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(town: Town, arguments: list[str], words: str):
    """Wrong names end with code 2 and the nearest right one."""
    result = town.usher(*arguments)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"usher: {words}")


def test_gitlab_is_away(town: Town):
    """A rehearsal gives up soon, with the cause; somebody sits before it."""
    town.box.world.faults.add({"kind": "status", "status": 503, "when": "before", "path": "/issues"})
    result = town.usher()

    assert result.exit_code == 1
    assert result.stderr.startswith("usher: given up after 3 tries, nothing was written: ")


def _ref(number: int) -> Any:
    return IssueRef(PATH, number)


def _changed() -> set[int]:
    """Numbers of the issues that the policies change."""
    unlabelled = [number for number in range(1, COUNT + 1) if not labels_of(number)][:5]
    every = range(1, COUNT + 1)
    return {number for number in every if {"bug", "wish"} & set(labels_of(number))} | set(unlabelled)
