"""Move the issue to another project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from automation.decide.action import Action, ActionFault
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.desk import Desk
from automation.model.plan import MoveIssue


class Move(Action):
    """Moves the issue to another project of the configuration."""

    name: ClassVar[str] = "move"
    summary: ClassVar[str] = "Moves the issue to another project (its key in config.yml)."
    example: ClassVar[str] = "move: community"
    short: ClassVar[str] = "project"

    project: str

    def misfits(self, rules: Compiled, workflow: CompiledWorkflow | None) -> Iterator[str]:
        """The project has to be in config.yml."""
        del workflow
        if self.project not in rules.config.projects:
            yield f"there is no project {self.project!r} in config.yml"

    def run(self, desk: Desk) -> str:
        """Plan the move; a confidential issue never goes to a more visible project (design.md §6).

        Raises:
            ActionFault: the project is not in config.yml, or is more visible than a confidential issue may bear.
        """
        project = desk.rules.config.projects.get(self.project)
        if project is None:
            message = f"there is no project {self.project!r} in config.yml"
            raise ActionFault(message)
        if desk.draft.confidential and project.visibility == "public":
            message = f"the issue is confidential and {project.path} is public"
            raise ActionFault(message)
        desk.draft.effects.append(MoveIssue(ref=desk.draft.before.ref, to_project=project.path))
        return f"moves the issue to {project.path}"
