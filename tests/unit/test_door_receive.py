"""GitLab's door: what is stored, under which key, for whom, and what GitLab is told (rules.md G01 to G06)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from structlog.testing import capture_logs

from automation.config.model import Config
from automation.model.work import Delivery, Priority, Source
from tests import bodies
from tests.fakes import CONFIG, NOW, SECRET_TOKEN, SIGNING_TOKEN, FakeInbox, Wakes, door, signed
from webhooks.app import create_app
from webhooks.receive import LIMIT

BODY = bodies.raw(bodies.issue())
KEY = f"{bodies.PROJECT}#23"
STORED = Delivery(
    key="k-001",
    source=Source.GITLAB,
    work_key=KEY,
    project=bodies.PROJECT,
    received_at=NOW,
    header="Issue Hook",
    body=BODY,
)


@pytest.fixture
def inbox():
    """An empty store."""
    return FakeInbox()


@pytest.fixture
def wakes():
    """Nobody was woken."""
    return Wakes()


@pytest.fixture
def client(inbox, wakes):
    """GitLab, outside the door."""
    return create_app(door(store=inbox, wake=wakes)).test_client()


def deliver(client, body=BODY, **headers):
    """The answer to `body`, rightly signed unless `headers` say otherwise."""
    return client.post("/webhooks/gitlab", data=body, headers={**signed(body), **headers})


def with_token(client, body=BODY, **headers):
    """The answer to `body`, sent by a GitLab before 19.0."""
    usual = {"Content-Type": "application/json", "X-Gitlab-Event": "Issue Hook", "X-Gitlab-Token": SECRET_TOKEN}
    return client.post("/webhooks/gitlab", data=body, headers={**usual, **headers})


class TestStored:
    def test_a_delivery_is_stored_as_it_came(self, client, inbox, wakes):
        """Raw body, header, key and instant are kept; the worker of the issue is woken; the answer is 202."""
        answer = deliver(client)
        assert (answer.status_code, answer.json) == (202, {"status": "stored", "id": "k-001"})
        assert inbox.deliveries == {"k-001": STORED}
        assert wakes.calls == [(KEY, Priority.LIVE)]

    @pytest.mark.parametrize(
        ("header", "body"),
        [
            pytest.param("Confidential Issue Hook", bodies.issue(event_type="confidential_issue"), id="confidential"),
            pytest.param("Issue Hook", bodies.issue(object_kind="work_item"), id="work item"),
            pytest.param("Note Hook", bodies.note(), id="note"),
            pytest.param("Confidential Note Hook", bodies.note(event_type="confidential_note"), id="internal note"),
            pytest.param("Emoji Hook", bodies.emoji(), id="emoji"),
            pytest.param("Issue Hook", bodies.issue(None), id="test delivery"),
        ],
    )
    def test_whatever_concerns_an_issue_waits_for_its_worker(self, client, inbox, header, body):
        """All kinds about one issue have the same work key (gitlab.md §2)."""
        answer = deliver(client, bodies.raw(body), **{"X-Gitlab-Event": header})
        assert answer.status_code == 202
        assert list(inbox.deliveries.values()) == [replace(STORED, header=header, body=bodies.raw(body))]

    def test_what_comes_back_of_our_own_writes_waits_behind_people(self, client, inbox, wakes):
        """An event of the bot is stored like any other, at a lower priority (rules.md G04)."""
        body = bodies.raw(bodies.issue(user=bodies.user("usher-bot")))
        deliver(client, body)
        assert list(inbox.deliveries.values()) == [replace(STORED, body=body, priority=Priority.TIMER)]
        assert wakes.calls == [(KEY, Priority.TIMER)]

    def test_an_event_of_nobody_is_not_the_bots_before_it_is_known(self, inbox):
        """Until GitLab has told who the bot is, nothing counts as its own."""
        body = bodies.raw(bodies.issue(user=None))
        deliver(create_app(door(store=inbox, bot=lambda: None)).test_client(), body)
        assert list(inbox.deliveries.values()) == [replace(STORED, body=body)]


class TestIgnored:
    @pytest.mark.parametrize(
        ("header", "body", "outcome", "project"),
        [
            pytest.param("Push Hook", {"object_kind": "push"}, "unsupported_event", None, id="push"),
            pytest.param("Push Hook", {}, "unsupported_event", None, id="push without anything"),
            pytest.param(
                "Note Hook",
                bodies.note(attributes={"noteable_type": "Commit"}),
                "unsupported_event",
                bodies.PROJECT,
                id="note on a commit",
            ),
            pytest.param("Milestone Hook", bodies.milestone(), "unsupported_event", bodies.PROJECT, id="milestone"),
            pytest.param("Member Hook", bodies.member(), "unsupported_event", None, id="member"),
            pytest.param(
                "Issue Hook",
                bodies.issue(project=bodies.project("gitlab-org/gitlab")),
                "unmanaged_project",
                "gitlab-org/gitlab",
                id="a project that is not ours",
            ),
            pytest.param(
                "Issue Hook",
                {"object_kind": "issue", "project": bodies.project("gitlab-org/gitlab")},
                "unmanaged_project",
                "gitlab-org/gitlab",
                id="of which nothing else is looked at",
            ),
            pytest.param("Issue Hook", bodies.issue(project=None), "unmanaged_project", None, id="an epic"),
        ],
    )
    def test_authentic_deliveries_that_concern_nobody_are_counted(
        self, client, inbox, wakes, header, body, outcome, project
    ):
        """GitLab is told 2xx, since it would disable the hook else, and nobody is woken (rules.md G02, G06)."""
        answer = deliver(client, bodies.raw(body), **{"X-Gitlab-Event": header})
        assert (answer.status_code, answer.json) == (202, {"status": "ignored", "outcome": outcome})
        expected = replace(
            STORED, header=header, body=bodies.raw(body), work_key=None, project=project, outcome=outcome
        )
        assert list(inbox.deliveries.values()) == [expected]
        assert wakes.calls == []


class TestDuplicates:
    def test_a_repeated_delivery_is_said_to_be_one(self, client, inbox, wakes):
        """The same key again is stored once and wakes nobody (rules.md G03)."""
        deliver(client)
        answer = deliver(client)
        assert (answer.status_code, answer.json) == (200, {"status": "duplicate", "id": "k-001"})
        assert (list(inbox.deliveries.values()), inbox.duplicates) == ([STORED], 1)
        assert wakes.calls == [(KEY, Priority.LIVE)]

    def test_an_ignored_delivery_is_repeated_too(self, client):
        """What nobody waits for is known by its key all the same."""
        push = {"X-Gitlab-Event": "Push Hook"}
        assert [deliver(client, b"{}", **push).status_code for _ in range(2)] == [202, 200]

    @pytest.mark.parametrize(
        ("headers", "key"),
        [
            pytest.param({"Idempotency-Key": "k-001"}, "k-001", id="17.4 and later"),
            pytest.param({}, hashlib.sha256(b"Issue Hook\n" + BODY).hexdigest(), id="before, the delivery itself"),
            pytest.param(
                {"Idempotency-Key": ""}, hashlib.sha256(b"Issue Hook\n" + BODY).hexdigest(), id="an empty key is none"
            ),
            pytest.param(
                {"Idempotency-Key": "timer:a#1"}, hashlib.sha256(b"timer:a#1").hexdigest(), id="no key of ours"
            ),
            pytest.param({"Idempotency-Key": "k" * 201}, hashlib.sha256(b"k" * 201).hexdigest(), id="too long"),
            pytest.param({"Idempotency-Key": "\xfc"}, hashlib.sha256(b"\xfc").hexdigest(), id="bytes"),
            pytest.param(
                {"webhook-id": "k-002", "Idempotency-Key": "k-001"}, "k-001", id="an id without a signature is nothing"
            ),
            pytest.param(
                {"X-Gitlab-Webhook-UUID": "1", "X-Gitlab-Event-UUID": "2", "Idempotency-Key": "k-001"},
                "k-001",
                id="the other identities are none (gitlab.md §1.1)",
            ),
        ],
    )
    def test_the_key_names_the_delivery(self, client, inbox, headers, key):
        """GitLab's key is taken where it can be one of the store; else the same delivery has the same name."""
        with_token(client, **headers)
        assert list(inbox.deliveries) == [key]

    def test_a_recording_with_another_key_is_known(self, client, inbox):
        """The signed id names a signed delivery: the key beside it proves nothing."""
        deliver(client)
        answer = deliver(client, **{"Idempotency-Key": "k-002"})
        assert (answer.status_code, list(inbox.deliveries)) == (200, ["k-001"])

    def test_two_hooks_give_two_deliveries(self, client, inbox):
        """Project and group hook send one event under two keys; the state of the issue tells (rules.md G03)."""
        for key in ("k-001", "k-001-group"):
            client.post("/webhooks/gitlab", data=BODY, headers=signed(BODY, key))
        assert list(inbox.deliveries) == ["k-001", "k-001-group"]


class TestRefused:
    @pytest.mark.parametrize(
        ("headers", "reason"),
        [
            pytest.param({"webhook-signature": "v1,AAAA"}, "wrong_signature", id="wrong signature"),
            pytest.param(
                {"webhook-signature": "", "X-Gitlab-Token": SECRET_TOKEN}, "wrong_signature", id="no fall back"
            ),
            pytest.param({"webhook-timestamp": "soon"}, "wrong_signature", id="malformed time"),
        ],
    )
    def test_a_wrong_signature_is_401(self, client, inbox, headers, reason):
        """Nothing is stored; which part was wrong is said in the log alone (rules.md G01)."""
        with capture_logs() as logs:
            answer = deliver(client, **headers)
        detail = "the request carries no valid signature or token"
        assert (answer.status_code, answer.json) == (
            401,
            {"status": "rejected", "outcome": "unauthorized", "detail": detail},
        )
        assert (inbox.deliveries, inbox.rejected) == ({}, 1)
        assert logs == [
            {
                "event": "delivery refused",
                "log_level": "warning",
                "source": "gitlab",
                "reason": reason,
                "status": 401,
            }
        ]

    @pytest.mark.parametrize(
        "headers",
        [
            pytest.param({"X-Gitlab-Token": "invalid"}, id="wrong"),
            pytest.param({"X-Gitlab-Token": ""}, id="empty"),
            pytest.param({"X-Gitlab-Token": "\xfc"}, id="bytes"),
        ],
    )
    def test_a_wrong_token_is_401(self, client, inbox, headers):
        """The token is looked at before the body (rules.md G01)."""
        answer = with_token(client, b"not even JSON", **headers)
        assert (answer.status_code, inbox.deliveries) == (401, {})

    def test_a_stale_signature_is_401(self, inbox):
        """A recording is worth nothing after five minutes."""
        late = create_app(door(store=inbox, now=lambda: NOW + timedelta(minutes=6))).test_client()
        assert (deliver(late).status_code, inbox.deliveries) == (401, {})

    def test_the_tokens_of_the_present_configuration_count(self, inbox):
        """A token that was taken out of the configuration opens nothing any more, without a restart."""
        present = [Config.model_validate(CONFIG), Config()]
        client = create_app(door(store=inbox, config=lambda: present.pop(0))).test_client()
        assert [deliver(client).status_code for _ in range(2)] == [202, 401]

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            pytest.param(b"not JSON", "the body is not JSON in UTF-8", id="not JSON"),
            pytest.param(b"", "the body is not JSON in UTF-8", id="empty"),
            pytest.param(b"[" * 100_000, "the body is not JSON in UTF-8", id="recursion bomb"),
            pytest.param(b'{"a": "\xff"}', "the body is not JSON in UTF-8", id="not UTF-8"),
            pytest.param(b"[1]", "the body is not a JSON object", id="a list"),
            pytest.param(b'{"a": "\\u0000"}', "the body holds a character that is none", id="NUL"),
            pytest.param(b"{}", "object_attributes is missing", id="nothing of an issue"),
        ],
    )
    def test_an_authentic_body_that_cannot_be_read_is_400(self, client, inbox, body, words):
        """The answer says what is wrong and nothing is stored (rules.md G01)."""
        answer = deliver(client, body)
        expected = {"status": "rejected", "outcome": "bad_request", "detail": words}
        assert (answer.status_code, answer.json, inbox.deliveries, inbox.rejected) == (400, expected, {}, 1)

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp", ";", "json"]
    )
    def test_another_type_is_415(self, client, inbox, kind):
        """Forms of other pages cannot be posted here."""
        answer = deliver(client, **{"Content-Type": kind})
        assert (answer.status_code, answer.json["detail"], inbox.rejected) == (415, "send application/json", 1)

    def test_the_type_may_have_a_charset(self, client):
        """Parameters of the type are ignored; JSON is UTF-8."""
        assert deliver(client, **{"Content-Type": "application/json; charset=latin-1"}).status_code == 202

    def test_a_body_over_1_mib_is_413(self, client, inbox):
        """One byte more than the limit is too much, the limit is not (rules.md G01)."""
        filler = b'{"object_kind": "push", "x": "' + b"x" * LIMIT
        bodies_ = [filler[: LIMIT - 2] + b'"}', filler[: LIMIT - 1] + b'"}']
        answers = [deliver(client, body, **{"X-Gitlab-Event": "Push Hook"}) for body in bodies_]
        assert [answer.status_code for answer in answers] == [202, 413]
        assert (answers[1].json["detail"], inbox.rejected) == ("the limit is 1048576 bytes", 1)

    @pytest.mark.parametrize(
        ("announced", "status"),
        [
            pytest.param(2 * LIMIT, 413, id="the announced length is enough to refuse"),
            pytest.param(len(BODY) + 1, 400, id="what was cut on the way is not stored"),
            pytest.param("many", 401, id="a length that is none announces nothing, which was not signed"),
        ],
    )
    def test_the_announced_length_counts(self, client, inbox, announced, status):
        """A body is as long as it says, or refused."""
        sent = {"input_stream": BytesIO(BODY), "environ_overrides": {"CONTENT_LENGTH": str(announced)}}
        answer = client.post("/webhooks/gitlab", headers=signed(BODY), **sent)
        assert (answer.status_code, inbox.deliveries, inbox.rejected) == (status, {}, 1)

    @pytest.mark.parametrize(("size", "status"), [(LIMIT, 202), (LIMIT + 1, 413), (2 * LIMIT, 413)])
    def test_a_body_without_a_length_has_a_limit_too(self, client, inbox, size, status):
        """What comes in chunks is read up to the limit, and refused when there is more rather than cut."""
        body = BODY + b" " * (size - len(BODY))
        chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
        sent = {"input_stream": BytesIO(body), "environ_overrides": chunked}
        answer = client.post("/webhooks/gitlab", headers=signed(body), **sent)
        assert (answer.status_code, len(inbox.deliveries)) == (status, 1 if status == 202 else 0)


class TestUnavailable:
    def test_a_store_that_is_away_gives_503(self, client, inbox, wakes):
        """The delivery is not said to be taken, and GitLab is told when to come again (design.md §10)."""
        inbox.away = True
        answer = deliver(client)
        detail = "the delivery could not be stored; send it again"
        expected = {"status": "rejected", "outcome": "unavailable", "detail": detail}
        assert (answer.status_code, answer.headers["Retry-After"], answer.json) == (503, "30", expected)
        assert (inbox.deliveries, inbox.rejected, wakes.calls) == ({}, 1, [])

    def test_the_log_says_why(self, client, inbox):
        """Whoever operates us reads the store's own words."""
        inbox.away = True
        with capture_logs() as logs:
            deliver(client)
        assert logs[0] == {
            "event": "store unavailable",
            "log_level": "error",
            "source": "gitlab",
            "fault": "the database is not available: disk full",
        }


def test_the_log_of_a_delivery_holds_its_names_only(client):
    """One line, with key and issue, without title, body or credentials."""
    with capture_logs() as logs:
        deliver(client, **{"X-Gitlab-Token": SECRET_TOKEN})
    assert logs == [
        {
            "event": "delivery stored",
            "log_level": "info",
            "key": "k-001",
            "source": "gitlab",
            "work": KEY,
            "outcome": None,
        }
    ]


def test_both_tokens_of_a_hook_may_be_sent(client):
    """While GitLab moves from one token to the other it sends both (gitlab.md §1.2)."""
    assert deliver(client, **{"X-Gitlab-Token": "the old one"}).status_code == 202


def test_a_token_beside_no_signature_is_enough_although_a_signing_token_is_set(client):
    """Hooks of older instances go on working while others sign already."""
    assert (SIGNING_TOKEN in CONFIG["gitlab"]["webhook"]["signing_tokens"], with_token(client).status_code) == (
        True,
        202,
    )
