"""`automation.config.words.span` and `.regexp`: lengths of time and regular expressions as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from automation.config.words.regexp import RegexpFault, TooSlow, to_regexp
from automation.config.words.span import SpanFault, to_days_span, to_span

NOON = datetime(2027, 3, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        pytest.param("45 minutes", "2027-03-31T11:15", "2027-03-31T12:45", id="minutes"),
        pytest.param("1 Hour", "2027-03-31T11:00", "2027-03-31T13:00", id="one, in any case"),
        pytest.param(" 30  days ", "2027-03-01T12:00", "2027-04-30T12:00", id="days"),
        pytest.param("2 weeks", "2027-03-17T12:00", "2027-04-14T12:00", id="weeks"),
        pytest.param("1 month", "2027-02-28T12:00", "2027-04-30T12:00", id="a month has the days that it has"),
        pytest.param("18 months", "2025-09-30T12:00", "2028-09-30T12:00", id="months over years"),
        pytest.param("2 years", "2025-03-31T12:00", "2029-03-31T12:00", id="years"),
        pytest.param("0 days", "2027-03-31T12:00", "2027-03-31T12:00", id="no time at all"),
    ],
)
def test_spans(words, before, after):
    """A length of time counts in the units of the calendar, in both directions."""
    span = to_span(words)

    assert [f"{at:%Y-%m-%dT%H:%M}" for at in (span.before(NOON), span.after(NOON))] == [before, after]


def test_spans_of_days():
    """Dates have no time of day."""
    assert to_days_span("1 month").before(date(2027, 3, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("read", "words", "said"),
    [
        pytest.param(to_span, "a while", "'a while' is no length of time; write for instance 30 days", id="words"),
        pytest.param(to_span, "-3 days", "'-3 days' is no length of time", id="a negative number"),
        pytest.param(to_span, "3 working days", "'3 working days' is no length of time", id="working days"),
        pytest.param(to_span, "1.5 days", "'1.5 days' is no length of time", id="half a day"),
        pytest.param(
            to_span, "1201 months", "'1201 months' is more than a hundred years; write at most", id="too long"
        ),
        pytest.param(to_span, "99999999999 days", "'99999999999 days' is no length of time", id="far too long"),
        pytest.param(
            to_days_span, "12 hours", "'12 hours' is no number of days; write for instance 3 days", id="hours"
        ),
        pytest.param(
            to_regexp, "a)", r"'a)' is no regular expression: unbalanced parenthesis at position 1", id="regexp"
        ),
        pytest.param(to_regexp, "a{99999999999}", "is no regular expression: repeat count too big", id="a huge count"),
    ],
)
def test_what_is_not_understood(read, words, said):
    """What cannot be meant is said with the word and with what would be right."""
    with pytest.raises((SpanFault, RegexpFault)) as fault:
        read(words)

    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("written", "text", "is_in"),
    [
        pytest.param("lost", "It is lost.", True, id="anywhere"),
        pytest.param("Lost", "It is lost.", False, id="case matters"),
        pytest.param("(?i)LOST", "It is lost.", True, id="unless it is said not to"),
        pytest.param("^(?!Draft)", "Draft: x", False, id="what must not come"),
        pytest.param("", "", True, id="nothing is everywhere"),
    ],
)
def test_regexps(written, text, is_in):
    """An expression is looked for anywhere in the text."""
    assert to_regexp(written).is_in(text) == is_in


@pytest.mark.parametrize(
    ("written", "text", "is_all"),
    [
        pytest.param("lost", "lost", True, id="all of it"),
        pytest.param("lost", "It is lost.", False, id="only a part"),
        pytest.param("^lost$|found", "found", True, id="one of several"),
    ],
)
def test_regexps_of_a_whole_text(written, text, is_all):
    """An expression may have to describe the text from end to end."""
    assert to_regexp(written).is_all_of(text) == is_all


@pytest.mark.parametrize("written", [r"(a|aa)+$", r"(\w+\s?)*$", r"(?:a{1,5000}){1,5000}b"])
def test_slow_regexps_are_given_up(written):
    """An expression that tries too many ways is given up in time."""
    with pytest.raises(TooSlow):
        to_regexp(written).is_in("a" * 5_000 + " !")
