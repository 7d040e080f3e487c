"""What a project should hold, from the configuration."""

from __future__ import annotations

from dataclasses import replace

import pytest

from automation.config.model import Labels
from automation.decide.setup.things import Board, Hook, Label, Template, Wish
from automation.decide.setup.wishes import further_triggers, wishes
from tests.play import shipped
from tests.small import CONFIG, PATH, PUBLIC, compiled, faults, rule, workflow

#: names of the labels that mean something to Usher itself, in the order of their settings
USHERS = list(Labels().model_dump().values())
STAGES = (
    "{New: {due: 5 working days}, Asked: {holds: true, due: {field: Day}}, Doing: {due: keep}, Done: {closed: true}}"
)
FIELDS = "{Account: {}, Region: {one_of: [EMEA, APAC], hint: where}, Day: {type: date}}"
MOVES = "[{from: New, to: [Doing, Asked], by: advocacy}, {from: [Doing, Asked], to: Done, by: advocacy}]"
TEMPLATE = (
    "<!-- program: story -->\n"
    "- **Region:** {{ fields['Region'] or (hints | default({}))['Region'] }}\n"
    '{% if blank %}/label ~"Story"\n{% endif %}'
)


def program(**replaced: str) -> str:
    """The workflow `story` with a waiting stage and two labels."""
    usual = {"stages": STAGES, "fields": FIELDS, "moves": MOVES, "labels": "[Story, Reference]"}
    return workflow(**(usual | replaced))


def test_a_project_with_one_workflow() -> None:
    """Types, stages and Usher's own labels; a board with the open stages; the template blank, with its quick action."""
    (found,) = wishes(compiled(program(), CONFIG, TEMPLATE))

    assert replace(found, labels=found.labels[: -len(USHERS)]) == Wish(
        project=PATH,
        labels=(
            Label("Story", "#0e7c86", "Every issue of story (Stories)"),
            Label("Reference", "#0e7c86", "Every issue of story (Stories)"),
            Label("Story::New", "#428fdc", "Stage of story (Stories); due: 5 working days"),
            Label(
                "Story::Asked", "#d99530", "Stage of story (Stories); waits, and goes on where it came from; due: Day"
            ),
            Label("Story::Doing", "#0b5cad", "Stage of story (Stories)"),
            Label("Story::Done", "#737278", "Stage of story (Stories); closes the issue"),
        ),
        boards=(Board("story", ("Story::New", "Story::Asked", "Story::Doing")),),
        templates=(
            Template(
                ".gitlab/issue_templates/Story.md",
                '<!-- program: story -->\n- **Region:** where\n/label ~"Story"\n',
            ),
        ),
    )


def test_a_workflow_without_stages() -> None:
    """It has no stage labels and no board."""
    text = workflow(stage_label="", stages="{}", moves="[]").replace("    stage_label: \n", "")

    (found,) = wishes(compiled(text))

    assert ([label.name for label in found.labels], found.boards) == (USHERS, ())


def test_a_project_that_only_a_rule_names() -> None:
    """It gets Usher's own labels, so that people can use them there; a project that nothing names is left out."""
    text = workflow() + rule("- label: Seen", on="issue.opened", project="open", workflow="[]")

    found = {wish.project: wish for wish in wishes(compiled(text))}

    assert list(found) == [PATH, PUBLIC]
    assert found[PUBLIC] == Wish(project=PUBLIC, labels=found[PATH].labels[-len(USHERS) :])


def test_labels_of_ushers_own() -> None:
    """Every one that config.yml can name is there in its own colour, described in the words of the setting."""
    config = CONFIG + "labels: {skip: Hands off}\n"

    (found,) = wishes(compiled(workflow(), config))

    own = found.labels[-len(USHERS) :]
    assert own[0] == Label("Hands off", "#8f4700", "Usher leaves the issue alone.")
    assert [label.name for label in own[1:]] == USHERS[1:]
    assert [label.name for label in own if "(" in label.description or not label.description] == []


def test_a_label_of_several_workflows_is_one() -> None:
    """Its description names each of them."""
    found = {wish.project: wish.labels for wish in wishes(shipped())}
    about = [
        label.description
        for label in found["gitlab-com/channel/partner-champions-ops"]
        if label.name == "Partner Champions"
    ]

    keys = ("champion-nomination", "champion-record", "champion-offboarding")
    assert about == [f"Every issue of {', '.join(f'{key} (Partner champions)' for key in keys)}"]


@pytest.mark.parametrize("wish", wishes(shipped()), ids=lambda wish: wish.project)
def test_shipped_projects(wish: Wish) -> None:
    """Each list has its label, no name comes twice, and people's templates begin with the marker of their workflow."""
    names = [label.name for label in wish.labels]
    markers = {
        f"<!-- program: {workflow.key} -->"
        for workflow in shipped().workflows.values()
        if workflow.project == wish.project
    }

    assert len(names) == len(set(names))
    assert {name for board in wish.boards for name in board.lists} <= set(names)
    assert {template.text.splitlines()[0] for template in wish.templates} == markers


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("note.created", (), id="every hook tells of notes"),
        pytest.param("emoji.awarded(thumbsup)", ("emoji_events",), id="emoji have a trigger of their own"),
    ],
)
def test_further_triggers(on: str, expected: tuple[str, ...]) -> None:
    """A hook tells more only where a rule reacts to it."""
    assert further_triggers(compiled(workflow() + rule("- label: Seen", on=on))) == expected


def test_a_template_that_cannot_be_blank(tmp_path) -> None:
    """What only the blank form uses is tried when the configuration is loaded."""
    found = faults(workflow(), tmp_path, template="<!-- program: story -->\n{% if blank %}{{ nobody }}{% endif %}\n")

    assert found == ["issue_templates/Story.md:2:1: there is no 'nobody'."]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://usher.example.com/webhooks/gitlab", True, id="the same"),
        pytest.param("https://Usher.Example.com/webhooks/gitlab/", True, id="spelt otherwise"),
        pytest.param("http://usher.example.com/webhooks/gitlab", True, id="another scheme"),
        pytest.param("https://usher.example.com/behind/webhooks/gitlab", True, id="behind a path"),
        pytest.param("https://usher.example.com:8443/webhooks/gitlab", False, id="another port"),
        pytest.param("https://other.example.com/webhooks/gitlab", False, id="another host"),
        pytest.param("https://usher.example.com/webhooks/chat", False, id="another door"),
        pytest.param("https://[usher/webhooks/gitlab", False, id="no address"),
    ],
)
def test_our_hook(url: str, expected: bool) -> None:
    """A hook is ours when it delivers to our door on our host."""
    hook = Hook(base="https://usher.example.com", door="/webhooks/gitlab", triggers=(), proof="token")

    assert hook.is_at(url) is expected


def test_a_project_that_only_a_policy_acts_in() -> None:
    """Policies that write need Usher's labels and hook there; those that only list do not."""
    act = "policies: [{name: P, project: open, select: {labels: A}, do: [{label: B}]}]\n"
    listing = "policies: [{name: P, project: open, digest: {project: stories, title: T}}]\n"

    assert [[wish.project for wish in wishes(compiled(workflow() + text))] for text in (act, listing)] == [
        [PATH, PUBLIC],
        [PATH],
    ]
