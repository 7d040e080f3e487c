"""`automation.config`: clocks and their steps as the YAML writes them, and what is wrong with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from automation.config.words.step import Base, StepFault, StepTime, parse_step
from automation.decide.compile import compile_config
from automation.lint.checks import CHECKS
from automation.lint.warnings import warn
from tests.small import CONFIG, TEMPLATE, faults, loaded, workflow

START, BEFORE, AFTER = Base.START, Base.BEFORE_DUE, Base.AFTER_DUE
FORMS = "Write 45 minutes, 4 working hours, 2 working days, 1 working day before due, due or 2 days after due."
TEAMS = CONFIG + "calendars: {apac: {timezone: Asia/Singapore}}\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("45 minutes", StepTime(START, 45, "minute"), id="minutes"),
        pytest.param("1 Hour after the start", StepTime(START, 1, "hour"), id="in full, loosely written"),
        pytest.param("3  days after start", StepTime(START, 3, "day"), id="without the article"),
        pytest.param("4 working hours", StepTime(START, 4, "hour", working=True), id="working hours"),
        pytest.param("2 business days", StepTime(START, 2, "day", working=True), id="another word for it"),
        pytest.param("0 minutes", StepTime(START, 0, "minute"), id="at the start"),
        pytest.param("due", StepTime(AFTER, 0, "day"), id="the due date"),
        pytest.param("1 working day before due", StepTime(BEFORE, 1, "day", working=True), id="before it"),
        pytest.param("2 weeks after due", StepTime(AFTER, 2, "week"), id="after it"),
    ],
)
def test_steps_are_understood(words, expected):
    """Each form that the model's description names has its meaning."""
    assert parse_step(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("soon", "no time of a step", id="no number"),
        pytest.param("-1 days", "no time of a step", id="before the start"),
        pytest.param("2 days after closing", "no time of a step", id="after something else"),
        pytest.param("2 hours before due", "no number of days", id="a date has no hours"),
        pytest.param("1 working week", "no working time", id="weeks are not worked alike"),
        pytest.param("3661 days", "more than ten years", id="a slip of the pen"),
    ],
)
def test_steps_are_refused(words, expected):
    """What is not understood is said without the words, which only those may show who know that they are no secret."""
    with pytest.raises(StepFault) as refused:
        parse_step(words)

    assert refused.value.what == expected


def test_lengths():
    """A week has seven days; of working days the calendar knows the hours."""
    assert (parse_step("2 weeks after due").days, parse_step("90 minutes").length) == (14, timedelta(minutes=90))


def clock(text, **replaced):
    """A program whose workflow has the clock `Reply` with these keys, as flow YAML."""
    return workflow(f"clocks: {{Reply: {{{text}}}}}", **replaced)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "steps: [{at: soon, do: []}]",
            [f"11:35: this is no time of a step (got 'soon'). {FORMS}"],
            id="a step that is none",
        ),
        pytest.param(
            "stages: [Now], steps: []",
            ["11:31: there is no stage of this name (got 'Now'). Did you mean 'New'? Known: New, Doing, Done."],
            id="a stage that there is not",
        ),
        pytest.param(
            "pauses: Wait, steps: []",
            ["11:30: there is no stage of this name (got 'Wait'). Known: New, Doing, Done."],
            id="a pause that there is not",
        ),
        pytest.param(
            "stages: [New], pauses: [New], steps: []",
            [
                (
                    "11:46: the clock cannot both run and stand still in a stage (got 'New'). "
                    "Remove it here or from `stages`."
                )
            ],
            id="a stage that is both",
        ),
        pytest.param(
            "starts: {field: Acount}, steps: []",
            ["11:38: there is no field of this name (got 'Acount'). Did you mean 'Account'? Known: Account, Region."],
            id="a field that there is not",
        ),
        pytest.param(
            "starts: {field: Account}, steps: []",
            ["11:38: this field is not a time (got 'Account'). Give the field `type: datetime` or `type: date`."],
            id="a field that is no time",
        ),
        pytest.param(
            "calendar: apca, steps: []",
            ["11:32: there is no calendar of this name (got 'apca'). Did you mean 'apac'? Known: apac."],
            id="a calendar that there is not",
        ),
        pytest.param(
            "steps: [{at: due, do: []}, {at: due, do: []}]",
            [
                (
                    "11:49: another step of this clock is called the same. "
                    "The other one is at programs/stories.yml:11:30. Give each of them a name of its own."
                )
            ],
            id="two steps of one name",
        ),
        pytest.param(
            "until: activty.first_response, steps: []",
            ["11:29: there is no 'activty' (got 'activty.first_response'). Did you mean 'activity'?"],
            id="a condition with a slip of the pen",
        ),
        pytest.param(
            "until: \"clock('Replay').ended\", steps: []",
            ["11:29: there is no clock 'Replay' (got \"clock('Replay').ended\"). Did you mean 'Reply'?"],
            id="a clock that there is not",
        ),
        pytest.param(
            "steps: [{at: due, if: stepp.name, do: [{label: X}]}]",
            ["11:44: there is no 'stepp' (got 'stepp.name'). Did you mean 'step'?"],
            id="the condition of a step",
        ),
        pytest.param(
            'steps: [{at: due, do: [{label: "{{ stp.name }}"}]}]',
            ["11:53: there is no 'stp' (got '{{ stp.name }}'). Did you mean 'step'?"],
            id="a text of a step",
        ),
        pytest.param(
            "steps: [{at: soon, do: []}, {at: due, do: [{lable: X}]}]",
            [
                f"11:35: this is no time of a step (got 'soon'). {FORMS}",
                "11:66: there is no such action (got 'lable'). Did you mean 'label'?",
            ],
            id="an action that there is not, behind a step that is none",
        ),
    ],
)
def test_faults(tmp_path, text, expected):
    """Whatever a clock names that is not there is said with its place and the nearest spelling."""
    found = [fault.removeprefix("programs/stories.yml:") for fault in faults(clock(text), tmp_path, TEAMS)]

    assert [fault.partition(" Actions:")[0] for fault in found] == expected


def test_a_clock_needs_stages_or_another_start(tmp_path):
    """Where a workflow has no stages, no clock starts with one."""
    fields = "{Account: {}, Region: {}, Posted at: {type: datetime}}"
    bare = f"program: P\nworkflows:\n  story: {{project: stories, template: Story, fields: {fields}, clocks:"
    starts = ("stage", "{field: Posted at, else: stage}", "opened", "{field: Posted at, else: never}")
    fault = (
        "programs/stories.yml:3:119: without stages no clock starts with one (got 'Reply'). "
        "Write `starts: opened`, or name a field."
    )

    found = [faults(f"{bare} {{Reply: {{starts: {start}, steps: []}}}}}}\n", tmp_path) for start in starts]

    assert found == [[fault], [fault], [], []]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        pytest.param(
            clock("stages: [], pauses: [New, Doing], steps: []"),
            ["the clock Reply stands still in every stage [never-runs]"],
            id="no stage is left",
        ),
        pytest.param(
            clock(
                "stages: New, steps: [{at: due, name: Late, do: []}, {at: 1 day, do: []}]",
                stages="{New: {due: none}, Doing: {}, Done: {closed: true}}",
            ),
            ["Late waits for the due date, and New have none [never-due]"],
            id="a due date that is cleared",
        ),
        pytest.param(clock("steps: [{at: due, do: [{label: Late}]}]"), [], id="a due date that may be there"),
    ],
)
def test_warnings(tmp_path, program, expected):
    """A clock that never runs and a step that never comes are warned of."""
    found = loaded(program, tmp_path, template=TEMPLATE)
    warned = [one for one in warn(found, compile_config(found), CHECKS) if one.name in {"never-runs", "never-due"}]

    assert [f"{one.message} [{one.name}]" for one in warned] == expected
