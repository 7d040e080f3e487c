"""Editing the description in the middle of the work: what it lacks is asked for, and the stage stays (design.md §6)."""

from __future__ import annotations

import pytest

from tests.play import Answers, body
from tests.small import PATH, compiled, fresh, workflow

AUTHOR, LEAD = "april.marks", "nicole.smith"
FIELDS = "{Account: {required: true}, Region: {one_of: [EMEA, APAC]}, Mail: {type: email}}"
TEMPLATE = "".join(f"- **{name}:** {{{{ fields['{name}'] }}}}\n" for name in ("Account", "Region", "Mail"))
UNIQUE = "keys: {account: {fields: [Account], as: company}}\nunique_by: {key: account, unless: stage == 'Done'}"
RULES = compiled(workflow(UNIQUE, fields=FIELDS, owner="steve.george"), template=TEMPLATE)
DONE = "Every field that was asked for is filled in. Thank you."


def story(ask=None, iid=1, **fields):
    """A story that has come into its workflow."""
    play = fresh(RULES, iid=iid, description=body("story", {"Account": "Helios", **fields}))
    play.ask = ask or Answers()
    play.open()
    return play


def edited(play, **fields):
    """`play` after its author wrote these fields, and no others, into its description."""
    play.update(AUTHOR, description=body("story", fields))
    return play


def shown(play):
    """Labels of the issue, and what was said last: key, attributes, people told."""
    return sorted(play.snapshot.labels), play.said


class TestFields:
    @pytest.mark.parametrize(
        ("fields", "missing", "words"),
        [
            pytest.param({}, "Account", "are empty now and have to be filled in: Account.", id="emptied"),
            pytest.param({"Account": "TBD"}, "Account", "filled in: Account.", id="as good as empty"),
            pytest.param({"Account": "Helios", "Mail": "nobody"}, "", "- Mail: must be an email", id="malformed"),
            pytest.param({"Region": "Mars"}, "Account", "- Region: must be one of EMEA, APAC", id="both"),
        ],
    )
    def test_asked_for(self, fields, missing, words):
        """What is lacking is asked for in the one message; stage, owner and date stay."""
        play = story()
        before = play.state

        edited(play, **fields)

        attrs = {"missing": missing} if missing else {}
        assert shown(play) == (["Needs Info", "Story::New"], [("needs-info", attrs, (AUTHOR,))])
        assert words in play.messages[0].text
        assert play.state == {**before, "labels": ["Needs Info", "Story::New"]}

    def test_mended(self):
        """Once all is there the label goes, and the message says so; later edits say nothing."""
        play = edited(story())

        edited(play, Account="Helios Energy")

        assert shown(play) == (["Story::New"], [("needs-info", {}, ())])
        assert play.messages[0].text == DONE

        edited(play, Account="Helios Energy", Region="EMEA")
        assert play.effects == ()

    def test_asked_once(self):
        """While the same is lacking, nothing is said again."""
        play = edited(story())

        play.update(AUTHOR, description=play.snapshot.description + "\nMore to come.")

        assert play.effects == ()

    def test_the_work_goes_on(self):
        """Stages can be left while something is lacking."""
        play = edited(story())

        play.update(LEAD, add=["Story::Doing"], remove=["Story::New"])

        assert (play.memory.stage, sorted(play.snapshot.labels)) == ("Doing", ["Needs Info", "Story::Doing"])

    def test_closed(self):
        """A closed issue is asked for nothing."""
        play = story()
        play.update(LEAD, add=["Story::Doing"], remove=["Story::New"])
        play.update(LEAD, add=["Story::Done"], remove=["Story::Doing"])

        edited(play)

        assert (play.effects, play.snapshot.state) == ((), "closed")

    def test_label_of_a_person(self):
        """Who asks for something else with the same label keeps it, whatever is edited."""
        play = story()
        play.update(LEAD, add=["Needs Info"])

        edited(play, Account="Helios", Region="EMEA")

        assert sorted(play.snapshot.labels) == ["Needs Info", "Story::New"]


class TestUnique:
    def test_became_a_duplicate(self):
        """An issue that gets the value of another one is marked, once, and goes on."""
        ask = Answers()
        story(ask, Account="Borealis")
        play = story(ask, iid=2)

        edited(play, Account="BOREALIS, Inc.")

        assert shown(play) == (
            ["Duplicate::Suspected", "Story::New"],
            [("duplicate-suspected", {"of": f"{PATH}#1"}, ("steve.george",))],
        )
        assert play.memory.stage == "New"

        edited(play, Account="Borealis", Region="EMEA")
        assert play.effects == ()

    def test_mended(self):
        """With a value of its own the mark goes."""
        ask = Answers()
        story(ask, Account="Borealis")
        play = edited(story(ask, iid=2), Account="Borealis")

        edited(play, Account="Helios")

        assert (shown(play), ask.held["story|helios"]) == ((["Story::New"], []), f"{PATH}#2")

    def test_mark_of_a_person(self):
        """A mark that a person has set stays."""
        play = story()
        play.update(LEAD, add=["Duplicate::Suspected"])

        edited(play, Account="Borealis")

        assert sorted(play.snapshot.labels) == ["Duplicate::Suspected", "Story::New"]

    def test_given_up(self):
        """An issue that has given its value up is no duplicate."""
        ask = Answers()
        story(ask, Account="Borealis")
        play = story(ask, iid=2)
        play.update(LEAD, add=["Story::Doing"], remove=["Story::New"])
        play.update(LEAD, add=["Story::Done"], remove=["Story::Doing"])

        edited(play, Account="Borealis")

        assert play.effects == ()
