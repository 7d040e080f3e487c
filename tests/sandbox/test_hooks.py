"""Webhooks over real HTTP: which are sent, what they hold, and what becomes of a hook whose receiver fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from gitlab.v4.objects import Project, ProjectHook

from sandbox.server import Sandbox
from sandbox.signing import signature
from tests.sandbox.asking import ask
from tests.sandbox.conftest import PRIVATE, PUBLIC, Client
from tests.sandbox.receiver import Receiver

pytestmark = pytest.mark.sandbox_only

TOLD = ("issues", "confidential_issues", "note", "confidential_note", "emoji", "milestone")
EVERYTHING = {f"{name}_events": True for name in TOLD}
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def project(bot: Client) -> Project:
    """The public project, as its owner."""
    return bot.project()


@pytest.fixture
def hook(project: Project, receiver: Receiver) -> ProjectHook:
    """A hook that tells the receiver everything."""
    return project.hooks.create({"url": receiver.url, "push_events": False, **EVERYTHING})


def opened(project: Project, **fields: Any) -> str:
    """Open an issue and return the tail of its address."""
    return f"/issues/{project.issues.create({'title': 'An issue', **fields}).iid}"


class TestWhichAreSent:
    @pytest.mark.parametrize(
        ("change", "events"),
        [
            pytest.param({"title": "New"}, [("Issue Hook", "update")], id="a change"),
            pytest.param({"title": "An issue"}, [("Issue Hook", "update")], id="no change at all (#30791)"),
            pytest.param({"state_event": "close"}, [("Issue Hook", "close")], id="a state"),
            pytest.param(
                {"state_event": "close", "add_labels": "a"},
                [("Issue Hook", "close"), ("Issue Hook", "update")],
                id="a state and more: two deliveries, the state first (2.2)",
            ),
            pytest.param({"state_event": "reopen"}, [], id="a state that it has already"),
            pytest.param({"confidential": True}, [("Confidential Issue Hook", "update")], id="confidential afterwards"),
            pytest.param(
                {"description": "/close"}, [("Issue Hook", "close"), ("Issue Hook", "update")], id="a command"
            ),
        ],
    )
    def test_of_a_put(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver, change: Any, events: Any
    ) -> None:
        """What each kind of PUT sends (gitlab.md §2.1, §2.2)."""
        issue = opened(project)
        box.drain()
        receiver.got.clear()

        ask(project, "put", issue, change)

        assert (box.drain(), receiver.events) == (True, events)

    @pytest.mark.parametrize(
        ("fields", "note", "event"),
        [
            pytest.param({}, {"body": "Hello"}, [("Note Hook", "create")], id="a note"),
            pytest.param(
                {}, {"body": "Hello", "internal": True}, [("Confidential Note Hook", "create")], id="internal"
            ),
            pytest.param(
                {"confidential": True},
                {"body": "Hello"},
                [("Confidential Note Hook", "create")],
                id="on a hidden issue",
            ),
            pytest.param({}, {"body": "/close"}, [("Issue Hook", "close")], id="only a command: no Note Hook"),
            pytest.param(
                {},
                {"body": "Bye\n/close"},
                [("Note Hook", "create"), ("Issue Hook", "close")],
                id="comment and close: two events",
            ),
        ],
    )
    def test_of_a_note(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver, fields: Any, note: Any, event: Any
    ) -> None:
        """What each kind of comment sends (gitlab.md §2.3)."""
        issue = opened(project, **fields)
        box.drain()
        receiver.got.clear()

        ask(project, "post", f"{issue}/notes", note)

        assert (box.drain(), receiver.events) == (True, event)

    def test_silent_acts(self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver) -> None:
        """Mentions, links, deletions of notes and issues send nothing of their own (gitlab.md §2.2)."""
        one, two = opened(project), opened(project)
        note = ask(project, "post", f"{one}/notes", {"body": "See #2"}).body
        box.drain()
        receiver.got.clear()

        ask(project, "post", f"{one}/links", {"target_project_id": project.id, "target_issue_iid": 2})
        ask(project, "delete", f"{one}/notes/{note['id']}")
        ask(project, "delete", two)

        assert (box.drain(), receiver.events) == (True, [])

    def test_a_hook_without_confidential_events_goes_silent(
        self, box: Sandbox, project: Project, receiver: Receiver
    ) -> None:
        """An issue that is made confidential just stops being told of (gitlab.md §2.1)."""
        project.hooks.create({"url": receiver.url, "push_events": False, "issues_events": True})
        issue = opened(project)

        ask(project, "put", issue, {"confidential": True})

        assert (box.drain(), receiver.events) == (True, [("Issue Hook", "open")])

    def test_emoji_and_milestones(self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver) -> None:
        """Emoji come with `award` and `revoke`; a milestone's action stands at the top of its body (gitlab.md §2.4)."""
        issue = opened(project)
        award = ask(project, "post", f"{issue}/award_emoji", {"name": "eyes"}).body
        ask(project, "delete", f"{issue}/award_emoji/{award['id']}")
        milestone = ask(project, "post", "/milestones", {"title": "FY27-Q4"}).body
        ask(project, "put", f"/milestones/{milestone['id']}", {"state_event": "close"})
        box.drain()

        bodies = [one.body for one in receiver.got[1:]]

        assert [(body["event_type"], body["object_kind"], body.get("action")) for body in bodies] == [
            ("award", "emoji", None),
            ("revoke", "emoji", None),
            ("milestone", "milestone", "create"),
            ("milestone", "milestone", "close"),
        ]
        assert bodies[0]["work_item"]["iid"] == 1

    def test_group_hooks_hear_of_all_below(self, box: Sandbox, bot: Client, receiver: Receiver) -> None:
        """With a licence a group's hook hears of every project in it, and of its own members (gitlab.md §1.6, §2.4)."""
        group = bot.api.groups.get("gitlab-com")
        group.hooks.create({"url": receiver.url, "push_events": False, "issues_events": True, "member_events": True})

        opened(bot.project(PUBLIC))
        opened(bot.project(PRIVATE))
        group.members.create({"user_id": bot.api.users.list(username="partner-emea-1")[0].id, "access_level": 20})

        assert box.drain()
        assert [one.headers["X-Gitlab-Event"] for one in receiver.got] == ["Issue Hook", "Issue Hook", "Member Hook"]
        told = receiver.got[2].body
        assert [told[key] for key in ("event_name", "group_path", "user_username", "group_access")] == [
            "user_add_to_group",
            "gitlab-com",
            "partner-emea-1",
            "Reporter",
        ]

    def test_a_projects_and_a_groups_hook_both_hear(self, box: Sandbox, bot: Client, receiver: Receiver) -> None:
        """The same event reaches both, under different keys (gitlab.md §1.1, §1.6)."""
        hooked = {"url": receiver.url, "push_events": False, "issues_events": True}
        bot.api.groups.get("gitlab-com").hooks.create(hooked)
        bot.project().hooks.create(hooked)

        opened(bot.project())

        assert box.drain()
        assert len(receiver.got) == len({one.headers["Idempotency-Key"] for one in receiver.got}) == 2
        assert receiver.got[0].body == receiver.got[1].body

    def test_a_chain_does_not_call_a_hook_twice(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver, bot: Client
    ) -> None:
        """Writes that carry the event's UUID do not come back; others do (gitlab.md §1.5)."""
        issue = opened(project)
        box.drain()
        uuid = receiver.got[0].headers["X-Gitlab-Event-UUID"]

        for headers in ({"X-Gitlab-Event-UUID": uuid}, {}):
            bot.call("PUT", f"/projects/{project.id}{issue}", json={"title": "New"}, headers=headers)

        assert (box.drain(), receiver.events) == (True, [("Issue Hook", "open"), ("Issue Hook", "update")])


class TestWhatTheyHold:
    def test_headers(self, box: Sandbox, project: Project, receiver: Receiver) -> None:
        """Every header of gitlab.md §1.1 is there, and the signature verifies (1.2)."""
        hooked = {"url": receiver.url, "push_events": False, "issues_events": True}
        project.hooks.create({**hooked, "token": "a secret", "signing_token": KEY})
        opened(project)
        box.drain()

        (delivery,) = receiver.got

        told = delivery.headers
        key = told["Idempotency-Key"]
        stamp = str(int(box.clock.now().timestamp()))
        unsure = {"X-Gitlab-Event-UUID", "X-Gitlab-Webhook-UUID", "Host", "Content-Length", "Accept-Encoding"}
        assert {name: value for name, value in told.items() if name not in unsure} == {
            "Content-Type": "application/json",
            "User-Agent": "GitLab/19.1.0-ee",
            "Idempotency-Key": key,
            "X-Gitlab-Event": "Issue Hook",
            "X-Gitlab-Instance": box.url,
            "X-Gitlab-Token": "a secret",
            "webhook-id": key,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(KEY, key, stamp, delivery.raw),
        }
        assert unsure <= set(told)

    def test_an_opened_issue(self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver) -> None:
        """`changes` shows the first values without labels and assignees, which the body itself has (gitlab.md §2.2)."""
        me = project.manager.gitlab.users.list(username="usher-bot")[0].id
        opened(project, labels=["a"], assignee_ids=[me], description="Text")
        box.drain()

        body = receiver.got[0].body

        assert (body["object_kind"], body["event_type"], body["user"]["email"]) == ("issue", "issue", "[REDACTED]")
        assert {name: change["previous"] for name, change in body["changes"].items()} == dict.fromkeys(
            ("author_id", "created_at", "description", "id", "iid", "project_id", "title", "updated_at")
        )
        assert [label["title"] for label in body["labels"]] == ["a"]
        assert body["labels"] == body["object_attributes"]["labels"]
        assert [one["username"] for one in body["assignees"]] == ["usher-bot"]
        assert body["object_attributes"]["updated_at"] == "2027-01-11T09:00:00.000Z"

    def test_a_change_of_labels(self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver) -> None:
        """Whole lists before and after, both stages of a scope, and no `updated_at` (gitlab.md §2.2, §3.3)."""
        issue = opened(project, labels=["Story::Drafting", "priority::2"])
        box.clock.advance(60)
        ask(project, "put", issue, {"add_labels": "Story::Internal Review"})
        box.drain()

        changes = receiver.got[-1].body["changes"]

        titles = {side: [label["title"] for label in changes["labels"][side]] for side in ("previous", "current")}
        assert (sorted(changes), titles) == (
            ["labels"],
            {
                "previous": ["priority::2", "Story::Drafting"],
                "current": ["priority::2", "Story::Internal Review"],
            },
        )

    def test_a_close(self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver) -> None:
        """`state_id` changes, `state` is no change of its own (gitlab.md §2.2)."""
        issue = opened(project)
        box.clock.advance(60)
        ask(project, "put", issue, {"state_event": "close"})
        box.drain()

        body = receiver.got[-1].body

        now = "2027-01-11T09:01:00.000Z"
        actor = body["user"]["id"]
        assert (body["object_attributes"]["state"], body["changes"]) == (
            "closed",
            {
                "closed_at": {"previous": None, "current": now},
                "state_id": {"previous": 1, "current": 2},
                "updated_at": {"previous": "2027-01-11T09:00:00.000Z", "current": now},
                "updated_by_id": {"previous": None, "current": actor},
            },
        )

    @pytest.mark.parametrize(
        ("issue_type", "kind", "shown"),
        [("issue", "issue", "Issue"), ("incident", "work_item", "Incident"), ("task", "work_item", "Task")],
    )
    def test_kinds_of_work(
        self,
        box: Sandbox,
        project: Project,
        hook: ProjectHook,
        receiver: Receiver,
        issue_type: str,
        kind: str,
        shown: str,
    ) -> None:
        """Tasks and incidents are `work_item` under the header of issues (gitlab.md §2.1)."""
        opened(project, issue_type=issue_type, confidential=True)
        box.drain()

        delivery = receiver.got[0]

        assert (delivery.headers["X-Gitlab-Event"], delivery.body["object_kind"], delivery.body["event_type"]) == (
            "Confidential Issue Hook",
            kind,
            f"confidential_{kind}",
        )
        assert delivery.body["object_attributes"]["type"] == shown

    def test_a_note(self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver) -> None:
        """`noteable_id` is the global id; the issue is beside it without an action (gitlab.md §2.3)."""
        issue = opened(project)
        ask(project, "post", f"{issue}/notes", {"body": "Hello"})
        box.drain()

        body = receiver.got[-1].body

        shown = ask(project, "get", issue).body
        noted = [body["object_attributes"][key] for key in ("note", "noteable_id", "system", "internal", "action")]
        assert noted == ["Hello", shown["id"], False, False, "create"]
        assert (body["issue"]["iid"], "action" in body["issue"]) == (shown["iid"], False)


class TestFailingReceivers:
    def test_there_is_no_second_try(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver
    ) -> None:
        """A failed delivery stays failed (gitlab.md §1.3)."""
        receiver.statuses.append(500)

        opened(project)

        assert (box.drain(), len(receiver.got)) == (True, 1)

    @pytest.mark.parametrize(
        ("statuses", "alert"),
        [
            pytest.param([500] * 3, "executable", id="three failures"),
            pytest.param([500] * 4, "temporarily_disabled", id="four"),
            pytest.param([404] * 4, "temporarily_disabled", id="four client errors are the same (17.11)"),
            pytest.param([500, 500, 500, 200, 500], "executable", id="success begins anew"),
            pytest.param([302] * 4, "executable", id="a redirect is a success"),
        ],
    )
    def test_failures_pause_a_hook(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver, statuses: list[int], alert: str
    ) -> None:
        """Four failures in a row pause a hook (gitlab.md §1.3)."""
        receiver.statuses.extend(statuses)
        for _ in statuses:
            opened(project)
            box.drain()

        assert project.hooks.get(hook.id).alert_status == alert

    def test_events_of_a_pause_are_lost(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver
    ) -> None:
        """While a hook is paused nothing is queued for it; after a minute it is called again (gitlab.md §1.3)."""
        receiver.statuses.extend([500] * 4)
        for _ in range(4):
            opened(project)
            box.drain()
        shown = project.hooks.get(hook.id).disabled_until
        opened(project, title="lost")
        box.clock.advance(61)
        opened(project, title="heard")
        box.drain()

        titles = [one.body["object_attributes"]["title"] for one in receiver.got[4:]]

        assert (shown, titles) == ("2027-01-11T09:01:00.000Z", ["heard"])

    def test_pauses_double_and_end_in_disabling(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver
    ) -> None:
        """1, 2, 4, … minutes up to a day, and at the 40th failure for good (gitlab.md §1.3)."""
        receiver.statuses.extend([500] * 40)
        pauses = []
        for _ in range(40):
            opened(project)
            box.drain()
            until = box.world.data.hooks[hook.id].disabled_until
            pauses.append(int((until - box.clock.now()).total_seconds() // 60) if until else 0)
            box.clock.advance(86_401)

        assert pauses[:17] == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440, 1440]
        assert project.hooks.get(hook.id).alert_status == "disabled"

    def test_a_good_test_revives_a_hook(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver
    ) -> None:
        """A test that is answered with 2xx makes a hook executable again (gitlab.md §1.3)."""
        receiver.statuses.extend([500] * 4)
        for _ in range(4):
            opened(project)
            box.drain()

        answer = ask(project, "post", f"/hooks/{hook.id}/test/issues_events")

        assert (answer.status, project.hooks.get(hook.id).alert_status) == (201, "executable")

    def test_a_receiver_that_hangs_up_is_an_internal_error(self, box: Sandbox, project: Project) -> None:
        """Where nobody listens the log says "internal error" (gitlab.md §1.4)."""
        hook = project.hooks.create({"url": "http://127.0.0.1:1/", "push_events": False, "issues_events": True})
        opened(project)
        box.drain()

        (entry,) = ask(project, "get", f"/hooks/{hook.id}/events", status="server_failure").body

        assert entry["response_status"] == "internal error"

    def test_a_slow_receiver_is_given_up(
        self, make_box: Callable[..., Sandbox], client_of: Callable[..., Client], receiver: Receiver
    ) -> None:
        """After the time limit the call counts as failed (gitlab.md §1.3)."""
        box = make_box(delivery_timeout=0.05)
        project = client_of(box).project()
        hook = project.hooks.create({"url": receiver.url, "push_events": False, "issues_events": True})
        receiver.before_answer = lambda _received: box.world.faults.wait(1)

        opened(project)
        box.drain()

        statuses = [entry["response_status"] for entry in ask(project, "get", f"/hooks/{hook.id}/events").body]
        assert statuses == ["internal error"]


class TestWhatWaits:
    """Deliveries that are queued when their hook changes; a stall keeps them waiting."""

    def test_it_is_not_sent_to_a_paused_hook(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver
    ) -> None:
        """What waits when a hook is paused is dropped (gitlab.md §1.3)."""
        receiver.statuses.extend([500] * 4)
        box.world.faults.add({"kind": "stall", "seconds": 0.1, "count": 1})

        for _ in range(6):
            opened(project)

        assert (box.drain(), len(receiver.got)) == (True, 4)

    def test_it_is_not_sent_to_a_removed_hook(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver
    ) -> None:
        """A hook that is gone is not called."""
        box.world.faults.add({"kind": "stall", "seconds": 0.1, "count": 1})
        opened(project)

        hook.delete()

        assert (box.drain(), receiver.got) == (True, [])

    def test_a_hook_may_go_while_it_is_called(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver
    ) -> None:
        """The answer of a hook that was removed meanwhile is logged nowhere."""
        receiver.before_answer = lambda _received: hook.delete()

        opened(project)

        assert (box.drain(), len(receiver.got), project.hooks.list(get_all=True)) == (True, 1, [])


class TestTheLog:
    def test_calls_are_logged_with_body_and_headers(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver
    ) -> None:
        """An entry holds what was sent and what came back, and can be chosen by status (gitlab.md §1.4)."""
        receiver.statuses.extend([200, 503])
        opened(project, title="one")
        opened(project, title="two")
        box.drain()

        path = f"/hooks/{hook.id}/events"
        chosen = {
            status: [
                entry["request_data"]["object_attributes"]["title"] for entry in ask(project, "get", path, **query).body
            ]
            for status, query in {
                "all": {},
                "successful": {"status": "successful"},
                "server_failure": {"status": "server_failure"},
                "503": {"status": "503"},
                "404": {"status": "404"},
            }.items()
        }

        assert chosen == {
            "all": ["two", "one"],
            "successful": ["one"],
            "server_failure": ["two"],
            "503": ["two"],
            "404": [],
        }
        entry = ask(project, "get", path).body[0]
        assert (entry["trigger"], entry["response_status"], entry["response_body"]) == ("issue_hooks", "503", "ok")
        assert entry["request_headers"]["Idempotency-Key"] == receiver.got[1].headers["Idempotency-Key"]

    def test_the_log_forgets_after_seven_days(self, box: Sandbox, project: Project, hook: ProjectHook) -> None:
        """Older calls are not listed (gitlab.md §1.4)."""
        opened(project)
        box.drain()
        box.clock.advance(7 * 86_400 + 1)

        assert ask(project, "get", f"/hooks/{hook.id}/events").body == []

    def test_a_resend_is_the_same_call(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver
    ) -> None:
        """Same body, same Idempotency-Key; it is logged too (gitlab.md §1.4)."""
        opened(project)
        box.drain()
        (entry,) = ask(project, "get", f"/hooks/{hook.id}/events").body

        answer = ask(project, "post", f"/hooks/{hook.id}/events/{entry['id']}/resend")

        first, second = receiver.got
        assert (answer.status, answer.body) == (201, {"response_status": 200})
        assert (first.raw, first.headers["Idempotency-Key"]) == (second.raw, second.headers["Idempotency-Key"])
        assert len(ask(project, "get", f"/hooks/{hook.id}/events").body) == 2

    def test_no_resend_to_another_address(self, box: Sandbox, project: Project, hook: ProjectHook) -> None:
        """After a new URL old calls cannot be resent (gitlab.md §1.4)."""
        opened(project)
        box.drain()
        (entry,) = ask(project, "get", f"/hooks/{hook.id}/events").body
        ask(project, "put", f"/hooks/{hook.id}", {"url": "http://127.0.0.1:1/"})

        assert ask(project, "post", f"/hooks/{hook.id}/events/{entry['id']}/resend").status == 422

    @pytest.mark.parametrize("trigger", ["issues_events", "confidential_issues_events", "note_events"])
    def test_tests_have_no_action(
        self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver, trigger: str
    ) -> None:
        """A test delivery shows the newest thing without an action (gitlab.md §2.1)."""
        ask(project, "post", f"{opened(project)}/notes", {"body": "Hello"})
        box.drain()

        answer = ask(project, "post", f"/hooks/{hook.id}/test/{trigger}")

        assert (answer.status, receiver.got[-1].action) == (201, None)

    def test_a_test_needs_a_note_to_show(self, box: Sandbox, project: Project, hook: ProjectHook) -> None:
        """Without a comment there is no sample of one (gitlab.md §1.4)."""
        opened(project)
        box.drain()

        assert ask(project, "post", f"/hooks/{hook.id}/test/note_events").status == 422

    def test_a_failed_test_is_422(self, box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver) -> None:
        """The answer to a test tells of the receiver's failure (gitlab.md §1.4)."""
        opened(project)
        box.drain()
        receiver.statuses.append(500)

        assert ask(project, "post", f"/hooks/{hook.id}/test/issues_events").status == 422


def test_deliveries_of_one_hook_keep_their_order(
    box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver
) -> None:
    """With one worker the receiver gets events as they happened."""
    for number in range(20):
        opened(project, title=str(number))

    assert box.drain()
    assert [one.body["object_attributes"]["title"] for one in receiver.got] == [str(number) for number in range(20)]


def test_a_receiver_may_call_back(box: Sandbox, project: Project, hook: ProjectHook, receiver: Receiver) -> None:
    """While a hook is tested the API still answers: the world is not locked meanwhile."""
    opened(project)
    box.drain()
    seen: list[int] = []
    receiver.before_answer = lambda _received: seen.append(ask(project, "get", "/issues").status)

    ask(project, "post", f"/hooks/{hook.id}/test/issues_events")

    assert seen == [200]
