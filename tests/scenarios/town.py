"""A GitLab and Usher under one clock that moves when told, with people between them (nothing runs by itself)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
from flask.testing import FlaskClient

from automation.commands.running import Running
from automation.commands.seeding import BOT, seed_of
from automation.config.model import Webhook
from automation.runtime.settings import Settings
from automation.runtime.ticker import Ticker
from sandbox.clock import Clock
from sandbox.server import Sandbox
from tests.fakes import SIGNING_TOKEN
from tests.play import shipped
from tests.scenarios.proxy import Proxy, served
from tests.scenarios.script import Act, Deed
from webhooks.app import create_app
from webhooks.dashboard import dashboard

#: what a hook has to tell Usher
TRIGGERS = ("issues_events", "confidential_issues_events", "note_events", "confidential_note_events")
#: seconds that a machine under load may take to answer
PATIENCE = 30


@dataclass
class Town:
    """People, their GitLab and their Usher."""

    box: Sandbox
    folder: Path
    proxy: Proxy
    #: project and number of each issue that people opened, by their name for it
    opened: dict[str, tuple[str, int]] = field(default_factory=dict)
    _session: requests.Session = field(default_factory=requests.Session)

    @property
    def now(self) -> datetime:
        """The present instant (UTC)."""
        return self.box.clock.now()

    def let_usher_in(self) -> None:
        """Start Usher, with its door and its pages, on the database that it has."""
        self.usher = Running(self._settings(), "127.0.0.1", 0)
        self._app = create_app(self.usher.door(), [dashboard(self.usher.service)])
        self._vigil = Ticker(self.usher.service.vigil.duties(), self.box.clock.now)
        self.proxy.behind = self._app
        self.usher.service.take_over()

    def send_usher_away(self) -> None:
        """Stop Usher."""
        self.proxy.behind = None
        self.usher.service.stop()

    def open_door(self, is_open: bool) -> None:
        """Let GitLab reach Usher, or not."""
        self.proxy.behind = self._app if is_open else None

    def browser(self) -> FlaskClient:
        """Somebody who looks at Usher's pages."""
        return self._app.test_client()

    def act(self, act: Act) -> None:
        """Let somebody act, at the instant that is theirs; the clock is a second later when it is done."""
        self.box.clock.set(act.at)
        self.opened[act.issue] = self._do(act)
        self.box.clock.advance(1)

    def answer(self) -> None:
        """Let GitLab tell everything, and Usher work until there is nothing left to do."""
        assert self.box.drain()
        while self.usher.service.work_off():
            assert self.box.drain()

    def look_round(self, now: datetime) -> None:
        """Let it be `now`, and Usher do what it does from time to time, until there is nothing left to do."""
        self.box.clock.set(now)
        self.usher.service.tick()
        self._vigil.tick(now)
        self.answer()

    def ask(self, person: str, method: str, path: str, **body: Any) -> Any:
        """What GitLab answers when `person` asks this; raises `requests.HTTPError` where it refuses."""
        headers = {"PRIVATE-TOKEN": self.box.token(person)}
        url = f"{self.box.url}/api/v4{path}"
        answer = self._session.request(method, url, json=body or None, headers=headers, timeout=PATIENCE)
        answer.raise_for_status()
        return answer.json()

    def _do(self, act: Act) -> tuple[str, int]:
        doing = act.doing
        if doing.deed is Deed.OPEN:
            path = shipped().config.projects[act.project].path
            return path, self.ask(doing.person, "POST", issues_of(path), **doing.body)["iid"]
        path, iid = self.opened[act.issue]
        if doing.deed is Deed.CHANGE:
            self.ask(doing.person, "PUT", f"{issues_of(path)}/{iid}", **doing.body)
        else:
            self.ask(doing.person, "POST", f"{issues_of(path)}/{iid}/notes", **doing.body)
        return path, iid

    def _settings(self) -> Settings:
        connection = {
            "url": self.box.url,
            "token": self.box.token(BOT),
            "timeout": PATIENCE,
            "webhook": Webhook(signing_tokens=[SIGNING_TOKEN]),
            # hours pass within seconds
            "notes_per_minute": 100_000,
            "issues_per_minute": 100_000,
        }
        config = shipped().config
        gitlab = config.gitlab.model_copy(update=connection)
        rules = replace(shipped(), config=config.model_copy(update={"gitlab": gitlab}))
        return Settings(
            config=self.folder / "config.yml",
            load=lambda _path: rules,
            database=f"sqlite:///{self.folder / 'usher.db'}",
            workers=0,
            clock=self.box.clock.now,
        )


def issues_of(path: str) -> str:
    """Where the API has the issues of the project at `path`."""
    return f"/projects/{quote(path, safe='')}/issues"


@contextmanager
def town(folder: Path, start: datetime, projects: Iterable[str]) -> Iterator[Town]:
    """A town as it is at `start`: Usher is there, and the hooks of `projects` lead to it."""
    proxy, rules = Proxy(), shipped()
    folder.mkdir()
    with Sandbox(seed_of(rules.config), Clock(start, frozen=True)) as box, served(proxy) as url:
        made = Town(box, folder, proxy)
        for project in projects:
            path = f"/projects/{quote(rules.config.projects[project].path, safe='')}/hooks"
            wanted = {"url": f"{url}/webhooks/gitlab", "push_events": False, "signing_token": SIGNING_TOKEN}
            made.ask(BOT, "POST", path, **wanted, **dict.fromkeys(TRIGGERS, True))
        made.let_usher_in()
        made.look_round(start)
        try:
            yield made
        finally:
            made.send_usher_away()
            made._session.close()
