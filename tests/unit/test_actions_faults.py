"""What an action cannot do is said in words, and stops nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from automation.actions.registry import ACTIONS, UnknownAction, bind
from automation.config.action import Action as Raw
from automation.decide.action import ActionFault
from automation.decide.perform import perform
from automation.decide.sample import sample_desk
from automation.model.snapshot import Snapshot
from tests.small import CONFIG, compiled, doing, under_way, words, workflow

RULES = compiled(workflow())
EMPTY = "<!-- program: story -->\n- **Account:**"
#: a program in which every name of the examples means something
EXAMPLES = workflow(
    fields="{Region: {}, Nominee email: {type: email}, Customer account: {}}",
    stages="{New: {}, Resolved: {closed: true}}",
    moves="[]",
    title="Story",
).replace("  story:", "  support-case:", 1)
EXAMPLES += EXAMPLES[EXAMPLES.index("  support-case:") :].replace("support-case", "story")
EXAMPLES = EXAMPLES.replace(
    "workflows:",
    "policies: [{name: Stale stories, do: {label: x}}, {name: Missing topic, do: {label: x}}]\n"
    "reports: {monthly: {title: KPIs, period: month, kpis: [], workflow: story}}\nworkflows:",
    1,
)
BLANK = "{{ fields['Region'] }}{{ fields['Nominee email'] }}{{ fields['Customer account'] }}"
DESCRIPTION = "- **Region:** EMEA\n- **Nominee email:** a@partner.example\n- **Customer account:** Helios"


def action(name, options):
    """The action with these options."""
    return bind(Raw({name: options}))


class TestFaults:
    @pytest.mark.parametrize(
        ("written", "facts", "said"),
        [
            pytest.param(
                "label: Story::Doing", {}, "Story::Doing is a stage; use the action `stage`", id="a stage as a label"
            ),
            pytest.param(
                "due: \"{{ fields['Account'] }}\"",
                {},
                "'Helios' is no due date; write 5 working days",
                id="neither a date nor a span",
            ),
            pytest.param(
                "invite: {email: \"{{ fields['Account'] }}\", group: champions}",
                {},
                "the address is not a valid email address; correct the field and ask for the invitation by hand",
                id="no address",
            ),
            pytest.param(
                "link: \"{{ fields['Account'] }}\"",
                {},
                "'Helios' is not an issue reference; write it as group/project#12",
                id="link to no issue",
            ),
            pytest.param(
                "send: {event: ended, to: \"{{ fields['Account'] }}\"}",
                {},
                "'Helios' is not an issue reference; write it as group/project#12",
                id="send to no issue",
            ),
            pytest.param(
                "stage: \"{{ fields['Account'] }}\"",
                {},
                "there is no stage 'Helios'; stages are New, Doing, Done",
                id="no such stage",
            ),
            pytest.param(
                "move: open",
                {"confidential": True},
                "the issue is confidential and gitlab-com/marketing/open is public",
                id="a confidential issue into a public project",
            ),
        ],
    )
    def test_words(self, written, facts, said):
        """The explanation says what was wrong; the action changes nothing, and the next one is done."""
        play = doing(f"- {written}\n- label: After", **facts)

        (first, second) = words(play)
        assert (first[0], second) == ("error", ("yes", "labels After"))
        assert first[1].startswith(said)
        assert play.snapshot.labels == {"Story::New", "After"}
        assert [type(effect).__name__ for effect in play.effects] == ["UpdateIssue"]

    @pytest.mark.parametrize(
        ("name", "options", "said"),
        [
            pytest.param("comment", "nothing", "there is no message 'nothing'", id="message"),
            pytest.param("move", "nowhere", "there is no project 'nowhere' in config.yml", id="project to move to"),
            pytest.param("notify", {"channel": "none", "text": "x"}, "there is no channel 'none'", id="channel"),
            pytest.param("open_issue", {"workflow": "none"}, "there is no workflow 'none'", id="workflow"),
            pytest.param(
                "open_issue",
                {"template": "Story", "project": "nowhere", "title": "x"},
                "there is no project 'nowhere' in config.yml",
                id="project to open in",
            ),
        ],
    )
    def test_names_that_are_gone(self, name, options, said):
        """A name that the configuration does not have is a fault also where nothing was checked before."""
        with pytest.raises(ActionFault, match=said):
            action(name, options).run(sample_desk(RULES, RULES.workflows["story"]))

    @pytest.mark.parametrize(
        ("name", "options", "said"),
        [
            pytest.param(
                "comment", "nothing", ["there is no message 'nothing'; add it under `messages:`"], id="message"
            ),
            pytest.param("comment", {"key": "new", "text": "x"}, [], id="a text of its own"),
            pytest.param("move", "nowhere", ["there is no project 'nowhere' in config.yml"], id="project"),
            pytest.param("stage", "None", ["story has no stage 'None'; stages are New, Doing, Done"], id="stage"),
            pytest.param("stage", "{{ 'None' }}", [], id="a stage that is known later"),
            pytest.param(
                "open_issue", {"workflow": "none"}, ["there is no workflow 'none'; workflows are story"], id="workflow"
            ),
            pytest.param(
                "open_issue",
                {"workflow": "story", "fields": {"Acount": "x"}},
                ["story has no field 'Acount'; fields are Account, Region"],
                id="field",
            ),
            pytest.param(
                "open_issue",
                {"template": "Story", "project": "nowhere", "title": "x"},
                ["there is no project 'nowhere' in config.yml"],
                id="project to open in",
            ),
            pytest.param(
                "send",
                {"event": "x", "to": {"workflows": ["story", "none"], "key": "account"}},
                [
                    "story has no key 'account'; add it under `keys:`",
                    "there is no workflow 'none'; workflows are story",
                ],
                id="workflow and key to send to",
            ),
            pytest.param("label", "Anything", [], id="an action that names nothing"),
        ],
    )
    def test_misfits(self, name, options, said):
        """Names that the configuration does not have are found when it is loaded."""
        assert list(action(name, options).misfits(RULES, RULES.workflows["story"])) == said

    def test_stage_without_workflow(self):
        """An issue that belongs to no workflow has no stages."""
        with pytest.raises(ActionFault, match="stages are none: the issue has no workflow"):
            action("stage", "New").run(sample_desk(RULES, None))

    def test_text_that_cannot_be_filled_in(self):
        """A text that fails with the values seen is an error of that action alone."""
        program = workflow(fields="{Account: {type: date}, Region: {}}")
        play = doing("- label: \"{{ date(fields['Account']).year }}\"\n- label: After", program, description=EMPTY)

        assert [verdict for verdict, _ in words(play)] == ["error", "yes"]
        assert (play.snapshot.labels, len(play.errors)) == ({"Story::New", "After"}, 1)

    def test_condition_that_cannot_be_judged(self):
        """A rule whose condition fails did not match, which is shown as an error and not as a no."""
        program = workflow(fields="{Account: {type: date}, Region: {}}")
        rules = (
            "rules:\n"
            "  - {name: Late, on: note.created, workflow: story, do: [{lock: true}], "
            "when: \"date(fields['Account']).year > 1\"}\n"
            "  - {name: Other, on: note.created, workflow: story, do: [{label: After}]}\n"
        )
        play = under_way(compiled(program + rules), description=EMPTY)

        decision = play.comment("nicole.smith", "Go.")

        assert (decision.matched, decision.unmatched, [found.title for found in play.errors]) == (
            ("Other",),
            ("Late",),
            ["Rule Late"],
        )
        assert "After" in play.snapshot.labels

    def test_fault_within_when(self):
        """A fault within `when` stops neither the rest of its list nor what follows."""
        play = doing("- when: {if: stage == 'New', do: [{label: Story::Doing}, {label: In}]}\n- label: After")

        assert play.snapshot.labels == {"Story::New", "In", "After"}
        assert [verdict for verdict, _ in words(play)] == ["error", "yes", "yes", "yes"]


class TestVirtual:
    @pytest.mark.parametrize("name", sorted(name for name, kind in ACTIONS.items() if not kind.at_creation))
    def test_waits(self, name):
        """What an issue cannot be opened with waits until the issue is there."""
        desk = sample_desk(RULES, RULES.workflows["story"])
        draft = replace(desk.draft, virtual=True)

        perform(replace(desk, draft=draft), [bind(Raw(yaml.safe_load(ACTIONS[name].example)))])

        assert [(reason.title, str(reason.verdict), reason.detail) for reason in draft.reasons] == [
            (f"workflow: {name}", "skipped", "follows once the issue exists")
        ]
        assert (draft.messages, draft.effects, draft.state) == ([], [], "opened")


class TestRegistry:
    def test_names(self):
        """Every action is called as its file is, and says in one sentence what it does."""
        assert [name for name, kind in ACTIONS.items() if kind.__module__.rpartition(".")[2] != name] == []
        assert [name for name, kind in ACTIONS.items() if not kind.summary.endswith(".")] == []

    def test_unknown(self):
        """An unknown name is refused with those that there are."""
        with pytest.raises(UnknownAction, match="there is no action 'lable'; actions are assign, close, comment"):
            action("lable", "x")

    @pytest.mark.parametrize("name", sorted(ACTIONS))
    def test_example(self, name):
        """The example of the reference page binds, and does something on a story without a fault."""
        comments = f'    comments: {{Go: {{pattern: "{{type:word}}", do: [{{{ACTIONS[name].example}}}]}}}}\n'
        rules = compiled(EXAMPLES + comments, CONFIG.replace("projects:", "projects:\n  community: some/one"), BLANK)
        play = under_way(rules, milestone="16.0", description=DESCRIPTION, memory={"origin": "some/project#4"})

        decision = play.comment("nicole.smith", "Go: now")

        done = [reason for reason in decision.reasons if reason.title == f"comment Go: {name}"]
        assert [str(reason.verdict) for reason in done] == ["yes"]
        assert play.errors == []

    @pytest.mark.parametrize("name", sorted(ACTIONS))
    def test_schema(self, name):
        """The schema names every option as the YAML does, and tells what is required."""
        kind = ACTIONS[name]
        schema = kind.option_schema()
        full = next((part for part in schema.get("anyOf", [schema]) if "properties" in part), None)
        written = {field.alias or key for key, field in kind.model_fields.items()}

        if kind.wraps:
            assert (full is None or set(full["properties"]) != written, len(written)) == (True, 1)
        else:
            assert full is not None
            assert set(full["properties"]) == written
            required = {field.alias or key for key, field in kind.model_fields.items() if field.is_required()}
            assert set(full.get("required", ())) == required

    @pytest.mark.parametrize(
        ("name", "options"),
        [
            pytest.param("open_issue", {"template": "Story"}, id="neither workflow nor project"),
            pytest.param(
                "open_issue",
                {"template": "Story", "text": "Hello", "project": "open", "title": "T"},
                id="both a template and a text",
            ),
            pytest.param("invite", {"email": "x"}, id="no place to invite to"),
            pytest.param("invite", {"email": "x", "group": "a", "project": "b"}, id="two places"),
            pytest.param("react", "thumbs up", id="no emoji"),
            pytest.param("close", False, id="close: false"),
            pytest.param("confidential", False, id="confidentiality is never turned off"),
            pytest.param("send", {"event": "Ended Now", "to": "x#1"}, id="a name that no trigger can have"),
            pytest.param("comment", {"key": "x", "txt": "y"}, id="an unknown option"),
        ],
    )
    def test_wrong_options(self, name, options):
        """Options that mean nothing are refused."""
        with pytest.raises(ValueError, match=r"\w"):
            action(name, options)


def test_snapshot_is_never_changed():
    """Actions write to the draft only: what GitLab showed stays as it was."""
    play = doing("- label: One\n- title: Two\n- assign: legal-counsel\n- close: true")

    assert isinstance(play.snapshot, Snapshot)
    assert play.last is not None
    assert play.last.memory is not None
    assert (play.last.memory.seen, play.snapshot.title) == (play.snapshot, "Two")
