"""The effects of one run, as data: what is written to GitLab and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Final

from automation.model.refs import IssueRef
from automation.model.snapshot import Memory


class Unset(Enum):
    """Stands for "leave as it is" where None means "clear"."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateIssue:
    """Everything that one PUT carries (api/issues.md#edit-an-issue)."""

    ref: IssueRef
    add_labels: frozenset[str] = frozenset()
    remove_labels: frozenset[str] = frozenset()
    #: the whole list of usernames, or None to leave it
    assignees: tuple[str, ...] | None = None
    #: ``close`` or ``reopen``
    state_event: str | None = None
    confidential: bool | None = None
    due_date: date | Unset | None = UNSET
    title: str | None = None
    #: title of the milestone; the empty string clears it, None leaves it
    milestone: str | None = None
    locked: bool | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One part of a note: a marker line and a text (rules.md G20)."""

    key: str
    text: str
    #: pairs of the marker line, in order
    attrs: tuple[tuple[str, str], ...] = ()
    #: usernames that are told; the text already holds the mentions
    mentions: tuple[str, ...] = ()
    #: rule or mechanism that asked for it
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostNote:
    """One note that carries every new message of the run on the issue."""

    ref: IssueRef
    messages: tuple[Message, ...]
    internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepNote:
    """A lasting message: posted the first time, edited in place after."""

    ref: IssueRef
    message: Message
    #: id of the note to edit; None when it has to be posted
    note_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditNote:
    """Other words for a note of ours, where it stands (api/notes.md)."""

    ref: IssueRef
    note_id: int
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIssue:
    """A new issue, complete at creation so that our own hook needs no second look (rules.md G04)."""

    project: str
    title: str
    description: str
    labels: frozenset[str] = frozenset()
    assignees: tuple[str, ...] = ()
    due_date: date | None = None
    confidential: bool = False
    milestone: str | None = None
    #: existing issue to link it to, and GitLab's link type
    link_to: IssueRef | None = None
    link_type: str = "relates_to"
    #: what Usher will know of the new issue once it exists
    memory: Memory = field(default_factory=Memory)
    #: data of the ``opened`` message that the new issue receives; None for none
    announce: Mapping[str, Any] | None = None
    #: values that the new issue holds in the index of its workflow, each of which one issue has at most
    claims: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """An invitation by email (api/invitations.md)."""

    email: str
    #: numeric access level, e.g. 30 for Developer
    access_level: int
    #: full path
    group: str | None = None
    project: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeInvitation:
    """An invitation that nobody has accepted is withdrawn (api/invitations.md)."""

    email: str
    #: full path
    group: str | None = None
    project: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkIssue:
    """A link between two issues (api/issue_links.md)."""

    ref: IssueRef
    target: IssueRef
    link_type: str = "relates_to"


@dataclass(frozen=True, slots=True, kw_only=True)
class React:
    """An emoji on the issue, or on one of its notes (api/emoji_reactions.md)."""

    ref: IssueRef
    emoji: str
    note_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveIssue:
    """The issue goes to another project (api/issues.md#move-an-issue)."""

    ref: IssueRef
    to_project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """A message to a channel outside GitLab; the channel's address lives in the configuration, never in a plan."""

    channel: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """A message to other issues, decided there in their own turn (design.md §2)."""

    name: str
    data: Mapping[str, Any]
    #: one issue …
    to: IssueRef | None = None
    #: … or all open issues of these workflows whose key `key` has the value `value`
    workflows: tuple[str, ...] = ()
    key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSweep:
    """A pass over existing issues begins."""

    #: names of policies, and of rules with the trigger ``sweep``; ``*`` stands for anything
    policies: tuple[str, ...]


Effect = (
    UpdateIssue
    | PostNote
    | KeepNote
    | EditNote
    | OpenIssue
    | Invite
    | RevokeInvitation
    | LinkIssue
    | React
    | MoveIssue
    | Notify
    | Send
    | StartSweep
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run writes, in the order in which it is written; empty where nothing changes."""

    effects: tuple[Effect, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.effects)

    def counts(self) -> Mapping[str, int]:
        """How many effects of each kind, by class name."""
        names = [type(effect).__name__ for effect in self.effects]
        return {name: names.count(name) for name in dict.fromkeys(names)}
