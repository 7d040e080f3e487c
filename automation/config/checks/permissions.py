"""Who may do what: every `by:` and every protected label scope of a workflow."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.checks.names import Known, Names
from automation.config.checks.words import check_scope
from automation.config.command import ANYONE
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.workflow import Workflow

#: who can be permitted besides roles, usernames and fields
ACTORS = ("author", "assignee")


def check_permissions(workflow: Workflow, names: Names, trail: Trail) -> Iterator[Problem]:
    """Entries that are nobody: a move that such a one alone may make could never be made."""
    fields = Known("field", tuple(workflow.fields))
    for entries, place in permissions_of(workflow):
        for index, entry in enumerate(entries):
            yield from names.check_person(entry, (*trail, *place, index), ACTORS, fields)
    for scope in workflow.protected_labels:
        yield from check_scope(scope, (*trail, "protected_labels", scope), at_key=True)


def permissions_of(workflow: Workflow) -> Iterator[tuple[list[str], Trail]]:
    """Every list of people who may do something, with its place within the workflow."""
    for index, move in enumerate(workflow.moves):
        yield move.by, ("moves", index, "by")
    for scope, entries in workflow.protected_labels.items():
        yield entries, ("protected_labels", scope)
    for word, comment in workflow.comments.items():
        yield comment.by, ("comments", word, "by")
    for name, command in workflow.commands.items():
        yield [entry for entry in command.by if entry != ANYONE], ("commands", name, "by")
    for index, case in enumerate(workflow.closings):
        yield case.by, ("on_manual_close", index, "by")
    yield workflow.on_reopen.by, ("on_reopen", "by")
