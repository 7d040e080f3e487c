"""The other side of a kill test: a sandbox GitLab, people who act in it, and its deliveries as they leave it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote

import requests

from sandbox.seed import default_seed
from sandbox.server import Sandbox

BOT = "usher-bot"
OPS = "gitlab-com/channel/partner-champions-ops"
CHAMPIONS = "gitlab-partners-public/gitlab-champions"
SIGNING_TOKEN = "whsec_dXNoZXIgc2lnbmluZyBrZXkgb2YgMzIgYnl0ZXMhIQ=="
PEOPLE = {"champions-manager": {}, "ecosystem-emea": {}, "sa-emea": {}}

_RUN = re.compile(r"usher:[0-9A-Z]{26}:")


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery as GitLab sent it."""

    headers: dict[str, str]
    body: str


@dataclass
class Scene:
    """A GitLab with one project, whose hook leads to a recorder."""

    box: Sandbox
    #: deliveries that were sent and not taken yet, in order
    sent: list[Sent] = field(default_factory=list)

    def ask(self, person: str, method: str, path: str, **body: Any) -> Any:
        """What GitLab answers when `person` asks this."""
        headers = {"PRIVATE-TOKEN": self.box.token(person)}
        answer = requests.request(method, f"{self.box.url}/api/v4{path}", json=body, headers=headers, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def project(self, *more: object) -> str:
        """The path of the project, and what is under it."""
        return "/".join(["/projects", quote(OPS, safe=""), *map(str, more)])

    def nominate(self, email: str) -> int:
        """A person nominates somebody; gives the iid."""
        description = f"<!-- program: nomination -->\n- **Email:** {email}"
        issue = self.ask("sa-emea", "POST", self.project("issues"), title="Nomination", description=description)
        return int(issue["iid"])

    def move(self, person: str, iid: int, old: str, new: str) -> None:
        """A person moves a nomination from one stage to another."""
        labels = {"add_labels": f"Champion::{new}", "remove_labels": f"Champion::{old}"}
        self.ask(person, "PUT", self.project("issues", iid), **labels)

    def take(self) -> list[Sent]:
        """Everything that GitLab has sent since the last time."""
        assert self.box.drain()
        taken, self.sent[:] = list(self.sent), []
        return taken

    def writes(self) -> list[tuple[str, str, Any]]:
        """Every write of the bot that took effect, in order, with all runs called alike."""
        journal = self.box.world.journal.since(0)
        return [(item.method, unquote(item.path), _alike(item.body)) for item in journal if item.actor == BOT]

    def issues(self) -> list[dict[str, Any]]:
        """Every issue with what matters of it, and its notes, with all runs called alike."""
        listed = self.ask(BOT, "GET", self.project("issues") + "?per_page=100&scope=all&order_by=created_at&sort=asc")
        return [self._issue(data) for data in listed]

    def invitations(self) -> list[str]:
        """Addresses that were invited to the group."""
        path = f"/groups/{quote(CHAMPIONS, safe='')}/invitations"
        return [row["invite_email"] for row in self.ask(BOT, "GET", path)]

    def _issue(self, data: dict[str, Any]) -> dict[str, Any]:
        notes = self.ask(BOT, "GET", self.project("issues", data["iid"], "notes") + "?sort=asc&per_page=100")
        links = self.ask(BOT, "GET", self.project("issues", data["iid"], "links"))
        return {
            "iid": data["iid"],
            "title": data["title"],
            "description": _alike(data["description"]),
            "state": data["state"],
            "labels": sorted(data["labels"]),
            "assignees": [person["username"] for person in data["assignees"]],
            "notes": [_alike(note["body"]) for note in notes if not note["system"]],
            "links": [link["iid"] for link in links],
        }


def _alike(value: Any) -> Any:
    if isinstance(value, str):
        return _RUN.sub("usher:RUN:", value)
    if isinstance(value, dict):
        return {key: _alike(item) for key, item in value.items()}
    return value


@contextmanager
def scene(**options: Any) -> Iterator[Scene]:
    """A running scene; `options` are those of `Sandbox`."""
    seed = default_seed(PEOPLE, {"ops": {"path": OPS, "visibility": "private"}}, [CHAMPIONS], BOT)
    with Sandbox(seed, **options) as box, _recorder() as (url, sent):
        made = Scene(box, sent)
        events = ("issues_events", "confidential_issues_events", "note_events", "confidential_note_events")
        asked = {"url": url, "push_events": False, "signing_token": SIGNING_TOKEN, **dict.fromkeys(events, True)}
        made.ask(BOT, "POST", made.project("hooks"), **asked)
        box.world.journal.clear()
        yield made


@contextmanager
def _recorder() -> Iterator[tuple[str, list[Sent]]]:
    """Where a hook may lead: everything is taken, and kept in order."""
    sent: list[Sent] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent.append(Sent(dict(self.headers.items()), body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", sent
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
