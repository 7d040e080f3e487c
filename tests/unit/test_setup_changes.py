"""What differs between what a project should hold and what it holds."""

from __future__ import annotations

import pytest

from automation.decide.setup.changes import Change, Kind, board_changes, label_changes, template_changes
from automation.decide.setup.things import Board, FoundBoard, FoundLabel, Label, Part, Template

PROJECT = "gitlab-com/marketing/stories"
NEW = Label("Story::New", "#428fdc", "Stage of story")
BOARD = Board("story", ("Story::New", "Story::Doing"))
FILE = Template(".gitlab/issue_templates/Story.md", "<!-- program: story -->\n")


def change(part: Part, kind: Kind, what: str, **more: object) -> Change:
    """A change of the project."""
    return Change(part=part, kind=kind, project=PROJECT, what=what, **more)


class TestLabels:
    @pytest.mark.parametrize(
        ("found", "recolour", "before", "after"),
        [
            pytest.param(("#428fdc", "Stage of story"), False, {}, {}, id="as it should be"),
            pytest.param(("#428FDC", "Stage of story"), True, {}, {}, id="capitals mean the same colour"),
            pytest.param(("#ff0000", "Stage of story"), False, {}, {}, id="a colour that people chose stays"),
            pytest.param(
                ("#ff0000", "Stage of story"), True, {"color": "#ff0000"}, {"color": "#428fdc"}, id="unless told"
            ),
            pytest.param(
                ("#ff0000", "Old"), False, {"description": "Old"}, {"description": "Stage of story"}, id="description"
            ),
            pytest.param(
                ("#6699cc", ""),
                False,
                {"color": "#6699cc", "description": ""},
                {"color": "#428fdc", "description": "Stage of story"},
                id="GitLab made it when it was first set: nobody chose its colour",
            ),
            pytest.param(
                ("#6699cc", "Ours"),
                False,
                {"description": "Ours"},
                {"description": "Stage of story"},
                id="somebody wrote a description, and left the colour as it was",
            ),
        ],
    )
    def test_a_label_that_is_there(self, found, recolour, before, after) -> None:
        """Only what differs is changed, and colours of people only on demand."""
        there = FoundLabel(id=7, name=NEW.name, color=found[0], description=found[1])

        changes = list(label_changes(PROJECT, [NEW], [there], recolour=recolour))

        expected = change(Part.LABELS, Kind.UPDATE, NEW.name, before=before, after=after, id=7)
        assert changes == ([expected] if after else [])

    def test_a_label_that_is_missing(self) -> None:
        """It is made; a label of nearly the same name is another one."""
        other = FoundLabel(id=7, name="story::new", color="#428fdc", description="Stage of story")

        changes = list(label_changes(PROJECT, [NEW], [other], recolour=False))

        after = {"color": "#428fdc", "description": "Stage of story"}
        assert changes == [change(Part.LABELS, Kind.CREATE, NEW.name, after=after)]

    def test_a_label_of_a_group(self) -> None:
        """It counts as there, and is not ours to change."""
        there = FoundLabel(id=7, name=NEW.name, color="#6699cc", own=False)

        assert list(label_changes(PROJECT, [NEW], [there], recolour=True)) == []


class TestBoards:
    @pytest.mark.parametrize(
        ("lists", "after"),
        [
            pytest.param(("Story::New", "Story::Doing"), (), id="as it should be"),
            pytest.param(("Story::Doing", "Bug", "Story::New"), (), id="people's order and lists stay"),
            pytest.param(("Story::Doing",), ("Story::Doing", "Story::New"), id="a list is missing"),
            pytest.param((), ("Story::New", "Story::Doing"), id="all are missing"),
        ],
    )
    def test_a_board_that_is_there(self, lists, after) -> None:
        """Missing lists are added at the right, in their order."""
        changes = list(board_changes(PROJECT, [BOARD], [FoundBoard(id=3, name="story", lists=lists)]))

        pair = {"before": {"lists": list(lists)}, "after": {"lists": list(after)}}
        assert changes == ([change(Part.BOARDS, Kind.UPDATE, "story", id=3, **pair)] if after else [])

    def test_a_board_that_is_missing(self) -> None:
        """It is made with a list for each stage; other boards are left alone."""
        changes = list(board_changes(PROJECT, [BOARD], [FoundBoard(id=3, name="Development")]))

        after = {"lists": ["Story::New", "Story::Doing"]}
        assert changes == [change(Part.BOARDS, Kind.CREATE, "story", after=after)]


class TestTemplates:
    @pytest.mark.parametrize(
        ("found", "expected"),
        [
            pytest.param({FILE.path: FILE.text, "README.md": "x"}, [], id="as it should be"),
            pytest.param({}, [change(Part.TEMPLATES, Kind.CREATE, FILE.path, after={"text": FILE.text})], id="missing"),
            pytest.param(
                {FILE.path: "Old\n"},
                [change(Part.TEMPLATES, Kind.UPDATE, FILE.path, before={"text": "Old\n"}, after={"text": FILE.text})],
                id="differs",
            ),
        ],
    )
    def test_a_file(self, found, expected) -> None:
        """A file is added or replaced as a whole."""
        assert list(template_changes(PROJECT, [FILE], found)) == expected
