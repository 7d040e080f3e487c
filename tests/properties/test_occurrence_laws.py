"""Laws of schedules, in any zone and over every change of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from automation.config.words.recurrence import parse_rrule, slots_of
from automation.decide.occurrences import following, occurrences, owed
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
schedules = st.fixed_dictionaries(
    {
        "rrule": rules,
        "at": times,
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
        wanted = datetime.combine(one.day, table.times[""])
        assert next(table.rounds.starting(one.day)).day == one.day
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
        assert (one.day - fired.date()).days == table.days_before


@given(keys=schedules, last=instants, days=st.integers(0, 100), missed=st.sampled_from(["each", "last"]))
def test_policies_choose_among_what_is_due(keys, last, days, missed):
    """Each makes up for all of it, the other for its end; neither invents anything."""
    now = last + timedelta(days=days)
    due = occurrences(timetable(**keys), last, now)

    assert owed(timetable(**keys, missed=missed), last, now) == (due if missed == "each" else due[-1:])


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
