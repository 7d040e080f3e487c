"""Broken programs: every mistake is named with file, line, what is written and what would be right."""

from __future__ import annotations

import pytest
import yaml

from automation.decide.happenings import TRIGGERS
from automation.decide.momentary import MOMENTARY
from automation.decide.vocabulary import WORDS
from tests.play import ROOT, shipped
from tests.small import CONFIG, TEMPLATE, compiled, faults, rule, workflow

ACTIONS = (
    "assign, close, comment, confidential, due, invite, label, link, lock, milestone, move, notify, open_issue, own, "
    "react, record, remember, reopen, report, send, stage, sweep, tick, title, unassign, unlabel, when"
)
AT = "programs/stories.yml"


def found(root, program, template=TEMPLATE):
    """The faults of a program, without the name of its file."""
    return [fault.removeprefix(f"{AT}:") for fault in faults(program, root, template=template)]


class TestActions:
    @pytest.mark.parametrize(
        ("action", "expected"),
        [
            pytest.param(
                "lable: Hot",
                ["16:9: there is no such action (got 'lable'). Did you mean 'label'? Actions: " + ACTIONS + "."],
                id="unknown action",
            ),
            pytest.param(
                "comment: {key: x, txt: Hello.}",
                ["16:27: unknown key (got 'txt'). Did you mean 'text'?"],
                id="unknown option",
            ),
            pytest.param(
                "invite: {email: a@b.example}",
                ["16:17: give either group or project"],
                id="a place to invite to is missing",
            ),
            pytest.param(
                "react: thumbs up",
                [
                    (
                        "16:16: this has characters that do not belong here (got 'thumbs up'). "
                        "Name of the emoji without colons: only small letters, digits, _, + and -."
                    )
                ],
                id="no emoji",
            ),
            pytest.param("close: false", ["16:16: this is none of the allowed values (got 'false'). Allowed: true."]),
            pytest.param(
                "comment: nothing",
                ["16:18: there is no message 'nothing' (got 'nothing'). Add it under `messages:`."],
                id="unknown message",
            ),
            pytest.param(
                "stage: Doin",
                ["16:16: story has no stage 'Doin' (got 'Doin'). Stages are New, Doing, Done."],
                id="unknown stage",
            ),
            pytest.param(
                "move: nowhere",
                ["16:15: there is no project 'nowhere' in config.yml (got 'nowhere')."],
                id="unknown project",
            ),
            pytest.param(
                "when: {if: stage == 'New', do: [{lable: Hot}]}",
                ["16:42: there is no such action (got 'lable'). Did you mean 'label'? Actions: "],
                id="unknown action within when",
            ),
            pytest.param(
                "when: {if: stag, do: [{lable: Hot}, {when: {if: x, else: {react: A B}}}], else: [{lock: maybe}, 5]}",
                [
                    "16:32: there is no such action (got 'lable')",
                    "16:74: this has characters that do not belong here (got 'A B')",
                    "16:97: this must be true or false (got 'maybe')",
                    "16:105: this must be a mapping of keys to values",
                ],
                id="several within when",
            ),
        ],
    )
    def test_faults(self, tmp_path, action, expected):
        """An action is known, its options are right, and what they name is there."""
        got = found(tmp_path, workflow() + rule(f"- {action}"))

        assert len(got) == len(expected)
        assert [fault[: len(words)] for fault, words in zip(got, expected, strict=True)] == expected

    def test_every_one(self, tmp_path):
        """All mistakes are named at once, in the order of the file, those beside an unknown action too."""
        program = workflow(title='"{{ stag }}"', on_intake="[{lable: Hot}]")
        program += rule('- reakt: tada\n- label: "{{ stag }}"')

        assert [fault.partition(": ")[0] for fault in found(tmp_path, program)] == ["10:12", "11:18", "17:9", "18:16"]


class TestConditions:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param(
                "when: stag == 'New'",
                "there is no 'stag' (got \"stag == 'New'\"). Did you mean 'stage'?",
                id="unknown name, near spelling",
            ),
            pytest.param(
                "when: fields['Acount']",
                "there is no 'Acount' (got \"fields['Acount']\"). Did you mean 'Account'?",
                id="unknown field, near spelling",
            ),
            pytest.param("when: stage ==", None, id="cannot be read"),
            pytest.param("when: comment.word == 'x'", None, id="a name of structured comments in a rule"),
            pytest.param("when: from_stage == 'New'", None, id="a name of stage entries in a rule"),
        ],
    )
    def test_rules(self, tmp_path, text, expected):
        """A condition that names something unknown is found when the configuration is loaded."""
        program = workflow() + rule("- lock: true", when=text.removeprefix("when: "))

        (fault,) = found(tmp_path, program)
        place, _, words = fault.partition(": ")
        assert place == "15:11"
        assert expected is None or words == expected

    @pytest.mark.parametrize(
        ("spec", "place"),
        [
            pytest.param({"moves": "[{from: New, to: Doing, by: advocacy, if: stag}]"}, "10:54", id="gate"),
            pytest.param(
                {"moves": "[{from: New, to: Doing, if: stage, else: '{{ stag }}'}]"}, "10:53", id="gate's words"
            ),
            pytest.param({"derive_stage": "[{stage: Doing, when: stag}]"}, "11:41", id="derived stage"),
            pytest.param({"owner": "{role: legal, where: persn.region}"}, "11:33", id="owner's condition"),
            pytest.param({"owner": "{table: channel_sa, by: regon}"}, "11:36", id="owner's row"),
            pytest.param({"owner": "{field: Region, else: {role: legal, where: stag}}"}, "11:55", id="other owner"),
            pytest.param({"service_level": "{escalate_to: {role: legal, where: stag}}"}, "11:55", id="escalation"),
            pytest.param(
                {"keys": "{a: {fields: [Account]}}", "unique_by": "{key: a, unless: stag}"}, "12:33", id="unless"
            ),
            pytest.param(
                {"comments": "{Go: {pattern: '{a:word}', when: coment.a, do: [{lock: true}]}}"}, "11:48", id="comment"
            ),
            pytest.param({"title": '"{{ stag }}"'}, "10:12", id="title"),
        ],
    )
    def test_workflows(self, tmp_path, spec, place):
        """The same for every condition of a workflow."""
        (fault,) = found(tmp_path, workflow(**spec))

        assert fault.startswith(f"{place}: there is no ")

    @pytest.mark.parametrize(
        "spec",
        [
            pytest.param(
                {"comments": "{Go: {pattern: '{a:word}', when: comment.a, do: [{lock: true}]}}"}, id="comment"
            ),
            pytest.param(
                {"stages": '{New: {on_enter: [{label: "From {{ from_stage }}"}]}}', "moves": "[]"}, id="entry"
            ),
            pytest.param({"owner": "{role: legal, where: person.region == ''}"}, id="person"),
        ],
    )
    def test_names_of_the_moment(self, tmp_path, spec):
        """Names that exist in some places only may be used there."""
        assert found(tmp_path, workflow(**spec)) == []


class TestTriggers:
    @pytest.mark.parametrize(
        ("trigger", "right"),
        [
            *(pytest.param(name, True, id=name) for name in sorted(set(TRIGGERS) - {"message"})),
            pytest.param("message.ended", True, id="a message of the configuration"),
            pytest.param("label.added(Topic::*)", True, id="with a pattern"),
            pytest.param("label.aded", False, id="misspelt"),
            pytest.param("Label Added", False, id="no name at all"),
            pytest.param("label.added(", False, id="half a pattern"),
        ],
    )
    def test_known(self, tmp_path, trigger, right):
        """A trigger has a name that there is."""
        got = found(tmp_path, workflow() + rule("- lock: true", on=f'"{trigger}"'))

        remedy = f"Triggers are {', '.join(TRIGGERS)}."
        assert got == ([] if right else [f"13:10: there is no such trigger (got {trigger!r}). {remedy}"])


class TestMessages:
    @pytest.mark.parametrize(
        ("entry", "expected"),
        [
            pytest.param("Hello {{ actor.name }}.", [], id="known names"),
            pytest.param('{text: Hello., attrs: {a: "{{ of }} {{ due }}"}}', [], id="names of the moment"),
            pytest.param(
                '{text: "Hello {{ actr.name }} {{ stag }}."}',
                ["12:17: nothing is called actr, stag here (got 'Hello {{ actr.name }} {{ stag }}.')."],
                id="unknown names in the text",
            ),
            pytest.param(
                '{text: Hello., attrs: {a: "{{ stag }}"}}',
                ["12:36: nothing is called stag here (got '{{ stag }}')."],
                id="unknown names in an attribute",
            ),
        ],
    )
    def test_names(self, tmp_path, entry, expected):
        """A message names only what there is somewhere."""
        assert found(tmp_path, workflow() + f"messages:\n  hello: {entry}\n") == expected

    @pytest.mark.parametrize("text", ["Hello {{ actor.name", "{% if stage %}Hello", "{{ 'x' | nofilter }}"])
    def test_cannot_be_read(self, tmp_path, text):
        """A text that cannot be read is a fault like any other."""
        (fault,) = found(tmp_path, workflow() + f'messages:\n  hello: {{text: "{text}"}}\n')

        assert fault.startswith("12:17: ")

    def test_of_the_configuration(self, tmp_path):
        """Texts of config.yml that replace built-in ones are held to the same."""
        config = CONFIG + "messages:\n  stage-restored: Back at {{ stag }}.\n"

        assert faults(workflow(), tmp_path, config) == [
            "config.yml:18:19: nothing is called stag here (got 'Back at {{ stag }}.')."
        ]

    def test_own_filters(self, tmp_path):
        """The filters of the configuration are known in messages."""
        text = "messages: {hello: \"{{ fields['Account'] | company }}\"}\n"

        assert found(tmp_path, workflow() + text) == []


class TestTemplates:
    @pytest.mark.parametrize(
        ("template", "expected"),
        [
            pytest.param("# Story\n\n{{ nothing }}\n", "Story.md:3:1: there is no 'nothing'.", id="unknown name"),
            pytest.param(
                "# Story\n{{ blank | nofilter }}\n",
                "Story.md:2:1: 'Story' cannot be read: No filter named 'nofilter'.",
                id="cannot be read",
            ),
            pytest.param(
                "{% import '_macros.md.j2' as m %}",
                "_macros.md.j2:2:1: '_macros.md.j2' cannot be read: expected token 'name', got '%'.",
                id="macros that cannot be read",
            ),
            pytest.param("\n{% import 'x' as m %}", "Story.md:2:1: there is no template 'x'.", id="unknown template"),
        ],
    )
    def test_fails(self, tmp_path, template, expected):
        """A template that cannot be filled in is a fault in its file and line, whatever uses it."""
        folder = tmp_path / "issue_templates"
        folder.mkdir()
        (folder / "_macros.md.j2").write_text("# Macros\n{% macro f( %}{% endmacro %}\n", encoding="utf-8")

        assert faults(workflow(), tmp_path, template=template) == [f"issue_templates/{expected}"]


class TestCompiled:
    def test_rules_by_trigger(self):
        """Rules are found by their trigger, in the order of the file, once each, without those switched off."""
        program = workflow() + (
            "rules:\n"
            "  - {name: B, on: [note.created, label.added(a), label.added(b)], do: [{lock: true}]}\n"
            "  - {name: A, on: note.created, workflow: story, project: open, do: [{lock: true}]}\n"
            "  - {name: Off, on: note.created, enabled: false, do: [{lock: true}]}\n"
        )
        rules = compiled(program)

        assert {name: [rule.name for rule in known] for name, known in rules.rules.items()} == {
            "note.created": ["B", "A"],
            "label.added": ["B"],
        }
        assert rules.rule_names() == ("B", "A")
        (_, one) = rules.rules["note.created"]
        assert (one.workflows, one.projects) == ({"story"}, {"gitlab-com/marketing/open"})

    def test_shipped(self):
        """Every workflow that the programs that ship write is there."""
        files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / "programs").glob("*.yml")]

        assert sorted(shipped().workflows) == sorted(key for found in files for key in found["workflows"])

    def test_digest(self):
        """What decides is in the digest, and what does not is not."""
        assert compiled(workflow()).digest == compiled(workflow() + "# a remark\n").digest
        assert compiled(workflow()).digest != compiled(workflow(labels="[x]")).digest

    def test_every_name_has_a_place(self):
        """No name is explained both as one for all places and as one for some, but for `person`."""
        assert set(WORDS) & set(MOMENTARY) == {"person"}
