"""Policies on one issue: the same decision as live, with a selection before the condition."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.decide.core import needs_history, needs_snapshot
from automation.decide.lookups import Place
from automation.decide.swept import chosen
from automation.model.events import EventKind
from automation.model.plan import StartSweep, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Figures, HistoryEvent, Phase
from tests.play import BOT, MONDAY
from tests.small import PATH, PUBLIC, compiled, faults, rule, under_way, workflow
from tests.sweeping import judged, policy, sweep, unseen, with_policy

SLOW = "the expression takes too long on this text; write it without one repetition inside another"
LABELS = "select: {labels: bug, without_labels: 'Topic::*'}, do: [{label: Needs Topic}]"


def test_an_issue_that_is_selected_is_acted_on():
    """What the policy does is planned, and said with its reason."""
    play = unseen(with_policy(LABELS), labels=frozenset({"bug"}))

    decision = sweep(play)

    assert decision.plan.effects == (UpdateIssue(ref=play.snapshot.ref, add_labels=frozenset({"Needs Topic"})),)
    assert (judged(decision), decision.matched) == (("yes", "true holds"), ("Policy",))


@pytest.mark.parametrize(
    ("rest", "labels", "expected"),
    [
        pytest.param(
            LABELS,
            {"bug", "Topic::CI"},
            ("no", "without_labels: Topic::CI is set"),
            id="the first condition that fails",
        ),
        pytest.param(
            "select: {labels: bug}, when: \"'x' in labels\", do: [{label: A}]",
            {"bug"},
            ("no", "'x' in labels does not hold"),
            id="the condition comes behind the selection",
        ),
        pytest.param(
            "select: {title: '(a|aa)+$'}, do: [{label: A}]",
            {"bug"},
            ("error", f"select.title: {SLOW}"),
            id="a slow expression is a fault of the rule",
        ),
    ],
)
def test_an_issue_that_is_passed_over_says_why(rest, labels, expected):
    """Nothing is planned, and the reason names the condition with the value seen."""
    play = unseen(with_policy(rest), labels=frozenset(labels), title="a" * 200 + "!")

    decision = sweep(play)

    assert (decision.plan.effects, judged(decision), decision.unmatched) == ((), expected, ("Policy",))


def test_a_sweep_is_no_first_look_at_an_issue():
    """An issue that Usher never saw is neither suspected nor opened, and its history is not asked for."""
    rules = compiled(workflow() + rule("- label: Opened", on="issue.opened", workflow="[]") + policy(LABELS))
    play = unseen(rules, labels=frozenset({"bug"}), description="https://a https://b https://c")
    batch = play.batch(play.event(EventKind.SWEEP, "Policy", None, labels=None, state=None))

    assert (needs_snapshot(batch.events, rules, BOT), needs_history(batch)) == (True, False)
    sweep(play)

    assert (play.snapshot.labels, play.memory.phase) == ({"bug", "Needs Topic"}, Phase.NEW)
    assert play.memory.seen == replace(play.snapshot, figures=Figures())
    play.open()
    assert "Spam::Suspected" in play.snapshot.labels


def test_an_opening_that_comes_late_is_none_the_less_one():
    """What is done with new issues is done also where a sweep was there first."""
    rules = compiled(workflow() + rule("- label: Opened", on="issue.opened", workflow="[]") + policy(LABELS))
    play = unseen(rules, labels=frozenset({"bug"}))
    sweep(play)

    play.decide(replace(play.event(EventKind.ISSUE, "open", "stranger"), labels=frozenset({"bug"})))

    assert play.snapshot.labels == {"bug", "Needs Topic", "Opened"}


def test_a_sweep_judges_what_happened_meanwhile():
    """A change that went by is judged with the sweep, and the policy sees the issue as that leaves it."""
    rules = compiled(workflow() + policy("select: {labels: 'Story::New'}, do: [{label: Swept}]"))
    play = under_way(rules)
    play.update("april.marks", remove=["Story::New"])
    play.change("april.marks", add=["Story::Done"], remove=["Story::New"])

    decision = sweep(play)

    assert (sorted(play.snapshot.labels), judged(decision)[0]) == (["Story::New", "Swept"], "yes")


def test_policies_of_one_sweep_see_what_each_other_did():
    """The second one is judged on the issue as the first one leaves it."""
    program = """
policies:
  - {name: Close, select: {labels: bug}, do: [{close: true}]}
  - {name: Remind, select: {labels: bug}, do: [{label: Reminded}]}
"""
    play = unseen(compiled(workflow() + program), labels=frozenset({"bug"}))

    decision = sweep(play, "Close", "Remind")

    assert (play.snapshot.state, play.snapshot.labels) == ("closed", {"bug"})
    assert judged(decision, "Remind") == ("no", "state: it is closed")


def test_what_a_person_took_back_is_not_done_again():
    """A label that somebody takes off stays off, and nothing else of the policy is done either."""
    rules = with_policy("select: {labels: bug}, do: [{label: A}, {comment: {key: hint, text: Hm.}}]")
    play = unseen(rules, labels=frozenset({"bug"}), author="april.marks")
    play.open()
    sweep(play)
    play.update("steve.george", remove=["A"])

    decision = sweep(play)

    assert (decision.plan.effects, judged(decision)) == ((), ("no", "a person took back what it did"))


def test_a_policy_for_a_workflow_leaves_other_issues_alone():
    """It is not even looked at for an issue of no workflow; its days are those of the workflow's calendar."""
    rules = with_policy("workflow: story, do: [{label: A}]")

    assert sweep(unseen(rules)).reasons == ()
    assert sweep(under_way(rules)).matched == ("Policy",)


def test_a_rule_may_act_on_existing_issues_too():
    """The same rule reacts to an event and to a sweep; by sweeps it is for open issues."""
    rules = compiled(workflow() + rule("- label: Marked", on="sweep, label.added(bug)", workflow="[]"))
    play = unseen(rules, author="april.marks")

    assert sweep(play, "Other").matched == ()
    assert sweep(play, "Rule").matched == ("Rule",)
    assert judged(sweep(unseen(rules, state="closed"), "Rule"), "Rule") == ("no", "state: it is closed")
    live = unseen(rules, author="april.marks")
    live.open()
    assert live.update("april.marks", add=["bug"]).matched == ("Rule",)


def test_once_is_once():
    """A policy that acts once per issue says so the next time."""
    rules = with_policy("once: true, select: {labels: bug}, do: [{comment: {key: hint, text: Hm.}}]")
    play = unseen(rules, labels=frozenset({"bug"}))

    assert len(sweep(play).plan.effects) == 1
    assert judged(sweep(play)) == ("no", "it acts once per issue, and has")


def test_members_and_people_are_asked_for():
    """Paths of projects and groups are those of config.yml; who is a bot, the configuration says."""
    rules = with_policy("select: {author_not_in: {group: champions}, quiet: 2 days}, do: [{label: A}]")
    play = unseen(rules, created_at=MONDAY - timedelta(days=9))
    play.ask.members = {"gitlab-partners-public/gitlab-champions": frozenset({"stranger"})}

    assert judged(sweep(play)) == (
        "no",
        "author_not_in: stranger is a member of gitlab-partners-public/gitlab-champions",
    )
    play.ask.members = {}
    play.ask.acts = {"project_1_bot_2": MONDAY, BOT.username: MONDAY, "nicole.smith": MONDAY - timedelta(days=3)}
    assert judged(sweep(play))[0] == "yes"
    assert rules.policies["Policy"].select.asked[0].name == "author_not_in"
    assert Place("group", "x") != Place("project", "x")


def test_expressions_know_the_figures():
    """Conditions may ask for everything that a row shows."""
    when = "issue.upvotes > 2 and issue.weight == 5 and issue.created_at < now and issue.milestone_due is none"
    rules = with_policy(f'when: "{when}", do: [{{label: A}}]')
    figures = Figures(upvotes=3, weight=5)

    assert sweep(unseen(rules, figures=figures, created_at=MONDAY - timedelta(1))).matched == ("Policy",)
    assert sweep(unseen(rules, created_at=MONDAY - timedelta(1))).matched == ()


class TestCompiled:
    PROGRAM = (
        workflow()
        + """
rules:
  - {name: Swept, on: [sweep], do: [{label: A}]}
policies:
  - {name: All, do: [{label: B}]}
  - {name: Off, enabled: false, do: [{label: B}]}
  - {name: Stories, workflow: story, select: {state: closed}, limit: {oldest: 5}, do: [{label: B}]}
  - {name: "[x] *", project: open, do: [{label: C}]}
stale:
  - {name: Old, after: 60 days, close_after: 14 days}
"""
    )

    def test_projects(self):
        """A policy lists the projects that it names, those of its workflows, or all."""
        rules = compiled(self.PROGRAM)

        assert {name: found.projects for name, found in rules.policies.items()} == {
            "Swept": (PATH, PUBLIC),
            "All": (PATH, PUBLIC),
            "Stories": (PATH,),
            "[x] *": (PUBLIC,),
            "Old: warn": (PATH, PUBLIC),
            "Old: close": (PATH, PUBLIC),
        }
        assert rules.policies["Stories"].limit.oldest == 5

    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            pytest.param(["All"], ["All"], id="a policy"),
            pytest.param(
                ["Swept", "Old"], ["Swept", "Old: warn", "Old: close"], id="a rule, and stale handling as one"
            ),
            pytest.param(["Old: close"], ["Old: close"], id="a part of it"),
            pytest.param(["S*"], ["Swept", "Stories"], id="a pattern"),
            pytest.param(["[x] *"], ["[x] *"], id="a name with a star is itself"),
            pytest.param(["*", "All"], ["Swept", "All", "Stories", "[x] *", "Old: warn", "Old: close"], id="all, once"),
            pytest.param(["Off", "Nothing"], [], id="what is off, or not there"),
        ],
    )
    def test_chosen(self, names, expected):
        """Sweeps call policies by name, in the order of the files."""
        assert [found.name for found in chosen(compiled(self.PROGRAM), names)] == expected

    def test_names_with_signs(self):
        """A policy of any name is called by that name alone."""
        play = unseen(compiled(self.PROGRAM), ref=IssueRef(PUBLIC, 5))

        assert sweep(play, "[x] *").matched == ("[x] *",)
        assert sweep(play, "x y").matched == ()


class TestAction:
    def test_a_schedule_begins_a_sweep(self):
        """The action plans the sweep; who is named is told."""
        rules = compiled(workflow() + rule("- sweep: [Policy, Old*]") + policy("do: [{label: A}]") + STALE)
        play = under_way(rules)

        play.comment("nicole.smith", "Go.")

        assert play.effects == (StartSweep(policies=("Policy", "Old*")),)

    def test_unknown_names(self, tmp_path):
        """A name that calls nothing is a fault, with the nearest one; what is switched off may be called."""
        program = workflow() + policy("enabled: false, do: [{label: A}]") + STALE
        schedule = (
            "schedules: [{name: S, rrule: FREQ=DAILY, at: '03:00', do: [{sweep: [Polizy, Policy, 'X*', Old]}]}]\n"
        )

        assert [fault.partition(": ")[2] for fault in faults(program + schedule, tmp_path)] == [
            "there is no policy 'Polizy'. Did you mean 'Policy'? Policies: Policy, Old, Old: warn, Old: close.",
            "there is no policy 'X*'. Policies: Policy, Old, Old: warn, Old: close.",
        ]


STALE = "stale: [{name: Old, after: 60 days, close_after: 14 days}]\n"


class TestActivity:
    RULE = rule("- label: Heard", on="activity", workflow="[]", when="event.data.what in ['comment', 'change']")

    @pytest.mark.parametrize(
        ("who", "expected"),
        [
            pytest.param("stranger", True, id="a stranger"),
            pytest.param("april.marks", True, id="a member"),
            pytest.param("project_12_bot_ab", False, id="a bot of GitLab"),
            pytest.param("usher-bot", False, id="Usher"),
        ],
    )
    def test_comments(self, who, expected):
        """A person's comment is activity, whoever it is; what a stranger says reaches no rule."""
        play = under_way(
            compiled(workflow() + self.RULE.replace("when: ", "when: not event.data.body is defined and "))
        )

        play.comment(who, "I am still here.")

        assert ("Heard" in play.snapshot.labels) == expected

    def test_strangers_raise_nothing_else(self):
        """The words of a stranger start no other rule."""
        play = under_way(compiled(workflow() + rule("- label: Heard", on="note.created")))

        play.comment("stranger", "Go.")

        assert "Heard" not in play.snapshot.labels

    @pytest.mark.parametrize(
        ("who", "change", "expected"),
        [
            pytest.param("stranger", {"description": "New"}, True, id="a text"),
            pytest.param("april.marks", {"add": ["bug"]}, True, id="a label"),
            pytest.param("project_12_bot_ab", {"add": ["bug"]}, False, id="a label by a bot"),
            pytest.param("project_12_bot_ab", {"description": "New"}, False, id="a text by a bot"),
        ],
    )
    def test_changes(self, who, change, expected):
        """A person's change is activity, a bot's is none."""
        play = under_way(compiled(workflow() + self.RULE))

        play.update(who, **change)

        assert ("Heard" in play.snapshot.labels) == expected

    @pytest.mark.parametrize(
        ("who", "expected"),
        [pytest.param("stranger", True, id="a person"), pytest.param("support-bot", False, id="a bot")],
    )
    def test_a_change_that_went_by(self, who, expected):
        """What nobody reported counts where GitLab's history tells that it was a person."""
        play = under_way(compiled(workflow() + self.RULE))
        play.change(who, add=["bug"])
        play.history = (HistoryEvent(MONDAY, who, "add", "bug"),)

        play.wake()

        assert ("Heard" in play.snapshot.labels) == expected
