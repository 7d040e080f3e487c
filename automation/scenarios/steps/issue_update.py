"""Somebody changes an issue."""

from __future__ import annotations

from automation.scenarios.acted import Acted, person
from automation.scenarios.moves import IssueUpdate
from automation.scenarios.people import changes
from automation.scenarios.stage import Stage
from sandbox.world.state import Act


def act(step: IssueUpdate, stage: Stage) -> Acted:
    """Change it, and tell Usher."""

    def change(act: Act) -> None:
        changes(act, step, stage.world.data.issues[stage.refs.id_of(step.issue)])

    return person(step, stage, "issue.update", change)
