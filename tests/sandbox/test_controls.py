"""The sandbox's own controls and what its faults and limits do to clients, over HTTP."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import pytest
import requests

from sandbox.server import Sandbox
from tests.sandbox.conftest import PUBLIC, Client
from tests.sandbox.receiver import Receiver

pytestmark = pytest.mark.sandbox_only

OPEN = f"/projects/{quote(PUBLIC, safe='')}"


def control(box: Sandbox, method: str, path: str, body: Any = None) -> Any:
    """Use a control and return what it answers."""
    answer = requests.request(method, f"{box.url}/sandbox{path}", json=body, timeout=10)
    answer.raise_for_status()
    return answer.json()


def titles(client: Client) -> list[str]:
    """Return the titles of the issues, oldest first."""
    return [issue["title"] for issue in client.call("GET", f"{OPEN}/issues", params={"sort": "asc"}).json()]


class TestClock:
    def test_it_is_moved_and_everything_is_dated_by_it(self, box: Sandbox, bot: Client) -> None:
        """Time stamps are the sandbox's own time."""
        control(box, "POST", "/clock", {"set": "2027-02-01T00:00:00Z"})
        control(box, "POST", "/clock", {"advance": 90.5})

        issue = bot.call("POST", f"{OPEN}/issues", json={"title": "An issue"}).json()

        assert issue["created_at"] == "2027-02-01T00:01:30.500Z"
        assert control(box, "GET", "/clock") == {"now": "2027-02-01T00:01:30.500000+00:00", "frozen": True}

    def test_it_is_frozen_and_released(self, box: Sandbox) -> None:
        """A frozen clock stands, a released one runs on from there."""
        control(box, "POST", "/clock", {"freeze": False})
        begun = box.clock.now()
        while box.clock.now() == begun:
            time.monotonic()

        frozen = control(box, "POST", "/clock", {"freeze": True})

        assert frozen == control(box, "GET", "/clock")

    @pytest.mark.parametrize("body", [{"set": "soon"}, {"advance": "long"}, [], {"advance": 1e300}])
    def test_nonsense_is_refused(self, box: Sandbox, body: Any) -> None:
        """What is no instant or number is 400, and the clock stays."""
        answer = requests.post(f"{box.url}/sandbox/clock", json=body, timeout=10)

        assert (answer.status_code, control(box, "GET", "/clock")["now"]) == (400, "2027-01-11T09:00:00+00:00")


class TestJournal:
    def test_it_lists_what_took_effect(self, box: Sandbox, bot: Client, member: Client) -> None:
        """Writes stand in their order with actor and body; reads and refusals do not."""
        bot.call("POST", f"{OPEN}/issues", json={"title": "An issue"})
        bot.call("POST", f"{OPEN}/issues", json={})
        member.call("GET", f"{OPEN}/issues/1")
        member.call("PUT", f"{OPEN}/issues/1?add_labels=a")

        entries = control(box, "GET", "/journal")["entries"]

        path = f"/api/v4{OPEN}/issues"
        common = {"at": "2027-01-11T09:00:00+00:00"}
        assert entries == [
            {
                "seq": 1,
                "actor": "usher-bot",
                "method": "POST",
                "path": path,
                "body": {"title": "An issue"},
                "status": 201,
            }
            | common,
            {
                "seq": 2,
                "actor": "community-manager",
                "method": "PUT",
                "path": f"{path}/1?add_labels=a",
                "body": None,
                "status": 200,
            }
            | common,
        ]
        assert control(box, "GET", "/journal?since=1")["entries"] == entries[1:]


class TestReset:
    def test_it_plants_the_seed_again(self, box: Sandbox, bot: Client) -> None:
        """After a reset nothing is left but the seed; the clock goes on."""
        bot.call("POST", f"{OPEN}/issues", json={"title": "An issue"})
        control(box, "POST", "/faults", {"kind": "status"})
        box.clock.advance(60)

        control(box, "POST", "/reset")

        assert (titles(bot), control(box, "GET", "/journal"), control(box, "GET", "/faults")) == (
            [],
            {"entries": []},
            {"faults": []},
        )
        assert control(box, "GET", "/clock")["now"] == "2027-01-11T09:01:00+00:00"


class TestApiFaults:
    @pytest.mark.parametrize("status", [429, 500, 502, 503])
    @pytest.mark.parametrize(("when", "left"), [("before", []), ("after", ["An issue"])])
    def test_a_status_before_or_after_the_effect(
        self, box: Sandbox, bot: Client, status: int, when: str, left: list[str]
    ) -> None:
        """`after` is how a broken network looks: done, but the client is told otherwise."""
        control(
            box, "POST", "/faults", {"kind": "status", "status": status, "when": when, "count": 1, "retry_after": 7}
        )

        answer = bot.call("POST", f"{OPEN}/issues", json={"title": "An issue"})

        assert (answer.status_code, answer.headers["Retry-After"], titles(bot)) == (status, "7", left)

    def test_only_what_fits_is_hit_and_only_so_often(self, box: Sandbox, bot: Client) -> None:
        """Method, path and count narrow a fault down; its hits are counted."""
        wanted = {"kind": "status", "status": 500, "method": "POST", "path": "/notes$", "count": 2}
        control(box, "POST", "/faults", wanted)

        statuses = [bot.call("POST", f"{OPEN}/issues", json={"title": "An issue"}).status_code]
        statuses += [bot.call("POST", f"{OPEN}/issues/1/notes", json={"body": "x"}).status_code for _ in range(3)]

        (fault,) = control(box, "GET", "/faults")["faults"]
        assert (statuses, fault["hits"], fault["count"]) == ([201, 500, 500, 201], 2, 0)

    def test_the_same_seed_hits_the_same_calls(self, box: Sandbox, bot: Client) -> None:
        """With a rate, chance decides, and the same seed decides alike."""
        rows = []
        for _ in range(2):
            control(box, "DELETE", "/faults")
            control(box, "POST", "/faults", {"seed": 5, "faults": [{"kind": "status", "rate": 0.5}]})
            rows.append([bot.call("GET", "/user").status_code for _ in range(20)])

        assert rows[0] == rows[1]
        assert set(rows[0]) == {200, 503}

    def test_a_timeout_says_nothing_in_time(self, box: Sandbox, bot: Client) -> None:
        """The client gives up waiting; what it asked for was done."""
        control(box, "POST", "/faults", {"kind": "timeout", "seconds": 30, "when": "after", "count": 1})

        with pytest.raises(requests.Timeout):
            bot.session.post(f"{box.url}/api/v4{OPEN}/issues", json={"title": "An issue"}, timeout=0.2)

        assert titles(bot) == ["An issue"]

    def test_a_timeout_ends_as_504(self, box: Sandbox, bot: Client) -> None:
        """A client that waits longer gets what a proxy says then."""
        control(box, "POST", "/faults", {"kind": "timeout", "seconds": 0, "count": 1})

        assert bot.call("GET", "/user").status_code == 504

    def test_a_slow_answer_is_an_answer(self, box: Sandbox, bot: Client) -> None:
        """`slow` only takes its time."""
        control(box, "POST", "/faults", {"kind": "slow", "seconds": 0.05, "count": 1})
        begun = time.monotonic()

        status = bot.call("GET", "/user").status_code

        assert status == 200
        assert time.monotonic() - begun >= 0.05

    def test_a_fault_is_lifted(self, box: Sandbox, bot: Client) -> None:
        """By its number, once."""
        (fault,) = control(box, "POST", "/faults", {"kind": "status"})["faults"]

        control(box, "DELETE", f"/faults/{fault['id']}")

        again = requests.delete(f"{box.url}/sandbox/faults/{fault['id']}", timeout=10)
        assert (bot.call("GET", "/user").status_code, again.status_code) == (200, 404)

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"kind": "flood"},
            {"kind": "status", "status": 418},
            {"kind": "status", "when": "during"},
            {"kind": "status", "path": "("},
            {"kind": "status", "colour": "red"},
            {"faults": ["drop"]},
        ],
    )
    def test_nonsense_is_refused(self, box: Sandbox, body: Any) -> None:
        """A fault that could not strike is 400 with the reason."""
        answer = requests.post(f"{box.url}/sandbox/faults", json=body, timeout=10)

        assert (answer.status_code, control(box, "GET", "/faults")) == (400, {"faults": []})


class TestDeliveryFaults:
    @pytest.mark.parametrize(
        ("fault", "arrived"),
        [
            pytest.param({"kind": "drop", "count": 1}, ["b", "c"], id="drop"),
            pytest.param({"kind": "double", "count": 1}, ["a", "a", "b", "c"], id="double"),
            pytest.param({"kind": "swap", "count": 1}, ["b", "a", "c"], id="swap"),
            pytest.param({"kind": "stall", "count": 1, "seconds": 0.02}, ["a", "b", "c"], id="stall"),
        ],
    )
    def test_each_kind(
        self, box: Sandbox, bot: Client, receiver: Receiver, fault: dict[str, Any], arrived: list[str]
    ) -> None:
        """What a fault makes of the first of three deliveries."""
        bot.project().hooks.create({"url": receiver.url, "push_events": False, "issues_events": True})
        control(box, "POST", "/faults", fault)

        for title in "abc":
            bot.call("POST", f"{OPEN}/issues", json={"title": title})

        assert box.drain()
        assert [one.body["object_attributes"]["title"] for one in receiver.got] == arrived

    def test_doubles_have_one_key(self, box: Sandbox, bot: Client, receiver: Receiver) -> None:
        """A delivery that comes twice carries the same Idempotency-Key (gitlab.md §1.1, §1.3)."""
        bot.project().hooks.create({"url": receiver.url, "push_events": False, "issues_events": True})
        control(box, "POST", "/faults", {"kind": "double"})

        bot.call("POST", f"{OPEN}/issues", json={"title": "An issue"})

        assert box.drain()
        assert [one.headers["Idempotency-Key"] for one in receiver.got] == [
            receiver.got[0].headers["Idempotency-Key"]
        ] * 2

    def test_a_lonely_swap_arrives_in_the_end(self, box: Sandbox, bot: Client, receiver: Receiver) -> None:
        """Where nothing follows, the delivery that was held back is sent by itself."""
        bot.project().hooks.create({"url": receiver.url, "push_events": False, "issues_events": True})
        control(box, "POST", "/faults", {"kind": "swap"})

        bot.call("POST", f"{OPEN}/issues", json={"title": "An issue"})

        assert (box.drain(), len(receiver.got)) == (True, 1)


class TestLimits:
    def test_headers_stand_on_every_answer(self, box: Sandbox, bot: Client) -> None:
        """Also on refusals (gitlab.md §4)."""
        answers = [bot.call("GET", "/user"), bot.call("GET", f"{OPEN}/issues/99")]

        names = ("Limit", "Name", "Observed", "Remaining", "Reset")
        told = [[answer.headers[f"RateLimit-{name}"] for name in names] for answer in answers]
        reset = str(int(box.clock.now().timestamp()) + 60)
        assert told == [
            ["1000000", "throttle_authenticated_api", "1", "999999", reset],
            ["1000000", "throttle_authenticated_api", "2", "999998", reset],
        ]

    def test_over_the_limit_of_calls(self, box: Sandbox, bot: Client) -> None:
        """429 in plain words with the time to wait, until the minute is over (gitlab.md §4)."""
        control(box, "POST", "/limits", {"api": 2})
        box.clock.advance(15)

        answers = [bot.call("GET", "/user") for _ in range(3)]
        refused = answers[2]
        told = {name: refused.headers[name] for name in ("Retry-After", "RateLimit-Remaining", "RateLimit-ResetTime")}
        box.clock.advance(45)

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert (refused.text, told) == (
            "Retry later\n",
            {
                "Retry-After": "45",
                "RateLimit-Remaining": "0",
                "RateLimit-ResetTime": "Mon, 11 Jan 2027 09:01:00 GMT",
            },
        )
        assert bot.call("GET", "/user").status_code == 200

    def test_application_limits_do_not_announce_themselves(self, box: Sandbox, bot: Client) -> None:
        """Notes and new issues are refused although the headers look fine; nobody says for how long (gitlab.md §4)."""
        control(box, "POST", "/limits", {"notes": 1, "issues": 1})
        issues = [bot.call("POST", f"{OPEN}/issues", json={"title": "An issue"}) for _ in range(2)]

        notes = [bot.call("POST", f"{OPEN}/issues/1/notes", json={"body": "x"}) for _ in range(2)]

        assert [[one.status_code for one in row] for row in (issues, notes)] == [[201, 429], [201, 429]]
        assert (notes[1].text, "Retry-After" in notes[1].headers) == ("Retry later\n", False)
        assert int(notes[1].headers["RateLimit-Remaining"]) > 0

    def test_hook_calls_over_the_limit_are_lost(self, box: Sandbox, bot: Client, receiver: Receiver) -> None:
        """Nothing is queued, nothing is logged (gitlab.md §1.3)."""
        hook = bot.project().hooks.create({"url": receiver.url, "push_events": False, "issues_events": True})
        control(box, "POST", "/limits", {"hook_calls": 1})

        for _ in range(3):
            bot.call("POST", f"{OPEN}/issues", json={"title": "An issue"})

        assert (box.drain(), len(receiver.got)) == (True, 1)
        assert len(bot.call("GET", f"{OPEN}/hooks/{hook.id}/events").json()) == 1

    def test_hook_tests_are_limited(self, box: Sandbox, bot: Client, receiver: Receiver) -> None:
        """Tests and resends share a limit (gitlab.md §1.4)."""
        hook = bot.project().hooks.create({"url": receiver.url})
        control(box, "POST", "/limits", {"hook_tests": 1})
        path = f"{OPEN}/hooks/{hook.id}/test/push_events"

        assert [bot.call("POST", path).status_code for _ in range(2)] == [201, 429]

    @pytest.mark.parametrize("body", [{"api": None}, {"notes": 0}, {"notes": "many"}, {"mails": 5}])
    def test_nonsense_is_refused(self, box: Sandbox, body: dict[str, Any]) -> None:
        """Unknown names and numbers that limit nothing are 400."""
        assert requests.post(f"{box.url}/sandbox/limits", json=body, timeout=10).status_code == 400


def test_graphql_says_that_it_is_not_there(box: Sandbox, bot: Client) -> None:
    """GraphQL answers 200 with an error that names what is missing."""
    answer = bot.session.post(f"{box.url}/api/graphql", json={"query": "{ currentUser { id } }"}, timeout=10)

    assert (answer.status_code, answer.json()) == (
        200,
        {"errors": [{"message": "GraphQL is not modelled by the sandbox; use REST"}], "data": None},
    )


def test_health_needs_no_token(box: Sandbox) -> None:
    """Controls are open to everybody who reaches the sandbox."""
    assert control(box, "GET", "/health") == {"status": "ok", "tier": "premium"}
