"""The hook: made once, found again, and never doubled."""

from __future__ import annotations

from typing import Any

import pytest

from automation.decide.setup.changes import Change, Kind
from automation.decide.setup.hooks import hook_changes, hook_findings
from automation.decide.setup.things import FoundHook, Hook, Part

PROJECT = "gitlab-com/marketing/stories"
HOOK = Hook(
    base="https://usher.example.com",
    door="/webhooks/gitlab",
    triggers=("issues_events", "note_events"),
    proof="signing_token",
)
ALL = frozenset(HOOK.triggers)
SIGNED = {"signing_token": True, "token": False}


def found(number: int = 5, url: str = HOOK.url, **parts: Any) -> FoundHook:
    """A hook as it should be, with `parts` replaced."""
    return FoundHook(**{"id": number, "url": url, "triggers": ALL, "proofs": SIGNED, **parts})


def changes(*hooks: FoundHook, above: dict[str, FoundHook] | None = None, rotate: bool = False) -> list[Change]:
    """What the hooks of the project need."""
    return list(hook_changes(PROJECT, HOOK, hooks, above or {}, rotate=rotate))


def test_a_project_without_one() -> None:
    """It is made with the triggers that are needed, without pushes, and with the token; others' hooks do not count."""
    made = changes(found(url="https://chat.example.com/gitlab"))

    assert made == [
        Change(
            part=Part.HOOKS,
            kind=Kind.CREATE,
            project=PROJECT,
            what="https://usher.example.com/webhooks/gitlab",
            after={"issues_events": True, "note_events": True, "push_events": False, "signing_token": "set"},
        )
    ]


@pytest.mark.parametrize(
    ("parts", "rotate", "before", "after"),
    [
        pytest.param({}, False, {}, {}, id="as it should be"),
        pytest.param(
            {"triggers": {"issues_events"}}, False, {"note_events": False}, {"note_events": True}, id="trigger missing"
        ),
        pytest.param(
            {"triggers": ALL | {"push_events", "job_events"}},
            False,
            {"job_events": True, "push_events": True},
            {"job_events": False, "push_events": False},
            id="tells of what nobody here listens to",
        ),
        pytest.param(
            {"proofs": {"signing_token": False, "token": True}},
            False,
            {"signing_token": "none"},
            {"signing_token": "set"},
            id="only a secret token",
        ),
        pytest.param({"proofs": {"token": True}}, False, {}, {}, id="a GitLab that knows no signing tokens"),
        pytest.param({}, True, {"signing_token": "set"}, {"signing_token": "set anew"}, id="rotated"),
        pytest.param(
            {"url": "http://usher.example.com/webhooks/gitlab"},
            False,
            {"url": "http://usher.example.com/webhooks/gitlab", "signing_token": "set"},
            {"url": "https://usher.example.com/webhooks/gitlab", "signing_token": "set anew"},
            id="a new address needs the token again",
        ),
    ],
)
def test_a_hook_that_is_there(parts, rotate, before, after) -> None:
    """Only what differs is changed; the token is set once, and again when asked to or when the address changes."""
    hook = found(**parts)

    made = changes(hook, rotate=rotate)

    expected = Change(
        part=Part.HOOKS, kind=Kind.UPDATE, project=PROJECT, what=hook.url, before=before, after=after, id=5
    )
    assert made == ([expected] if after else [])


def test_two_hooks() -> None:
    """The first is kept as ours; the others are named, and not touched."""
    second = found(9, triggers=frozenset())

    words = list(hook_findings(HOOK, [found(), second], {}))

    assert (changes(found(), second), words) == (
        [],
        ["2 hooks deliver to https://usher.example.com/webhooks/gitlab: keep number 5, remove 9"],
    )


@pytest.mark.parametrize(
    ("hooks", "above", "words"),
    [
        pytest.param([], found(), [], id="it suffices"),
        pytest.param(
            [],
            found(triggers={"issues_events"}),
            ["the hook of the group gitlab-com does not deliver note_events: switch these triggers on"],
            id="it does not tell all",
        ),
        pytest.param(
            [found()],
            found(),
            ["the hook of the group gitlab-com delivers the same as the project's own: remove one of them"],
            id="both",
        ),
    ],
)
def test_the_hook_of_a_group(hooks, above, words) -> None:
    """Where a group's hook delivers already, the project gets none of its own."""
    groups = {"gitlab-com": above}

    assert (changes(*hooks, above=groups), list(hook_findings(HOOK, hooks, groups))) == ([], words)
