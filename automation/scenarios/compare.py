"""What a step should have led to, and what it led to: the same words for both, so that the difference can be read."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from automation.scenarios.acted import Acted
from automation.scenarios.created import matched
from automation.scenarios.expected import IssueState
from automation.scenarios.moves import AnyStep, Tick
from automation.scenarios.notes import Said
from automation.scenarios.picture import Invitation, Picture, Seen
from automation.scenarios.refs import Refs
from automation.scenarios.said import wrong_texts
from automation.scenarios.stage import Stage

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sides of a step, without what is the same on both."""

    expected: Mapping[str, Any]
    found: Mapping[str, Any]

    def __bool__(self) -> bool:
        return self.expected != self.found

    def lines(self) -> list[str]:
        """A unified diff of both sides as YAML."""
        diff = difflib.unified_diff(_yaml(self.expected), _yaml(self.found), "expected", "found")
        return [line.rstrip("\n") for line in diff]


def compare(step: AnyStep, stage: Stage, acted: Acted, after: Picture) -> Difference:
    """How what came of `step` differs from what it expects.

    Args:
        step: the step.
        stage: where it was played; issues that Usher opened get the names that the step gives them.
        acted: what people did, and the answer.
        after: GitLab when Usher rests.
    """
    opened = matched(step.expect.created, stage, acted.left, after)
    said = after.said_since(acted.left, stage.bot)
    return _without_same(
        {
            **_answered(step, acted),
            "issues": _issues(step, stage.refs, acted.left, after),
            "created": opened,
            "notes": _messages(step, stage.refs, said),
            "api": (_invitations(step), _found_invitations(acted.left, after)),
            "texts": ([], wrong_texts(step.expect_text, stage.refs, after, said)),
            "given up": ([], stage.new_troubles()),
        }
    )


def changed(before: Picture, after: Picture, refs: Refs) -> Difference:
    """How the issues of two moments differ."""
    names = {issue_id: refs.name_of(issue_id) for issue_id in after.issues}
    was = {names[issue_id]: seen.facts for issue_id, seen in before.issues.items()}
    now = {names[issue_id]: seen.facts for issue_id, seen in after.issues.items()}
    differing = [name for name in now if now[name] != was.get(name)]
    return Difference(
        {name: was.get(name, "is not there") for name in differing}, {name: now[name] for name in differing}
    )


def _without_same(parts: Mapping[str, tuple[Any, Any]]) -> Difference:
    differing = {name: sides for name, sides in parts.items() if sides[0] != sides[1]}
    return Difference(
        {name: sides[0] for name, sides in differing.items()}, {name: sides[1] for name, sides in differing.items()}
    )


def _answered(step: AnyStep, acted: Acted) -> Mapping[str, tuple[Any, Any]]:
    """The door's answer; a tick has none."""
    answer, expect = acted.answer, step.expect
    if isinstance(step, Tick):
        return {}
    if answer is None:
        return {"response": (expect.response, "GitLab had nothing to report")}
    status, outcome = str(answer.status), answer.outcome or "waiting"
    fits = all(wanted in {"x", digit} for wanted, digit in zip(expect.http, status, strict=True))
    # What counts is that nothing changes: a report may be found to be old, or to bring nothing new.
    same = outcome == expect.response or (expect.response, outcome) == ("stale", "processed")
    return {
        "http": (expect.http, expect.http if fits else status),
        "response": (expect.response, expect.response if same else outcome),
    }


def _issues(step: AnyStep, refs: Refs, left: Picture, after: Picture) -> tuple[Data, Data]:
    """Every issue that is listed or changed; what is not listed has to be as people left it."""
    expect = step.expect
    listed = dict(expect.also)
    if expect.issue is not None and step.issue is not None:
        listed[step.issue] = expect.issue
    expected: Data = {}
    found: Data = {}
    for issue_id, was in left.issues.items():
        name, now = refs.name_of(issue_id), after.issues[issue_id]
        sides = _sides(listed.get(name), was, now)
        if sides[0] != sides[1]:
            expected[name], found[name] = sides
        elif name not in listed and (was.title, was.description) != (now.title, now.description):
            expected[name], found[name] = "unchanged", "its title or description changed"
    for name, state in listed.items():
        if refs.ids.get(name) not in left.issues:
            expected[name], found[name] = state.written(), "is not there"
    return expected, found


def _sides(state: IssueState | None, was: Seen, now: Seen) -> tuple[Data, Data]:
    """What `state` and people want of an issue, and what it is."""
    if state is None:
        return was.facts, now.facts
    wanted, found = {**was.facts, **state.written()}, now.facts
    if state.title is not None:
        wanted, found = {**wanted, "title": state.title}, {**found, "title": now.title}
    return wanted, found


def _messages(step: AnyStep, refs: Refs, said: list[Said]) -> tuple[list[Data], list[Data]]:
    expected = [_message(note.issue, note.key, note.attrs, sorted(note.mentions)) for note in step.expect.notes]
    found = [
        _message(
            refs.name_of(one.issue_id), one.key or one.text, {k: refs.readable(v) for k, v in one.attrs}, one.mentions
        )
        for one in said
    ]
    return sorted(expected, key=str), sorted(found, key=str)


def _message(issue: str, key: str, attrs: Mapping[str, str], mentions: list[str]) -> Data:
    return {"issue": issue, "key": key, "attrs": dict(sorted(attrs.items())), "mentions": mentions}


def _invitations(step: AnyStep) -> list[Data]:
    return _sorted(
        _invitation(
            ("project", one.project) if one.project else ("group", one.group or ""), one.email, one.access_level
        )
        for one in step.expect.api
    )


def _found_invitations(left: Picture, after: Picture) -> list[Data]:
    return _sorted(_invitation(*_split(one)) for one in after.invitations - left.invitations)


def _split(one: Invitation) -> tuple[tuple[str, str], str, int]:
    kind, path, email, level = one
    return (kind, path), email, level


def _invitation(place: tuple[str, str], email: str, level: int) -> Data:
    return {"op": "invite", place[0]: place[1], "email": email, "access_level": level}


def _sorted(found: Iterator[Data]) -> list[Data]:
    return sorted(found, key=str)


def _yaml(side: Mapping[str, Any]) -> list[str]:
    text = yaml.safe_dump(dict(side), allow_unicode=True, sort_keys=False, default_flow_style=False, width=110)
    return text.splitlines(keepends=True)
