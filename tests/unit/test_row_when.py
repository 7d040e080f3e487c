"""Conditions whose value the row of a list tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from automation.decide.expressions import ConditionError
from automation.decide.issue_view import LASTING, lasting
from automation.decide.selection.row_when import row_denies
from automation.model.snapshot import Figures
from tests.sweep_parts import issues

(BARE,) = issues(1)
ISSUE = replace(BARE, figures=Figures(upvotes=3, tasks=2, tasks_done=2))


@pytest.mark.parametrize(
    ("when", "denied"),
    [
        pytest.param("issue.upvotes > 3", True, id="a number that is no other"),
        pytest.param("issue.upvotes > 2", False, id="it holds"),
        pytest.param("issue['upvotes'] > 3", True, id="written as a key"),
        pytest.param("issue.tasks > 0 and issue.tasks != issue.tasks_done", True, id="two of them"),
        pytest.param("issue.created_at.year == 1999", True, id="a part of one"),
        pytest.param("issue.author in ['a', 'b']", True, id="among some"),
        pytest.param("false", True, id="nothing is asked"),
        pytest.param("true", False, id="everything is taken"),
        pytest.param("issue.title == 'Other'", False, id="a decision may change it"),
        pytest.param("'bug' in labels and issue.upvotes > 3", False, id="another name"),
        pytest.param("issue.upvotes > values.many", False, id="a value of the configuration"),
        pytest.param("issue[stage] > 3", False, id="another name as a key"),
        pytest.param("fields.upvotes > 3", False, id="a part of something else"),
        pytest.param("issue == 3", False, id="the issue as a whole"),
        pytest.param("issue.upvotez > 3", False, id="no such part: the decision says so"),
    ],
)
def test_what_a_row_tells(when, denied):
    """Only what names nothing but lasting parts of the issue is told by its row."""
    assert row_denies(when, ISSUE) is denied


def test_what_cannot_be_evaluated():
    """It fails as it does in a decision."""
    with pytest.raises(ConditionError):
        row_denies("issue.upvotes + 'x' > 3", ISSUE)


def test_what_lasts():
    """The names are those of the values."""
    assert set(lasting(ISSUE)) == LASTING
