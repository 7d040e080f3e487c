"""When people were last heard of: whoever they are, and never bots."""

from __future__ import annotations

import pytest

from automation.decide.bots import is_bot
from automation.model.events import EventKind, Note
from automation.model.snapshot import Activity, HistoryEvent
from tests.clock_parts import later, minutes
from tests.play import BOT
from tests.small import CONFIG, compiled, under_way, workflow

RULES = compiled(workflow())
SEEN = Activity(last_human=minutes(0))


def issue():
    """An issue of which somebody was heard at nine."""
    return under_way(RULES, memory={"activity": SEEN}, updated_at=minutes(0))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("steve.george", Activity(first_response=minutes(20), last_human=minutes(20)), id="a member"),
        pytest.param("april.marks", Activity(last_human=minutes(20)), id="the author"),
        pytest.param("stranger", Activity(last_human=minutes(20)), id="somebody from outside"),
        pytest.param("support-bot", SEEN, id="one of GitLab's own accounts"),
        pytest.param(BOT.username, SEEN, id="Usher itself"),
    ],
)
def test_comments(who, expected):
    """Everybody's comment is a sign of life; only a member's who is not the author is a response."""
    play = later(issue(), 20, lambda one: one.comment(who, "Hello."))

    assert play.memory.activity == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("april.marks", minutes(20), id="a person"),
        pytest.param("project_7_bot", minutes(0), id="an access token"),
        pytest.param(BOT.username, minutes(0), id="Usher itself"),
    ],
)
@pytest.mark.parametrize("reported", [True, False])
def test_changes(who, expected, reported):
    """A change counts with the person who made it, whether a delivery tells or GitLab's history."""
    play = issue()
    play.now = minutes(20)
    told = play.change(who, add=["Topic::Cloud"])
    if not reported:
        play.history = (HistoryEvent(minutes(20), who, "add", "Topic::Cloud"),)
        told = play.event(EventKind.LOOK, "catch-up", None, labels=None, state=None)

    later(play, 30, lambda one: one.decide(told))

    assert play.memory.activity == Activity(last_human=expected)


def test_looks_are_no_activity():
    """A timer, a look and another issue's message are nobody's."""
    play = issue()
    for act in (lambda one: one.wake(), lambda one: one.message("hello")):
        later(play, 20, act)

    assert play.memory.activity == SEEN


def test_order_does_not_matter():
    """However late and in whatever order comments are reported, the first one is the response."""
    play = issue()
    play.now = minutes(40)
    told = [
        play.event(EventKind.NOTE, "create", who, note=Note(number, "Hello.", created_at=minutes(at)))
        for number, who, at in ((1, "nicole.smith", 25), (2, "steve.george", 15), (1, "nicole.smith", 25))
    ]

    for event in told:
        later(play, 45, lambda one, event=event: one.decide(event))

    assert play.memory.activity == Activity(first_response=minutes(15), last_human=minutes(25))


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        pytest.param("Ghost", True, id="who was deleted"),
        pytest.param("GitLab-Security-Bot", True, id="GitLab's own"),
        pytest.param("group_12_bot_a1b2", True, id="a group's token"),
        pytest.param("project_4_bot2", True, id="a token of an older GitLab"),
        pytest.param("service_account_4f", True, id="a service account"),
        pytest.param("Usher-Bot", True, id="Usher, in any spelling"),
        pytest.param("ghostwriter", False, id="a name that only begins so"),
        pytest.param("nicole.smith", False, id="a person of config.yml"),
        pytest.param("partner-emea-1", False, id="a stranger"),
    ],
)
def test_who_is_a_bot(username, expected):
    """GitLab's own accounts are bots by default; case does not matter."""
    assert is_bot(RULES, BOT, username) is expected


def test_bots_of_the_configuration():
    """`gitlab.bots` replaces the list."""
    rules = compiled(workflow(), f"gitlab: {{bots: [renovate*, steve.george]}}\n{CONFIG}")

    assert [is_bot(rules, BOT, name) for name in ("Renovate-7", "steve.george", "ghost", BOT.username)] == [
        True,
        True,
        False,
        True,
    ]
