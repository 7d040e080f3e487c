"""Clocks in decisions: ladders, what ends and pauses them, and what program managers read about them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from automation.model.events import EventKind, Note
from automation.model.snapshot import HistoryEvent
from tests.clock_parts import later, minutes, words
from tests.play import BOT
from tests.small import CONFIG, HELIOS, LEAD, compiled, fresh, rule, under_way, workflow

SOON, BREACHED = "SLA::Due Soon", "SLA::Breached"
#: the community's mentions (programs.md CM-02): an answer within an hour of the post
MENTION = workflow(
    """
    clocks:
      First response:
        starts: {field: Posted at}
        until: activity.first_response
        steps:
          - {at: 45 minutes, name: Due soon, do: [{label: "SLA::Due Soon"}]}
          - at: 60 minutes
            name: Breached
            do:
              - label: SLA::Breached
              - comment: {key: mention-breach, text: "No answer in {{ step.elapsed }}.", mention: assignees}
    """,
    fields="{Account: {}, Region: {}, Posted at: {type: datetime}}",
)
TEXT = f"{HELIOS}\n- **Posted at:** 2027-01-11 08:50"


def mention(now=0, rules=None, **facts):
    """A mention that was posted ten minutes before nine, opened at `now` minutes after."""
    usual = {"description": TEXT, "created_at": minutes(now), "assignees": ("steve.george",)}
    play = fresh(rules or compiled(MENTION), **{**usual, **facts})
    play.now = minutes(now)
    play.open()
    return play


def levels(play):
    """The service-level labels of the issue."""
    return sorted(label for label in play.snapshot.labels if label.startswith("SLA::"))


class TestLadder:
    def test_steps_come_one_after_the_other(self):
        """Near after 45 minutes, breached after an hour and told once; each look is planned to the minute."""
        play = mention()
        assert (levels(play), play.last.wake_at) == ([], minutes(35))

        later(play, 35)
        assert (levels(play), play.said, play.last.wake_at) == ([SOON], [], minutes(50))

        later(play, 50)
        assert (levels(play), play.last.wake_at) == ([BREACHED], None)
        assert play.said == [("mention-breach", {}, ("steve.george",))]
        assert play.messages[0].text == "@steve.george No answer in 1 hour."

        later(play, 51)
        assert (play.effects, play.last.wake_at) == ((), None)

    def test_who_looks_late_does_all_of_it(self):
        """Steps that came while nobody looked are done in order, with what the clock said then."""
        play = later(mention(), 75)

        assert (levels(play), play.said) == ([BREACHED], [("mention-breach", {}, ("steve.george",))])
        assert "No answer in 1 hour." in play.messages[0].text

    def test_opened_too_late(self):
        """A mention that was found only after its hour is breached at once."""
        play = mention(now=120)

        assert (levels(play), play.last.wake_at) == ([BREACHED], None)

    @pytest.mark.parametrize("count", range(5))
    def test_woken_for_nothing(self, count):
        """Looks ahead of time change nothing, and plan the same one again."""
        play = mention()
        for early in range(count):
            later(play, early)

        assert (levels(play), play.effects == () or count == 0, play.last.wake_at) == ([], True, minutes(35))

    def test_a_person_takes_the_label_off(self):
        """What a person took off stays off for this start."""
        play = later(mention(), 35)
        play.update("steve.george", remove=[SOON])

        later(play, 40)

        assert levels(play) == []


class TestFirstResponse:
    @pytest.mark.parametrize(
        ("who", "stops"),
        [
            pytest.param("nicole.smith", True, id="a member"),
            pytest.param("April.Marks", False, id="the author, whose name GitLab spells otherwise"),
            pytest.param(BOT.username, False, id="Usher itself"),
            pytest.param("project_14_bot_7ac5b1", False, id="an access token"),
            pytest.param("stranger", False, id="somebody from outside"),
            pytest.param("colleague", True, id="somebody with access to the project"),
            pytest.param("service_account_group_9_ab", False, id="a service account, with all access there is"),
        ],
    )
    def test_who_stops_the_clock(self, who, stops):
        """The first comment of a member who is neither the author nor a bot ends the clock."""
        rules = compiled(MENTION, f"gitlab: {{member_access_level: 20}}\n{CONFIG}")
        play = replace(mention(), rules=rules)
        play.ask.levels = {"colleague": 20, "service_account_group_9_ab": 50}

        later(play, 20, lambda one: one.comment(who, "Looking into it."))
        later(play, 60)

        assert (levels(play) == [], play.memory.clocks["First response"].ended) == (stops, stops)

    def test_an_internal_comment_counts(self):
        """What only members see is an answer of the team all the same."""
        play = mention()
        note = Note(5, "Mine.", internal=True)

        later(play, 20, lambda one: one.decide(one.event(EventKind.NOTE, "create", "nicole.smith", note=note)))

        assert (words(play, "First response"), play.last.wake_at) == ([("", "yes", "ended after 30 minutes")], None)

    def test_an_edited_comment_is_no_answer(self):
        """Who edits a comment, Usher's perhaps, has answered nobody."""
        play = mention()
        note = Note(5, "Edited.")

        later(play, 20, lambda one: one.decide(one.event(EventKind.NOTE, "update", "nicole.smith", note=note)))

        assert play.last.wake_at == minutes(35)

    @pytest.mark.parametrize(
        ("written", "received", "expected"),
        [
            pytest.param(34, 36, [], id="written in time, received late"),
            pytest.param(None, 34, [], id="received in time, looked at late"),
            pytest.param(36, 36, [SOON], id="written when the step had come"),
            pytest.param(99, 34, [], id="by a clock that is fast"),
        ],
    )
    def test_the_time_of_the_answer_decides(self, written, received, expected):
        """Not when Usher looked decides, but when the answer was written."""
        play = mention()
        note = Note(5, "Mine.", created_at=None if written is None else minutes(written))
        told = replace(play.event(EventKind.NOTE, "create", "nicole.smith", note=note), at=minutes(received))

        later(play, 49, lambda one: one.decide(told))

        assert (levels(play), play.last.wake_at) == (expected, None)

    def test_an_answer_before_the_start(self):
        """A clock whose condition held before it starts is over at once."""
        play = later(mention(), 20, lambda one: one.comment("nicole.smith", "Mine."))

        text = TEXT.replace("08:50", "09:30")
        later(play, 30, lambda one: one.update("april.marks", description=text))

        assert (levels(play), play.last.wake_at) == ([], None)


class TestStart:
    @pytest.mark.parametrize(
        ("value", "otherwise", "expected"),
        [
            pytest.param("2027-01-11 09:10", "opened", minutes(55), id="the field"),
            pytest.param("2027-01-11T10:10+01:00", "opened", minutes(55), id="with a zone"),
            pytest.param("", "opened", minutes(40), id="empty: the opening"),
            pytest.param("", "stage", minutes(45), id="empty: the stage"),
            pytest.param("", "never", None, id="empty: never"),
        ],
    )
    def test_field(self, value, otherwise, expected):
        """A clock starts from the field, and from something else where it is not filled in."""
        program = MENTION.replace("{field: Posted at}", f"{{field: Posted at, else: {otherwise}}}")
        play = fresh(compiled(program), description=TEXT.replace("2027-01-11 08:50", value), created_at=minutes(-5))

        play.open()

        assert play.last.wake_at == expected

    def test_date(self):
        """A date is the first moment of that day in the calendar's zone."""
        program = MENTION.replace("type: datetime", "type: date")
        rules = compiled(program, CONFIG.replace("calendar: {", "calendar: {timezone: America/New_York, "))
        play = fresh(rules, description=TEXT.replace("2027-01-11 08:50", "2027-01-12"))

        play.open()

        assert play.last.wake_at == minutes(20 * 60 + 45)

    @pytest.mark.parametrize(
        ("value", "steps", "wake"),
        [
            pytest.param("2027-01-11 08:40", [": Breached"], None, id="earlier: the next step comes at once"),
            pytest.param("2027-01-11 08:53", [], minutes(53), id="later, and the step is over all the same"),
            pytest.param("2027-01-11 09:00", [], minutes(45), id="so much later that the step lies ahead again"),
            pytest.param("", [], minutes(50), id="emptied: as it was"),
            pytest.param("this morning", [], minutes(50), id="malformed: as it was"),
        ],
    )
    def test_edited(self, value, steps, wake):
        """A start that is corrected moves the clock; what was done is done again only where it lies ahead."""
        play = later(mention(), 40)

        text = TEXT.replace("2027-01-11 08:50", value)
        later(play, 41, lambda one: one.update("april.marks", description=text))

        assert [title for title, _, _ in words(play, "First response") if title] == steps
        assert play.last.wake_at == wake

    @pytest.mark.parametrize("value", ["0001-01-01T00:30Z", "9999-12-31T23:59:59Z", "0001-01-01", "9999-12-31"])
    @pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
    @pytest.mark.parametrize("kind", ["datetime", "date"])
    def test_the_ends_of_time(self, kind, zone, value):
        """Whatever instant people write, it is counted from, stored, shown and halted like any other."""
        program = MENTION.replace("type: datetime", f"type: {kind}").replace("45 minutes", "45 working minutes")
        rules = compiled(program, CONFIG.replace("calendar: {", f"calendar: {{timezone: {zone}, "))
        play = fresh(rules, description=TEXT.replace("2027-01-11 08:50", value))
        play.open()

        later(play, 10, lambda one: one.update("steve.george", state="closed"))
        later(play, 20)

        assert play.errors == []

    @pytest.mark.parametrize(
        ("until", "ended"),
        [
            pytest.param("instant('2027-01-11 09:20')", True, id="an instant"),
            pytest.param("instant('2027-01-11 09:40')", False, id="an instant that lies ahead"),
            pytest.param("instant('soon')", False, id="no instant"),
        ],
    )
    def test_ends_at_an_instant(self, until, ended):
        """A condition that is an instant ends the clock then, and no step comes behind it."""
        play = mention(rules=compiled(MENTION.replace("activity.first_response", until)))

        later(play, 30)

        assert (play.memory.clocks["First response"].ended, levels(play)) == (ended, [])

    def test_waiting_for_information(self):
        """An issue that lacks something has no clock yet; then one that starts with the opening counts that time."""
        program = MENTION.replace("{field: Posted at}", "opened").replace("Account: {}", "Account: {required: true}")
        play = fresh(compiled(program), description=HELIOS.replace("Helios", "TBD"), created_at=minutes(0))
        play.open()
        later(play, 30)
        assert (play.last.wake_at, play.memory.clocks) == (None, {})

        later(play, 40, lambda one: one.update("april.marks", description=HELIOS))

        assert play.last.wake_at == minutes(45)

    def test_opened_without_a_date(self):
        """Where GitLab does not say when an issue was opened, its clock starts with the first look, once."""
        rules = compiled(MENTION.replace("{field: Posted at}", "opened"))
        play = fresh(rules)
        play.open()

        later(play, 10)

        assert play.last.wake_at == minutes(45)


#: two hours in a stage are remarked upon, five in all are escalated; Waiting does not count
CARE = workflow(
    """
    on_reopen: {by: advocacy, to: Doing}
    clocks:
      Stage:
        pauses: [Waiting]
        steps: [{at: 2 hours, name: Remind, do: [{comment: {key: remind, text: "Two hours in {{ stage }}."}}]}]
      Care:
        carries_over: true
        pauses: [Waiting]
        until: label('Level') == 'Expert'
        steps: [{at: 5 hours, name: Escalate, do: [{assign: nicole.smith}]}]
    """,
    stages="{New: {}, Doing: {}, Waiting: {holds: true}, Done: {closed: true}}",
    moves="[{from: [New, Doing], to: [Doing, Waiting, Done], by: advocacy}, {from: Waiting, to: HELD_FROM, by: sales}]",
)


def care(**facts):
    """An issue that came into its workflow at nine."""
    play = fresh(compiled(CARE), **facts)
    play.open()
    return play


def moved(play, count, to, by="steve.george"):
    """Somebody moves the issue at `count` minutes after nine."""
    shown = f"Story::{play.memory.stage}"
    return later(play, count, lambda one: one.update(by, add=[f"Story::{to}"], remove=[shown]))


class TestStages:
    def test_pause(self):
        """In a stage that pauses them clocks stand still, ask for no look, and go on afterwards."""
        play = moved(care(), 60, "Waiting")
        assert play.last.wake_at is None
        assert [words(play, clock) for clock in ("Stage", "Care")] == [
            [("", "skipped", "stands still in Waiting after 1 hour")],
            [("", "skipped", "stands still in Waiting after 1 hour")],
        ]

        moved(play, 600, "New", "april.marks")

        assert (play.said, play.last.wake_at) == ([], minutes(660))

    def test_each_stage_and_all_of_them(self):
        """One clock starts anew with each stage, the other one carries over."""
        play = moved(later(care(), 120), 150, "Doing")
        assert play.last.wake_at == minutes(270)

        later(play, 270)
        assert [message.text for message in play.messages] == ["Two hours in Doing."]

        later(play, 300)
        assert (play.snapshot.assignees, play.last.wake_at) == (("nicole.smith",), None)

    def test_done_and_reopened(self):
        """A closed stage ends the clock of a stage, and halts the one that carries over; reopening goes on."""
        play = moved(care(), 60, "Done")
        assert (play.last.wake_at, words(play, "Stage")) == (None, [])

        later(play, 500, lambda one: one.update("steve.george", state="opened"))

        assert words(play, "Stage") == [
            ("", "yes", "0 minutes of 2 hours, runs since 2027-01-11 17:20 UTC; Remind comes at 2027-01-11 19:20 UTC")
        ]
        assert words(play, "Care") == [
            ("", "yes", "1 hour of 5 hours, runs since 2027-01-11 09:00 UTC; Escalate comes at 2027-01-11 21:20 UTC")
        ]

    def test_closed_by_hand(self):
        """An issue that is closed in an open stage has no running clock; reopened, the one of the stage starts anew."""
        play = care()
        later(play, 60, lambda one: one.update("steve.george", state="closed"))
        assert play.last.wake_at is None

        later(play, 500, lambda one: one.update("steve.george", state="opened"))

        assert play.last.wake_at == minutes(620)

    def test_a_condition_that_ends_it(self):
        """A clock whose condition holds is over, and stays so."""
        play = later(care(), 60, lambda one: one.update("steve.george", add=["Level::Expert"]))
        assert words(play, "Care") == [("", "yes", "ended after 1 hour")]

        later(play, 70, lambda one: one.update("steve.george", remove=["Level::Expert"]))
        moved(play, 80, "Doing")

        assert words(play, "Care") == [("", "yes", "ended after 1 hour")]

    @pytest.mark.parametrize(
        ("label", "expected"),
        [
            pytest.param("Level::Expert", [], id="its condition holds, nobody knows for how long"),
            pytest.param("Level::Other", ["nicole.smith"], id="its step is late"),
        ],
    )
    def test_a_clock_that_is_new_to_the_configuration(self, label, expected):
        """A clock that came with a new configuration counts from when the issue came into its stage."""
        rules, labels = compiled(CARE), frozenset({"Story::New", label})
        play = under_way(rules, labels=labels, memory={"stage_since": minutes(-600)})

        play.wake()

        assert list(play.snapshot.assignees) == expected

    def test_a_clock_that_is_gone(self):
        """What the configuration does not have any more is forgotten."""
        play = later(care(), 10)

        other = later(replace(play, rules=compiled(workflow())), 20)

        assert (other.last.wake_at, other.errors) == (None, [])


class TestBacklog:
    def test_the_move_was_in_time(self):
        """A move that was reported before the step came, and is looked at after it, keeps it from coming."""
        play = care()
        play.now = minutes(110)
        told = play.change("steve.george", add=["Story::Waiting"], remove=["Story::New"])

        later(play, 130, lambda one: one.decide(told))

        assert (play.said, words(play, "Stage")[0][2]) == ([], "stands still in Waiting after 1 hour 50 minutes")

    def test_something_else_came_later(self):
        """Of several reports the one of the move says when it was."""
        play = care()
        play.now = minutes(110)
        told = play.change("steve.george", add=["Story::Waiting"], remove=["Story::New"])
        play.now = minutes(125)
        other = play.change("april.marks", add=["Topic::Cloud"])

        later(play, 130, lambda one: one.decide(told, other))

        assert (play.said, words(play, "Stage")[0][2]) == ([], "stands still in Waiting after 1 hour 50 minutes")

    def test_the_move_came_too_late(self):
        """A step that came before the move is done all the same."""
        play = care()
        play.now = minutes(125)
        told = play.change("steve.george", add=["Story::Waiting"], remove=["Story::New"])

        later(play, 130, lambda one: one.decide(told))

        assert [key for key, _, _ in play.said] == ["remind"]

    def test_a_move_of_our_own(self):
        """What Usher itself does, it does now, whatever GitLab's history tells of earlier moves to that stage."""
        rules = rule("- stage: Waiting", on="label.added(Pause)")
        play = fresh(compiled(CARE + rules), updated_at=minutes(0))
        play.open()
        play.now = minutes(70)
        play.change("steve.george", add=["Pause"])
        play.history = (
            HistoryEvent(minutes(-90), "steve.george", "add", "Story::Waiting"),
            HistoryEvent(minutes(20), BOT.username, "add", "Story::Waiting"),
            HistoryEvent(minutes(60), "steve.george", "add", "Pause"),
        )

        later(play, 70, lambda one: one.decide(one.event(EventKind.LOOK, "catch-up", None, labels=None, state=None)))

        assert words(play, "Stage")[0][2] == "stands still in Waiting after 1 hour 10 minutes"

    def test_a_move_that_nobody_reported(self):
        """Where no delivery told of a move, GitLab's own history says when it was."""
        play = care(updated_at=minutes(0))
        play.now = minutes(130)
        play.change("steve.george", add=["Story::Waiting"], remove=["Story::New"])
        play.history = (
            HistoryEvent(minutes(-90), "steve.george", "add", "Story::Waiting"),
            HistoryEvent(minutes(100), "steve.george", "add", "Story::Waiting"),
            HistoryEvent(minutes(100), "steve.george", "remove", "Story::New"),
        )

        later(play, 130, lambda one: one.decide(one.event(EventKind.LOOK, "catch-up", None, labels=None, state=None)))

        assert (play.said, words(play, "Stage")[0][2]) == ([], "stands still in Waiting after 1 hour 40 minutes")


def test_values_for_expressions():
    """Conditions and messages see how far a clock is."""
    view = (
        "{{ clock('Care').elapsed }}, {{ clock('Care').minutes }}, {{ clock('Care').runs }}, {{ clock('Care').next }}"
    )
    program = CARE + rule(f'- comment: {{key: far, text: "{view}"}}')
    play = fresh(compiled(program))
    play.open()

    later(play, 62, lambda one: one.comment(LEAD.username, "How far?"))

    assert [message.text for message in play.messages] == ["1 hour 2 minutes, 62, True, 2027-01-11 14:00:00+00:00"]


def test_people_are_never_bots_by_a_pattern():
    """Somebody of config.yml whose name fits a pattern is a person, unless `gitlab.bots` has the full name."""
    people = CONFIG.replace("  legal-counsel:", "  project_lead_bottega: {roles: [legal]}\n  legal-counsel:")
    found = []
    for bots in ("", "gitlab: {bots: [project_lead_bottega]}\n"):
        play = replace(mention(), rules=compiled(MENTION, bots + people))
        later(play, 5, lambda one: one.comment("project_lead_bottega", "Mine."))
        found.append(play.memory.activity.first_response)

    assert found == [minutes(5), None]
