"""Make the issue confidential."""

from __future__ import annotations

from typing import ClassVar, Literal

from automation.decide.action import Action
from automation.decide.desk import Desk


class Confidential(Action):
    """Makes the issue confidential; Usher never turns confidentiality off (rules.md G16)."""

    name: ClassVar[str] = "confidential"
    summary: ClassVar[str] = "Makes the issue confidential. There is no way back: only people turn it off."
    example: ClassVar[str] = "confidential: true"
    short: ClassVar[str] = "confidential"
    at_creation: ClassVar[bool] = True

    confidential: Literal[True] = True

    def run(self, desk: Desk) -> str:
        """Hide what is public."""
        already = desk.draft.confidential
        desk.draft.confidential = True
        return "is confidential already" if already else "makes the issue confidential"
