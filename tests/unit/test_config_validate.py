"""`automation.config.validate`, `wording` and `mend`: what a file may say, and words for the rest."""

from __future__ import annotations

import pytest

from automation.config.model import Config
from automation.config.program import Program
from automation.config.validate import validate
from automation.config.workflow import ManualClose, Workflow
from tests.unit.config_files import CONFIG, faults, workflow_faults

BOOLEAN = "Only true and false are booleans; yes, no, on and off are words."
WORKFLOW_KEYS = f"Allowed: {', '.join(Workflow.model_fields)}."
CONFIG_KEYS = f"Allowed: {', '.join(key for key in Config.model_fields if key != 'programs')}."

#: what the model says of the stage that closing means
MEANT = ManualClose.model_fields["to"].description


@pytest.mark.parametrize(
    ("workflow", "expected"),
    [
        pytest.param(
            "lables: [a]",
            [f"6:5: unknown key (got 'lables'). Did you mean 'labels'? {WORKFLOW_KEYS}"],
            id="a misspelt key",
        ),
        pytest.param("zzz: 1", [f"6:5: unknown key (got 'zzz'). {WORKFLOW_KEYS}"], id="a key like no other"),
        pytest.param(
            "on_reopen: {otherwise: x}",
            ["6:17: unknown key (got 'otherwise'). Allowed: by, to."],
            id="a key of the code is none of the file",
        ),
        pytest.param(
            "stage_label: S\nstages: {A: {}}\nmoves: [{from_: A, to: A}]",
            ["8:14: unknown key (got 'from_'). Did you mean 'from'? Allowed: from, to, by, if, gate, else."],
            id="a required key misspelt is one fault, not two",
        ),
        pytest.param(
            "unique_by: {unless: x}",
            ["6:16: the key 'key' is missing. key: One of the workflow's keys."],
            id="a key missing",
        ),
        pytest.param("form: yes", [f"6:11: this must be true or false (got 'yes'). {BOOLEAN}"], id="yes is a word"),
        pytest.param("form: 1", [f"6:11: this must be true or false (got '1'). {BOOLEAN}"], id="1 is a number"),
        pytest.param("title: 5", ["6:12: this must be text (got '5'). Put it in quotes."], id="a number for text"),
        pytest.param("title: true", ["6:12: this must be text (got 'true'). Put it in quotes."], id="true for text"),
        pytest.param("title: [a]", ["6:12: this must be text, not a list."], id="a list for text"),
        pytest.param("labels: a", ["6:13: this must be a list (got 'a')."], id="text for a list"),
        pytest.param("labels: [a, {}]", ["6:17: this must be text, not a mapping."], id="one item of a list"),
        pytest.param(
            "stages: [A]", ["6:13: this must be a mapping of keys to values, not a list."], id="a list for a mapping"
        ),
        pytest.param(
            "stage_label: S\nstages:\n  A:",
            ["8:9: this must be a mapping of keys to values, not nothing. Write {} where there is nothing to say."],
            id="nothing for a mapping",
        ),
        pytest.param(
            "confidential: alway",
            [
                (
                    "6:19: this is none of the allowed values (got 'alway'). Did you mean 'always'?"
                    " Allowed: always, optional, never."
                )
            ],
            id="a misspelt value",
        ),
        pytest.param(
            "confidential: 1",
            ["6:19: this is none of the allowed values (got '1'). Allowed: always, optional, never."],
            id="a value of another type",
        ),
        pytest.param(
            "on_manual_close: rejct",
            ["6:22: this is none of the allowed values (got 'rejct'). Did you mean 'reject'? Allowed: reject, accept."],
            id="a word where a mapping may stand too",
        ),
        pytest.param(
            "on_manual_close: {by: legal}",
            [f"6:22: the key 'to' is missing. to: {MEANT}"],
            id="a mapping where a word may stand too",
        ),
        pytest.param(
            "stage_label: S\nstages: {A: {due: 5}}",
            ["7:23: this must be text (got '5'). Put it in quotes."],
            id="neither of two shapes",
        ),
        pytest.param(
            "owner: {role: legal, people: nicole.smith}",
            ["6:12: give exactly one of people, role, table and field, not people and role."],
            id="a rule of the model itself",
        ),
        pytest.param(
            "on_intake: [{label: a, comment: b}]",
            ["6:17: an action is one name with its options, not label, comment."],
            id="two actions in one",
        ),
        pytest.param(
            "on_intake: label",
            ["6:16: this must be a mapping of keys to values (got 'label')."],
            id="an action without options",
        ),
    ],
)
def test_a_wrong_shape_is_said_in_words(tmp_path, workflow, expected):
    """Place, what must stand there, what stands there, and what to do."""
    assert workflow_faults(tmp_path, workflow) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[]", "1:1: this must be a mapping of keys to values, not a list.", id="a list"),
        pytest.param("x", "1:1: this must be a mapping of keys to values.", id="a word, which may be a secret"),
        pytest.param(
            "programs: {}",
            "1:1: programs are not written here (got 'programs')."
            " Write each program into a file of its own, and name the files under include:.",
            id="programs in config.yml",
        ),
        pytest.param(
            "member_access_levl: 20",
            f"1:1: unknown key (got 'member_access_levl'). {CONFIG_KEYS}",
            id="an unknown key",
        ),
        pytest.param("templates: [x]", "1:12: this must be text, not a list.", id="a list for a folder"),
        pytest.param("spam_links: many", "1:13: this must be a whole number (got 'many').", id="no number"),
    ],
)
def test_config_yml_of_a_wrong_shape(tmp_path, text, expected):
    """The same words for config.yml, without values where secrets may stand."""
    assert faults(tmp_path, {"config.yml": text}) == [f"config.yml:{expected}"]


def test_nothing_is_a_list_of_nothing(tmp_path):
    """A key without a value, where a word or a list belongs, names nobody."""
    assert workflow_faults(tmp_path, "on_reopen:\n  by:\non_intake:") == []


def test_a_program_needs_its_name(tmp_path):
    """An empty program file says what it lacks."""
    assert faults(tmp_path, {"config.yml": CONFIG, "programs/a.yml": ""}) == [
        "programs/a.yml:1:1: the key 'program' is missing. program: Name of the program."
    ]


def test_text_from_the_environment_counts_as_what_it_reads_as(tmp_path):
    """In config.yml the text 5 is a number where one belongs, since variables are text; in programs it is text."""
    assert validate(Config, {"spam_links": "5"}, strict=False).part == Config(spam_links=5)
    assert [problem.message for problem in validate(Program, {"program": 5}, strict=True).problems] == [
        "this must be text"
    ]


@pytest.mark.parametrize(
    ("data", "mended"),
    [
        pytest.param({"program": "P", "descriptoin": "d"}, {"program": "P", "description": "d"}, id="a key renamed"),
        pytest.param({"program": "P", "zzz": 1}, {"program": "P"}, id="a key left out"),
        pytest.param({"zzz": 1}, {"program": ""}, id="a required text left empty"),
        pytest.param({"program": "P", "description": 5}, {"program": "P"}, id="a default in its place"),
        pytest.param(
            {"program": "P", "rules": [5, {"name": "R", "on": "x", "do": []}]},
            {
                "program": "P",
                "rules": [{"name": "", "on": [], "do": []}, {"name": "R", "on": ["x"], "do": []}],
            },
            id="an item emptied, so that the others keep their places",
        ),
        pytest.param(
            {"program": "P", "rules": {"name": "R", "on": "x", "do": [{"a": 1, "b": 2}]}},
            {"program": "P", "rules": [{"name": "R", "on": ["x"], "do": [{"label": "Topic::Cloud"}]}]},
            id="an example for what cannot be empty",
        ),
        pytest.param(
            {"program": "P", "workflows": {"w": {"project": 5, "template": "T", "stages": {"A": 5}}}},
            {"program": "P", "workflows": {"w": {"project": "", "template": "T", "stages": {"A": {}}}}},
            id="names stay, whatever is wrong below them",
        ),
        pytest.param(
            {"program": "P", "rules": [{"name": "R", "on": "x", "do": [{"a": 1, "b": 2}, {"lock": True}, {}]}]},
            {
                "program": "P",
                "rules": [
                    {
                        "name": "R",
                        "on": ["x"],
                        "do": [{"label": "Topic::Cloud"}, {"lock": True}, {"label": "Topic::Cloud"}],
                    }
                ],
            },
            id="two wrong items leave the right one its place",
        ),
        pytest.param([], {"program": ""}, id="nothing right at all"),
    ],
)
def test_the_rest_of_a_faulty_file_can_be_looked_at(data, mended):
    """What is wrong is taken out of the model, as little as possible, and the data given is left alone."""
    before = repr(data)

    found = validate(Program, data, strict=True)

    assert found.part == Program.model_validate(mended)
    assert found.problems
    assert repr(data) == before
