"""A person's reversal wins (design.md §6): what somebody takes back, the same rule does not set again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from automation.model.events import EventKind
from tests.small import compiled, rule, under_way, workflow

STEVE, SALES = "steve.george", "april.marks"


def acting(actions, **facts):
    """An issue on which a rule does `actions` at every comment, after the first one."""
    play = under_way(compiled(workflow() + rule(actions)), **facts)
    play.comment(STEVE, "Go.", 1)
    return play


class TestLabels:
    def test_stays_off(self):
        """A label that a person takes off is not set again by the rule that had set it, and the explanation says so."""
        play = acting("- label: [Hot, Cold]")
        play.update(SALES, remove=["Hot"])

        play.comment(STEVE, "Go.", 2)

        assert play.snapshot.labels == {"Story::New", "Cold"}
        (found,) = [reason for reason in play.last.reasons if reason.title == "Rule Rule"]
        assert found.children[0].detail == "labels Cold; a person took Hot back, so it stays off"

    def test_another_rule_may(self):
        """The reversal is one of that rule: another one may still set the label."""
        program = (
            workflow() + rule("- label: Hot") + "  - {name: Other, on: [emoji.awarded(fire)], do: [{label: Hot}]}\n"
        )
        play = under_way(compiled(program))
        play.comment(STEVE, "Go.")
        play.update(SALES, remove=["Hot"])

        play.decide(play.event(EventKind.EMOJI, "award", STEVE, data={"name": "fire"}))

        assert "Hot" in play.snapshot.labels

    def test_by_people(self):
        """A label that people had set themselves was nobody's to take back: a rule may set it."""
        play = under_way(compiled(workflow() + rule("- label: Hot")))
        play.update(STEVE, add=["Hot"])
        play.update(SALES, remove=["Hot"])

        play.comment(STEVE, "Go.")

        assert "Hot" in play.snapshot.labels

    def test_put_back_by_a_person(self):
        """A person may set it again by hand."""
        play = acting("- label: Hot")
        play.update(SALES, remove=["Hot"])

        play.update(SALES, add=["Hot"])

        assert "Hot" in play.snapshot.labels

    def test_bot_replaces_its_own(self):
        """What a rule itself replaces is no reversal: it may come back."""
        play = under_way(compiled(workflow() + rule("- label: \"Size::{{ event.data.body | replace('.', '') }}\"")))

        for number, size in enumerate(("S.", "M.", "S.")):
            play.comment(STEVE, size, number)

        assert play.snapshot.labels == {"Story::New", "Size::S"}


class TestAssignees:
    def test_stays_off(self):
        """Whom a person takes off stays off for the rule that had assigned them."""
        play = acting("- assign: [legal-counsel, sa-emea]")
        play.update(SALES, assignees=("sa-emea",))

        play.comment(STEVE, "Go.", 2)

        assert play.snapshot.assignees == ("sa-emea",)

    def test_owner_stays_off(self):
        """The same for an owner: who handed the issue back does not get it again from that rule."""
        play = acting("- own: {people: [legal-counsel]}")
        play.update(SALES, assignees=())

        play.comment(STEVE, "Go.", 2)

        assert play.snapshot.assignees == ()

    @pytest.mark.parametrize(
        ("before", "expected"),
        [
            pytest.param((), ("legal-counsel",), id="nobody chose anybody: the owner is replaced"),
            pytest.param(("april.marks",), ("legal-counsel", "april.marks"), id="a person's own choice stays"),
        ],
    )
    def test_owners_replaced(self, before, expected):
        """Handing over replaces those whom Usher chose, and nobody else."""
        actions = "- own: {people: [\"{{ 'sa-emea' if event.data.note_id == 1 else 'legal-counsel' }}\"]}"
        play = acting(actions, assignees=before)
        assert play.snapshot.assignees == ("sa-emea", *before)

        play.comment(STEVE, "Go.", 2)

        assert play.snapshot.assignees == expected

    def test_chosen_anew_by_a_person(self):
        """An owner whom a person replaced is not Usher's any more; the new one stays when the issue is handed over."""
        actions = "- own: {people: [\"{{ 'sa-emea' if event.data.note_id == 1 else 'legal-counsel' }}\"]}"
        play = acting(actions)
        play.update(SALES, assignees=("sa-apac",))

        play.comment(STEVE, "Go.", 2)

        assert play.snapshot.assignees == ("legal-counsel", "sa-apac")


class TestState:
    @pytest.mark.parametrize(
        ("action", "before", "reversed_to"),
        [
            pytest.param("close", "opened", "opened", id="closed by a rule, reopened by a person"),
            pytest.param("reopen", "closed", "closed", id="reopened by a rule, closed by a person"),
        ],
    )
    def test_stays(self, action, before, reversed_to):
        """What a person takes back of a rule's closing or reopening stays so."""
        stages = "{Idle: {closed: false}}" if action == "close" else "{Idle: {closed: true}}"
        rules = compiled(workflow(stages=stages, moves="[]") + rule(f"- {action}: true"))
        play = under_way(rules, stage="Idle", state=before)
        play.memory = replace(play.memory, stage=None, phase=play.memory.phase)
        play.snapshot = replace(play.snapshot, labels=frozenset())
        play.memory = replace(play.memory, seen=play.snapshot)
        play.comment(STEVE, "Go.", 1)
        assert play.snapshot.state != before

        play.update(SALES, state=reversed_to)
        play.comment(STEVE, "Go.", 2)

        assert play.snapshot.state == reversed_to
        (found,) = [reason for reason in play.last.reasons if reason.title == "Rule Rule"]
        assert "a person took" in found.children[0].detail
