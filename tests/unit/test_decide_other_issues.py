"""Looking across issues: `issues(…)` and budgets (rules.md G16; docs/language/budgets.md)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from automation.config.faults import ConfigFaults
from automation.decide.batch import Batch
from automation.decide.core import decide
from automation.decide.occurrences import occurrences
from automation.decide.scheduled import event_of
from automation.model.others import OtherIssue, Wanted
from automation.model.refs import schedule_key
from automation.model.snapshot import Memory
from tests.play import BOT, MONDAY, Answers, body
from tests.small import PATH, compiled, fresh, rule, under_way, workflow

SINCE = datetime(2027, 1, 4, 9, tzinfo=UTC)
HELIOS = OtherIssue(
    ref=f"{PATH}#7",
    url="https://gitlab.example/7",
    stage="Doing",
    title="Helios @everybody",
    author="april.marks",
    assignees=("steve.george",),
    labels=("Story::Doing",),
    created_at=SINCE,
    stage_since=SINCE,
    due_date=date(2027, 1, 20),
    facts={"points": 2},
    open_tasks=("Ask Legal",),
)
SECRET = OtherIssue(ref=f"{PATH}#8", stage="New", confidential=True, title="Cedar", author="sa-emea", facts={"x": 1})


class Asked(Answers):
    """Look-ups that keep what was asked for."""

    def issues(self, wanted: Wanted) -> tuple[OtherIssue, ...]:
        """All of `listed`."""
        self.wanted = [*getattr(self, "wanted", []), wanted]
        return self.listed


def saying(text, *listed, program=None, **facts):
    """What a rule says, with these other issues there are."""
    play = under_way(compiled((program or workflow()) + rule(f"- title: {text!r}")), **facts)
    play.ask = Asked(listed=listed)
    play.comment("nicole.smith", "Go.")
    return play


def plain(play):
    """The title as people read it."""
    return play.snapshot.title.replace("\u200b", "")


class TestIssues:
    def test_what_is_known(self):
        """An issue is known by all that expressions may want of it."""
        names = "ref, url, stage, title, author, due_date, facts.points, facts.nothing"
        shown = " | ".join(f"{{{{ one.{name} }}}}" for name in names.split(", "))

        play = saying(f"{{% for one in issues('story') %}}{shown}{{% endfor %}}", HELIOS)

        assert plain(play) == (
            f"{PATH}#7 | https://gitlab.example/7 | Doing | Helios @everybody | april.marks | 2027-01-20 | 2 |"
        )
        assert "@everybody" not in play.snapshot.title

    def test_confidential(self):
        """Of a confidential issue nothing is known in public but where it is and in which stage."""
        shown = "{{ one.ref }} {{ one.stage }} [{{ one.title }}{{ one.author }}]"
        text = f"{{% for one in issues('story') %}}{shown} {{% endfor %}}"

        assert plain(saying(text, SECRET)) == f"{PATH}#8 New []"

    def test_among_confidential_ones(self):
        """A confidential issue of a project that is no more visible may know of another one."""
        text = "{% for one in issues('story') %}{{ one.title }}{% endfor %}"

        assert plain(saying(text, SECRET, confidential=True)) == "Cedar"

    def test_itself(self):
        """The issue at hand is not among the others."""
        assert saying("{{ issues('story') | length }}.", OtherIssue(ref=f"{PATH}#1")).snapshot.title == "0."

    def test_question(self):
        """What is asked for is narrowed by key, stage and assignee; the key's value is the issue's own by default."""
        keyed = workflow("keys: {account: {fields: [Account], as: company}}")
        text = (
            "{{ issues('story', 'account') }}{{ issues('story', 'account', 'ACME Inc.', stage='New', assignee='x') }}"
        )

        play = saying(text, program=keyed)

        assert play.ask.wanted == [
            Wanted(workflow="story", key="account", value="helios"),
            Wanted(workflow="story", key="account", value="acme", stage="New", assignee="x"),
        ]

    def test_without_a_value(self):
        """Issues without a value for the key have nothing in common."""
        keyed = workflow("keys: {account: {fields: [Account], as: company}}")
        text = body("story", {"Region": "EMEA"})

        play = saying("{{ issues('story', 'account') | length }}.", HELIOS, program=keyed, description=text)

        assert (play.snapshot.title, getattr(play.ask, "wanted", [])) == ("0.", [])

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            pytest.param("{{ issues('storys') }}", "there is no workflow 'storys'", id="workflow"),
            pytest.param("{{ issues('story', 'acount') }}", "story has no key 'acount'", id="key"),
        ],
    )
    def test_names_that_are_none(self, text, words):
        """A workflow or a key that does not exist is a fault when the configuration is loaded."""
        with pytest.raises(ConfigFaults, match=words):
            saying(text)

    def test_in_a_schedule(self):
        """Schedules may ask too; there nothing confidential is known."""
        title = "{% for one in issues('story') %}{{ one.ref }} {{ one.title }}; {% endfor %}"
        opening = f'{{open_issue: {{template: Story, project: open, title: "{title}"}}}}'
        times = 'rrule: FREQ=DAILY, at: "09:00"'
        rules = compiled(workflow() + f"schedules: [{{name: Daily, {times}, do: [{opening}]}}]\n")
        (found,) = occurrences(rules.schedules["Daily"].timetable, MONDAY, MONDAY + timedelta(days=1))
        event = event_of(rules.schedules["Daily"], found, found.fires_at)
        batch = Batch(key=schedule_key("Daily"), events=(event,), snapshot=None, memory=Memory(), bot=BOT)

        (effect,) = decide(batch, rules, Asked(listed=(HELIOS, SECRET)), found.fires_at).plan.effects

        assert effect.title.replace("\u200b", "") == f"{PATH}#7 Helios @everybody; {PATH}#8 ;"


BUDGET = """
budgets:
  points:
    cost: "{{ 2 if fields['Region'] == 'EMEA' else 1.5 }}"
    limit: 6
    per: "{{ fields['Account'] }} {{ quarter }}"
"""
SAYS = rule("- title: \"{{ budget('points').cost }} {{ budget('points').used }}/{{ budget('points').limit }}\"")


def spending(points, ref=f"{PATH}#9", group="Helios FY27-Q4"):
    """Another issue with its share of the budget."""
    return OtherIssue(ref=ref, facts={"budget points": {"cost": points, "group": group}})


class TestBudget:
    def opened(self, text, *listed, **fields):
        """A new issue, and what it says of its budget after a word."""
        play = fresh(compiled(workflow(BUDGET) + SAYS), description=body("story", {"Account": "Helios", **fields}))
        play.ask = Asked(listed=listed)
        play.open()
        kept = dict(play.last.keys)
        play.comment("nicole.smith", text)
        return play, kept

    @pytest.mark.parametrize(
        ("region", "listed", "shown"),
        [
            pytest.param("EMEA", (), "2 2/6", id="alone"),
            pytest.param("EMEA", (spending(2.0), spending(1.5, f"{PATH}#10")), "2 5.5/6", id="with others"),
            pytest.param("APAC", (spending(6.0),), "1.5 7.5/6", id="beyond it"),
        ],
    )
    def test_is_shown(self, region, listed, shown):
        """What an issue costs, what all cost together and what there is; nobody is stopped."""
        play, _ = self.opened("Go.", *listed, Region=region)

        assert play.snapshot.title == shown

    def test_is_found_by_its_group(self):
        """Issues that count together are found by what `per` says."""
        play, kept = self.opened("Go.", Region="EMEA")

        assert kept == {"budget points": "Helios FY27-Q4"}
        assert play.ask.wanted[-1] == Wanted(
            workflow="story", key="budget points", value="Helios FY27-Q4", open_only=False
        )

    def test_stays_with_its_quarter(self):
        """The share is settled when the issue comes; later quarters do not move it, an edit of its fields does."""
        play, _ = self.opened("Go.", Region="EMEA")
        play.now = datetime(2027, 3, 1, 9, tzinfo=UTC)
        play.wake()
        stays = play.memory.facts["budget points"]
        play.update("april.marks", description=body("story", {"Account": "Cedar", "Region": "APAC"}))

        assert (stays, play.memory.facts["budget points"]) == (
            {"cost": 2.0, "group": "Helios FY27-Q4"},
            {"cost": 1.5, "group": "Cedar FY28-Q1"},
        )

    def test_cost_that_is_no_number(self):
        """An issue whose cost cannot be told costs nothing, and the explanation says why."""
        program = workflow(
            "budgets: {points: {cost: \"{{ fields['Account'] | length - 6 and 'many' or 1 }}\", limit: 6}}"
        )
        play = fresh(compiled(program), description=body("story", {"Account": "Cedar & Sons"}))
        play.open()

        assert play.memory.facts["budget points"] == {"cost": 0.0, "group": ""}
        assert [reason.title for reason in play.errors] == ["Budget points"]

    def test_across_workflows(self):
        """Issues of other workflows whose budget has the same name are counted too, where that is said."""
        text = BUDGET.replace("limit: 6", "limit: 6\n    with: [request]")
        other = "  request: {project: stories, template: Story, budgets: {points: {cost: 1, limit: 6}}}\n"
        play = fresh(compiled(workflow(text) + other + SAYS), description=body("story", {"Account": "Helios"}))
        play.ask = Asked(listed=(spending(2.0),))
        play.open()
        play.comment("nicole.smith", "Go.")

        assert play.snapshot.title == "1.5 5.5/6"
        assert [wanted.workflow for wanted in play.ask.wanted[-2:]] == ["story", "request"]

    def test_unknown(self):
        """A budget that the workflow does not have is a fault when the configuration is loaded."""
        with pytest.raises(ConfigFaults, match="there is no budget 'pints'"):
            compiled(workflow(BUDGET) + rule("- title: \"{{ budget('pints').used }}\""))
