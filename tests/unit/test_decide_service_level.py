"""Due dates are watched: near, passed, told once per stage entry (rules.md G19)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.small import CONFIG, compiled, under_way, workflow

#: Friday, 15 January 2027 is a holiday, and 18 January a Monday
SPEC = {
    "service_level": "{escalate_to: {role: advocacy-lead}}",
    "stages": "{New: {}, Doing: {due: keep}, Wait: {service_level: false}, Done: {closed: true}}",
    "moves": "[{from: New, to: [Doing, Wait], by: advocacy}, {from: [Doing, Wait], to: [New, Done], by: advocacy}]",
}
RULES = compiled(workflow(**SPEC))
NEW_YORK = compiled(workflow(**SPEC), CONFIG.replace("calendar: {", "calendar: {timezone: America/New_York, "))
TOKYO = compiled(workflow(**SPEC), CONFIG.replace("calendar: {", "calendar: {timezone: Asia/Tokyo, "))
SOON, BREACHED = "SLA::Due Soon", "SLA::Breached"


def at(day, hour=6):
    """An instant of January 2027 (UTC)."""
    return datetime(2027, 1, day, hour, tzinfo=UTC)


def watched(due, now, *, rules=RULES, **facts):
    """An issue that is due on that day of January, looked at."""
    usual = {"due_date": date(2027, 1, due) if due else None, "assignees": ("steve.george",)}
    play = under_way(rules, **{**usual, **facts})
    play.now = now
    play.wake()
    return play


def levels(play):
    """The service-level labels of the issue."""
    return sorted(label for label in play.snapshot.labels if label.startswith("SLA::"))


class TestG19ServiceLevel:
    @pytest.mark.parametrize(
        ("due", "now", "expected", "wake"),
        [
            pytest.param(21, at(11), [], at(20, 0), id="far away: woken when it is near"),
            pytest.param(21, at(20), [SOON], at(22, 0), id="the working day before: woken when it is late"),
            pytest.param(21, at(21, 23), [SOON], at(22, 0), id="on the day"),
            pytest.param(21, at(22, 0), [BREACHED], None, id="the day after"),
            pytest.param(18, at(13), [], at(14, 0), id="Monday after a holiday: near from Thursday on"),
            pytest.param(18, at(14), [SOON], at(19, 0), id="Thursday before"),
            pytest.param(18, at(16), [SOON], at(19, 0), id="a weekend between"),
            pytest.param(None, at(11), [], None, id="no due date"),
        ],
    )
    def test_labels(self, due, now, expected, wake):
        """The label follows the day; the next look is at the midnight at which the next one may be due."""
        play = watched(due, now)

        assert (levels(play), play.last.wake_at) == (expected, wake)

    @pytest.mark.parametrize(
        ("now", "expected", "wake"),
        [
            pytest.param(at(20, 4), [], at(20, 5), id="still the day before in New York"),
            pytest.param(at(20, 5), [SOON], at(22, 5), id="midnight there is five o'clock UTC"),
            pytest.param(at(22, 4), [SOON], at(22, 5), id="still the due date"),
            pytest.param(at(22, 5), [BREACHED], None, id="passed"),
        ],
    )
    def test_zone(self, now, expected, wake):
        """Days begin at midnight in the calendar's zone."""
        play = watched(21, now, rules=NEW_YORK)

        assert (levels(play), play.last.wake_at) == (expected, wake)

    def test_breach_is_told_once(self):
        """Assignees and the escalation hear of a breach once for each entry of a stage."""
        play = watched(12, at(13))
        assert play.said == [("sla-breach", {}, ("steve.george", "nicole.smith"))]

        play.now = at(14)
        play.wake()
        assert (play.effects, levels(play)) == ((), [BREACHED])

        play.update("steve.george", add=["Story::Doing"], remove=["Story::New"])
        play.wake()
        assert [message for message in play.said if message[0] == "sla-breach"] == []
        assert levels(play) == [BREACHED]

    def test_told_again_in_the_next_stage(self):
        """A stage that keeps a passed date is late at once, and that is told for this entry."""
        play = watched(12, at(13))

        play.update("steve.george", add=["Story::Doing"], remove=["Story::New"])

        assert play.said == [("sla-breach", {}, ("steve.george", "nicole.smith"))]

    @pytest.mark.parametrize(
        "facts",
        [
            pytest.param({"stage": "Wait"}, id="a stage that is not watched"),
            pytest.param({"stage": "Done", "state": "closed"}, id="closed"),
            pytest.param({"labels": frozenset({"Story::New", "Bot::Hold"})}, id="on hold"),
        ],
    )
    def test_not_watched(self, facts):
        """What is held, closed or in a stage without a service level gets no label and no wake-up."""
        play = watched(12, at(20), **facts)

        assert (levels(play), play.said, play.last.wake_at) == ([], [], None)

    def test_no_service_level(self):
        """A workflow without a service level is not watched."""
        play = watched(12, at(20), rules=compiled(workflow()))

        assert (levels(play), play.last.wake_at) == ([], None)

    def test_hold_ends(self):
        """When a hold ends, the clock is looked at again."""
        play = watched(12, at(20), labels=frozenset({"Story::New", "Bot::Hold"}))

        play.update("steve.george", remove=["Bot::Hold"])

        assert levels(play) == [BREACHED]

    def test_later_date(self):
        """A person who moves the date on takes the label off, and the next look is planned anew."""
        play = watched(12, at(13))

        play.update("steve.george", due_date=date(2027, 1, 28))

        assert (levels(play), play.last.wake_at) == ([], at(27, 0))

    def test_cleared_by_a_move(self):
        """A move to another stage clears the labels."""
        play = watched(21, at(20))
        assert levels(play) == [SOON]

        play.update("steve.george", add=["Story::Wait"], remove=["Story::New"])

        assert levels(play) == []

    def test_woken_for_nothing(self):
        """A timer that fires too early changes nothing and plans the same look again."""
        play = watched(21, at(11))

        play.wake()

        assert (play.effects, play.last.wake_at) == ((), at(20, 0))

    def test_without_escalation(self):
        """A service level without an escalation tells the assignees alone."""
        rules = compiled(workflow(**{**SPEC, "service_level": "{}"}))

        play = watched(12, at(13), rules=rules)

        assert play.said == [("sla-breach", {}, ("steve.george",))]

    @pytest.mark.parametrize("rules", [RULES, NEW_YORK, TOKYO])
    @pytest.mark.parametrize(
        ("due", "expected", "waking"),
        [
            pytest.param(date.min, [BREACHED], False, id="the first day there is"),
            pytest.param(date(1, 1, 3), [BREACHED], False, id="whose working day before there is not"),
            pytest.param(date.max, [], True, id="the last day there is"),
        ],
    )
    def test_ends_of_the_calendar(self, due, expected, waking, rules):
        """A date that no calendar has a day before or after is watched like any other."""
        play = under_way(rules, due_date=due)

        play.wake()

        assert (levels(play), play.last.wake_at is not None, play.errors) == (expected, waking, [])

    def test_removed_label_stays_off(self):
        """A person who takes the breach off is not contradicted until the issue enters another stage."""
        play = watched(12, at(13))
        play.update("steve.george", remove=[BREACHED])

        play.now = at(14)
        play.wake()

        assert (levels(play), play.effects) == ([], ())

        play.update("steve.george", add=["Story::Doing"], remove=["Story::New"])
        assert levels(play) == [BREACHED]

    def test_memory_of_the_entry(self):
        """What was told is remembered by the number of the entry."""
        play = watched(12, at(13), memory={"entries": 4})

        assert play.memory.fired == {"sla-breach:4"}
