"""Clocks: whoever looks, however late or often, finds the same; no step twice, none out of order, none too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from automation.decide.clocks.timeline import Origin
from tests.clock_parts import Look, Story, later, made, minutes, utc
from tests.play import Play
from tests.small import compiled, fresh, workflow

#: two weeks around a change of clocks: in Berlin on 28 March, in New York on 14 March 2027
FIRST = utc(2027, 3, 12, 6)
LAST = FIRST + timedelta(days=21)
HOUR = timedelta(hours=1)
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "UTC", "Asia/Kolkata"])
AFTER = st.builds(
    "{} {}{}".format,
    st.integers(0, 90),
    st.sampled_from(["", "working "]),
    st.sampled_from(["minutes", "hours", "days"]),
).filter(lambda words: "days" not in words or int(words.split()[0]) <= 12)
DATED = st.builds(
    "{} {}days {} due".format,
    st.integers(0, 4),
    st.sampled_from(["", "working "]),
    st.sampled_from(["before", "after"]),
)
INSTANTS = st.integers(0, 21 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


@st.composite
def stories(draw, **fixed):
    """An issue that goes through stages while a clock counts."""
    clock = made(
        *draw(st.lists(AFTER | DATED | st.just("due"), max_size=5)),
        carries_over=draw(st.booleans()),
        zone=draw(ZONES),
        holidays=["2027-03-17"],
    )
    instants = sorted(draw(st.lists(INSTANTS, min_size=1, max_size=6, unique=True)))
    moves = tuple(Look(at, draw(st.sampled_from(["A", "B", "W", "X"]))) for at in instants)
    opened = draw(st.none() | st.integers(0, 72).map(lambda hours: instants[0] - hours * HOUR))
    usual = {
        "clock": clock,
        "moves": moves,
        "origin": Origin("opened", opened) if opened else Origin("stage"),
        "due": draw(st.none() | INSTANTS.map(lambda at: at.date())),
        "ends": draw(st.none() | INSTANTS),
    }
    return Story(**{**usual, **fixed})


@given(story=stories(), extra=st.lists(INSTANTS, max_size=8), waking=st.booleans())
def test_further_looks_change_nothing(story, extra, waking):
    """Further looks find the same steps with the same instants, and leave the same state; each is noticed no later."""
    state, found = story.told(LAST)
    other_state, other_found = story.told(LAST, extra, waking=waking)

    assert other_state == state
    assert [step[:2] for step in other_found] == [step[:2] for step in found]
    assert all(noticed <= late for (_, _, noticed), (_, _, late) in zip(other_found, found, strict=True))


@given(story=stories(), extra=st.lists(INSTANTS, max_size=4))
def test_steps_come_in_order(story, extra):
    """Steps are done in the order of their instants, and never before them."""
    _, found = story.told(LAST, extra)

    assert all(one[1] <= other[1] for one, other in pairwise(found))
    assert all(came <= noticed for _, came, noticed in found)


@given(story=stories())
def test_woken_in_time(story):
    """Who looks whenever the clock asked for it does each step at its very instant, save what was late at the start."""
    _, found = story.told(LAST, waking=True)

    assert [step for step in found if step[1] != step[2] and step[1] > story.moves[0].at] == []


@given(story=stories(), extra=st.lists(INSTANTS, max_size=4))
def test_once_for_each_start(story, extra):
    """A step comes at most once for each start; a clock that never starts anew does each step once."""
    state, found = story.told(LAST, extra, waking=True)
    starts = 1 if story.clock.spec.carries_over or story.origin.at else len(story.moves)

    indices = [index for index, _, _ in found]
    assert all(indices.count(index) <= starts for index in indices)
    assert state is None or all(indices.count(int(name)) >= 1 for name in state.done)


@given(story=stories(), extra=st.lists(INSTANTS, max_size=4))
def test_time_is_that_of_the_running_stages(story, extra):
    """What a clock that carries over has counted is the time in its stages, and the working time in that."""
    clock = replace(story.clock, spec=story.clock.spec.model_copy(update={"carries_over": True}))
    carried = replace(story, clock=clock, origin=Origin("stage"))
    ended = Look(LAST, "X")
    state, _ = replace(carried, moves=(*carried.moves, ended)).told(LAST, extra)
    spans = carried.running(LAST)

    spent = sum((end - start for start, end in spans), timedelta())
    worked = sum((clock.calendar.working_time(start, end) for start, end in spans), timedelta())
    assert ((state.spent, state.worked) if state else (timedelta(), timedelta())) == (spent, worked)


@given(hours=st.integers(1, 200), zone=ZONES, start=INSTANTS)
def test_wall_time_knows_no_change_of_clocks(hours, zone, start):
    """A step after so many hours comes exactly so many hours later, whatever the clocks on the walls do."""
    story = Story(clock=made(f"{hours} hours", zone=zone), moves=(Look(start, "A"),))

    assert story.told(start + hours * HOUR)[1] == [(0, start + hours * HOUR, start + hours * HOUR)]
    assert story.told(start + hours * HOUR - timedelta(microseconds=1))[1] == []


SAY = 'do: [{comment: {key: said, text: "{{ step.clock }}: {{ step.name }}, {{ step.elapsed }}, {{ step.came }}"}}]'
RULES = compiled(
    workflow(
        f"""
        clocks:
          Stage: {{pauses: Waiting, steps: [{{at: 40 minutes, {SAY}}}, {{at: 2 working hours, {SAY}}}]}}
          Care:
            carries_over: true
            pauses: [Waiting]
            until: activity.first_response
            steps: [{{at: 1 hour, {SAY}}}, {{at: 1 working day before due, {SAY}}}]
        """,
        stages="{New: {due: 1 working day}, Doing: {}, Waiting: {}, Done: {closed: true}}",
        moves="[{from: [New, Doing, Waiting], to: [New, Doing, Waiting], by: advocacy}]",
    )
)
MINUTES = st.integers(1, 600)


def lived(moves, answer, extra):
    """What clocks said, and how they end, of an issue at which somebody looked at `extra` minutes too."""
    play, said = fresh(RULES, created_at=minutes(0)), []
    play.open()
    acts = dict.fromkeys([*extra, 700], Play.wake)
    acts |= {answer: lambda one: one.comment("nicole.smith", "Mine.")}
    acts |= {minute: partial(move, to=stage) for minute, stage in moves.items()}
    for minute in sorted(acts):
        later(play, minute, acts[minute])
        said += [message.text for message in play.messages if message.key == "said"]
    return said, play.memory.clocks


def move(play, to):
    """Steve George moves the issue; where it is there already, somebody only looks."""
    stage = play.memory.stage
    play.wake() if stage == to else play.update("steve.george", add=[f"Story::{to}"], remove=[f"Story::{stage}"])


@given(
    moves=st.dictionaries(MINUTES, st.sampled_from(["New", "Doing", "Waiting"]), max_size=4),
    answer=MINUTES,
    extra=st.lists(MINUTES, max_size=6),
)
@settings(max_examples=40)
def test_decisions_say_the_same_however_often_somebody_looks(moves, answer, extra):
    """Further looks, each with nothing but what was stored, change neither what is said nor what was counted."""
    assert lived(moves, answer, extra) == lived(moves, answer, [])
