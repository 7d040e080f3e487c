"""Somebody comments on an issue."""

from __future__ import annotations

from automation.scenarios.acted import Acted, person
from automation.scenarios.moves import Comment
from automation.scenarios.stage import Stage
from sandbox.world import notes
from sandbox.world.state import Act


def act(step: Comment, stage: Stage) -> Acted:
    """Comment, with the quick actions in the text, and tell Usher of all that comes of it."""

    def change(act: Act) -> None:
        notes.create(act, stage.world.data.issues[stage.refs.id_of(step.issue)], step.note)

    return person(step, stage, "note.create", change)
