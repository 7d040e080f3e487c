"""Sweeps: whatever dies and whenever, the end is that of an undisturbed one; limits and brake are as a model says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from automation.runtime.faultpoints import Point, install
from automation.runtime.store import PolicyState, PolicyTally, SweepState
from tests.engine_parts import Clock
from tests.small import CONFIG
from tests.sweep_parts import box, issues, policies, scene

#: points of a sweep, and of the runs that follow from it
POINTS = [*(name for name in Point if name.startswith("sweep")), Point.BEGUN, Point.AFTER_EFFECT, Point.RECORDED]
PROGRAM = policies(
    "name: Mark bugs, select: {labels: bug, without_labels: Seen}, do: [{label: Seen}]",
    "name: Close old, select: {state: opened}, limit: {oldest: 4}, do: [{label: Old}, {close: {}}]",
)


class Killed(BaseException):
    """The process dies here."""


@contextmanager
def reaper(name: Point, passing: int) -> Iterator[None]:
    """Let the process die when it passes the point `name` for the time with this number, if it ever does."""
    left = [passing]

    def die(here: str) -> None:
        if here == name:
            left[0] -= 1
            if left[0] == 0:
                raise Killed

    end = install(die)
    try:
        yield
    except Killed:
        pass
    finally:
        end()


@settings(max_examples=25, deadline=None)
@given(
    count=st.integers(1, 10),
    bugs=st.sets(st.integers(1, 10)),
    size=st.integers(1, 4),
    deaths=st.lists(st.tuples(st.sampled_from(POINTS), st.integers(1, 6)), max_size=4),
)
def test_deaths_change_nothing(count: int, bugs: set[int], size: int, deaths: list[tuple[Point, int]]):
    """A sweep that dies again and again, at any pages and points, ends as one that never died: each write once."""
    assert _ending(count, bugs, size, deaths) == _ending(count, bugs, size, [])


def _ending(count: int, bugs: set[int], size: int, deaths: list[tuple[Point, int]]) -> object:
    """What was written, by issue, and how the sweep and the account stand at the end."""
    gitlab, clock = box(issues(count, bugs=bugs), page_size=size), Clock()
    with TemporaryDirectory() as folder:
        for death in deaths:
            with scene(Path(folder), PROGRAM, gitlab, clock=clock) as found, reaper(*death):
                found.begin()
                found.finish()
            # Whatever the dead one held runs out.
            clock.advance(600)
        with scene(Path(folder), PROGRAM, gitlab, clock=clock) as found:
            found.begin()
            done = found.finish()
            counts = found.service.store.counts()
    assert (counts.waiting, counts.dead, counts.stored) == (0, 0, counts.done)
    return done.state, done.looked, done.policies, counts.stored, sorted(found.written())


@settings(max_examples=40, deadline=None)
@given(
    bugs=st.lists(st.booleans(), min_size=1, max_size=9),
    size=st.integers(1, 5),
    end=st.sampled_from(["newest", "oldest"]),
    limit=st.integers(1, 9),
    most=st.none() | st.integers(1, 9),
    share=st.integers(0, 100),
    free=st.integers(0, 5),
)
def test_limits_and_brake(bugs: list[bool], size: int, end: str, limit: int, most: int | None, share: int, free: int):
    """The issues changed are those that the limits leave, all of them or, where that is too many, none."""
    program = policies(f"name: Mark, select: {{labels: bug}}, limit: {{{end}: {limit}}}, do: [{{label: Seen}}]")
    config = f"brakes: {{sweep_share: {share}%, sweep_free: {free}}}\n{CONFIG}"
    numbers = [number for number, bug in enumerate(bugs, 1) if bug]
    with TemporaryDirectory() as folder:
        gitlab = box(issues(len(bugs), bugs=numbers), page_size=size)
        with scene(Path(folder), program, gitlab, config=config) as found:
            found.begin(most=most)
            done = found.finish()

    fewest = min(limit, limit if most is None else most)
    kept = numbers[-fewest:] if end == "newest" else numbers[:fewest]
    held = len(kept) > free and len(kept) * 100 > share * len(bugs)
    assert done.policies == (
        PolicyTally(
            policy="Mark",
            state=PolicyState.HELD if held else PolicyState.DONE,
            population=len(bugs),
            selected=len(numbers),
            writes=len(kept),
            left_out=len(numbers) - len(kept),
        ),
    )
    assert found.written() == ([] if held else [f"{number} Seen" for number in kept])
    assert done.state is (SweepState.HELD if held else SweepState.DONE)
