"""What Usher says: marker, addressees, order, and texts that do nothing (rules.md G20)."""

from __future__ import annotations

import pytest

from automation.decide.build import lasting_body
from automation.decide.notes import parse_markers, render_note
from automation.decide.words import effect_words
from automation.model.plan import KeepNote, PostNote
from automation.model.snapshot import Phase
from tests.play import body
from tests.small import CONFIG, compiled, doing, fresh, others, rule, under_way, words, workflow

FIELD = "<!-- program: story -->\n- **Account:** {}\n- **Region:** EMEA"


def text_of(play):
    """The text of the only message."""
    (message,) = play.messages
    return message.text


class TestG20Messages:
    def test_marker(self):
        """Each part of a note begins with its own marker line, values in double quotes."""
        play = doing(
            '- comment: {key: one, text: First., attrs: {from: "{{ stage }}"}}\n- comment: {key: two, text: Second.}'
        )
        (note,) = others(play, PostNote)

        body = render_note(note.messages, "usher:R:0")

        assert parse_markers(body) == (("one", {"from": "New"}), ("two", {}))
        assert body.splitlines()[0] == '<!-- usher-bot:one from="New" -->'

    def test_one_note(self):
        """Everything new that a run says on an issue is one note, in the order in which it was said."""
        play = doing("- comment: {key: b, text: B}\n- label: X\n- comment: {key: a, text: A}")

        assert [type(effect).__name__ for effect in play.effects] == ["UpdateIssue", "PostNote"]
        assert [key for key, _, _ in play.said] == ["b", "a"]

    @pytest.mark.parametrize(
        ("mention", "expected"),
        [
            pytest.param("steve.george", ("steve.george",), id="a username"),
            pytest.param('"@steve.george"', ("steve.george",), id="with the sign"),
            pytest.param("advocacy", ("nicole.smith", "steve.george"), id="a role"),
            pytest.param("author", ("april.marks",), id="the author"),
            pytest.param("actor", ("nicole.smith",), id="who acted"),
            pytest.param("assignees", ("sa-emea",), id="the assignees"),
            pytest.param("field:Account", ("sa-apac",), id="the person in a field"),
            pytest.param("\"{{ owner_of('channel_sa', 'EMEA') }}\"", ("sa-emea",), id="an expression"),
            pytest.param("[author, april.marks, legal]", ("april.marks", "legal-counsel"), id="nobody twice"),
            pytest.param("[]", (), id="nobody"),
        ],
    )
    def test_addressed(self, mention, expected):
        """Who is told is mentioned before the text."""
        play = doing(
            f"- comment: {{key: hello, text: Hello., mention: {mention}}}",
            description=FIELD.format("@sa-apac"),
            assignees=("sa-emea",),
        )

        told = " ".join(f"@{name}" for name in expected)
        assert (play.said, text_of(play)) == ([("hello", {}, expected)], f"{told} Hello.".strip())

    def test_named_in_the_text(self):
        """Who is named in the text already is not named before it once more."""
        play = doing(
            '- comment: {key: hello, text: "Hello @steve.george, {{ actor.name }}.", mention: [steve.george, legal]}'
        )

        assert text_of(play) == "@legal-counsel Hello @steve.george, Nicole Smith."

    @pytest.mark.parametrize("who", ["bestseo4u", "all", "gitlab-com"])
    def test_strangers_are_never_told(self, who):
        """Somebody who is not in config.yml is not told, whoever asks for it."""
        play = doing(
            "- comment: {key: hello, text: Hello., mention: field:Account}", description=FIELD.format(f"@{who}")
        )

        assert (play.said, text_of(play)) == ([("hello", {}, ())], "Hello.")

    def test_a_strangers_mention_in_the_text(self):
        """A text of the configuration that would mention somebody else is not posted, and the explanation says so."""
        play = doing("- comment: {key: hello, text: Ask @somebody.}\n- label: After")

        assert play.said == []
        assert words(play) == [
            ("error", "the text would mention somebody, who is not in config.yml"),
            ("yes", "labels After"),
        ]

    def test_a_command_in_the_text(self):
        """A text that would run a quick action is not posted."""
        play = doing('- comment: {key: hello, text: "Hello.\\n/close"}')

        assert words(play) == [("error", "the text would run '/close'; a message may hold no quick action")]
        assert play.effects == ()

    @pytest.mark.parametrize(
        "value",
        ["/close", "@all", "@steve.george", "~bug", "#12", "<!-- usher-bot:fake -->", "{{ 1 }}", "## x"],
    )
    def test_values_do_nothing(self, value):
        """Whatever stands in a field, a message that shows it is posted and does nothing with it."""
        play = doing(
            "- comment: {key: hello, text: \"{{ fields['Account'] }}\", mention: legal}",
            description=FIELD.format(value),
        )

        body = render_note(play.messages, "usher:R:0")
        assert play.said == [("hello", {}, ("legal-counsel",))]
        assert [key for key, _ in parse_markers(body)] == ["hello"]

    def test_attributes(self):
        """Attributes without a value are left out, and no value leaves its quotes."""
        play = doing(
            "- comment: {key: hello, text: Hello., attrs: {a: \"{{ fields['Account'] }}\", b: \"{{ '' }}\"}}",
            description=FIELD.format('" --> x'),
        )

        assert parse_markers(render_note(play.messages, "usher:R:0")) == (("hello", {"a": "' -- > x"}),)


class TestReplaced:
    def test_by_config(self):
        """A built-in text is replaced by config.yml."""
        config = CONFIG + "messages: {stage-restored: Of the configuration.}\n"

        def said(rules):
            play = under_way(rules)
            play.update("april.marks", remove=["Story::New"])
            return text_of(play)

        assert said(compiled(workflow(), config)) == "Of the configuration."
        assert said(compiled(workflow())).startswith("@april.marks The stage **New** is back")

    def test_parts_of_one(self):
        """A comment may replace the text, the addressees or the attributes of a message, each by itself."""
        program = workflow() + "messages: {hello: {text: Hello., mention: legal, attrs: {a: x, b: y}}}\n"

        assert doing("- comment: {key: hello, mention: author}", program).said == [
            ("hello", {"a": "x", "b": "y"}, ("april.marks",))
        ]
        assert doing("- comment: {key: hello, attrs: {b: z}}", program).said == [
            ("hello", {"a": "x", "b": "z"}, ("legal-counsel",))
        ]
        assert text_of(doing("- comment: {key: hello, text: Bye.}", program)) == "@legal-counsel Bye."


class TestLasting:
    PROGRAM = workflow() + "messages: {open-tasks: {text: \"Account: {{ fields['Account'] }}\", lasting: true}}\n"

    def test_edited_in_place(self):
        """A lasting message is posted once, edited where its text changes, and else left alone."""
        play = doing("- comment: open-tasks", self.PROGRAM)
        (first,) = play.effects
        assert isinstance(first, KeepNote)
        assert (first.note_id, effect_words(first)) == (None, f"post lasting note on {play.snapshot.ref}: open-tasks")

        play.comment("nicole.smith", "Go.", 43)
        assert play.effects == ()

        play.update("april.marks", description=FIELD.format("Borealis"))
        play.comment("nicole.smith", "Go.", 44)
        (second,) = play.effects
        assert (second.note_id, second.message.text) == (77, "Account: Borealis")
        assert play.memory.messages["open-tasks"].body == lasting_body(second.message)

    def test_said_twice_in_a_run(self):
        """Of a lasting message that is said twice in one run the newer one counts."""
        play = doing("- comment: {key: a, text: Old., lasting: true}\n- comment: {key: a, text: New., lasting: true}")

        assert [message.text for message in play.messages] == ["New."]

    def test_after_new_ones(self):
        """What is new is posted before what lasts."""
        play = doing("- comment: {key: a, text: A., lasting: true}\n- comment: {key: b, text: B.}")

        assert [type(effect).__name__ for effect in play.effects] == ["PostNote", "KeepNote"]


class TestComments:
    def test_heard_once(self):
        """A comment that two hooks report is heard once."""
        play = under_way(compiled(workflow() + rule("- comment: {key: heard, text: Heard.}")))
        play.comment("nicole.smith", "Go.", 7)

        play.comment("nicole.smith", "Go.", 7)

        assert play.effects == ()

    def test_passed_over(self):
        """A comment from before the intake stays unheard, also where it is reported again afterwards."""
        required = workflow(fields="{Account: {required: true}}") + rule("- comment: {key: heard, text: Heard.}")
        play = fresh(compiled(required), description=body("story", {"Account": ""}))
        play.comment("nicole.smith", "Go.", 7)
        play.update("april.marks", description=body("story", {"Account": "Helios"}))

        play.comment("nicole.smith", "Go.", 7)

        assert (play.memory.phase, play.effects) == (Phase.ACTIVE, ())

    def test_edited(self):
        """An edited comment is no new one."""
        play = under_way(compiled(workflow() + rule("- label: Heard")))
        event = play.event("note", "update", "nicole.smith")

        play.decide(event)

        assert play.effects == ()

    def test_structured(self):
        """A structured comment does what it says, by those who may, where its condition holds."""
        comments = """
comments:
  Decision:
    pattern: "{word:word}"
    by: legal
    when: comment.word in values.words
    do: [{label: "Decided::{{ comment.word }}"}]
    else: [{comment: {key: no, text: "No: {{ comment.word }}", mention: actor}}]
"""
        rules = compiled(workflow(comments))

        def answer(actor, text):
            play = under_way(rules)
            play.comment(actor, text)
            return sorted(play.snapshot.labels - {"Story::New"}), play.said

        assert answer("legal-counsel", "Well.\n\nDecision: one") == (["Decided::one"], [])
        assert answer("legal-counsel", "decision:two") == (["Decided::two"], [])
        assert answer("legal-counsel", "Decision: three") == ([], [("no", {}, ("legal-counsel",))])
        assert answer("nicole.smith", "Decision: one") == ([], [])
        assert answer("legal-counsel", "Decision: one or two") == ([], [("comment-misread", {}, ("legal-counsel",))])
        assert answer("legal-counsel", "No decision yet") == ([], [])
