"""Whom of several an issue goes to: load, turns, absence (docs/language/owners.md)."""

from __future__ import annotations

import pytest

from automation.model.others import OtherIssue
from tests.play import Answers
from tests.small import CONFIG, PATH, compiled, fresh, workflow

TEAM = CONFIG.replace("steve.george: {roles: [advocacy]}", "steve.george: {roles: [advocacy], away: [%s]}") + "\n"
OWNER = "{role: advocacy, pick: %s}"


def had(number, *assignees, is_open=True):
    """Another story of the same workflow."""
    return OtherIssue(ref=f"{PATH}#{number}", assignees=assignees, is_open=is_open)


def chosen(owner, *others, away=""):
    """Who becomes owner of a new story, and the words for it."""
    play = fresh(compiled(workflow(owner=owner), config=TEAM % away), iid=99)
    play.ask = Answers(listed=others)
    play.open()
    words = next(reason.detail for reason in play.last.reasons if reason.title == "Owner")
    return play.snapshot.assignees, words


class TestPick:
    @pytest.mark.parametrize(
        ("others", "person", "counted"),
        [
            pytest.param((), "nicole.smith", "nicole.smith 0, steve.george 0", id="the first of equals"),
            pytest.param(
                (had(1, "nicole.smith"), had(2, "steve.george"), had(3, "nicole.smith")),
                "steve.george",
                "nicole.smith 2, steve.george 1",
                id="the fewest open issues",
            ),
            pytest.param(
                (had(1, "nicole.smith", is_open=False),),
                "nicole.smith",
                "nicole.smith 0, steve.george 0",
                id="closed ones are no load",
            ),
            pytest.param((had(99, "nicole.smith"),), "nicole.smith", "nicole.smith 0", id="nor is the issue itself"),
        ],
    )
    def test_least_loaded(self, others, person, counted):
        """The one with the fewest open issues of the workflow gets the next one, and the explanation has the count."""
        assignees, words = chosen(OWNER % "least_loaded", *others)

        assert assignees == (person,)
        assert f"the fewest open issues ({counted}" in words

    @pytest.mark.parametrize(
        ("others", "person", "last"),
        [
            pytest.param((), "nicole.smith", "never", id="nobody had one"),
            pytest.param((had(1, "nicole.smith"),), "steve.george", "never", id="who had none yet"),
            pytest.param(
                (had(1, "steve.george"), had(2, "nicole.smith")),
                "steve.george",
                f"{PATH}#1",
                id="who had one longest ago",
            ),
            pytest.param(
                (had(1, "steve.george"), had(2, "nicole.smith", is_open=False)),
                "steve.george",
                f"{PATH}#1",
                id="closed ones count too",
            ),
        ],
    )
    def test_rotation(self, others, person, last):
        """The one who has not had an issue of the workflow for longest gets the next one."""
        assignees, words = chosen(OWNER % "rotation", *others)

        assert assignees == (person,)
        assert f"next in turn (last: {last})" in words


class TestAbsence:
    @pytest.mark.parametrize(
        ("away", "owner", "assignees"),
        [
            pytest.param("2027-01-11", OWNER % "all", ("nicole.smith",), id="the day"),
            pytest.param("2027-01-04..2027-01-15", OWNER % "all", ("nicole.smith",), id="within a span"),
            pytest.param("2027-01-12..2027-01-15", OWNER % "all", ("nicole.smith", "steve.george"), id="not yet"),
            pytest.param("2027-01-11", "steve.george", ("steve.george",), id="nobody else there is"),
            pytest.param(
                "2027-01-11",
                "{role: advocacy, absent: keep}",
                ("nicole.smith", "steve.george"),
                id="it does not matter",
            ),
        ],
    )
    def test_is_passed_over(self, away, owner, assignees):
        """Who is away gets nothing new, unless nobody else is there."""
        assert chosen(owner, away=away)[0] == assignees

    def test_is_explained(self):
        """The explanation says who was passed over."""
        assert "not steve.george: away" in chosen(OWNER % "all", away="2027-01-11")[1]

    @pytest.mark.parametrize(
        ("away", "words"),
        [
            pytest.param("soon", "this is no day and no span of days", id="no day"),
            pytest.param("2027-01-11..2027-01-04", "this is a span that ends before it begins", id="backwards"),
        ],
    )
    def test_faults(self, away, words):
        """An absence that is none is a fault of the configuration."""
        with pytest.raises(Exception, match=words):
            compiled(workflow(), config=TEAM % away)
