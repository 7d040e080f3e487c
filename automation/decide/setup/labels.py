"""The labels of a project: types, stages, and those that mean something to Usher itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from automation.config.model import Labels
from automation.config.workflow import DateField
from automation.decide.compiled import Compiled, CompiledStage, CompiledWorkflow
from automation.decide.setup.things import Label

#: open stages by their position: from blue over purple and orange to green
_OPEN = (
    "#428fdc",
    "#1f75cb",
    "#0b5cad",
    "#6e49cb",
    "#9353d3",
    "#c13fa4",
    "#c24b38",
    "#ab6100",
    "#108548",
    "#0d532a",
)
_WAITING = "#d99530"
_CLOSED = "#737278"
_TYPE = "#0e7c86"
_USHER = "#8f4700"
#: where the words of a setting come from, which is of no use on a label
_SOURCE = re.compile(r" \(G\d+\)")
#: due dates that say nothing
_NO_DATE = {"keep", "none"}


def labels_of(rules: Compiled, workflows: Sequence[CompiledWorkflow]) -> tuple[Label, ...]:
    """The labels of a project with `workflows`; a name that is wanted twice is described by the first who wants it."""
    found = dict[str, Label]()
    for label in (*_types(rules, workflows), *_stages(rules, workflows), *_ushers(rules.config.labels)):
        found.setdefault(label.name, label)
    return tuple(found.values())


def _types(rules: Compiled, workflows: Sequence[CompiledWorkflow]) -> Iterator[Label]:
    for name in dict.fromkeys(name for workflow in workflows for name in workflow.spec.labels):
        users = [_named(rules, workflow) for workflow in workflows if name in workflow.spec.labels]
        yield Label(name, _TYPE, f"Every issue of {', '.join(users)}")


def _stages(rules: Compiled, workflows: Sequence[CompiledWorkflow]) -> Iterator[Label]:
    for workflow in workflows:
        if workflow.scope is not None:
            for position, stage in enumerate(workflow.stages.values()):
                words = "; ".join([f"Stage of {_named(rules, workflow)}", *_facts(stage)])
                yield Label(workflow.stage_label(stage.name), _color(stage, position), words)


def _ushers(labels: Labels) -> Iterator[Label]:
    for setting, field in Labels.model_fields.items():
        yield Label(getattr(labels, setting), _USHER, _SOURCE.sub("", field.description or ""))


def _named(rules: Compiled, workflow: CompiledWorkflow) -> str:
    return f"{workflow.key} ({rules.config.programs[workflow.program].program})"


def _facts(stage: CompiledStage) -> Iterator[str]:
    due = stage.spec.due
    if stage.spec.closed:
        yield "closes the issue"
    if stage.spec.holds:
        yield "waits, and goes on where it came from"
    if isinstance(due, DateField):
        yield f"due: {due.field}"
    elif due not in _NO_DATE:
        yield f"due: {due}"


def _color(stage: CompiledStage, position: int) -> str:
    if stage.spec.closed:
        return _CLOSED
    return _WAITING if stage.spec.holds else _OPEN[position % len(_OPEN)]
