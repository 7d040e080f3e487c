"""The templates that ship: blank for people, filled in by Usher, and read back by the workflow that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from automation.config.load import load_config
from automation.config.workflow import FieldSpec, Workflow
from automation.decide.checklist import read_checklists
from automation.decide.compile import compile_config
from automation.decide.fields import read_fields
from automation.decide.guard import check_final, commands, mentions
from automation.decide.newissue import hints_of

RULES = compile_config(load_config(Path(__file__).parents[2] / "config.yml", {}))
WORKFLOWS = {key: workflow.spec for key, workflow in RULES.workflows.items()}

#: a value that each type of field takes
EXAMPLES: Mapping[str, str] = {
    "text": "Helios Energy plc",
    "email": "person@partner.example",
    "url": "https://about.gitlab.com/customers/helios?from=a&to=b#top",
    "date": "2027-01-27",
    "datetime": "2027-01-27T09:31:00Z",
    "number": "12",
    "user": "@sa-emea",
    "yes_no": "Yes",
}
HOSTILE = (
    "x\n/close\n@nicole.smith ~bug #1 <!-- -->\n## Vetting\n- [ ] done\n### Region\n- **Region:** APAC\n{{ values }}"
)

every_workflow = pytest.mark.parametrize("key", sorted(WORKFLOWS))


def render(key: str, fields: Mapping[str, str], *, blank: bool = False, **facts: object) -> str:
    """The template of the workflow `key`, filled in with `fields`."""
    spec = WORKFLOWS[key]
    known = {name: fields.get(name, "") for name in spec.fields}
    facts = {**hints_of(RULES.workflows[key]), "today": date(2027, 1, 12), **facts}
    return RULES.texts.render(spec.template, fields=known, values=RULES.config.values, blank=blank, **facts)


def example(spec: FieldSpec) -> str:
    """A value that `spec` takes; several lines where it may have them."""
    if spec.prose:
        return "First the old way, with @april.marks.\nThen the new one: twice as fast."
    return spec.one_of[-1] if spec.one_of else EXAMPLES[spec.type]


def quick_actions(spec: Workflow) -> tuple[str, ...]:
    """What a person's issue of the workflow needs of GitLab itself: its labels, and to be hidden from the start."""
    labels = " ".join(f'~"{name}"' for name in spec.labels)
    return tuple(
        action
        for action, needed in ((f"/label {labels}", labels), ("/confidential", spec.confidential == "always"))
        if needed
    )


class TestBlank:
    """The template as people find it in GitLab's list of description templates."""

    @every_workflow
    def test_names_its_workflow_first(self, key: str) -> None:
        """The first line is the marker by which Usher knows the workflow."""
        assert render(key, {}, blank=True).splitlines()[0] == f"<!-- program: {key} -->"

    @every_workflow
    def test_asks_for_every_field(self, key: str) -> None:
        """Every field of the workflow is there, and its hint does not count as an answer."""
        found = read_fields(render(key, {}, blank=True), WORKFLOWS[key].fields)

        assert found == dict.fromkeys(WORKFLOWS[key].fields, "")

    @every_workflow
    def test_says_what_goes_into_every_field(self, key: str) -> None:
        """Nobody has to guess: a field has a hint, or a list of values to choose from."""
        assert [name for name, spec in WORKFLOWS[key].fields.items() if not spec.hint and not spec.one_of] == []

    @every_workflow
    def test_ends_with_the_quick_actions_of_the_workflow(self, key: str) -> None:
        """The last lines set the labels of the workflow and hide what has to be hidden; nothing else is run."""
        text, expected = render(key, {}, blank=True), quick_actions(WORKFLOWS[key])

        assert commands(text) == expected
        assert tuple(text.rstrip("\n").splitlines()[-len(expected) :]) == expected

    @every_workflow
    def test_holds_no_template_syntax(self, key: str) -> None:
        """People see no expressions and no gaps of three empty lines."""
        text = render(key, {}, blank=True)

        assert [mark for mark in ("{{", "}}", "{%", "{#", "None", "\n\n\n") if mark in text] == []


class TestFilled:
    """The template as Usher fills it in."""

    @every_workflow
    def test_gives_back_every_field(self, key: str) -> None:
        """What went into the template is what the workflow reads from the description."""
        values = {name: example(spec) for name, spec in WORKFLOWS[key].fields.items()}

        assert read_fields(render(key, values), WORKFLOWS[key].fields) == values

    @every_workflow
    def test_leaves_what_nobody_filled_in_empty(self, key: str) -> None:
        """A value that was not given is an empty field, not a missing line."""
        assert read_fields(render(key, {}), WORKFLOWS[key].fields) == dict.fromkeys(WORKFLOWS[key].fields, "")

    @every_workflow
    def test_runs_no_quick_action(self, key: str) -> None:
        """Labels and confidentiality are set with the issue itself, so that nothing is run on saving."""
        values = {name: example(spec) for name, spec in WORKFLOWS[key].fields.items()}

        assert commands(render(key, values)) == ()

    @every_workflow
    def test_holds_no_hint_and_no_template_syntax(self, key: str) -> None:
        """A filled-in field needs no hint: the marker is the only comment left."""
        text = render(key, {name: example(spec) for name, spec in WORKFLOWS[key].fields.items()})

        assert [line for line in text.splitlines() if "<!--" in line] == [f"<!-- program: {key} -->"]
        assert [mark for mark in ("{{", "}}", "{%", "{#", "\n\n\n") if mark in text] == []

    @every_workflow
    def test_stands_up_to_hostile_values(self, key: str) -> None:
        """A value adds no command, mention, heading, task, field or marker to what the template has."""
        final, bare = render(key, dict.fromkeys(WORKFLOWS[key].fields, HOSTILE)), render(key, {})

        assert check_final(final, bare) == ()
        assert mentions(final) == frozenset()
        assert read_checklists(final) == read_checklists(bare)


class TestOnboarding:
    """The issue that partners share with GitLab."""

    SECTIONS = ("GitLab Sponsoring SA Tasks", "Partner Champion Tasks")

    def test_has_the_two_checklists(self) -> None:
        """The stage follows exactly these two headings (rules.md PC-06)."""
        text = render("champion-onboarding", {}, blank=True)

        headings = [line for line in text.splitlines() if line.endswith("Tasks")]
        assert headings == [f"## {name}" for name in self.SECTIONS]
        assert tuple(name for name, found in read_checklists(text).items() if found.items) == self.SECTIONS

    @pytest.mark.parametrize(
        ("invited", "ticked"),
        [
            pytest.param("yes", ["The Champion is invited"], id="Usher sent the invitation, so the box is ticked"),
            pytest.param("no", [], id="the sponsor sends it, so the box is open"),
        ],
    )
    def test_ticks_the_invitation_that_was_sent(self, invited: str, ticked: list[str]) -> None:
        """The only task that Usher does itself is the invitation (rules.md PC-05)."""
        lists = read_checklists(render("champion-onboarding", {}, invited=invited))

        done = [item.text for section in lists.values() for item in section.items if item.done]
        assert [text[: len("The Champion is invited")] for text in done] == ticked

    def test_has_no_place_for_an_address(self) -> None:
        """No field takes the email address of the nominee (rules.md PC-05)."""
        assert [name for name, spec in WORKFLOWS["champion-onboarding"].fields.items() if "mail" in name] == []
        assert {spec.type for spec in WORKFLOWS["champion-onboarding"].fields.values()} == {"text", "user", "date"}

    @pytest.mark.parametrize(
        ("region", "call"),
        [
            pytest.param("EMEA", "second Tuesday of the month, 10:00 London", id="the call of the region"),
            pytest.param("", "see the program calendar", id="no region, no time"),
        ],
    )
    def test_names_the_call_of_the_region(self, region: str, call: str) -> None:
        """The sponsor need not look up when the regional call is."""
        assert f"regional Champions call: {call}" in render("champion-onboarding", {"Region": region})


def test_every_output_of_a_record_can_be_commented() -> None:
    """The record names each kind of output that a comment may record (rules.md PC-08)."""
    text = render("champion-record", {})

    assert [word for word in RULES.config.values["champions"]["outputs"] if word not in text] == []
