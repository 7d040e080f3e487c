"""What GitLab's REST does that a client would not guess. Runs against the sandbox or a real GitLab (see conftest)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from gitlab.v4.objects import Project

from tests.sandbox.asking import ask, ask_api, own_id

HOOK = {"url": "http://203.0.113.1/hook", "push_events": False}
TEMPLATE = ".gitlab%2Fissue_templates%2FCustomer_Story.md"


def fill(project: Project, count: int) -> None:
    """Open so many issues."""
    for number in range(count):
        project.issues.create({"title": f"Issue {number}"})


class TestAnswers:
    def test_an_unknown_token_is_401(self, gitlab_under_test: Project) -> None:
        """Whatever is asked, a token that nobody has is 401 with GitLab's words (gitlab.md §3)."""
        url = f"{gitlab_under_test.manager.gitlab.url}/api/v4/user"

        answer = requests.get(url, headers={"PRIVATE-TOKEN": "glpat-nobody"}, timeout=10)

        assert (answer.status_code, answer.json()) == (401, {"message": "401 Unauthorized"})

    @pytest.mark.parametrize(
        ("tail", "body"),
        [
            pytest.param("/issues/999", {"message": "404 Not found"}, id="a record"),
            pytest.param("/labels/nowhere", {"message": "404 Label Not Found"}, id="a named kind"),
            pytest.param("/no_such_resource", {"error": "404 Not Found"}, id="no such route"),
        ],
    )
    def test_missing_things_are_named(self, gitlab_under_test: Project, tail: str, body: Any) -> None:
        """404 comes in several shapes (GitLab docs, api/rest/_index.md)."""
        answer = ask(gitlab_under_test, "get", tail)

        assert (answer.status, answer.body) == (404, body)

    def test_a_missing_project_is_named(self, gitlab_under_test: Project) -> None:
        """A project that is not there is `404 Project Not Found`."""
        answer = ask_api(gitlab_under_test.manager.gitlab, "get", "/projects/nobody%2Fnothing/issues")

        assert (answer.status, answer.body) == (404, {"message": "404 Project Not Found"})

    def test_a_project_is_found_by_number_and_by_path(self, gitlab_under_test: Project) -> None:
        """`:id` is a number or the path with `%2F` (gitlab.md §3)."""
        api = gitlab_under_test.manager.gitlab

        found = [api.projects.get(key).id for key in (gitlab_under_test.id, gitlab_under_test.path_with_namespace)]

        assert found == [gitlab_under_test.id] * 2

    def test_who_the_token_is(self, gitlab_under_test: Project) -> None:
        """`GET /user` is the owner of the token, and `/users?username=` finds them in any case (gitlab.md §3.5)."""
        api = gitlab_under_test.manager.gitlab
        me = ask_api(api, "get", "/user").body

        found = api.users.list(username=me["username"].upper(), get_all=True)

        assert [user.id for user in found] == [me["id"]]

    def test_nobody_of_that_name_is_an_empty_list(self, gitlab_under_test: Project) -> None:
        """An unknown username is no error (gitlab.md §3.5)."""
        assert gitlab_under_test.manager.gitlab.users.list(username="no.such.person.here", get_all=True) == []


class TestPages:
    def test_offset_pages_count_and_point(self, gitlab_under_test: Project) -> None:
        """Totals and neighbours stand in X- headers and Link (gitlab.md §3.10)."""
        fill(gitlab_under_test, 5)

        answer = ask(gitlab_under_test, "get", "/issues", per_page=2, page=2)

        headers = {
            name: answer.headers[f"X-{name}"] for name in ("Total", "Total-Pages", "Page", "Next-Page", "Prev-Page")
        }
        relations = sorted(re.findall(r'rel="(\w+)"', answer.headers["Link"]))
        assert headers == {"Total": "5", "Total-Pages": "3", "Page": "2", "Next-Page": "3", "Prev-Page": "1"}
        assert ([issue["iid"] for issue in answer.body], relations) == ([3, 2], ["first", "last", "next", "prev"])

    def test_the_last_page_has_no_next(self, gitlab_under_test: Project) -> None:
        """The last page says so by an empty X-Next-Page (gitlab.md §3.10)."""
        fill(gitlab_under_test, 2)

        answer = ask(gitlab_under_test, "get", "/issues", per_page=2)

        assert (answer.headers["X-Next-Page"], 'rel="next"' in answer.headers["Link"]) == ("", False)

    def test_keyset_pages_point_only_ahead(self, gitlab_under_test: Project) -> None:
        """Following Link gives every issue once; there are no totals (gitlab.md §3.10)."""
        fill(gitlab_under_test, 5)
        query = {"pagination": "keyset", "order_by": "updated_at", "sort": "asc", "per_page": "2"}
        seen: list[int] = []
        totals = []

        while query:
            answer = ask(gitlab_under_test, "get", "/issues", **query)
            seen += [issue["iid"] for issue in answer.body]
            totals.append(answer.headers.get("X-Total"))
            link = re.search(r'<([^>]+)>; rel="next"', answer.headers.get("Link", ""))
            query = {key: values[0] for key, values in parse_qs(urlsplit(link[1]).query).items()} if link else {}

        assert (seen, totals) == ([1, 2, 3, 4, 5], [None] * 3)

    def test_a_page_holds_a_hundred_at_most(self, gitlab_under_test: Project) -> None:
        """A greater `per_page` counts as 100 (gitlab.md §3.10)."""
        assert ask(gitlab_under_test, "get", "/issues", per_page=1000).headers["X-Per-Page"] == "100"


class TestLabels:
    def test_a_label_exists_once(self, gitlab_under_test: Project) -> None:
        """The second label of a name is 409 (gitlab.md §3.3)."""
        wanted = {"name": "Needs Info", "color": "#6699cc"}

        answers = [ask(gitlab_under_test, "post", "/labels", wanted) for _ in range(2)]

        assert [answer.status for answer in answers] == [201, 409]
        assert answers[1].body == {"message": "Label already exists"}

    def test_name_and_colour_are_required(self, gitlab_under_test: Project) -> None:
        """Without both it is 400 (gitlab.md §3.3)."""
        answer = ask(gitlab_under_test, "post", "/labels", {})

        assert (answer.status, answer.body) == (400, {"error": "name is missing, color is missing"})

    def test_issues_follow_a_new_name(self, gitlab_under_test: Project) -> None:
        """Renaming a label renames it on its issues (gitlab.md §3.3)."""
        issue = gitlab_under_test.issues.create({"title": "An issue", "labels": ["old name"]})

        ask(gitlab_under_test, "put", "/labels/old%20name", {"new_name": "new::name"})

        assert gitlab_under_test.issues.get(issue.iid).labels == ["new::name"]

    def test_issues_lose_a_deleted_label(self, gitlab_under_test: Project) -> None:
        """Deleting a label takes it off its issues (gitlab.md §3.3)."""
        issue = gitlab_under_test.issues.create({"title": "An issue", "labels": ["a", "b"]})

        status = ask(gitlab_under_test, "delete", "/labels/a").status

        assert (status, gitlab_under_test.issues.get(issue.iid).labels) == (204, ["b"])


class TestMembers:
    def test_a_failed_invitation_is_201(self, gitlab_under_test: Project) -> None:
        """Only `status` tells whether an invitation worked; part of one may (gitlab.md §3.4)."""
        one = {"email": "partner-apac-1@example.com", "access_level": 30}
        two = {"email": "partner-apac-1@example.com,partner-apac-2@example.com", "access_level": 30}

        answers = [ask(gitlab_under_test, "post", "/invitations", wanted) for wanted in (one, two)]

        assert [(answer.status, answer.body["status"]) for answer in answers] == [(201, "success"), (201, "error")]
        assert answers[1].body["message"] == {"partner-apac-1@example.com": "Invite email has already been taken"}

    def test_invitations_are_found_by_address_and_withdrawn(self, gitlab_under_test: Project) -> None:
        """The query is an exact address; DELETE is 204, then 404 (gitlab.md §3.4)."""
        for email in ("partner-apac-1@example.com", "partner-apac-2@example.com"):
            ask(gitlab_under_test, "post", "/invitations", {"email": email, "access_level": 30})

        found = ask(gitlab_under_test, "get", "/invitations", query="partner-apac-2@example.com").body
        path = "/invitations/partner-apac-2%40example.com"
        statuses = [ask(gitlab_under_test, "delete", path).status for _ in range(2)]

        assert [one["invite_email"] for one in found] == ["partner-apac-2@example.com"]
        assert statuses == [204, 404]

    def test_the_owner_is_a_member(self, gitlab_under_test: Project) -> None:
        """`members/all` shows who has access, with the level (gitlab.md §3.4)."""
        members = ask(gitlab_under_test, "get", "/members/all").body

        assert {member["id"]: member["access_level"] for member in members} == {own_id(gitlab_under_test): 50}

    def test_a_member_is_added_once(self, gitlab_under_test: Project) -> None:
        """Who is a member already cannot be added: 409 (gitlab.md §3.4)."""
        answer = ask(gitlab_under_test, "post", "/members", {"user_id": own_id(gitlab_under_test), "access_level": 50})

        assert (answer.status, answer.body) == (409, {"message": "Member already exists"})


class TestHooks:
    def test_tokens_are_taken_and_never_told(self, gitlab_under_test: Project) -> None:
        """The answer says only whether there are tokens (gitlab.md §1.2)."""
        key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
        answer = ask(gitlab_under_test, "post", "/hooks", {**HOOK, "token": "a secret", "signing_token": key})

        told = {name: answer.body.get(name) for name in ("token", "signing_token")}
        present = {name: answer.body[name] for name in ("token_present", "signing_token_present")}
        assert (answer.status, told) == (201, {"token": None, "signing_token": None})
        assert present == {"token_present": True, "signing_token_present": True}

    def test_pushes_are_told_unless_switched_off(self, gitlab_under_test: Project) -> None:
        """`push_events` is true without a word, everything else false (gitlab.md §3.8)."""
        answer = ask(gitlab_under_test, "post", "/hooks", {"url": HOOK["url"]})

        on = {name for name, value in answer.body.items() if name.endswith("_events") and value is True}
        assert (answer.status, on) == (201, {"push_events"})

    def test_a_new_url_drops_the_token(self, gitlab_under_test: Project) -> None:
        """The token belonged to the old receiver (gitlab.md §1.2)."""
        hook = ask(gitlab_under_test, "post", "/hooks", {**HOOK, "token": "a secret"}).body

        same = ask(gitlab_under_test, "put", f"/hooks/{hook['id']}", HOOK).body
        moved = ask(gitlab_under_test, "put", f"/hooks/{hook['id']}", {"url": "http://203.0.113.2/hook"}).body

        assert (same["token_present"], moved["token_present"]) == (True, False)

    def test_a_new_hook_can_be_called(self, gitlab_under_test: Project) -> None:
        """`alert_status` starts as executable (gitlab.md §1.3)."""
        hook = ask(gitlab_under_test, "post", "/hooks", HOOK).body

        shown = ask(gitlab_under_test, "get", f"/hooks/{hook['id']}").body

        assert (shown["alert_status"], shown["disabled_until"]) == ("executable", None)

    def test_a_bad_url_is_refused(self, gitlab_under_test: Project) -> None:
        """Only http and https can be called (gitlab.md §3.8)."""
        assert ask(gitlab_under_test, "post", "/hooks", {"url": "ftp://203.0.113.1"}).status in {400, 422}

    def test_nothing_to_show_is_422(self, gitlab_under_test: Project) -> None:
        """A test without a sample of the trigger is 422 (gitlab.md §1.4)."""
        hook = ask(gitlab_under_test, "post", "/hooks", HOOK).body

        assert ask(gitlab_under_test, "post", f"/hooks/{hook['id']}/test/issues_events").status == 422


class TestTemplates:
    def test_templates_are_files_of_the_default_branch(self, gitlab_under_test: Project) -> None:
        """A file in `.gitlab/issue_templates` is a template of its name (gitlab.md §3.7, §6)."""
        commit = {"branch": "main", "commit_message": "Add a template", "content": "# Story\n"}
        made = ask(gitlab_under_test, "post", f"/repository/files/{TEMPLATE}", commit)

        names = [template["name"] for template in ask(gitlab_under_test, "get", "/templates/issues").body]
        one = ask(gitlab_under_test, "get", "/templates/issues/Customer_Story").body
        raw = ask(gitlab_under_test, "get", f"/repository/files/{TEMPLATE}/raw", ref="main").body

        assert (made.status, names, one["content"], raw) == (201, ["Customer_Story"], "# Story\n", "# Story\n")

    def test_the_api_applies_no_template(self, gitlab_under_test: Project) -> None:
        """An issue opened without a description has none (gitlab.md §6)."""
        default = ".gitlab%2Fissue_templates%2FDefault.md"
        commit = {"branch": "main", "commit_message": "Add a template", "content": "# Default\n"}
        ask(gitlab_under_test, "post", f"/repository/files/{default}", commit)

        assert gitlab_under_test.issues.create({"title": "An issue"}).description in {None, ""}

    def test_a_missing_file_is_404(self, gitlab_under_test: Project) -> None:
        """A file that is not there is 404, a second creation 400 (gitlab.md §3.7)."""
        commit = {"branch": "main", "commit_message": "Add a template", "content": "# Story\n"}
        path = f"/repository/files/{TEMPLATE}"

        missing = ask(gitlab_under_test, "get", f"{path}/raw", ref="main").status
        twice = [ask(gitlab_under_test, "post", path, commit).status for _ in range(2)]

        assert (missing, twice) == (404, [201, 400])


class TestMilestonesAndBoards:
    def test_milestones_are_closed_by_state_event(self, gitlab_under_test: Project) -> None:
        """`state_event` close turns `active` into `closed` (gitlab.md §3.9)."""
        milestone = ask(gitlab_under_test, "post", "/milestones", {"title": "FY27-Q4"}).body

        closed = ask(gitlab_under_test, "put", f"/milestones/{milestone['id']}", {"state_event": "close"}).body

        assert (milestone["state"], closed["state"]) == ("active", "closed")

    def test_a_board_has_a_list_for_a_label(self, gitlab_under_test: Project) -> None:
        """A list names its label; one label has one list (gitlab.md §3.9)."""
        label = gitlab_under_test.labels.create({"name": "Story::Drafting", "color": "#6699cc"})
        boards = ask(gitlab_under_test, "get", "/boards").body
        board = boards[0]["id"] if boards else ask(gitlab_under_test, "post", "/boards", {"name": "Board"}).body["id"]

        statuses = [
            ask(gitlab_under_test, "post", f"/boards/{board}/lists", {"label_id": label.id}).status for _ in range(2)
        ]

        names = [one["label"]["name"] for one in ask(gitlab_under_test, "get", f"/boards/{board}/lists").body]
        assert (statuses, names) == ([201, 400], ["Story::Drafting"])
