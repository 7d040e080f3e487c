"""`automation.config.checks`: every name exists, every value is understood."""

from __future__ import annotations

import pytest

from tests.unit.config_files import CONFIG, faults, workflow_faults

PEOPLE = "advocacy, advocacy-lead, legal, channel-sa, nicole.smith, legal-counsel, sa-emea"
STAGES = "stage_label: Story\nstages: {Vetting: {}, On Hold: {holds: true}, Published: {closed: true}}\n"
NO_STAGE = "there is no stage of this name (got 'Vettng'). Did you mean 'Vetting'? Known: Vetting, On Hold, Published."
DUES = "Write 5 working days, 90 days, quarter end, keep or none."


@pytest.mark.parametrize(
    ("workflow", "expected"),
    [
        pytest.param(STAGES + "initial: Vettng", [f"8:14: {NO_STAGE}"], id="initial"),
        pytest.param(STAGES + "moves: [{from: Vettng, to: Published}]", [f"8:20: {NO_STAGE}"], id="moves, from"),
        pytest.param(
            STAGES + "moves: [{from: Vetting, to: [Published, Vettng]}]", [f"8:45: {NO_STAGE}"], id="moves, to"
        ),
        pytest.param(STAGES + "derive_stage: [{stage: Vettng}]", [f"8:28: {NO_STAGE}"], id="derive_stage"),
        pytest.param(STAGES + "on_reopen: {to: Vettng}", [f"8:21: {NO_STAGE}"], id="on_reopen"),
        pytest.param(
            STAGES + "on_manual_close: {to: Vettng, author_to: Vettng}",
            [f"8:27: {NO_STAGE}", f"8:46: {NO_STAGE}"],
            id="on_manual_close, both",
        ),
        pytest.param(STAGES + "moves: [{from: On Hold, to: HELD_FROM}]", [], id="back from a holding stage"),
        pytest.param(
            STAGES + "moves: [{from: [On Hold, Vetting], to: HELD_FROM}]",
            [
                (
                    "8:44: only a holding stage remembers where the issue came from (got 'HELD_FROM')."
                    " Give the stage in `from` the line `holds: true`, or name the stage to go to."
                )
            ],
            id="back from any other stage",
        ),
        pytest.param(
            "stages: {Vetting: {}}",
            [
                (
                    "6:5: stages need a stage_label (got 'stages')."
                    " Add it: with stage_label: Story the stage Drafting is the label Story::Drafting."
                )
            ],
            id="stages without a label",
        ),
        pytest.param(
            "stage_label: Story",
            ["6:18: there are no stages (got 'Story'). Add stages, or remove stage_label."],
            id="a label without stages",
        ),
        pytest.param(
            "stage_label: 'Story::'\nstages: {Vetting: {}}",
            [
                (
                    "6:18: this is no label scope (got 'Story::')."
                    " Write Story for the labels Story::Drafting and Story::Published."
                )
            ],
            id="a label that is no scope",
        ),
        pytest.param(
            "stage_label: Story\nstages: {'Asked, twice': {}}",
            [
                (
                    "7:14: GitLab takes no comma in the name of a label (got 'Asked, twice')."
                    " Write several labels as a list, or the name without it."
                )
            ],
            id="a stage with a comma",
        ),
    ],
)
def test_stages(tmp_path, workflow, expected):
    """A stage is named only where there is one, and the way back only where it leads somewhere."""
    assert workflow_faults(tmp_path, workflow) == expected


@pytest.mark.parametrize(
    ("workflow", "expected"),
    [
        pytest.param(
            "keys: {account: {fields: [Acount]}}\nfields: {Account: {}}",
            ["6:31: there is no field of this name (got 'Acount'). Did you mean 'Account'? Known: Account."],
            id="a key's field",
        ),
        pytest.param(
            "unique_by: {key: account}",
            ["6:22: there is no key of this name (got 'account'). Known: none."],
            id="unique by no key",
        ),
        pytest.param(
            "stage_label: S\nstages: {A: {due: 5 werking days}}",
            [f"7:23: this is no due date (got '5 werking days'). {DUES}"],
            id="a due date",
        ),
        pytest.param(
            "stage_label: S\nstages: {A: {due: {field: Date, else: soon}}}",
            [
                "7:31: there is no field of this name (got 'Date'). Known: none.",
                f"7:43: this is no due date (got 'soon'). {DUES}",
            ],
            id="a due date's field and its alternative",
        ),
        pytest.param(
            "stage_label: S\nstages: {A: {due: {field: Date}}}\nfields: {Date: {}}",
            ["7:31: this field is not a date (got 'Date'). Give the field `type: date`."],
            id="a due date's field of another type",
        ),
        pytest.param(
            "comments: {Winner: {pattern: '{who:usr}', do: {label: x}}}",
            [
                (
                    "6:34: this is a pattern with an unknown kind of value (got '{who:usr}')."
                    " The kinds are word, date, url, user, number."
                )
            ],
            id="a comment's pattern",
        ),
        pytest.param(
            "scores: {story: stories}",
            ["6:21: there is no score of this name (got 'stories'). Known: none."],
            id="a weighted table",
        ),
        pytest.param(
            "fields: {Account: {matches: 'a)'}}",
            [
                (
                    "6:33: this is no regular expression: unbalanced parenthesis at position 1 (got 'a)')."
                    " Put a backslash before signs that are meant as they are."
                )
            ],
            id="a pattern that is none",
        ),
    ],
)
def test_fields_and_values(tmp_path, workflow, expected):
    """What looks at a field finds it, and small languages are understood."""
    assert workflow_faults(tmp_path, workflow) == expected


NOBODY = (
    "this is no role, no username and none of author, assignee and field:Name (got 'legl')."
    f" Did you mean 'legal'? Known: author, assignee, {PEOPLE}."
)


@pytest.mark.parametrize(
    ("workflow", "expected"),
    [
        pytest.param(
            STAGES + "moves: [{from: Vetting, to: Published, by: [legal, sa-emea, author, assignee, 'field:Who']}]\n"
            "fields: {Who: {type: user}}",
            [],
            id="everybody who can be named",
        ),
        pytest.param(STAGES + "moves: [{from: Vetting, to: Published, by: legl}]", [f"8:48: {NOBODY}"], id="a move"),
        pytest.param(STAGES + "on_reopen: {by: legl}", [f"8:21: {NOBODY}"], id="reopening"),
        pytest.param(STAGES + "on_manual_close: {by: [legal, legl], to: Vetting}", [f"8:35: {NOBODY}"], id="closing"),
        pytest.param("protected_labels: {Logo: legl}", [f"6:30: {NOBODY}"], id="a protected scope"),
        pytest.param(
            "comments: {Winner: {pattern: '{a}', by: legl, do: {label: x}}}", [f"6:45: {NOBODY}"], id="a comment"
        ),
        pytest.param(
            "protected_labels: {Logo: 'field:Who'}",
            ["6:30: there is no field of this name (got 'field:Who'). Known: none."],
            id="a field",
        ),
        pytest.param(
            "protected_labels: {'Logo::*': legal}",
            [
                (
                    "6:24: this is no label scope (got 'Logo::*')."
                    " Write Story for the labels Story::Drafting and Story::Published."
                )
            ],
            id="a scope with a pattern",
        ),
        pytest.param(
            "owner: nicole",
            [
                (
                    "6:12: there is no person of this name (got 'nicole'). Did you mean 'nicole.smith'?"
                    " Known: nicole.smith, legal-counsel, sa-emea."
                )
            ],
            id="an owner by name",
        ),
        pytest.param(
            "owner: {role: legals, else: {table: channel, by: x, else: {field: Who}}}",
            [
                (
                    "6:19: there is no role of this name (got 'legals'). Did you mean 'legal'?"
                    " Known: advocacy, advocacy-lead, legal, channel-sa."
                ),
                (
                    "6:41: there is no routing table of this name (got 'channel'). Did you mean 'channel_sa'?"
                    " Known: channel_sa."
                ),
                "6:71: there is no field of this name (got 'Who'). Known: none.",
            ],
            id="owners by role, table and field",
        ),
        pytest.param(
            STAGES.replace("Vetting: {}", "Vetting: {owner: nobody}")
            + "unique_by: {key: k, tell: nobody}\nkeys: {k: {fields: []}}\nservice_level: {escalate_to: nobody}",
            [
                f"{place}: there is no person of this name (got 'nobody'). Known: nicole.smith, legal-counsel, sa-emea."
                for place in ("7:31", "8:31", "10:34")
            ],
            id="owners of stages, duplicates and breaches",
        ),
    ],
)
def test_people(tmp_path, workflow, expected):
    """Whoever is named exists."""
    assert workflow_faults(tmp_path, workflow) == expected


def test_a_workflow_needs_a_project_and_a_template(tmp_path):
    """Both are named as config.yml and the folder of templates have them."""
    program = "program: P\nworkflows: {w: {project: product-markting, template: Storey}}\n"
    files = {"config.yml": CONFIG, "issue_templates/Story.md": "", "issue_templates/_macros.md.j2": ""}

    assert faults(tmp_path, {**files, "programs/a.yml": program}) == [
        (
            "programs/a.yml:2:26: there is no project of this name (got 'product-markting')."
            " Did you mean 'product-marketing'? Known: product-marketing."
        ),
        "programs/a.yml:2:54: there is no template of this name (got 'Storey'). Did you mean 'Story'? Known: Story.",
    ]


def test_a_rule_is_for_workflows_and_projects_that_exist(tmp_path):
    """Workflows of other programs count."""
    rule = "{name: R, on: x, do: [], workflow: [story, storey], project: other}"
    files = {
        "config.yml": CONFIG,
        "programs/a.yml": f"program: A\nrules:\n  - {rule}\n",
        "programs/b.yml": "program: B\nworkflows: {story: {project: product-marketing, template: S}}\n",
        "issue_templates/S.md": "",
    }

    assert faults(tmp_path, files) == [
        "programs/a.yml:3:48: there is no workflow of this name (got 'storey'). Did you mean 'story'? Known: story.",
        "programs/a.yml:3:66: there is no project of this name (got 'other'). Known: product-marketing.",
    ]


def test_names_are_there_once_over_all_programs(tmp_path):
    """Workflows, rules and messages are told apart by name alone, so a second one is a fault that names the first."""
    program = (
        "program: P\nmessages: {hello: hi}\nworkflows: {story: {project: product-marketing, template: S}}\n"
        "rules: [{name: R, on: x, do: []}]\n"
    )
    files = {"config.yml": CONFIG, "programs/a.yml": program, "programs/b.yml": program, "issue_templates/S.md": ""}

    assert faults(tmp_path, files) == [
        (
            "programs/b.yml:2:12: another message has this name (got 'hello')."
            " The other one is at programs/a.yml:2:12. Rename one."
        ),
        (
            "programs/b.yml:3:13: another workflow has this name (got 'story')."
            " The other one is at programs/a.yml:3:13. Rename one."
        ),
        (
            "programs/b.yml:4:16: another rule or policy has this name (got 'R')."
            " The other one is at programs/a.yml:4:10. Rename one."
        ),
    ]


def test_a_rule_name_is_there_once_in_its_program(tmp_path):
    """Also within one file."""
    program = "program: P\nrules:\n  - {name: R, on: x, do: []}\n  - {name: R, on: y, do: []}\n"

    (fault,) = faults(tmp_path, {"config.yml": CONFIG, "programs/a.yml": program})
    words = "another rule or policy has this name (got 'R'). The other one is at programs/a.yml:3:6. Rename one."

    assert fault == f"programs/a.yml:4:12: {words}"


def test_messages_are_replaced_in_config_yml_only(tmp_path):
    """A program cannot take over a built-in message; config.yml may replace that one and a program's own."""
    files = {
        "config.yml": CONFIG + "messages: {needs-info: x, hello: y}\n",
        "programs/a.yml": "program: P\nmessages: {hello: hi}\n",
    }

    assert faults(tmp_path, files) == []
    assert faults(tmp_path, {"programs/a.yml": "program: P\nmessages: {needs-info: hi}\n"}) == [
        (
            "programs/a.yml:2:12: a built-in message has this name (got 'needs-info')."
            " Replace its text under messages: in config.yml, or choose another name."
        )
    ]


def test_a_message_is_for_people_who_exist(tmp_path):
    """Roles, people, author, actor, assignees, fields of the program's workflows, and expressions."""
    program = (
        "program: P\n"
        "workflows: {w: {project: product-marketing, template: S, fields: {Who: {}}}}\n"
        "messages:\n"
        "  a: {text: x, mention: [legal, sa-emea, author, actor, assignees, 'field:Who', '{{ memory.who }}']}\n"
        "  b: {text: x, mention: ['field:Whom', assignee]}\n"
    )
    files = {
        "config.yml": CONFIG + "messages: {c: {text: x, mention: ['field:Any', nobody]}}\n",
        "issue_templates/S.md": "",
    }
    nobody = "this is no role, no username and none of author, actor, assignees and field:Name"

    assert faults(tmp_path, {**files, "programs/a.yml": program}) == [
        f"config.yml:7:48: {nobody} (got 'nobody'). Known: author, actor, assignees, {PEOPLE}.",
        "programs/a.yml:5:26: there is no field of this name (got 'field:Whom'). Did you mean 'Who'? Known: Who.",
        (
            f"programs/a.yml:5:40: {nobody} (got 'assignee'). Did you mean 'assignees'?"
            f" Known: author, actor, assignees, {PEOPLE}."
        ),
    ]


def test_a_score_looks_at_one_thing_that_exists(tmp_path):
    """Each row has a field or a label scope, and the field belongs to a workflow that uses the table."""
    program = (
        "program: P\n"
        "workflows: {w: {project: product-marketing, template: S, fields: {Segment: {}}, scores: {s: story}}}\n"
        "scores:\n"
        "  story: {add: [{field: Segmnt}, {label: Auth}, {points: {a: 1}}, {field: Segment, label: Auth}]}\n"
        "  unused: {add: [{field: Elsewhere}]}\n"
    )
    files = {"config.yml": CONFIG, "issue_templates/S.md": "", "programs/a.yml": program}
    one = "a row looks at one field or one label scope. Give either field or label."

    assert faults(tmp_path, files) == [
        "programs/a.yml:4:25: there is no field of this name (got 'Segmnt'). Did you mean 'Segment'? Known: Segment.",
        f"programs/a.yml:4:49: {one}",
        f"programs/a.yml:4:67: {one}",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            "calendar: {timezone: Mars}",
            "22: this is no time zone (got 'Mars'). Write an IANA name such as UTC or Europe/Berlin.",
            id="zone",
        ),
        pytest.param(
            "calendar: {working_days: [mon, tus]}",
            "32: this is no day or range of days (got 'tus'). Write for instance mon or mon-fri.",
            id="days",
        ),
        pytest.param(
            "calendar: {working_days: []}",
            "26: this is no day or range of days. Write for instance mon or mon-fri.",
            id="no days",
        ),
        pytest.param(
            "calendar: {working_hours: 9 to 5}",
            "27: this is no range of working hours (got '9 to 5'). Write for instance 09:00-17:00.",
            id="hours",
        ),
        pytest.param(
            "calendar: {holidays: [US, 2027-13-01]}",
            "27: this is no date (got '2027-13-01'). Write it as 2027-01-15.",
            id="holidays",
        ),
        pytest.param(
            "calendar: {fiscal_year_starts: feb.}",
            "32: this is no month (got 'feb.'). Write for instance february.",
            id="month",
        ),
        pytest.param("needs_info_due: soon", f"17: this is no due date (got 'soon'). {DUES}", id="needs_info_due"),
        pytest.param(
            "projects: {a: x/y, b: {path: x/y}}",
            "30: another project has this path (got 'x/y'). The other one is at config.yml:1:12. Remove one.",
            id="a path twice",
        ),
        pytest.param(
            "projects: {a: 'https://gitlab.com/x/y'}",
            "15: this is no path of a project (got 'https://gitlab.com/x/y')."
            " Write group/project as in the address of the project.",
            id="an address for a path",
        ),
        pytest.param(
            "routing: {t: {EMEA: nobody}}",
            "21: there is no person of this name (got 'nobody'). Known: none.",
            id="a routing table",
        ),
    ],
)
def test_config_yml(tmp_path, line, expected):
    """Values of config.yml are understood, and people in tables exist."""
    assert faults(tmp_path, {"config.yml": line}) == [f"config.yml:1:{expected}"]
