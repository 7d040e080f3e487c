"""Few threads compute at once, and whoever waits for GitLab is none of them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from automation.gitlab.turns import Turns, away
from automation.runtime.notify import Channels
from tests.unit.gitlab_answers import ISSUE_URL, REF, client, issue

#: seconds after which a thread that should have gone on counts as stuck
STUCK = 10


def test_one_after_the_other():
    """Of two threads the second begins when the first has ended."""
    turns, begun, happened = Turns(1), Event(), list[str]()

    def work(name: str) -> None:
        with turns.one():
            happened.append(f"{name} begins")
            begun.set()
            happened.append(f"{name} ends")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, ("a", "b")))

    assert happened in (["a begins", "a ends", "b begins", "b ends"], ["b begins", "b ends", "a begins", "a ends"])


def test_who_waits_gives_the_turn_away():
    """Two threads with one turn meet while both are away, which they could not otherwise."""
    turns, meeting = Turns(1), Barrier(2)

    def work() -> int:
        with turns.one(), away():
            return meeting.wait(STUCK)

    with ThreadPoolExecutor(2) as pool:
        places = sorted(future.result(STUCK) for future in (pool.submit(work), pool.submit(work)))

    assert places == [0, 1]


def test_a_turn_that_ends_badly_is_free_again():
    """A fault, at work or away, keeps nobody from the next turn."""
    turns = Turns(1)

    with pytest.raises(LookupError), turns.one():
        raise LookupError
    with pytest.raises(LookupError), turns.one(), away():
        raise LookupError
    with turns.one():
        pass

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: turns.one().__enter__()).result(STUCK) is None


def test_without_a_turn_nothing_is_given_away():
    """Commands and tests talk to GitLab without taking turns."""
    with away():
        waited = True

    assert waited


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # imported by Apprise
@pytest.mark.parametrize(
    ("method", "url", "ask"),
    [
        pytest.param("GET", ISSUE_URL, lambda: client().read_issue(REF), id="GitLab"),
        pytest.param(
            "POST",
            "http://127.0.0.1/hook",
            lambda: Channels(lambda: {"team": "json://127.0.0.1/hook"}).notify("team", "Title", "Text"),
            id="a channel",
        ),
    ],
)
def test_requests_are_made_without_a_turn(gitlab, method, url, ask):
    """While an answer is awaited, another thread takes the only turn."""
    turns, taken = Turns(1), list[str]()

    def take() -> None:
        with turns.one():
            taken.append("by another")

    def answer(_request):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(take).result(STUCK)
        return 200, {}, json.dumps(issue())

    gitlab.add_callback(method, url, callback=answer, content_type="application/json")

    with turns.one():
        ask()

    assert taken == ["by another"]
