"""Whatever comes to the door, it answers in time, takes what it should, and tells no secret (design.md §10)."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from automation.model import wire
from automation.model.events import Event
from automation.model.payloads import MalformedPayload, event_of, json_object, parse_delivery
from tests import bodies
from tests.fakes import FORM_TOKEN, NOW, SECRET_TOKEN, SIGNING_TOKEN, FakeInbox, door, signed
from webhooks.app import create_app
from webhooks.verify import Credentials, refusal, sign

SECRETS = (SECRET_TOKEN, SIGNING_TOKEN, FORM_TOKEN)
#: a word that stands in every body below, as what is confidential does
CONFIDENTIAL = "Helios Energy"
PATHS = ("/webhooks/gitlab", "/intake/champion-nomination", "/intake/none")
HEADERS = (
    "CONTENT_TYPE",
    "HTTP_X_GITLAB_EVENT",
    "HTTP_X_GITLAB_TOKEN",
    "HTTP_IDEMPOTENCY_KEY",
    "HTTP_WEBHOOK_ID",
    "HTTP_WEBHOOK_TIMESTAMP",
    "HTTP_WEBHOOK_SIGNATURE",
    "HTTP_CONTENT_ENCODING",
    "HTTP_TRANSFER_ENCODING",
    "HTTP_COOKIE",
)
HOOKS = (
    "Issue Hook",
    "Confidential Issue Hook",
    "Note Hook",
    "Emoji Hook",
    "Milestone Hook",
    "Member Hook",
    "Push Hook",
)

#: what a server hands over of a header: bytes, shown as Latin-1
raw_headers = st.text(st.characters(max_codepoint=255), max_size=80)
#: every text that JSON can name, halves of surrogate pairs too
texts = st.text(st.characters(), max_size=20)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4))
whole = st.sampled_from([bodies.issue("open", "A"), bodies.note(), bodies.emoji(), bodies.milestone(), bodies.member()])


def places(value: Any, so_far: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything inside `value`."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, found in inner for place in ((*so_far, key), *places(found, (*so_far, key)))]


@st.composite
def damaged(draw):
    """A body of GitLab in which some parts are replaced or gone."""
    body = json.loads(json.dumps(draw(whole)))
    for _ in range(draw(st.integers(0, 3))):
        *way, last = draw(st.sampled_from(places(body)))
        inner = body
        for key in way:
            inner = inner[key]
        if isinstance(inner, dict) and draw(st.booleans()):
            del inner[last]
        else:
            inner[last] = draw(values)
    return {**body, "note_to_ourselves": CONFIDENTIAL}


def words_of(act):
    """What `act` finds malformed; nothing if it finds nothing."""
    try:
        act()
    except MalformedPayload as fault:
        return str(fault)
    return ""


def post(inbox, path, body, environ):
    """The answer of a fresh door and what it logged."""
    app = create_app(door(store=inbox))
    with capture_logs() as logs:
        answer = app.test_client().post(path, data=body, environ_overrides=environ)
    return answer, str(logs)


def told(answer, logs):
    """Which secrets an answer or a log gives away."""
    return [secret for secret in (*SECRETS, CONFIDENTIAL) if secret in logs or secret in answer.text]


@given(
    path=st.sampled_from(PATHS),
    body=st.binary(max_size=300) | values.map(bodies.raw),
    environ=st.dictionaries(st.sampled_from(HEADERS), raw_headers),
)
@example(path=PATHS[0], body=b"[" * 100_000, environ={"CONTENT_TYPE": "application/json"})
@example(path=PATHS[0], body=b"{}", environ={"CONTENT_TYPE": "application/json", "HTTP_X_GITLAB_TOKEN": ""})
def test_strangers_are_refused_whatever_they_send(path, body, environ):
    """Any bytes under any headers: 4xx, counted, nothing stored, nothing told."""
    inbox = FakeInbox()
    answer, logs = post(inbox, path, body, environ)
    assert 400 <= answer.status_code < 500
    assert (inbox.deliveries, inbox.rejected) == ({}, 1)
    assert told(answer, logs) == []


@given(
    body=damaged() | st.dictionaries(texts, values), header=st.sampled_from(HOOKS), key=raw_headers, other=raw_headers
)
def test_what_is_taken_can_be_decided(body, header, key, other):
    """An authentic delivery is stored or refused as malformed; the worker reads what is stored, and it can be kept."""
    inbox, raw = FakeInbox(), bodies.raw(body)
    headers = {"HTTP_X_GITLAB_EVENT": header, "HTTP_IDEMPOTENCY_KEY": key, "HTTP_X_GITLAB_EVENT_UUID": other}
    environ = {**headers, "CONTENT_TYPE": "application/json", "HTTP_X_GITLAB_TOKEN": SECRET_TOKEN}
    answer, logs = post(inbox, PATHS[0], raw, environ)
    assert (answer.status_code, len(inbox.deliveries), inbox.rejected) in {(202, 1, 0), (400, 0, 1)}
    assert told(answer, logs) == []
    for delivery in inbox.deliveries.values():
        assert (delivery.outcome is None) == (delivery.work_key is not None)
        if delivery.work_key is not None:
            event = event_of(delivery, delivery.work_key)
            assert isinstance(event, Event)
            assert str(event.issue) == delivery.work_key
            assert wire.dump_text(event).encode()


@given(fields=st.dictionaries(st.sampled_from(["Region", "Nominee name"]) | texts, texts | scalars))
def test_forms_are_taken_or_told_why_not(fields):
    """A signed form is stored when it has known fields with text, and refused with its faults else."""
    inbox, raw = FakeInbox(), bodies.raw(fields)
    app = create_app(door(store=inbox))
    answer = app.test_client().post(PATHS[1], data=raw, headers=signed(raw, token=FORM_TOKEN))
    known = {"Nominee name", "Nominee email", "Region"}
    if answer.status_code == 400:
        assert inbox.deliveries == {}
    else:
        fits = fields.keys() <= known and all(isinstance(value, str) for value in fields.values())
        assert (answer.status_code, len(inbox.deliveries)) == ((202, 1) if fits else (422, 0))


@given(header=texts, body=damaged())
def test_reading_a_body_gives_an_event_or_says_what_is_wrong(header, body):
    """Nothing but `MalformedPayload` ever comes out of a body that is JSON, whether or not it went through the door."""
    assert CONFIDENTIAL not in words_of(lambda: parse_delivery(header, body, event_id="k", at=NOW))


@given(body=st.binary(max_size=300))
def test_reading_bytes_gives_an_object_or_says_what_is_wrong(body):
    """Nothing but `MalformedPayload` comes out of bytes, and nothing else than an object."""
    read = []
    words = words_of(lambda: read.append(json_object(body)))
    assert [type(found) for found in read] == ([] if words else [dict])


@given(
    given_=st.builds(
        Credentials,
        id=st.none() | st.binary(max_size=20),
        timestamp=st.none() | st.binary(max_size=20) | st.integers(0, 2**40).map(lambda at: str(at).encode()),
        signature=st.none() | st.binary(max_size=60) | st.binary(max_size=40).map(lambda made: b"v1," + made),
        token=st.none() | st.binary(max_size=40),
    ),
    body=st.binary(max_size=50),
    tokens=st.lists(texts | texts.map(lambda token: f"whsec_{token}"), max_size=3),
)
def test_no_header_makes_the_check_fail(given_, body, tokens):
    """Whatever the headers and the tokens hold, there is an answer, and without our tokens it is a refusal."""
    assert refusal(given_, body, signing=[*tokens, SIGNING_TOKEN], secret=[], now=NOW) is not None


@given(
    key=st.binary(min_size=1, max_size=64), identity=st.from_regex(r"[!-\-/-~]{1,40}", fullmatch=True), body=st.binary()
)
def test_what_was_signed_verifies_and_nothing_near_it(key, identity, body):
    """A signature holds for its id, time and body, and for none that differs in one bit."""
    token = "whsec_" + base64.b64encode(key).decode()
    headers = sign(token, identity, NOW, body)
    made = headers["webhook-signature"].encode()
    stamp = headers["webhook-timestamp"].encode()
    later = str(int((NOW + timedelta(seconds=1)).timestamp())).encode()

    def believed(identity: bytes, stamp: bytes, body: bytes) -> bool:
        given_ = Credentials(id=identity, timestamp=stamp, signature=made)
        return refusal(given_, body, signing=[token], secret=[], now=NOW) is None

    assert believed(identity.encode(), stamp, body)
    assert not believed(identity.encode() + b"x", stamp, body)
    assert not believed(identity.encode(), later, body)
    assert not believed(identity.encode(), stamp, body + b"\x00")
