"""Choose between actions."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, ValidationInfo

from automation.decide.action import Action, Condition
from automation.decide.desk import Desk
from automation.decide.perform import perform


def _bind(value: Any, info: ValidationInfo) -> Any:
    """Nested actions are bound by whoever binds this one."""
    return info.context["bind"](value) if info.context else value


class When(Action):
    """Does one list of actions or the other."""

    name: ClassVar[str] = "when"
    summary: ClassVar[str] = "Does `do` if the condition holds, else `else`."
    example: ClassVar[str] = "when: {if: issue.confidential, do: [{label: Confidential}], else: [{label: Public}]}"
    at_creation: ClassVar[bool] = True
    needs_issue: ClassVar[bool] = False
    lists: ClassVar[tuple[str, ...]] = ("do", "else")

    if_: Condition = Field(alias="if")
    do: Annotated[list[Any], BeforeValidator(_bind)] = []
    otherwise: Annotated[list[Any], BeforeValidator(_bind)] = Field(default=[], alias="else")

    def run(self, desk: Desk) -> str:
        """Perform the chosen list."""
        held = desk.holds(self.if_)
        perform(desk, self.do if held else self.otherwise)
        return f"{self.if_} {'holds' if held else 'does not hold'}"
