"""python-gitlab, unmodified, can do on the sandbox everything that the programs need."""

from __future__ import annotations

import gitlab
import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import BOT, PRIVATE, PUBLIC, Client

pytestmark = pytest.mark.sandbox_only
CHAMPIONS = "gitlab-partners-public/gitlab-champions"


def test_a_champion_from_nomination_to_onboarding(box: Sandbox, bot: Client, member: Client) -> None:
    """One champion's way: nominated, moved through stages, invited by address, linked with an onboarding issue."""
    nomination = member.project(PRIVATE).issues.create(
        {"title": "Nomination", "description": "### Region\nEMEA\n/confidential", "labels": ["Champion::Nominated"]}
    )
    project = bot.project(PRIVATE)
    manager = bot.api.users.list(username="community-manager")[0]
    issue = project.issues.get(nomination.iid)
    issue.assignee_ids, issue.due_date, issue.labels = [manager.id], "2027-01-18", ["Champion::Portal Approved"]
    issue.save()
    answer = bot.api.groups.get(CHAMPIONS).invitations.create({"email": "champion@example.com", "access_level": 30})
    onboarding = project.issues.create({"title": "Onboarding", "description": "- [ ] first\n- [x] second"})
    issue.links.create({"target_project_id": project.id, "target_issue_iid": onboarding.iid})
    issue.notes.create({"body": "Onboarding is open.\n/close"})

    seen = member.project(PRIVATE).issues.get(nomination.iid)

    assert (seen.state, seen.labels, seen.confidential, seen.due_date, seen.description) == (
        "closed",
        ["Champion::Portal Approved"],
        True,
        "2027-01-18",
        "### Region\nEMEA",
    )
    assert [one["username"] for one in seen.assignees] == ["community-manager"]
    assert answer.status == "success"
    assert [link.iid for link in seen.links.list(get_all=True)] == [onboarding.iid]
    assert [note.body for note in seen.notes.list(get_all=True) if not note.system] == ["Onboarding is open."]
    assert [(event.action, event.label["name"]) for event in seen.resourcelabelevents.list(get_all=True)] == [
        ("add", "Champion::Nominated"),
        ("add", "Champion::Portal Approved"),
        ("remove", "Champion::Nominated"),
    ]
    assert [event.state for event in seen.resourcestateevents.list(get_all=True)] == ["closed"]
    assert onboarding.task_completion_status == {"count": 2, "completed_count": 1}


def test_setting_a_project_up(bot: Client) -> None:
    """Labels, a board with lists, a hook, templates and milestones, as `setup` makes them."""
    project = bot.project()
    stages = [
        project.labels.create({"name": f"Story::{name}", "color": "#112233"}) for name in ("Drafting", "Published")
    ]
    board = project.boards.list(get_all=True)[0]
    for stage in stages:
        board.lists.create({"label_id": stage.id})
    text = {"branch": "main", "commit_message": "Add templates", "content": "# Story\n"}
    project.files.create({"file_path": ".gitlab/issue_templates/Customer_Story.md", **text})
    project.commits.create(
        {
            "branch": "main",
            "commit_message": "Add more",
            "actions": [
                {"action": "create", "file_path": ".gitlab/issue_templates/cfp.md", "content": "# CFP\n"},
                {"action": "update", "file_path": ".gitlab/issue_templates/Customer_Story.md", "content": "# New\n"},
            ],
        }
    )
    hook = project.hooks.create({"url": "http://203.0.113.1/", "issues_events": True, "push_events": False})
    hook.note_events = True
    hook.save()
    project.milestones.create({"title": "FY27-Q4", "due_date": "2027-01-31"})

    listed = {
        "lists": [one.label["name"] for one in project.boards.get(board.id).lists.list(get_all=True)],
        "files": [entry["path"] for entry in project.repository_tree(path=".gitlab", recursive=True, get_all=True)],
        "raw": project.files.raw(".gitlab/issue_templates/Customer_Story.md", ref="main"),
        "decoded": project.files.get(".gitlab/issue_templates/cfp.md", ref="main").decode(),
        "templates": [one.name for one in project.issue_templates.list(get_all=True)],
        "hooks": [(one.issues_events, one.note_events, one.push_events) for one in project.hooks.list(get_all=True)],
        "milestones": [(one.title, one.due_date) for one in project.milestones.list(get_all=True)],
    }

    assert listed == {
        "lists": ["Story::Drafting", "Story::Published"],
        "files": [
            ".gitlab/issue_templates",
            ".gitlab/issue_templates/Customer_Story.md",
            ".gitlab/issue_templates/cfp.md",
        ],
        "raw": b"# New\n",
        "decoded": b"# CFP\n",
        "templates": ["Customer_Story", "cfp"],
        "hooks": [(True, True, False)],
        "milestones": [("FY27-Q4", "2027-01-31")],
    }


def test_sweeping(bot: Client, box: Sandbox) -> None:
    """Every issue is found by keyset pages and by time, over project, group and all."""
    project = bot.project()
    for number in range(45):
        box.clock.advance(1)
        project.issues.create({"title": f"Issue {number}", "labels": ["even" if number % 2 == 0 else "odd"]})

    keyset = project.issues.list(iterator=True, pagination="keyset", order_by="updated_at", sort="asc", per_page=20)
    recent = project.issues.list(updated_after="2027-01-11T09:00:41Z", order_by="updated_at", sort="asc", get_all=True)
    group = bot.api.groups.get("gitlab-com").issues.list(labels="odd", state="opened", get_all=True)
    everywhere = bot.api.issues.list(scope="all", iids=[1, 2], get_all=True)

    assert [issue.iid for issue in keyset] == list(range(1, 46))
    assert [issue.iid for issue in recent] == [41, 42, 43, 44, 45]
    assert len(group) == 22
    assert sorted(issue.iid for issue in everywhere) == [1, 2]


def test_people_and_members(bot: Client) -> None:
    """Who is there, who is busy, who has access, and giving it."""
    member_client = bot.api.groups.get("gitlab-com")
    user = bot.api.users.list(username="partner-emea-1")[0]
    added = member_client.members.create({"user_id": user.id, "access_level": gitlab.const.AccessLevel.REPORTER})
    added.access_level = gitlab.const.AccessLevel.DEVELOPER
    added.save()
    inherited = bot.project().members_all.get(user.id)
    added.delete()
    bot.api.http_put("/user/status", post_data={"availability": "busy", "message": "away"})

    assert inherited.access_level == 30
    assert user.id not in [one.id for one in bot.project().members_all.list(get_all=True)]
    assert bot.api.users.get(bot.api.users.list(username=BOT)[0].id).status.get().availability == "busy"


def test_moving_and_cloning(bot: Client) -> None:
    """A moved issue is closed here and open there, with its notes; a clone leaves the first as it is."""
    project, target = bot.project(), bot.project(PRIVATE)
    project.labels.create({"name": "a", "color": "#6699cc"})
    issue = project.issues.create({"title": "An issue", "labels": ["a"], "description": "Text"})
    issue.notes.create({"body": "Hello"})
    bot.api.http_post(f"/projects/{project.id}/issues/{issue.iid}/clone", post_data={"to_project_id": target.id})
    issue.move(target.id)  # from here on it is the one there

    here, there = project.issues.get(1), target.issues.list(sort="asc", get_all=True)

    assert (here.state, here.moved_to_id) == ("closed", there[1].id)
    assert [(one.title, one.description, one.state, one.labels, one.user_notes_count) for one in there] == [
        ("An issue", "Text", "opened", [], 0),
        ("An issue", "Text", "opened", [], 1),
    ]
    assert here.web_url.endswith(f"{PUBLIC}/-/issues/1")


@pytest.mark.parametrize("status", [500, 502, 503])
def test_its_own_retries_are_served(box: Sandbox, status: int) -> None:
    """With `retry_transient_errors` the client gets over a fault by itself."""
    box.world.faults.add({"kind": "status", "status": status, "count": 1})

    with gitlab.Gitlab(box.url, private_token=box.token(BOT), retry_transient_errors=True) as api:
        found = api.projects.get(PUBLIC).path_with_namespace

    assert found == PUBLIC


def test_its_rate_limit_waiting_is_served(box: Sandbox) -> None:
    """After a 429 the client waits as long as it is told and asks again."""
    box.world.faults.add({"kind": "status", "status": 429, "retry_after": 0, "count": 1})

    with gitlab.Gitlab(box.url, private_token=box.token(BOT)) as api:
        assert api.projects.get(PUBLIC).path_with_namespace == PUBLIC
