"""Quotas: places, those who wait, and who comes next (docs/language/quotas.md)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.decide.quota_terms import HELD, WAITING
from automation.model.plan import Send
from automation.model.snapshot import QuotaState
from tests.play import Answers, Play, body
from tests.small import PATH, compiled, faults, fresh, workflow

QUOTA = """\
{limit: 2, per: "{{ fields['Region'] }}", if: "fields['Account'] != 'Ours'", takes: Booked, waits: Waiting,
 holds: [Live], on_taken: [{comment: {key: taken, text: x, attrs: {place: "{{ quota.used }}/{{ quota.limit }}"}}}],
 on_waiting: [{comment: {key: waiting, text: x, attrs: {position: "{{ quota.position }}"}}}],
 on_promoted: [{comment: {key: promoted, text: x}}], on_exempt: [{comment: {key: exempt, text: x}}]}"""
STAGES = "{Booked: {}, Waiting: {}, Live: {}, Dropped: {closed: true}}"
MOVES = """\
[{from: Waiting, to: Booked, by: advocacy}, {from: Booked, to: Live, by: advocacy},
 {from: [Booked, Waiting, Live], to: Dropped, by: [advocacy, author]}]"""


@dataclass
class Index(Answers):
    """What is stored of all issues of a play."""

    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)

    def related(self, workflow: str, key: str, value: str, open_only: bool) -> tuple[str, ...]:
        """The issues with the value, oldest first."""
        found = [ref for ref, keys in self.keys.items() if keys.get(key) == value]
        return tuple(ref for ref in found if not (open_only and ref in self.closed))


class Office:
    """Several issues of one workflow with a quota."""

    def __init__(self, quota: str = QUOTA) -> None:
        self.rules = compiled(workflow(stages=STAGES, moves=MOVES, quota=quota, on_manual_close="reject"))
        self.index = Index()
        self.plays: dict[str, Play] = {}

    def comes(self, iid: int, account: str = "Helios", region: str = "EMEA", **facts) -> Play:
        """A new issue."""
        text = body("story", {"Account": account, "Region": region})
        play = fresh(self.rules, iid=iid, description=text, **facts)
        play.ask = self.index
        self.plays[str(play.snapshot.ref)] = play
        play.open()
        return self._after(play)

    def moves(self, play: Play, stage: str, actor: str = "steve.george") -> Play:
        """Somebody moves an issue to a stage."""
        now = [label for label in play.snapshot.labels if label.startswith("Story::")]
        play.update(actor, add=[f"Story::{stage}"], remove=now)
        return self._after(play)

    def edits(self, play: Play, region: str) -> Play:
        """The author changes the field that tells the places apart."""
        play.update("april.marks", description=body("story", {"Account": "Helios", "Region": region}))
        return self._after(play)

    def _after(self, play: Play) -> Play:
        """What is stored of a run, and what it tells others."""
        ref, sent = str(play.snapshot.ref), [item for item in play.effects if isinstance(item, Send)]
        self.index.keys[ref] = dict(play.last.keys)
        (self.index.closed.discard if play.snapshot.is_open else self.index.closed.add)(ref)
        for effect in sent:
            for other in self.index.related("story", effect.key, effect.value, True):
                self.plays[other].message(effect.name)
                self._after(self.plays[other])
        return play

    def stages(self) -> list[str]:
        """Where each issue is, in the order in which they came."""
        return [play.memory.stage or "" for play in self.plays.values()]


def said(play: Play) -> list[tuple[str, dict[str, str]]]:
    """Keys and attributes of what the last decision says."""
    return [(key, attrs) for key, attrs, _ in play.said]


class TestComing:
    def test_places_are_given_until_none_is_left(self):
        """The first ones get places, the next ones wait in their order, and each is told where it stands."""
        office = Office()
        plays = [office.comes(iid) for iid in (1, 2, 3, 4)]

        assert office.stages() == ["Booked", "Booked", "Waiting", "Waiting"]
        assert [said(play) for play in plays] == [
            [("taken", {"place": "1/2"})],
            [("taken", {"place": "2/2"})],
            [("waiting", {"position": "1"})],
            [("waiting", {"position": "2"})],
        ]

    def test_buckets_are_apart(self):
        """What `per` tells apart has places of its own."""
        office = Office()
        for iid, region in enumerate(("EMEA", "EMEA", "APAC", "EMEA", "APAC"), start=1):
            office.comes(iid, region=region)

        assert office.stages() == ["Booked", "Booked", "Booked", "Waiting", "Booked"]

    def test_exempt(self):
        """Whoever needs no place gets the stage without one, and takes it from nobody."""
        office = Office()
        exempt = office.comes(1, account="Ours")
        others = [office.comes(iid) for iid in (2, 3)]

        assert (exempt.memory.quota, said(exempt)) == (QuotaState(bucket="EMEA", state="exempt"), [("exempt", {})])
        assert [play.memory.quota.place for play in others] == [1, 2]

    def test_nobody_overtakes(self):
        """A place that has just become free is for those who wait, not for who comes at that moment."""
        office = Office()
        plays = [office.comes(iid) for iid in (1, 2, 3)]
        plays[0].update("steve.george", add=["Story::Dropped"], remove=["Story::Booked"])
        office.index.keys[f"{PATH}#1"], office.index.held = {}, {"story|quota EMEA 2": f"{PATH}#2"}

        assert office.comes(4).memory.stage == "Waiting"

    def test_what_is_held_is_found_and_claimed(self):
        """A place is a claim of the issue, and an index key by which others count it."""
        office = Office()
        plays = [office.comes(iid) for iid in (1, 2, 3)]

        assert [(play.last.claims, play.last.keys) for play in plays] == [
            ({"quota EMEA 1"}, {HELD: "EMEA"}),
            ({"quota EMEA 2"}, {HELD: "EMEA"}),
            (frozenset(), {WAITING: "EMEA"}),
        ]

    @pytest.mark.parametrize(
        ("limit", "words"),
        [
            pytest.param("many", "invalid literal", id="no number"),
            pytest.param('"{{ 3 / (issue.title | length - 13) }}"', "division by zero", id="cannot be filled in"),
        ],
    )
    def test_a_limit_that_is_none(self, limit, words):
        """Where the places cannot be counted the issue waits, and the explanation says why."""
        play = Office(QUOTA.replace("limit: 2", f"limit: {limit}")).comes(1)

        assert play.memory.stage == "Waiting"
        assert any(words in reason.detail for reason in play.errors)


class TestBecomingFree:
    def test_the_oldest_is_promoted(self):
        """Who leaves the stages that keep a place gives it to the one that waits longest."""
        office = Office()
        plays = [office.comes(iid) for iid in (1, 2, 3, 4)]
        office.moves(plays[1], "Dropped")

        assert office.stages() == ["Booked", "Dropped", "Booked", "Waiting"]
        assert (said(plays[2]), plays[2].memory.quota) == (
            [("promoted", {})],
            QuotaState(bucket="EMEA", state="taken", place=2),
        )

    def test_a_stage_that_keeps_it(self):
        """A place is kept through all the stages named."""
        office = Office()
        plays = [office.comes(iid) for iid in (1, 2, 3)]
        office.moves(plays[0], "Live")

        assert (office.stages(), plays[0].memory.quota.place) == (["Live", "Booked", "Waiting"], 1)

    def test_leaving_the_line(self):
        """Who gives up waiting frees nothing, and those behind move up."""
        office = Office()
        plays = [office.comes(iid) for iid in (1, 2, 3, 4)]
        office.moves(plays[2], "Dropped", "april.marks")
        office.moves(plays[0], "Dropped")

        assert office.stages() == ["Dropped", "Booked", "Dropped", "Booked"]

    def test_another_bucket(self):
        """Whose field names another bucket gives its place up and asks there as if it had just come."""
        office = Office()
        plays = [office.comes(iid) for iid in (1, 2, 3)]
        for iid in (4, 5):
            office.comes(iid, region="APAC")
        office.edits(plays[0], "APAC")

        assert office.stages() == ["Waiting", "Booked", "Booked", "Booked", "Booked"]
        assert plays[0].memory.quota == QuotaState(bucket="APAC", state="waiting")

    def test_another_bucket_with_a_place(self):
        """Where there is a place in the other bucket the stage stays, and the people are told."""
        office = Office()
        play = office.edits(office.comes(1), "APAC")

        assert (play.memory.stage, play.memory.quota.bucket, said(play)) == (
            "Booked",
            "APAC",
            [("taken", {"place": "1/2"})],
        )

    def test_waiting_elsewhere(self):
        """Whoever waits and names another bucket waits there, behind those who do already, or is let in."""
        office = Office()
        plays = [office.comes(iid) for iid in (1, 2, 3)]
        office.edits(plays[2], "APAC")

        assert (plays[2].memory.stage, plays[2].memory.quota) == (
            "Booked",
            QuotaState(bucket="APAC", state="taken", place=1),
        )


class TestByHand:
    def test_a_move_needs_a_place(self):
        """Moving an issue into a stage with a place is refused while there is none, and says so."""
        office = Office()
        plays = [office.comes(iid) for iid in (1, 2, 3)]
        play = office.moves(plays[2], "Booked")

        assert (play.memory.stage, said(play)) == ("Waiting", [("transition-rejected", {"reason": "gate:quota"})])
        assert "all 2 for EMEA are taken" in play.messages[0].text

    def test_a_move_with_a_place(self):
        """Where a place is free the move is made, and the issue has it."""
        office = Office(QUOTA.replace("limit: 2", "limit: \"{{ 1 if 'More' not in labels else 2 }}\""))
        plays = [office.comes(iid) for iid in (1, 2)]
        plays[1].update("steve.george", add=["More", "Story::Booked"], remove=["Story::Waiting"])

        assert (plays[1].memory.stage, plays[1].memory.quota.place) == ("Booked", 2)

    def test_taken_over(self):
        """An issue that was under way before takes a place; one too many is counted all the same."""
        office = Office()
        found = []
        for iid in (1, 2, 3):
            text = body("story", {"Account": "Helios", "Region": "EMEA"})
            play = fresh(
                office.rules, iid=iid, description=text, labels=frozenset({"Story::Booked"}), author="usher-bot"
            )
            play.ask = office.index
            play.wake()
            office._after(play)
            found.append(play.memory.quota)

        assert found == [
            QuotaState(bucket="EMEA", state="taken", place=1),
            QuotaState(bucket="EMEA", state="taken", place=2),
            QuotaState(bucket="EMEA", state="over"),
        ]


def test_faults(tmp_path):
    """Stages, conditions and actions of a quota that do not exist are faults with their places."""
    quota = '{limit: "{{ lots }}", if: nobody, takes: Bookd, waits: Waiting, holds: [Liv], on_taken: [{comment: gone}]}'

    found = faults(workflow(stages=STAGES, moves=MOVES, quota=quota), tmp_path)

    assert [line.partition(" (")[0].split(": ", 1)[1] for line in found] == [
        "there is no 'lots'",
        "there is no 'nobody'",
        "there is no stage of this name",
        "there is no stage of this name",
        "there is no message 'gone'",
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["comes", "drop", "edit"]), st.integers(0, 9)), max_size=14))
def test_never_more_places_than_there_are(steps):
    """Whatever people do, no bucket has more holders than places, and nobody waits beside a free one."""
    office = Office()
    for number, (step, which) in enumerate(steps, start=1):
        alive = [play for play in office.plays.values() if play.snapshot.is_open]
        if step == "comes":
            office.comes(number, region=("EMEA", "APAC")[which % 2])
        elif alive and step == "drop":
            office.moves(alive[which % len(alive)], "Dropped")
        elif alive:
            office.edits(alive[which % len(alive)], ("EMEA", "APAC")[which % 2])

    states = [play.memory.quota for play in office.plays.values() if play.memory.quota]
    for bucket in ("EMEA", "APAC"):
        places = [state.place for state in states if state.bucket == bucket and state.state == "taken"]
        waiting = [state for state in states if state.bucket == bucket and state.state == "waiting"]
        assert sorted(places) == sorted(set(places))
        assert set(places) <= {1, 2}
        assert not waiting or len(places) == 2
