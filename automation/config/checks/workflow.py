"""Workflows: every name that one uses."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.checks.clocks import check_clocks
from automation.config.checks.fields import check_fields
from automation.config.checks.forms import check_page
from automation.config.checks.names import Known, Names
from automation.config.checks.owners import check_owner
from automation.config.checks.permissions import check_permissions
from automation.config.checks.stages import check_stages
from automation.config.checks.words import check_word
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.program import Program
from automation.config.words.command import to_command
from automation.config.words.pattern import parse_pattern
from automation.config.workflow import OwnerSpec, Workflow


def check_workflow(workflow: Workflow, program: Program, names: Names, trail: Trail) -> Iterator[Problem]:
    """Everything in the workflow at `trail` that names what is not there, or is not understood."""
    tables = Known("score", tuple(program.scores))
    yield from names.projects.check(workflow.project, (*trail, "project"))
    yield from names.templates.check(workflow.template, (*trail, "template"))
    if workflow.calendar is not None:
        yield from names.calendars.check(workflow.calendar, (*trail, "calendar"))
    for name, table in workflow.scores.items():
        yield from tables.check(table, (*trail, "scores", name))
    for name, budget in workflow.budgets.items():
        yield from names.workflows.check_all(budget.with_, (*trail, "budgets", name, "with"))
    for word, comment in workflow.comments.items():
        yield from check_word(parse_pattern, comment.pattern, (*trail, "comments", word, "pattern"))
    for name, command in workflow.commands.items():
        yield from check_word(parse_pattern, command.pattern, (*trail, "commands", name, "pattern"))
        yield from check_word(to_command, name, (*trail, "commands", name), at_key=True)
    for owner, place in _owners(workflow, trail):
        yield from check_owner(owner, Known("field", tuple(workflow.fields)), names, place)
    yield from check_fields(workflow, trail)
    yield from check_page(workflow, trail)
    yield from check_stages(workflow, trail)
    yield from check_clocks(workflow, names, trail)
    yield from check_permissions(workflow, names, trail)


def _owners(workflow: Workflow, trail: Trail) -> Iterator[tuple[OwnerSpec, Trail]]:
    found: list[tuple[OwnerSpec | None, Trail]] = [(workflow.owner, ("owner",))]
    found += [(stage.owner, ("stages", name, "owner")) for name, stage in workflow.stages.items()]
    if workflow.unique_by:
        found.append((workflow.unique_by.tell, ("unique_by", "tell")))
    if workflow.service_level:
        found.append((workflow.service_level.escalate_to, ("service_level", "escalate_to")))
    for owner, place in found:
        if owner is not None:
            yield owner, (*trail, *place)
