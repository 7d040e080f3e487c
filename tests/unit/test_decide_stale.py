"""Stale handling: warned, closed, undone by a word, and left alone where a person said so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from automation.model.plan import Message, PostNote
from tests.play import MONDAY
from tests.small import compiled, faults, workflow
from tests.sweeping import judged, sweep, unseen

BOTH = ("Old: warn", "Old: close")
WARNING = (
    "@april.marks Nobody has written or changed anything here for 60 days.\n"
    "If it still matters, write a comment; if nobody does, this issue is closed after 14 days."
)


def stale(rest: str = "") -> str:
    """A program with one entry of stale handling."""
    return workflow() + f"stale: [{{name: Old, after: 60 days, close_after: 14 days{rest}}}]\n"


def quiet(rest: str = "", **facts):
    """An issue that nobody cared about for a hundred days."""
    return unseen(compiled(stale(rest)), created_at=MONDAY - timedelta(days=100), author="april.marks", **facts)


def later(play, days):
    """Time passes."""
    play.now += timedelta(days=days)
    return play


def warned(rest: str = ""):
    """The issue after its warning, as GitLab tells of it."""
    play = quiet(rest)
    sweep(play, *BOTH)
    play.ask.labelled = {"Stale": play.now}
    return play


def closed(rest: str = ""):
    """The issue after it was closed."""
    play = later(warned(rest), 15)
    sweep(play, *BOTH)
    return play


def notes(play) -> list[Message]:
    """What the last decision says."""
    return [message for effect in play.effects if isinstance(effect, PostNote) for message in effect.messages]


def test_a_quiet_issue_is_warned():
    """It gets the label and one message, and is not closed in the same breath."""
    play = quiet()

    decision = sweep(play, *BOTH)

    assert (play.snapshot.labels, play.snapshot.state) == ({"Stale"}, "opened")
    assert [(message.key, message.mentions, message.text) for message in notes(play)] == [
        (
            "stale-warning",
            ("april.marks",),
            WARNING,
        )
    ]
    assert judged(decision, "Old: close") == ("no", "labelled: Stale was set just now")


def test_a_warned_issue_waits():
    """It is neither warned again nor closed before its time."""
    play = later(warned(), 13)

    decision = sweep(play, *BOTH)

    assert decision.plan.effects == ()
    assert judged(decision, "Old: warn") == ("no", "without_labels: Stale is set")
    assert judged(decision, "Old: close") == ("no", "labelled: Stale was set 2027-01-11 09:00 UTC, not 14 days ago")


def test_a_warned_issue_is_closed():
    """After the time that the warning named it is closed, with a message."""
    play = closed()

    assert (play.snapshot.state, play.snapshot.labels) == ("closed", {"Stale"})
    assert [(message.key, message.text) for message in notes(play)] == [
        (
            "stale-closed",
            "@april.marks This is closed, as nobody wrote since the last reminder.\nA comment opens it again.",
        )
    ]
    assert sweep(play, *BOTH).plan.effects == ()


@pytest.mark.parametrize("who", ["april.marks", "stranger"])
def test_a_word_undoes_the_warning(who):
    """A comment of anybody takes the label off, and the time begins anew."""
    play = warned()

    play.comment(who, "I still need this.")

    assert (play.snapshot.labels, play.snapshot.state, notes(play)) == (set(), "opened", [])
    assert judged(sweep(later(play, 59), *BOTH), "Old: warn")[1] == "quiet: somebody was heard of 2027-01-11 09:00 UTC"
    assert sweep(later(play, 1), *BOTH).matched == ("Old: warn",)


def test_a_bot_undoes_nothing():
    """The comment of a bot is no word."""
    play = warned()

    play.comment("project_1_bot_x", "Merge request merged.")

    assert play.snapshot.labels == {"Stale"}


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        pytest.param("", ("opened", set()), id="opened again"),
        pytest.param(", reopen: false", ("closed", set()), id="not where it says so"),
    ],
)
def test_a_word_after_the_closing(rest, expected):
    """What Usher closed is opened by a comment, once."""
    play = closed(rest)

    play.comment("stranger", "Wait!")

    assert (play.snapshot.state, play.snapshot.labels) == expected
    play.update("april.marks", state="closed")
    play.comment("stranger", "Thanks.", note_id=2)
    assert play.snapshot.state == "closed"


def test_what_a_person_closed_stays_closed():
    """Closing a warned issue by hand is an answer too, and no reason to open it."""
    play = warned()

    play.update("april.marks", state="closed")

    assert (play.snapshot.state, play.snapshot.labels) == ("closed", set())


def test_who_sets_the_label_by_hand_wants_it():
    """A label that a person sets begins the waiting time."""
    play = quiet()
    play.open()

    play.update("april.marks", add=["Stale"])

    assert play.snapshot.labels == {"Stale"}
    play.ask.labelled = {"Stale": play.now}
    sweep(later(play, 15), *BOTH)
    assert play.snapshot.state == "closed"


@pytest.mark.parametrize(
    ("play", "change"),
    [
        pytest.param(warned, {"remove": ["Stale"]}, id="who takes the label off"),
        pytest.param(closed, {"state": "opened"}, id="who opens the issue again"),
    ],
)
def test_who_undoes_it_by_hand_means_for_good(play, change):
    """A person's reversal stands: the issue is neither warned nor closed again."""
    play = play()

    play.update("april.marks", **change)

    decision = sweep(later(play, 365), *BOTH)
    assert (play.snapshot.state, play.snapshot.labels, decision.matched) == ("opened", set(), ())


def test_without_closing():
    """Where nothing is closed, the warning says so, and there is no policy that closes."""
    rules = compiled(workflow() + "stale: [{name: Old, after: 60 days, label: Old, workflow: story}]\n")

    assert list(rules.policies) == ["Old: warn"]
    assert (rules.policies["Old: warn"].select.spec.without_labels, rules.policies["Old: warn"].rule.workflows) == (
        ["Old"],
        {"story"},
    )


def test_the_selection_holds_to_the_end():
    """What is excepted is excepted from both; `updated` is for the warning, which is a change itself."""
    rules = compiled(stale(", select: {without_labels: Keep, updated: {older_than: 60 days}}"))
    warn, close = (rules.policies[name].select.spec for name in BOTH)

    assert (warn.without_labels, close.without_labels) == (["Keep", "Stale"], ["Keep"])
    assert (warn.updated.older_than, close.updated) == ("60 days", None)


def test_everything_is_off_together():
    """Switched off, an entry neither warns nor undoes."""
    rules = compiled(stale(", enabled: false"))

    assert (dict(rules.policies), dict(rules.rules)) == ({}, {})


def test_a_message_that_is_not_there(tmp_path):
    """What an entry stands for is tried as if it were written, and its faults are at the entry."""
    assert faults(stale(", warn: nothing"), tmp_path) == [
        "programs/stories.yml:11:9: there is no message 'nothing'. Add it under `messages:`."
    ]
