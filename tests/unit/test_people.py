"""People are the same whoever writes their usernames, as in GitLab (api/users.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from automation.decide.batch import Batch
from automation.decide.spelling import respelt
from automation.model.events import Event, EventKind, User
from automation.model.refs import IssueRef
from automation.model.snapshot import HistoryEvent, Memory, Snapshot
from tests.play import BOT, MONDAY
from tests.small import compiled, rule, under_way, words, workflow

RULES = compiled(workflow())
PEOPLE = RULES.people
STRANGER = "Mallory.X"


def test_who_somebody_is():
    """A person is found under every spelling, with config.yml's own; a stranger's is as it was."""
    assert "April.MARKS" in PEOPLE
    assert PEOPLE.view("April.MARKS") == PEOPLE.view("april.marks")
    assert (PEOPLE.roles("APRIL.marks"), PEOPLE.spelt("APRIL.marks")) == (frozenset({"sales"}), "april.marks")
    assert (STRANGER in PEOPLE, PEOPLE.spelt(STRANGER), PEOPLE.view(STRANGER)["username"]) == (
        False,
        STRANGER,
        STRANGER,
    )


def test_not_a_name():
    """What is no text is nobody."""
    assert None not in PEOPLE


@pytest.mark.parametrize(
    ("value", "username"),
    [
        pytest.param("@April.Marks", "april.marks", id="with @"),
        pytest.param("STEVE.GEORGE", "steve.george", id="alone"),
        pytest.param(f"@{STRANGER}, please", STRANGER, id="a stranger"),
        pytest.param("nobody in particular", "", id="no username"),
    ],
)
def test_named_in_a_field(value, username):
    """A field names a person by any spelling."""
    assert PEOPLE.named_in(value) == username


def test_named():
    """Usernames of any spelling and roles stand for usernames as config.yml has them."""
    assert PEOPLE.named(["Sa-EMEA", "legal", "sa-emea", STRANGER]) == ("sa-emea", "legal-counsel")


@pytest.mark.parametrize(
    ("action", "said"),
    [
        pytest.param("assign: {field: Account}", "field Account gives april.marks", id="assigned"),
        pytest.param(
            "comment: {key: hi, text: \"{{ mention(fields['Account']) }}\", mention: 'field:Account'}",
            "says hi to april.marks",
            id="mentioned",
        ),
    ],
)
def test_spelling_of_a_field(action, said):
    """Who is named in a field of an issue is assigned and mentioned whatever the spelling."""
    play = under_way(
        compiled(workflow() + rule(f"- {action}")),
        description="<!-- program: story -->\n- **Account:** @April.Marks",
    )

    play.comment("nicole.smith", "Go.")

    assert words(play) == [("yes", said)]
    assert [message.text for message in play.messages] == (["@april.marks"] if "hi" in said else [])


@pytest.mark.parametrize(
    ("named", "actor"), [("@April.Marks", "april.marks"), ("@april.marks", "april.marks"), ("@mallory.x", STRANGER)]
)
def test_permission_by_a_field(named, actor):
    """Who is named in a field may do what its name permits, be it a stranger."""
    play = under_way(
        compiled(workflow(moves="[{from: New, to: Doing, by: 'field:Account'}]")),
        description=f"<!-- program: story -->\n- **Account:** {named}",
    )

    play.update(actor, add=["Story::Doing"], remove=["Story::New"])

    assert play.memory.stage == "Doing"


def test_acting_under_another_spelling():
    """Who acts is known however GitLab spells the name, and so are those who are assigned."""
    rules = compiled(workflow(moves="[{from: New, to: Doing, by: nicole.smith}]"))
    play = under_way(rules, assignees=("Steve.George",), memory={"owners": ("steve.george",)})

    play.update("Nicole.Smith", add=["Story::Doing"], remove=["Story::New"])

    assert (play.memory.stage, play.snapshot.assignees, play.memory.owners) == (
        "Doing",
        ("Steve.George",),
        ("steve.george",),
    )


def test_batch():
    """Everybody of config.yml in events, issue, memory and history is spelt as there; all others are as they were."""
    issue = Snapshot(ref=IssueRef("a/b", 1), id=1, title="T", author="April.Marks", assignees=("Sa-Emea", STRANGER))
    events = tuple(
        Event(id=name or "none", kind=EventKind.NOTE, action="create", at=MONDAY, actor=User(name, 3) if name else None)
        for name in ("Nicole.Smith", STRANGER, "")
    )
    batch = Batch(
        key="a/b#1",
        events=events,
        snapshot=issue,
        memory=Memory(seen=issue),
        bot=BOT,
        history=(HistoryEvent(MONDAY, "Steve.George", "add", "bug"),),
    )

    found = respelt(batch, PEOPLE)

    known = replace(issue, author="april.marks", assignees=("sa-emea", STRANGER))
    assert found == replace(
        batch,
        events=(replace(events[0], actor=User("nicole.smith", 3)), *events[1:]),
        snapshot=known,
        memory=Memory(seen=known),
        history=(HistoryEvent(MONDAY, "steve.george", "add", "bug"),),
    )


def test_batch_without_an_issue():
    """An intake has neither issue nor memory of one."""
    batch = Batch(key="intake:story", events=(), snapshot=None, memory=Memory(), bot=BOT)

    assert respelt(batch, PEOPLE) == batch


EXPERTS = """\
people:
  nicole.smith: {roles: [advocacy]}
  first: {roles: [expert], areas: [CI, Workspaces], away: 2027-01-04..2027-01-15}
  second: {roles: [expert], areas: [CI]}
  third: {roles: [other], areas: [Runner]}
projects: {stories: {path: gitlab-com/marketing/stories}}
"""


@pytest.mark.parametrize(
    ("day", "text", "found"),
    [
        pytest.param(date(2027, 1, 18), "CI and more", "first", id="the first who knows it"),
        pytest.param(date(2027, 1, 15), "CI and more", "second", id="the first one is away"),
        pytest.param(date(2027, 1, 15), "Workspaces", "", id="the only one is away"),
        pytest.param(date(2027, 1, 18), "Runner", "", id="nobody of that role knows it"),
    ],
)
def test_who_knows_an_area(day, text, found):
    """An area finds the first of those with the role who knows it and is there."""
    assert compiled(workflow(), EXPERTS).people.person_for(day, "expert", text) == found
