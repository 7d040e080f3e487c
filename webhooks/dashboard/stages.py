"""Stages in their order, with how many issues are in them and the tone in which they are shown everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from automation.decide.compiled import CompiledWorkflow

#: how many tones the style sheet has
TONES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """One stage and its issues."""

    #: None for issues that are in no stage
    name: str | None
    #: number of open issues
    count: int
    #: number of closed issues
    done: int
    #: entering it closes the issue
    closed: bool
    #: number of its tone; None where the configuration does not know the stage
    tone: int | None


def tone(workflow: CompiledWorkflow | None, stage: str | None) -> int | None:
    """The tone of `stage`, by its place in the workflow; None where it has none."""
    names = list(workflow.stages) if workflow else []
    return names.index(stage) % TONES if stage in names else None


def stage_counts(
    workflow: CompiledWorkflow, counts: Mapping[str | None, int], done: Mapping[str | None, int]
) -> tuple[StageCount, ...]:
    """Every stage of the configuration in its order, then those that only the store knows.

    `counts` has the number of open issues by stage, `done` that of closed ones; issues in no stage count under None.
    """
    unknown = [stage for stage in dict.fromkeys([*counts, *done]) if stage not in workflow.stages]
    named = sorted(stage for stage in unknown if stage is not None)
    others = [*named, *(stage for stage in unknown if stage is None)]
    closed = {name for name, stage in workflow.stages.items() if stage.spec.closed}
    return tuple(
        StageCount(
            name=stage,
            count=counts.get(stage, 0),
            done=done.get(stage, 0),
            closed=stage in closed,
            tone=tone(workflow, stage),
        )
        for stage in (*workflow.stages, *others)
    )
