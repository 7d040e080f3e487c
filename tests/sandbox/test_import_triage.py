"""From a policy file of gitlab-triage to a sweep of a GitLab over HTTP: both select the same issues."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from automation.commands.main import main
from automation.config.model import GitLab as Settings
from automation.gitlab.client import GitLabClient
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot
from sandbox.clock import Clock
from sandbox.seed import default_seed
from sandbox.server import Sandbox
from tests.small import CONFIG, PATH, written
from tests.triage_oracle import FILE, GROUP, MEMBERS, RULES, selected

pytestmark = pytest.mark.sandbox_only

BOT = "usher-bot"
PEOPLE = ("nicole.smith", "april.marks", "steve.george")
COUNT = 240
PROJECT = f"projects/{PATH.replace('/', '%2F')}"
OLD, YOUNG = timedelta(days=40), timedelta(hours=3)


class Hands:
    """What people do in a GitLab, by plain requests."""

    def __init__(self, box: Sandbox) -> None:
        self._api = f"{box.url}/api/v4"
        self._tokens = {name: box.token(name) for name in (*PEOPLE, "root")}
        self._session = requests.Session()

    def send(self, who: str, method: str, path: str, **body: Any) -> Any:
        """The answer to what `who` asks."""
        headers = {"PRIVATE-TOKEN": self._tokens[who]}
        answer = self._session.request(method, f"{self._api}/{path}", json=body, headers=headers, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def number_of(self, username: str) -> int:
        """The id of a person."""
        (found,) = self.send("root", "GET", f"users?username={username}")
        return int(found["id"])

    def close(self) -> None:
        """Hang up."""
        self._session.close()


def stock(box: Sandbox, now: datetime, chance: Random) -> None:
    """Issues of all kinds, half of them old; all ages lie clear of the edges."""
    hands = Hands(box)
    people = [hands.number_of(name) for name in PEOPLE]
    for name in sorted(MEMBERS):
        group = GROUP.replace("/", "%2F")
        hands.send("root", "POST", f"groups/{group}/members", user_id=hands.number_of(name), access_level=30)
    made = [
        hands.send("root", "POST", f"{PROJECT}/milestones", title=title, due_date=due)["id"]
        for title, due in milestones(now)
    ]
    hands.send("root", "PUT", f"{PROJECT}/milestones/{made[1]}", state_event="close")
    for number in range(1, COUNT + 1):
        if number == COUNT // 2:
            box.clock.advance((OLD - YOUNG).total_seconds())
        author = chance.choice(PEOPLE)
        issue = hands.send(author, "POST", f"{PROJECT}/issues", **body_of(number, now, chance, made, people))
        if chance.random() < 0.3:
            hands.send(author, "POST", f"{PROJECT}/issues/{issue['iid']}/notes", body="A word.")
        if chance.random() < 0.3:
            hands.send(author, "PUT", f"{PROJECT}/issues/{issue['iid']}", state_event="close")
    hands.close()


def milestones(now: datetime) -> list[tuple[str, str]]:
    """Titles and due dates."""
    return [(title, (now.date() + timedelta(days=days)).isoformat()) for title, days in (("17.0", 9), ("16.0", -9))]


def body_of(number: int, now: datetime, chance: Random, milestones: list[int], people: list[int]) -> dict[str, Any]:
    """What the issue with this number is opened with."""
    due = chance.choice([None, -3, -2, 2, 6, 9])
    body = {
        "title": f"{chance.choice(['Plain', '[Sailfish] Crash', 'a [sail] b', 'It goes BOOM'])} {number}",
        "description": chance.choice(["", "Words.", "- [ ] one", "- [x] one", "- [x] one\n- [ ] two"]),
        "labels": ",".join(chance.sample(["bug", "idea", "keep", "p::1", "p::2"], chance.randrange(4))),
        "confidential": chance.random() < 0.3,
        "assignee_ids": chance.sample(people, chance.randrange(2)),
        "due_date": None if due is None else (now.date() + timedelta(days=due)).isoformat(),
        "milestone_id": chance.choice([None, *milestones]),
        "issue_type": chance.choice(["issue", "incident"]),
        "weight": chance.choice([None, 0, 3]),
    }
    return {key: value for key, value in body.items() if value not in (None, "")}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Snapshot], datetime]]:
    """The configuration with the imported program, the issues as GitLab lists them, and the present."""
    now = datetime.now(UTC)
    folder = tmp_path_factory.mktemp("town")
    projects = {"stories": {"path": PATH, "visibility": "private"}}
    seed = default_seed({name: {} for name in PEOPLE}, projects, [GROUP], BOT)
    with Sandbox(seed, clock=Clock(now - OLD, frozen=True), tier="premium") as box:
        stock(box, now, Random(11))
        box.clock.advance(YOUNG.total_seconds())
        made = CliRunner().invoke(main, ["import-triage", str(FILE), "--project", "stories"])
        gitlab = f'gitlab: {{url: "{box.url}", token: "{box.token(BOT)}"}}\n'
        config = gitlab + CONFIG.replace("groups: {", f"groups: {{gitlab-champions: {GROUP}, ")
        path = written(made.stdout, folder, config)
        client = GitLabClient(Settings(url=box.url, token=box.token(BOT), timeout=10))
        yield path, listed(client), now
        client.close()


def listed(client: GitLabClient) -> list[Snapshot]:
    """Every issue, page by page."""
    found, after = [], ""
    while True:
        page = client.listing.page(PATH, {}, after)
        found += page.issues
        if not (after := page.next):
            return found


def test_a_sweep_selects_what_gitlab_triage_would(town: tuple[Path, list[Snapshot], datetime]):
    """Over some hundred issues each imported policy selects as many as its rule, and shows no other."""
    config, issues, now = town
    options = ["--config", str(config), "--database", f"sqlite:///{config.parent / 'usher.db'}", "--format", "json"]
    result = CliRunner().invoke(main, ["sweep", *options])
    swept = {policy["name"]: policy for policy in json.loads(result.stdout)["policies"]}
    wanted: dict[str, set[IssueRef]] = {
        name: {issue.ref for issue in issues if selected(name, issue, now)} for name in RULES
    }

    assert (result.exit_code, len(issues)) == (0, COUNT)
    assert {name: policy["selected"] for name, policy in swept.items()} == {
        name: len(refs) for name, refs in wanted.items()
    }
    shown = {name: {IssueRef.parse(find["issue"]) for find in policy["found"]} for name, policy in swept.items()}
    assert {name: refs - wanted[name] for name, refs in shown.items()} == {name: set() for name in RULES}
