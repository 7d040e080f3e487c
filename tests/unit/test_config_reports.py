"""`automation.config` and `automation.decide.trial_kpis`: what is wrong with KPIs and reports is said at once."""

from __future__ import annotations

import re

import pytest

from tests.report_parts import REPORTED, one, program
from tests.small import faults
from tests.timetables import NAME

MANY = "entered, left, standing, opened, rows, number"
WORKFLOW = "there is no workflow of this name. Did you mean 'story'?"


def said(tmp_path, kpis: str, more: str = "") -> list[str]:
    """The faults of a program with these `kpis`, without their places and without what was written."""
    lines = [line.partition(": ")[2] for line in faults(program(kpis, more), tmp_path)]
    return [re.sub(r""" \(got ['"].*?['"]\)(?=[.])""", "", line) for line in lines]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(
            {"left": "New", "workflow": "story", "entered": "Done"},
            f"give one of {MANY}, not entered and left",
            id="two sources",
        ),
        pytest.param(
            {"workflow": "story", "value": "count", "entered": "[]"},
            f"workflow goes with one of {MANY}; a formula over other KPIs has neither",
            id="a workflow, and nothing to count",
        ),
        pytest.param(
            {"value": "kpi.x", "by": "stage"},
            "a KPI that counts nothing needs a formula as value, and has no by and no bins",
            id="groups of nothing",
        ),
        pytest.param({"by": "stage", "bins": "[1]"}, "give by or bins, not both", id="groups and steps"),
        pytest.param({"entered": "Doen"}, "there is no stage of this name. Did you mean 'Done'?", id="a stage"),
        pytest.param({"workflow": "stories"}, WORKFLOW, id="a workflow"),
        pytest.param({"bins": "[60, 15]"}, "bounds must rise. Write them in order, each once.", id="steps"),
        pytest.param({"unit": "hours"}, "this is none of the allowed values", id="a unit"),
        pytest.param({"each": "fields['Acount']"}, "there is no 'Acount'. Did you mean 'Account'?", id="a field"),
        pytest.param({"each": "minuts(entry.at, entry.at)"}, "there is no 'minuts'", id="a function"),
        pytest.param({"when": "stage = 'x'"}, "\"stage = 'x'\" cannot be read", id="no expression"),
        pytest.param({"value": "medain"}, "there is no 'medain'", id="a word of formulas"),
        pytest.param({"value": "kpi.figure"}, "there is no 'figure'", id="a figure that does not come before"),
        pytest.param({"remark": "{if: figure.then > 3, text: x}"}, "there is no 'then'", id="a remark"),
    ],
)
def test_faults_of_kpis(tmp_path, keys, expected):
    """Names, words and expressions that cannot be right, each with what would be."""
    (found,) = said(tmp_path, one(**keys))

    assert found.startswith(expected)


def test_names_of_kpis(tmp_path):
    """Formulas use them as kpi.NAME, so they are words."""
    (found,) = said(tmp_path, one().replace("figure:", "first-response:"))

    assert found == (
        "this is no name of a KPI. Write letters, digits and _, such as mentions_processed, so that formulas can use "
        "it as kpi.NAME."
    )


def test_a_number_needs_a_field_for_numbers(tmp_path):
    """What people enter is a number, so the field has that type."""
    (found,) = said(tmp_path, one(workflow="story", number="Account"))

    assert found.startswith("there is no field of the type number of this name")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param(
            REPORTED.replace("[figure]", "[figures]"),
            "there is no KPI of this name. Did you mean 'figure'?",
            id="a KPI",
        ),
        pytest.param(REPORTED.replace("workflow: story", "workflow: stroy"), WORKFLOW, id="a workflow"),
        pytest.param(
            REPORTED.replace("story}", "story, project: else}"),
            "there is no project of this name. Known: stories, open.",
            id="a project",
        ),
        pytest.param(
            REPORTED.replace("story}", "story, assignees: nobody}"), "this is no role and no username", id="a person"
        ),
        pytest.param(
            REPORTED.replace("{{ period }}", "{{ month }} {{ perriod }}"),
            "there is no 'perriod'. Did you mean 'period'?",
            id="a name in the title",
        ),
        pytest.param(
            f"schedules: [{{name: {NAME}, rrule: FREQ=DAILY, at: '09:00', do: [{{report: montly}}]}}]\n{REPORTED}",
            "there is no report 'montly'. Did you mean 'monthly'?",
            id="a report that nobody wrote",
        ),
    ],
)
def test_faults_of_reports(tmp_path, more, expected):
    """A report names what is there."""
    (found,) = said(tmp_path, one(), more)

    assert found.startswith(expected)


def test_fields_that_are_never_kept_cannot_count(tmp_path):
    """Of a confidential issue no words are kept, so that a KPI on them would always be empty; that is said at once."""
    more = program(one(each="fields['Account']"), confidential="always")

    assert [re.sub(r" \(got .*", "", line).partition(": ")[2] for line in faults(more, tmp_path)] == [
        "there is no 'Account'"
    ]


def test_two_kpis_of_one_name(tmp_path):
    """Formulas and reports know a KPI by its key, whatever the program."""
    other = tmp_path / "programs" / "other.yml"
    other.parent.mkdir(parents=True)
    other.write_text("program: Other\nkpis:\n  figure: {title: Other, value: 1 + 1}\n", encoding="utf-8")

    (found,) = faults(program(one(), REPORTED), tmp_path)

    assert "another KPI has this name" in found
