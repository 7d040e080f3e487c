"""What people without a role may see and do on the pages."""

from __future__ import annotations

import pytest

from sandbox.model import Issue
from sandbox.pages import paths
from tests.sandbox.pages_scene import OPS, PUBLIC, Scene, hooked_scene


@pytest.fixture
def scene() -> Scene:
    """The premium scene with a hook on the private project."""
    return hooked_scene()


class TestRights:
    @pytest.mark.parametrize(
        ("ending", "fields"),
        [
            ("tasks", {"task": "0:on:000000000000"}),
            ("labels", {"add": "x"}),
            ("assignees", {"add": "itzikgb"}),
            ("due", {"due_date": "2027-02-01"}),
            ("confidential", {"confidential": "true"}),
            ("state", {"state_event": "close"}),
            ("edit", {"title": "x", "description": "x"}),
            ("move", {"scope": "Champion", "to": "closed"}),
            ("links", {"target": "#2"}),
        ],
    )
    def test_a_reader_changes_nothing(self, scene: Scene, ending: str, fields: dict[str, str]) -> None:
        """Who only may read is shown no form, and one that is sent all the same is refused in a sentence."""
        issue = scene.open_issue(path=PUBLIC)
        other = scene.open_issue(path=PUBLIC)
        scene.browser.act_as("partner-emea-1")
        edit = scene.browser.open(f"{paths.issue(scene.world, issue)}/edit").form("/edit").fields
        known = {"seen": edit["seen"], "token": edit["token"]}
        if ending == "tasks":
            fields = {"task": choice_of(scene, issue)}

        answer = scene.browser.client.post(f"{paths.issue(scene.world, issue)}/{ending}", data={**known, **fields})

        assert answer.status_code == 403
        assert "Partner Emea 1 may not do that here." in answer.text
        assert (scene.now(issue), scene.now(other)) == (issue, other)

    def test_a_reader_sees_only_the_comment_form(self, scene: Scene) -> None:
        """No button that would be refused is shown."""
        issue = scene.open_issue(path=PUBLIC)
        scene.browser.act_as("partner-emea-1")

        page = scene.page(issue)

        assert page.having("button", form="tasks") == []
        assert [form.action.rpartition("/")[2] for form in page.forms if form.method == "post" and form.action] == [
            "act-as",
            "tasks",
            "comment",
            "labels",
            "assignees",
            "links",
        ]

    @pytest.mark.parametrize("address", ["", "/-/issues", "/-/issues/1", "/-/boards", "/-/issues/new"])
    def test_a_private_project_is_missing_for_others(self, scene: Scene, address: str) -> None:
        """Not forbidden, but not there."""
        scene.open_issue()
        scene.browser.act_as("partner-emea-1")

        scene.browser.open(f"/{OPS}{address}", 404)

    def test_a_confidential_issue_is_missing_for_others(self, scene: Scene) -> None:
        """Neither its page nor its title in the list or on the board."""
        issue = scene.open_issue(path=PUBLIC, title="Secret", confidential=True)
        scene.browser.act_as("partner-emea-1")

        scene.page(issue, 404)
        pages = [scene.browser.open(f"/{PUBLIC}/-/{name}") for name in ("issues?state=all", "boards")]
        assert ["Secret" in page.text for page in pages] == [False, False]


def choice_of(scene: Scene, issue: Issue) -> str:
    """Return the choice of the first box of an issue as a member has it."""
    scene.browser.act_as("itzikgb")
    choice = scene.page(issue).having("button", form="tasks")[0]["value"] or ""
    scene.browser.act_as("partner-emea-1")
    return choice
