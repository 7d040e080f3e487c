"""What is missing is asked for until it is there (rules.md G13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.model.plan import KeepNote
from automation.model.snapshot import Phase
from tests.play import MONDAY, Play, body
from tests.small import compiled, workflow

RULES = compiled(
    workflow(
        labels="[Customer Story]",
        owner="steve.george",
        fields="{Account: {required: true}, Owner: {required: true, type: user}, Region: {one_of: [EMEA, APAC]}, "
        "Mail: {type: email}}",
        on_intake="[{comment: {key: welcome, text: Hello.}}]",
    ),
    template="".join(f"- **{name}:** {{{{ fields['{name}'] }}}}\n" for name in ("Account", "Owner", "Region", "Mail")),
)


def opened(author="april.marks", **fields):
    """A story with these fields, right after its opening."""
    play = Play.blank(RULES, "stories", author=author, body=body("story", fields), labels=frozenset({"Story::Done"}))
    play.open()
    return play


def kept(play):
    """The lasting notes of the last decision: id of the note that is edited, key, attributes, text."""
    effects = [effect for effect in play.effects if isinstance(effect, KeepNote)]
    return [(e.note_id, e.message.key, dict(e.message.attrs), e.message.text) for e in effects]


class TestG13NeedsInfo:
    def test_asks(self):
        """Missing fields are listed; the author is assigned and has five working days; nothing else begins."""
        play = opened()

        assert play.state == {
            "labels": ["Customer Story", "Needs Info"],
            "assignees": ["april.marks"],
            "due_date": "2027-01-19",
            "state": "opened",
            "confidential": False,
        }
        text = (
            "@april.marks Work begins when these fields of the description are filled in: Account, Owner.\n\n"
            "Edit the description; this list follows."
        )
        assert kept(play) == [(None, "needs-info", {"missing": "Account, Owner"}, text)]
        assert (play.memory.phase, play.memory.stage) == (Phase.NEEDS_INFO, None)

    @pytest.mark.parametrize("value", ["", "<!-- who? -->", "TBD", "n/a", "_none_", "tbd", "N/A"])
    def test_counts_as_empty(self, value):
        """A hint and the usual words for nothing count as empty."""
        play = opened(Account="Helios", Owner=value)

        assert [attrs for _, _, attrs, _ in kept(play)] == [{"missing": "Owner"}]

    def test_malformed(self):
        """A value of the wrong kind is named with what is right, besides what is missing."""
        play = opened(Account="Helios", Region="Mars", Mail="nobody")

        ((_, _, attrs, text),) = kept(play)
        lines = [line for line in text.splitlines() if line.startswith("- ")]
        assert attrs == {"missing": "Owner"}
        assert [line.partition(":")[0] for line in lines] == ["- Region", "- Mail"]

    def test_edited_in_place(self):
        """The one note follows the description; where nothing changed it is left alone."""
        play = opened()

        play.update("april.marks", description=body("story", {"Account": "Helios"}))
        assert [(number, attrs) for number, _, attrs, _ in kept(play)] == [(77, {"missing": "Owner"})]
        assert play.said == [("needs-info", {"missing": "Owner"}, ("april.marks",))]

        play.update("april.marks", title="Another title")
        assert play.effects == ()

    def test_due_date_of_a_person_stays(self):
        """The author's date is set once; a later date of a person stays."""
        play = opened()
        play.update("april.marks", due_date=MONDAY.date() + timedelta(days=30))

        play.update("april.marks", description=body("story", {"Account": "Helios"}))

        assert play.state["due_date"] == "2027-02-10"

    def test_complete(self):
        """Once complete, the issue is taken in as if it were opened that day, and the note says thank you."""
        play = opened()
        play.now = MONDAY + timedelta(days=1)

        play.update("april.marks", description=body("story", {"Account": "Helios", "Owner": "@april.marks"}))

        assert play.state == {
            "labels": ["Customer Story", "Story::New"],
            "assignees": ["steve.george"],
            "due_date": "2027-01-20",
            "state": "opened",
            "confidential": False,
        }
        assert play.said == [("welcome", {}, ()), ("needs-info", {}, ())]
        assert kept(play) == [(77, "needs-info", {}, "Every field that was asked for is filled in. Thank you.")]

    def test_complete_at_once(self):
        """An issue that is complete from the start hears nothing of fields."""
        play = opened(Account="Helios", Owner="@april.marks")

        assert (play.said, play.memory.stage) == ([("welcome", {}, ())], "New")

    def test_emptied_later(self):
        """A field that is emptied in the middle of the work is asked for, and the issue stays in its stage."""
        play = opened(Account="Helios", Owner="@april.marks")

        play.update("april.marks", description=body("story", {"Account": "Helios"}))

        assert (play.state["labels"], play.memory.stage) == (["Customer Story", "Needs Info", "Story::New"], "New")
        assert play.said == [("needs-info", {"missing": "Owner"}, ("april.marks",))]

    def test_filled_in_later(self):
        """Once the emptied field is filled in again the label goes, and the note says that all is well."""
        play = opened(Account="Helios", Owner="@april.marks")
        play.update("april.marks", description=body("story", {"Account": "Helios"}))

        play.update("april.marks", description=body("story", {"Account": "Helios", "Owner": "@april.marks"}))

        assert (play.state["labels"], play.memory.stage) == (["Customer Story", "Story::New"], "New")
        assert play.said == [("needs-info", {}, ())]

    def test_emptied_after_its_end(self):
        """A closed issue is asked for nothing."""
        play = opened(Account="Helios", Owner="@april.marks")
        play.update("steve.george", state="closed")

        play.update("april.marks", description=body("story", {"Account": "Helios"}))

        assert (play.effects, "Needs Info" in play.state["labels"]) == ((), False)

    def test_author_who_cannot_be_assigned(self):
        """An author who is a member but not in config.yml is neither assigned nor mentioned."""
        rules = replace(RULES, config=RULES.config.model_copy(deep=True))
        level = rules.config.gitlab.model_copy(update={"member_access_level": 20})
        rules = replace(rules, config=rules.config.model_copy(update={"gitlab": level}))
        play = Play.blank(rules, "stories", author="reporter-1", body=body("story", {}))
        play.ask.levels["reporter-1"] = 20

        play.open()

        assert play.state["labels"] == ["Customer Story", "Needs Info"]
        assert (play.state["assignees"], [told for _, _, told in play.said]) == ([], [()])

    def test_stage_label_while_waiting(self):
        """Who sets a stage before everything is there is told that the issue has none yet."""
        play = opened()

        play.update("steve.george", add=["Story::Doing"])

        assert play.said == [("transition-rejected", {"reason": "no-intake"}, ("steve.george",))]
        assert play.state["labels"] == ["Customer Story", "Needs Info"]

    def test_closed_while_waiting(self):
        """A waiting issue that somebody closes stays closed, and completing it then begins nothing."""
        play = opened()
        play.update("april.marks", state="closed")
        assert (play.effects, play.snapshot.state) == ((), "closed")

        play.update("april.marks", description=body("story", {"Account": "Helios", "Owner": "@april.marks"}))

        assert (play.effects, play.memory.phase) == ((), Phase.NEEDS_INFO)
