"""Laws of schedules, in any zone and over every change of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise, takewhile

from hypothesis import assume, given
from hypothesis import strategies as st

from automation.config.model import Calendar
from automation.config.words.recurrence import parse_rrule, slots_of
from automation.decide.calendar import WorkCalendar
from automation.decide.occurrences import following, occurrences, owed
from automation.decide.rounds import Round
from tests.timetables import timetable

_ZONES = (
    *("UTC", "America/New_York", "America/Los_Angeles", "Europe/London", "Asia/Singapore", "Asia/Beirut"),
    *("Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "Asia/Kathmandu", "Pacific/Apia"),
)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

times = st.times().map(lambda at: f"{at:%H:%M}")
numbered = st.builds("{}{}".format, st.sampled_from([1, 2, 3, 4, 5, -1, -2]), st.sampled_from(_DAYS))
rules = st.one_of(
    st.just("FREQ=DAILY"),
    st.lists(st.sampled_from(_DAYS), min_size=1, unique=True).map(lambda days: f"FREQ=WEEKLY;BYDAY={','.join(days)}"),
    st.lists(numbered, min_size=1, max_size=3, unique=True).map(lambda days: f"FREQ=MONTHLY;BYDAY={','.join(days)}"),
    st.integers(1, 31).map("FREQ=MONTHLY;BYMONTHDAY={}".format),
    st.integers(1, 28).map("FREQ=YEARLY;BYMONTH=2,5,8,11;BYMONTHDAY={}".format),
    st.integers(2, 9).map("FREQ=WEEKLY;INTERVAL={};BYDAY=WE".format),
)
#: Monday to Friday, with some days off
calendars = st.lists(st.dates(date(2026, 12, 1), date(2028, 3, 31)).map(str), max_size=40).map(
    lambda off: Calendar(holidays=off)
)
schedules = st.fixed_dictionaries(
    {
        "rrule": rules,
        "at": times,
        "calendar": calendars,
        "on_day_off": st.sampled_from(["keep", "skip", "before", "after"]),
        "timezone": st.sampled_from(_ZONES),
        "starts": st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(str),
        "fire": st.fixed_dictionaries({"before": st.integers(0, 40).map("{} days".format), "at": st.none() | times}),
    }
)
instants = st.datetimes(datetime(2026, 12, 1), datetime(2028, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(keys=schedules, after=instants, days=st.integers(0, 200))
def test_occurrences_follow_each_other(keys, after, days):
    """They fire in order, each later than the one before, each for a later day, all within the window."""
    until = after + timedelta(days=days)
    found = occurrences(timetable(**keys), after, until)

    assert all(after < one.fires_at <= until for one in found)
    assert all(one.fires_at < other.fires_at and one.day < other.day for one, other in pairwise(found))


@given(keys=schedules, after=instants, steps=st.lists(st.floats(0, 40), max_size=8))
def test_windows_next_to_each_other_lose_and_double_nothing(keys, after, steps):
    """However the time is cut into windows, together they hold what one window over all of it holds."""
    table, found, start = timetable(**keys), [], after
    for step in steps:
        end = start + timedelta(days=step)
        found.extend(occurrences(table, start, end))
        start = end

    assert tuple(found) == occurrences(table, after, start)


@given(keys=schedules, after=instants)
def test_the_clock_on_the_wall_shows_the_time_that_was_asked_for(keys, after):
    """It does on the very day; where the clock jumps over that time it shows one that is later by no more than that."""
    table = timetable(**keys)
    for one in islice(following(table, after), 5):
        local = one.at.astimezone(table.zone)
        day = next(found.day for found in table.rounds.starting(date(2026, 1, 1)) if found.known_by == one.day)
        wanted = datetime.combine(day, table.times[""])
        late = local.replace(tzinfo=None) - wanted
        assert late == timedelta(0) or (timedelta(0) < late <= timedelta(hours=1) and _jumps(one.at, table.zone))


def _jumps(at, zone) -> bool:
    """Whether the clock was put forward within the two hours before `at`."""
    before = at - timedelta(hours=2)
    return at.astimezone(zone).utcoffset() > before.astimezone(zone).utcoffset()


@given(keys=schedules, after=instants)
def test_a_derived_date_lies_that_many_days_before(keys, after):
    """What fires n days before fires on the n-th calendar day before, in whatever month that is."""
    table = timetable(**keys)
    for one in islice(following(table, after), 5):
        fired = one.fires_at.astimezone(table.zone)
        assert (one.at.astimezone(table.zone).date() - fired.date()).days == table.days_before


@given(keys=schedules, last=instants, days=st.integers(0, 100), missed=st.sampled_from(["each", "last"]))
def test_policies_choose_among_what_is_due(keys, last, days, missed):
    """Each makes up for all of it, the other for its end; neither invents anything."""
    now = last + timedelta(days=days)
    due = occurrences(timetable(**keys), last, now)

    assert owed(timetable(**keys, missed=missed), last, now) == (due if missed == "each" else due[-1:])


@given(rule=rules, calendar=calendars, first=st.dates(date(2026, 12, 1), date(2027, 12, 31)), data=st.data())
def test_days_off_move_as_they_should(rule, calendar, first, data):
    """Each working day to which dates of the rule belong comes once, known by the nearest of them; no other comes."""
    moved = data.draw(st.sampled_from(["skip", "before", "after"]))
    worked = WorkCalendar.of(calendar).is_working_day
    step = {"skip": 0, "before": -1, "after": 1}[moved]
    table = timetable(calendar=calendar, rrule=rule, starts="2026-01-07", on_day_off=moved)
    last = first + timedelta(days=120)

    expected = {}
    for known in parse_rrule(rule, date(2026, 1, 7)).dates(first - timedelta(days=200)):
        if known > last + timedelta(days=100):
            break
        day = known
        while not worked(day) and step:
            day += step * timedelta(days=1)
        nearer = day in expected and abs(day - expected[day]) < abs(day - known)
        if worked(day) and first <= day <= last and not nearer:
            expected[day] = known
    found = takewhile(lambda one: one.day <= last, table.rounds.starting(first))
    assert {one.day: one.known_by for one in found} == expected


@given(nth=st.integers(-23, 23).filter(bool), calendar=calendars, first=st.dates(date(2026, 12, 1), date(2027, 12, 31)))
def test_the_nth_working_day_has_that_many_before_it(nth, calendar, first):
    """In each month that has as many there is one, the n-th that is worked; looked for from any day on."""
    known = WorkCalendar.of(calendar)
    table = timetable(calendar=calendar, working_day=nth)
    for one in islice(table.rounds.starting(first), 3):
        month = [one.known_by + timedelta(days=number) for number in range(31)]
        worked = [day for day in month if day.month == one.day.month and known.is_working_day(day)]
        assert one.day == worked[nth - 1 if nth > 0 else nth] >= first
        assert next(table.rounds.starting(one.day)) == one == Round(one.day.replace(day=1), one.day)


@given(rule=rules, starts=st.dates(date(2024, 1, 1), date(2026, 12, 31)), skip=st.integers(0, 400))
def test_a_rule_gives_the_same_days_from_wherever_one_looks(rule, starts, skip):
    """The days from a later date on are those of the whole rule that are not before it."""
    found = parse_rrule(rule, starts)
    first = starts + timedelta(days=skip)
    whole = [day for day in islice(found.dates(starts), 500) if day >= first]
    assume(len(whole) > 5)

    assert list(islice(found.dates(first), 5)) == whole[:5]


@given(day=st.dates(date(2024, 1, 1), date(2032, 12, 31)))
def test_every_word_for_a_day_finds_it(day):
    """A rule with the slot of a day gives that day in its month."""
    for slot in slots_of(day):
        rule = parse_rrule(f"FREQ=MONTHLY;BYDAY={slot}")
        assert next(rule.dates(day)) == day
