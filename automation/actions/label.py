"""Set labels."""

from __future__ import annotations

from typing import ClassVar

from automation.decide.action import Action, ActionFault, Texts
from automation.decide.desk import Desk
from automation.decide.label_texts import label_of


class Label(Action):
    """Sets labels; a scoped label takes the place of its siblings."""

    name: ClassVar[str] = "label"
    summary: ClassVar[str] = "Sets labels. A scoped label replaces the other labels of its scope."
    example: ClassVar[str] = "label: [Customer Story, \"Region-{{ fields['Region'] }}\"]"
    short: ClassVar[str] = "names"
    at_creation: ClassVar[bool] = True

    names: Texts

    def run(self, desk: Desk) -> str:
        """Add each label whose text is not empty; what a person took back stays off.

        Raises:
            ActionFault: the label is one of the workflow's stages, which only the action ``stage`` sets, or a value
                chose one that decides something.
        """
        wanted = [label for text in self.names if (label := label_of(desk, text, desk.workflow))]
        stages = [label for label in wanted if desk.workflow and desk.workflow.is_stage_label(label)]
        if stages:
            message = f"{', '.join(stages)} is a stage; use the action `stage`"
            raise ActionFault(message)
        refused = [label for label in wanted if not desk.draft.add_label(label, desk.source)]
        kept = [label for label in wanted if label not in refused]
        words = f"labels {', '.join(kept)}" if kept else "no label"
        return words + (f"; a person took {', '.join(refused)} back, so it stays off" if refused else "")
