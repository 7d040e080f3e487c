"""Somebody opens an issue."""

from __future__ import annotations

from automation.scenarios.acted import Acted, person
from automation.scenarios.moves import IssueOpen
from automation.scenarios.people import opens
from automation.scenarios.stage import Stage
from sandbox.world.state import Act


def act(step: IssueOpen, stage: Stage) -> Acted:
    """Open it, and tell Usher."""

    def change(act: Act) -> None:
        path = stage.config.projects[step.project or ""].path
        stage.refs.add(step.issue, opens(act, step, path).id)

    return person(step, stage, "issue.open", change)
