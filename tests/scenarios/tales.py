"""What happens to single issues of the shipped programs, as chance has it.

A tale gives what people do to one issue in one stretch after the other. It knows at which stage the issue is whenever
all is quiet, since that follows from what people did. Within a stretch an issue has one turn, in which one thing goes
on, and words and labels that no rule looks at. So nothing in a stretch hangs on whether Usher answered what was before
it in the same stretch. What that leaves out, and why:

- a move that is put back, and another move after it: who sees both at once takes them for one way, which was left at
  its first step, and puts all of it back (automation/decide/stage_moves.py);
- a due date or an assignee that a person sets, and a move: a stage brings its own in place of those before;
- doing and undoing: who hears of neither and asks later finds nothing changed (docs/decisions/007-catching-up.md), and
  what one person did and undid counts as nothing where both are heard at once (docs/decisions/008-who-did-it.md);
- a field that a gate looks at, edited while somebody stands before the gate;
- confidentiality that a member switches off: it comes back, but where the delivery is lost nobody can be told so, since
  GitLab keeps no account of who it was.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.play import body
from tests.scenarios.courses import NOMINATION, STORY, Traveller, cut
from tests.scenarios.script import Deed, Doing, Tale

#: the projects in which something happens
PROJECTS = ("product-marketing", "champion-ops", "champions")
#: labels that nothing looks at
PLAIN = ("Needs-Design", "Webinar", "Q1-Candidate")


def story(chance: random.Random, number: int) -> Tale:
    """A customer story that April Marks nominates, now and then without saying what for."""
    fields = {
        "Customer account": f"Helios {number} Energy",
        "Segment": chance.choice(["Enterprise", "Mid-Market", "SMB"]),
        "Story format": chance.choice(["Case Study", "Blog"]),
        "Account owner": "@april.marks",
        "Use case": chance.choice(["DevSecOps platform", ""]),
        "Reference authorization": chance.choice(["Section 8.5", "Unknown"]),
    }
    yield [_opens("april.marks", f"Customer story {number}", body("customer-story", fields))]
    if not fields["Use case"]:
        yield [_writes("steve.george", "customer-story", fields | {"Use case": "TBD"})]
        fields["Use case"] = "CI for all"
        yield [_writes("april.marks", "customer-story", fields)]
    is_shut = fields["Reference authorization"] == "Unknown"
    for turn in Traveller(chance, cut(STORY, "Customer Approval") if is_shut else STORY).turns():
        yield turn
        if chance.random() < 0.3:
            yield from _side_turn(chance, fields)


def _side_turn(chance: random.Random, fields: dict[str, str]) -> Tale:
    """Something that has nothing to do with the stage of a story."""
    if chance.random() < 0.5:
        label, person = chance.choice(
            [("Logo::Approved", "legal-counsel"), ("Logo::Approved", "april.marks"), ("Reference-Auth::Signed", "cmo")]
        )
        yield [Doing(person, Deed.CHANGE, {"add_labels": label})]
        return
    yield [_writes("steve.george", "customer-story", fields | {"Use case": ""})]
    yield [_writes("steve.george", "customer-story", fields)]


def nomination(chance: random.Random, number: int) -> Tale:
    """A nomination of a Partner Champion, some without the endorsement that its approval needs."""
    fields = {
        "Nominee name": f"Nominee {number}",
        "Nominee email": f"nominee-{number}@example.com",
        "Partner company": "Cedar Partners",
        "Region": "EMEA",
        "Leadership endorsement": chance.choice(["Yes", "Yes", "Not yet"]),
    }
    yield [_opens("sa-emea", f"Nomination {number}", body("champion-nomination", fields))]
    is_shut = fields["Leadership endorsement"] != "Yes"
    yield from Traveller(chance, cut(NOMINATION, "In Review") if is_shut else NOMINATION).turns()


def record(chance: random.Random, number: int) -> Tale:
    """The record of a Champion, where outputs are noted by those who may, by those who may not, and wrongly."""
    fields = {"Champion": f"Champion {number}", "Region": "EMEA", "Sponsor SA": "@sa-emea"}
    yield [_opens("champions-manager", f"Record {number}", body("champion-record", fields))]
    stages = ["Active", "At Risk"]
    while True:
        days = chance.sample(["2027-01-04", "2027-01-05", "2027-01-06", "soon"], chance.randint(0, 3))
        doings = [_output(chance, day) for day in days]
        if chance.random() < 0.5:
            labels = {"add_labels": f"Champion-Status::{stages[1]}", "remove_labels": f"Champion-Status::{stages[0]}"}
            doings.append(Doing("sa-emea", Deed.CHANGE, labels))
            stages.reverse()
        yield doings


def _output(chance: random.Random, day: str) -> Doing:
    """Something that a Champion did, of a kind that counts or not, noted by somebody who may or not."""
    kind, person = chance.choice(["artifact", "blog", "party"]), chance.choice(["sa-emea", "champions-manager", "cmo"])
    return Doing(person, Deed.SAY, {"body": f"Output: {kind} {day} https://example.com/{day}"})


def plain(chance: random.Random, _number: int) -> Tale:
    """An issue without a program, of which Usher has nothing to say."""
    yield [_opens("corporate-events", "A question", "Who comes to the booth?")]
    while True:
        yield [Doing("field-marketer", Deed.CHANGE, {"state_event": "close"})]
        yield [Doing("abm-marketer", Deed.CHANGE, {"state_event": "reopen"})]
        yield [Doing("abm-marketer", Deed.CHANGE, {"description": f"And who builds it? {chance.random()}"})]


def talkative(chance: random.Random, tale: Tale, *, explaining: bool) -> Tale:
    """`tale` with words and labels in between that no rule looks at.

    With `explaining`, who changes a label that counts says so in a comment: GitLab need not move the time of an issue's
    last change for labels alone, and where only they changed in silence Usher finds it within a day, not within a
    stretch (docs/decisions/007-catching-up.md).
    """
    for turn in tale:
        doings = [said for doing in turn for said in (doing, *_words_for(doing, explaining=explaining))]
        first = 1 if doings and doings[0].deed is Deed.OPEN else 0
        for _ in range(chance.choice([0, 0, 1, 2])):
            doings.insert(chance.randint(first, len(doings)), _aside(chance))
        yield doings


def _words_for(doing: Doing, *, explaining: bool) -> Iterator[Doing]:
    if explaining and doing.deed is Deed.CHANGE and doing.body.keys() <= {"add_labels", "remove_labels"}:
        yield Doing(doing.person, Deed.SAY, {"body": "I have changed the labels."})


def _aside(chance: random.Random) -> Doing:
    person = chance.choice(["cmo", "devrel-lead", "april.marks", "customer-success"])
    if chance.random() < 0.6:
        return Doing(person, Deed.SAY, {"body": chance.choice(["Thanks!", "When is that?", "See you there."])})
    return Doing(person, Deed.CHANGE, {"add_labels": chance.choice(PLAIN)})


def _opens(person: str, title: str, description: str) -> Doing:
    return Doing(person, Deed.OPEN, {"title": title, "description": description})


def _writes(person: str, program: str, fields: dict[str, str]) -> Doing:
    return Doing(person, Deed.CHANGE, {"description": body(program, fields)})


#: how many issues of each kind there are, and where
CAST: tuple[tuple[Callable[[random.Random, int], Tale], int, str], ...] = (
    (story, 14, "product-marketing"),
    (nomination, 8, "champion-ops"),
    (record, 6, "champion-ops"),
    (plain, 4, "product-marketing"),
)


def everybody(chance: random.Random, *, explaining: bool, times: int = 1) -> dict[tuple[str, str], Tale]:
    """The tales of `times` some dozens of issues, by the name of the issue and the key of its project."""
    return {
        (f"{tell.__name__} {number}", project): talkative(chance, tell(chance, number), explaining=explaining)
        for tell, count, project in CAST
        for number in range(count * times)
    }
