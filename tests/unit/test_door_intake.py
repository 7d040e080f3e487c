"""Signed forms: which requests become issues to open, and what the others are told (design.md §7)."""

from __future__ import annotations

import hashlib
import json

import pytest

from automation.model.work import Delivery, Priority, Source
from tests.fakes import FORM_TOKEN, NOW, SECRET_TOKEN, SIGNING_TOKEN, FakeInbox, Wakes, door, signed
from webhooks.app import create_app
from webhooks.intake import LIMIT

FIELDS = {"Nominee name": "Sample Champion One", "Nominee email": "champion.one@rheinwerk.example", "Region": "EMEA"}
BODY = json.dumps(FIELDS).encode()
FORM = "/intake/champion-nomination"


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
    """A form, outside the door."""
    return create_app(door(store=inbox, wake=wakes)).test_client()


def hand_in(client, body=BODY, *, form=FORM, token=FORM_TOKEN, key="f-1", **headers):
    """The answer to `body`, signed with the token of forms unless it says otherwise."""
    return client.post(form, data=body, headers={**signed(body, key, token), **headers})


def fields(**changed):
    """A form whose fields are `changed`, with _ for a space."""
    return json.dumps({**FIELDS, **{name.replace("_", " "): value for name, value in changed.items()}}).encode()


class TestStored:
    def test_a_form_waits_in_the_line_of_its_workflow(self, client, inbox, wakes):
        """All forms of a workflow have one work key, so that two of them cannot race for one value."""
        answer = hand_in(client)
        assert (answer.status_code, answer.json) == (202, {"status": "stored", "id": "intake:f-1"})
        assert inbox.deliveries == {
            "intake:f-1": Delivery(
                key="intake:f-1",
                source=Source.INTAKE,
                work_key="intake:champion-nomination",
                project="gitlab-com/channel/partner-champions-ops",
                received_at=NOW,
                header="Usher Intake",
                body=BODY,
            )
        }
        assert wakes.calls == [("intake:champion-nomination", Priority.LIVE)]

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(b"{}", id="nothing filled in"),
            pytest.param(b'{"Region": ""}', id="a required field is missing"),
            pytest.param(fields(Nominee_email="nobody"), id="an address that is none"),
            pytest.param(fields(Region="/close\n@all <script>"), id="a value that would like to act"),
        ],
    )
    def test_what_is_missing_or_wrong_is_for_the_issue_to_say(self, client, inbox, body):
        """Nobody's nomination is lost for a field; the issue waits with Needs Info (rules.md G13)."""
        assert (hand_in(client, body).status_code, list(inbox.deliveries)) == (202, ["intake:f-1"])

    def test_a_form_sent_twice_is_one(self, client, inbox, wakes):
        """The same id again opens no second issue."""
        answers = [hand_in(client) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [202, 200]
        assert answers[1].json == {"status": "duplicate", "id": "intake:f-1"}
        assert (len(inbox.deliveries), len(wakes.calls)) == (1, 1)

    def test_a_form_cannot_take_a_key_of_ours(self, client, inbox):
        """An id that looks like a timer's or a delivery's occupies neither."""
        for key in ("timer:a#1", "k-001"):
            hand_in(client, key=key)
        client.post("/webhooks/gitlab", data=b"{}", headers=signed(b"{}", X_Gitlab_Event="Push Hook"))
        digest = hashlib.sha256(b"timer:a#1").hexdigest()
        assert list(inbox.deliveries) == [f"intake:{digest}", "intake:k-001", "k-001"]


class TestRefused:
    @pytest.mark.parametrize(
        ("body", "faults"),
        [
            pytest.param(
                fields(Nominee_mail="x@y.example"),
                ['"Nominee mail" is not a field; did you mean "Nominee email"?'],
                id="misspelt",
            ),
            pytest.param(fields(Zzz="1"), ['"Zzz" is not a field'], id="like no other"),
            pytest.param(
                fields(Region=5, Nominee_name=None, Nominee_email=["a"], Rgion=True),
                [
                    '"Nominee name" must be text, not null',
                    '"Nominee email" must be text, not a list',
                    '"Region" must be text, not a number',
                    '"Rgion" is not a field; did you mean "Region"?',
                ],
                id="every fault at once",
            ),
            pytest.param(
                fields(Region={}, Nominee_name=False, Nominee_email=1.5),
                [
                    '"Nominee name" must be text, not true or false',
                    '"Nominee email" must be text, not a number',
                    '"Region" must be text, not an object',
                ],
                id="all types",
            ),
            pytest.param(
                json.dumps({f"field {number}": "" for number in range(51)}).encode(),
                ["a form has at most 50 fields, this one has 51"],
                id="too many fields",
            ),
            pytest.param(json.dumps({"x" * 5000: ""}).encode(), [f'"{"x" * 80}" is not a field'], id="a long name"),
        ],
    )
    def test_a_form_that_does_not_fit_is_422(self, client, inbox, body, faults):
        """Whoever builds a form reads everything that is wrong with it, with the nearest name."""
        answer = hand_in(client, body)
        expected = {
            "status": "rejected",
            "outcome": "bad_request",
            "detail": "the form does not fit champion-nomination",
            "faults": faults,
        }
        assert (answer.status_code, answer.json, inbox.deliveries, inbox.rejected) == (422, expected, {}, 1)

    @pytest.mark.parametrize("form", ["champion-record", "customer-story", "champion-nomination%00", "x" * 2000])
    def test_a_workflow_without_a_form_is_404(self, client, inbox, form):
        """Only workflows that say `form: true` can be opened from outside."""
        answer = hand_in(client, form=f"/intake/{form}")
        assert (answer.status_code, answer.json["outcome"], inbox.rejected) == (404, "not_found", 1)

    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            pytest.param({"token": SIGNING_TOKEN}, 401, id="the token of GitLab signs no forms"),
            pytest.param({"webhook-signature": "v1,AAAA"}, 401, id="wrong signature"),
            pytest.param({"token": SIGNING_TOKEN, "form": "/intake/none"}, 401, id="strangers learn of no form"),
            pytest.param({"body": b"[1]"}, 400, id="no object"),
            pytest.param({"body": b'{"Region": "\\u0000"}'}, 400, id="NUL"),
            pytest.param({"Content-Type": "text/plain"}, 415, id="no JSON by its type"),
            pytest.param({"body": b'{"Region": "' + b"x" * LIMIT + b'"}'}, 413, id="over 64 KiB"),
        ],
    )
    def test_what_is_no_form_is_refused(self, client, inbox, sent, status):
        """Nothing of it is stored, and each is counted."""
        answer = hand_in(client, **sent)
        assert (answer.status_code, inbox.deliveries, inbox.rejected) == (status, {}, 1)

    def test_a_secret_token_opens_no_form(self, client):
        """Forms are signed; there is no second way."""
        headers = {"Content-Type": "application/json", "X-Gitlab-Token": SECRET_TOKEN}
        assert client.post(FORM, data=BODY, headers=headers).status_code == 401

    def test_a_recording_sent_to_another_form_is_a_repetition(self, client, inbox):
        """The address is not signed, the id is."""
        answers = [hand_in(client, b"{}", form=form) for form in (FORM, "/intake/mention")]
        assert [answer.status_code for answer in answers] == [202, 200]
        assert [delivery.work_key for delivery in inbox.deliveries.values()] == ["intake:champion-nomination"]
