"""Commands: lines of a comment that ask Usher to do something, also for people whom GitLab lets do little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from automation.config.command import ANYONE
from automation.decide.comments import Misread, read_values, usage_of
from automation.decide.guard import Safe
from automation.decide.lines import Kind, read_lines
from automation.decide.messages import tell
from automation.decide.people import spoken
from automation.decide.perform import perform
from automation.decide.templates import ConditionError
from automation.model.decision import Verdict

if TYPE_CHECKING:
    from automation.decide.compiled import CompiledCommand
    from automation.decide.desk import Desk

#: how a command is written for whoever does not know the name of the bot
_SLASH: Final = "/usher"
#: commands of one comment that are done
_MOST: Final = 10


def obey(desk: Desk, body: str) -> None:
    """Do what the commands in the comment `body` of the actor on `desk` ask for.

    A member who may not, or who asks for what there is not, is told what may be asked for; a stranger is not answered.
    """
    known = desk.workflow.commands if desk.workflow else {}
    asked = list(_asked(body, desk.bot.username))[:_MOST] if known else []
    for name, rest in asked:
        _one(desk.acting(source=f"command {name}"), known.get(name), name, rest)


def _asked(body: str, bot: str) -> Iterator[tuple[str, str]]:
    """Name and rest of each line that is a command."""
    head = re.compile(
        rf"(?:{_SLASH}|@{re.escape(bot)}:?)[ \t]+(?P<name>[A-Za-z][\w-]*)(?:[ \t]+(?P<rest>.*))?", re.IGNORECASE
    )
    for line in read_lines(body):
        found = head.fullmatch(line.text.strip()) if line.kind is Kind.TEXT else None
        if found is not None:
            yield found["name"].casefold(), (found["rest"] or "").strip()


def _one(desk: Desk, command: CompiledCommand | None, name: str, rest: str) -> None:
    title = f"Command {name}"
    if command is None:
        _answer(desk, title, "" if name == "help" else f"there is no command `{name}` here")
    elif not may_use(desk, command):
        _answer(desk, title, f"`{name}` is for {spoken(command.spec.by)}")
    elif isinstance(found := read_values(command.spec.pattern, rest), Misread):
        _answer(desk, title, f"write `{usage(command)}`")
    else:
        _do(desk.acting(comment=found), command, title)


def may_use(desk: Desk, command: CompiledCommand) -> bool:
    """Whether the actor on `desk` may use `command`."""
    by, actor = command.spec.by, desk.actor or ""
    return ANYONE in by or (desk.may(by, actor) if by else desk.is_member(actor))


def usage(command: CompiledCommand) -> str:
    """How `command` is written."""
    return f"{_SLASH} {command.name} {usage_of(command.spec.pattern)}".strip()


def _do(desk: Desk, command: CompiledCommand, title: str) -> None:
    try:
        held = desk.holds(command.spec.when)
    except ConditionError as fault:
        desk.draft.because(title, Verdict.ERROR, str(fault))
        return
    words = "" if held else f"{command.spec.when} does not hold"
    desk.draft.because(title, Verdict.YES if held else Verdict.NO, words)
    perform(desk, command.do if held else command.otherwise)


def _answer(desk: Desk, title: str, problem: str) -> None:
    """Say what is wrong, and what the person may ask for."""
    if not desk.is_member(desk.actor or ""):
        desk.draft.because(title, Verdict.SKIPPED, f"{desk.actor or 'the author'} is no member")
        return
    desk.draft.because(title, Verdict.NO if problem else Verdict.YES, problem)
    known = desk.workflow.commands.values() if desk.workflow else ()
    open_to = [(Safe(usage(command)), command.spec.help) for command in known if may_use(desk, command)]
    tell(desk, "commands-help", problem=Safe(problem), commands=open_to)
