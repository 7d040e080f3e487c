from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import requests

from automation.config.model import GitLab
from automation.gitlab.budget import Limits
from automation.gitlab.client import GitLabClient
from automation.gitlab.errors import Again, Gone, Refused, Throttled
from automation.model import plan
from automation.model.refs import IssueRef
from automation.model.snapshot import HistoryEvent, Snapshot
from sandbox.seed import default_seed
from sandbox.server import Sandbox

pytestmark = pytest.mark.sandbox_only

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
PROJECT = "gitlab-com/marketing/developer-relations/community-response"
PRIVATE = "gitlab-com/channel/partner-champions-ops"
GROUP = "gitlab-partners-public/gitlab-champions"
EMAIL = "partner-emea-1@example.com"
MARKER = "usher:01JZ0000000000000000000000:0"
REF = IssueRef(PROJECT, 1)
OTHER = IssueRef(PRIVATE, 1)
MESSAGE = plan.Message(key="thanks", text="Thank you.")
NOTE = plan.PostNote(ref=REF, messages=(MESSAGE,))

#: every kind of effect that GitLab carries out, and the writes that it takes
EFFECTS = {
    "update": (
        plan.UpdateIssue(
            ref=REF,
            add_labels=frozenset({"Story::Review", "bug"}),
            remove_labels=frozenset({"Story::Drafting"}),
            assignees=("recruiter", "cmo"),
            state_event="close",
            confidential=True,
            due_date=date(2026, 12, 24),
            title="Changed",
            milestone="FY27-Q4",
            locked=True,
            description="Changed, too",
        ),
        ["PUT issues/1"],
    ),
    "note": (NOTE, ["POST issues/1/notes"]),
    "internal note": (replace(NOTE, internal=True), ["POST issues/1/notes"]),
    "lasting note": (plan.KeepNote(ref=REF, message=MESSAGE), ["POST issues/1/notes"]),
    "new issue": (
        plan.OpenIssue(
            project=PROJECT,
            title="New",
            description="## Tasks",
            labels=frozenset({"Onboarding::Sponsoring"}),
            assignees=("cmo",),
            due_date=date(2026, 12, 24),
            confidential=True,
            milestone="FY27-Q4",
        ),
        ["POST issues"],
    ),
    "linked issue": (
        plan.OpenIssue(project=PRIVATE, title="New", description="## Tasks", link_to=REF),
        ["POST issues", "POST issues/2/links"],
    ),
    "group": (plan.Invite(email="partner-emea-1@example.com", access_level=30, group=GROUP), ["POST invitations"]),
    "project": (
        plan.Invite(email="partner-emea-1@example.com", access_level=20, project=PROJECT),
        ["POST invitations"],
    ),
    "link": (plan.LinkIssue(ref=REF, target=OTHER), ["POST issues/1/links"]),
    "emoji": (plan.React(ref=REF, emoji="eyes"), ["POST issues/1/award_emoji"]),
    "move": (plan.MoveIssue(ref=REF, to_project=PRIVATE), ["POST issues/1/move"]),
}
#: how an answer can be lost
LOST = {
    "done, then 502": {"kind": "status", "status": 502, "when": "after"},
    "not done": {"kind": "status", "status": 503, "when": "before"},
}


@pytest.fixture
def box():
    """A sandbox with a public and a private project, an outsider's issue in one and a member's in the other."""
    projects = {"community": {"path": PROJECT, "visibility": "public"}, "ops": {"path": PRIVATE}}
    seed = default_seed({"recruiter": {}, "cmo": {}}, projects, [GROUP], "usher-bot", ["outsider"])
    with Sandbox(seed=seed, clock=NOW) as running:
        ask(running, "POST", PROJECT, "milestones", {"title": "FY27-Q4"}, "recruiter")
        ask(running, "POST", PROJECT, "issues", {"title": "A question", "description": "How?"}, "outsider")
        ask(running, "POST", PRIVATE, "issues", {"title": "A nomination"}, "recruiter")
        ask(running, "PUT", PROJECT, "issues/1", {"labels": ["Story::Drafting"]}, "recruiter")
        yield running


@pytest.fixture
def connect(box):
    """Makes clients that act as somebody."""
    clients = []

    def made(user="usher-bot", timeout=5, **options):
        clients.append(GitLabClient(GitLab(url=box.url, token=box.token(user), timeout=timeout), **options))
        return clients[-1]

    yield made
    for client in clients:
        client.close()


@pytest.fixture
def usher(connect):
    """A client that acts as the bot."""
    return connect()


def ask(box, method, project, path, body=None, user="root"):
    """What GitLab does for somebody else."""
    address = f"{box.url}/api/v4/projects/{project.replace('/', '%2F')}/{path}"
    headers = {"PRIVATE-TOKEN": box.token(user)}
    requests.request(method, address, json=body, headers=headers, timeout=5).raise_for_status()


def writes(box):
    """Everything that the bot wrote with success, as method and path within the project or group."""
    entries = [entry for entry in box.world.journal.since() if entry.actor == "usher-bot"]
    return [f"{entry.method} {re.split('(?:projects|groups)/[^/]+/', entry.path)[1]}" for entry in entries]


class TestReading:
    def test_issue(self, usher):
        """An issue reads as it was written."""
        issue = usher.read_issue(REF)

        assert issue == Snapshot(
            ref=REF,
            id=issue.id,
            title="A question",
            description="How?",
            labels=frozenset({"Story::Drafting"}),
            author="outsider",
            author_id=issue.author_id,
            created_at=issue.created_at,
            updated_at=issue.updated_at,
            web_url=issue.web_url,
        )

    def test_history(self, usher):
        """The history names labels and states with their authors, oldest first."""
        usher.apply(plan.UpdateIssue(ref=REF, state_event="close"), MARKER, resuming=False)

        events = [replace(event, at=NOW) for event in usher.history(REF)]

        assert events == [
            HistoryEvent(NOW, "recruiter", "add", "Story::Drafting"),
            HistoryEvent(NOW, "usher-bot", "closed"),
        ]

    @pytest.mark.parametrize(
        ("name", "level"),
        [
            pytest.param("recruiter", 30, id="a member"),
            pytest.param("usher-bot", 50, id="by inheritance"),
            pytest.param("outsider", 0, id="no member"),
            pytest.param("nobody", 0, id="nobody at all"),
        ],
    )
    def test_access_level(self, usher, name, level):
        """Roles come from the project and what is above it."""
        assert usher.access_level(PROJECT, name) == level

    def test_whoami(self, usher):
        """The bot knows its name."""
        assert usher.whoami().username == "usher-bot"

    def test_threads(self, connect):
        """Threads share a client and its connections; each gets the issue that it asked for."""
        usher = connect(connections=4)

        with ThreadPoolExecutor(4) as threads:
            titles = [issue.title for issue in threads.map(usher.read_issue, [REF, OTHER] * 50)]

        assert titles == ["A question", "A nomination"] * 50

    def test_confidential(self, connect, usher):
        """An issue that somebody may not see is gone for them."""
        usher.apply(plan.UpdateIssue(ref=OTHER, confidential=True), MARKER, resuming=False)

        with pytest.raises(Gone):
            connect("outsider").read_issue(OTHER)

    def test_token(self, connect):
        """A token that GitLab does not know is refused."""
        with pytest.raises(Refused, match="401 Unauthorized"):
            connect("nobody").read_issue(REF)


class TestEffects:
    @pytest.mark.parametrize(("effect", "expected"), EFFECTS.values(), ids=EFFECTS)
    def test_once(self, box, usher, effect, expected):
        """Each effect is taken over whole by its writes; resuming finds it and writes nothing more."""
        first = usher.apply(effect, MARKER, resuming=False)
        again = usher.apply(effect, MARKER, resuming=True)

        assert (first.found, again.found) == (False, True)
        assert (first.shortfall, again.shortfall) == ((), ())
        assert writes(box) == expected

    @pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
    @pytest.mark.parametrize(
        ("name", "struck"), [(name, write) for name, (_, expected) in EFFECTS.items() for write in expected]
    )
    def test_lost_answer(self, box, usher, name, struck, fault):
        """An effect whose answer was lost is there once in the end, whether GitLab had done it or not."""
        effect, expected = EFFECTS[name]
        method, path = struck.split()
        box.world.faults.add({"count": 1, "method": method, "path": f"/{path}$", **fault})
        with pytest.raises(Again):
            usher.apply(effect, MARKER, resuming=False)

        applied = usher.apply(effect, MARKER, resuming=True)

        assert (applied.shortfall, writes(box)) == ((), expected)

    def test_silence(self, box, connect):
        """A note whose answer does not come in time is there once in the end."""
        box.world.faults.add({"count": 1, "kind": "timeout", "seconds": 60, "when": "after", "path": "/notes$"})
        with pytest.raises(Again, match="no answer in time"):
            connect(timeout=1).apply(NOTE, MARKER, resuming=False)

        applied = connect().apply(NOTE, MARKER, resuming=True)

        assert (applied.found, writes(box)) == (True, ["POST issues/1/notes"])

    def test_undone(self, usher):
        """The inverse of an update leads back to the issue as it was."""
        before = usher.read_issue(REF)
        applied = usher.apply(EFFECTS["update"][0], MARKER, resuming=False, before=before)

        usher.apply(applied.inverse, MARKER, resuming=False)

        after = usher.read_issue(REF)
        assert replace(after, updated_at=None) == replace(before, updated_at=None)

    def test_undone_opening(self, usher):
        """The inverse of a new issue closes it."""
        applied = usher.apply(EFFECTS["new issue"][0], MARKER, resuming=False)

        undone = usher.apply(applied.inverse, MARKER, resuming=False)

        assert (undone.result["state"], undone.shortfall) == ("closed", ())

    def test_lasting_note(self, box, usher):
        """A lasting note is edited in place as often as wanted, and posted anew once it was deleted."""
        posted = usher.apply(plan.KeepNote(ref=REF, message=MESSAGE), MARKER, resuming=False).result["note_id"]
        keep = plan.KeepNote(ref=REF, message=replace(MESSAGE, text="Still waiting."), note_id=posted)
        edited = usher.apply(keep, MARKER, resuming=False).result["note_id"]
        ask(box, "DELETE", PROJECT, f"issues/1/notes/{posted}")
        anew = usher.apply(keep, MARKER, resuming=False).result["note_id"]

        assert (edited == posted, anew == posted) == (True, False)
        assert writes(box) == [
            "POST issues/1/notes",
            f"PUT issues/1/notes/{posted}",
            "POST issues/1/notes",
        ]

    @pytest.mark.parametrize("effect", [NOTE, plan.UpdateIssue(ref=REF, title="x"), EFFECTS["move"][0]])
    def test_gone(self, box, usher, effect):
        """What concerns an issue that was deleted says that the issue is gone."""
        ask(box, "DELETE", PROJECT, "issues/1")

        with pytest.raises(Gone):
            usher.apply(effect, MARKER, resuming=False)

    def test_outsider_is_dropped(self, usher):
        """GitLab drops assignees without access silently; the shortfall names them."""
        applied = usher.apply(plan.UpdateIssue(ref=OTHER, assignees=("cmo", "outsider")), MARKER, resuming=False)

        assert applied.result["assignees"] == ["cmo"]
        assert [sentence.split(":")[0] for sentence in applied.shortfall] == ["outsider was not assigned"]


class TestLimits:
    def test_notes(self, box, connect):
        """A limit of GitLab that is lower than ours holds back notes, and notes only."""
        box.world.limits.change({"notes": 1})
        usher = connect()
        usher.apply(NOTE, MARKER, resuming=False)

        waits = []
        for _ in range(2):
            with pytest.raises(Throttled) as fault:
                usher.apply(NOTE, MARKER, resuming=False)
            waits.append((fault.value.status, fault.value.seconds > 0))

        assert waits == [(429, True), (None, True)]
        assert usher.read_issue(REF).title == "A question"

    def test_ours(self, box, connect):
        """What our own budget holds back never reaches GitLab."""
        usher = connect(limits=Limits(notes=1))
        usher.apply(NOTE, MARKER, resuming=False)

        with pytest.raises(Throttled):
            usher.apply(NOTE, MARKER, resuming=False)

        assert writes(box) == ["POST issues/1/notes"]
