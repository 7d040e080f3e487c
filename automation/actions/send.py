"""Tell other issues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from automation.config.base import Part, Words
from automation.decide.action import Action, ActionFault, Text
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.desk import Desk
from automation.model.plan import Send as SendEffect
from automation.model.refs import IssueRef


class Target(Part):
    """Either one issue, or all open issues of some workflows that share a key's value."""

    ref: Text | None = None
    workflows: Words = []
    key: str = ""
    value: Text = ""


class Send(Action):
    """Sends a message to other issues; what follows from it is decided there, in their own turn."""

    name: ClassVar[str] = "send"
    summary: ClassVar[str] = "Sends a message to other issues, which react with `on: message.NAME`."
    example: ClassVar[str] = "send: {event: nomination-ended, to: \"{{ opened['support-case'] }}\"}"
    needs_issue: ClassVar[bool] = False

    event: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Name: only small letters, digits and -.")
    to: Annotated[Target, BeforeValidator(lambda value: {"ref": value} if isinstance(value, str) else value)]
    data: dict[str, Text] = {}

    def misfits(self, rules: Compiled, workflow: CompiledWorkflow | None) -> Iterator[str]:
        """The workflows have to exist and to have the key."""
        del workflow
        for name in self.to.workflows:
            if name not in rules.workflows:
                yield f"there is no workflow {name!r}; workflows are {', '.join(rules.workflows)}"
            elif self.to.key not in rules.workflows[name].spec.keys:
                yield f"{name} has no key {self.to.key!r}; add it under `keys:`"

    def run(self, desk: Desk) -> str:
        """Plan the message.

        Raises:
            ActionFault: the text is not a reference to an issue.
        """
        data: dict[str, Any] = {name: desk.raw(text) for name, text in self.data.items()}
        if not desk.draft.absent:
            data["from"] = str(desk.draft.before.ref)
        if self.to.ref is not None:
            return self._one(desk, desk.raw(self.to.ref).strip(), data)
        value = desk.raw(self.to.value)
        if value:
            desk.draft.effects.append(
                SendEffect(name=self.event, data=data, workflows=tuple(self.to.workflows), key=self.to.key, value=value)
            )
        return f"tells the open issues of {', '.join(self.to.workflows)} with the same {self.to.key}"

    def _one(self, desk: Desk, ref: str, data: dict[str, Any]) -> str:
        if not ref:
            return "nobody to tell"
        try:
            target = IssueRef.parse(ref)
        except ValueError as fault:
            raise ActionFault(str(fault)) from fault
        desk.draft.effects.append(SendEffect(name=self.event, data=data, to=target))
        return f"tells {target}"
