"""The player: what people do reaches Usher as GitLab would tell it, and what comes of it is compared to the letter."""

from __future__ import annotations

import pytest

from automation.decide.ready import make_ready
from automation.model.refs import IssueRef
from automation.scenarios.play import Section, begin, come_of
from automation.scenarios.stage import stage
from tests.scenario_parts import INITIAL, MOVE, MOVED, PROGRAM, differences, played, scenario, scenario_text, step
from tests.small import CONFIG, rule, workflow

pytestmark = pytest.mark.sandbox_only

SAID = {"issue": "STORY", "key": "begun", "attrs": {"from": "New"}, "mentions": ["april.marks"]}
DOING = {
    "labels": ["Story::Doing"],
    "assignees": ["nicole.smith"],
    "due_date": "2027-02-01",
    "state": "opened",
    "confidential": False,
}
AS_IT_WAS = {**DOING, "labels": ["Story::New"]}
OPENED = {"labels": [], "assignees": [], "due_date": None, "state": "opened", "confidential": False, "links": []}


class TestDifferences:
    def test_none(self, tmp_path):
        """A step that leads to what it expects passes; what is left out has to be as the person left it."""
        (only,) = played(tmp_path, step(MOVE, MOVED))

        assert (only.passed, only.difference.lines(), only.explanation) == (True, [], ())

    @pytest.mark.parametrize(
        ("expect", "differing"),
        [
            pytest.param(
                MOVED.replace("labels: Story::Doing", "labels: [Story::Doing, Later]"),
                {"issues": ({"STORY": {**DOING, "labels": ["Later", "Story::Doing"]}}, {"STORY": DOING})},
                id="a wrong label",
            ),
            pytest.param(
                MOVED.replace("{labels: Story::Doing}", "{due_date: null, state: closed, assignees: []}"),
                {
                    "issues": (
                        {"STORY": {**DOING, "due_date": None, "state": "closed", "assignees": []}},
                        {"STORY": DOING},
                    )
                },
                id="wrong date, state and assignees",
            ),
            pytest.param(MOVED.partition("notes")[0], {"notes": ([], [SAID])}, id="a message too many"),
            pytest.param(
                MOVED.replace("key: begun", "key: gone"),
                {"notes": ([{**SAID, "key": "gone"}], [SAID])},
                id="a message that is missing",
            ),
            pytest.param(
                MOVED.replace("from: New", "from: Done"),
                {"notes": ([{**SAID, "attrs": {"from": "Done"}}], [SAID])},
                id="another attribute",
            ),
            pytest.param(
                MOVED.replace("mentions: april.marks", "mentions: [april.marks, legal-counsel]"),
                {"notes": ([{**SAID, "mentions": ["april.marks", "legal-counsel"]}], [SAID])},
                id="somebody who is not told",
            ),
            pytest.param(
                MOVED + "response: no_program", {"response": ("no_program", "processed")}, id="another outcome"
            ),
            pytest.param(MOVED + "http: '401'", {"http": ("401", "202")}, id="another answer"),
            pytest.param(
                MOVED + "also: {OTHER: {labels: Story::Done}}",
                {
                    "issues": (
                        {"OTHER": {**DOING, "labels": ["Story::Done"]}},
                        {"OTHER": {**DOING, "labels": ["Story::New"]}},
                    )
                },
                id="an issue that should have changed",
            ),
            pytest.param(
                MOVED + "created: [{ref: NEW, project: open, title: Something}]",
                {"created": ([{"ref": "NEW", "project": "open", "title": "Something", **OPENED}], [])},
                id="an issue that should have been opened",
            ),
            pytest.param(
                MOVED + "api: [{group: gitlab-partners-public, email: a@b.example, access_level: 30}]",
                {
                    "api": (
                        [
                            {
                                "op": "invite",
                                "group": "gitlab-partners-public",
                                "email": "a@b.example",
                                "access_level": 30,
                            }
                        ],
                        [],
                    )
                },
                id="an invitation that should have been sent",
            ),
        ],
    )
    def test_each(self, tmp_path, expect, differing):
        """Whatever is not as expected is shown, both sides, and nothing else."""
        assert differences(tmp_path, step(MOVE, expect)) == differing

    @pytest.mark.parametrize(
        ("actions", "differing"),
        [
            pytest.param(
                "- send: {event: go, to: {workflows: [story], key: account, value: borealis}}",
                {
                    "issues": (
                        {"OTHER": {**DOING, "labels": ["Story::New"]}},
                        {"OTHER": {**DOING, "labels": ["Story::New", "Told"]}},
                    )
                },
                id="an issue that nobody listed changes",
            ),
            pytest.param(
                "- open_issue: {workflow: story, link: none, fields: {Account: Kumo, Region: EMEA}}",
                {
                    "created": (
                        [],
                        [
                            {
                                "ref": "gitlab-com/marketing/stories#3",
                                "project": "stories",
                                "template": "Story",
                                "title": "Story: Kumo",
                                **OPENED,
                                "labels": ["Story::New"],
                                "due_date": "2027-01-19",
                            }
                        ],
                    )
                },
                id="an issue that nobody listed is opened",
            ),
            pytest.param(
                "- invite: {email: a@b.example, group: champions, as: developer}",
                {
                    "api": (
                        [],
                        [
                            {
                                "op": "invite",
                                "group": "gitlab-partners-public/gitlab-champions",
                                "email": "a@b.example",
                                "access_level": 30,
                            }
                        ],
                    )
                },
                id="an invitation that nobody listed",
            ),
        ],
    )
    def test_unlisted(self, tmp_path, actions, differing):
        """Whatever a step does beyond what is listed is a difference."""
        program = workflow("keys: {account: {fields: [Account], as: text}}") + rule(actions)
        program += "  - {name: Told, on: message.go, workflow: story, do: [{label: Told}]}\n"
        comment = step("kind: note, actor: nicole.smith, issue: STORY, note: Go.")

        assert differences(tmp_path, comment, program=program) == differing

    def test_description(self, tmp_path):
        """A description that Usher changed where no step lists the issue is a difference; its words are not shown."""
        program = workflow() + rule("- title: Another title")
        comment = step("kind: note, actor: nicole.smith, issue: STORY, note: Go.")

        assert differences(tmp_path, comment, program=program) == {
            "issues": ({"STORY": "unchanged"}, {"STORY": "its title or description changed"})
        }

    @pytest.mark.parametrize(
        ("title", "differing"),
        [
            pytest.param("Another title", {}, id="as it is"),
            pytest.param(
                "A title",
                {
                    "issues": (
                        {"STORY": {**AS_IT_WAS, "title": "A title"}},
                        {"STORY": {**AS_IT_WAS, "title": "Another title"}},
                    )
                },
                id="another one",
            ),
        ],
    )
    def test_title(self, tmp_path, title, differing):
        """A title is compared where a step gives one."""
        program = workflow() + rule("- title: Another title")
        comment = step("kind: note, actor: nicole.smith, issue: STORY, note: Go.", f"issue: {{title: {title}}}")

        assert differences(tmp_path, comment, program=program) == differing

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            pytest.param("{issue: STORY, contains: Kumo}", "the description of STORY does not say 'Kumo'", id="lacks"),
            pytest.param("{issue: STORY, excludes: Helios}", "the description of STORY says 'Helios'", id="says"),
            pytest.param(
                "{issue: STORY, excludes_regex: 'Reg.on'}",
                "the description of STORY has 'Region', which 'Reg.on' forbids",
                id="matches",
            ),
            pytest.param(
                "{issue: STORY, note: begun, contains: On}",
                "the message begun on STORY does not say 'On'",
                id="message",
            ),
            pytest.param(
                "{issue: OTHER, note: begun, contains: On}",
                "there is no message begun on OTHER in this step",
                id="no message",
            ),
        ],
    )
    def test_texts(self, tmp_path, text, words):
        """What descriptions and messages say is compared too."""
        found = differences(tmp_path, step(MOVE, MOVED, more=f"expect_text: [{text}]"))

        assert found == {"texts": ([], [words])}

    def test_readable(self, tmp_path):
        """A failure is a diff of both sides as YAML, and what Usher did and why."""
        (only,) = played(tmp_path, step(MOVE))

        assert only.difference.lines() == [
            "--- expected",
            "+++ found",
            "@@ -1 +1,7 @@",
            "-notes: []",
            "+notes:",
            "+- issue: STORY",
            "+  key: begun",
            "+  attrs:",
            "+    from: New",
            "+  mentions:",
            "+  - april.marks",
        ]
        assert only.explanation == (
            "STORY: issue.update by nicole.smith: processed",
            "  wrote: note on STORY: begun",
            "  ✓ Move New → Doing: by nicole.smith",
            "  ✓ Stage Doing: from New",
            "  ✓ entering Doing: comment: says begun to april.marks",
        )

    def test_silence(self, tmp_path):
        """Where Usher decided nothing, the answer of the door says why."""
        (only,) = played(tmp_path, step("kind: intake, program: story, fields: {}"))

        assert only.explanation == (
            "Usher decided nothing: the door answered 404 (not_found). there is no form for such a workflow.",
        )


class TestGoesOn:
    def test_after_a_failure(self, tmp_path):
        """A step that fails does not end the play: the next one goes on from what is there."""
        back = "kind: issue_update, actor: nicole.smith, issue: STORY, add: 'Story::New', remove: 'Story::Doing'"
        expect = "issue: {due_date: '2027-01-19'}"

        assert [one.passed for one in played(tmp_path, step(MOVE), step(back, expect, 2))] == [False, True]

    def test_without_its_issue(self, tmp_path):
        """A step on an issue that was not opened cannot be played, and says so."""
        expected = "created: [{ref: NEW, project: stories}]"
        steps = step(MOVE, MOVED + expected), step("kind: issue_close, actor: nicole.smith, issue: NEW", number=2)

        assert differences(tmp_path, *steps) == {
            "step": ("can be played", "NEW is not there: the step that should have opened it did not")
        }

    def test_section(self, tmp_path):
        """Steps before the first are played and not compared, steps after the last are not played."""
        comment = "kind: note, actor: nicole.smith, issue: STORY, note: Fine."
        steps = step(MOVE), step(comment, number=2), step(comment, number=3), step(comment, number=4)

        found = played(tmp_path, *steps, section=Section("S2", "S3"))

        assert [(one.id, one.passed) for one in found] == [("S2", True), ("S3", True)]

    def test_never_rests(self, tmp_path, monkeypatch):
        """Where Usher would go on for ever, the step ends and says so."""
        monkeypatch.setattr("automation.scenarios.stage._MOST_LOOKS", 20)
        again = '- send: {event: go, to: "{{ issue.ref }}"}'
        program = workflow() + rule(again, on="note.created, message.go")
        comment = step("kind: note, actor: nicole.smith, issue: STORY, note: Go.")

        assert differences(tmp_path, comment, program=program) == {"given up": ([], ["Usher does not come to rest"])}

    def test_gitlab_fails(self, tmp_path):
        """What Usher could not do is a failure of the step in which it gave up, and of no later one."""
        comment = "kind: note, actor: nicole.smith, issue: STORY, note: Go."
        loaded, path = scenario(tmp_path, scenario_text(step(comment), step(comment, number=2)), PROGRAM)

        with stage(make_ready(path, {})[1], path, loaded) as found:
            begin(found)
            found.world.faults.add({"kind": "status", "status": 500, "count": 1})
            first, second = (come_of(one, found)[0] for one in loaded.steps)

        assert (set(first.found), second.found) == ({"response", "given up"}, {})
        assert first.found["response"] == "waiting"

    def test_nothing_to_report(self, tmp_path):
        """A change that is none is not reported by GitLab, so that nothing comes of it."""
        reopen = step("kind: issue_reopen, actor: nicole.smith, issue: STORY")

        assert differences(tmp_path, reopen) == {"response": ("processed", "GitLab had nothing to report")}


class TestBeginning:
    @pytest.mark.parametrize(
        "ledger",
        [
            pytest.param("{visits: [{to: Lisbon}, {to: Rome}]}", id="by ledger"),
            pytest.param("[{to: Lisbon}, {to: Rome}]", id="of the only ledger"),
        ],
    )
    def test_known(self, tmp_path, ledger):
        """Usher knows the issues of the beginning: stage, owner, and what was recorded before."""
        visit = "{Visit: {pattern: '{to:word}', by: advocacy, do: [{record: {ledger: visits, row: {to: x}}}]}}"
        program = workflow(owner="nicole.smith", comments=visit)
        head = INITIAL.replace("  assignees", f"  ledger: {ledger}\n  assignees", 1)
        comment = step("kind: note, actor: nicole.smith, issue: STORY, note: Go.", "issue: {labels: Story::New}")
        loaded, path = scenario(tmp_path, scenario_text(comment, head=head), program)

        with stage(make_ready(path, {})[1], path, loaded) as found:
            begun = begin(found)
            ref = IssueRef.parse(found.refs.path_of(found.refs.id_of("STORY")))
            memory = found.service.store.memory(ref)

        assert (begun.passed, memory.stage, memory.owners) == (True, "New", ("nicole.smith",))
        assert memory.ledgers == {"visits": ({"to": "Lisbon"}, {"to": "Rome"})}

    def test_changed(self, tmp_path):
        """An issue of the beginning that Usher would change at once is the first failure."""
        head = INITIAL.replace("labels: Story::New", "labels: [Story::New, Story::Doing]")

        first = played(tmp_path, step("kind: tick"), head=head)[0]

        assert (first.id, first.passed, set(first.difference.expected)) == ("initial_state", False, {"STORY", "OTHER"})


class TestDeliveries:
    def test_own(self, tmp_path):
        """A step of Usher's own account hands in what GitLab reported of Usher's doing."""
        close = "kind: issue_update, actor: nicole.smith, issue: STORY, add: 'Story::Done', remove: 'Story::Doing'"
        echo = step("kind: issue_close, actor: usher-bot, issue: STORY", "response: own_event", 3)

        found = played(tmp_path, step(MOVE, MOVED), step(close, "issue: {state: closed}", 2), echo)

        assert [one.difference.lines() for one in found] == [[], [], []]

    def test_own_that_was_not(self, tmp_path):
        """What Usher did not do cannot come back."""
        echo = step("kind: issue_reopen, actor: usher-bot, issue: STORY", "response: own_event")

        assert differences(tmp_path, echo) == {
            "step": ("can be played", "Usher did nothing that GitLab would report as issue.reopen on STORY")
        }

    def test_again(self, tmp_path):
        """The same key is a duplicate, another key with the same event finds nothing to do."""
        steps = (
            step(f"{MOVE}, delivery: {{key: k-1}}", MOVED),
            step("kind: redelivery, issue: STORY, delivery: {key: k-1}", "response: duplicate", 2),
            step("kind: redelivery, issue: STORY, delivery: {key: k-2}", "response: processed", 3),
        )

        assert [one.difference.lines() for one in played(tmp_path, *steps)] == [[], [], []]

    @pytest.mark.parametrize("kind", ["issue_update", "issue_close"])
    def test_outdated(self, tmp_path, kind):
        """A payload may claim labels that GitLab does not show: nothing changes there, and Usher sees through it."""
        delivery = "{payload_labels: ['Story::Done'], updated_at: '2027-01-11T08:30:00Z'}"
        claim = f"kind: {kind}, actor: nicole.smith, issue: STORY, delivery: {delivery}"

        (only,) = played(tmp_path, step(claim, "response: stale"))

        assert only.difference.lines() == []

    def test_scopes_are_literal(self, tmp_path):
        """A person's label drives none out of its scope, as it would on a GitLab with a licence."""
        add = "kind: issue_update, actor: april.marks, issue: STORY, add: 'Story::Done', delivery: {token: missing}"
        expect = "http: '401'\nresponse: unauthorized\nissue: {labels: [Story::New, Story::Done]}"

        assert differences(tmp_path, step(add, expect)) == {}

    def test_quick_actions(self, tmp_path):
        """A comment with a quick action reaches Usher as GitLab tells it: as a comment, and as what it did."""
        comment = r'kind: note, actor: nicole.smith, issue: STORY, note: "Back.\n\n/label ~\"Story::New\""'
        expect = "issue: {labels: Story::New, due_date: '2027-01-19'}"

        found = played(tmp_path, step(MOVE, MOVED), step(comment, expect, 2))

        assert [one.difference.lines() for one in found] == [[], []]

    @pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # imported by Apprise
    def test_channels_reach_nobody(self, tmp_path):
        """What goes to a channel outside GitLab is taken by the play itself."""
        program = workflow() + rule("- notify: {channel: events, title: News, text: Off it goes.}")
        comment = step("kind: note, actor: nicole.smith, issue: STORY, note: Go.", "response: gone")

        (only,) = played(tmp_path, comment, program=program)

        assert [line for line in only.explanation if "wrote" in line] == ["  wrote: tell the channel events"]


SCHEDULE = """\
schedules:
  - name: Weekly call
    rrule: FREQ=WEEKLY;BYDAY=MO
    at: "10:00"
    do: [{open_issue: {workflow: story, fields: {Account: Kumo, Region: EMEA}}}]
"""


class TestClock:
    def expect(self, passed: bool):
        """What has to come of a tick at eleven."""
        facts = "labels: Story::New, assignees: nicole.smith, due_date: '2027-01-19'"
        created = f"created: [{{ref: CALL, project: stories, {facts}}}]"
        return step("kind: tick", created if passed else "").replace("09:01", "11:00")

    @pytest.mark.parametrize(
        ("meta", "fires"),
        [
            pytest.param("", True, id="all run"),
            pytest.param(", jobs_enabled: [weekly-call]", True, id="named, written otherwise"),
            pytest.param(", jobs_enabled: [call], schedules: {call: Weekly call}", True, id="named by another name"),
            pytest.param(", jobs_enabled: []", False, id="none run"),
        ],
    )
    def test_schedules(self, tmp_path, meta, fires):
        """Schedules that are enabled do at a tick what they owe, once."""
        head = INITIAL.replace("Z'}", f"Z'{meta}}}", 1)
        again = step("kind: tick", number=2).replace("09:02", "11:05")

        found = played(tmp_path, self.expect(fires), again, program=PROGRAM + SCHEDULE, head=head)

        assert [one.difference.lines() for one in found] == [[], []]

    def test_calendar(self, tmp_path):
        """Calendar points say when a schedule comes round; one that there is not is a failure in words."""
        tail = (
            "calendar_points:\n"
            "  right: {recurrence: weekly-call, after: '2027-01-11T10:00:00Z', through: '2027-01-25T10:00:00Z'}\n"
            "  unknown: {recurrence: call, after: '2027-01-11T10:00:00Z', through: '2027-01-25T10:00:00Z'}\n"
            "expected_calendar: {right: ['2027-01-18T10:00Z', '2027-01-25T10:00Z'], unknown: []}\n"
        )
        found = played(tmp_path, step("kind: tick"), program=PROGRAM + SCHEDULE, tail=tail)[1:]

        assert [(one.id, one.difference.found) for one in found] == [
            ("calendar right", {"right": ["2027-01-18T10:00Z", "2027-01-25T10:00Z"]}),
            ("calendar unknown", {"unknown": "there is no schedule call"}),
        ]
        assert [one.passed for one in found] == [True, False]

    def test_reports(self, tmp_path):
        """Report points say what KPIs come to after their step; one that there is not is a failure in words."""
        kpis = "kpis:\n  begun: {title: Begun, workflow: story, entered: Doing}\n"
        tail = (
            "report_points:\n"
            "  before: {after: S1, period: 2027-01}\n"
            "  after: {after: S2, from: '2027-01-11T09:00:00Z', to: '2027-01-11T09:03:00Z'}\n"
            "expected_reports: {before: {begun: 0}, after: {begun: 2, bgun: 1}}\n"
        )
        found = played(tmp_path, step("kind: tick"), step(MOVE, MOVED, 2), program=PROGRAM + kpis, tail=tail)

        assert [(one.id, one.difference.found) for one in found if one.kind == "report"] == [
            ("report before", {"before": {"begun": 0}}),
            ("report after", {"after": {"begun": 1, "bgun": "there is no KPI of this name"}}),
        ]

    def test_sweeps(self, tmp_path):
        """A sweep that a schedule begins at a tick is over at the end of it."""
        nightly = SCHEDULE.partition("    do:")[0] + "    do: [{sweep: Tidy up}]\n"
        policy = "policies: [{name: Tidy up, select: {labels: 'Story::New'}, do: [{label: Seen}]}]\n"
        program = PROGRAM + nightly + policy
        expect = "also: {STORY: &s {labels: [Story::New, Seen]}, OTHER: *s}"
        tick = step("kind: tick", expect).replace("09:01", "11:00")

        (only,) = played(tmp_path, tick, program=program)

        assert only.difference.lines() == []

    def test_timers(self, tmp_path):
        """A tick wakes what is due, and only a tick does."""
        program = workflow(service_level="{escalate_to: {role: advocacy-lead}}")
        expect = "also: {STORY: &s {labels: [Story::New, 'SLA::Due Soon']}, OTHER: *s}"
        at = step("kind: tick", expect).replace("01-11T09", "01-29T09")

        (only,) = played(tmp_path, at, program=program)

        assert only.difference.lines() == []


class TestChanges:
    def test_everything_at_once(self, tmp_path):
        """A person may change fields, boxes, people, dates and texts in one step."""
        head = INITIAL.replace("  fields", '  body: "## Tasks\\n- [ ] One\\n- [ ] Two\\n"\n  fields', 1)
        change = (
            "kind: issue_update, actor: nicole.smith, issue: STORY, edit_fields: {Account: Kumo, Signer: Nobody}, "
            "check_tasks: {section: Tasks, done: some}, title: Kumo, assignees: [april.marks], due_date: null, "
            "confidential: true"
        )
        expect = "issue: {assignees: april.marks, due_date: null, confidential: true, labels: Story::New}"
        text = "- {issue: STORY, contains: ['- **Account:** Kumo', '- **Signer:** Nobody', '- [x] One', '- [ ] Two']}"

        (only,) = played(tmp_path, step(change, expect, more=f"expect_text:\n{text}\n"), head=head)

        assert only.difference.lines() == []

    def test_no_such_boxes(self, tmp_path):
        """Boxes that are not there cannot be ticked, and the step says so."""
        change = "kind: issue_update, actor: nicole.smith, issue: STORY, check_tasks: {section: Tasks, done: all}"

        assert differences(tmp_path, step(change)) == {
            "step": ("can be played", "the description has no heading ## Tasks")
        }

    def test_the_administrator_is_somebody(self, tmp_path):
        """People of config.yml may have the name of an account that the sandbox brings itself."""
        config = CONFIG.replace("people:\n", "people:\n  root: {roles: [advocacy]}\n")
        (only,) = played(tmp_path, step(MOVE.replace("nicole.smith", "root"), MOVED), config=config)

        assert only.difference.lines() == []

    def test_start(self, tmp_path):
        """The clock begins with the first step where the file does not say when."""
        found, _ = scenario(tmp_path, "events:\n" + step("kind: tick"))

        assert f"{found.start:%Y-%m-%d %H:%M}" == "2027-01-11 09:01"
