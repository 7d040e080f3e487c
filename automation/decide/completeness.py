"""Required and malformed fields: what is lacking, and the one message and label that ask for it (rules.md G13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from automation.decide.fields import malformed
from automation.decide.messages import tell
from automation.model.decision import Verdict

if TYPE_CHECKING:
    from automation.decide.compiled import CompiledWorkflow
    from automation.decide.desk import Desk

#: who asks, and the key of the message
NEEDS_INFO = "needs-info"


@dataclass(frozen=True, slots=True)
class Lack:
    """What a description lacks; false where it lacks nothing."""

    #: names of required fields that are empty
    missing: list[str]
    #: other fields, each with what is wrong
    wrong: list[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.wrong)


def lack_of(workflow: CompiledWorkflow, fields: Mapping[str, str]) -> Lack:
    """What `fields`, every field of `workflow` by name, lack."""
    specs = workflow.spec.fields
    wrong = {name: malformed(spec, fields[name]) for name, spec in specs.items()}
    return Lack(
        missing=[name for name, spec in specs.items() if spec.required and not fields[name]],
        wrong=[f"{name}: {words}" for name, words in wrong.items() if words],
    )


def ask_for(desk: Desk, lack: Lack) -> None:
    """Set the label and keep the message that say what is lacking."""
    draft = desk.draft
    draft.add_label(desk.rules.config.labels.needs_info, NEEDS_INFO)
    tell(desk.acting(source=NEEDS_INFO), NEEDS_INFO, missing=lack.missing, malformed=lack.wrong)
    words = [*(f"{name} is missing" for name in lack.missing), *lack.wrong]
    draft.because("Required fields", Verdict.NO, "; ".join(words))


def stop_asking(desk: Desk) -> None:
    """Take the label off and let the message, where there is one, say that all is well."""
    draft = desk.draft
    draft.labels.discard(desk.rules.config.labels.needs_info)
    draft.because("Required fields", Verdict.YES, "all are filled in")
    if NEEDS_INFO in draft.memory.messages:
        text = desk.rules.messages["needs-info-complete"].text
        tell(desk.acting(source=NEEDS_INFO), NEEDS_INFO, text=text, mention=(), missing=(), malformed=())
