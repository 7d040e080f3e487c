"""Quick actions in texts, which GitLab ran because gitlab-triage posted them: as actions of ours.

A text of ours never runs a quick action (rules.md G15), so that each is either one of our actions or refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from automation.decide.quick_actions import commands
from automation.importing.draft import Draft, key_of
from automation.importing.findings import Refused
from automation.importing.texts import converted

Action = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Command:
    """A quick action as written."""

    draft: Draft
    line: int
    #: what stands behind its word
    rest: str

    def text(self, words: str) -> str:
        """`words` of the command as a text of ours."""
        return converted(words, self.line)

    def refuse(self, words: str, remedy: str) -> NoReturn:
        """Refuse the rule because of the command."""
        raise Refused(self.line, "quick-action", words, remedy)


Make = Callable[[Command], list[Action]]

#: what only tidies up, so that a rule may do without; by the word for it
_LEFT_OUT: Final[Mapping[str, str]] = {
    "remove_estimate": "estimates",
    "remove_time_spent": "time spent",
    "clear_weight": "weights",
    "clear_health_status": "health",
    "remove_iteration": "iterations",
    "remove_epic": "epics",
    "todo": "to-dos",
    "done": "to-dos",
    "subscribe": "subscriptions",
    "unsubscribe": "subscriptions",
}
_NAME: Final = re.compile(r"@?(?P<name>[\w.-]+)")
_LABEL: Final = re.compile(r'~"([^"]+)"|~(\S+)')
_TITLE: Final = re.compile(r'%?"?(?P<title>[^"]+)"?')
_DAYS: Final = re.compile(r"(?:in )?(?P<count>\d{1,4}) (?P<unit>day|week)s?")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d|#\{.*\}")


def split(draft: Draft, text: str, line: int) -> tuple[str, list[Action]]:
    """`text` without its quick actions, and the actions of ours in their place.

    Raises:
        Refused: one of them is none of ours.
    """
    actions: list[Action] = []
    found = commands(text)
    for command in found:
        word, _, rest = command[1:].partition(" ")
        actions += _actions(draft, line, word.casefold(), rest.strip())
    kept = [written for written in text.replace("\r", "").split("\n") if written.rstrip() not in found]
    return "\n".join(kept).strip(), actions


def _actions(draft: Draft, line: int, word: str, rest: str) -> list[Action]:
    if word in _LEFT_OUT:
        words = f"Usher does not change {_LEFT_OUT[word]}, so /{word} is left out"
        draft.look(line, "left-out", words, "do without, or keep gitlab-triage for it")
        return []
    command = Command(draft, line, rest)
    if word not in _MADE:
        command.refuse(f"Usher has no action for /{word}, and posts no text that would run it", "take the line out")
    return _MADE[word](command)


def labels_in(rest: str) -> list[str]:
    """The labels in ``~bug ~"needs attention"``; a bare name counts too."""
    found = [name or word for name, word in _LABEL.findall(rest)]
    return found or ([rest] if rest else [])


def people_in(command: Command) -> list[str]:
    """The usernames in ``@one @two``.

    Raises:
        Refused: it names somebody in another way, or nobody.
    """
    words = command.rest.replace(",", " ").split()
    names = [match["name"] for word in words if (match := _NAME.fullmatch(word))]
    if not names or len(names) < len(words) or "me" in names:
        command.refuse(f"{command.rest or 'nobody'} names no people", "name usernames, as @steve.george")
    return names


def _label(command: Command) -> list[Action]:
    return [{"label": [command.text(label) for label in labels_in(command.rest)]}]


def _unlabel(command: Command) -> list[Action]:
    return [{"unlabel": [command.text(label) for label in labels_in(command.rest)] or ["*"]}]


def _relabel(command: Command) -> list[Action]:
    return [{"unlabel": ["*"]}, *_label(command)]


def _assign(command: Command) -> list[Action]:
    return [{"assign": people_in(command)}]


def _unassign(command: Command) -> list[Action]:
    return [{"unassign": people_in(command) if command.rest else "all"}]


def _reassign(command: Command) -> list[Action]:
    return [{"unassign": "all"}, *_assign(command)]


def _milestone(command: Command) -> list[Action]:
    match = _TITLE.fullmatch(command.rest)
    if match is None:
        command.refuse(f"/milestone {command.rest} names no milestone", 'write /milestone %"17.0"')
    return [{"milestone": command.text(match["title"])}]


def _due(command: Command) -> list[Action]:
    match = _DAYS.fullmatch(command.rest)
    if match:
        return [{"due": f"{int(match['count']) * (7 if match['unit'] == 'week' else 1)} days"}]
    if not _DATE.fullmatch(command.rest):
        command.refuse(f"/due {command.rest} is a date that only GitLab reads", "write a date, or in how many days")
    return [{"due": command.text(command.rest)}]


def _title(command: Command) -> list[Action]:
    return [{"title": command.text(command.rest)}]


def _cc(command: Command) -> list[Action]:
    return [{"cc": people_in(command)}]


def _move(command: Command) -> list[Action]:
    return moved(command.draft, command.line, command.rest)


def moved(draft: Draft, line: int, path: str) -> list[Action]:
    """The move to the project with this `path`.

    Raises:
        Refused: there is none.
    """
    if not path:
        raise Refused(line, "quick-action", "the move names no project", "write the path of the project")
    key = key_of(path, draft.projects)
    draft.projects[key] = path
    return [{"move": key}]


def _always(action: Action) -> Make:
    return lambda _: [action]


_MADE: Final[Mapping[str, Make]] = {
    "label": _label,
    "labels": _label,
    "unlabel": _unlabel,
    "remove_label": _unlabel,
    "relabel": _relabel,
    "assign": _assign,
    "unassign": _unassign,
    "remove_assignee": _unassign,
    "reassign": _reassign,
    "milestone": _milestone,
    "remove_milestone": _always({"milestone": ""}),
    "due": _due,
    "remove_due_date": _always({"due": "none"}),
    "title": _title,
    "cc": _cc,
    "move": _move,
    "close": _always({"close": True}),
    "reopen": _always({"reopen": True}),
    "lock": _always({"lock": True}),
    "unlock": _always({"lock": False}),
    "confidential": _always({"confidential": True}),
}
