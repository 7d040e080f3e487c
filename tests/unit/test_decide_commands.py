"""Commands in comments: who may ask for what, and what is answered (docs/language/commands.md)."""

from __future__ import annotations

import pytest

from tests.play import BOT
from tests.small import compiled, faults, under_way, workflow

COMMANDS = """
commands:
  take: {help: makes you the owner, by: [advocacy, legal], do: [{assign: "{{ actor.username }}"}]}
  drop:
    help: ends it with a word
    pattern: "{why}"
    by: author
    when: comment.why != 'nothing'
    do: [{label: Dropped}, {remember: {why: "{{ comment.why }}"}}]
    else: [{label: Unclear}]
  wave: {help: says hello, by: anyone, do: [{react: wave}]}
"""
RULES = compiled(workflow(COMMANDS))


def asking(body, actor="steve.george", rules=RULES):
    """An issue of April Marks after `actor` commented `body`."""
    play = under_way(rules)
    play.comment(actor, body)
    return play


class TestAsking:
    @pytest.mark.parametrize(
        "body",
        [
            pytest.param("/usher take", id="by Usher's own name"),
            pytest.param(f"@{BOT.username} take", id="by the name of its account"),
            pytest.param(f"@{BOT.username}: TAKE", id="as people write to each other"),
            pytest.param("I will do it.\n\n  /usher take\n", id="among other lines"),
        ],
    )
    def test_is_done(self, body):
        """A line of its own that names a command is done for whoever may use it."""
        assert asking(body).snapshot.assignees == ("steve.george",)

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param("please /usher take", id="within a sentence"),
            pytest.param("> /usher take", id="quoted"),
            pytest.param("```\n/usher take\n```", id="in code"),
            pytest.param("/ushertake", id="another word"),
            pytest.param("/usher", id="nothing asked for"),
            pytest.param("@somebody take", id="somebody else"),
        ],
    )
    def test_is_no_command(self, body):
        """Whatever is no line of its own asks for nothing."""
        play = asking(body)

        assert (play.snapshot.assignees, play.said) == ((), [])

    def test_values(self):
        """What follows the name is read as the pattern says, and known to conditions and actions."""
        play = asking("/usher drop the customer left", "april.marks")

        assert (sorted(play.snapshot.labels), play.memory.facts) == (
            ["Dropped", "Story::New"],
            {"why": "the customer left"},
        )

    def test_otherwise(self):
        """Where the condition does not hold the other actions are done."""
        assert "Unclear" in asking("/usher drop nothing", "april.marks").snapshot.labels

    def test_several(self):
        """Each command of a comment is done in its turn."""
        play = asking("/usher wave\n/usher take")

        assert (play.snapshot.assignees, [type(effect).__name__ for effect in play.effects]) == (
            ("steve.george",),
            ["UpdateIssue", "React"],
        )

    def test_once(self):
        """A comment that GitLab reports twice is done once."""
        play = asking("/usher wave")
        play.comment("steve.george", "/usher wave")

        assert play.effects == ()


class TestAnswers:
    @pytest.mark.parametrize(
        ("body", "actor", "problem"),
        [
            pytest.param("/usher help", "steve.george", "", id="help"),
            pytest.param("/usher fly", "steve.george", "there is no command `fly` here", id="unknown"),
            pytest.param("/usher take", "april.marks", "`take` is for advocacy, legal", id="not theirs"),
            pytest.param("/usher drop", "april.marks", "write `/usher drop why`", id="without its values"),
        ],
    )
    def test_members_are_told(self, body, actor, problem):
        """A member who asks for what is not to be had is told why, and what may be asked for."""
        play = asking(body, actor)
        (message,) = play.messages

        assert (message.key, message.mentions) == ("commands-help", (actor,))
        assert (f"That was not done: {problem}." in message.text) is bool(problem)
        assert ("`/usher take`: makes you the owner" in message.text) is (actor == "steve.george")
        assert ("`/usher drop why`: ends it with a word" in message.text) is (actor == "april.marks")
        assert "`/usher wave`: says hello" in message.text

    @pytest.mark.parametrize("body", ["/usher help", "/usher take", "/usher fly"])
    def test_strangers_are_not_answered(self, body):
        """Whoever is no member gets no answer, and nothing is done."""
        play = asking(body, "stranger")

        assert (play.effects, play.snapshot.assignees) == ((), ())

    def test_strangers_may_what_anyone_may(self):
        """A command for anyone is done for a stranger too; that is for people whom GitLab lets do nothing."""
        assert [type(effect).__name__ for effect in asking("/usher wave", "stranger").effects] == ["React"]

    def test_nothing_to_ask_for(self):
        """A workflow without commands does not listen for them."""
        assert asking("/usher help", rules=compiled(workflow())).effects == ()


def test_faults(tmp_path):
    """Names, patterns, people and actions that are none are faults with their places."""
    text = """
commands:
  Take Over: {help: x, do: [{label: x}]}
  help: {help: x, do: [{label: x}]}
  odd: {help: x, pattern: "{a", by: [advocat, anyone], do: [{lable: x}]}
"""
    found = [line.split(": ", 1)[1].partition(" (")[0] for line in faults(workflow(text), tmp_path)]

    assert found == [
        "this is no name of a command",
        "this is a command that there always is",
        "this is no well-formed pattern",
        "this is no role, no username and none of author, assignee and field:Name",
        "there is no such action",
    ]
