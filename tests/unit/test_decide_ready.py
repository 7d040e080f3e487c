"""Every fault of files, names and actions is reported in one go, and none that only follows from another."""

from __future__ import annotations

import pytest

from automation.config.faults import ConfigFaults
from automation.decide.ready import make_ready
from tests.small import CONFIG, TEMPLATE, rule, workflow, written

AT = "programs/stories.yml"
#: an action that there is not, a condition that cannot be evaluated, and a trigger that there is not
RULE = rule('- lable: Hot\n- label: "{{ stag }}"', on="label.aded", when="fields['Acount'] == limt")
RULE_FAULTS = ["trigger", "condition", "unknown-action", "text"]


def codes(root, program, config=CONFIG, template=TEMPLATE):
    """The codes of all faults, in the order of the files."""
    with pytest.raises(ConfigFaults) as refused:
        make_ready(written(program, root, config, template), {})
    return [fault.code for fault in refused.value.faults]


class TestAtOnce:
    @pytest.mark.parametrize(
        ("spec", "config", "expected"),
        [
            pytest.param({"owner": "{role: nobody}"}, CONFIG, ["unknown-name"], id="a name"),
            pytest.param({"form": "maybe"}, CONFIG, ["wrong-type"], id="a value"),
            pytest.param({"titel": "Hello"}, CONFIG, ["unknown-key"], id="a misspelt key"),
            pytest.param({"project": "nowhere"}, CONFIG, ["unknown-name"], id="the project"),
            pytest.param({"stages": "{New: {due: soon}, Doing: 5, Done: {}}"}, CONFIG, ["invalid", "wrong-type"]),
            pytest.param({}, CONFIG + "lables: {}\n", ["unknown-key"], id="a key of config.yml"),
            pytest.param({}, CONFIG.replace("2027-01-15", "someday"), ["invalid"], id="a word of config.yml"),
            pytest.param({}, CONFIG + "needs_info_due: soon\n", ["invalid"], id="a setting of config.yml"),
        ],
    )
    def test_beside(self, tmp_path, spec, config, expected):
        """A fault of a name or value hides none of actions, conditions, texts and triggers."""
        assert codes(tmp_path, workflow(**spec) + RULE, config) == [*expected, *RULE_FAULTS]

    def test_beside_an_action(self, tmp_path):
        """An action that is no action hides none of those beside it."""
        program = workflow() + rule('- {label: A, lock: true}\n- lable: Hot\n- label: "{{ stag }}"')

        assert codes(tmp_path, program) == ["invalid", "unknown-action", "text"]

    def test_beside_a_schedule(self, tmp_path):
        """Times that cannot be read hide no fault of the actions."""
        program = workflow() + "schedules:\n  - {name: S, rrule: x, at: '25:00', do: [{lable: Hot}]}\n"

        assert codes(tmp_path, program) == ["invalid", "invalid", "unknown-action"]

    def test_beside_a_template(self, tmp_path):
        """A template that cannot be read hides nothing either."""
        program = workflow(owner="{role: nobody}") + RULE

        assert codes(tmp_path, program, template="{{ x") == ["template", "unknown-name", *RULE_FAULTS]


class TestFollowing:
    @pytest.mark.parametrize(
        ("program", "config", "expected"),
        [
            pytest.param(
                workflow(fields="[Account]", title="\"{{ fields['Account'] }}\"")
                + rule("- label: x", when="fields['Region']"),
                CONFIG,
                ["wrong-type"],
                id="fields",
            ),
            pytest.param(workflow(stages="[New]") + rule("- stage: Doing"), CONFIG, ["wrong-type"], id="stages"),
            pytest.param(workflow(on_intake="[{comment: hello}]") + "messages: 5\n", CONFIG, ["wrong-type"]),
            pytest.param(
                workflow(title='"{{ values.limit }}"'),
                CONFIG.replace("{limit: 3, words: [one, two]}", "none"),
                ["wrong-type"],
                id="values",
            ),
            pytest.param(
                workflow(on_intake="[{move: open}]"),
                CONFIG.replace("projects:", "bauten:"),
                ["unknown-key"],
                id="projects under a key that is none",
            ),
            pytest.param(
                workflow() + rule("- label: x", workflow="storry", when="fields['Region'] == stage"),
                CONFIG,
                ["unknown-name"],
                id="the workflow of a rule",
            ),
            pytest.param(workflow(people="[") + RULE, CONFIG, ["unreadable"], id="a file that cannot be read"),
        ],
    )
    def test_silent(self, tmp_path, program, config, expected):
        """What names something that a fault took away is no fault of its own."""
        assert codes(tmp_path, program, config) == expected

    def test_once(self, tmp_path):
        """The same place is complained about once."""
        program = workflow(template="Stroy", moves="[{from: New, to: Doign, by: advocacy}]")

        assert codes(tmp_path, program) == ["unknown-name", "unknown-name"]
