"""Rows that a text or an hour chooses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from automation.decide.phrases import has_phrase, shift_of
from tests.small import compiled, doing, rule, under_way, workflow

SHIFTS = ("00-08", "08-16", "16-24")


@pytest.mark.parametrize(
    ("text", "phrases", "held"),
    [
        pytest.param("Feature Flags", ["Feature Flags"], True, id="the phrase itself"),
        pytest.param("about feature  flags, mostly", ["Feature Flags"], True, id="within others, however written"),
        pytest.param("CI", ["CD", "CI"], True, id="one of several"),
        pytest.param("CI/CD", ["CD"], True, id="beside a mark"),
        pytest.param("specific", ["CI"], False, id="within a word"),
        pytest.param("CI_CD", ["CI"], False, id="a longer name"),
        pytest.param("C++ bindings", ["C++"], True, id="marks are meant as they are"),
        pytest.param("anything", [""], False, id="a phrase of nothing"),
        pytest.param("", ["CI"], False, id="no text"),
        pytest.param("Security", "security", True, id="one phrase without brackets"),
    ],
)
def test_a_phrase_is_found_as_whole_words(text, phrases, held):
    """A phrase counts where it stands for itself, in any case and with any gaps."""
    assert has_phrase(text, phrases) is held


@pytest.mark.parametrize(
    ("hour", "rows", "row"),
    [
        pytest.param(0, SHIFTS, "00-08", id="midnight begins the first"),
        pytest.param(8, SHIFTS, "08-16", id="the end belongs to the next"),
        pytest.param(23, SHIFTS, "16-24", id="the last hour"),
        pytest.param(3, ("06-22", "22-06"), "22-06", id="over midnight, after it"),
        pytest.param(22, ("06-22", "22-06"), "22-06", id="over midnight, before it"),
        pytest.param(12, ("00-08",), "", id="nobody's hour"),
        pytest.param(12, ("noon", "25-26"), "", id="rows that are no hours"),
    ],
)
def test_an_hour_lies_in_a_shift(hour, rows, row):
    """A shift holds the hours from its first to before its last, also over midnight."""
    assert shift_of(rows, datetime(2027, 1, 11, hour, 59, tzinfo=UTC)) == row


def test_shifts_are_in_utc():
    """An instant in another zone lies where its hour of UTC does."""
    assert shift_of(SHIFTS, datetime(2027, 1, 11, 9, tzinfo=timezone(timedelta(hours=2)))) == "00-08"


def test_whoever_knows_the_area_is_asked():
    """The first person whose area a field names becomes the owner, else whoever comes after."""
    owner = (
        "{role: channel-sa, where: \"has_phrase(fields['Account'], person.region)\", pick: first, else: steve.george}"
    )
    rules = compiled(workflow() + rule(f"- own: {owner}"))
    found = []
    for account in ("EMEA South", "Themeas"):
        play = under_way(rules, description=f"<!-- program: story -->\n- **Account:** {account}")
        play.comment("nicole.smith", "Go.")
        found.append(play.snapshot.assignees)

    assert found == [("sa-emea",), ("steve.george",)]


def test_people_are_found_by_their_role():
    """Texts name everybody with a role, in the order of config.yml, and nobody for a role that nobody has."""
    play = doing("- title: \"{{ people_with('channel-sa') | join(' ') }}{{ people_with('cmo') | join }}\"")

    assert play.snapshot.title == "sa-emea sa-apac"


def test_dates_are_counted_with():
    """Texts add days and working days to dates."""
    play = doing("- title: \"{{ today + days(14) }} {{ add_working_days(date('2027-01-18'), -1) }}\"")

    assert play.snapshot.title == "2027-01-25 2027-01-14"
