"""What GitLab's issues do that a client would not guess. Runs against the sandbox or a real GitLab (see conftest)."""

from __future__ import annotations

import time
from typing import Any

import pytest
from gitlab.v4.objects import Project, ProjectIssue

from tests.sandbox.asking import ask, own_id

EMPTY = [{}, {"unheard_of": 1}]


def opened(project: Project, **fields: Any) -> ProjectIssue:
    """Open an issue."""
    return project.issues.create({"title": "An issue", **fields})


class TestOpening:
    def test_title_is_required(self, gitlab_under_test: Project) -> None:
        """Without a title GitLab answers 400 with the key `error` (gitlab.md §3.1)."""
        answer = ask(gitlab_under_test, "post", "/issues", {"description": "x"})

        assert (answer.status, answer.body) == (400, {"error": "title is missing"})

    def test_unknown_labels_come_into_being(self, gitlab_under_test: Project) -> None:
        """Names of labels that do not exist are created as labels of the project (gitlab.md §3.1)."""
        issue = opened(gitlab_under_test, labels=["sm_req::triage", "Needs Info"])

        made = {label.name: label.is_project_label for label in gitlab_under_test.labels.list(get_all=True)}
        assert (issue.labels, made) == (["Needs Info", "sm_req::triage"], {"Needs Info": True, "sm_req::triage": True})

    @pytest.mark.parametrize(
        "labels",
        [pytest.param("b, a", id="csv"), pytest.param(["b", "a"], id="array")],
    )
    def test_labels_may_be_csv_or_array(self, gitlab_under_test: Project, labels: str | list[str]) -> None:
        """Labels come as comma-separated text or as an array, and are answered by name (gitlab.md §3.1)."""
        assert opened(gitlab_under_test, labels=labels).labels == ["a", "b"]

    def test_labels_differ_by_case(self, gitlab_under_test: Project) -> None:
        """`Bug` and `bug` are two labels (gitlab.md §3.3)."""
        assert sorted(opened(gitlab_under_test, labels=["Bug", "bug"]).labels) == ["Bug", "bug"]

    def test_unknown_assignees_are_dropped_silently(self, gitlab_under_test: Project) -> None:
        """An id of nobody is no error; only the answer shows that it did not count (gitlab.md §3.1)."""
        assert opened(gitlab_under_test, assignee_ids=[999_999_999]).assignees == []

    def test_an_iid_in_use_is_a_conflict_for_the_owner(self, gitlab_under_test: Project) -> None:
        """An owner who names an iid that exists gets 409 (gitlab.md §3.1)."""
        opened(gitlab_under_test, iid=7)

        answer = ask(gitlab_under_test, "post", "/issues", {"title": "again", "iid": 7})

        assert (answer.status, answer.body) == (409, {"message": "Duplicated issue"})

    def test_the_next_iid_follows_the_greatest(self, gitlab_under_test: Project) -> None:
        """After an issue with a chosen iid the count goes on from there."""
        assert [opened(gitlab_under_test, iid=41).iid, opened(gitlab_under_test).iid] == [41, 42]

    def test_owners_may_date_back(self, gitlab_under_test: Project) -> None:
        """`created_at` counts for owners (gitlab.md §3.1)."""
        issue = opened(gitlab_under_test, created_at="2026-11-16T10:00:00Z")

        assert issue.created_at == "2026-11-16T10:00:00.000Z"

    def test_iid_and_id_are_two_numbers(self, gitlab_under_test: Project) -> None:
        """The iid counts in the project, the id in the instance; the address holds the iid."""
        issue = opened(gitlab_under_test)

        assert (issue.iid, issue.web_url.rsplit("/", 1)[1], issue.id != issue.iid) == (1, "1", True)

    def test_checklists_are_counted(self, gitlab_under_test: Project) -> None:
        """`task_completion_status` counts boxes of every list style, but none in code (gitlab.md §3.1)."""
        text = "- [ ] a\n* [x] b\n1. [X] c\n```\n- [ ] code\n```\nno [ ] box"

        issue = opened(gitlab_under_test, description=text)

        assert issue.task_completion_status == {"count": 3, "completed_count": 2}

    def test_trailing_blanks_and_carriage_returns_are_not_kept(self, gitlab_under_test: Project) -> None:
        """The reader of quick actions strips both from every description (gitlab.md §5)."""
        assert opened(gitlab_under_test, description="one\r\ntwo  \r\n\r\n").description == "one\ntwo"


class TestChanging:
    @pytest.mark.parametrize("data", EMPTY)
    def test_at_least_one_known_field_is_needed(self, gitlab_under_test: Project, data: dict[str, Any]) -> None:
        """A PUT without a field that GitLab knows is 400 (gitlab.md §3.1)."""
        issue = opened(gitlab_under_test)

        answer = ask(gitlab_under_test, "put", f"/issues/{issue.iid}", data)

        assert answer.status == 400
        assert answer.body["error"].endswith("are missing, at least one parameter must be provided")

    def test_everything_goes_in_one_put(self, gitlab_under_test: Project) -> None:
        """Title, text, labels, assignee, milestone, due date, confidentiality and state change in one call (3.1)."""
        me = own_id(gitlab_under_test)
        milestone = gitlab_under_test.milestones.create({"title": "FY27-Q4"})
        issue = opened(gitlab_under_test, labels=["old", "kept"])
        wanted = {
            "title": "New",
            "description": "Text",
            "add_labels": ["new"],
            "remove_labels": ["old"],
            "assignee_ids": [me],
            "milestone_id": milestone.id,
            "due_date": "2027-01-27",
            "confidential": True,
            "discussion_locked": True,
            "state_event": "close",
        }

        body = ask(gitlab_under_test, "put", f"/issues/{issue.iid}", wanted).body

        seen = {
            "title": body["title"],
            "description": body["description"],
            "labels": body["labels"],
            "assignees": [one["id"] for one in body["assignees"]],
            "milestone": body["milestone"]["id"],
            "due_date": body["due_date"],
            "confidential": body["confidential"],
            "locked": body["discussion_locked"],
            "state": body["state"],
        }
        assert seen == {
            "title": "New",
            "description": "Text",
            "labels": ["kept", "new"],
            "assignees": [me],
            "milestone": milestone.id,
            "due_date": "2027-01-27",
            "confidential": True,
            "locked": True,
            "state": "closed",
        }

    @pytest.mark.parametrize(
        ("change", "field", "left"),
        [
            pytest.param({"labels": ""}, "labels", [], id="labels: empty text"),
            pytest.param({"labels": []}, "labels", [], id="labels: empty list"),
            pytest.param({"assignee_ids": [0]}, "assignees", [], id="assignee_ids: zero"),
            pytest.param({"assignee_ids": []}, "assignees", [], id="assignee_ids: empty list"),
            pytest.param({"milestone_id": 0}, "milestone", None, id="milestone_id: zero"),
            pytest.param({"due_date": ""}, "due_date", None, id="due_date: empty text"),
        ],
    )
    def test_fields_are_cleared(self, gitlab_under_test: Project, change: Any, field: str, left: Any) -> None:
        """Each field has its own way to be emptied (gitlab.md §3.1)."""
        me = own_id(gitlab_under_test)
        milestone = gitlab_under_test.milestones.create({"title": "FY27-Q4"})
        full = {"labels": ["a"], "assignee_ids": [me], "milestone_id": milestone.id, "due_date": "2027-01-27"}
        issue = opened(gitlab_under_test, **full)

        answer = ask(gitlab_under_test, "put", f"/issues/{issue.iid}", change)

        assert (answer.status, answer.body[field]) == (200, left)

    def test_removing_a_label_that_is_not_there_is_no_error(self, gitlab_under_test: Project) -> None:
        """So siblings of a scope can always be named in `remove_labels` (gitlab.md §3.3); none is created by it."""
        issue = opened(gitlab_under_test, labels=["a"])

        answer = ask(gitlab_under_test, "put", f"/issues/{issue.iid}", {"remove_labels": "Story::Drafting"})

        names = [label.name for label in gitlab_under_test.labels.list(get_all=True)]
        assert (answer.status, answer.body["labels"], names) == (200, ["a"], ["a"])

    def test_labels_alone_do_not_move_updated_at(self, gitlab_under_test: Project) -> None:
        """A label-only change by the one who changed the issue last leaves `updated_at` (gitlab.md §2.2, #468285)."""
        issue = opened(gitlab_under_test)
        path = f"/issues/{issue.iid}"
        before = ask(gitlab_under_test, "put", path, {"title": "Changed"}).body["updated_at"]
        settle(gitlab_under_test, path)

        after = ask(gitlab_under_test, "put", path, {"add_labels": "a"}).body

        assert (after["labels"], after["updated_at"]) == (["a"], before)

    def test_closing_what_is_closed_changes_nothing(self, gitlab_under_test: Project) -> None:
        """A second `close` is 200 and leaves the time of the first."""
        issue = opened(gitlab_under_test)
        path = f"/issues/{issue.iid}"
        first = ask(gitlab_under_test, "put", path, {"state_event": "close"}).body

        second = ask(gitlab_under_test, "put", path, {"state_event": "close"}).body

        assert (second["state"], second["closed_at"]) == ("closed", first["closed_at"])

    def test_a_deleted_issue_is_gone(self, gitlab_under_test: Project) -> None:
        """DELETE by an owner is 204, and then the issue is not found (gitlab.md §3.1)."""
        issue = opened(gitlab_under_test)

        statuses = [ask(gitlab_under_test, method, f"/issues/{issue.iid}").status for method in ("delete", "get")]

        assert statuses == [204, 404]


class TestHistory:
    def test_label_events_tell_what_came_and_went(self, gitlab_under_test: Project) -> None:
        """Every label that came or went is an event, those of the opening too (gitlab.md §3.6)."""
        issue = opened(gitlab_under_test, labels=["a"])
        ask(gitlab_under_test, "put", f"/issues/{issue.iid}", {"add_labels": "b", "remove_labels": "a"})

        events = ask(gitlab_under_test, "get", f"/issues/{issue.iid}/resource_label_events").body

        seen = sorted((event["action"], event["label"]["name"]) for event in events)
        assert seen == [("add", "a"), ("add", "b"), ("remove", "a")]
        assert {event["resource_id"] for event in events} == {issue.id}

    def test_state_events_do_not_tell_of_the_opening(self, gitlab_under_test: Project) -> None:
        """Closing and reopening are events, the opening is none (gitlab.md §3.6)."""
        issue = opened(gitlab_under_test)
        for event in ("close", "reopen"):
            ask(gitlab_under_test, "put", f"/issues/{issue.iid}", {"state_event": event})

        events = ask(gitlab_under_test, "get", f"/issues/{issue.iid}/resource_state_events").body

        assert [event["state"] for event in events] == ["closed", "reopened"]

    def test_the_label_of_an_event_may_be_gone(self, gitlab_under_test: Project) -> None:
        """After a label was deleted its events show null (gitlab.md §3.6)."""
        issue = opened(gitlab_under_test, labels=["gone"])
        gitlab_under_test.labels.delete("gone")

        events = ask(gitlab_under_test, "get", f"/issues/{issue.iid}/resource_label_events").body

        assert [(event["action"], event["label"]) for event in events] == [("add", None)]

    def test_milestone_events_tell_of_add_and_remove(self, gitlab_under_test: Project) -> None:
        """A milestone that is set and cleared leaves two events (gitlab.md §3.6)."""
        milestone = gitlab_under_test.milestones.create({"title": "FY27-Q4"})
        issue = opened(gitlab_under_test)
        for wanted in (milestone.id, 0):
            ask(gitlab_under_test, "put", f"/issues/{issue.iid}", {"milestone_id": wanted})

        events = ask(gitlab_under_test, "get", f"/issues/{issue.iid}/resource_milestone_events").body

        assert [(event["action"], event["milestone"]["title"]) for event in events] == [
            ("add", "FY27-Q4"),
            ("remove", "FY27-Q4"),
        ]


class TestLinks:
    def test_a_link_is_seen_from_both_ends_and_made_once(self, gitlab_under_test: Project) -> None:
        """201, then 409; both issues list each other (gitlab.md §3.2)."""
        one, two = opened(gitlab_under_test), opened(gitlab_under_test)
        wanted = {"target_project_id": gitlab_under_test.id, "target_issue_iid": two.iid}

        statuses = [ask(gitlab_under_test, "post", f"/issues/{one.iid}/links", wanted).status for _ in range(2)]

        ends = [[end["iid"] for end in ask(gitlab_under_test, "get", f"/issues/{iid}/links").body] for iid in (1, 2)]
        assert (statuses, ends) == ([201, 409], [[two.iid], [one.iid]])

    def test_a_missing_target_is_404(self, gitlab_under_test: Project) -> None:
        """Linking with an issue that is not there is 404 (gitlab.md §3.2)."""
        issue = opened(gitlab_under_test)
        wanted = {"target_project_id": gitlab_under_test.id, "target_issue_iid": 999}

        assert ask(gitlab_under_test, "post", f"/issues/{issue.iid}/links", wanted).status == 404


class TestLists:
    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            pytest.param({"state": "opened"}, ["both", "bare", "only a"], id="state"),
            pytest.param({"state": "closed"}, ["done"], id="closed"),
            pytest.param({"labels": "a,b"}, ["both"], id="labels: all of them"),
            pytest.param({"labels": "None"}, ["bare"], id="labels: None"),
            pytest.param({"labels": "Any"}, ["both", "done", "only a"], id="labels: Any"),
            pytest.param({"labels": "a", "not[labels]": "b"}, ["only a"], id="not[labels]"),
            pytest.param({"iids[]": [1, 3]}, ["both", "only a"], id="iids"),
            pytest.param({"search": "ONLY"}, ["only a"], id="search in any case"),
            pytest.param({"search": "needle", "in": "title"}, [], id="search in the title only"),
            pytest.param({"search": "needle"}, ["bare"], id="search in the description too"),
            pytest.param({"due_date": "0"}, ["bare", "done", "only a"], id="without a due date"),
            pytest.param({"assignee_id": "None"}, ["bare", "both", "done", "only a"], id="nobody assigned"),
            pytest.param({"confidential": "true"}, ["bare"], id="confidential"),
            pytest.param({"issue_type": "incident"}, [], id="of a type"),
            pytest.param({"created_after": "2100-01-01T00:00:00Z"}, [], id="created after"),
            pytest.param({"updated_before": "2000-01-01T00:00:00Z"}, [], id="updated before"),
            pytest.param({"milestone": "None"}, ["bare", "both", "done", "only a"], id="no milestone"),
        ],
    )
    def test_filters(self, gitlab_under_test: Project, query: dict[str, Any], titles: list[str]) -> None:
        """Each filter of the list takes what GitLab's takes (GitLab docs, api/issues.md)."""
        opened(gitlab_under_test, title="only a", labels=["a"])
        opened(gitlab_under_test, title="bare", description="a needle in it", confidential=True)
        opened(gitlab_under_test, title="both", labels=["a", "b"], due_date="2027-01-27")
        done = opened(gitlab_under_test, title="done", labels=["c"])
        ask(gitlab_under_test, "put", f"/issues/{done.iid}", {"state_event": "close"})

        answer = ask(gitlab_under_test, "get", "/issues", **query)

        assert sorted(issue["title"] for issue in answer.body) == sorted(titles)

    @pytest.mark.parametrize(
        ("query", "iids"),
        [
            pytest.param({}, [3, 2, 1], id="newest first without a word"),
            pytest.param({"order_by": "created_at", "sort": "asc"}, [1, 2, 3], id="oldest first"),
            pytest.param({"order_by": "title", "sort": "asc"}, [2, 3, 1], id="by title"),
            pytest.param({"order_by": "due_date", "sort": "asc"}, [3, 1, 2], id="by due date, none at the end"),
        ],
    )
    def test_orders(self, gitlab_under_test: Project, query: dict[str, Any], iids: list[int]) -> None:
        """Lists come in the order that is asked for (GitLab docs, api/issues.md)."""
        for title, due in (("c", "2027-02-01"), ("a", None), ("b", "2027-01-01")):
            opened(gitlab_under_test, title=title, **({"due_date": due} if due else {}))

        assert [issue["iid"] for issue in ask(gitlab_under_test, "get", "/issues", **query).body] == iids

    def test_labels_with_details(self, gitlab_under_test: Project) -> None:
        """`with_labels_details` turns names into label objects (gitlab.md §3.1)."""
        opened(gitlab_under_test, labels=["a"])

        (issue,) = ask(gitlab_under_test, "get", "/issues", with_labels_details="true").body

        assert [label["name"] for label in issue["labels"]] == ["a"]

    def test_statistics_count_by_state(self, gitlab_under_test: Project) -> None:
        """`issues_statistics` counts all, opened and closed (GitLab docs, api/issues_statistics.md)."""
        issue = opened(gitlab_under_test)
        opened(gitlab_under_test)
        ask(gitlab_under_test, "put", f"/issues/{issue.iid}", {"state_event": "close"})

        counts = ask(gitlab_under_test, "get", "/issues_statistics").body["statistics"]["counts"]

        assert counts == {"all": 2, "closed": 1, "opened": 1}

    def test_an_unknown_order_is_refused(self, gitlab_under_test: Project) -> None:
        """A word that GitLab does not know is 400 (GitLab docs, api/rest/_index.md)."""
        answer = ask(gitlab_under_test, "get", "/issues", order_by="mood")

        assert (answer.status, answer.body) == (400, {"error": "order_by does not have a valid value"})


def settle(project: Project, path: str) -> None:
    """Wait until the instance's clock has moved past the last change, so that a moved time stamp could be seen."""
    changed = ask(project, "get", path).body["updated_at"]
    while ask(project, "post", "/issues", {"title": "tick"}).body["created_at"] <= changed:
        time.monotonic()
