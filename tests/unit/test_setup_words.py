"""Changes of a project's set-up, in words."""

from __future__ import annotations

import pytest

from automation.decide.setup.changes import Change, Kind
from automation.decide.setup.things import Part
from automation.decide.setup.words import change_json, change_lines, change_words

PROJECT = "gitlab-com/marketing/stories"


def change(part: Part, kind: Kind, what: str, before: dict, after: dict) -> Change:
    """A change of the project."""
    return Change(part=part, kind=kind, project=PROJECT, what=what, before=before, after=after)


EDITED = change(
    Part.TEMPLATES, Kind.UPDATE, "Story.md", {"text": "one\ntwo\nthree\nfour\n"}, {"text": "one\ntwo\n3\nfour\n"}
)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        pytest.param(
            change(Part.LABELS, Kind.CREATE, "Story::New", {}, {"color": "#428fdc", "description": "Stage"}),
            "+ label Story::New: color: #428fdc; description: Stage",
            id="a new label",
        ),
        pytest.param(
            change(Part.LABELS, Kind.UPDATE, "Story::New", {"description": ""}, {"description": "Stage"}),
            "~ label Story::New: description: nothing → Stage",
            id="from nothing",
        ),
        pytest.param(
            change(Part.BOARDS, Kind.UPDATE, "story", {"lists": []}, {"lists": ["New", "Doing"]}),
            "~ board story: lists: nothing → New, Doing",
            id="lists",
        ),
        pytest.param(
            change(Part.HOOKS, Kind.UPDATE, "https://u/", {"push_events": True}, {"push_events": False}),
            "~ hook https://u/: push_events: on → off",
            id="switches",
        ),
        pytest.param(
            change(Part.TEMPLATES, Kind.CREATE, "Story.md", {}, {"text": "one\ntwo\n"}),
            "+ template Story.md: 2 lines",
            id="a new file",
        ),
        pytest.param(EDITED, "~ template Story.md: as follows", id="a file"),
    ],
)
def test_in_one_line(made: Change, words: str) -> None:
    """A sign, the thing, and each fact from and to."""
    assert change_words(made) == words


def test_a_text_is_shown_as_a_diff() -> None:
    """The lines that change with one around them; nothing for what is no text."""
    label = change(Part.LABELS, Kind.UPDATE, "Bug", {"description": ""}, {"description": "x"})

    assert (list(change_lines(EDITED)), list(change_lines(label))) == (
        ["@@ -2,3 +2,3 @@", " two", "-three", "+3", " four"],
        [],
    )


def test_as_json() -> None:
    """All of it, as plain data."""
    made = change(Part.BOARDS, Kind.CREATE, "story", {}, {"lists": ["New"]})

    assert change_json(made) == {
        "part": "boards",
        "kind": "create",
        "project": PROJECT,
        "what": "story",
        "before": {},
        "after": {"lists": ["New"]},
    }
