"""Clocks on a GitLab over HTTP, through door, worker and store, with a service that is killed at every step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from automation.commands.running import Running
from automation.decide.ready import make_ready
from automation.runtime.settings import Settings
from sandbox.clock import Clock
from sandbox.seed import default_seed
from sandbox.server import Sandbox
from tests.sandbox.receiver import Receiver
from webhooks.app import create_app

pytestmark = pytest.mark.sandbox_only

NINE = datetime(2027, 1, 11, 9, tzinfo=UTC)
COMMUNITY = "gitlab-com/marketing/community"
BOT, OTHER_BOT, SECRET = "usher-bot", "project_7_bot_1f", "a-secret-of-the-hook"
PEOPLE = {"community-manager": {}, "advocate-emea": {}, OTHER_BOT: {}}
FILES = {
    "config.yml": f"""\
gitlab: {{url: $URL, token: sandbox-{BOT}, webhook: {{secret_tokens: {SECRET}}}, member_access_level: 30}}
people: {{community-manager: {{}}, advocate-emea: {{}}}}
projects: {{community: {COMMUNITY}}}
""",
    "programs/mentions.yml": """\
program: Mentions
workflows:
  mention:
    project: community
    template: Mention
    owner: advocate-emea
    stage_label: Mention
    stages: {New: {}, Responded: {closed: true}}
    moves: [{from: New, to: Responded, by: advocate-emea}]
    fields: {Posted at: {type: datetime}}
    clocks:
      First response:
        starts: {field: Posted at}
        until: activity.first_response
        steps:
          - {at: 45 minutes, name: Due soon, do: [{label: "SLA::Due Soon"}]}
          - at: 60 minutes
            name: Breached
            do:
              - label: SLA::Breached
              - comment: {key: mention-breach, text: "{{ step.elapsed }}.", mention: assignees}
""",
    "issue_templates/Mention.md": "<!-- program: mention -->\n- **Posted at:** {{ fields['Posted at'] }}\n",
}


class Town:
    """A GitLab, its hook, and a service that lives from one look to the next and forgets everything in between."""

    def __init__(self, box: Sandbox, hook: Receiver, folder: Path) -> None:
        self.box, self.hook, self.folder = box, hook, folder
        self.now = NINE
        events = ("issues_events", "confidential_issues_events", "note_events", "confidential_note_events")
        self.ask(BOT, "POST", "hooks", url=hook.url, token=SECRET, push_events=False, **dict.fromkeys(events, True))

    def ask(self, who: str, method: str, path: str, **body: object) -> requests.Response:
        """What GitLab answers when `who` asks this about the project."""
        address = f"{self.box.url}/api/v4/projects/{quote(COMMUNITY, safe='')}/{path}"
        answer = requests.request(method, address, json=body, headers={"PRIVATE-TOKEN": self.box.token(who)}, timeout=5)
        answer.raise_for_status()
        return answer

    def post(self) -> None:
        """The collector opens a mention of something that was said at nine."""
        text = "<!-- program: mention -->\n- **Posted at:** 2027-01-11 09:00"
        self.ask("community-manager", "POST", "issues", title="A question", description=text)

    def comment(self, who: str, *, internal: bool = False) -> None:
        """Somebody comments on the mention."""
        self.ask(who, "POST", "issues/1/notes", body="Looking into it.", internal=internal)

    def pass_until(self, minute: float) -> None:
        """It is so many minutes after nine."""
        self.now = NINE + timedelta(minutes=minute)
        self.box.world.clock.set(self.now)

    def serve(self, *, delivered: bool = True) -> None:
        """A service takes what GitLab sent and what its clock owes, asks for what was lost, and is gone."""
        assert self.box.drain()
        taken, self.hook.got[:] = list(self.hook.got) if delivered else [], []
        usher = Running(self._settings(), "127.0.0.1", 0)
        service, door = usher.service, create_app(usher.door()).test_client()
        for received in taken:
            door.post("/webhooks/gitlab", headers=received.headers, data=received.raw)
        service.take_over()
        service.vigil.alive(self.now)
        for _ in range(2):
            service.tick()
            service.work_off()
            service.vigil.catch_up(self.now)
            self.now += timedelta(seconds=1)
        service.work_off()
        service.stop()

    def _settings(self) -> Settings:
        return Settings(
            config=self.folder / "config.yml",
            load=lambda path: make_ready(path, {})[1],
            database=f"sqlite:///{self.folder / 'usher.db'}",
            workers=0,
            clock=lambda: self.now,
        )

    def shown(self) -> tuple[list[str], list[str]]:
        """The service-level labels of the mention, and the texts of the messages on it."""
        labels = self.ask(BOT, "GET", "issues/1").json()["labels"]
        notes = [note["body"].splitlines() for note in self.ask(BOT, "GET", "issues/1/notes?sort=asc").json()]
        messages = [lines[1] for lines in notes if lines[0] == "<!-- usher-bot:mention-breach -->"]
        return [label for label in labels if label.startswith("SLA::")], messages


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town whose mention was opened a minute after the post."""
    seed = default_seed(PEOPLE, {"community": {"path": COMMUNITY}}, [], BOT)
    with Sandbox(seed, Clock(NINE, frozen=True)) as box, Receiver() as hook:
        for name, text in FILES.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text.replace("$URL", box.url), encoding="utf-8")
        made = Town(box, hook, tmp_path)
        made.pass_until(1)
        made.post()
        made.serve()
        yield made


SOON, BREACHED = ["SLA::Due Soon"], ["SLA::Breached"]
TOLD = ["@advocate-emea 1 hour."]


def test_nobody_answers(town):
    """To the minute: nothing after 44, near after 45, breached and told once after 60 minutes from the post."""
    seen = []
    for minute in (44, 44.9, 45, 59, 60, 61, 600):
        town.pass_until(minute)
        town.serve()
        seen.append((minute, town.shown()))

    assert seen == [
        (44, ([], [])),
        (44.9, ([], [])),
        (45, (SOON, [])),
        (59, (SOON, [])),
        (60, (BREACHED, TOLD)),
        (61, (BREACHED, TOLD)),
        (600, (BREACHED, TOLD)),
    ]


@pytest.mark.parametrize(
    ("who", "internal", "expected"),
    [
        pytest.param("advocate-emea", False, ([], []), id="an advocate"),
        pytest.param("advocate-emea", True, ([], []), id="an advocate, internally"),
        pytest.param("community-manager", False, (BREACHED, TOLD), id="the author"),
        pytest.param(OTHER_BOT, False, (BREACHED, TOLD), id="another bot, a member too"),
        pytest.param(BOT, False, (BREACHED, TOLD), id="Usher's own account"),
    ],
)
def test_who_answers(town, who, internal, expected):
    """The first comment of a person stops the clock for good; the author's and those of bots do not."""
    town.pass_until(30)
    town.comment(who, internal=internal)
    for minute in (31, 45, 60):
        town.pass_until(minute)
        town.serve()

    assert town.shown() == expected


def test_an_answer_while_nobody_was_there(town):
    """A service that was away from before the answer until after the hour finds that it came in time."""
    town.pass_until(30)
    town.comment("advocate-emea")
    town.pass_until(90)
    town.serve()

    assert town.shown() == ([], [])


def test_an_answer_that_no_delivery_told_of(town):
    """Where the answer in time was lost with its delivery, timers wait until GitLab was asked what went by."""
    town.pass_until(30)
    town.comment("advocate-emea")
    town.pass_until(90)
    town.serve(delivered=False)

    assert town.shown() == ([], [])


def test_nobody_was_there(town):
    """A service that was away all the time does all that has come, in order, once."""
    town.pass_until(600)
    town.serve()
    town.serve()

    assert town.shown() == (BREACHED, TOLD)
