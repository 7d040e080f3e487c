"""What is left of a run once the retention has passed: the facts that reports and explanations need (design.md §10).

People's texts go: bodies of notes, descriptions, fields of forms, what conditions saw, what we wrote, and what was told
to reports, which keep their own. Of a confidential issue, and of a form, the title and the values quoted in the
explanation go too. A run without its texts can be read, but neither replayed nor, where an effect overwrote a text,
undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from automation.model.decision import Decision, Reason
from automation.model.events import Event
from automation.model.plan import (
    EditNote,
    Effect,
    Invite,
    KeepNote,
    Message,
    Notify,
    OpenIssue,
    Plan,
    PostNote,
    RevokeInvitation,
    Send,
    UpdateIssue,
)
from automation.model.snapshot import LastingMessage, Memory, Snapshot
from automation.model.work import EffectRecord, Run

_TEXTS: Final = ("title", "description")

#: what of each kind of effect is a text, and what stands in its place
_BARE: Final[Mapping[type[Effect], Mapping[str, Any]]] = {
    UpdateIssue: {"title": None, "description": None},
    OpenIssue: {"title": "", "description": "", "announce": None, "claims": frozenset()},
    Invite: {"email": ""},
    RevokeInvitation: {"email": ""},
    Notify: {"title": "", "text": ""},
    Send: {"data": {}, "value": ""},
}


def run_without_texts(run: Run) -> Run:
    """`run` as it is kept for good."""
    return replace(
        run,
        decision=_decision(run.decision, secret=_is_secret(run)),
        events=tuple(_event(event) for event in run.events),
        before=run.before and snapshot_without_texts(run.before),
        memory_before=memory_without_texts(run.memory_before),
        effects=tuple(_record(record) for record in run.effects),
        lookups={},
    )


def memory_without_texts(memory: Memory) -> Memory:
    """`memory` without the texts of the issue and of lasting messages."""
    messages = {key: LastingMessage(message.note_id, "") for key, message in memory.messages.items()}
    return replace(memory, seen=memory.seen and snapshot_without_texts(memory.seen), messages=messages)


def snapshot_without_texts(snapshot: Snapshot) -> Snapshot:
    """`snapshot` without its description, and without its title when it is confidential."""
    return replace(snapshot, description="", title="" if snapshot.confidential else snapshot.title)


def _is_secret(run: Run) -> bool:
    """Whether the explanation may quote what not everybody may read."""
    seen = [run.before, run.memory_before.seen, run.decision.memory and run.decision.memory.seen]
    return run.before is None or any(snapshot.confidential for snapshot in seen if snapshot)


def _decision(decision: Decision, *, secret: bool) -> Decision:
    kept = replace(
        decision,
        plan=Plan(tuple(_effect(effect) for effect in decision.plan.effects)),
        memory=decision.memory and memory_without_texts(decision.memory),
        facts={},
    )
    kept = replace(kept, reasons=tuple(_reason(reason, secret=secret) for reason in kept.reasons))
    return replace(kept, keys={}, claims=frozenset()) if secret else kept


def _reason(reason: Reason, *, secret: bool) -> Reason:
    """`reason` without the values that its conditions saw; of what not everybody may read, without its details too."""
    return replace(
        reason,
        detail="" if secret else reason.detail,
        children=tuple(_reason(child, secret=secret) for child in reason.children),
        seen=reason.seen and replace(reason.seen, values=()),
    )


def _event(event: Event) -> Event:
    changes = {name: change for name, change in event.changes.items() if name not in _TEXTS}
    return replace(event, changes=changes, note=event.note and replace(event.note, body=""), data={})


def _record(record: EffectRecord) -> EffectRecord:
    result = {name: value for name, value in record.result.items() if name not in _TEXTS}
    inverse = None if record.inverse is None or _restores_text(record.inverse) else _effect(record.inverse)
    return replace(record, effect=_effect(record.effect), result=result, inverse=inverse)


def _restores_text(effect: Effect) -> bool:
    """Whether `effect` is nothing without its texts: it would overwrite those in GitLab with nothing."""
    match effect:
        case KeepNote() | RevokeInvitation():
            return True
        case UpdateIssue():
            return effect.title is not None or effect.description is not None
    return False


def _effect(effect: Effect) -> Effect:
    bare = replace(effect, **_BARE.get(type(effect), {}))
    match bare:
        case PostNote() | EditNote():
            return replace(bare, messages=tuple(map(_message, bare.messages)))
        case KeepNote():
            return replace(bare, message=_message(bare.message))
        case OpenIssue():
            return replace(bare, memory=memory_without_texts(bare.memory))
    return bare


def _message(message: Message) -> Message:
    return replace(message, text="", attrs=())
