"""Tell a channel outside GitLab."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from automation.decide.action import Action, ActionFault, Text
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.desk import Desk
from automation.model.plan import Notify as NotifyEffect


class Notify(Action):
    """Sends a message to a channel of config.yml (Slack, Teams, mail …)."""

    name: ClassVar[str] = "notify"
    summary: ClassVar[str] = "Sends a message to a channel of config.yml; of a confidential issue only its number."
    example: ClassVar[str] = 'notify: {channel: events, title: New event, text: "{{ issue.title }}: {{ issue.url }}"}'
    needs_issue: ClassVar[bool] = False

    channel: str
    title: Text = "Usher"
    text: Text

    def misfits(self, rules: Compiled, workflow: CompiledWorkflow | None) -> Iterator[str]:
        """The channel has to be in config.yml."""
        del workflow
        if self.channel not in rules.config.channels:
            yield f"there is no channel {self.channel!r}; add it under `channels:` in config.yml"

    def run(self, desk: Desk) -> str:
        """Plan the message; of a confidential issue only the reference leaves GitLab (rules.md G16).

        Raises:
            ActionFault: config.yml has no such channel.
        """
        if self.channel not in desk.rules.config.channels:
            message = f"there is no channel {self.channel!r}; add it under `channels:` in config.yml"
            raise ActionFault(message)
        hidden = desk.draft.confidential
        title = "Usher" if hidden else desk.text(self.title)
        text = f"Please look at {desk.draft.before.ref}." if hidden else desk.text(self.text)
        desk.draft.effects.append(NotifyEffect(channel=self.channel, title=title, text=text))
        return f"tells the channel {self.channel}"
