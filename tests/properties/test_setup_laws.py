"""Laws of setting up: once applied nothing is left to change, and nothing of people's is lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from automation.decide.setup.changes import Change, Kind, board_changes, label_changes, template_changes
from automation.decide.setup.hooks import hook_changes
from automation.decide.setup.things import Board, FoundBoard, FoundHook, FoundLabel, Hook, Label, Template

PROJECT = "gitlab-com/marketing/stories"
HOOK = Hook(base="https://usher.example.com", door="/webhooks/gitlab", triggers=("issues_events",), proof="token")
names = st.sampled_from(["Story::New", "Story::Doing", "story::new", "Bug", "Needs Info"])
wished_colors = st.sampled_from(["#6699cc", "#428fdc"])
colors = st.sampled_from(["#6699cc", "#6699CC", "#428fdc", "#428FDC", "#ff0000"])
wished_words = st.sampled_from(["Stage of story", "Usher leaves the issue alone."])
words = st.sampled_from(["", "Stage of story", "Written by hand"])
lists = st.lists(names, unique=True, max_size=4).map(tuple)
triggers = st.frozensets(st.sampled_from(["issues_events", "push_events", "job_events"]))


def unique(things):
    """Lists of things of which no two have one name."""
    return st.lists(things, unique_by=lambda thing: thing.name, max_size=4)


wished_labels = unique(st.builds(Label, names, wished_colors, wished_words))
found_labels = unique(
    st.builds(FoundLabel, id=st.integers(1, 9), name=names, color=colors, description=words, own=st.booleans())
)
wished_boards = unique(st.builds(Board, names, lists))
found_boards = unique(st.builds(FoundBoard, id=st.integers(1, 9), name=names, lists=lists))
found_hooks = st.lists(
    st.builds(
        FoundHook,
        id=st.integers(1, 9),
        url=st.sampled_from([HOOK.url, "http://usher.example.com/webhooks/gitlab", "https://chat.example.com/"]),
        triggers=triggers,
        proofs=st.dictionaries(st.just("token"), st.booleans()),
    ),
    max_size=3,
)


def with_labels(found: list[FoundLabel], changes: list[Change]) -> list[FoundLabel]:
    """The labels after `changes`."""
    after = {label.name: label for label in found}
    for change in changes:
        blank = FoundLabel(id=99, name=change.what, color="")
        after[change.what] = replace(after.get(change.what, blank), **change.after)
    return list(after.values())


@given(wished_labels, found_labels, st.booleans())
def test_labels_are_made_once(wished, found, recolour) -> None:
    """After the changes there are none; no label goes, and without being told no colour that somebody chose."""
    changes = list(label_changes(PROJECT, wished, found, recolour=recolour))
    after = with_labels(found, changes)

    again = list(label_changes(PROJECT, wished, after, recolour=recolour))

    kept = {label.name: label for label in after}
    chosen = [label for label in found if label.description or label.color.lower() != "#6699cc"]
    assert again == []
    assert [label.name for label in found if label.name not in kept] == []
    assert recolour or [label for label in chosen if kept[label.name].color != label.color] == []
    assert [label for label in found if not label.own and kept[label.name] != label] == []


@given(wished_boards, found_boards)
def test_boards_are_made_once(wished, found) -> None:
    """After the changes there are none; every list of people stays where it was."""
    after = {board.name: board for board in found}
    for change in board_changes(PROJECT, wished, found):
        blank = FoundBoard(id=99, name=change.what)
        after[change.what] = replace(after.get(change.what, blank), lists=tuple(change.after["lists"]))

    again = list(board_changes(PROJECT, wished, after.values()))

    assert again == []
    assert [board for board in found if after[board.name].lists[: len(board.lists)] != board.lists] == []


@given(found_hooks)
def test_a_hook_is_made_once(found) -> None:
    """After the changes there are none, and at most one hook more than before, with what is needed switched on."""
    (change,) = list(hook_changes(PROJECT, HOOK, found, {}, rotate=False)) or [None]
    after = [hook if change is None or hook is not _first(found) else _changed(hook, change) for hook in found]
    if change is not None and change.kind is Kind.CREATE:
        after.append(_changed(FoundHook(id=99, url=HOOK.url), change))

    again = list(hook_changes(PROJECT, HOOK, after, {}, rotate=False))

    first = _first(after)
    assert again == []
    assert (first.url, first.triggers) == (HOOK.url, frozenset(HOOK.triggers))
    assert len(after) - len(found) == (0 if _first(found) else 1)


def _first(found: list[FoundHook]) -> FoundHook | None:
    return next((hook for hook in found if HOOK.is_at(hook.url)), None)


def _changed(hook: FoundHook, change: Change) -> FoundHook:
    """`hook` as GitLab has it after `change`: it forgets the token where the address changes and none is given."""
    on = {name for name, value in change.after.items() if value is True}
    off = {name for name, value in change.after.items() if value is False}
    url = change.after.get("url", hook.url)
    kept = {} if url != hook.url else hook.proofs
    given = {"token": True} if "token" in change.after else {}
    proofs = {**dict.fromkeys(hook.proofs, False), **kept, **given}
    return replace(hook, url=url, triggers=(hook.triggers | on) - off, proofs=proofs)


@given(st.lists(st.builds(Template, names, words), unique_by=lambda file: file.path), st.dictionaries(names, words))
def test_files_are_written_once(wished, found) -> None:
    """After the changes each file is as it should be, and there are no more changes."""
    after = {
        **found,
        **{change.what: change.after["text"] for change in template_changes(PROJECT, wished, found)},
    }

    assert list(template_changes(PROJECT, wished, after)) == []
    assert after == {**found, **{file.path: file.text for file in wished}}
