"""Which listings a sweep reads: the fewest pages, and never too few rows."""

from __future__ import annotations

import pytest

from automation.decide.listing import Listing, common, listings

OPEN = {"state": "opened"}


def counts(**found):
    """Counts by the policies of listings, and what was asked."""
    asked = []

    def count(several):
        names = ["+".join(listing.policies) for listing in several]
        asked.extend(names)
        return [found[name] for name in names]

    return count, asked


def planned(wanted, **found):
    """The listings as policies and filters, and what was asked for."""
    count, asked = counts(**found)
    return [("+".join(one.policies), dict(one.filters)) for one in listings(wanted, count)], asked


@pytest.mark.parametrize(
    ("wanted", "found", "expected", "asked"),
    [
        pytest.param({}, {}, [], [], id="no policy, no listing"),
        pytest.param({"A": OPEN}, {}, [("A", OPEN)], [], id="one policy is not counted"),
        pytest.param({"A": OPEN, "B": dict(OPEN)}, {}, [("A+B", OPEN)], [], id="nor are two that want the same"),
        pytest.param(
            {"A": {**OPEN, "labels": "a"}, "B": {**OPEN, "labels": "b"}},
            {"A+B": 200},
            [("A+B", {**OPEN, "labels": "Any"})],
            ["A+B"],
            id="as many pages as there are policies",
        ),
        pytest.param(
            {"A": {**OPEN, "labels": "a"}, "B": {**OPEN, "labels": "b"}},
            {"A+B": 301, "A": 150, "B": 120},
            [("A+B", {**OPEN, "labels": "Any"})],
            ["A+B", "A", "B"],
            id="the same pages are better read once",
        ),
        pytest.param(
            {"A": {**OPEN, "labels": "a"}, "B": {**OPEN, "labels": "b"}},
            {"A+B": None, "A": 100, "B": 0},
            [("A", {**OPEN, "labels": "a"}), ("B", {**OPEN, "labels": "b"})],
            ["A+B", "A", "B"],
            id="a few of very many",
        ),
        pytest.param(
            {"A": OPEN, "B": {"state": "closed", "labels": "x"}, "C": {**OPEN, "labels": "y"}},
            {},
            [("B", {"state": "closed", "labels": "x"}), ("A+C", OPEN)],
            [],
            id="closed issues are no part of the open ones, all of which one policy wants anyway",
        ),
    ],
)
def test_plan(wanted, found, expected, asked):
    """One listing for all, or several, by the pages that they cost; asked as rarely as can be."""
    assert planned(wanted, **found) == (expected, asked)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param({"labels": "a,b"}, {"labels": "b,c"}, {"labels": "b"}, id="labels of both"),
        pytest.param({"labels": "a"}, {"labels": "b"}, {"labels": "Any"}, id="some label"),
        pytest.param({"labels": "a"}, {"labels": "Any"}, {"labels": "Any"}, id="some label, or one"),
        pytest.param({"labels": "None"}, {"labels": "a"}, {}, id="labels or none"),
        pytest.param({"labels": "None"}, {"labels": "None"}, {"labels": "None"}, id="no label"),
        pytest.param({"not[labels]": "a,b"}, {"not[labels]": "b"}, {"not[labels]": "b"}, id="without what both are"),
        pytest.param({"not[labels]": "a"}, {"not[labels]": "b"}, {}, id="with either"),
        pytest.param(
            {"created_before": "2027-01-01T00:00:00+00:00", "updated_after": "2027-01-01T00:00:00+00:00"},
            {"created_before": "2027-01-02T00:00:00+00:00", "updated_after": "2027-01-02T00:00:00+00:00"},
            {"created_before": "2027-01-02T00:00:00+00:00", "updated_after": "2027-01-01T00:00:00+00:00"},
            id="the wider time",
        ),
        pytest.param({"state": "opened"}, {"state": "closed"}, {}, id="either state"),
        pytest.param({"weight": "3", "state": "opened"}, {"state": "opened"}, {"state": "opened"}, id="what one wants"),
    ],
)
def test_common(one, other, expected):
    """What both let through is let through, and as little else as filters can say."""
    assert (common(one, other), common(other, one)) == (expected, expected)


def test_listings_are_known_by_their_filters():
    """The order in which filters are written makes no other listing."""
    (found,) = listings({"A": {"b": "1", "a": "2"}, "B": {"a": "2", "b": "1"}}, lambda several: [0 for _ in several])

    assert found == Listing((("a", "2"), ("b", "1")), ("A", "B"))
