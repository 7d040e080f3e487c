"""What Usher knows at the beginning: issues of the file are looked at once, and taken for its own work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from automation.decide import core
from automation.decide.batch import Batch
from automation.decide.compiled import Compiled
from automation.decide.ledgers import names_in
from automation.decide.lookups import LookUps
from automation.model import wire
from automation.model.decision import Decision
from automation.model.events import Event, EventKind
from automation.model.refs import IssueRef
from automation.model.work import Delivery, Source
from automation.runtime.messages import HEADER
from automation.scenarios.model import Initial

_BEGINNING = "beginning"
#: rows that ``record:`` keeps, by ledger
Ledgers = Mapping[str, tuple[Mapping[str, Any], ...]]


@dataclass(frozen=True, slots=True)
class Knowing:
    """Decides as ever; at the first look at an issue of the file it also learns what the file says of it."""

    #: by ``path#iid``; filled as the issues are planted
    ledgers: dict[str, Ledgers]

    def decide(self, batch: Batch, rules: Compiled, ask: LookUps, now: datetime) -> Decision:
        """As `automation.decide.core.decide`."""
        found = core.decide(batch, rules, ask, now)
        memory, issue = found.memory, batch.snapshot
        if memory is None or memory.workflow is None or issue is None or not any(map(_is_beginning, batch.events)):
            return found
        ledgers = {**memory.ledgers, **self.ledgers.get(batch.key, {})}
        return replace(found, memory=replace(memory, owners=issue.assignees, ledgers=ledgers))


def first_look(ref: IssueRef, now: datetime) -> Delivery:
    """What makes Usher look at an issue that it is to know."""
    event = Event(
        id=f"{_BEGINNING}:{ref}", kind=EventKind.LOOK, action=_BEGINNING, at=now, issue=ref, project=ref.project
    )
    return Delivery(
        key=event.id,
        source=Source.INTERNAL,
        work_key=str(ref),
        project=ref.project,
        received_at=now,
        header=HEADER,
        body=wire.dump_text(event).encode(),
    )


def ledgers_of(one: Initial, rules: Compiled) -> Ledgers:
    """The rows that `one` begins with, by ledger; where it names none, that is the first of its workflow."""
    if isinstance(one.ledger, dict):
        return {name: tuple(rows) for name, rows in one.ledger.items()}
    workflow = rules.workflows.get(one.program or "")
    name = next(names_in(workflow.spec.model_dump()), None) if workflow and one.ledger else None
    return {} if name is None else {name: tuple(one.ledger)}


def _is_beginning(event: Event) -> bool:
    return event.kind is EventKind.LOOK and event.action == _BEGINNING
