"""One issue per value: the first holds it, later ones wait for a member (rules.md ST-09, PC-07)."""

from __future__ import annotations

from automation.model.snapshot import Phase
from tests.play import Answers, body, fill_in
from tests.small import PATH, compiled, fresh, rule, workflow

UNIQUE = """
keys: {account: {fields: [Account], as: company}}
unique_by: {key: account, unless: "stage == 'Done'"%s}
"""
RULES = compiled(workflow(UNIQUE % "", owner="steve.george"))


def opened(ask, account, iid=1, rules=RULES):
    """The story number `iid` of `account`, right after its opening."""
    play = fresh(rules, iid=iid, description=body("story", {"Account": account}))
    play.ask = ask
    play.open()
    return play


def test_first_holds():
    """The first issue holds the value, in the form in which others are compared with it."""
    ask = Answers()

    play = opened(ask, "Helios Energy, Inc.")

    assert (ask.held, play.last.claims, play.memory.phase) == (
        {"story|helios energy": f"{PATH}#1"},
        {"helios energy"},
        Phase.ACTIVE,
    )


def test_second_waits():
    """The second is set aside for the owner, without stage and due date, and says of which issue."""
    ask = Answers()
    opened(ask, "Helios Energy, Inc.")

    play = opened(ask, "HELIOS energy", iid=2)

    assert play.state == {
        "labels": ["Duplicate::Suspected"],
        "assignees": ["steve.george"],
        "due_date": None,
        "state": "opened",
        "confidential": False,
    }
    assert play.said == [("duplicate-suspected", {"of": f"{PATH}#1"}, ("steve.george",))]
    assert (play.last.claims, play.memory.phase, ask.held) == (
        frozenset(),
        Phase.SUSPENDED,
        {"story|helios energy": f"{PATH}#1"},
    )


def test_nothing_without_a_value():
    """Issues whose key is empty are no duplicates of each other."""
    ask = Answers()

    assert [opened(ask, "", iid).memory.phase for iid in (1, 2)] == [Phase.ACTIVE, Phase.ACTIVE]
    assert ask.held == {}


def test_freed_at_the_end():
    """An issue for which the condition holds gives its value up, and the next one may have it."""
    ask = Answers()
    play = opened(ask, "Helios")
    play.update("steve.george", add=["Story::Doing"], remove=["Story::New"])
    play.update("steve.george", add=["Story::Done"], remove=["Story::Doing"])

    assert (play.last.claims, ask.held) == (frozenset(), {})
    assert opened(ask, "Helios", iid=2).memory.phase is Phase.ACTIVE


def test_released_by_a_member():
    """A member who takes the label off says that it is a matter of its own: it is taken in all the same."""
    ask = Answers()
    opened(ask, "Helios")
    play = opened(ask, "Helios", iid=2)

    play.update("legal-counsel", remove=["Duplicate::Suspected"])

    assert (play.memory.phase, play.memory.stage, play.snapshot.labels) == (
        Phase.ACTIVE,
        "New",
        frozenset({"Story::New"}),
    )


def test_not_released_by_strangers():
    """Others cannot release it."""
    ask = Answers()
    opened(ask, "Helios")
    play = opened(ask, "Helios", iid=2)

    play.update("bestseo4u", remove=["Duplicate::Suspected"])

    assert (play.memory.phase, play.memory.stage) == (Phase.SUSPENDED, None)


def test_tell_somebody_else():
    """`tell` names who looks at duplicates instead of the owner."""
    rules = compiled(workflow(UNIQUE % ", tell: {role: legal}", owner="steve.george"))
    ask = Answers()
    opened(ask, "Helios", rules=rules)

    play = opened(ask, "Helios", iid=2, rules=rules)

    assert (play.snapshot.assignees, play.said[0][2]) == (("legal-counsel",), ("legal-counsel",))


def test_value_that_changes():
    """An issue whose field is corrected holds the new value and frees the old one."""
    ask = Answers()
    play = opened(ask, "Helios")

    play.update("april.marks", description=body("story", {"Account": "Borealis"}))

    assert ask.held == {"story|borealis": f"{PATH}#1"}


def test_condition_that_cannot_be_judged():
    """Where `unless` cannot be judged, the issue keeps its value, and the explanation says why."""
    text = UNIQUE.replace("stage == 'Done'", "date(fields['Region']).year > 2027")
    fields = "{Account: {}, Region: {type: date}}"
    rules = compiled(workflow(text % "", fields=fields) + rule("- label: Seen"))

    play = opened(Answers(), "Helios", rules=rules)

    assert (play.last.claims, [reason.title for reason in play.errors]) == ({"helios"}, ["Unique"])


ENDING = """
keys: {account: {fields: [Account], as: company}}
unique_by: {key: account, stage: Twice, intake: refuse}
form: true
"""


class TestAStageForDuplicates:
    STAGES = "{New: {due: 5 working days}, Done: {closed: true}, Twice: {closed: true}}"
    RULES = compiled(workflow(ENDING, stages=STAGES, moves="[{from: New, to: Done}]", owner="steve.george"))

    def test_ends_there(self):
        """A later issue goes to that stage with a word on which came first; nobody owns it, and it holds nothing."""
        ask = Answers()
        opened(ask, "Helios", rules=self.RULES)

        play = opened(ask, "HELIOS, Inc.", 2, self.RULES)

        assert (play.memory.stage, play.snapshot.state, play.snapshot.assignees) == ("Twice", "closed", ())
        assert (play.said, play.last.claims) == ([("duplicate-ended", {"of": f"{PATH}#1"}, ())], frozenset())

    def test_stays_the_first_ones(self):
        """Also when the first one is closed its value stays its own."""
        ask = Answers()
        first = opened(ask, "Helios", rules=self.RULES)
        first.update("usher-bot", add=["Story::Done"], remove=["Story::New"])

        assert opened(ask, "Helios", 2, self.RULES).memory.stage == "Twice"

    def test_forms(self):
        """A form with a value that is taken opens nothing, and its delivery says why; any other one opens an issue."""
        ask = Answers()
        opened(ask, "Helios", rules=self.RULES)
        twice, new = (fill_in(self.RULES, "story", {"Account": name}, ask) for name in ("helios", "Cedar"))

        assert (str(twice.outcome), twice.plan.effects) == ("duplicate", ())
        assert [reason.detail for reason in twice.reasons] == [f"{PATH}#1 has the same value already"]
        assert (str(new.outcome), len(new.plan.effects)) == ("processed", 1)
