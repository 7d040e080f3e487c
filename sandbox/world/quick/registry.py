"""The commands that the sandbox carries out, and what one of them may say and ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.model import Access, Issue, Label, Project, User
from sandbox.world import access, labels, lookup
from sandbox.world.fields import IssueFields
from sandbox.world.state import Act

Effect = Callable[[Act, Issue], None]
"""Something that is done to the issue after its fields were changed."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """One text's commands being read: what they have asked for so far."""

    act: Act
    issue: Issue
    new: bool
    fields: IssueFields = field(default_factory=IssueFields)
    effects: list[Effect] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    summary: list[str] = field(default_factory=list)

    @property
    def project(self) -> Project:
        """The project of the issue."""
        return self.act.world.data.projects[self.issue.project_id]

    def said(self, sentence: str, **changes: Any) -> None:
        """Note what was done, as the answer to a note of only commands tells it."""
        self.summary.append(sentence)
        self.changes |= changes

    def effect(self, effect: Effect) -> None:
        """Have something done after the fields."""
        self.effects.append(effect)

    def labels_in(self, argument: str) -> list[Label]:
        """Return the labels that an argument names (`~bug ~"two words" bug`); unknown ones are not created."""
        found = (labels.find(self.act.world, self.project, name) for name in label_names(argument))
        return [label for label in found if label]

    def users_in(self, argument: str) -> list[User]:
        """Return the people that an argument names: `@name`, bare names, `me`."""
        words = argument.replace(",", " ").split()
        names = (self.act.user.username if word == "me" else word.lstrip("@") for word in words)
        return [user for name in names if (user := lookup.user_by_name(self.act.world, name))]


Right = Callable[[Turn], bool]


@dataclass(frozen=True, slots=True)
class Known:
    """A command: `run` carries it out and returns whether it could, `allowed` is asked first."""

    run: Callable[[Turn, str], bool]
    allowed: Right


COMMANDS: dict[str, Known] = {}
SUBSTITUTIONS = {"shrug": "¯\\_(ツ)_/¯", "tableflip": "(╯°□°)╯︵ ┻━┻"}
"""Commands that only leave words behind their argument. `/cc` does not even that: its line stays as it is."""


def command(*names: str, allowed: Right) -> Callable[[Callable[[Turn, str], bool]], Callable[[Turn, str], bool]]:
    """Register a function as the command of these names."""

    def register(run: Callable[[Turn, str], bool]) -> Callable[[Turn, str], bool]:
        COMMANDS.update(dict.fromkeys(names, Known(run, allowed)))
        return run

    return register


def anybody(_turn: Turn) -> bool:
    """Allow whoever can write here."""
    return True


def editors(turn: Turn) -> bool:
    """Allow author, assignees, Planner and above."""
    return turn.new or access.can_edit(turn.act, turn.issue)


def planners(turn: Turn) -> bool:
    """Allow those who may set metadata: Planner and above, members also on an issue that they are opening."""
    level = access.level(turn.act.world, turn.act.user, turn.project)
    return level >= (Access.GUEST if turn.new else Access.PLANNER)


def label_names(argument: str) -> list[str]:
    """Split an argument into label names: `~` and double quotes around a name are optional."""
    names, rest = [], argument.strip()
    while rest:
        rest = rest.lstrip("~")
        name, rest = rest[1:].split('"', 1) if rest.startswith('"') and rest.count('"') > 1 else _word(rest)
        names.append(name)
        rest = rest.lstrip(" ,")
    return [name for name in names if name]


def _word(text: str) -> tuple[str, str]:
    word, _, rest = text.partition(" ")
    return word.rstrip(","), rest
