"""Long lists are read in strands: each issue belongs to one of them, wherever the list is cut."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.model.snapshot import Snapshot
from automation.runtime.sweeps.strands import Strand, cuts_of, places, strands, written
from tests.engine_parts import NOW
from tests.sweep_parts import MARK, box, issues, scene

HOURS = st.integers(0, 40).map(lambda hours: NOW + timedelta(hours=hours))
(ISSUE,) = issues(1)


def opened(at: datetime | None) -> Snapshot:
    """An issue that was opened then."""
    (made,) = issues(1, created_at=at)
    return made


@given(at=st.none() | HOURS, cuts=st.sets(HOURS, max_size=4).map(sorted))
def test_an_issue_belongs_to_one_strand(at, cuts):
    """Whatever the cuts are, also one of which GitLab does not say when it was opened."""
    assert [strand.holds(opened(at)) for strand in strands(cuts)].count(True) == 1


@given(at=HOURS, cuts=st.sets(HOURS, max_size=4).map(sorted), bounds=st.tuples(HOURS, HOURS))
def test_the_filters_of_a_strand_keep_nothing_back(at, cuts, bounds):
    """An issue of the list comes with the pages of its strand, though GitLab shows instants cut to milliseconds."""
    given_filters = {"created_after": bounds[0].isoformat(), "created_before": bounds[1].isoformat()}
    (strand,) = (one for one in strands(cuts) if one.holds(opened(at)))
    true_at = at + timedelta(microseconds=999)

    found = strand.filters(given_filters)

    is_listed = bounds[0] <= true_at <= bounds[1]
    assert is_within(true_at, found) is is_listed


def is_within(at: datetime, filters: dict[str, str]) -> bool:
    """Whether GitLab lists it."""
    after, before = (datetime.fromisoformat(filters[name]) for name in ("created_after", "created_before"))
    return after <= at <= before


def test_a_strand_without_bounds_takes_the_filters_as_they_are():
    """A short list is one strand."""
    assert (strands(()), Strand().filters({"state": "opened"})) == ((Strand(),), {"state": "opened"})


@pytest.mark.parametrize(
    ("length", "known", "cuts", "asked"),
    [
        pytest.param(799, {}, [], [], id="a short list is not cut"),
        pytest.param(800, {200: 1, 400: 5, 600: 6}, [1, 5, 6], [200, 400, 600], id="as many issues in each strand"),
        pytest.param(800, {200: 1, 400: 1, 600: 6}, [1, 6], [200, 400, 600], id="many of one instant"),
        pytest.param(9000, {2250: 1}, [1], [2250, 4500, 6750], id="issues went meanwhile"),
        pytest.param(None, {0: 0, -1: 8}, [2, 4, 6], [0, -1], id="too many to tell: evenly in time"),
        pytest.param(None, {}, [], [0, -1], id="nothing is there any more"),
    ],
)
def test_where_lists_are_cut(length, known, cuts, asked):
    """A list is cut into strands that are about as long, with a few short questions."""
    places_asked: list[int] = []

    def opened_at(several):
        places_asked.extend(several)
        return [NOW + timedelta(hours=known[place]) if place in known else None for place in several]

    found = cuts_of(length, opened_at)

    assert ([(at - NOW) / timedelta(hours=1) for at in found], places_asked) == (cuts, asked)


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        pytest.param(("", "", ""), '["", "", ""]', id="at their beginning"),
        pytest.param(("cursor=x", None, "page=2"), '["cursor=x", null, "page=2"]', id="under way, one at its end"),
    ],
)
def test_places_are_kept(found, kept):
    """Where each strand goes on survives in one word."""
    assert (written(found), places(kept, len(found))) == (kept, found)


def test_the_ends_of_a_list():
    """No word means the beginning of all strands; and that all are at their end."""
    assert (places("", 2), written((None, None))) == (("", ""), "")


def test_a_long_list_is_looked_at_once_in_strands_also_when_it_is_broken_off(tmp_path):
    """Another process goes on where each strand was; every issue is looked at once."""
    bugs = [1, 200, 201, 202, 400, 401, 801]
    gitlab = box(issues(801, bugs=bugs), page_size=70)
    with scene(tmp_path, MARK, gitlab) as first:
        first.begin()
        for _ in range(3):
            first.service.sweeper.step()
        half = first.sweep()
    with scene(tmp_path, MARK, gitlab) as second:
        second.service.store.free_sweeps(first.service.worker.name)
        done = second.scan()
        finds = second.service.store.found("S1", "Mark bugs", 20)

    assert (half.looked, done.looked, done.policies[0].selected) == (560, 801, len(bugs))
    assert [find.ref.iid for find in finds] == bugs
    assert gitlab.pages.count((gitlab.pages[0][0], "")) == 4
