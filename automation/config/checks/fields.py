"""Fields: what they have to match, keys, uniqueness and due dates that look at them."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.checks.names import Known
from automation.config.checks.words import check_word
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.words.due import parse_due
from automation.config.words.regexp import to_regexp
from automation.config.workflow import DateField, Due, Workflow


def check_fields(workflow: Workflow, trail: Trail) -> Iterator[Problem]:
    """Fields and keys that the workflow at `trail` uses but does not have, patterns and due dates that are none."""
    fields = Known("field", tuple(workflow.fields))
    for name, key in workflow.keys.items():
        yield from fields.check_all(key.fields, (*trail, "keys", name, "fields"))
    if workflow.unique_by is not None:
        keys = Known("key", tuple(workflow.keys))
        yield from keys.check(workflow.unique_by.key, (*trail, "unique_by", "key"))
    for name, spec in workflow.fields.items():
        if spec.matches is not None:
            yield from check_word(to_regexp, spec.matches, (*trail, "fields", name, "matches"))
    for name, stage in workflow.stages.items():
        yield from _check_due(stage.due, workflow, (*trail, "stages", name, "due"))


def _check_due(due: Due, workflow: Workflow, trail: Trail) -> Iterator[Problem]:
    if not isinstance(due, DateField):
        yield from _check_words(due, trail)
        return
    yield from _check_words(due.otherwise, (*trail, "else"))
    yield from Known("field", tuple(workflow.fields)).check(due.field, (*trail, "field"))
    spec = workflow.fields.get(due.field)
    if spec is not None and spec.type != "date":
        remedy = "Give the field `type: date`."
        yield Problem(trail=(*trail, "field"), message="this field is not a date", remedy=remedy, code="invalid")


def _check_words(due: str, trail: Trail) -> Iterator[Problem]:
    """A problem if `due` is not understood; what ``{{ expressions }}`` will give is only known then."""
    if "{" not in due:
        yield from check_word(parse_due, due, trail)
