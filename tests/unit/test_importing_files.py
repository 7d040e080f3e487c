"""Whole files: the program that comes out, what is pointed out, and that it can be used as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.decide.ready import make_ready
from automation.importing.convert import import_policies
from tests.small import CONFIG, written

TRIAGE = Path(__file__).parent / "triage"
NAMES = ("hygiene", "faults")


def read(name):
    """A file of the folder triage."""
    return (TRIAGE / name).read_text(encoding="utf-8")


def imported(name):
    """What becomes of the file `name`."""
    return import_policies(read(f"{name}.yml"), f"triage/{name}.yml", project="stories")


@pytest.mark.parametrize("name", NAMES)
def test_the_program(name):
    """Names, comments and order are kept; what is refused or switched off says why."""
    assert imported(name).text == read(f"{name}.program.yml")


@pytest.mark.parametrize("name", NAMES)
def test_the_findings(name):
    """Everything that is not as it was, or was not as it seemed, is said with its line."""
    *lines, summary = read(f"{name}.txt").splitlines()
    found = imported(name)
    counts = (len(found.converted) + len(found.refused), len(found.converted), len(found.refused))

    assert [f"{finding.kind}: {finding}" for finding in found.findings] == lines
    assert summary == "{} rules: {} carried over, {} refused".format(*counts)


@pytest.mark.parametrize("name", NAMES)
def test_the_program_loads(name, tmp_path):
    """With what its head asks for, `usher check` finds no fault in it."""
    config = CONFIG.replace("groups: {", "groups: {gitlab-champions: gitlab-partners-public/gitlab-champions, ")
    found = imported(name)

    _, rules = make_ready(written(found.text, tmp_path, config), {})

    switched_off = found.text.count("\n    enabled: false\n")
    assert (len(rules.policies), list(rules.schedules)) == (len(found.converted) - switched_off, ["Triage: sweep"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "there are no rules here", id="nothing"),
        pytest.param("resource_rules:\n  issues:\n    rules: []\n", "there are no rules here", id="no rules"),
        pytest.param("- a\n", "there are no rules here", id="a list"),
        pytest.param("a: [b\n", "this cannot be read as YAML: did not find expected ',' or ']'", id="no YAML"),
        pytest.param(
            "a:\n\t- b\n", "this cannot be read as YAML: found character that cannot start any token", id="a tab"
        ),
        pytest.param("a: \x07\n", "the character U+0007 is not allowed", id="a control character"),
        pytest.param("&a [*a]\n", "nested deeper than 40 levels", id="an alias of itself"),
    ],
)
def test_nothing_to_import(text, words):
    """A file that has no rules, or cannot be read, gives no program and says why."""
    found = import_policies(text, "triage.yml")

    assert (found.text, len(found.findings)) == ("", 1)
    assert found.findings[0].words.startswith(words)


def test_byte_order_mark_and_line_ends():
    """Files of other systems are read as they are meant."""
    text = read("hygiene.yml")

    windows = import_policies("\ufeff" + text.replace("\n", "\r\n"), "triage/hygiene.yml", project="stories")

    assert windows == imported("hygiene")


def test_names():
    """Rules without a name get one, and names that are there twice a number."""
    rule = "- {conditions: {labels: [a]}, actions: {labels: [b]}}"
    named = "- {name: '  Two\n    words ', conditions: {labels: [a]}, actions: {comment: x, remove_labels: [a]}}"
    rules = "".join(f"      {line}\n" for line in (rule, named, named))

    found = import_policies(f"resource_rules:\n  issues:\n    rules:\n{rules}", "triage.yml")

    assert found.converted == ("Rule in line 4", "Two words", "Two words (2)")
    assert [line.strip() for line in found.text.splitlines() if "key:" in line] == [
        "key: two-words",
        "key: two-words-2",
    ]


def test_the_summary_needs_a_project():
    """Without a project a summary has no place, and is refused; with one it has."""
    rule = "- {name: R, conditions: {labels: [a]}, actions: {summarize: {title: T}}}"
    text = f"resource_rules:\n  issues:\n    rules:\n      {rule}\n"

    alone, given = (import_policies(text, "triage.yml", project=project) for project in (None, "stories"))

    assert [(one.converted, one.refused) for one in (alone, given)] == [((), ("R",)), (("R",), ())]


@pytest.mark.parametrize(
    ("paths", "keys"),
    [
        pytest.param(("a/b", "a/b"), {"b": "a/b"}, id="the same"),
        pytest.param(("a/b", "c/b"), {"b": "a/b", "c-b": "c/b"}, id="the same last part"),
        pytest.param(
            ("a/b", "a-b/b", "a/b/b"), {"b": "a/b", "a-b-b": "a-b/b", "a-b-b-3": "a/b/b"}, id="the same letters"
        ),
    ],
)
def test_keys_of_projects(paths, keys):
    """Projects that rules name get keys of their own, which the head lists for config.yml."""
    names = [f"{{source: project, condition: member_of, source_id: {path}}}" for path in paths]
    kinds = ("author_member", "assignee_member")
    members = ", ".join(f"{kind}: {name}" for kind, name in zip(kinds, names, strict=False))
    move = f", move: {paths[2]}" if len(paths) > len(kinds) else ""
    rule = f"- {{name: R, conditions: {{{members}}}, actions: {{labels: [b]{move}}}}}"

    found = import_policies(f"resource_rules:\n  issues:\n    rules:\n      {rule}\n", "triage.yml")

    listed = ", ".join(f"{key}: {path}" for key, path in keys.items())
    assert f"config.yml needs under projects: {listed}\n" in found.text
