"""Setting up at GitLab's side: reading what versions and tiers show, waiting, and writing with care."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
import responses

from automation.config.model import GitLab
from automation.decide.setup.changes import Change, Kind
from automation.decide.setup.things import Board, FoundHook, Hook, Part, Wish
from automation.gitlab.errors import Throttled
from automation.gitlab.provision.patient import Patient
from automation.gitlab.provision.provisioner import Done, Planned, Provisioner, Wanted
from automation.gitlab.provision.reading import boards_in, files_in, hooks_in, labels_in
from tests.unit.gitlab_answers import API, PROJECT, PROJECT_URL, TOKEN, URL

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOOK = Hook(base="https://usher.example.com", door="/webhooks/gitlab", triggers=("issues_events",), proof="token")
FILE = ".gitlab/issue_templates/Story.md"


class Pauses(list):
    """What was waited for, in seconds; nobody waits."""

    def __call__(self, seconds: float) -> None:
        """Remember the wait."""
        self.append(seconds)


class Refusing:
    """A connection that holds the first requests back."""

    def __init__(self, *seconds: float) -> None:
        self.left = list(seconds)
        self.asked = 0

    def get(self, path: str, **query: object) -> dict:
        """Answer once nothing is left."""
        self.asked += 1
        if self.left:
            seconds = self.left.pop(0)
            message = "held back"
            raise Throttled(message, seconds=seconds)
        return {"path": path, **query}


@pytest.fixture
def pauses() -> Pauses:
    """Waits for nothing, and remembers it."""
    return Pauses()


@pytest.fixture
def provisioner(pauses):
    """A provisioner of the made-up instance, whose hook has a secret."""
    settings = GitLab(url=URL, token=TOKEN, timeout=5)
    made = Provisioner.of(settings, {"token": "secret", "signing_token": SECRET}, pauses)
    yield made
    made.close()


@pytest.fixture
def api(provisioner) -> Patient:
    """Its connection."""
    return provisioner._api


class TestPatience:
    def test_it_waits_as_gitlab_asks(self, pauses) -> None:
        """A request that was held back is made again when its time has come."""
        patient = Patient(Refusing(12, 3), pauses)

        assert (patient.get("/x", a=1), pauses) == ({"path": "/x", "a": 1}, [12, 3])

    @pytest.mark.parametrize(
        ("seconds", "asked"),
        [
            pytest.param([301], 1, id="longer than anybody waits"),
            pytest.param([1] * 9, 5, id="again and again"),
        ],
    )
    def test_it_gives_up(self, pauses, seconds, asked) -> None:
        """What takes too long is a fault, as everywhere else."""
        refusing = Refusing(*seconds)

        with pytest.raises(Throttled):
            Patient(refusing, pauses).get("/x")

        assert refusing.asked == asked

    def test_a_429_is_waited_for(self, gitlab, api, pauses) -> None:
        """Lists too begin again from their first page."""
        gitlab.get(f"{PROJECT_URL}/boards", status=429, headers={"Retry-After": "7"}, body="Retry later")
        gitlab.get(f"{PROJECT_URL}/boards", json=[])
        # the budget remembers the 429, as it does for the service
        api._api._gitlab.session._budget._clock = iter(range(0, 1000, 10)).__next__

        assert (boards_in(api, PROJECT), pauses) == ((), [7])


class TestReading:
    def test_labels(self, gitlab, api) -> None:
        """Those of groups are told from the project's own; an old GitLab that does not say has the project's only."""
        gitlab.get(
            f"{PROJECT_URL}/labels",
            json=[
                {"id": 1, "name": "A", "color": "#FFF000", "description": None, "is_project_label": False},
                {"id": 2, "name": "B", "color": "#000000", "description": "x"},
            ],
        )

        found = [(label.name, label.description, label.own) for label in labels_in(api, PROJECT)]

        assert found == [("A", "", False), ("B", "x", True)]

    def test_boards(self, gitlab, api) -> None:
        """Lists come in their order; those that are of no label are people's own."""
        lists = [
            {"position": 1, "label": {"name": "B"}},
            {"position": 0, "label": {"name": "A"}},
            {"position": 2, "label": None, "assignee": {"username": "cmo"}},
        ]
        gitlab.get(f"{PROJECT_URL}/boards", json=[{"id": 3, "name": "story", "lists": lists}])

        assert [(board.name, board.lists) for board in boards_in(api, PROJECT)] == [("story", ("A", "B"))]

    def test_hooks(self, gitlab, api) -> None:
        """The oldest comes first, with the triggers that are on and the proofs that this GitLab knows of."""
        rows = [
            {"id": 9, "url": "https://b/", "issues_events": False, "token_present": False},
            {
                "id": 5,
                "url": "https://a/",
                "issues_events": True,
                "push_events": False,
                "enable_ssl_verification": True,
            },
        ]
        gitlab.get(f"{PROJECT_URL}/hooks", json=rows)

        assert hooks_in(api, PROJECT) == (
            FoundHook(id=5, url="https://a/", triggers=frozenset({"issues_events"})),
            FoundHook(id=9, url="https://b/", proofs={"token": False}),
        )

    @pytest.mark.parametrize(("default", "branch"), [("trunk", "trunk"), (None, "main")])
    def test_files(self, gitlab, api, default, branch) -> None:
        """They are read on the default branch; a repository without a commit has none."""
        content = base64.b64encode("Grüße\n".encode()).decode()
        where = f"{PROJECT_URL}/repository/files"
        matchers = [responses.matchers.query_param_matcher({"ref": branch})]
        gitlab.get(PROJECT_URL, json={"default_branch": default})
        gitlab.get(f"{where}/{quote(FILE, safe='')}", json={"content": content}, match=matchers)
        gitlab.get(f"{where}/missing.md", status=404, json={"message": "404 File Not Found"}, match=matchers)

        assert files_in(api, PROJECT, [FILE, "missing.md"]) == {FILE: "Grüße\n"}


class TestPlanning:
    def test_what_cannot_be_read_is_told(self, gitlab, provisioner) -> None:
        """A refusal is the fault of its part; the next part is looked at all the same."""
        wish = Wish(project=PROJECT, boards=(Board("story", ()),))
        gitlab.get(f"{PROJECT_URL}/labels", status=403, json={"message": "403 Forbidden"})
        gitlab.get(f"{PROJECT_URL}/boards", json=[])

        found = list(provisioner.plan(wish, Wanted(parts=[Part.BOARDS, Part.LABELS])))

        cause = (
            f"GET projects/{PROJECT}/labels was answered with 403 Forbidden; "
            "the bot may not do this: check its role there and the scope of its token"
        )
        made = Change(part=Part.BOARDS, kind=Kind.CREATE, project=PROJECT, what="story", after={"lists": []})
        assert found == [
            Planned(project=PROJECT, part=Part.LABELS, fault=cause),
            Planned(project=PROJECT, part=Part.BOARDS, changes=(made,)),
        ]

    def test_a_project_without_workflows(self, gitlab, provisioner) -> None:
        """It needs neither boards nor files, so GitLab is not asked for them."""
        wanted = Wanted(parts=[Part.BOARDS, Part.TEMPLATES])

        found = list(provisioner.plan(Wish(project=PROJECT), wanted))

        assert found == [Planned(project=PROJECT, part=part) for part in (Part.BOARDS, Part.TEMPLATES)]

    def test_hooks_of_groups_are_asked_for_once(self, gitlab, provisioner) -> None:
        """A group above two projects is asked once; that the bot may not see its hooks is no fault."""
        for path in ("a%2Fb%2Fone", "a%2Fb%2Ftwo"):
            gitlab.get(f"{API}/projects/{path}/hooks", json=[])
        for group in ("a", "a%2Fb"):
            gitlab.get(f"{API}/groups/{group}/hooks", status=404, json={"message": "404 Not found"})
        wanted = Wanted(parts=[Part.HOOKS], hook=HOOK)

        found = [one for path in ("a/b/one", "a/b/two") for one in provisioner.plan(Wish(project=path), wanted)]

        assert [(one.fault, len(one.changes)) for one in found] == [("", 1), ("", 1)]
        assert len(gitlab.calls) == 4


class TestWriting:
    @pytest.mark.parametrize(
        ("proof", "answer", "fault"),
        [
            pytest.param("signing_token", {"signing_token_present": True}, "", id="signed"),
            pytest.param("token", {}, "", id="a secret, which older versions do not show"),
            pytest.param(
                "signing_token",
                {"token_present": False},
                "the hook is there, but this GitLab took no signing token: before 19.0 it has secret tokens only, "
                "so set USHER_SECRET_TOKEN instead of USHER_SIGNING_TOKEN",
                id="not taken over",
            ),
        ],
    )
    def test_the_token_of_a_hook(self, gitlab, provisioner, proof, answer, fault) -> None:
        """It is sent and never shown; a GitLab that passes it over is told."""
        change = Change(
            part=Part.HOOKS,
            kind=Kind.CREATE,
            project=PROJECT,
            what=HOOK.url,
            after={"issues_events": True, "push_events": False, proof: "set"},
        )
        gitlab.post(f"{PROJECT_URL}/hooks", json={"id": 1, **answer}, status=201)

        done = list(provisioner.apply([change]))

        sent = json.loads(gitlab.calls[0].request.body)
        secret = {"signing_token": SECRET, "token": "secret"}[proof]
        assert done == [Done(change, fault)]
        assert sent == {
            "name": "Usher",
            "url": HOOK.url,
            "issues_events": True,
            "push_events": False,
            proof: secret,
        }
        assert SECRET not in repr(done)

    def test_a_list_without_its_label(self, gitlab, provisioner) -> None:
        """Nothing is made of a board whose labels are missing, and the fault says which."""
        change = Change(part=Part.BOARDS, kind=Kind.CREATE, project=PROJECT, what="story", after={"lists": ["A", "B"]})
        gitlab.get(f"{PROJECT_URL}/labels", json=[{"id": 1, "name": "A", "color": "#000000"}])

        done = list(provisioner.apply([change]))

        assert done == [Done(change, "the labels B are not there yet; make them first (--only labels)")]

    def test_all_files_go_in_one_commit(self, gitlab, provisioner) -> None:
        """New and changed files together; where GitLab refuses, none of them is written and each says why."""
        texts = {"a.md": (Kind.CREATE, "A\n"), "b.md": (Kind.UPDATE, "B\n")}
        changes = [
            Change(part=Part.TEMPLATES, kind=kind, project=PROJECT, what=path, after={"text": text})
            for path, (kind, text) in texts.items()
        ]
        gitlab.get(PROJECT_URL, json={"default_branch": "trunk"})
        gitlab.post(f"{PROJECT_URL}/repository/commits", status=403, json={"message": "403 Forbidden"})

        done = list(provisioner.apply(changes))

        assert json.loads(gitlab.calls[1].request.body) == {
            "branch": "trunk",
            "commit_message": "Description templates of the programs that Usher runs here",
            "actions": [
                {"action": "create", "file_path": "a.md", "content": "A\n"},
                {"action": "update", "file_path": "b.md", "content": "B\n"},
            ],
        }
        assert [(one.change.what, "403" in one.fault) for one in done] == [("a.md", True), ("b.md", True)]
