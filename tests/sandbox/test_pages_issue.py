"""The page of an issue: what its forms do, and for whom."""

from __future__ import annotations

import pytest

from sandbox.pages import paths
from sandbox.world import issues, labels, links, milestones
from sandbox.world.fields import IssueFields
from tests.sandbox.pages_scene import OPS, PUBLIC, STAGES, Scene, hooked_scene, scene_of, seed


@pytest.fixture
def scene() -> Scene:
    """The premium scene with a hook on the private project."""
    return hooked_scene()


class TestIssue:
    def test_a_ticked_box_changes_the_description(self, scene: Scene) -> None:
        """The description is changed as the acting user, an update is sent, the journal has it, the page says who."""
        issue = scene.open_issue()
        scene.events()
        scene.browser.act_as("champions-manager")
        page = scene.page(issue)
        box = page.having("button", **{"aria-label": "Sponsor named"})[0]

        after = scene.browser.send(page.form("/tasks"), task=box["value"])

        assert (box["form"], box["aria-checked"]) == ("tasks", "false")
        assert scene.now(issue).description == "- [x] Sponsor named\n- [x] Email checked"
        assert scene.events() == ["issues_events"]
        assert "Champions Manager changed the description" in after.text
        (entry,) = scene.world.journal.since()
        assert (entry.actor, entry.path, entry.body) == (
            "champions-manager",
            f"/{OPS}/-/issues/1/tasks",
            {"task": [box["value"]]},
        )

    def test_a_box_that_is_ticked_already_stays_so_silently(self, scene: Scene) -> None:
        """Two people who tick the same box on pages of the same age agree; nothing is sent for the second."""
        issue = scene.open_issue()
        page = scene.page(issue)
        choice = page.having("button", **{"aria-label": "Sponsor named"})[0]["value"]
        scene.browser.send(page.form("/tasks"), task=choice)
        scene.events()

        scene.browser.send(page.form("/tasks"), task=choice)

        assert scene.events() == []

    def test_a_box_that_is_gone_is_refused(self, scene: Scene) -> None:
        """Its words were changed meanwhile: nothing is ticked and a sentence says why."""
        issue = scene.open_issue()
        page = scene.page(issue)
        choice = page.having("button", **{"aria-label": "Sponsor named"})[0]["value"]
        issues.update(scene.world.act("itzikgb"), issue, IssueFields(description="- [ ] Other"))

        refused = scene.browser.send(page.form("/tasks"), 409, task=choice)

        assert "The description was changed meanwhile." in refused.text
        assert scene.now(issue).description == "- [ ] Other"

    def test_labels_come_and_go(self, scene: Scene) -> None:
        """A scope holds one label; a new name becomes a label; one is removed by its own button."""
        issue = scene.open_issue()
        for name in (*STAGES, "Partner Champions"):
            scene.browser.send(scene.page(issue).form("/labels", add=""), add=name)
        assert scene.labels(issue) == ["Champion::In Review", "Partner Champions"]

        button = scene.page(issue).having("button", form="unlabel")[0]
        scene.browser.send(scene.page(issue).form("/labels"), remove=button["value"])

        assert scene.labels(issue) == ["Partner Champions"]

    def test_people_come_and_go(self, scene: Scene) -> None:
        """Somebody is assigned by username, with or without @, and taken off again."""
        issue = scene.open_issue()
        for name in ("@champions-manager", "itzikgb"):
            scene.browser.send(scene.page(issue).form("/assignees", add=""), add=name)
        assert scene.assignees(issue) == ["champions-manager", "itzikgb"]

        scene.browser.send(scene.page(issue).form("/assignees"), remove="champions-manager")

        assert scene.assignees(issue) == ["itzikgb"]

    def test_without_a_licence_the_new_assignee_takes_the_place(self) -> None:
        """One issue has one assignee on the free tier."""
        scene = scene_of(seed(), "free")
        issue = scene.open_issue()
        for name in ("champions-manager", "itzikgb"):
            scene.browser.send(scene.page(issue).form("/assignees", add=""), add=name)

        assert scene.assignees(issue) == ["itzikgb"]

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [("nobody", "Nobody has that username."), ("partner-emea-1", "Only members of the project can be assigned.")],
    )
    def test_who_cannot_be_assigned_is_named_in_a_sentence(self, scene: Scene, name: str, sentence: str) -> None:
        """What REST drops without a word is said here."""
        issue = scene.open_issue()

        assert sentence in scene.browser.send(scene.page(issue).form("/assignees", add=""), 400, add=name).text

    def test_the_fields_beside_it_are_set(self, scene: Scene) -> None:
        """Due date, confidentiality and state follow their forms, there and back."""
        issue = scene.open_issue()
        seen = []
        for due, confidential, state in (("2027-02-01", "true", "close"), ("", "false", "reopen")):
            page = scene.page(issue)
            scene.browser.send(page.form("/due"), due_date=due)
            scene.browser.send(page.form("/confidential"), confidential=confidential)
            scene.browser.send(page.form("/state"), state_event=state)
            present = scene.now(issue)
            seen.append((str(present.due_date), present.confidential, present.state))

        assert seen == [("2027-02-01", True, "closed"), ("None", False, "opened")]

    def test_links_come_and_go(self, scene: Scene) -> None:
        """An issue is linked by its reference and the link removed again, on both pages."""
        issue, other = scene.open_issue(), scene.open_issue(title="Another")
        page = scene.browser.send(scene.page(issue).form("/links", target=""), target="#2", kind="is_blocked_by")
        assert ("is blocked by Another" in page.text, "blocks A case" in scene.page(other).text) == (True, True)

        button = page.having("button", form="unlink")[0]
        scene.browser.send(page.form("/links"), remove=button["value"])

        assert links.of(scene.world.act("itzikgb"), other) == []

    @pytest.mark.parametrize("target", ["#9", "", "nonsense", f"#{'9' * 5000}"])
    def test_what_names_no_issue_is_not_linked(self, scene: Scene, target: str) -> None:
        """A sentence says how to name one."""
        issue = scene.open_issue()

        page = scene.browser.send(scene.page(issue).form("/links", target=""), 400, target=target, kind="relates_to")

        assert "Name an issue that you can see" in page.text

    def test_a_comment_is_said_and_its_commands_run(self, scene: Scene) -> None:
        """The text stays, the quick action runs, and both are sent."""
        issue = scene.open_issue()
        scene.events()

        page = scene.browser.send(scene.page(issue).form("/comment"), body="**Done**.\n/close")

        assert ("Done" in page.text, scene.now(issue).state, scene.events()) == (
            True,
            "closed",
            ["note_events", "issues_events"],
        )

    def test_a_comment_of_commands_only_says_what_they_did(self, scene: Scene) -> None:
        """There is no comment to see, so the next page tells, also of what could not be done."""
        issue = scene.open_issue()

        page = scene.browser.send(scene.page(issue).form("/comment"), body="/label ~nothing")

        notice = page.having("p", **{"class": "notice"})
        assert (len(notice), "Could not apply label command." in page.text) == (1, True)

    def test_an_internal_note_is_for_members(self, scene: Scene) -> None:
        """The mark on the form makes one, and who has no role does not see it."""
        issue = scene.open_issue(path=PUBLIC)
        scene.browser.send(scene.page(issue).form("/comment"), body="Among us", internal="on")
        seen = "Among us" in scene.page(issue).text

        scene.browser.act_as("partner-emea-1")

        assert (seen, "Among us" in scene.page(issue).text) == (True, False)

    def test_an_edit_replaces_title_and_text(self, scene: Scene) -> None:
        """The form holds what is there; what is sent is there afterwards."""
        issue = scene.open_issue()
        form = scene.browser.open(f"{paths.issue(scene.world, issue)}/edit").form("/edit")

        scene.browser.send(form, title="Renamed", description="New")

        assert (form.fields["title"], scene.now(issue).title, scene.now(issue).description) == (
            "A case",
            "Renamed",
            "New",
        )

    def test_a_late_edit_keeps_what_was_typed_and_asks_again(self, scene: Scene) -> None:
        """Nothing of somebody else's is overwritten unseen; sending the same form again does it."""
        issue = scene.open_issue()
        form = scene.browser.open(f"{paths.issue(scene.world, issue)}/edit").form("/edit")
        issues.update(scene.world.act("itzikgb"), issue, IssueFields(description="Theirs"))

        asked = scene.browser.send(form, 409, title="Mine", description="Mine too")
        between = scene.now(issue).description
        scene.browser.send(asked.form("/edit"), title="Mine", description="Mine too")

        assert ("was changed while you wrote" in asked.text, "Mine too" in asked.text) == (True, True)
        assert (between, scene.now(issue).description) == ("Theirs", "Mine too")

    def test_a_value_that_gitlab_refuses_is_refused_in_words(self, scene: Scene) -> None:
        """GitLab's complaint about a field becomes a sentence."""
        page = scene.browser.open(f"/{OPS}/-/issues/new")

        refused = scene.browser.send(page.form("/-/issues"), 400, title=" ", description="")

        assert "Title can't be blank." in refused.text

    def test_the_limit_of_comments_is_told(self, scene: Scene) -> None:
        """429 as a page."""
        issue = scene.open_issue()
        scene.world.limits.change({"notes": 1})
        scene.browser.send(scene.page(issue).form("/comment"), body="Once")

        page = scene.browser.send(scene.page(issue).form("/comment"), 429, body="Once more")

        assert "The sandbox's limit is reached." in page.text

    def test_the_history_outlives_what_it_is_about(self, scene: Scene) -> None:
        """Who changed label, milestone and state; a label that was deleted since has no name any more."""
        act, issue = scene.world.act("itzikgb"), scene.open_issue()
        project = scene.world.data.projects[issue.project_id]
        milestone = milestones.create(act, project, {"title": "FY27-Q4"})
        issues.update(act, issue, IssueFields(milestone_id=milestone.id, add_label_ids=[scene.label_id(STAGES[0])]))
        issues.update(act, scene.now(issue), IssueFields(state_event="close"))
        shown = scene.page(issue).texts_of("ol", "events")
        labels.delete(act, project, scene.world.data.labels[scene.label_id(STAGES[0])])
        scene.world.data.milestones.clear()

        later = scene.page(issue).texts_of("ol", "events")

        moment = "11 Jan 09:00:00 Itzik Gan-Baruch:"
        assert shown == [f"{moment} added Champion Nominated label {moment} added milestone FY27-Q4 {moment} closed"]
        assert later == [f"{moment} added a label that is gone {moment} added a milestone that is gone {moment} closed"]

    def test_a_task_has_its_page_too(self, scene: Scene) -> None:
        """The address that GitLab gives to tasks leads to the same page."""
        scene.open_issue(issue_type="task")

        assert "A case" in scene.browser.open(f"/{OPS}/-/work_items/1").text
