"""Laws of schedules in the store: whatever the clock does and however long the host sleeps, each comes round once."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from automation.decide.compiled import CompiledSchedule
from automation.decide.occurrences import occurrences
from automation.runtime.schedules import take_schedules
from automation.runtime.store import Store
from tests.timetables import AGENDA, MEETING, QUARTERS, instant, timetable

START = instant("2027-03-01T00:00")
TABLES = {
    "meeting": timetable(**MEETING),
    "agenda": timetable(**AGENDA),
    "daily": timetable(at="06:00", timezone="America/New_York"),
    "quarterly": timetable(**QUARTERS),
    "moved": timetable(on_day_off="after"),
    "last": timetable(working_day=-1),
}
#: how long after the beginning somebody looks: in any order, so that the clock jumps both ways
looks = st.lists(st.timedeltas(timedelta(), timedelta(days=120)), min_size=1, max_size=12)


def rules() -> Any:
    """A configuration with schedules that do nothing."""
    found = {
        name: CompiledSchedule(name=name, program="calls", enabled=True, timetable=table, actions=())
        for name, table in TABLES.items()
    }
    return SimpleNamespace(schedules=found)


@given(looks=looks)
@settings(max_examples=60)
def test_any_sequence_of_looks_fires_what_one_straight_run_fires(looks):
    """Nothing twice and nothing never: the union of what was stored is that of one look at the latest instant."""
    configured = rules()
    with Store.open("sqlite://") as store:
        take_schedules(store, configured, START)
        for look in looks:
            take_schedules(store, configured, START + look)
        kept = store._db.read(lambda db: sorted(db.exec_driver_sql("select key from inbox").scalars()))

    straight = (
        f"schedule:{name}:{one.day}"
        for name, table in TABLES.items()
        for one in occurrences(table, START, START + max(looks))
    )
    assert kept == sorted(straight)


@given(looks=looks, back=st.timedeltas(timedelta(), timedelta(hours=23)))
@settings(max_examples=30)
def test_a_second_look_with_a_clock_behind_finds_nothing(looks, back):
    """Of two processes the one whose clock is behind never fires what the other one has fired."""
    configured = rules()
    with Store.open("sqlite://") as store:
        take_schedules(store, configured, START)
        for look in sorted(looks):
            take_schedules(store, configured, START + look)
            assert take_schedules(store, configured, START + look - back) == ()
