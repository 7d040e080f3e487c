"""Carrying out the quick actions of one text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.model import Issue
from sandbox.world.fields import IssueFields
from sandbox.world.quick import dates, people, social, states, tags
from sandbox.world.quick.extract import Command, extract
from sandbox.world.quick.registry import COMMANDS, SUBSTITUTIONS, Effect, Turn
from sandbox.world.state import Act

CATALOGUE = (states, tags, people, dates, social)
"""The modules whose commands are known; importing them registers these."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a text came to: what is left of it, what its commands want changed, and what GitLab says about them."""

    text: str
    commands: tuple[Command, ...]
    fields: IssueFields
    effects: tuple[Effect, ...]
    changes: dict[str, Any]
    summary: tuple[str, ...]


def run(act: Act, issue: Issue, text: str) -> Outcome:
    """Read the commands of a text with the acting user's rights; nothing is changed yet.

    An issue without an id is one that is being opened. A command that the user may not use, or that makes no sense, is
    taken out of the text all the same.
    """
    found = extract(text, COMMANDS, SUBSTITUTIONS)
    turn = Turn(act=act, issue=issue, new=not issue.id)
    for command in found.commands:
        known = COMMANDS.get(command.name)
        if known and not (known.allowed(turn) and known.run(turn, command.argument)):
            turn.summary.append(f"Could not apply {command.name} command.")
    return Outcome(found.text, found.commands, turn.fields, tuple(turn.effects), turn.changes, tuple(turn.summary))
