"""`automation.decide.scheduled`: what schedules do, without an issue and as of their own date."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from automation.decide.batch import Batch
from automation.decide.compile import compile_config
from automation.decide.compiled import Compiled
from automation.decide.core import decide, needs_history, needs_snapshot
from automation.decide.fields import read_fields
from automation.decide.guard import commands
from automation.decide.occurrences import Occurrence, following
from automation.decide.scheduled import event_of
from automation.lint.timed import TIMED_CHECKS
from automation.lint.warnings import at, warn
from automation.model.decision import Decision, Outcome, Verdict
from automation.model.events import Event
from automation.model.plan import Notify, OpenIssue, Send
from automation.model.refs import IssueRef, schedule_key
from automation.model.snapshot import Memory
from tests.play import BOT, Answers, flat, shipped
from tests.small import CONFIG, PATH, compiled, faults, loaded
from tests.timetables import NAME, schedule

#: when Usher gets to it; the occurrence was two days before
NOW = datetime(2027, 1, 13, 8, tzinfo=UTC)
MONDAY = Occurrence(
    day=date(2027, 1, 11),
    slot="",
    at=datetime(2027, 1, 11, 16, tzinfo=UTC),
    fires_at=datetime(2027, 1, 11, 16, tzinfo=UTC),
)
#: what the issue of a call asks for
FIELDS = ("Region", "When", "Topic", "Product manager")


def fire(rules: Compiled, found: Occurrence = MONDAY, name: str = NAME, now: datetime = NOW) -> Decision:
    """What is decided on one occurrence of the schedule `name`."""
    event = event_of(rules.schedules[name], found, now)
    return decide(batch(event), rules, Answers(), now)


def batch(*events: Event) -> Batch:
    """The occurrences `events` of one schedule."""
    return Batch(key=schedule_key(NAME), events=events, snapshot=None, memory=Memory(), bot=BOT)


def test_an_issue_is_opened_as_of_the_date_of_the_occurrence():
    """Title, due date and labels are those of its own day, however late it is made up for (rules.md, recurrences)."""
    rules = compiled(
        schedule(
            "[{open_issue: {template: Story, project: stories, confidential: false, due: 2 working days, "
            "title: 'Agenda {{ occurrence.date() }} {{ occurrence.hour }}h {{ quarter }} {{ quarter_of(today) }}', "
            "labels: ['Day::{{ today }}'], assign: advocacy-lead, fields: {Account: Helios}}}]"
        )
    )

    decision = fire(rules)

    assert decision.plan.effects == (
        OpenIssue(
            project=PATH,
            title="Agenda 2027-01-11 8h FY27-Q4 FY27-Q4",
            description="<!-- program: story -->\n- **Account:** Helios\n- **Region:** \n",
            labels=frozenset({"Day::2027-01-11"}),
            assignees=("nicole.smith",),
            due_date=date(2027, 1, 13),
        ),
    )
    assert (decision.outcome, dict(decision.outcomes)) == (
        Outcome.PROCESSED,
        {"schedule:Weekly:2027-01-11": Outcome.PROCESSED},
    )
    assert [(reason.title, reason.verdict, reason.detail) for reason in flat(decision.reasons)] == [
        ("Schedule Weekly", Verdict.YES, "2027-01-11 08:00 America/Los_Angeles"),
        ("Schedule Weekly: open_issue", Verdict.YES, "opens an issue from Story"),
    ]


def test_an_issue_of_a_workflow_begins_its_life():
    """It is at its first stage, and neither linked to an issue nor opened for one."""
    rules = compiled(schedule("[{open_issue: {workflow: story, fields: {Account: Helios, Region: EMEA}}}]"))

    (effect,) = fire(rules).plan.effects

    assert isinstance(effect, OpenIssue)
    assert (effect.title, effect.labels, effect.due_date) == (
        "Story: Helios",
        frozenset({"Story::New"}),
        date(2027, 1, 19),
    )
    assert (effect.link_to, effect.memory) == (None, Memory(workflow="story"))


def test_channels_and_issues_are_told():
    """A message names no issue that it comes from, and its values are as the configuration says."""
    text = "Hello on {{ occurrence.date() }} from {{ projects.stories }}"
    rules = compiled(
        schedule(
            f"[{{notify: {{channel: events, title: Week, text: '{text}'}}}}, "
            f"{{send: {{event: week-began, to: '{PATH}#7', data: {{slot: '{{{{ slot }}}}'}}}}}}, "
            "{when: {if: \"slot == 'MO'\", do: [{send: {event: monday, to: 'a/b#1'}}]}}]",
            at="{MO: '08:00'}",
        )
    )

    assert fire(rules, replace(MONDAY, slot="MO")).plan.effects == (
        Notify(channel="events", title="Week", text=f"Hello on 2027-01-11 from {PATH}"),
        Send(name="week-began", data={"slot": "MO"}, to=IssueRef(PATH, 7)),
        Send(name="monday", data={}, to=IssueRef("a/b", 1)),
    )


def test_a_fault_of_one_action_stops_no_other():
    """What cannot be done with the values of the day is said, and the rest is done."""
    rules = compiled(
        schedule(f"[{{send: {{event: x, to: '{{{{ today }}}}'}}}}, {{send: {{event: y, to: '{PATH}#7'}}}}]")
    )

    decision = fire(rules)

    assert [effect.name for effect in decision.plan.effects if isinstance(effect, Send)] == ["y"]
    assert [reason.verdict for reason in decision.reasons[0].children] == [Verdict.ERROR, Verdict.YES]


@pytest.mark.parametrize(
    ("keys", "name", "words"),
    [
        pytest.param({"enabled": "false"}, NAME, "it is switched off", id="off since it came round"),
        pytest.param({}, "Other", "there is no schedule of this name any more", id="gone since it came round"),
    ],
)
def test_what_is_not_in_force_any_more_is_left_alone(keys, name, words):
    """An occurrence that waited is skipped when its schedule is not there by then."""
    rules = compiled(schedule(f"[{{send: {{event: x, to: '{PATH}#7'}}}}]", **keys))
    event = replace(event_of(rules.schedules[NAME], MONDAY, NOW), action=name)

    decision = decide(batch(event), rules, Answers(), NOW)

    assert (decision.outcome, decision.plan.effects) == (Outcome.SKIPPED, ())
    assert [(reason.title, reason.verdict, reason.detail) for reason in decision.reasons] == [
        (f"Schedule {name}", Verdict.SKIPPED, words)
    ]


def test_nothing_is_read_for_a_schedule():
    """There is no issue to read, and no history."""
    rules = compiled(schedule("[]"))
    events = batch(event_of(rules.schedules[NAME], MONDAY, NOW))

    assert (needs_snapshot(events.events, rules, BOT), needs_history(events)) == (False, False)


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        pytest.param(
            "[{label: bug}]",
            "it needs an issue, and a schedule has none. Open one with open_issue, or use notify or send.",
            id="an action that needs an issue",
        ),
        pytest.param(
            "[{when: {if: 'true', do: [{close: true}]}}]",
            "it needs an issue, and a schedule has none. Open one with open_issue, or use notify or send.",
            id="the same within when",
        ),
        pytest.param(
            "[{notify: {channel: events, text: '{{ issue.title }}'}}]",
            "there is no 'issue'. Did you mean 'issues'?",
            id="a name of issues",
        ),
        pytest.param(
            "[{notify: {channel: events, text: '{{ occurence.date() }}'}}]",
            "there is no 'occurence'. Did you mean 'occurrence'?",
            id="a slip of the pen",
        ),
        pytest.param(
            "[{open_issue: {template: Storry, project: stories, title: x}}]",
            "template Storry: there is no template 'Storry'. Did you mean 'Story'?",
            id="no such template",
        ),
        pytest.param(
            "[{open_issue: {template: Story, project: stories, title: x, due: soon}}]",
            "'soon' is no due date. Write 5 working days, 90 days, quarter end, keep or none.",
            id="no due date",
        ),
    ],
)
def test_faults_are_found_when_the_configuration_is_loaded(tmp_path, do, expected):
    """Every text is tried on a made-up occurrence, so that nothing waits for the day to go wrong."""
    (fault,) = faults(schedule(do), tmp_path)

    assert re.sub(r" \(got '.*'\)", "", fault.partition(": ")[2]) == expected


def test_values_of_the_day_are_tried_on_a_slot_of_the_schedule(tmp_path):
    """A constant by weekday is there for the weekday that the schedule has."""
    do = "[{notify: {channel: events, text: '{{ values.of[slot] }}'}}]"
    program = schedule(do, at="{MO: '08:00'}")
    config = loaded(program, tmp_path).config

    assert faults(program, tmp_path, config=_with_values("{of: {MO: first}}")) == []
    assert config.values == {"limit": 3, "words": ["one", "two"]}
    assert "no 'MO'" in faults(program, tmp_path, config=_with_values("{of: {TU: first}}"))[0]


def _with_values(values: str) -> str:
    return CONFIG.replace("values: {limit: 3, words: [one, two]}", f"values: {values}")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({}, [], id="it comes round each week"),
        pytest.param({"rrule": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270110"}, ["never-fires"], id="its rule has ended"),
        pytest.param({"starts": "2033-01-01"}, ["never-fires"], id="it begins in six years"),
        pytest.param(
            {"rrule": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270110", "enabled": "false"}, [], id="it is off, as it should be"
        ),
    ],
)
def test_a_schedule_that_stays_silent_is_warned_of(tmp_path, keys, expected):
    """One that does not come round in five years is not what was meant."""
    found = loaded(schedule("[]", **keys), tmp_path)

    assert [one.name for one in warn(found, compile_config(found), at(NOW, TIMED_CHECKS))] == expected


def test_the_issue_of_a_shipped_call():
    """Each region's call has its issue: for everybody to find, due on the day, with the Channel SA (PC-11)."""
    rules, opened = shipped(), []
    calls = {name: found.timetable for name, found in rules.schedules.items() if name.startswith("Champions call")}
    for name, table in calls.items():
        (effect,) = fire(rules, next(following(table, NOW)), name).plan.effects
        assert isinstance(effect, OpenIssue)
        opened.append(effect)

    assert [(one.title, one.assignees, str(one.due_date), sorted(one.labels)) for one in opened] == [
        (f"Champions call {region}: {day}", (f"sa-{region.lower()}",), day, _labels(region))
        for region, day in (("AMER", "2027-02-09"), ("EMEA", "2027-02-09"), ("APAC", "2027-02-10"))
    ]
    assert [(one.project, one.confidential, one.link_to, one.memory) for one in opened] == [
        ("gitlab-partners-public/gitlab-champions/champions", False, None, Memory())
    ] * 3
    assert "- **When:** 2027-02-10, 11:00 Singapore\n" in opened[2].description


def test_people_can_open_a_call_by_hand():
    """The blank template asks for the same fields, sets the labels of a call, and shows no template syntax."""
    rules = shipped()
    text = rules.texts.render("Champions_Call", fields={}, values=rules.config.values, blank=True)

    assert read_fields(text, FIELDS) == dict.fromkeys(FIELDS, "")
    assert commands(text) == ('/label ~"Partner Champions" ~"Champions Call"',)
    assert [mark for mark in ("{{", "{%", "{#", "None", "\n\n\n") if mark in text] == []


def _labels(region: str) -> list[str]:
    return ["Champions Call", "Partner Champions", f"Region-{region}"]
