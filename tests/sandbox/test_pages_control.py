"""The page of the sandbox's own controls, also over real HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from sandbox.pages import register
from sandbox.pages.presets import BY_KEY
from sandbox.server import Sandbox
from sandbox.world import hooks
from tests.sandbox.pages_browser import Form, Page
from tests.sandbox.pages_scene import OPS, START, Scene, hooked_scene, seed
from tests.sandbox.receiver import Receiver


@pytest.fixture
def scene() -> Scene:
    """The premium scene with a hook on the private project."""
    return hooked_scene()


class TestClock:
    @pytest.mark.parametrize(
        ("sent", "expected"),
        [
            ({"advance": "3600"}, START + timedelta(hours=1)),
            ({"advance": "86400"}, START + timedelta(days=1)),
            ({"set": "2027-03-01T08:30"}, datetime(2027, 3, 1, 8, 30, tzinfo=UTC)),
        ],
        ids=["an hour", "a day", "an instant, in UTC"],
    )
    def test_is_moved(self, scene: Scene, sent: dict[str, Any], expected: datetime) -> None:
        """The page shows the new time."""
        page = scene.browser.send(scene.browser.open("/sandbox").form("/-/control/clock"), **sent)

        assert scene.world.clock.now() == expected
        assert f"{expected:%A, %d %B %Y, %H:%M:%S} UTC" in page.text

    def test_is_released_and_stopped(self, scene: Scene) -> None:
        """Time runs on, and stands still again."""
        seen = []
        for wish in ("false", "true"):
            page = scene.browser.send(scene.browser.open("/sandbox").form("/-/control/clock"), freeze=wish)
            seen.append((scene.world.clock.frozen, "stands still" in page.text))

        assert seen == [(False, False), (True, True)]

    @pytest.mark.parametrize("fields", [{"set": "soon"}, {"advance": "9" * 30}, {"set": ""}])
    def test_goes_nowhere_else(self, scene: Scene, fields: dict[str, str]) -> None:
        """What is no instant, or beyond the calendar, is refused in a sentence."""
        page = scene.browser.send(scene.browser.open("/sandbox").form("/-/control/clock"), 400, **fields)

        assert ("The clock cannot go there." in page.text, scene.world.clock.now()) == (True, START)


class TestFaults:
    @pytest.mark.parametrize("key", BY_KEY)
    def test_are_switched_on_and_off(self, scene: Scene, key: str) -> None:
        """Each preset comes into force with its share, the page shows it, and off lifts it."""
        page = scene.browser.open("/sandbox")

        on = scene.browser.send(page.form("/faults", preset=key), on="", rate="50")
        (fault,) = scene.world.faults.as_json()
        other = next(name for name in BY_KEY if name != key)
        both = scene.browser.send(page.form("/faults", preset=other), on="", rate="10")
        off = scene.browser.send(on.form("/faults", preset=key), off="")

        assert (fault["rate"], BY_KEY[key].covers(fault)) == (0.5, True)
        assert (on.texts_of("span", "hot"), off.texts_of("span", "hot")) == (["on, 50 %"], ["on, 10 %"])
        assert sorted(both.texts_of("span", "hot")) == ["on, 10 %", "on, 50 %"]

    @pytest.mark.parametrize("fields", [{"preset": "flood"}, {"preset": "drop", "rate": "7"}])
    def test_that_do_not_exist_are_refused(self, scene: Scene, fields: dict[str, str]) -> None:
        """Only the presets, only their shares."""
        form = scene.browser.open("/sandbox").form("/faults")

        scene.browser.send(form, 400, on="", **fields)

        assert scene.world.faults.as_json() == []


class TestDeliveries:
    @pytest.fixture
    def running(self, make_box: Callable[..., Sandbox], receiver: Receiver) -> Sandbox:
        """A sandbox with pages behind real HTTP and a hook that is received."""
        box = make_box(seed=seed(), register=[register])
        with box.world.lock:
            project = box.world.data.projects[box.world.data.project_paths[OPS]]
            fields = {"url": receiver.url, "triggers": frozenset({"issues_events"}), "token": "made-up"}
            hooks.create(box.world.act("root"), project, fields)
        return box

    @staticmethod
    def send(session: requests.Session, box: Sandbox, form: Form, **fields: str) -> Page:
        """Send a form over HTTP and return the page that follows."""
        answer = session.post(f"{box.url}{form.action}", data={**form.fields, **fields}, timeout=10)
        return Page(answer.text)

    def test_are_made_shown_and_sent_again(self, running: Sandbox, receiver: Receiver) -> None:
        """Opening an issue calls the hook, the log shows it, and resending brings the same body under the same key."""
        with requests.Session() as session:
            new = Page(session.get(f"{running.url}/{OPS}/-/issues/new", timeout=10).text)
            opened = self.send(session, running, new.form("/-/issues"), title="By hand", description="- [ ] box")
            assert running.drain()
            log = Page(session.get(f"{running.url}/sandbox", timeout=10).text)
            receiver.statuses.append(503)
            again = self.send(session, running, log.form("/resend"))
            (link,) = {one["href"] for one in log.having("a") if one["href"].startswith("/-/deliveries/")}
            shown = Page(session.get(f"{running.url}{link}", timeout=10).text)

        first, second = receiver.got
        assert opened.texts_of("h1") == ["By hand"]
        assert log.texts_of("td")[1:4] == ["issues events", "open · #1", "200"]
        assert (second.raw, second.headers["Idempotency-Key"]) == (first.raw, first.headers["Idempotency-Key"])
        assert ("Sent again: 503." in again.text, again.texts_of("span", "hot")) == (True, ["503"])
        assert ('"title": "By hand"' in shown.text, "X-Gitlab-Token: [REDACTED]" in shown.text) == (True, True)

    def test_of_a_tick_say_who_did_it(self, running: Sandbox, receiver: Receiver) -> None:
        """A box that is ticked in the browser arrives as an update of the description by the chosen person."""
        with requests.Session() as session:
            home = Page(session.get(running.url, timeout=10).text)
            self.send(session, running, home.form("/-/act-as"), username="champions-manager")
            new = Page(session.get(f"{running.url}/{OPS}/-/issues/new", timeout=10).text)
            page = self.send(session, running, new.form("/-/issues"), title="By hand", description="- [ ] box")
            (box,) = page.having("button", form="tasks")
            self.send(session, running, page.form("/tasks"), task=box["value"])
            assert running.drain()

        body = receiver.got[-1].body
        assert (body["user"]["username"], body["object_attributes"]["action"]) == ("champions-manager", "update")
        assert body["changes"]["description"] == {"previous": "- [ ] box", "current": "- [x] box"}

    def test_of_a_hook_that_is_gone_are_not_there(self, scene: Scene) -> None:
        """Sending again what nobody keeps any more is refused."""
        form = scene.browser.open("/sandbox").form("/-/control/clock")

        answers = [scene.browser.client.post(f"/-/deliveries/{ids}/resend", data=form.fields) for ids in ("1/9", "9/9")]

        assert [answer.status_code for answer in answers] == [404, 404]

    def test_cannot_be_sent_to_another_address(self, running: Sandbox, receiver: Receiver) -> None:
        """After the hook's URL was changed its old calls stay where they were (gitlab.md §1.4)."""
        with requests.Session() as session:
            new = Page(session.get(f"{running.url}/{OPS}/-/issues/new", timeout=10).text)
            self.send(session, running, new.form("/-/issues"), title="By hand")
            assert running.drain()
            log = Page(session.get(f"{running.url}/sandbox", timeout=10).text)
            with running.world.lock:
                (hook,) = running.world.data.hooks.values()
                project = running.world.data.projects[hook.place[1]]
                hooks.update(running.world.act("root"), project, hook, {"url": f"{receiver.url}/new"})

            refused = self.send(session, running, log.form("/resend"))

        assert "The hook URL has changed. The event can't be resent" in refused.text
        assert len(receiver.got) == 1
