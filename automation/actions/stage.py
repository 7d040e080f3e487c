"""Move the issue to a stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from automation.decide.action import Action, ActionFault, Text
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.desk import Desk
from automation.decide.stages import enter
from automation.model.snapshot import Phase


class Stage(Action):
    """Moves the issue to a stage of its workflow."""

    name: ClassVar[str] = "stage"
    summary: ClassVar[str] = "Moves the issue to a stage; Usher may always."
    example: ClassVar[str] = "stage: Resolved"
    short: ClassVar[str] = "to"
    at_creation: ClassVar[bool] = True

    to: Text

    def misfits(self, rules: Compiled, workflow: CompiledWorkflow | None) -> Iterator[str]:
        """A stage that is written out has to exist in the workflow."""
        del rules
        if workflow is not None and "{" not in self.to and self.to not in workflow.stages:
            yield f"{workflow.key} has no stage {self.to!r}; stages are {', '.join(workflow.stages)}"

    def run(self, desk: Desk) -> str:
        """Enter the stage unless the issue is in it.

        Raises:
            ActionFault: the workflow has no such stage, or the issue is not in the workflow yet.
        """
        name = desk.raw(self.to).strip()
        if desk.workflow is None or name not in desk.workflow.stages:
            known = ", ".join(desk.workflow.stages) if desk.workflow else "none: the issue has no workflow"
            message = f"there is no stage {name!r}; stages are {known}"
            raise ActionFault(message)
        if desk.draft.memory.phase is not Phase.ACTIVE:
            message = "the issue has not entered its workflow yet"
            raise ActionFault(message)
        if desk.draft.memory.stage == name:
            return f"is in {name} already"
        enter(desk, name)
        return f"moves to {name}"
