"""What an issue waits for, in words: the people who may move it on, and what sets it aside."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.workflow import HELD_FROM, Move
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.completeness import lack_of
from automation.decide.people import spoken
from automation.model.snapshot import Memory, Phase


def waits_for(rules: Compiled, memory: Memory) -> tuple[str, ...]:
    """One line for each thing that would bring the issue of `memory`, as it was last seen, on; empty for nothing."""
    workflow = rules.workflows.get(memory.workflow or "")
    return (*_aside(rules, workflow, memory), *(_moves(workflow, memory) if workflow else ()))


def _aside(rules: Compiled, workflow: CompiledWorkflow | None, memory: Memory) -> Iterator[str]:
    names, labels = rules.config.labels, memory.seen.labels if memory.seen else frozenset()
    if memory.phase is Phase.SUSPENDED:
        aside = sorted(labels & {names.spam, names.outsider, names.duplicate}) or [names.outsider]
        yield f"a member who takes off {', '.join(aside)}"
    if memory.phase is Phase.NEEDS_INFO and workflow is not None:
        yield _lacking(workflow, memory)
    for label in (names.hold, names.skip):
        if label in labels:
            yield f"somebody who takes off {label}"
    if memory.quota is not None and memory.quota.state == "waiting":
        yield f"a place in the quota of {memory.quota.bucket}"


def _lacking(workflow: CompiledWorkflow, memory: Memory) -> str:
    """What the description lacks; of one that the retention has cleared, only that it lacks something."""
    description = memory.seen.description if memory.seen else ""
    lack = lack_of(workflow, workflow.fields_of(description)) if description else None
    words = [*lack.missing, *lack.wrong] if lack else []
    return f"required fields: {', '.join(words) or 'some are not filled in'}"


def _moves(workflow: CompiledWorkflow, memory: Memory) -> Iterator[str]:
    """The moves that lead on from the stage of an issue that is in its workflow."""
    if memory.phase is not Phase.ACTIVE or memory.stage is None:
        return
    for move in workflow.moves_from(memory.stage):
        targets = [memory.held_from or "" if to == HELD_FROM else to for to in move.to]
        if any(targets):
            yield _move(move, [to for to in targets if to])


def _move(move: Move, targets: list[str]) -> str:
    gate = f", when {move.if_}" if move.if_ else ""
    return f"a move to {' or '.join(targets)} by {spoken(move.by) or 'Usher'}{gate}"
