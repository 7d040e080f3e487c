"""A small world behind pages, for their tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sandbox.app import create_app
from sandbox.clock import Clock
from sandbox.model import Issue
from sandbox.outbound import Delivery
from sandbox.pages import paths, register
from sandbox.seed import Seed, SeedLabel, SeedPlace, SeedUser
from sandbox.world import hooks, issues, links, notes, planting
from sandbox.world.fields import IssueFields
from sandbox.world.state import World
from tests.sandbox.pages_browser import Browser, Page

START = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
OPS = "gitlab-com/channel/partner-champions-ops"
PUBLIC = "gitlab-com/marketing/developer-relations/community-response"
STAGES = ("Champion::Nominated", "Champion::In Review")
HOSTILE = '"><script>alert(1)</script>'
TEXT = "- [ ] Sponsor named\n- [x] Email checked\n"


@dataclass(slots=True)
class Scene:
    """A world behind pages, what it sent to its hook, and a browser."""

    world: World
    sent: list[Delivery]
    browser: Browser

    def open_issue(self, by: str = "itzikgb", path: str = OPS, **fields: Any) -> Issue:
        """Open an issue."""
        project = self.world.data.projects[self.world.data.project_paths[path]]
        wanted = {"title": "A case", "description": TEXT, **fields}
        return issues.create(self.world.act(by), project, cast("IssueFields", wanted))

    def now(self, issue: Issue) -> Issue:
        """Return the issue as it is now."""
        return self.world.data.issues[issue.id]

    def page(self, issue: Issue, status: int = 200) -> Page:
        """Open the page of an issue."""
        return self.browser.open(paths.issue(self.world, issue), status)

    def labels(self, issue: Issue) -> list[str]:
        """Return the names of an issue's labels."""
        return [self.world.data.labels[label_id].name for label_id in self.now(issue).label_ids]

    def assignees(self, issue: Issue) -> list[str]:
        """Return the usernames of an issue's assignees."""
        return [self.world.data.users[user_id].username for user_id in self.now(issue).assignee_ids]

    def label_id(self, name: str) -> int:
        """Return the id of a label of the private project."""
        return self.world.data.label_names["project", self.world.data.project_paths[OPS]][name]

    def events(self) -> list[str]:
        """Return the triggers of the deliveries since the last call."""
        triggers = [delivery.trigger for delivery in self.sent]
        self.sent.clear()
        return triggers


def seed() -> Seed:
    """Two people who work here, one outsider, an administrator and the service's account."""
    names = {"root": "Administrator", "usher-bot": "", "itzikgb": "Itzik Gan-Baruch", "champions-manager": ""}
    users = (*(SeedUser(username=key, name=name, admin=key == "root") for key, name in names.items()),)
    members = {"itzikgb": 30, "champions-manager": 30}
    templates = {".gitlab/issue_templates/Champion_Nomination.md": f'# Nomination\n{TEXT}\n/label ~"{STAGES[0]}"\n'}
    stages = tuple(SeedLabel(name=name) for name in STAGES)
    return Seed(
        users=(*users, SeedUser(username="partner-emea-1")),
        groups=(SeedPlace(path="gitlab-com", visibility="public", members={"usher-bot": 50}),),
        projects=(
            SeedPlace(path=OPS, members=members, labels=stages, files=templates),
            SeedPlace(path=PUBLIC, visibility="public", members=members),
        ),
    )


def scene_of(started: Seed, tier: str = "premium") -> Scene:
    """Return a scene whose clock stands still."""
    world = planting.create_world(started, clock=Clock(START, frozen=True), tier=tier)
    return Scene(world, [], Browser(create_app(world, [register]).test_client()))


def hooked_scene() -> Scene:
    """Return the premium scene with a hook on the private project."""
    made = scene_of(seed())
    made.world.send = made.sent.append
    project = made.world.data.projects[made.world.data.project_paths[OPS]]
    triggers = frozenset({"issues_events", "confidential_issues_events", "note_events"})
    hooks.create(made.world.act("root"), project, {"url": "http://127.0.0.1:9/", "triggers": triggers})
    return made


def furnished(scene: Scene) -> Issue:
    """Fill a scene with one of everything that pages show, in hostile words."""
    act = scene.world.act("itzikgb")
    first = scene.open_issue(title=HOSTILE, description=f"{TEXT}{HOSTILE}\n[a](javascript:alert(1))", confidential=True)
    second = scene.open_issue(title=HOSTILE, state_event="close")
    notes.create(act, first, f"{HOSTILE} [a](javascript:alert(1))")
    notes.create(act, first, HOSTILE, internal=True)
    notes.create(act, first, f'/assign me\n/due 2027-01-10\n/label ~"{STAGES[1]}"\n/title A {HOSTILE}\n/weight 3')
    links.create(act, scene.now(first), second, "blocks")
    label = {"token": token(scene), "add": f"Scope::{HOSTILE}"}
    scene.browser.client.post(f"{paths.issue(scene.world, first)}/labels", data=label)
    return first


def token(scene: Scene) -> str:
    """Return what every form must bring."""
    return scene.browser.open("/").form("/-/act-as").fields["token"]
