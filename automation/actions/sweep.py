"""Begin a sweep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from automation.config.base import as_list
from automation.config.spelling import proposal
from automation.decide.action import Action
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.desk import Desk
from automation.decide.swept import calls, sweepable
from automation.model.plan import StartSweep


class Sweep(Action):
    """Begins a sweep over existing issues."""

    name: ClassVar[str] = "sweep"
    summary: ClassVar[str] = (
        "Begins a sweep: existing issues are looked at by the policies, stale entries and rules with `on: sweep` that "
        "are named. `*` stands for anything."
    )
    example: ClassVar[str] = "sweep: [Stale stories, Missing *]"
    needs_issue: ClassVar[bool] = False
    short: ClassVar[str] = "policies"

    policies: Annotated[list[str], BeforeValidator(as_list), Field(min_length=1)]

    def misfits(self, rules: Compiled, workflow: CompiledWorkflow | None) -> Iterator[str]:
        """Every name has to call something, be it switched off."""
        del workflow
        known = sweepable(rules.config)
        for name in self.policies:
            if not any(calls(name, other) for other in known):
                yield f"there is no policy {name!r}; {proposal(name, known, 'Policies').removesuffix('.')}"

    def run(self, desk: Desk) -> str:
        """Plan the sweep."""
        desk.draft.effects.append(StartSweep(policies=tuple(self.policies)))
        return f"begins a sweep for {', '.join(self.policies)}"
