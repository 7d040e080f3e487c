"""What the steps of clocks do in decisions, when they do nothing, and what else counts with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.clock_parts import later, minutes, words
from tests.play import MONDAY
from tests.small import CONFIG, compiled, fresh, workflow


def ladder(*steps, keys="starts: opened", **replaced):
    """An issue at nine with one clock of these steps, as flow YAML, and further keys."""
    lines = "\n".join(f"      - {step}" for step in steps)
    play = fresh(compiled(workflow(f"clocks:\n  Clock:\n    {keys}\n    steps:\n{lines}", **replaced)))
    play.open()
    return play


class TestSteps:
    def test_condition(self):
        """A step is looked at once: where its condition does not hold then, it is over."""
        play = ladder("{at: 1 hour, name: Late, if: issue.assignees == (), do: [{label: Unassigned}]}")
        play.update("steve.george", assignees=("steve.george",))
        later(play, 60)
        detail = "came at 2027-01-11 10:00 UTC; issue.assignees == () does not hold"
        assert words(play, "Clock")[0] == (": Late", "no", detail)

        later(play, 70, lambda one: one.update("steve.george", assignees=()))

        assert "Unassigned" not in play.snapshot.labels

    def test_faults(self):
        """A condition or an action that fails is named, and stops nothing else."""
        play = ladder(
            "{at: 1 hour, name: Wrong, if: 1 / (1 - (labels | length)), do: []}",
            "{at: 2 hours, name: Right, do: [{label: Late}]}",
        )

        later(play, 180)

        assert words(play, "Clock")[0][:2] == (": Wrong", "error")
        assert ("Late" in play.snapshot.labels, play.last.wake_at) == (True, None)

    def test_what_a_step_changes_counts_for_the_next(self):
        """A step that leads to another stage ends the ladder of this one, however late both are noticed."""
        play = ladder(
            "{at: 1 hour, name: Move, do: [{stage: Doing}]}",
            "{at: 2 hours, name: Late, do: [{label: Late}]}",
            keys="stages: New",
        )

        later(play, 600)

        assert sorted(play.snapshot.labels) == ["Story::Doing"]

    @pytest.mark.parametrize("count", [60, 600])
    def test_a_step_closes_the_issue(self, count):
        """What is closed has no further steps, whether Usher looked in time or late."""
        play = ladder("{at: 1 hour, name: End, do: [{close: }]}", "{at: 2 hours, name: Late, do: [{label: Late}]}")

        later(play, count)

        assert (play.snapshot.state, sorted(play.snapshot.labels)) == ("closed", ["Story::New"])
        assert play.last.wake_at is None

    def test_a_step_puts_the_issue_on_hold(self):
        """What a step does to the hold or the due date counts for the steps after it."""
        play = ladder("{at: 1 hour, do: [{label: Bot::Hold}]}", "{at: 2 hours, do: [{label: Late}]}")

        later(play, 600)

        assert (sorted(play.snapshot.labels), play.last.wake_at) == (["Bot::Hold", "Story::New"], None)

    def test_a_step_moves_the_due_date(self):
        """A due date that a step sets is the one that later steps wait for."""
        play = ladder("{at: 1 hour, do: [{due: 1 day}]}", "{at: due, do: [{label: Late}]}")

        later(play, 60)

        assert play.last.wake_at == MONDAY.replace(day=13, hour=0)

    def test_steps_of_several_clocks(self):
        """Steps of all clocks are done in the order of their instants, also where all of them are late."""
        text = """
        clocks:
          Slow: {steps: [{at: 2 hours, do: [{label: Level::Two}]}]}
          Quick: {steps: [{at: 1 hour, do: [{label: Level::One}]}]}
        """
        play = fresh(compiled(workflow(text)))
        play.open()

        later(play, 180, lambda one: one.update("steve.george", add=["Story::Doing"], remove=["Story::New"]))

        assert sorted(play.snapshot.labels) == ["Level::Two", "Story::Doing"]

    def test_a_step_ends_the_clock(self):
        """What a step does may fulfil the condition that ends its clock."""
        play = ladder(
            "{at: 1 hour, name: Ask, do: [{label: Asked}]}",
            "{at: 2 hours, name: Late, do: [{label: Late}]}",
            keys="until: \"'Asked' in labels\"",
        )

        later(play, 600)

        assert (sorted(play.snapshot.labels), words(play, "Clock")[-1]) == (
            ["Asked", "Story::New"],
            ("", "yes", "ended after 1 hour"),
        )

    def test_rules_follow(self):
        """What a step does triggers rules like anything else that Usher does."""
        rules = "rules:\n  - {name: Rule, on: stage.entered(Doing), workflow: story, do: [{label: Followed}]}\n"
        text = "clocks: {Clock: {stages: New, steps: [{at: 1 hour, name: Move, do: [{stage: Doing}]}]}}"
        play = fresh(compiled(workflow(text) + rules))
        play.open()

        later(play, 60)

        assert "Followed" in play.snapshot.labels

    def test_a_circle(self):
        """Steps that lead to each other's stages at once are stopped, and said."""
        text = """
        clocks:
          There: {stages: New, steps: [{at: 0 minutes, do: [{stage: Doing}]}]}
          Back: {stages: Doing, steps: [{at: 0 minutes, do: [{stage: New}]}]}
        """
        play = fresh(compiled(workflow(text)))

        play.open()

        assert ("Clocks", "error", "stopped after 100 instants: do steps lead in a circle?") in [
            (reason.title, str(reason.verdict), reason.detail) for reason in play.last.reasons
        ]

    def test_due_date(self):
        """Steps may hang on the due date, which people may move."""
        play = ladder("{at: 1 working day before due, do: [{label: Near}]}", "{at: due, do: [{label: Late}]}")
        late = MONDAY.replace(day=20, hour=0)
        assert (play.snapshot.due_date, play.last.wake_at) == (date(2027, 1, 19), MONDAY.replace(day=18, hour=0))

        play.now = MONDAY.replace(day=18, hour=3)
        play.wake()
        assert ("Near" in play.snapshot.labels, play.last.wake_at) == (True, late)

        play.update("steve.george", due_date=date(2027, 1, 25))
        assert play.last.wake_at == MONDAY.replace(day=26, hour=0)

    def test_beside_a_service_level(self):
        """The next look is the first one that either of them needs."""
        play = ladder("{at: 20 days, do: [{label: Old}]}", service_level="{}")
        assert play.last.wake_at == MONDAY.replace(day=18, hour=0)

        play.update("steve.george", due_date=None)
        assert play.last.wake_at == MONDAY + timedelta(days=20)

    def test_without_stages(self):
        """In a workflow without stages a clock runs while the issue is open."""
        text = "clocks: {Clock: {starts: opened, steps: [{at: 1 hour, do: [{label: Late}]}]}}"
        bare = workflow(text, stage_label="null", stages="{}", moves="[]")
        play = fresh(compiled(bare), created_at=MONDAY)
        play.open()
        assert play.last.wake_at == minutes(60)

        later(play, 10, lambda one: one.update("steve.george", state="closed"))
        assert play.last.wake_at is None

    def test_calendar(self):
        """A clock counts in its own calendar, else in that of its workflow."""
        teams = CONFIG + "calendars: {apac: {timezone: Asia/Singapore}, amer: {timezone: America/New_York}}\n"
        steps = "steps: [{at: 1 working hour, do: [{label: Late}]}]"
        text = f"calendar: amer\nclocks: {{Own: {{calendar: apac, {steps}}}, Workflow: {{{steps}}}}}"
        play = fresh(compiled(workflow(text), teams))
        play.open()

        assert [words(play, clock)[0][2].rpartition("comes at ")[2] for clock in ("Own", "Workflow")] == [
            "2027-01-12 10:00 +08",
            "2027-01-11 10:00 EST",
        ]


class TestHold:
    def test_no_step_is_done(self):
        """With the hold label time goes on and no step is done; taken off, what came meanwhile is done."""
        play = ladder("{at: 2 hours, do: [{label: Late}]}", "{at: 5 hours, do: [{label: Lost}]}")
        play.update("steve.george", add=["Bot::Hold"])
        later(play, 200)
        assert ("Late" in play.snapshot.labels, play.last.wake_at) == (False, None)
        assert words(play, "Clock")[0][2] == (
            "3 hours 20 minutes, runs since 2027-01-11 09:00 UTC; steps wait for the end of the hold"
        )

        later(play, 210, lambda one: one.update("steve.george", remove=["Bot::Hold"]))

        assert ("Late" in play.snapshot.labels, play.last.wake_at) == (True, minutes(300))

    def test_skipped(self):
        """An issue that Usher leaves alone has no clocks to look at."""
        play = ladder("{at: 2 hours, do: [{label: Late}]}")
        later(play, 10, lambda one: one.update("steve.george", add=["Bot::Skip"]))

        assert play.last.wake_at is None
