"""From what happened to the triggers that rules name; docs/reference/triggers.md is generated from `TRIGGERS`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from automation.decide.actors import label_actor, newest_actor, turns
from automation.decide.bots import is_bot
from automation.decide.checklist import read_checklists
from automation.decide.draft import Trigger
from automation.decide.guard import Safe
from automation.model.events import Event, EventKind
from automation.model.snapshot import Phase

if TYPE_CHECKING:
    from automation.decide.batch import Batch
    from automation.decide.desk import Desk
    from automation.decide.differences import Differences

#: every trigger with what the pattern in brackets is held against
TRIGGERS: Mapping[str, str] = {
    "issue.opened": "the issue came into its workflow, or was opened in a project of ours without one",
    "issue.updated": "anything of the issue changed",
    "issue.closed": "a person closed the issue and it stays closed",
    "issue.reopened": "a person reopened the issue and it stays open",
    "label.added": "a label was set by a person: label.added(Topic::*)",
    "label.removed": "a label was taken off by a person: label.removed(Topic::*)",
    "assignee.added": "somebody was assigned by a person: assignee.added(username)",
    "assignee.removed": "somebody was taken off by a person: assignee.removed(username)",
    "field.changed": "a field has another value: field.changed(Publish date); event.data.previous, event.data.current",
    "checklist.changed": "a task was ticked, unticked, added or removed",
    "stage.entered": "the issue came into a stage: stage.entered(Vetting); event.data.from",
    "stage.left": "the issue left a stage: stage.left(Vetting)",
    "note.created": "a member commented: note.created(username); event.data.body",
    "emoji.awarded": "a member reacted: emoji.awarded(thumbsup)",
    "emoji.revoked": "a member took a reaction back: emoji.revoked(thumbsup)",
    "message": "another issue sent a message: message.NAME; event.data.from and what was sent",
    "opened": "Usher itself opened this issue",
    "activity": "a person, member or not, commented or changed something; bots never count: event.data.what (comment "
    "or change), event.data.added (labels)",
    "sweep": "a sweep came to the issue, which is open; a policy says more closely which issues",
    "timer": "an instant came at which Usher wanted to look again",
}

#: path#iid as GitLab allows it in paths (docs, user/reserved_names.md)
_REFERENCE = re.compile(r"[A-Za-z0-9_.\-/]+#\d+")


def raise_triggers(desk: Desk, batch: Batch, found: Differences) -> None:
    """Queue the triggers of `batch` on the draft, in the order in which rules should see them."""
    desk.draft.triggers.extend(_reported(desk, batch))
    if batch.memory.phase is Phase.NEW and desk.workflow is None and batch.was_opened():
        desk.draft.triggers.append(Trigger("issue.opened", "", newest_actor(batch) or desk.draft.before.author))
    if found:
        desk.draft.triggers.extend(_changed(desk, batch, found))


def _reported(desk: Desk, batch: Batch) -> Iterator[Trigger]:
    for event in batch.foreign():
        actor = event.actor.username if event.actor else None
        if event.kind is EventKind.MESSAGE:
            name = "opened" if event.action == "opened" else f"message.{event.action}"
            yield Trigger(name, "", actor, _sent(event))
        elif event.kind is EventKind.TIMER:
            yield Trigger("timer")
        elif event.kind is EventKind.SWEEP:
            yield Trigger("sweep", event.action, actor)
        elif event.kind is EventKind.EMOJI and actor is not None and desk.is_member(actor):
            yield Trigger(_emoji(event), str(event.data.get("name", "")), actor, dict(event.data))


def _sent(event: Event) -> dict[str, Any]:
    """What a message brings along; the reference to its sender is ours, so texts may show it as a link."""
    sender = {"from": Safe(event.data["from"])} if _REFERENCE.fullmatch(str(event.data.get("from", ""))) else {}
    return {**event.data, **sender}


def _emoji(event: Event) -> str:
    return "emoji.revoked" if event.action == "revoke" else "emoji.awarded"


def _changed(desk: Desk, batch: Batch, found: Differences) -> Iterator[Trigger]:
    stay = desk.draft.labels
    for label in sorted(found.added & stay):
        yield Trigger("label.added", label, label_actor(batch, label, added=True))
    for label in sorted(found.removed - stay):
        yield Trigger("label.removed", label, label_actor(batch, label, added=False))
    if found.state is not None and desk.draft.state == found.state:
        name = "issue.closed" if found.state == "closed" else "issue.reopened"
        yield Trigger(name, "", turns(batch, found.before.state, found.state)[-1].actor)
    actor = newest_actor(batch)
    yield from (Trigger("assignee.added", name, actor) for name in sorted(found.assigned))
    yield from (Trigger("assignee.removed", name, actor) for name in sorted(found.unassigned))
    if found.description:
        yield from _described(desk, found, actor)
    yield from _active(desk, batch, found, actor)
    yield Trigger("issue.updated", "", actor)


def _active(desk: Desk, batch: Batch, found: Differences, actor: str | None) -> Iterator[Trigger]:
    """The trigger of a change that a person made, whose labels are those that stay."""
    added = sorted(found.added & desk.draft.labels)
    changed = [label_actor(batch, label, added=True) for label in added]
    changed += [label_actor(batch, label, added=False) for label in sorted(found.removed)]
    changed += [turn.actor for turn in turns(batch, found.before.state, found.now.state)]
    person = next((name for name in (*changed, actor) if name and not is_bot(desk.rules, desk.bot, name)), None)
    if person is not None:
        yield Trigger("activity", person, person, {"what": "change", "added": tuple(added)})


def _described(desk: Desk, found: Differences, actor: str | None) -> Iterator[Trigger]:
    if desk.workflow is not None:
        before = desk.workflow.fields_of(found.before.description)
        after = desk.workflow.fields_of(found.now.description)
        for name in desk.workflow.spec.fields:
            if before[name] != after[name]:
                yield Trigger("field.changed", name, actor, {"previous": before[name], "current": after[name]})
    if read_checklists(found.before.description) != read_checklists(found.now.description):
        yield Trigger("checklist.changed", "", actor)
