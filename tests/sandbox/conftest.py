from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import gitlab
import pytest
import requests
from gitlab.v4.objects import Project

from sandbox.clock import Clock
from sandbox.seed import Seed, default_seed
from sandbox.server import Sandbox
from tests.sandbox.receiver import Receiver

START = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
BOT = "usher-bot"
PUBLIC = "gitlab-com/marketing/developer-relations/community-response"
PRIVATE = "gitlab-com/channel/partner-champions-ops"
REAL_URL = os.environ.get("USHER_CONTRACT_URL", "")
REAL_TOKEN = os.environ.get("USHER_CONTRACT_TOKEN", "")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs the sandbox's own controls when a real GitLab is under test."""
    if not (REAL_URL and REAL_TOKEN):
        return
    left_out = [item for item in items if item.get_closest_marker("sandbox_only")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def make_seed() -> Seed:
    """Two people of the programs, two projects, one account outside."""
    people = {"community-manager": {}, "april.marks": {"name": "April Marks"}}
    projects = {"community": {"path": PUBLIC, "visibility": "public"}, "champion-ops": {"path": PRIVATE}}
    champions = "gitlab-partners-public/gitlab-champions"
    return default_seed(people, projects, [champions], BOT, outsiders=["partner-emea-1"])


@dataclass(frozen=True, slots=True)
class Client:
    """One user's way into the sandbox: python-gitlab, and plain HTTP below `/api/v4`."""

    api: gitlab.Gitlab
    session: requests.Session

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a plain request."""
        return self.session.request(method, f"{self.api.url}/api/v4{path}", timeout=10, **options)

    def project(self, path: str = PUBLIC) -> Project:
        """Return a project as python-gitlab has it."""
        return self.api.projects.get(path)


@pytest.fixture
def make_box() -> Iterator[Callable[..., Sandbox]]:
    """Start sandboxes, frozen at START unless told otherwise, and stop them afterwards."""
    boxes: list[Sandbox] = []

    def make(**options: Any) -> Sandbox:
        options = {"seed": make_seed(), "clock": Clock(START, frozen=True), **options}
        boxes.append(Sandbox(**options).start())
        return boxes[-1]

    yield make
    for box in boxes:
        box.stop()


@pytest.fixture(scope="session")
def running_box() -> Iterator[Sandbox]:
    """The sandbox that `box` gives to one test after the other."""
    with Sandbox(make_seed(), Clock(START, frozen=True)) as running:
        yield running


@pytest.fixture
def box(running_box: Sandbox) -> Sandbox:
    """A premium sandbox as new, whose clock stands still at START."""
    running_box.drain()
    running_box.clock.freeze(True)
    running_box.clock.set(START)
    running_box.reset()
    return running_box


@pytest.fixture
def client_of() -> Iterator[Callable[..., Client]]:
    """Open clients of a box for a user, and close them afterwards."""
    sessions: list[requests.Session] = []

    def open_client(box: Sandbox, username: str = BOT) -> Client:
        session = requests.Session()
        session.headers["PRIVATE-TOKEN"] = box.token(username)
        sessions.append(session)
        return Client(gitlab.Gitlab(box.url, private_token=box.token(username), session=session), session)

    yield open_client
    for session in sessions:
        session.close()


@pytest.fixture
def bot(box: Sandbox, client_of: Callable[..., Client]) -> Client:
    """The service's account: Owner of the top groups."""
    return client_of(box)


@pytest.fixture
def member(box: Sandbox, client_of: Callable[..., Client]) -> Client:
    """A Developer of every project."""
    return client_of(box, "community-manager")


@pytest.fixture
def outsider(box: Sandbox, client_of: Callable[..., Client]) -> Client:
    """Somebody with an account and nothing else."""
    return client_of(box, "partner-emea-1")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of webhooks that runs."""
    with Receiver() as running:
        yield running


@pytest.fixture(scope="session")
def contract_api() -> Iterator[gitlab.Gitlab]:
    """The GitLab that USHER_CONTRACT_URL and USHER_CONTRACT_TOKEN name, else a sandbox of our own."""
    if REAL_URL and REAL_TOKEN:
        with gitlab.Gitlab(REAL_URL, private_token=REAL_TOKEN) as api:
            yield api
        return
    with Sandbox(make_seed()) as running, gitlab.Gitlab(running.url, private_token=running.token(BOT)) as api:
        yield api


@pytest.fixture
def gitlab_under_test(contract_api: gitlab.Gitlab) -> Iterator[Project]:
    """A throw-away project of the GitLab under test; the user of the token is its Owner."""
    project = contract_api.projects.create({"name": f"usher-contract-{uuid.uuid4().hex[:12]}", "visibility": "private"})
    yield project
    project.delete()
