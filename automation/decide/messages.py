"""What Usher says: texts filled in, people told, marker attributes (rules.md G15, G20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from automation.config.program import MessageSpec
from automation.decide.action import ActionFault
from automation.decide.guard import commands, mentions
from automation.decide.templates import ConditionError
from automation.model.decision import Verdict
from automation.model.plan import Message

if TYPE_CHECKING:
    from automation.decide.desk import Desk


def say(
    desk: Desk,
    key: str,
    *,
    text: str | None = None,
    mention: Sequence[str] | None = None,
    attrs: Mapping[str, str] | None = None,
    lasting: bool | None = None,
    **extra: Any,
) -> str:
    """Add the message `key` to the draft: its text from the configuration, each part of which may be replaced.

    Raises:
        ConditionError: a text cannot be filled in.
        ActionFault: no message has this key, or the text would run a command or mention a stranger.
    """
    spec = desk.rules.messages.get(key) or (MessageSpec(text=text) if text is not None else None)
    if spec is None:
        message = f"there is no message {key!r}; add it under `messages:`"
        raise ActionFault(message)
    at = desk.acting(**extra)
    told = people(at, spec.mention if mention is None else mention)
    pairs = {**spec.attrs, **(attrs or {})}
    part = Message(
        key=key,
        text=_addressed(checked(at, spec.text if text is None else text).strip(), told),
        attrs=tuple((name, value) for name, text in pairs.items() if (value := at.raw(text))),
        mentions=told,
        source=desk.source,
    )
    keep = spec.lasting if lasting is None else lasting
    (desk.draft.lasting if keep else desk.draft.messages).append(part)
    return f"says {key}" + (f" to {', '.join(told)}" if told else "")


def tell(desk: Desk, key: str, **parts: Any) -> None:
    """As `say`, for mechanisms, which a message that cannot be said must not stop: the explanation has the fault."""
    try:
        say(desk, key, **parts)
    except (ActionFault, ConditionError) as fault:
        desk.draft.because(f"Message {key}", Verdict.ERROR, str(fault))


def people(desk: Desk, words: Sequence[str]) -> tuple[str, ...]:
    """The people of config.yml that `words` name: usernames, roles, author, actor, assignees, field:Name, ``{{ }}``."""
    found = [username for word in words for username in _named(desk, desk.raw(word).strip())]
    return tuple(dict.fromkeys(name for name in found if name in desk.rules.people))


def _named(desk: Desk, word: str) -> tuple[str, ...]:
    if word == "author":
        return (desk.draft.before.author,)
    if word == "actor":
        return (desk.actor or "",)
    if word == "assignees":
        return tuple(desk.draft.assignees)
    if word.startswith("field:"):
        return (desk.rules.people.named_in(desk.fields.get(word.removeprefix("field:"), "")),)
    return desk.rules.people.named([desk.rules.people.named_in(word) or word])


def checked(desk: Desk, template: str, **extra: Any) -> str:
    """`template` filled in, unless it would do what it does not say (gitlab.md §5).

    Raises:
        ConditionError: it cannot be filled in.
        ActionFault: it would run a quick action, or mention somebody who is not in config.yml.
    """
    text = desk.text(template, **extra)
    if commands(text):
        message = f"the text would run {commands(text)[0]!r}; a message may hold no quick action"
        raise ActionFault(message)
    strangers = sorted(mentions(text) - {name for name in mentions(text) if name in desk.rules.people})
    if strangers:
        message = f"the text would mention {', '.join(strangers)}, who is not in config.yml"
        raise ActionFault(message)
    return text


def _addressed(text: str, told: tuple[str, ...]) -> str:
    """`text` with a mention of everybody who is told and not yet named."""
    missing = [f"@{name}" for name in told if name not in mentions(text)]
    return f"{' '.join(missing)} {text}" if missing else text
