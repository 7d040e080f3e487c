"""Stages: every place that names one."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.checks.names import Known
from automation.config.checks.words import check_label, check_scope
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.workflow import HELD_FROM, KEEP, Move, Workflow


def check_stages(workflow: Workflow, trail: Trail) -> Iterator[Problem]:
    """Stages that the workflow at `trail` names but does not have, and a missing or malformed label scope."""
    known = Known("stage", tuple(workflow.stages))
    for name, place in _named(workflow):
        if name is not None:
            yield from known.check(name, (*trail, *place))
    for index, move in enumerate(workflow.moves):
        yield from _check_move(move, workflow, known, (*trail, "moves", index))
    yield from _check_label(workflow, trail)


def _named(workflow: Workflow) -> Iterator[tuple[str | None, Trail]]:
    if workflow.initial is None or "{" not in workflow.initial:
        yield workflow.initial, ("initial",)
    for index, derived in enumerate(workflow.derive_stage):
        yield derived.stage, ("derive_stage", index, "stage")
    for index, case in enumerate(workflow.closings):
        yield None if case.to == KEEP else case.to, ("on_manual_close", index, "to")
        yield case.author_to, ("on_manual_close", index, "author_to")
    yield workflow.on_reopen.to, ("on_reopen", "to")
    if workflow.unique_by is not None:
        yield workflow.unique_by.stage, ("unique_by", "stage")
    if workflow.quota is not None:
        yield workflow.quota.takes, ("quota", "takes")
        yield workflow.quota.waits, ("quota", "waits")
        yield from ((name, ("quota", "holds", index)) for index, name in enumerate(workflow.quota.holds))


def _check_move(move: Move, workflow: Workflow, known: Known, trail: Trail) -> Iterator[Problem]:
    yield from known.check_all(move.from_, (*trail, "from"))
    for index, name in enumerate(move.to):
        place = (*trail, "to", index)
        if name != HELD_FROM:
            yield from known.check(name, place)
        elif not all(workflow.stages[stage].holds for stage in move.from_ if stage in workflow.stages):
            remedy = "Give the stage in `from` the line `holds: true`, or name the stage to go to."
            message = "only a holding stage remembers where the issue came from"
            yield Problem(trail=place, message=message, remedy=remedy, code="invalid")


def _check_label(workflow: Workflow, trail: Trail) -> Iterator[Problem]:
    if workflow.stage_label is not None:
        yield from check_scope(workflow.stage_label, (*trail, "stage_label"))
    for name in workflow.stages:
        yield from check_label(name, (*trail, "stages", name), at_key=True)
    if workflow.stages and workflow.stage_label is None:
        remedy = "Add it: with stage_label: Story the stage Drafting is the label Story::Drafting."
        message = "stages need a stage_label"
        yield Problem(trail=(*trail, "stages"), message=message, remedy=remedy, code="missing-key", at_key=True)
    if workflow.stage_label is not None and not workflow.stages:
        remedy = "Add stages, or remove stage_label."
        yield Problem(trail=(*trail, "stage_label"), message="there are no stages", remedy=remedy, code="missing-key")
