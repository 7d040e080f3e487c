"""Somebody closes or reopens an issue."""

from __future__ import annotations

from automation.scenarios.acted import Acted, person
from automation.scenarios.moves import IssueClose, IssueReopen
from automation.scenarios.stage import Stage
from sandbox.world import records
from sandbox.world.state import Act


def act(step: IssueClose | IssueReopen, stage: Stage) -> Acted:
    """Change its state, and tell Usher."""
    word = "close" if isinstance(step, IssueClose) else "reopen"

    def change(act: Act) -> None:
        records.change_state(act, stage.world.data.issues[stage.refs.id_of(step.issue)], word)

    return person(step, stage, f"issue.{word}", change)
