"""What a decision tells reports: the stages that the issue came into with their instants, and the fields kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.play import MONDAY
from tests.small import compiled, fresh, rule, under_way, workflow

ON = rule("[{stage: Done}]", on="stage.entered(Doing)")
LATER = MONDAY + timedelta(hours=3)


def entered(play, *events) -> list[tuple[str, str]]:
    """The stages that the decision on `events` tells of, each with its instant."""
    return play.decide(*events).facts["entered"]


def test_a_new_issue_comes_into_its_first_stage():
    """With the fields that reports may count."""
    play = fresh(compiled(workflow()))

    decision = play.open()

    assert decision.facts == {
        "entered": [("New", MONDAY.isoformat())],
        "fields": {"Account": "Helios", "Region": "EMEA"},
    }


def test_the_instant_is_that_of_the_label():
    """However late Usher hears of it, a stage begins when somebody set its label."""
    play = under_way(compiled(workflow()))
    move = play.change("steve.george", add=["Story::Doing"], remove=["Story::New"])
    play.now = LATER

    assert entered(play, move) == [("Doing", MONDAY.isoformat())]


@pytest.mark.parametrize("minutes", [-30, 0, 30])
def test_stages_of_one_run_stand_in_the_order_of_their_time(minutes):
    """What follows by itself is never earlier than what led to it, whatever else GitLab reports meanwhile."""
    play = under_way(compiled(workflow() + ON))
    move = play.change("steve.george", add=["Story::Doing"], remove=["Story::New"])
    play.now = MONDAY + timedelta(minutes=minutes)
    other = play.change("april.marks", title="Another")
    play.now = LATER

    found = entered(play, move, other)

    assert [stage for stage, _ in found] == ["Doing", "Done"]
    assert [at for _, at in found] == sorted(at for _, at in found)


def test_nothing_is_told_of_what_stays():
    """A comment moves nothing."""
    play = under_way(compiled(workflow()))

    assert play.comment("april.marks", "Hello.").facts["entered"] == []


def test_of_a_confidential_issue_no_words():
    """Fields with words of people are kept of issues that everybody may read only."""
    play = under_way(compiled(workflow(confidential="always")), confidential=True)

    assert play.comment("april.marks", "Hello.").facts["fields"] == {"Region": "EMEA"}
