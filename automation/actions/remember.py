"""Keep a value."""

from __future__ import annotations

from typing import ClassVar

from automation.decide.action import Action, Text
from automation.decide.desk import Desk


class Remember(Action):
    """Keeps values with the issue, as ``memory.name``."""

    name: ClassVar[str] = "remember"
    summary: ClassVar[str] = "Keeps values with the issue; expressions read them as `memory.name`."
    example: ClassVar[str] = 'remember: {asked_on: "{{ today }}"}'
    short: ClassVar[str] = "values"
    wraps: ClassVar[bool] = True
    at_creation: ClassVar[bool] = True

    values: dict[str, Text]

    def run(self, desk: Desk) -> str:
        """Keep them; the newest value counts."""
        kept = {name: desk.raw(text) for name, text in self.values.items()}
        desk.draft.remember(facts={**desk.draft.memory.facts, **kept})
        return f"remembers {', '.join(kept)}"
