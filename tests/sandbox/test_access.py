"""Who sees and may do what, over HTTP (GitLab docs, user/permissions.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import PRIVATE, PUBLIC, Client

pytestmark = pytest.mark.sandbox_only

OPEN = f"/projects/{quote(PUBLIC, safe='')}"
HIDDEN = f"/projects/{quote(PRIVATE, safe='')}"


def opened(client: Client, where: str = OPEN, **fields: Any) -> dict[str, Any]:
    """Open an issue as somebody."""
    made: dict[str, Any] = client.call("POST", f"{where}/issues", json={"title": "An issue", **fields}).json()
    return made


class TestSeeing:
    @pytest.mark.parametrize(
        ("username", "statuses"),
        [
            pytest.param("usher-bot", {OPEN: 200, HIDDEN: 200}, id="owner"),
            pytest.param("community-manager", {OPEN: 200, HIDDEN: 200}, id="developer"),
            pytest.param("partner-emea-1", {OPEN: 200, HIDDEN: 404}, id="outsider: not there, not forbidden"),
            pytest.param("root", {OPEN: 200, HIDDEN: 200}, id="administrator"),
        ],
    )
    def test_projects(
        self, box: Sandbox, client_of: Callable[..., Client], username: str, statuses: dict[str, int]
    ) -> None:
        """A private project does not exist for those who are no members."""
        client = client_of(box, username)

        assert {path: client.call("GET", path).status_code for path in statuses} == statuses

    def test_confidential_issues(self, bot: Client, member: Client, outsider: Client) -> None:
        """They exist for Planner and above, their author and their assignees; for nobody else (404)."""
        theirs = opened(outsider, confidential=True)
        ours = opened(member, confidential=True)

        seen = {
            name: [client.call("GET", f"{OPEN}/issues/{issue['iid']}").status_code for issue in (theirs, ours)]
            for name, client in {"member": member, "outsider": outsider}.items()
        }

        listed = [issue["iid"] for issue in outsider.call("GET", f"{OPEN}/issues").json()]
        assert (seen, listed) == ({"member": [200, 200], "outsider": [200, 404]}, [theirs["iid"]])

    def test_an_assignee_sees_a_confidential_issue(self, bot: Client, outsider: Client) -> None:
        """Somebody who is assigned may read what is hidden from others of their level."""
        user = bot.api.users.list(username="partner-emea-1")[0]
        bot.project().members.create({"user_id": user.id, "access_level": 10})
        issue = opened(bot, confidential=True, assignee_ids=[user.id])

        assert outsider.call("GET", f"{OPEN}/issues/{issue['iid']}").status_code == 200

    def test_internal_notes(self, member: Client, outsider: Client) -> None:
        """Internal notes are left out for those below Planner, who cannot write them either."""
        issue = opened(outsider)
        path = f"{OPEN}/issues/{issue['iid']}/notes"
        note = member.call("POST", path, json={"body": "Between us", "internal": True}).json()

        refused = outsider.call("POST", path, json={"body": "Mine", "internal": True}).status_code

        assert (outsider.call("GET", path).json(), refused) == ([], 403)
        assert outsider.call("GET", f"{path}/{note['id']}").status_code == 404

    def test_lists_hold_only_visible_projects(self, outsider: Client) -> None:
        """Projects that are hidden are in no list."""
        assert [project["path_with_namespace"] for project in outsider.call("GET", "/projects").json()] == [PUBLIC]


class TestDoing:
    def test_outsiders_open_and_comment(self, outsider: Client) -> None:
        """In a public project everybody may open an issue and comment."""
        issue = opened(outsider, labels=["a"], assignee_ids=[1], due_date="2027-01-27")

        note = outsider.call("POST", f"{OPEN}/issues/{issue['iid']}/notes", json={"body": "Hello"})

        # what only members may set is dropped without a word
        assert (issue["labels"], issue["assignees"], issue["due_date"], note.status_code) == ([], [], None, 201)

    @pytest.mark.parametrize(
        ("change", "left"),
        [
            pytest.param(
                {"title": "New", "labels": "a"}, {"title": "New", "labels": []}, id="title yes, labels dropped"
            ),
            pytest.param({"state_event": "close"}, {"state": "closed"}, id="their own state"),
            pytest.param({"confidential": True}, {"confidential": False}, id="confidentiality dropped"),
            pytest.param({"description": "/label ~a\n/close"}, {"labels": [], "state": "closed"}, id="commands alike"),
        ],
    )
    def test_authors_change_their_own(
        self, member: Client, outsider: Client, change: dict[str, Any], left: dict[str, Any]
    ) -> None:
        """An author without a role may change text and state of their issue, nothing else."""
        member.call("POST", f"{OPEN}/labels", json={"name": "a", "color": "red"})
        issue = opened(outsider)

        answer = outsider.call("PUT", f"{OPEN}/issues/{issue['iid']}", json=change)

        assert (answer.status_code, {name: answer.json()[name] for name in left}) == (200, left)

    def test_others_issues_are_forbidden(self, member: Client, outsider: Client) -> None:
        """Somebody without a role cannot change an issue of another: 403, as they see it."""
        issue = opened(member)

        assert outsider.call("PUT", f"{OPEN}/issues/{issue['iid']}", json={"title": "Mine"}).status_code == 403

    @pytest.mark.parametrize(
        ("level", "status", "labels"),
        [
            pytest.param(10, 403, [], id="guest"),
            pytest.param(15, 200, ["a"], id="planner"),
            pytest.param(20, 200, ["a"], id="reporter"),
        ],
    )
    def test_labels_need_planner(
        self, bot: Client, outsider: Client, level: int, status: int, labels: list[str]
    ) -> None:
        """From Planner on, metadata of everybody's issues may be set (gitlab.md §3.3)."""
        user = bot.api.users.list(username="partner-emea-1")[0]
        bot.project().members.create({"user_id": user.id, "access_level": level})
        issue = opened(bot)
        path = f"{OPEN}/issues/{issue['iid']}"

        answer = outsider.call("PUT", path, json={"labels": "a"})

        assert (answer.status_code, bot.call("GET", path).json()["labels"]) == (status, labels)

    def test_guests_set_metadata_when_they_open(self, bot: Client, outsider: Client) -> None:
        """A Guest may label the issue that they are opening, with labels that exist."""
        user = bot.api.users.list(username="partner-emea-1")[0]
        bot.project().members.create({"user_id": user.id, "access_level": 10})
        bot.project().labels.create({"name": "a", "color": "#6699cc"})

        assert opened(outsider, labels=["a", "unknown"])["labels"] == ["a"]

    def test_locked_discussions_take_only_members(self, member: Client, outsider: Client) -> None:
        """In a locked discussion only members comment (GitLab docs, user/discussions)."""
        issue = opened(outsider)
        path = f"{OPEN}/issues/{issue['iid']}"
        member.call("PUT", path, json={"discussion_locked": True})

        statuses = [who.call("POST", f"{path}/notes", json={"body": "x"}).status_code for who in (member, outsider)]

        assert statuses == [201, 403]

    @pytest.mark.parametrize(
        ("method", "tail", "body"),
        [
            pytest.param("POST", "/hooks", {"url": "http://203.0.113.1"}, id="hooks need Maintainer"),
            pytest.param("GET", "/hooks", None, id="so does reading them"),
            pytest.param("POST", "/invitations", {"email": "a@example.com", "access_level": 10}, id="invitations too"),
            pytest.param("POST", "/members", {"username": "partner-emea-1", "access_level": 10}, id="members too"),
            pytest.param("DELETE", "", None, id="removing the project needs Owner"),
            pytest.param("DELETE", "/issues/1", None, id="removing an issue too"),
        ],
    )
    def test_developers_may_not(self, member: Client, method: str, tail: str, body: dict[str, Any] | None) -> None:
        """What is above a Developer is 403 (gitlab.md §1.6, §3.4)."""
        opened(member)

        assert member.call(method, f"{OPEN}{tail}", json=body).status_code == 403

    def test_nobody_gives_more_than_they_have(
        self, bot: Client, client_of: Callable[..., Client], box: Sandbox
    ) -> None:
        """A Maintainer cannot make an Owner (gitlab.md §3.4)."""
        user = bot.api.users.list(username="community-manager")[0]
        bot.call("PUT", f"{OPEN}/members/{user.id}", json={"access_level": 40})
        maintainer = client_of(box, "community-manager")

        answers = [
            maintainer.call("POST", f"{OPEN}/members", json={"username": "partner-emea-1", "access_level": level})
            for level in (50, 40)
        ]

        assert [answer.status_code for answer in answers] == [403, 201]

    def test_inherited_members_count(self, bot: Client, outsider: Client) -> None:
        """A member of a group is one of every project below; `members/all` shows it, `members` does not."""
        user = bot.api.users.list(username="partner-emea-1")[0]
        bot.api.groups.get("gitlab-com").members.create({"user_id": user.id, "access_level": 20})

        listed = [
            user.id in [one["id"] for one in bot.call("GET", f"{HIDDEN}/{tail}").json()]
            for tail in ("members", "members/all")
        ]

        assert (outsider.call("GET", HIDDEN).status_code, listed) == (200, [False, True])

    def test_a_membership_ends(self, box: Sandbox, bot: Client, outsider: Client) -> None:
        """From the day of its end on a membership no longer counts."""
        user = bot.api.users.list(username="partner-emea-1")[0]
        wanted = {"user_id": user.id, "access_level": 20, "expires_at": "2027-01-12"}
        bot.project(PRIVATE).members.create(wanted)
        statuses = [outsider.call("GET", HIDDEN).status_code]

        box.clock.advance(86_400)

        assert [*statuses, outsider.call("GET", HIDDEN).status_code] == [200, 404]

    def test_owners_date_and_number_others_cannot(self, bot: Client, member: Client) -> None:
        """`iid` and `created_at` of those who are no owners are ignored silently (gitlab.md §3.1)."""
        wanted: dict[str, Any] = {"iid": 77, "created_at": "2026-11-16T10:00:00Z"}

        issues = [opened(client, **wanted) for client in (bot, member)]

        assert [(issue["iid"], issue["created_at"]) for issue in issues] == [
            (77, "2026-11-16T10:00:00.000Z"),
            (78, "2027-01-11T09:00:00.000Z"),
        ]


class TestTiers:
    @pytest.mark.parametrize(
        ("tier", "labels"),
        [("premium", ["Story::Internal Review"]), ("free", ["Story::Drafting", "Story::Internal Review"])],
    )
    def test_scopes_are_exclusive_with_a_licence(
        self, make_box: Callable[..., Sandbox], client_of: Callable[..., Client], tier: str, labels: list[str]
    ) -> None:
        """On the free tier two labels of one scope coexist (gitlab.md §3.3)."""
        client = client_of(make_box(tier=tier))
        issue = opened(client, labels=["Story::Drafting"])

        changed = client.call("PUT", f"{OPEN}/issues/{issue['iid']}", json={"add_labels": "Story::Internal Review"})

        assert changed.json()["labels"] == labels

    def test_of_two_new_labels_of_a_scope_the_last_wins(self, bot: Client) -> None:
        """Two of one scope at once leave the second (gitlab.md §3.3); the scope ends at the last `::`."""
        issue = opened(bot, labels=["a::b::x", "a::b::y", "a::c"])

        assert issue["labels"] == ["a::b::y", "a::c"]

    @pytest.mark.parametrize(("tier", "count"), [("premium", 2), ("free", 1)])
    def test_several_assignees_need_a_licence(
        self, make_box: Callable[..., Sandbox], client_of: Callable[..., Client], tier: str, count: int
    ) -> None:
        """Without a licence only the first assignee counts (gitlab.md §3.1)."""
        client = client_of(make_box(tier=tier))
        ids = [client.api.users.list(username=name)[0].id for name in ("community-manager", "april.marks")]

        assert [one["id"] for one in opened(client, assignee_ids=ids)["assignees"]] == ids[:count]

    @pytest.mark.parametrize(("tier", "statuses"), [("premium", [201, 201]), ("free", [404, 403])])
    def test_group_hooks_and_blocking_links_need_a_licence(
        self, make_box: Callable[..., Sandbox], client_of: Callable[..., Client], tier: str, statuses: list[int]
    ) -> None:
        """Hooks of groups and links that block are licensed (gitlab.md §1.6, §3.2)."""
        client = client_of(make_box(tier=tier))
        one, two = opened(client), opened(client)
        link = {"target_project_id": one["project_id"], "target_issue_iid": two["iid"], "link_type": "blocks"}

        answers = [
            client.call("POST", "/groups/gitlab-com/hooks", json={"url": "http://203.0.113.1"}).status_code,
            client.call("POST", f"{OPEN}/issues/{one['iid']}/links", json=link).status_code,
        ]

        assert answers == statuses
