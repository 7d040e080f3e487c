"""Plans and reasons in words, for people: command line, dashboard and notes say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import singledispatch

from automation.model.decision import Reason, Seen, Verdict
from automation.model.plan import (
    UNSET,
    EditNote,
    Effect,
    Invite,
    KeepNote,
    LinkIssue,
    MoveIssue,
    Notify,
    OpenIssue,
    PostNote,
    React,
    RevokeInvitation,
    Send,
    StartSweep,
    UpdateIssue,
)

#: how a verdict looks at the beginning of a line
SIGNS = {Verdict.YES: "✓", Verdict.NO: "✗", Verdict.SKIPPED: "–", Verdict.ERROR: "!"}


@singledispatch
def effect_words(effect: Effect) -> str:
    """One line that says what `effect` does; titles, texts and addresses stay out of it (rules.md G16)."""
    return type(effect).__name__


@effect_words.register
def _(effect: UpdateIssue) -> str:
    return f"update {effect.ref}: {', '.join(_update(effect))}"


@effect_words.register
def _(effect: PostNote) -> str:
    return f"note on {effect.ref}: {', '.join(message.key for message in effect.messages)}"


@effect_words.register
def _(effect: KeepNote) -> str:
    return f"{'post' if effect.note_id is None else 'edit'} lasting note on {effect.ref}: {effect.message.key}"


@effect_words.register
def _(effect: EditNote) -> str:
    return f"edit a note on {effect.ref}: {', '.join(message.key for message in effect.messages)}"


@effect_words.register
def _(effect: OpenIssue) -> str:
    linked = f", linked to {effect.link_to}" if effect.link_to else ""
    return f"open {effect.memory.workflow or 'issue'} in {effect.project}{linked}"


@effect_words.register
def _(effect: Invite) -> str:
    return f"invite to {effect.group or effect.project} with access level {effect.access_level}"


@effect_words.register
def _(effect: RevokeInvitation) -> str:
    return f"withdraw the invitation to {effect.group or effect.project}"


@effect_words.register
def _(effect: LinkIssue) -> str:
    return f"link {effect.ref} {effect.link_type.replace('_', ' ')} {effect.target}"


@effect_words.register
def _(effect: React) -> str:
    return f"react with :{effect.emoji}: on {effect.ref}"


@effect_words.register
def _(effect: MoveIssue) -> str:
    return f"move {effect.ref} to {effect.to_project}"


@effect_words.register
def _(effect: Notify) -> str:
    return f"tell the channel {effect.channel}"


@effect_words.register
def _(effect: Send) -> str:
    return f"send {effect.name} to {effect.to or 'open issues of ' + ', '.join(effect.workflows)}"


@effect_words.register
def _(effect: StartSweep) -> str:
    return f"begin a sweep for {', '.join(effect.policies)}"


def _update(effect: UpdateIssue) -> Iterator[str]:
    yield from (f"+{label}" for label in sorted(effect.add_labels))
    yield from (f"-{label}" for label in sorted(effect.remove_labels))
    if effect.assignees is not None:
        yield f"assigned to {', '.join(effect.assignees) or 'nobody'}"
    if effect.due_date is not UNSET:
        yield f"due {effect.due_date or 'never'}"
    if effect.state_event is not None:
        yield effect.state_event
    if effect.confidential is not None:
        yield "confidential" if effect.confidential else "not confidential"
    if effect.milestone is not None:
        yield f"milestone {effect.milestone or 'cleared'}"
    yield from (name for name in ("title", "description", "locked") if getattr(effect, name) is not None)


def seen_words(seen: Seen | None) -> str:
    """What a condition saw, in one line; the empty string where there is nothing to say."""
    if seen is None:
        return ""
    values = ", ".join(f"{name} was {value}" for name, value in seen.values)
    if not seen.part or seen.parts == 1:
        return values
    words = f"{seen.held} of {seen.parts} parts held, then not: {seen.part}"
    return f"{words} ({values})" if values else words


def reason_lines(reasons: Sequence[Reason], indent: str = "") -> Iterator[str]:
    """The explanation as indented lines."""
    for reason in reasons:
        yield f"{indent}{SIGNS[reason.verdict]} {reason.title}{': ' + reason.detail if reason.detail else ''}"
        words = seen_words(reason.seen)
        yield from [f"{indent}    {words}"] if words else []
        yield from reason_lines(reason.children, indent + "  ")
