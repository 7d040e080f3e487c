"""Steps of a story: what somebody does, and what has to stand in GitLab afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from automation.decide.notes import parse_markers
from automation.demo.setting import Setting


@dataclass(frozen=True, slots=True)
class Expected:
    """What one issue has to look like."""

    #: key of the project in config.yml
    project: str
    iid: int
    labels: frozenset[str]
    assignees: frozenset[str]
    state: str = "opened"
    confidential: bool = True
    #: keys of the messages that Usher posted in this step
    messages: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Step:
    """One act of one person."""

    title: str
    act: Callable[[Setting], None]
    expected: tuple[Expected, ...]
    #: addresses that have to be invited to the champions group by now
    invited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step went."""

    step: Step
    #: what differs from what was expected, in words; empty when all is well
    differences: tuple[str, ...]


def play(scene: Setting, steps: Iterable[Step]) -> Iterator[Outcome]:
    """Play `steps` one after the other; each ends when GitLab and Usher have come to rest."""
    heard: set[int] = set()
    for step in steps:
        step.act(scene)
        late = () if scene.quiet() else ("Usher did not come to rest in time",)
        found = [words for expected in step.expected for words in _compare(scene, expected, heard)]
        yield Outcome(step, (*late, *found, *_invitations(scene, step)))


def _compare(scene: Setting, expected: Expected, heard: set[int]) -> Iterator[str]:
    place = f"{expected.project}#{expected.iid}"
    try:
        issue = scene.person("root").issue(expected.project, expected.iid)
    except Exception as fault:  # noqa: BLE001 - whatever keeps the issue from being shown is the difference
        yield f"{place} cannot be read: {fault}"
        return
    shown = {
        "labels": frozenset(issue.labels),
        "assignees": frozenset(person["username"] for person in issue.assignees),
        "state": issue.state,
        "confidential": issue.confidential,
        "messages": frozenset(_said(issue, heard)),
    }
    for name, value in shown.items():
        wanted = getattr(expected, name)
        if value != wanted:
            yield f"{place} {name}: {_words(value)} instead of {_words(wanted)}"


def _said(issue: Any, heard: set[int]) -> Iterator[str]:
    """Keys of Usher's messages on `issue` that no step before has heard."""
    for note in issue.notes.list(get_all=True):
        if note.id not in heard and not note.system:
            heard.add(note.id)
            yield from (key for key, _ in parse_markers(note.body))


def _invitations(scene: Setting, step: Step) -> Iterator[str]:
    known = scene.person("root").invited(scene.config.groups["champions"]) if step.invited else []
    for address in step.invited:
        if known.count(address) != 1:
            yield f"{address} is invited {known.count(address)} times instead of once"


def _words(value: object) -> str:
    return ", ".join(sorted(value)) or "none" if isinstance(value, frozenset) else str(value)
