"""Undo on a GitLab over HTTP: a bad sweep, a run with an invitation and a new issue, and a process that dies."""

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
from automation.runtime.faultpoints import Point, install
from automation.runtime.service import Service
from automation.runtime.settings import Settings
from automation.runtime.store import RunFilter
from sandbox.clock import Clock as SandboxClock
from sandbox.seed import default_seed
from sandbox.server import Sandbox
from tests.small import CONFIG, PATH, PUBLIC, compiled, workflow, written

pytestmark = pytest.mark.sandbox_only

START = datetime(2027, 3, 1, 8, tzinfo=UTC)
BOT, PERSON = "usher-bot", "nicole.smith"
CHAMPIONS = "gitlab-partners-public/gitlab-champions"
SPACE = PATH.replace("/", "%2F")
COUNT = 200
INVITED = "partner-emea-1@example.com"

PROGRAM = (
    workflow()
    + f"""\
messages:
  bad: This is spam.
  welcome: Welcome.
policies:
  - name: Bad idea
    project: stories
    select: {{without_labels: Spam}}
    do: [{{label: Spam}}, {{assign: legal-counsel}}, {{close: {{}}}}]
  - name: Everything else
    project: stories
    select: {{labels: special}}
    do:
      - {{comment: welcome}}
      - {{invite: {{email: "{INVITED}", group: champions, as: developer}}}}
      - {{open_issue: {{project: stories, title: Next, text: Next.}}}}
"""
)


class Killed(BaseException):
    """The process dies here."""


@dataclass
class Town:
    """A GitLab, and the configuration for it."""

    box: Sandbox
    folder: Path
    config: Path

    @property
    def options(self) -> list[str]:
        """Where Usher keeps what it knows."""
        return ["--config", str(self.config), "--database", f"sqlite:///{self.folder / 'usher.db'}"]

    def usher(self, command: str, *arguments: str) -> Result:
        """Run a command; nothing may end in a traceback."""
        result = CliRunner().invoke(main, [command, *self.options, *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def sweep(self, policy: str) -> str:
        """Do a sweep; gives its identifier."""
        return str(json.loads(self.usher("sweep", "--apply", policy, "--format", "json").stdout)["sweep"])

    def undo(self, *arguments: str) -> dict[str, Any]:
        """What `usher undo` says, as data."""
        found: dict[str, Any] = json.loads(self.usher("undo", "--by", PERSON, "--format", "json", *arguments).stdout)
        return found

    @contextmanager
    def service(self) -> Iterator[Service]:
        """A service that was not started."""
        rules = compiled(PROGRAM, self.config.read_text())
        made = Service(Settings(config=self.config, load=lambda _path: rules, database=self.options[3], workers=0))
        try:
            yield made
        finally:
            made.stop()

    def runs(self) -> list[str]:
        """All runs, the newest first."""
        with self.service() as service:
            return [run.id for run in service.store.runs(RunFilter(), limit=1000)]

    def ask(self, method: str, path: str, user: str = BOT, **body: Any) -> Any:
        """What GitLab answers `user`."""
        headers = {"PRIVATE-TOKEN": self.box.token(user)}
        answer = requests.request(method, f"{self.box.url}/api/v4/{path}", headers=headers, json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def issue(self, iid: int) -> dict[str, Any]:
        """One issue: what a run can change of it."""
        return _facts(self.ask("GET", f"projects/{SPACE}/issues/{iid}"))

    def issues(self) -> dict[int, dict[str, Any]]:
        """All issues, by number."""
        pages = (self.ask("GET", f"projects/{SPACE}/issues?scope=all&per_page=100&page={page}") for page in range(1, 5))
        return {row["iid"]: _facts(row) for page in pages for row in page}

    def notes(self, iid: int) -> list[str]:
        """The comments of an issue."""
        rows = self.ask("GET", f"projects/{SPACE}/issues/{iid}/notes?sort=asc")
        return [row["body"] for row in rows if not row["system"]]

    def writes(self) -> int:
        """How many writes of the bot took effect."""
        return sum(entry.actor == BOT for entry in self.box.world.journal.since(0))


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    people = sorted(person["username"] for person in row["assignees"])
    return {"labels": sorted(row["labels"]), "state": row["state"], "assignees": people}


@contextmanager
def town_with(count: int, folder: Path, labels: str = "") -> Iterator[Town]:
    """A GitLab with `count` issues."""
    projects = {"stories": {"path": PATH, "visibility": "private"}, "open": {"path": PUBLIC, "visibility": "public"}}
    people: dict[str, dict[str, Any]] = {PERSON: {}, "legal-counsel": {}}
    seed = default_seed(people, projects, [CHAMPIONS], BOT)
    with Sandbox(seed, clock=SandboxClock(START, frozen=True)) as box:
        gitlab = f'gitlab: {{url: "{box.url}", token: "{box.token(BOT)}", notes_per_minute: 1000}}\n'
        free = "brakes: {sweep_share: 100%}\n"
        town = Town(box, folder, written(PROGRAM, folder / "config", gitlab + CONFIG + free))
        for number in range(1, count + 1):
            box.clock.advance(1)
            town.ask("POST", f"projects/{SPACE}/issues", PERSON, title=f"Issue {number}", labels=labels)
        box.world.journal.clear()
        yield town


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Town]:
    """One issue with which much is done."""
    with town_with(1, tmp_path, "special") as town:
        yield town


def test_a_bad_sweep_of_two_hundred_issues(tmp_path: Path):
    """All that nobody has touched since is as it was, what people have changed is as they have it, and it is said."""
    with town_with(COUNT, tmp_path) as town:
        before = town.issues()
        sweep = town.sweep("Bad idea")
        after = town.issues()
        for number in range(1, 11):
            body = {"remove_labels": "Spam", "state_event": "reopen", "assignee_ids": [0]}
            town.ask("PUT", f"projects/{SPACE}/issues/{number}", PERSON, **body)
        shown, written_before = town.undo("--sweep", sweep), town.writes()
        done = town.undo("--sweep", sweep, "--apply")
        again = town.undo("--sweep", sweep, "--apply")

        spoilt = {"labels": ["Spam"], "state": "closed", "assignees": ["legal-counsel"]}
        assert (len(before), set(map(str, after.values()))) == (COUNT, {str(spoilt)})
        assert town.issues() == before
        counts = {"issues": COUNT, "whole": COUNT - 10, "partly": 10, "waiting": 0}
        assert [{name: found[name] for name in counts} for found in (shown, done, again)] == [counts] * 3
        assert (written_before, town.writes()) == (COUNT, 2 * COUNT - 10)
        touched = [item for item in done["shown"] if item["issue"] == f"{PATH}#1"]
        assert [(part["what"], part["why"]) for part in touched[0]["parts"]] == [
            ("label Spam", "it is not there any more"),
            ("assignee legal-counsel", "changed since"),
            ("closed", "changed since"),
        ]


def test_what_was_undone_is_not_done_again(tmp_path: Path):
    """The same sweep passes over what was taken back: that counts as taken back by a person."""
    with town_with(3, tmp_path) as town:
        town.undo("--sweep", town.sweep("Bad idea"), "--apply")
        before = town.issues()
        town.sweep("Bad idea")

        assert town.issues() == before


def test_one_run_with_everything_in_it(small: Town):
    """The note says that it was taken back, the invitation is withdrawn, the new issue is closed with a word."""
    small.sweep("Everything else")
    run = next(run for run in small.runs() if _has_note(small, run))
    invited = _invited(small)

    done = small.undo(run, "--apply")

    assert invited == [INVITED]
    assert (_invited(small), small.issue(2)["state"], done["issues"], done["whole"]) == ([], "closed", 2, 2)
    (note,) = small.notes(1)
    assert note.splitlines()[:2] == [
        "<!-- usher-bot:undone -->",
        f"**Taken back** at the request of {PERSON} (run {run}). What this note said:",
    ]
    assert "Welcome." in note
    assert f"closed at the request of {PERSON} (run {run})" in small.notes(2)[0]


def test_an_invitation_that_was_accepted_is_said(small: Town):
    """Where there is no open invitation any more, the undo says so and ends with 1."""
    small.sweep("Everything else")
    run = next(run for run in small.runs() if _has_note(small, run))
    address = f"{small.box.url}/api/v4/groups/{CHAMPIONS.replace('/', '%2F')}/invitations/{INVITED}"
    requests.delete(address, headers={"PRIVATE-TOKEN": small.box.token(BOT)}, timeout=10).raise_for_status()

    result = small.usher("undo", run, "--apply")

    assert result.exit_code == 1
    assert "  ! There is no open invitation any more: it was accepted, or somebody has withdrawn it." in result.stdout


def test_a_dry_run_writes_nothing(small: Town):
    """Without --apply it says what would be done, part by part."""
    small.sweep("Bad idea")
    (run,) = small.runs()
    before, writes = small.issues(), small.writes()

    result = small.usher("undo", run)

    assert (result.exit_code, small.issues(), small.writes()) == (0, before, writes)
    assert result.stdout.splitlines() == [
        f"{PATH}#1  run {run}: would be taken back",
        "  ✓ label Spam: taken off",
        "  ✓ assignee legal-counsel: taken off",
        "  ✓ closed: opened again",
        "",
        "nothing was written; --apply does it",
    ]


def test_an_undo_can_be_undone(small: Town):
    """An undo is a run with an inverse of its own."""
    small.sweep("Bad idea")
    spoilt = small.issue(1)
    small.undo(small.runs()[0], "--apply")
    between = small.issue(1)
    small.undo(small.runs()[0], "--apply")

    assert between == {"labels": ["special"], "state": "opened", "assignees": []}
    assert small.issue(1) == spoilt


@pytest.mark.parametrize("point", [Point.CLAIMED, Point.BEGUN, Point.AFTER_EFFECT, Point.RECORDED, Point.FINISHED])
def test_a_kill_at_any_point(small: Town, point: Point):
    """Whenever the process dies, the same command goes on, and everything is written once."""
    small.sweep("Everything else")
    run = next(run for run in small.runs() if _has_note(small, run))
    writes = small.writes()

    with killed_at(point):
        CliRunner().invoke(main, ["undo", *small.options, run, "--apply", "--by", PERSON, "--workers", "1"])
    with small.service() as service:
        service.store.free_leases(service.worker.name)
    done = small.undo(run, "--apply")

    assert (done["whole"], _invited(small), small.issue(2)["state"]) == (2, [], "closed")
    assert (len(small.notes(1)), len(small.notes(2)), small.writes() - writes) == (1, 1, 4)


@contextmanager
def killed_at(name: Point) -> Iterator[None]:
    """The process dies when it passes this point for the first time, and does pass it."""
    left = [1]

    def die(here: str) -> None:
        if here == name and left[0]:
            left[0] = 0
            raise Killed

    end = install(die)
    try:
        with pytest.raises(Killed):
            yield
    finally:
        end()


def _has_note(town: Town, run_id: str) -> bool:
    with town.service() as service:
        run = service.store.run(run_id)
        return run is not None and any("note_id" in record.result for record in run.effects)


def _invited(town: Town) -> list[str]:
    return [row["invite_email"] for row in town.ask("GET", f"groups/{CHAMPIONS.replace('/', '%2F')}/invitations")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param([], "name either a run or, with --sweep, a sweep", id="nothing named"),
        pytest.param(["A", "--sweep", "B"], "name either a run or, with --sweep, a sweep", id="both"),
        pytest.param(["A"], "there is no run 'A'; the page of an issue names its runs", id="no such run"),
        pytest.param(
            ["--sweep", "B"],
            "no sweep 'B' has changed anything; usher sweep --apply names its sweep",
            id="no such sweep",
        ),
    ],
)
def test_used_wrongly(tmp_path: Path, arguments: list[str], words: str):
    """What cannot be meant ends with 2 and one sentence."""
    with town_with(0, tmp_path) as town:
        result = town.usher("undo", *arguments)

    assert (result.exit_code, result.stderr) == (2, f"usher: {words}\n")
