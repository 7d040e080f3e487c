"""Due dates, days and texts count in the calendar of the workflow or schedule that they belong to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from automation.decide.batch import Batch
from automation.decide.compiled import Compiled
from automation.decide.core import decide
from automation.decide.occurrences import following
from automation.decide.scheduled import event_of
from automation.model.plan import OpenIssue
from automation.model.refs import schedule_key
from automation.model.snapshot import Memory
from tests.play import BOT, Answers
from tests.small import CONFIG, compiled, doing, faults, fresh, rule, under_way, workflow
from tests.timetables import NAME, schedule

#: support works from Sunday to Thursday in Dubai, without the holiday of the others on 15 January
OTHERS = CONFIG + (
    "calendars: {support: {timezone: Asia/Dubai, working_days: sun-thu, holidays: [], fiscal_year_starts: july}}\n"
)
SUPPORT = {"calendar": "support"}


def rules_with(text: str, config: str = OTHERS) -> Compiled:
    """A configuration with both calendars."""
    return compiled(text, config)


@pytest.mark.parametrize(
    ("spec", "due"),
    [
        pytest.param({}, date(2027, 1, 19), id="the main calendar: over a holiday and a weekend"),
        pytest.param(SUPPORT, date(2027, 1, 18), id="its own: Friday and Saturday are off"),
    ],
)
def test_the_due_date_of_a_stage(spec, due):
    """Five working days from Monday, 11 January 2027 end where the workflow's own week has its fifth."""
    play = fresh(rules_with(workflow(**spec)))
    play.open()

    assert play.snapshot.due_date == due


@pytest.mark.parametrize(
    ("spec", "wake"),
    [
        pytest.param({}, datetime(2027, 1, 14, tzinfo=UTC), id="the main calendar: Thursday, in UTC"),
        pytest.param(SUPPORT, datetime(2027, 1, 16, 20, tzinfo=UTC), id="its own: Sunday, in Dubai"),
    ],
)
def test_the_service_level(spec, wake):
    """The working day before Monday, 18 January begins at the midnight of the workflow's calendar."""
    rules = rules_with(workflow(service_level="{}", **spec))
    play = under_way(rules, due_date=date(2027, 1, 18))
    play.wake()

    assert play.last.wake_at == wake


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        pytest.param({}, "2027-01-11 2027-01-12 FY27-Q4 True", id="the main calendar"),
        pytest.param(SUPPORT, "2027-01-12 2027-01-13 FY27-Q3 True", id="its own: after midnight in Dubai"),
    ],
)
def test_the_days_of_texts(spec, expected):
    """Today, working days and quarters are those of the workflow's calendar."""
    words = "{{ today }} {{ working_days(1) }} {{ quarter }} {{ is_working_day(today) }}"
    play = under_way(rules_with(workflow(**spec) + rule(f'- label: "At {words}"')))
    play.now = datetime(2027, 1, 11, 21, tzinfo=UTC)
    play.comment("nicole.smith", "Go.", note_id=1)

    assert [label for label in play.snapshot.labels if label.startswith("At ")] == [f"At {expected}"]


WORDS = (
    pytest.param("month", "January 2027", id="month"),
    pytest.param("fiscal_year", "FY27", id="fiscal_year"),
    pytest.param("quarter", "FY27-Q4", id="quarter"),
    pytest.param("quarter_start", "2026-11-01", id="quarter_start"),
    pytest.param("quarter_end", "2027-01-31", id="quarter_end"),
    pytest.param("is_working_day(date('2027-01-15'))", "False", id="is_working_day: a holiday"),
    pytest.param("nth_working_day(1)", "2027-01-01", id="nth_working_day: the first of this month"),
    pytest.param("nth_working_day(11)", "2027-01-18", id="nth_working_day: over the holiday"),
    pytest.param("nth_working_day(-1)", "2027-01-29", id="nth_working_day: the last"),
    pytest.param("nth_working_day(1, quarter_start)", "2026-11-02", id="nth_working_day: of another month"),
    pytest.param("nth_working_day(23) is none", "True", id="nth_working_day: as many there are not"),
)


@pytest.mark.parametrize(("written", "value"), WORDS)
def test_words_for_days(written, value):
    """Each word has the value that its description says, on Monday, 11 January 2027."""
    play = doing(f'- label: "At {{{{ {written} }}}}"')

    assert [label for label in play.snapshot.labels if label.startswith("At ")] == [f"At {value}"]


@pytest.mark.parametrize("nth", [pytest.param(0, id="there is none before the first"), pytest.param(40, id="too many")])
def test_a_working_day_that_no_month_has_is_a_fault(tmp_path, nth):
    """An impossible number is found when the configuration is loaded, at its place."""
    found = faults(workflow() + rule(f'- label: "{{{{ nth_working_day({nth}) }}}}"'), tmp_path)

    assert found == [
        (
            f"programs/stories.yml:16:16: no month has a working day {nth} "
            f"(got '{{{{ nth_working_day({nth}) }}}}'). Count from 1, or from the end with -1."
        )
    ]


@pytest.mark.parametrize(
    ("keys", "title", "due"),
    [
        pytest.param({}, "2027-01-14 2027-01-18", date(2027, 1, 19), id="the main calendar"),
        pytest.param(SUPPORT, "2027-01-14 2027-01-17", date(2027, 1, 19), id="its own, in titles"),
    ],
)
def test_a_schedule_counts_in_its_own_calendar(keys, title, due):
    """Zone, working days and words are those of its calendar; the new issue is dated by that of its workflow."""
    do = (
        "[{open_issue: {template: Story, workflow: story, title: '{{ today }} {{ working_days(1) }}', "
        "fields: {Account: Helios, Region: EMEA}}}]"
    )
    text = schedule(do, rrule="FREQ=WEEKLY;BYDAY=TH", **keys).replace("New: {due: 5", "New: {due: 2")
    rules = rules_with(text.replace("    timezone: America/Los_Angeles\n", ""))
    found = next(following(rules.schedules[NAME].timetable, datetime(2027, 1, 11, tzinfo=UTC)))
    batch = Batch(
        key=schedule_key(NAME),
        events=(event_of(rules.schedules[NAME], found, found.at),),
        snapshot=None,
        memory=Memory(),
        bot=BOT,
    )

    (effect,) = (one for one in decide(batch, rules, Answers(), found.at).plan.effects if isinstance(one, OpenIssue))

    assert (effect.title, effect.due_date) == (title, due)
    assert found.at == datetime(2027, 1, 14, 4 if keys else 8, tzinfo=UTC)


def test_the_calendar_of_a_workflow_is_found_by_its_key():
    """Pages ask by key; what belongs to no workflow counts in the main calendar."""
    rules = rules_with(workflow(**SUPPORT))

    found = [rules.calendar_of(key).zone.key for key in ("story", "gone", None)]

    assert (found, rules.calendar_of("story")) == (["Asia/Dubai", "UTC", "UTC"], rules.calendars["support"])
