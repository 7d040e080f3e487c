"""Every action by its name: the one list behind the YAML, the schema, the reference page and the check command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from automation.actions.assign import Assign
from automation.actions.close import Close
from automation.actions.comment import Comment
from automation.actions.confidential import Confidential
from automation.actions.due import Due
from automation.actions.invite import Invite
from automation.actions.label import Label
from automation.actions.link import Link
from automation.actions.lock import Lock
from automation.actions.milestone import Milestone
from automation.actions.move import Move
from automation.actions.notify import Notify
from automation.actions.open_issue import OpenIssue
from automation.actions.own import Own
from automation.actions.react import React
from automation.actions.record import Record
from automation.actions.remember import Remember
from automation.actions.reopen import Reopen
from automation.actions.report import Report
from automation.actions.send import Send
from automation.actions.stage import Stage
from automation.actions.sweep import Sweep
from automation.actions.tick import Tick
from automation.actions.title import Title
from automation.actions.unassign import Unassign
from automation.actions.unlabel import Unlabel
from automation.actions.when import When
from automation.config.action import Action as Raw
from automation.decide.action import Action
from automation.decide.plugins import installed

_ALL: Final[tuple[type[Action], ...]] = (
    Label,
    Unlabel,
    Assign,
    Unassign,
    Own,
    Comment,
    OpenIssue,
    Invite,
    Stage,
    Close,
    Reopen,
    Due,
    Confidential,
    Title,
    Milestone,
    Lock,
    React,
    Link,
    Move,
    Notify,
    Send,
    Sweep,
    Report,
    Remember,
    Record,
    Tick,
    When,
)

#: action classes by the name in the YAML
ACTIONS: Final[Mapping[str, type[Action]]] = {action.name: action for action in _ALL}


def known_actions() -> Mapping[str, type[Action]]:
    """The actions that ship, and those of installed plugins; a plugin takes no name of ours."""
    return {**installed().actions, **ACTIONS}


class UnknownAction(ValueError):
    """No action has this name."""


def bind(raw: Raw) -> Action:
    """The action that the YAML means, options checked.

    Raises:
        UnknownAction: no action has this name.
        pydantic.ValidationError: the options are wrong.
    """
    known = known_actions()
    if raw.name not in known:
        message = f"there is no action {raw.name!r}; actions are {', '.join(sorted(known))}"
        raise UnknownAction(message)
    kind = known[raw.name]
    return kind.model_validate(kind.spell(raw.options), context={"bind": bind_raw})


def bind_raw(value: Any) -> list[Action]:
    """Actions nested in the options of another one.

    Raises:
        ValueError: as `bind`.
    """
    items: Iterable[Any] = value if isinstance(value, list) else [value]
    return [bind(Raw.model_validate(item)) for item in items]
