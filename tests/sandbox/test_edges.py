"""The corners of each resource over HTTP, by the owner unless said otherwise: what is refused, and what lists hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from sandbox.rest import paging
from sandbox.server import Sandbox
from tests.sandbox.conftest import PUBLIC, Client

pytestmark = pytest.mark.sandbox_only

OPEN = f"/projects/{quote(PUBLIC, safe='')}"
GROUP = "/groups/gitlab-com"
ISSUE = f"{OPEN}/issues/1"
FILE = f"{OPEN}/repository/files/docs%2Fa.md"
NEW_FILE = {"branch": "main", "commit_message": "Add", "content": "text"}


REFUSALS: list[tuple[str, str, Any, int, Any]] = [
    # parameters of the wrong kind
    ("PUT", ISSUE, {"title": ""}, 400, {"message": {"title": ["can't be blank"]}}),
    ("PUT", ISSUE, {"title": "x" * 256}, 400, {"message": {"title": ["is too long (maximum is 255 characters)"]}}),
    (
        "PUT",
        ISSUE,
        {"description": "x" * 1_048_577},
        400,
        {"message": {"description": ["is too long (maximum is 1048576 characters)"]}},
    ),
    ("PUT", ISSUE, {"title": ["a"]}, 400, {"error": "title is invalid"}),
    ("PUT", ISSUE, {"confidential": "perhaps"}, 400, {"error": "confidential is invalid"}),
    ("PUT", ISSUE, {"weight": "heavy"}, 400, {"error": "weight is invalid"}),
    ("PUT", ISSUE, {"assignee_ids": ["me"]}, 400, {"error": "assignee_ids is invalid"}),
    ("PUT", ISSUE, {"due_date": "soon"}, 400, {"error": "due_date is invalid"}),
    ("PUT", ISSUE, {"updated_at": "soon"}, 400, {"error": "updated_at is invalid"}),
    ("PUT", ISSUE, {"issue_type": "wish"}, 400, {"error": "issue_type does not have a valid value"}),
    ("PUT", ISSUE, {"state_event": "burn"}, 400, {"error": "state_event does not have a valid value"}),
    ("PUT", ISSUE, ["title"], 400, {"error": "Invalid json"}),
    ("GET", f"{OPEN}/issues?per_page=0", None, 400, {"error": "per_page does not have a valid value"}),
    ("GET", f"{OPEN}/issues?pagination=keyset&cursor=x", None, 400, {"message": "cursor is invalid"}),
    (
        "GET",
        f"{OPEN}/issues?milestone_id=Soon",
        None,
        400,
        {"error": "milestone_id does not have a valid value"},
    ),
    (
        "GET",
        f"{OPEN}/issues?pagination=keyset&order_by=title",
        None,
        405,
        {"error": "Keyset pagination is not yet available for this type of request"},
    ),
    # users
    ("POST", "/users", {"username": "x", "email": "x@example.com", "name": "X"}, 403, {"message": "403 Forbidden"}),
    ("PUT", "/user/status", {"availability": "asleep"}, 400, {"error": "availability does not have a valid value"}),
    (
        "PUT",
        "/user/status",
        {"clear_status_after": "never"},
        400,
        {"error": "clear_status_after does not have a valid value"},
    ),
    ("GET", "/users/999", None, 404, {"message": "404 User Not Found"}),
    ("GET", "/users/nobody/status", None, 404, {"message": "404 User Not Found"}),
    # places
    ("GET", "/groups/nowhere", None, 404, {"message": "404 Group Not Found"}),
    ("POST", "/projects", {}, 400, {"error": "name is missing"}),
    ("GET", f"{OPEN}/boards/99", None, 404, {"message": "404 Board Not Found"}),
    ("POST", f"{OPEN}/boards/1/lists", {"label_id": 99}, 404, {"message": "404 Label Not Found"}),
    # files
    ("POST", FILE, NEW_FILE, 400, {"message": "A file with this name already exists"}),
    ("PUT", f"{FILE}x", NEW_FILE, 400, {"message": "A file with this name doesn't exist"}),
    ("DELETE", f"{FILE}x", None, 400, {"message": "A file with this name doesn't exist"}),
    ("GET", f"{FILE}x", None, 404, {"message": "404 File Not Found"}),
    ("PUT", FILE, {**NEW_FILE, "encoding": "base64", "content": "\u00e4"}, 400, {"message": "content is invalid"}),
    (
        "POST",
        f"{OPEN}/repository/commits",
        {"branch": "main", "commit_message": "x", "actions": "all"},
        400,
        {"error": "actions is invalid"},
    ),
    ("GET", f"{OPEN}/templates/issues/nothing", None, 404, {"message": "404 Template Not Found"}),
    # labels and milestones
    (
        "POST",
        f"{OPEN}/labels",
        {"name": "x", "color": "sky"},
        400,
        {"message": {"color": ["must be a valid color code"]}},
    ),
    ("PUT", f"{OPEN}/labels/a", {"color": "sky"}, 400, {"message": {"color": ["must be a valid color code"]}}),
    ("GET", f"{OPEN}/milestones/99", None, 404, {"message": "404 Milestone Not Found"}),
    # members and invitations
    (
        "POST",
        f"{OPEN}/members",
        {"access_level": 30},
        400,
        {"error": "user_id, username are missing, exactly one parameter must be provided"},
    ),
    (
        "POST",
        f"{OPEN}/members",
        {"username": "partner-emea-1", "access_level": 31},
        400,
        {"error": "access_level does not have a valid value"},
    ),
    ("GET", f"{OPEN}/members/999", None, 404, {"message": "404 Not found"}),
    (
        "POST",
        f"{OPEN}/invitations",
        {"access_level": 30},
        400,
        {"error": "email, user_id are missing, exactly one parameter must be provided"},
    ),
    (
        "PUT",
        f"{OPEN}/invitations/nobody%40example.com",
        {"access_level": 20},
        404,
        {"message": "404 Not found"},
    ),
    (
        "POST",
        f"{OPEN}/invitations",
        {
            "email": "no address,usher-bot@example.com,april.marks@example.com,sa@example.com",
            "access_level": 20,
        },
        201,
        {
            "status": "error",
            "message": {
                "no address": "Invite email is invalid",
                "usher-bot@example.com": "Access level should be greater than or equal to Owner inherited membership",
                "april.marks@example.com": "User already exists in source",
            },
        },
    ),
    # hooks
    ("POST", f"{OPEN}/hooks", {"url": ""}, 400, {"error": "url is empty"}),
    (
        "POST",
        f"{OPEN}/hooks",
        {"url": "http://203.0.113.1", "custom_headers": ["X"]},
        400,
        {"error": "custom_headers is invalid"},
    ),
    *(
        (
            "POST",
            f"{OPEN}/hooks",
            {"url": "http://203.0.113.1", "signing_token": token},
            422,
            {"message": {"signing_token": ["is invalid"]}},
        )
        for token in ("secret", "whsec_", "whsec_not base64")
    ),
    *(
        (
            "POST",
            f"{OPEN}/hooks",
            {"url": url},
            422,
            {"message": {"url": ["is blocked: Only allowed schemes are http, https"]}},
        )
        for url in ("ftp://203.0.113.1", "http://", "http://[x", "http://203.0.113.1:99999")
    ),
    ("GET", f"{OPEN}/hooks/99", None, 404, {"message": "404 Not found"}),
    # notes, threads, emoji, links, events
    ("GET", f"{ISSUE}/notes/999", None, 404, {"message": "404 Not found"}),
    ("PUT", f"{ISSUE}/notes/300000", {"body": " "}, 400, {"error": "body is empty"}),
    ("PUT", f"{ISSUE}/notes/300000", {"body": "/close"}, 400, {"message": {"note": ["can't be blank"]}}),
    ("GET", f"{ISSUE}/discussions/none", None, 404, {"message": "404 Discussion Not Found"}),
    ("POST", f"{ISSUE}/discussions/none/notes", {"body": "x"}, 404, {"message": "404 Discussion Not Found"}),
    ("PUT", f"{ISSUE}/discussions/none/notes/300000", {"body": "x"}, 404, {"message": "404 Not found"}),
    ("DELETE", f"{ISSUE}/award_emoji/99", None, 404, {"message": "404 Not found"}),
    ("DELETE", f"{ISSUE}/links/99", None, 404, {"message": "404 Not found"}),
    (
        "POST",
        f"{ISSUE}/links",
        {"target_project_id": 1000, "target_issue_iid": 1, "link_type": "loves"},
        400,
        {"error": "link_type does not have a valid value"},
    ),
    (
        "POST",
        f"{ISSUE}/links",
        {"target_project_id": 1000, "target_issue_iid": 1},
        404,
        {"message": "404 Not found"},
    ),
    ("GET", f"{ISSUE}/resource_label_events/99", None, 404, {"message": "404 Not found"}),
    ("GET", "/issues/99", None, 404, {"message": "404 Not found"}),
    (
        "POST",
        f"{ISSUE}/move",
        {"to_project_id": 1000},
        400,
        {"message": "Cannot move issue to project it originates from!"},
    ),
    ("PATCH", ISSUE, {"title": "x"}, 405, {"error": "405 Method Not Allowed"}),
]


@pytest.fixture
def ready(bot: Client) -> Client:
    """The owner, with an issue #1 and a note on it, a label a, a file and an invitation."""
    bot.call("POST", f"{OPEN}/issues", json={"title": "An issue", "labels": ["a"]})
    bot.call("POST", f"{ISSUE}/notes", json={"body": "Hello"})
    bot.call("POST", FILE, json=NEW_FILE)
    bot.call("POST", f"{OPEN}/invitations", json={"email": "champion@example.com", "access_level": 30})
    return bot


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "answer"),
    REFUSALS,
    ids=[f"{method} {path.removeprefix(OPEN)} {body}: {answer}"[:120] for method, path, body, _, answer in REFUSALS],
)
def test_refusals(ready: Client, method: str, path: str, body: Any, status: int, answer: Any) -> None:
    """Each refusal has GitLab's status and shape: `error` for parameters, `message` for the thing itself."""
    response = ready.call(method, path, json=body)

    assert (response.status_code, response.json()) == (status, answer)


class TestUsers:
    def test_the_version_and_edition(self, ready: Client) -> None:
        """What a client asks to learn what it talks to (gitlab.md §3)."""
        metadata = ready.call("GET", "/metadata").json()

        assert ready.call("GET", "/version").json() == {"version": "19.1.0-ee", "revision": "0000000000a"}
        assert (metadata["version"], metadata["enterprise"]) == ("19.1.0-ee", True)

    def test_the_token_tells_about_itself(self, ready: Client) -> None:
        """Scopes and end of the token (gitlab.md §1.6)."""
        told = ready.call("GET", "/personal_access_tokens/self").json()

        assert (told["scopes"], told["expires_at"], told["active"]) == (["api", "self_rotate"], "2028-01-11", True)

    def test_a_bearer_token_is_one_too(self, ready: Client) -> None:
        """`Authorization: Bearer` works like PRIVATE-TOKEN (gitlab.md §3)."""
        headers = {"PRIVATE-TOKEN": "", "Authorization": "Bearer sandbox-april.marks"}

        assert ready.call("GET", "/user", headers=headers).json()["username"] == "april.marks"

    @pytest.mark.parametrize("token", ["", "usher-bot", "sandbox-nobody"])
    def test_other_tokens_are_none(self, ready: Client, token: str) -> None:
        """A token has its beginning and an account."""
        assert ready.call("GET", "/user", headers={"PRIVATE-TOKEN": token}).status_code == 401

    def test_administrators_make_accounts(self, box: Sandbox, client_of: Callable[..., Client]) -> None:
        """One name once; the new account can act at once."""
        root = client_of(box, "root")
        wanted = {"username": "sa-emea", "email": "sa-emea@example.com", "name": "SA EMEA"}

        statuses = [root.call("POST", "/users", json=wanted).status_code for _ in range(2)]

        assert (statuses, client_of(box, "sa-emea").call("GET", "/user").json()["name"]) == ([201, 400], "SA EMEA")

    def test_users_are_searched(self, ready: Client) -> None:
        """A word in name or username (GitLab docs, api/users.md)."""
        found = [user["username"] for user in ready.call("GET", "/users?search=marks").json()]

        assert (found, ready.call("GET", "/users/4").json()["username"]) == (["april.marks"], "april.marks")

    def test_a_status_ends(self, box: Sandbox, ready: Client) -> None:
        """`clear_status_after` empties the status in time (gitlab.md §3.5)."""
        ready.call("PUT", "/user/status", json={"availability": "busy", "clear_status_after": "30_minutes"})
        shown = [ready.call("GET", "/user/status").json()]
        box.clock.advance(1800)
        shown.append(ready.call("GET", "/users/usher-bot/status").json())

        assert [(one["availability"], one["clear_status_at"]) for one in shown] == [
            ("busy", "2027-01-11T09:30:00.000Z"),
            ("not_set", None),
        ]


class TestPlaces:
    @pytest.mark.parametrize(
        ("path", "paths"),
        [
            pytest.param(
                "/groups?search=marketing",
                ["gitlab-com/marketing", "gitlab-com/marketing/developer-relations"],
                id="groups by a word",
            ),
            pytest.param(
                f"{GROUP}/subgroups", ["gitlab-com/channel", "gitlab-com/marketing"], id="groups one level down"
            ),
            pytest.param(
                f"{GROUP}/descendant_groups",
                ["gitlab-com/channel", "gitlab-com/marketing", "gitlab-com/marketing/developer-relations"],
                id="groups at any depth",
            ),
        ],
    )
    def test_groups(self, ready: Client, path: str, paths: list[str]) -> None:
        """Groups are listed by path."""
        assert [group["full_path"] for group in ready.call("GET", path).json()] == paths

    @pytest.mark.parametrize(
        ("path", "count"),
        [
            (f"{GROUP}/projects", 0),
            (f"{GROUP}/projects?include_subgroups=true", 2),
            ("/projects?membership=true", 2),
            ("/projects?search=champion", 1),
        ],
    )
    def test_projects(self, ready: Client, path: str, count: int) -> None:
        """Projects of a group, one's own, and by a word."""
        assert len(ready.call("GET", path).json()) == count

    def test_open_issues_are_counted(self, ready: Client) -> None:
        """A project tells how many of its issues are open."""
        for title in ("Second", "Third"):
            ready.call("POST", f"{OPEN}/issues", json={"title": title})
        ready.call("PUT", ISSUE, json={"state_event": "close"})
        ready.call("DELETE", f"{OPEN}/issues/3")

        assert ready.call("GET", OPEN).json()["open_issues_count"] == 1

    def test_a_project_is_edited(self, ready: Client) -> None:
        """Description and visibility change."""
        edited = ready.call("PUT", OPEN, json={"description": "Questions", "visibility": "internal"}).json()

        assert (edited["description"], edited["visibility"]) == ("Questions", "internal")

    def test_a_project_is_made_in_a_group_once(self, ready: Client) -> None:
        """A path can be taken once; its maker owns it."""
        group = ready.call("GET", "/groups/gitlab-com").json()["id"]
        wanted = {"name": "New Place", "namespace_id": group, "visibility": "public"}

        answers = [ready.call("POST", "/projects", json=wanted) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [201, 400]
        assert answers[0].json()["path_with_namespace"] == "gitlab-com/new-place"
        assert answers[0].json()["permissions"]["project_access"]["access_level"] == 50

    def test_a_removed_project_takes_everything_with_it(self, box: Sandbox, ready: Client) -> None:
        """Issues, notes, labels, hooks and boards are gone."""
        ready.call("POST", f"{OPEN}/hooks", json={"url": "http://203.0.113.1"})
        ready.call("POST", f"{OPEN}/milestones", json={"title": "FY27-Q4"})

        status = ready.call("DELETE", OPEN).status_code

        data = box.world.data
        left = (data.issues, data.notes, data.labels, data.hooks, data.milestones)
        assert (status, ready.call("GET", OPEN).status_code, left) == (202, 404, ({}, {}, {}, {}, {}))

    @pytest.mark.parametrize("tier", ["premium", "free"])
    def test_a_second_board_needs_no_licence(
        self, make_box: Callable[..., Sandbox], client_of: Callable[..., Client], tier: str
    ) -> None:
        """A project has as many boards as it likes, on every tier (gitlab.md §3.9)."""
        client = client_of(make_box(tier=tier))

        assert client.call("POST", f"{OPEN}/boards", json={"name": "Second"}).status_code == 201


class TestFiles:
    def test_a_file_comes_and_goes(self, ready: Client) -> None:
        """Base64 both ways, and 404 after its removal."""
        ready.call("PUT", FILE, json={**NEW_FILE, "encoding": "base64", "content": "bmV3"})
        shown = ready.call("GET", FILE).json()
        gone = ready.call("DELETE", FILE, json=NEW_FILE).status_code

        assert (shown["content"], shown["file_name"], gone) == ("bmV3", "a.md", 204)
        assert ready.call("GET", f"{FILE}/raw").status_code == 404

    def test_folders_are_listed(self, ready: Client) -> None:
        """One level, or all."""
        ready.call("POST", f"{OPEN}/repository/files/README.md", json=NEW_FILE)
        path = f"{OPEN}/repository/tree"

        listed = [
            [(entry["type"], entry["path"]) for entry in ready.call("GET", f"{path}{tail}").json()]
            for tail in ("", "?recursive=true", "?path=docs")
        ]

        assert listed == [
            [("tree", "docs"), ("blob", "README.md")],
            [("tree", "docs"), ("blob", "README.md"), ("blob", "docs/a.md")],
            [("blob", "docs/a.md")],
        ]


class TestLabelsAndMilestones:
    def test_labels_of_groups_reach_below(self, ready: Client) -> None:
        """A project's list holds the labels around it, but they are changed only where they are."""
        ready.call("POST", f"{GROUP}/labels", json={"name": "everywhere", "color": "blue", "priority": 1})
        ready.call("PUT", ISSUE, json={"add_labels": "everywhere"})

        listed = {
            one["name"]: one["is_project_label"] for one in ready.call("GET", f"{OPEN}/labels?with_counts=1").json()
        }
        counts = [one["open_issues_count"] for one in ready.call("GET", f"{OPEN}/labels?with_counts=1").json()]
        own = [one["name"] for one in ready.call("GET", f"{OPEN}/labels?include_ancestor_groups=false").json()]
        statuses = [ready.call("DELETE", f"{where}/labels/everywhere").status_code for where in (OPEN, GROUP)]

        assert counts == [1, 1]
        assert (listed, own, statuses) == ({"a": True, "everywhere": False}, ["a"], [404, 204])
        assert ready.call("GET", ISSUE).json()["labels"] == ["a"]

    def test_a_label_keeps_its_name_to_itself(self, ready: Client) -> None:
        """Renaming to a name that is taken is 400; priority and description change."""
        ready.call("POST", f"{OPEN}/labels", json={"name": "b", "color": "#abc"})

        answers = [
            ready.call("PUT", f"{OPEN}/labels/b", json=body)
            for body in ({"new_name": "a"}, {"priority": 2, "description": "Second"})
        ]

        assert [answer.status_code for answer in answers] == [400, 200]
        assert (answers[1].json()["priority"], answers[1].json()["description"]) == (2, "Second")

    def test_milestones_are_listed_and_leave_issues(self, ready: Client) -> None:
        """Lists by state and title; deleting one clears it on its issues."""
        first = ready.call("POST", f"{OPEN}/milestones", json={"title": "FY27-Q4", "due_date": "2027-01-31"}).json()
        ready.call("POST", f"{GROUP}/milestones", json={"title": "FY28", "due_date": "2028-01-31"})
        ready.call("PUT", ISSUE, json={"milestone_id": first["id"]})
        lists = [
            [one["title"] for one in ready.call("GET", f"{OPEN}/milestones{tail}").json()]
            for tail in ("", "?include_ancestors=true", "?state=closed", "?title=FY27-Q4", "?iids[]=2")
        ]
        one = ready.call("GET", f"{OPEN}/milestones/{first['id']}").json()
        found = [
            len(ready.call("GET", f"{OPEN}/issues?{query}").json()) for query in ("milestone=FY27-Q4", "milestone=Any")
        ]

        gone = ready.call("DELETE", f"{OPEN}/milestones/{first['id']}").status_code

        assert lists == [["FY27-Q4"], ["FY27-Q4", "FY28"], [], ["FY27-Q4"], []]
        assert (one["expired"], found, gone) == (False, [1, 1], 204)
        assert ready.call("GET", ISSUE).json()["milestone"] is None

    def test_a_milestone_of_elsewhere_is_dropped(self, ready: Client) -> None:
        """A milestone that the project does not know does not stick (gitlab.md §3.1)."""
        other = ready.call("POST", "/projects", json={"name": "other"}).json()["id"]
        milestone = ready.call("POST", f"/projects/{other}/milestones", json={"title": "Theirs"}).json()["id"]

        assert ready.call("PUT", ISSUE, json={"milestone_id": milestone}).json()["milestone"] is None


class TestMembers:
    def test_invitations_are_changed(self, ready: Client) -> None:
        """Level and end of an open invitation change (gitlab.md §3.4)."""
        path = f"{OPEN}/invitations/champion%40example.com"

        changed = ready.call("PUT", path, json={"access_level": 20, "expires_at": "2027-06-01"}).json()

        assert (changed["access_level"], changed["expires_at"]) == (20, "2027-06-01")

    def test_the_end_of_an_invitation_is_changed_alone(self, ready: Client) -> None:
        """What is not said stays (gitlab.md §3.4)."""
        path = f"{OPEN}/invitations/champion%40example.com"

        changed = ready.call("PUT", path, json={"expires_at": "2027-06-01"}).json()

        assert (changed["access_level"], changed["expires_at"]) == (30, "2027-06-01")

    def test_accounts_are_added_at_once(self, ready: Client) -> None:
        """An invitation of somebody with an account, by address or id, makes a member (gitlab.md §3.4)."""
        (user,) = ready.call("GET", "/users?username=partner-emea-1").json()

        answers = [
            ready.call("POST", f"{OPEN}/invitations", json={"user_id": user["id"], "access_level": 20}).json()
            for _ in range(2)
        ]

        assert answers == [
            {"status": "success"},
            {"status": "error", "message": {"partner-emea-1": "User already exists in source"}},
        ]
        assert ready.call("GET", f"{OPEN}/members/{user['id']}").json()["access_level"] == 20

    def test_lists_are_searched(self, ready: Client) -> None:
        """By a word or by ids; `users` shows members without their level."""
        lists = [
            [one["username"] for one in ready.call("GET", f"{OPEN}/{tail}").json()]
            for tail in ("members?query=marks", "members/all?user_ids[]=2", "users")
        ]

        assert lists == [["april.marks"], ["usher-bot"], ["community-manager", "april.marks", "usher-bot"]]

    def test_nobody_is_added_below_what_they_inherit(self, ready: Client) -> None:
        """An inherited level is the least (GitLab docs, api/members.md)."""
        answer = ready.call("POST", f"{OPEN}/members", json={"username": "usher-bot", "access_level": 20})

        assert answer.status_code == 400
        assert answer.json()["message"] == {
            "access_level": ["should be greater than or equal to Owner inherited membership"]
        }

    def test_everybody_may_leave(self, member: Client) -> None:
        """Leaving needs no right over others."""
        own = member.call("GET", "/user").json()["id"]

        assert member.call("DELETE", f"{OPEN}/members/{own}").status_code == 204


class TestHooks:
    def test_a_project_has_a_hundred_hooks_at_most(self, box: Sandbox, bot: Client) -> None:
        """The next one is refused (gitlab.md §1.3)."""
        statuses = [
            bot.call("POST", f"{OPEN}/hooks", json={"url": f"http://203.0.113.1/{number}"}).status_code
            for number in range(101)
        ]

        assert statuses == [201] * 100 + [400]

    def test_hooks_of_groups_are_kept_alike(self, ready: Client) -> None:
        """Listing, changing and removing works for groups too (gitlab.md §1.6)."""
        wanted = {"url": "http://203.0.113.1", "custom_headers": [{"key": "X-Team", "value": "advocacy"}]}
        made = ready.call("POST", f"{GROUP}/hooks", json=wanted).json()
        path = f"{GROUP}/hooks/{made['id']}"
        ready.call("PUT", path, json={"note_events": True, "enable_ssl_verification": False, "name": "Usher"})

        (shown,) = ready.call("GET", f"{GROUP}/hooks").json()
        gone = [ready.call("DELETE", path).status_code, ready.call("GET", path).status_code]

        told = [
            shown[key] for key in ("name", "note_events", "push_events", "enable_ssl_verification", "custom_headers")
        ]
        assert (told, gone) == (["Usher", True, True, False, [{"key": "X-Team"}]], [204, 404])

    def test_an_unknown_trigger_is_refused(self, ready: Client) -> None:
        """Only the names of triggers can be tested (gitlab.md §1.4)."""
        hook = ready.call("POST", f"{OPEN}/hooks", json={"url": "http://203.0.113.1"}).json()["id"]

        statuses = [
            ready.call("POST", f"{OPEN}/hooks/{hook}/{tail}").status_code
            for tail in ("test/wish_events", "test/job_events", "events/99/resend")
        ]

        assert statuses == [400, 422, 404]


class TestNotes:
    def test_replies_are_edited_and_removed(self, ready: Client) -> None:
        """A note of a thread has an address there too."""
        thread = ready.call("POST", f"{ISSUE}/discussions", json={"body": "Question"}).json()
        reply = ready.call("POST", f"{ISSUE}/discussions/{thread['id']}/notes", json={"body": "Answer"}).json()
        path = f"{ISSUE}/discussions/{thread['id']}/notes/{reply['id']}"

        edited = ready.call("PUT", path, json={"body": "Better"}).json()["body"]
        gone = ready.call("DELETE", path).status_code

        threads = [[note["body"] for note in one["notes"]] for one in ready.call("GET", f"{ISSUE}/discussions").json()]
        assert (reply["type"], edited, gone, threads) == ("DiscussionNote", "Better", 204, [["Hello"], ["Question"]])

    def test_a_thread_of_only_commands_is_202(self, ready: Client) -> None:
        """Quick actions need no thread (gitlab.md §3.2)."""
        assert ready.call("POST", f"{ISSUE}/discussions", json={"body": "/close"}).status_code == 202

    def test_emoji_on_notes(self, ready: Client, member: Client) -> None:
        """Notes have emoji of their own; only their giver, or a Maintainer, takes them back."""
        path = f"{ISSUE}/notes/300000/award_emoji"
        award = ready.call("POST", path, json={"name": "thumbsup"}).json()

        listed = [len(ready.call("GET", one).json()) for one in (path, f"{ISSUE}/award_emoji")]
        statuses = [who.call("DELETE", f"{path}/{award['id']}").status_code for who in (member, ready)]

        assert (award["awardable_type"], listed, statuses) == ("Note", [1, 0], [403, 204])

    def test_votes_are_counted(self, ready: Client) -> None:
        """Thumbs on the issue are its votes, and its popularity in lists."""
        ready.call("POST", f"{OPEN}/issues", json={"title": "Second"})
        for name in ("thumbsup", "thumbsdown", "eyes"):
            ready.call("POST", f"{ISSUE}/award_emoji", json={"name": name})

        shown = ready.call("GET", ISSUE).json()
        order = [one["iid"] for one in ready.call("GET", f"{OPEN}/issues?order_by=popularity").json()]

        assert ((shown["upvotes"], shown["downvotes"]), order) == ((1, 1), [1, 2])

    def test_only_ones_own_notes_are_edited(self, ready: Client, member: Client) -> None:
        """Others' notes and what GitLab says itself cannot be edited."""
        ready.call("PUT", ISSUE, json={"title": "New"})
        system = ready.call("GET", f"{ISSUE}/notes?activity_filter=only_activity").json()[0]["id"]

        statuses = [
            member.call("PUT", f"{ISSUE}/notes/300000", json={"body": "Mine"}).status_code,
            ready.call("PUT", f"{ISSUE}/notes/{system}", json={"body": "Mine"}).status_code,
        ]

        assert statuses == [403, 403]

    def test_a_note_has_an_end(self, ready: Client) -> None:
        """A million characters are enough (gitlab.md §3.2)."""
        statuses = [
            ready.call("POST", f"{ISSUE}/notes", json={"body": "x" * size}).status_code for size in (10**6, 10**6 + 1)
        ]

        assert statuses == [201, 400]

    def test_an_edit_runs_commands_too(self, ready: Client) -> None:
        """What stands in an edited note takes effect (gitlab.md §5)."""
        body = ready.call("PUT", f"{ISSUE}/notes/300000", json={"body": "Bye\n/close"}).json()["body"]

        assert (body, ready.call("GET", ISSUE).json()["state"]) == ("Bye", "closed")


class TestIssues:
    @pytest.mark.parametrize(
        ("query", "iids"),
        [
            ("author_username=community-manager", [2]),
            ("author_id=2", [1]),
            ("author_username=nobody", []),
            ("assignee_username=april.marks", [2]),
            ("assignee_username[]=april.marks", [2]),
            ("assignee_username=nobody", []),
            ("assignee_id=4", [2]),
            ("assignee_id=999", []),
            ("assignee_id=Any", [2]),
            ("weight=3", [2]),
            ("weight=None", [1]),
            ("weight=Any", [2]),
            ("due_date=any", [2]),
            ("due_date=overdue", []),
            ("due_date=today", []),
            ("due_date=tomorrow", [2]),
            ("due_date=week", [2]),
            ("due_date=month", [2]),
            ("labels=any", [1]),
            ("created_before=2027-01-11T09:00:00Z", [1]),
            ("created_after=2027-01-11T09:00:00.001Z", [2]),
            ("milestone=None&order_by=weight&sort=asc", [2, 1]),
            ("order_by=milestone_due", [2, 1]),
            ("order_by=relative_position&sort=asc", [1, 2]),
            ("pagination=keyset&order_by=created_at", [2, 1]),
        ],
    )
    def test_filters(self, box: Sandbox, ready: Client, member: Client, query: str, iids: list[int]) -> None:
        """Filters by people, weight and dates (GitLab docs, api/issues.md)."""
        box.clock.advance(1)
        fields = {"title": "Theirs", "assignee_ids": [4], "weight": 3, "due_date": "2027-01-12"}
        member.call("POST", f"{OPEN}/issues", json=fields)

        assert [issue["iid"] for issue in ready.call("GET", f"{OPEN}/issues?{query}").json()] == iids

    def test_all_issues_are_ones_own_unless_asked(self, ready: Client, member: Client) -> None:
        """`GET /issues` shows what the user made; `scope` widens it (gitlab.md §3.1)."""
        lists = [
            len(who.call("GET", f"/issues{tail}").json())
            for who in (ready, member)
            for tail in ("", "?scope=all", "?scope=assigned_to_me")
        ]

        assert lists == [1, 1, 0, 0, 1, 0]

    def test_statistics_of_group_and_all(self, ready: Client) -> None:
        """Counts over more than one project."""
        counts = [
            ready.call("GET", path).json()["statistics"]["counts"]
            for path in (f"{GROUP}/issues_statistics", "/issues_statistics", "/issues_statistics?scope=assigned_to_me")
        ]

        one, none = {"all": 1, "closed": 0, "opened": 1}, {"all": 0, "closed": 0, "opened": 0}
        assert counts == [one, one, none]

    def test_by_its_global_id(self, ready: Client) -> None:
        """An issue has an address by its id as well."""
        number = ready.call("GET", ISSUE).json()["id"]

        assert ready.call("GET", f"/issues/{number}").json()["iid"] == 1

    def test_participants_and_subscription(self, ready: Client, member: Client) -> None:
        """Author and commenters take part; subscribing twice is 304."""
        member.call("POST", f"{ISSUE}/notes", json={"body": "Me too"})
        people = [one["username"] for one in ready.call("GET", f"{ISSUE}/participants").json()]

        statuses = [
            member.call("POST", f"{ISSUE}/{wish}").status_code for wish in ("subscribe", "subscribe", "unsubscribe")
        ]

        assert (people, statuses) == (["usher-bot", "community-manager"], [201, 304, 201])

    def test_there_are_no_merge_requests(self, ready: Client) -> None:
        """What would list them is empty, so that clients can ask."""
        lists = [ready.call("GET", f"{ISSUE}/{tail}").json() for tail in ("related_merge_requests", "closed_by")]

        assert lists == [[], []]

    def test_parameters_may_come_as_a_form(self, ready: Client) -> None:
        """A form does what JSON does, with `[]` for lists."""
        form = [("title", "By form"), ("labels", "a,b"), ("assignee_ids[]", "4")]

        made = ready.call("POST", f"{OPEN}/issues", data=form).json()

        assert (made["title"], made["labels"], [one["id"] for one in made["assignees"]]) == ("By form", ["a", "b"], [4])

    def test_links_block_and_are_removed(self, ready: Client) -> None:
        """A link reads differently from its two ends; removing it ends both."""
        ready.call("POST", f"{OPEN}/issues", json={"title": "Second"})
        wanted = {"target_project_id": 1000, "target_issue_iid": 2, "link_type": "is_blocked_by"}
        made = ready.call("POST", f"{ISSUE}/links", json=wanted).json()
        second = f"{OPEN}/issues/2"
        seen = [ready.call("GET", f"{path}/links").json()[0]["link_type"] for path in (ISSUE, second)]
        blocking = ready.call("GET", second).json()["blocking_issues_count"]

        gone = ready.call("DELETE", f"{ISSUE}/links/{made['id']}")

        assert (made["link_type"], seen, blocking) == ("is_blocked_by", ["is_blocked_by", "blocks"], 1)
        assert (gone.status_code, ready.call("GET", f"{second}/links").json()) == (200, [])

    def test_links_need_rights(self, ready: Client, outsider: Client) -> None:
        """Who cannot change an issue cannot link it."""
        ready.call("POST", f"{OPEN}/issues", json={"title": "Second"})
        wanted = {"target_project_id": 1000, "target_issue_iid": 2}
        link = ready.call("POST", f"{ISSUE}/links", json=wanted).json()["id"]

        statuses = [
            outsider.call("POST", f"{ISSUE}/links", json=wanted).status_code,
            outsider.call("DELETE", f"{ISSUE}/links/{link}").status_code,
        ]

        assert statuses == [403, 403]

    def test_moves_and_clones_need_rights(self, ready: Client, outsider: Client) -> None:
        """Without rights in both places an issue stays where it is."""
        other = ready.call("POST", "/projects", json={"name": "other", "visibility": "public"}).json()["id"]

        statuses = [
            outsider.call("POST", f"{ISSUE}/{what}", json={"to_project_id": other}).status_code
            for what in ("move", "clone")
        ]

        assert statuses == [400, 403]

    def test_one_event_is_shown(self, ready: Client) -> None:
        """A resource event has an address."""
        (event,) = ready.call("GET", f"{ISSUE}/resource_label_events").json()

        assert ready.call("GET", f"{ISSUE}/resource_label_events/{event['id']}").json() == event

    def test_full_addresses_and_neighbours_are_mentions_too(self, ready: Client) -> None:
        """A URL and `project#1` name issues as `#1` does; what stands in code does not (gitlab.md §5)."""
        home = ready.call("GET", ISSUE).json()["web_url"]
        ready.call("POST", "/projects", json={"name": "beside", "namespace_id": 102})
        text = f"See {home} and community-response#1 and `#1` and nowhere#1"

        made = ready.call("POST", f"{OPEN}/issues", json={"title": "Second", "description": text})

        notes = [note["body"] for note in ready.call("GET", f"{ISSUE}/notes?activity_filter=only_activity").json()]
        assert (made.status_code, notes) == (201, ["mentioned in issue #2"])


class TestMentions:
    def test_they_are_told_once_for_each_source(self, ready: Client) -> None:
        """However often an issue is named by another, it is told once (gitlab.md §5)."""
        ready.call("POST", f"{OPEN}/issues", json={"title": "Second", "description": "See #1"})
        for _ in range(2):
            ready.call("POST", f"{OPEN}/issues/2/notes", json={"body": "Again #1 and #2"})

        notes = [note["body"] for note in ready.call("GET", f"{ISSUE}/notes?activity_filter=only_activity").json()]
        assert notes == ["mentioned in issue #2"]

    def test_what_the_writer_does_not_see_is_not_mentioned(self, ready: Client, outsider: Client) -> None:
        """Somebody who cannot see an issue leaves no trace under it, and learns nothing of it."""
        ready.call("PUT", ISSUE, json={"confidential": True})
        title = {"title": "Mine", "description": "See #1 and #123456789012345678901234567890"}

        status = outsider.call("POST", f"{OPEN}/issues", json=title).status_code

        notes = [note["body"] for note in ready.call("GET", f"{ISSUE}/notes?activity_filter=only_activity").json()]
        assert (status, notes) == (201, ["made the issue confidential"])


class TestSystemNotes:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"title": "New"}, "changed title from **{-An issue-}** to **{+New+}**"),
            ({"description": "New"}, "changed the description"),
            ({"add_labels": "b"}, "added ~5001 label"),
            ({"labels": "b,c"}, "added ~5001 ~5002 and removed ~5000 labels"),
            ({"remove_labels": "a"}, "removed ~5000 label"),
            ({"assignee_ids": [3, 4]}, "assigned to @community-manager and @april.marks"),
            ({"due_date": "2027-01-05"}, "changed due date to January 5, 2027"),
            ({"confidential": True}, "made the issue confidential"),
            ({"discussion_locked": True}, "locked the discussion in this issue"),
            ({"issue_type": "incident"}, "changed type from issue to incident"),
            ({"weight": 3}, "set weight to **3**"),
            ({"state_event": "close"}, "closed"),
        ],
    )
    def test_changes_are_told(self, ready: Client, change: dict[str, Any], told: str) -> None:
        """Each change leaves its sentence (gitlab.md §2.3, §3.6)."""
        ready.call("PUT", ISSUE, json=change)

        notes = [note["body"] for note in ready.call("GET", f"{ISSUE}/notes?activity_filter=only_activity").json()]
        assert notes == [told]

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"assignee_ids": []}, "unassigned @april.marks"),
            ({"assignee_ids": [3]}, "assigned to @community-manager and unassigned @april.marks"),
            ({"due_date": ""}, "removed due date January 5, 2027"),
            ({"confidential": False}, "made the issue visible to everyone"),
            ({"discussion_locked": False}, "unlocked the discussion in this issue"),
            ({"weight": None}, "removed the weight"),
            ({"milestone_id": 0}, "removed milestone"),
        ],
    )
    def test_takings_away_are_told(self, ready: Client, change: dict[str, Any], told: str) -> None:
        """So does each thing that is taken away."""
        milestone = ready.call("POST", f"{OPEN}/milestones", json={"title": "FY27-Q4"}).json()["id"]
        full = {"assignee_ids": [4], "due_date": "2027-01-05", "confidential": True, "discussion_locked": True}
        ready.call("PUT", ISSUE, json={**full, "weight": 3, "milestone_id": milestone})

        ready.call("PUT", ISSUE, json=change)

        notes = ready.call("GET", f"{ISSUE}/notes?activity_filter=only_activity").json()
        assert notes[0]["body"] == told


def test_what_is_not_there_is_404_outside_the_api_too(box: Sandbox, ready: Client) -> None:
    """Without pages there is nothing beside REST and the controls."""
    assert ready.session.get(f"{box.url}/nowhere", timeout=10).status_code == 404


def test_no_totals_above_what_is_counted(ready: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """For long lists GitLab leaves out the totals and the last page (gitlab.md §3.10)."""
    monkeypatch.setattr(paging, "COUNTED", 0)

    headers = ready.call("GET", f"{OPEN}/issues").headers

    assert ("X-Total" in headers, "X-Total-Pages" in headers, 'rel="last"' in headers["Link"]) == (False, False, False)


def test_outsiders_see_the_groups_above_their_projects(bot: Client, outsider: Client, box: Sandbox) -> None:
    """A private group is there for whoever is a member of something in it."""
    space = bot.call("POST", "/projects", json={"name": "mine"}).json()
    before = outsider.call("GET", "/groups/usher-bot").status_code
    bot.call("POST", f"/projects/{space['id']}/members", json={"username": "partner-emea-1", "access_level": 20})

    assert [before, outsider.call("GET", "/groups/usher-bot").status_code] == [404, 200]
