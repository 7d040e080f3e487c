"""Weighted tables of a program."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.checks.names import Known
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.program import Program


def check_scores(program: Program, trail: Trail) -> Iterator[Problem]:
    """Rows that look at nothing or at two things, and fields that no workflow using the table has."""
    for name, score in program.scores.items():
        for index, row in enumerate(score.add):
            place = (*trail, "scores", name, "add", index)
            if (row.field is None) == (row.label is None):
                message = "a row looks at one field or one label scope"
                yield Problem(trail=place, message=message, remedy="Give either field or label.", code="invalid")
            if row.field is not None:
                yield from _check_field(program, name, row.field, (*place, "field"))


def _check_field(program: Program, table: str, field: str, trail: Trail) -> Iterator[Problem]:
    users = [workflow for workflow in program.workflows.values() if table in workflow.scores.values()]
    for workflow in users[:1]:
        yield from Known("field", tuple(workflow.fields)).check(field, trail)
