"""Every check of `usher check` finds its mistake where it is, and nothing in the programs that ship."""

from __future__ import annotations

import pytest

from automation.config.load import load_config
from automation.decide.compile import compile_config
from automation.lint.checks import CHECKS
from automation.lint.walk import all_actions
from automation.lint.warnings import warn
from tests.play import ROOT, shipped
from tests.small import TEMPLATE, compiled, loaded, rule, workflow

AT = "programs/stories.yml"
RULE = "rules:\n  - {name: One, on: note.created, do: [{label: Size::S}]}\n"


def warnings(root, program, template=TEMPLATE):
    """The warnings of a program, in words, without the name of its file."""
    found = loaded(program, root, template=template)
    return [str(one).removeprefix(f"{AT}:") for one in warn(found, compile_config(found), CHECKS)]


class TestStages:
    def test_unreachable(self, tmp_path):
        """A stage to which nothing leads is named."""
        program = workflow(
            stages="{New: {}, Doing: {}, Lost: {closed: true}}", moves="[{from: [New, Doing], to: Doing}]"
        )

        assert warnings(tmp_path, program) == ["9:40: nothing leads to Lost [unreachable-stage]"]

    @pytest.mark.parametrize(
        "spec",
        [
            pytest.param({"initial": "Lost"}, id="the first stage"),
            pytest.param({"on_reopen": "{by: advocacy, to: Lost}"}, id="reopening"),
            pytest.param({"on_manual_close": "{by: advocacy, to: Lost}"}, id="closing"),
            pytest.param({"on_manual_close": "{by: advocacy, to: Doing, author_to: Lost}"}, id="the author's closing"),
            pytest.param({"derive_stage": "[{stage: Lost, when: issue.confidential}]"}, id="derived"),
            pytest.param({"on_intake": "[{when: {if: issue.confidential, do: [{stage: Lost}]}}]"}, id="an action"),
        ],
    )
    def test_reached_otherwise(self, tmp_path, spec):
        """A stage may also be reached without a move."""
        moves = "[{from: [New, Lost], to: Doing}, {from: Doing, to: New}]"
        program = workflow(stages="{New: {}, Doing: {}, Lost: {}}", moves=moves, **spec)

        assert warnings(tmp_path, program) == []

    def test_dead_end(self, tmp_path):
        """An open stage that nothing leaves is named."""
        program = workflow(stages="{New: {}, Doing: {}}", moves="[{from: New, to: Doing, by: advocacy}]")

        assert warnings(tmp_path, program) == ["9:30: Doing is open and no move leads out of it [dead-end]"]

    @pytest.mark.parametrize(
        "spec",
        [
            pytest.param({"on_manual_close": "{by: advocacy, to: Done}"}, id="closing by hand"),
            pytest.param({"derive_stage": "[{stage: Doing, when: issue.confidential}]"}, id="derived"),
        ],
    )
    def test_left_otherwise(self, tmp_path, spec):
        """A stage may also be left without a move."""
        stages = "{New: {}, Doing: {}, Done: {closed: true}}"
        program = workflow(stages=stages, moves="[{from: New, to: [Doing, Done], by: advocacy}]", **spec)

        assert warnings(tmp_path, program) == []

    def test_no_way_back(self, tmp_path):
        """A holding stage from which nothing returns is named."""
        program = workflow(
            stages="{New: {}, Wait: {holds: true}, Done: {closed: true}}",
            moves="[{from: New, to: Wait}, {from: Wait, to: Done}]",
        )

        assert warnings(tmp_path, program) == [
            "9:29: Wait holds issues, and no move from it leads to HELD_FROM [no-way-back]"
        ]


class TestMessages:
    def test_unused(self, tmp_path):
        """A message that nothing says is named; one within `when` is said."""
        program = workflow(on_intake="[{when: {if: stage, else: [{comment: said}]}}]")
        program += "messages:\n  said: Hello.\n  unsaid: Bye.\n"

        assert warnings(tmp_path, program) == ["14:11: nothing says unsaid [unused-message]"]

    def test_unheard(self, tmp_path):
        """A message to other issues to which no rule reacts is named."""
        program = workflow() + rule('- send: {event: ended, to: "{{ origin }}"}')

        assert warnings(tmp_path, program) == ["16:15: no rule has `on: message.ended` [unheard]"]

    def test_never_sent(self, tmp_path):
        """A rule that waits for what nothing sends is named, unless it is switched off."""
        program = workflow() + "rules:\n  - {name: One, on: [note.created, message.ended], do: [{lock: true}]}\n"

        assert warnings(tmp_path, program) == ["12:21: nothing sends message.ended [never-sent]"]
        assert warnings(tmp_path, program.replace("name: One,", "name: One, enabled: false,")) == []

    def test_heard(self, tmp_path):
        """What is sent and heard is right."""
        program = workflow() + rule('- send: {event: ended, to: "{{ origin }}"}')
        program += "  - {name: Two, on: message.ended, do: [{lock: true}]}\n"

        assert warnings(tmp_path, program) == []


class TestContradiction:
    @pytest.mark.parametrize(
        ("other", "clash"),
        [
            pytest.param("on: note.created, do: [{label: Size::M}]", True, id="another label of the scope"),
            pytest.param("on: note.created, do: [{label: Size::S}]", False, id="the same label"),
            pytest.param("on: note.created, do: [{label: Colour::M}]", False, id="another scope"),
            pytest.param("on: timer, do: [{label: Size::M}]", False, id="another trigger"),
            pytest.param(
                "on: note.created, when: issue.is_open, do: [{label: Size::M}]", False, id="another condition"
            ),
            pytest.param('on: note.created, do: [{label: "Size::{{ stage }}"}]', False, id="a label that is not known"),
        ],
    )
    def test_rules(self, tmp_path, other, clash):
        """Two rules that set different labels of one scope at the same time are named."""
        program = workflow() + RULE + f"  - {{name: Two, {other}}}\n"

        words = "on note.created it sets another Size:: label than the rule 'One' does [contradiction]"
        assert warnings(tmp_path, program) == ([f"13:5: {words}"] if clash else [])


class TestConfidentialLeak:
    PUBLIC = """\
  open-story:
    project: open
    template: Story
    confidential: {confidential}
    fields: {{Account: {{}}, Region: {{}}}}
"""

    @pytest.mark.parametrize(
        ("confidential", "fields", "leaks"),
        [
            pytest.param("never", "{Account: x}", True, id="into a public project"),
            pytest.param("optional", "{Account: x}", True, id="which may be hidden"),
            pytest.param("always", "{Account: x}", False, id="which is hidden"),
            pytest.param("never", "{}", False, id="without fields"),
        ],
    )
    def test_open_issue(self, tmp_path, confidential, fields, leaks):
        """Fields of a confidential workflow that go where everybody reads are named."""
        action = f"[{{open_issue: {{workflow: open-story, fields: {fields}}}}}]"
        program = workflow(confidential="always", on_intake=action) + self.PUBLIC.format(confidential=confidential)

        found = [line for line in warnings(tmp_path, program) if "[confidential-leak]" in line]
        words = "story is always confidential, and open-story is opened for all to read [confidential-leak]"
        assert found == ([f"12:30: {words}"] if leaks else [])

    def test_rule(self, tmp_path):
        """The same for a rule of the confidential workflow."""
        program = workflow(confidential="always") + self.PUBLIC.format(confidential="never")
        program += rule("- open_issue: {workflow: open-story, fields: {Account: x}}")

        assert [line.partition(": ")[0] for line in warnings(tmp_path, program) if "[confidential-leak]" in line] == [
            "22:21"
        ]


class TestPublicForm:
    @pytest.mark.parametrize(
        ("spec", "warned"),
        [
            pytest.param({"project": "open", "form": "{title: Tell us}"}, True, id="a page into a public project"),
            pytest.param(
                {"project": "open", "form": "{title: Tell us}", "confidential": "always"}, False, id="that is hidden"
            ),
            pytest.param({"form": "{title: Tell us}"}, False, id="into a private project"),
            pytest.param({"project": "open", "form": "true"}, False, id="from programs of ours"),
        ],
    )
    def test_page(self, tmp_path, spec, warned):
        """A page whose answers everybody can read is named."""
        found = [line for line in warnings(tmp_path, workflow(**spec)) if "[public-form]" in line]
        words = "what people write there can be read by all; give story `confidential: always` [public-form]"
        assert [line.partition(": ")[2] for line in found] == [words] * warned


class TestLabelFromField:
    @pytest.mark.parametrize(
        ("action", "warned"),
        [
            pytest.param("label: \"{{ fields['Account'] }}\"", True, id="a field"),
            pytest.param('label: [Fixed, "{{ issue.title }}"]', True, id="among others"),
            pytest.param("label: \"{% if stage %}{{ fields['Account'] }}{% endif %}\"", True, id="in a statement"),
            pytest.param(
                "open_issue: {workflow: story, labels: \"{{ fields['Account'] }}\"}", True, id="of a new issue"
            ),
            pytest.param("label: \"Account-{{ fields['Account'] }}\"", False, id="behind a prefix"),
            pytest.param('label: "{{ quarter }}"', False, id="what nobody writes"),
            pytest.param('label: "{{ values.words[0] }}"', False, id="a constant"),
        ],
    )
    def test_actions(self, tmp_path, action, warned):
        """A label that begins with what people write is named where it is set."""
        found = [line for line in warnings(tmp_path, workflow() + rule(f"- {action}")) if "[label-from-field]" in line]

        assert [line.partition(": ")[0] for line in found] == (["16:16" if "open" not in action else "16:21"] * warned)


class TestTemplates:
    def test_field_is_missing(self, tmp_path):
        """A field that the template does not ask for is named where it is defined."""
        template = "<!-- program: story -->\n- **Account:** {{ fields['Account'] }}\n"

        assert warnings(tmp_path, workflow(), template) == [
            "8:35: the template Story has no field 'Region' [field-not-in-template]"
        ]

    @pytest.mark.parametrize("first", ["", "<!-- program: other -->\n"])
    def test_marker(self, tmp_path, first):
        """A template with the marker of another workflow, or none, is named where it is used."""
        template = first + TEMPLATE.partition("\n")[2]

        assert warnings(tmp_path, workflow(), template) == [
            "5:15: the template Story does not begin with the marker of story [wrong-program]"
        ]


class TestAll:
    def test_shipped(self):
        """The programs that ship have nothing to complain about."""
        found = load_config(ROOT / "config.yml", {})

        assert warn(found, shipped(), CHECKS) == []

    def test_names(self):
        """The name of a warning is that of its check, and the reference page has each of them."""
        page = (ROOT / "docs/reference/lint.md").read_text(encoding="utf-8")

        assert [check.__name__ for check in CHECKS if check.__name__.replace("_", "-") not in page] == []

    def test_sorted_and_once(self, tmp_path):
        """Warnings come in the order of the file, each once, also as data."""
        program = workflow(stages="{New: {}, Doing: {}, Lost: {}}", moves="[{from: New, to: Doing}]")
        found = loaded(program, tmp_path)

        warned = warn(found, compile_config(found), [*CHECKS, *CHECKS])

        assert [str(one) for one in warned] == [
            f"{AT}:9:30: Doing is open and no move leads out of it [dead-end]",
            f"{AT}:9:40: Lost is open and no move leads out of it [dead-end]",
            f"{AT}:9:40: nothing leads to Lost [unreachable-stage]",
        ]
        assert warned[0].as_json() == {
            "file": AT,
            "line": 9,
            "column": 30,
            "name": "dead-end",
            "message": "Doing is open and no move leads out of it",
        }

    def test_walk(self):
        """Every action is found with its place, those within `when` and in comments included."""
        comments = "{Go: {pattern: '{a:word}', do: [{lock: true}], else: [{lock: false}]}}"
        spec = {"comments": comments, "on_intake": "[{when: {if: stage, do: [{close: true}], else: [{reopen: true}]}}]"}
        stages = "{New: {on_enter: [{label: A}], on_exit: [{label: B}]}, Done: {closed: true}}"
        moves = "[{from: New, to: Done}]"
        rules = compiled(workflow(stages=stages, moves=moves, **spec) + rule("- react: tada"))
        top = ("programs", "stories", "workflows", "story")

        assert [trail for trail, _ in all_actions(rules)] == [
            (*top, "on_intake", 0, "when"),
            (*top, "on_intake", 0, "when", "do", 0, "close"),
            (*top, "on_intake", 0, "when", "else", 0, "reopen"),
            (*top, "stages", "New", "on_enter", 0, "label"),
            (*top, "stages", "New", "on_exit", 0, "label"),
            (*top, "comments", "Go", "do", 0, "lock"),
            (*top, "comments", "Go", "else", 0, "lock"),
            ("programs", "stories", "rules", 0, "do", 0, "react"),
        ]
