"""From the draft to the plan: one PUT for all that it can carry, then notes, then everything else (design.md §2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from automation.decide.draft import Draft
from automation.decide.notes import render_note
from automation.model.plan import Effect, KeepNote, Message, OpenIssue, Plan, PostNote, Send, UpdateIssue


def build_plan(draft: Draft) -> Plan:
    """The effects that turn the issue as it is into the issue of `draft`; none where nothing differs."""
    return Plan(tuple(_effects(draft)))


def _effects(draft: Draft) -> Iterator[Effect]:
    update = update_of(draft)
    if update != UpdateIssue(ref=draft.before.ref):
        yield update
    if draft.messages:
        yield PostNote(ref=draft.before.ref, messages=tuple(draft.messages))
    yield from _kept(draft)
    yield from sorted(draft.effects, key=_order)


def update_of(draft: Draft) -> UpdateIssue:
    """What differs between the issue as it is and the draft."""
    before, changes = draft.before, dict[str, Any]()
    if set(draft.assignees) != set(before.assignees):
        changes["assignees"] = tuple(draft.assignees)
    if draft.state != before.state:
        changes["state_event"] = "close" if draft.state == "closed" else "reopen"
    if draft.confidential != before.confidential:
        changes["confidential"] = draft.confidential
    if draft.due_date != before.due_date:
        changes["due_date"] = draft.due_date
    if draft.milestone != (before.milestone or ""):
        changes["milestone"] = draft.milestone
    changes |= {
        name: getattr(draft, name)
        for name in ("title", "locked", "description")
        if getattr(draft, name) != getattr(before, name)
    }
    return UpdateIssue(
        ref=before.ref,
        add_labels=frozenset(draft.labels - before.labels),
        remove_labels=frozenset(before.labels - draft.labels),
        **changes,
    )


def lasting_body(message: Message) -> str:
    """What a lasting message is compared by."""
    return render_note((message,), "")


def _kept(draft: Draft) -> Iterator[KeepNote]:
    for message in {message.key: message for message in draft.lasting}.values():
        known = draft.memory.messages.get(message.key)
        if known is None or known.body != lasting_body(message):
            yield KeepNote(ref=draft.before.ref, message=message, note_id=known.note_id if known else None)


def _order(effect: Effect) -> int:
    """New issues after the rest, messages to other issues last."""
    return 2 if isinstance(effect, Send) else 1 if isinstance(effect, OpenIssue) else 0
