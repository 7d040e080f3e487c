"""What people write chooses no label that decides something (rules.md G07, G09)."""

from __future__ import annotations

import pytest

from automation.model.plan import OpenIssue
from tests.small import compiled, doing, under_way, words, workflow

PROTECTED = workflow("protected_labels: {Auth: [legal]}")
REMEDY = "cannot be chosen by a value; write the label, or its scope, out in the text"


def wrote(value):
    """A description whose author wrote `value` into a field."""
    return f"<!-- program: story -->\n- **Account:** {value}\n- **Region:** EMEA"


def did(action, value, **facts):
    """Labels of a story on whose account, called `value`, `action` was done; and the words for it."""
    play = doing(f"- {action}", PROTECTED, description=wrote(value), **facts)
    return play, words(play)


class TestSetting:
    @pytest.mark.parametrize(
        ("value", "refused"),
        [
            pytest.param("Auth::Signed", True, id="in a protected scope"),
            pytest.param("Auth::  Signed", True, id="written with gaps"),
            pytest.param("Bot::Skip", True, id="one of Usher's own"),
            pytest.param("Needs Info", True, id="one of Usher's own without a scope"),
            pytest.param("Helios", False, id="any other"),
            pytest.param("Auth", False, id="the name of a scope alone"),
        ],
    )
    def test_chosen_by_a_value(self, value, refused):
        """A label that a value chose is set only if it decides nothing."""
        play, said = did("label: \"{{ fields['Account'] }}\"", value)

        chosen = " ".join(value.split())
        assert said == [("error", f"{chosen} {REMEDY}")] if refused else [("yes", f"labels {chosen}")]
        assert play.snapshot.labels == {"Story::New"} | (set() if refused else {chosen})

    @pytest.mark.parametrize(
        ("text", "value", "label"),
        [
            pytest.param("Auth::Signed", "x", "Auth::Signed", id="written out whole"),
            pytest.param("Auth::{{ fields['Account'] }}", "Signed", "Auth::Signed", id="with its scope"),
            pytest.param("{% if issue.is_open %}Topic{% endif %}", "x", "Topic", id="chosen by the configuration"),
        ],
    )
    def test_written_out(self, text, value, label):
        """What the configuration itself says is meant."""
        play, said = did(f'label: "{text}"', value)

        assert (said, label in play.snapshot.labels) == ([("yes", f"labels {label}")], True)

    def test_part_of_a_scope(self):
        """Half a scope is no scope."""
        play, said = did("label: \"Au{{ fields['Account'] }}\"", "th::Signed")

        assert (said, sorted(play.snapshot.labels)) == ([("error", f"Auth::Signed {REMEDY}")], ["Story::New"])


class TestTakingOff:
    @pytest.mark.parametrize("value", ["Auth::Signed", "*", "Auth::*"])
    def test_chosen_by_a_value(self, value):
        """A value takes off no label that decides something, not even by a pattern."""
        labels = frozenset({"Story::New", "Auth::Signed", "Hot"})
        play, said = did("unlabel: \"{{ fields['Account'] }}\"", value, labels=labels)

        assert ([verdict for verdict, _ in said], play.snapshot.labels) == (["error"], labels)

    def test_any_other(self):
        """All others it may take off."""
        play, said = did("unlabel: \"{{ fields['Account'] }}\"", "Hot", labels=frozenset({"Story::New", "Hot"}))

        assert (said, play.snapshot.labels) == ([("yes", "removes Hot")], {"Story::New"})


class TestOpening:
    @pytest.mark.parametrize(
        ("option", "value"),
        [
            pytest.param("labels", "Auth::Signed", id="protected"),
            pytest.param("labels", "Story::Done", id="a stage"),
            pytest.param("labels", "Bot::Skip", id="one of Usher's own"),
            pytest.param("copy_labels", "Auth::Signed", id="copied"),
            pytest.param("copy_labels", "*", id="copied by a pattern"),
        ],
    )
    def test_chosen_by_a_value(self, option, value):
        """An issue that is opened gets no such label of its own workflow either, and is not opened."""
        action = f"open_issue: {{workflow: story, {option}: \"{{{{ fields['Account'] }}}}\"}}"
        play, said = did(action, value, labels=frozenset({"Story::New", "Auth::Signed"}))

        assert ([verdict for verdict, _ in said], REMEDY in said[0][1], play.opened) == (["error"], True, [])

    def test_of_another_workflow(self):
        """What is protected in one workflow is not so in a project without one."""
        action = "open_issue: {template: Story, project: open, title: T, labels: \"{{ fields['Account'] }}\"}"
        play, _ = did(action, "Auth::Signed")

        assert [effect.labels for effect in play.effects if isinstance(effect, OpenIssue)] == [{"Auth::Signed"}]


def test_at_intake():
    """An author cannot have her issue left alone by what she writes into it."""
    rules = compiled(workflow("on_intake: [{label: \"{{ fields['Account'] }}\"}]"))
    play = under_way(rules, labels=frozenset(), description=wrote("Bot::Skip"))
    play.memory = type(play.memory)()

    play.open()

    assert (sorted(play.snapshot.labels), [fault.detail for fault in play.errors]) == (
        ["Story::New"],
        [f"Bot::Skip {REMEDY}"],
    )
