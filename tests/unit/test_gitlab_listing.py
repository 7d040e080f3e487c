"""`automation.gitlab.listing`: existing issues, page by page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from responses.matchers import query_param_matcher

from automation.gitlab.errors import Again, Missing
from tests.unit.gitlab_answers import PROJECT, PROJECT_URL, client, issue

ISSUES = f"{PROJECT_URL}/issues"
ORDER = {"scope": "all", "order_by": "created_at", "sort": "asc", "pagination": "keyset", "per_page": "100"}


@pytest.mark.parametrize(
    ("following", "after"),
    [
        pytest.param("cursor=eyJpZCI6MTJ9%3D&order_by=created_at", "cursor=eyJpZCI6MTJ9%3D", id="by key"),
        pytest.param("page=2&per_page=100", "page=2", id="by number, from a GitLab before 18.3"),
    ],
)
def test_pages_follow_each_other(gitlab, following, after):
    """Each page names the next one as GitLab does; the last one names none."""
    links = {"Link": f'<{ISSUES}?{following}>; rel="next", <{ISSUES}?page=1>; rel="first"'}
    name, _, value = after.partition("=")
    place = {name: value.replace("%3D", "=")}
    asked = {**ORDER, "labels": "bug,a b"}
    gitlab.get(ISSUES, json=[issue(iid=1)], headers=links, match=[query_param_matcher(asked)])
    gitlab.get(ISSUES, json=[issue(iid=2)], match=[query_param_matcher({**asked, **place})])
    listing = client().listing

    first = listing.page(PROJECT, {"labels": "bug,a b"})
    last = listing.page(PROJECT, {"labels": "bug,a b"}, first.next)

    assert ([str(one.ref) for one in first.issues], first.next) == ([f"{PROJECT}#1"], after)
    assert ([str(one.ref) for one in last.issues], last.next) == ([f"{PROJECT}#2"], "")


@pytest.mark.parametrize(
    ("headers", "count"),
    [({"X-Total": "350"}, 350), ({"X-Total": "0"}, 0), ({}, None), ({"X-Total": ""}, None)],
    ids=["some", "none", "more than GitLab counts", "an empty header"],
)
def test_counts(gitlab, headers, count):
    """How many there are costs one short page."""
    asked = {"scope": "all", "state": "opened", "per_page": "1"}
    gitlab.get(ISSUES, json=[], headers=headers, match=[query_param_matcher(asked)])

    assert client().listing.count(PROJECT, {"state": "opened"}) == count


@pytest.mark.parametrize(
    ("place", "sort", "number"),
    [(0, "asc", "1"), (200, "asc", "201"), (-1, "desc", "1")],
    ids=["the first", "one in between", "the last"],
)
def test_when_one_was_opened(gitlab, place, sort, number):
    """One short page, and no list, tells where a long list can be cut."""
    order = {"scope": "all", "order_by": "created_at", "sort": sort, "per_page": "1", "page": number}
    row = issue(iid=1, created_at="2026-11-20T10:00:00.123Z")
    gitlab.get(ISSUES, json=[row], match=[query_param_matcher({**order, "state": "opened"})])

    found = client().listing.opened_at(PROJECT, {"state": "opened"}, place)

    assert found == datetime(2026, 11, 20, 10, 0, 0, 123000, tzinfo=UTC)


def test_behind_the_end_nothing_was_opened(gitlab):
    """Issues may go meanwhile."""
    gitlab.get(ISSUES, json=[])

    assert client().listing.opened_at(PROJECT, {}, 5) is None


@pytest.mark.parametrize(
    "answer",
    [{"body": "<html>"}, {"json": {"message": "no list"}}, {"body": '[{"iid": 1'}],
    ids=["a proxy's page", "an object", "broken off"],
)
def test_what_is_no_list_is_asked_for_again(gitlab, answer):
    """Something in between answered, or the answer broke off."""
    gitlab.get(ISSUES, **answer)

    with pytest.raises(Again, match="something other than GitLab's JSON"):
        client().listing.page(PROJECT, {})


def test_a_project_that_is_not_there(gitlab):
    """It is said so, and not tried again."""
    gitlab.get(ISSUES, status=404, json={"message": "404 Project Not Found"})

    with pytest.raises(Missing):
        client().listing.page(PROJECT, {})
