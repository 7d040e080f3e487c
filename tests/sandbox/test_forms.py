"""Pages of forms on a GitLab over HTTP, through door, worker and store."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from automation.commands.running import Running
from automation.decide.fields import read_fields, says_nothing
from automation.decide.guard import collapse
from automation.decide.ready import make_ready
from automation.runtime.settings import Settings
from sandbox.clock import Clock as BoxClock
from sandbox.seed import default_seed
from sandbox.server import Sandbox
from tests.engine_parts import Clock
from tests.fakes import NOW
from tests.forms_parts import FIELDS, FORMS, PROGRAM, TEMPLATE, Page, Visitor
from tests.properties.hostile import FRAGMENTS
from tests.small import CONFIG, PATH, written

pytestmark = pytest.mark.sandbox_only

BOT = "usher-bot"
PEOPLE: dict[str, dict[str, Any]] = {"sa-emea": {}, "nicole.smith": {}}
#: each alone, where it begins the text, and all together, where each meets its neighbours
CORPUS = [*FRAGMENTS, "".join(FRAGMENTS), "\r\n".join(FRAGMENTS), "x\r\n/close\r\n/assign @sa-emea\r\n/label ~bug\r\n"]
LIMITS = FORMS.replace("per_address: 3, total: 5", "per_address: 1000, total: 1000")


class Site:
    """A GitLab with one issue of a person's, a service without workers, and somebody who fills its forms in."""

    def __init__(self, box: Sandbox, folder: Path) -> None:
        self.box, clock = box, Clock(NOW)
        gitlab = f"gitlab: {{url: {box.url}, token: sandbox-{BOT}, issues_per_minute: 1000}}\n"
        settings = Settings(
            config=written(PROGRAM, folder, gitlab + CONFIG + LIMITS, TEMPLATE),
            load=lambda path: make_ready(path, {})[1],
            database=f"sqlite:///{folder / 'usher.db'}",
            workers=0,
            clock=clock,
        )
        running = Running(settings, "127.0.0.1", 0)
        self.service = running.service
        self.visitor = Visitor(clock=clock, service=running.door())
        self.ask("nicole.smith", "POST", "issues", title="Before", description="Nothing to do with it.")

    def ask(self, who: str, method: str, path: str, **body: object) -> Any:
        """What GitLab answers when `who` asks this about the project."""
        address = f"{self.box.url}/api/v4/projects/{quote(PATH, safe='')}/{path}"
        answer = requests.request(method, address, json=body, headers={"PRIVATE-TOKEN": self.box.token(who)}, timeout=5)
        answer.raise_for_status()
        return answer.json()

    def opened(self) -> list[dict[str, Any]]:
        """The issues that were opened since, oldest first, once the service has done its work."""
        self.service.work_off()
        return self.ask(BOT, "GET", "issues?per_page=100&sort=asc")[1:]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site that nobody has visited."""
    seed = default_seed(PEOPLE, {"stories": {"path": PATH}}, [], BOT)
    with Sandbox(seed, BoxClock(NOW, frozen=True)) as box:
        made = Site(box, tmp_path)
        yield made
        made.service.stop()


def test_a_page_becomes_an_issue(site):
    """What somebody without an account filled in is a confidential issue in its first stage, with every answer."""
    sent = {**FIELDS, "Day": "2027-02-01", "Time": "2027-02-01T14:30", "Endorsed": "Yes", "Track": "Test"}
    assert site.visitor.send(sent).status_code == 303
    (issue,) = site.opened()
    assert (issue["title"], issue["confidential"], issue["labels"]) == (
        "Nomination: Sample Champion One",
        True,
        ["Nomination::New"],
    )
    found = read_fields(issue["description"], [*sent, "Link"])
    assert found == {**sent, "Link": ""}


def test_many_clicks_are_one_issue(site):
    """However often and however fast the button is pressed, and also when the page is sent again a day later."""
    ticket = site.visitor.ticket()
    with ThreadPoolExecutor(4) as fingers:
        answers = list(fingers.map(lambda _: site.visitor.send(ticket=ticket), range(8)))
    site.opened()
    site.visitor.wait(hours=23)
    answers.append(site.visitor.send(ticket=ticket))
    assert ({answer.status_code for answer in answers}, len(site.opened())) == ({303}, 1)


@pytest.mark.parametrize("field", ["Name", "Why"])
def test_hostile_words_do_nothing(site, field):
    """Commands, mentions, references and markup that people hand in are text, on the page and in the issue."""
    texts = [text.encode(errors="ignore").decode() for text in CORPUS]
    taken = [text for text in texts if not says_nothing(collapse(text))]
    for text in texts:
        answer = site.visitor.send({**FIELDS, field: text, "Email": "nobody"})
        assert (answer.status_code, "script" in Page(answer.text).tags()) == (422, False)
        assert site.visitor.send({**FIELDS, field: text}).status_code == (303 if text in taken else 422)
    issues = site.opened()
    states = {(issue["state"], issue["confidential"], *issue["labels"], len(issue["assignees"])) for issue in issues}
    notes = [site.ask(BOT, "GET", f"issues/{issue['iid']}/notes") for issue in [{"iid": 1}, *issues]]
    assert (states, notes) == ({("opened", True, "Nomination::New", 0)}, [[]] * (len(taken) + 1))
    words = [collapse(read_fields(issue["description"], [field])[field]) for issue in issues]
    assert words == [collapse(text) for text in taken]
