"""What is read from GitLab's bodies (gitlab.md §2), forms and our own messages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from automation.model import wire
from automation.model.events import Change, Event, EventKind, Note, User
from automation.model.payloads import (
    MalformedPayload,
    Unsupported,
    event_of,
    intake_event,
    internal_event,
    json_object,
    kind_of,
    parse_delivery,
    project_path,
)
from automation.model.payloads.dates import day, instant
from automation.model.refs import IssueRef
from automation.model.work import Delivery, Source
from tests import bodies
from tests.fakes import NOW

REF = IssueRef(bodies.PROJECT, 23)
ACTOR = User("april.marks", 7, "April Marks")
FACTS = {"type": "Issue", "confidential": True, "updated_at": "2027-01-11T09:15:00+00:00"}
ISSUE = Event(
    id="k-001",
    kind=EventKind.ISSUE,
    action="update",
    at=NOW,
    issue=REF,
    project=bodies.PROJECT,
    actor=ACTOR,
    labels=frozenset(),
    state="opened",
    data=FACTS,
)
NOTE = replace(ISSUE, kind=EventKind.NOTE, action="create", note=Note(1241, "On it."))


def parse(body, header="Issue Hook"):
    """The event in `body`, as the door asks for it."""
    return parse_delivery(header, body, event_id="k-001", at=NOW)


def about(**attributes):
    """An issue body whose issue has these `attributes`."""
    return bodies.issue(attributes=attributes)


def without(body, *path):
    """`body` without the key at `path`."""
    copy = json.loads(json.dumps(body))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return copy


class TestIssues:
    @pytest.mark.parametrize("action", ["open", "close", "reopen", "update"])
    def test_the_whole_event_comes_of_an_issue_hook(self, action):
        """Issue, actor, labels and state are taken over, with GitLab's action (gitlab.md §2.1)."""
        expected = replace(ISSUE, action=action, labels=frozenset({"Customer Story", "Story::Nominated"}))
        assert parse(bodies.issue(action, "Customer Story", "Story::Nominated")) == expected

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            pytest.param(bodies.issue(None), replace(ISSUE, action="test"), id="a test delivery has no action"),
            pytest.param(about(action=None), replace(ISSUE, action="test"), id="nor when it is null"),
            pytest.param(
                {**about(type="Task"), "object_kind": "work_item"},
                replace(ISSUE, data={**FACTS, "type": "Task"}),
                id="tasks come as work items",
            ),
            pytest.param(
                {**about(type="Incident"), "object_kind": "work_item", "event_type": "confidential_work_item"},
                replace(ISSUE, data={**FACTS, "type": "Incident"}),
                id="and incidents, confidential or not",
            ),
            pytest.param(
                without(bodies.issue(), "object_attributes", "type"),
                replace(ISSUE, data={key: FACTS[key] for key in ("confidential", "updated_at")}),
                id="before 17.2 there is no type",
            ),
            pytest.param(
                about(updated_at="2027-01-11 09:15:00 UTC"), ISSUE, id="older instances write dates with spaces"
            ),
            pytest.param(
                about(updated_at="soon", confidential=None),
                replace(ISSUE, data={"type": "Issue"}),
                id="facts that are none are left out",
            ),
            pytest.param(
                {**about(project_id=None, type="Epic"), "project": None, "repository": None},
                replace(ISSUE, issue=None, project=None, data={**FACTS, "type": "Epic"}),
                id="an epic has no project",
            ),
            pytest.param(without(bodies.issue(), "changes"), ISSUE, id="changes may be missing"),
            pytest.param({**bodies.issue(), "changes": None}, ISSUE, id="or null"),
            pytest.param(without(bodies.issue(), "user"), replace(ISSUE, actor=None), id="nobody is named"),
            pytest.param({**bodies.issue(), "user": "x"}, replace(ISSUE, actor=None), id="the user is no object"),
            pytest.param(
                {**bodies.issue(), "user": {"username": "april.marks"}},
                replace(ISSUE, actor=User("april.marks")),
                id="the user has nothing but a username",
            ),
            pytest.param(
                {**bodies.issue(), "user": {"username": ""}}, replace(ISSUE, actor=None), id="the username is empty"
            ),
        ],
    )
    def test_versions_and_kinds_differ(self, body, expected):
        """What one version or kind lacks is left out; the rest is read as ever (gitlab.md §2.1, §2.2)."""
        assert parse(body) == expected

    @pytest.mark.parametrize(
        ("attributes", "expected"),
        [
            pytest.param({"state": "closed", "state_id": 2}, "closed", id="both"),
            pytest.param({"state": "closed", "state_id": None}, "closed", id="word alone"),
            pytest.param({"state": None, "state_id": 2}, "closed", id="number alone"),
            pytest.param({"state": None, "state_id": 1}, "opened", id="number of an open one"),
            pytest.param({"state": "locked", "state_id": 4}, None, id="the state of something else"),
            pytest.param({"state": None, "state_id": True}, None, id="no number"),
            pytest.param({"state": None, "state_id": None}, None, id="neither"),
        ],
    )
    def test_the_state_has_two_forms(self, attributes, expected):
        """The word counts before the number (gitlab.md §2.1)."""
        assert parse(about(**attributes)) == replace(ISSUE, state=expected)

    @pytest.mark.parametrize(
        ("top", "inner", "expected"),
        [
            pytest.param([bodies.label("A")], [bodies.label("A")], frozenset({"A"}), id="twice the same"),
            pytest.param([bodies.label("A")], None, frozenset({"A"}), id="at the top alone"),
            pytest.param(None, [bodies.label("A")], frozenset({"A"}), id="in the issue alone"),
            pytest.param([], [], frozenset(), id="none"),
            pytest.param(None, None, None, id="unknown is not none"),
        ],
    )
    def test_labels_are_given_twice(self, top, inner, expected):
        """One list is enough, and an issue of unknown labels does not look like one without (gitlab.md §2.1)."""
        body = {**about(labels=inner), "labels": top}
        assert parse(body) == replace(ISSUE, labels=expected)


class TestChanges:
    @pytest.mark.parametrize(
        ("told", "expected"),
        [
            pytest.param({}, {}, id="a write that changed nothing"),
            pytest.param(
                {"labels": {"previous": [bodies.label("A"), bodies.label("B")], "current": []}},
                {"labels": Change(frozenset({"A", "B"}), frozenset())},
                id="labels",
            ),
            pytest.param(
                {"assignees": {"previous": None, "current": [bodies.user("b"), bodies.user("a")]}},
                {"assignees": Change(None, ("b", "a"))},
                id="assignees, in their order",
            ),
            pytest.param(
                {"state_id": {"previous": 1, "current": 2}}, {"state": Change("opened", "closed")}, id="state by number"
            ),
            pytest.param(
                {"state": {"previous": "opened", "current": "closed"}},
                {"state": Change("opened", "closed")},
                id="state by word, as older versions tell it",
            ),
            pytest.param(
                {"state_id": {"previous": None, "current": "x"}}, {"state": Change(None, None)}, id="no state at all"
            ),
            pytest.param(
                {"due_date": {"previous": None, "current": "2027-01-19"}},
                {"due_date": Change(None, date(2027, 1, 19))},
                id="a day",
            ),
            pytest.param(
                {"updated_at": {"previous": "2027-01-11 09:00:00 UTC", "current": "2027-01-11T09:15:00.250Z"}},
                {
                    "updated_at": Change(
                        datetime(2027, 1, 11, 9, tzinfo=UTC), datetime(2027, 1, 11, 9, 15, 0, 250_000, tzinfo=UTC)
                    )
                },
                id="instants in both forms",
            ),
            pytest.param(
                {"due_date": {"previous": "19.1.", "current": 5}, "closed_at": {"previous": "then", "current": 5}},
                {"due_date": Change("19.1.", 5), "closed_at": Change("then", 5)},
                id="dates of a form to come are kept as they are",
            ),
            pytest.param(
                {
                    "status": {
                        "previous": {"id": "gid://gitlab/1", "name": "To do", "category": "to_do"},
                        "current": {"id": "gid://gitlab/3", "name": "Done", "category": "done"},
                    }
                },
                {"status": Change("To do", "Done")},
                id="a status is its name",
            ),
            pytest.param(
                {"title": {"previous": None, "current": "New"}, "confidential": {"previous": False, "current": True}},
                {"title": Change(None, "New"), "confidential": Change(previous=False, current=True)},
                id="plain values",
            ),
            pytest.param(
                {"contacts": {"previous": [], "current": [{"name": "A"}, {"id": 5}, [1], 5]}},
                {"contacts": Change((), ("A", None, None, 5))},
                id="an unknown list is one of names",
            ),
            pytest.param({"total": 5, "weight": [1, 2], "x": {}}, {}, id="what is no pair is no change"),
            pytest.param({"weight": {"current": 3}}, {"weight": Change(None, 3)}, id="half a pair is one from nothing"),
        ],
    )
    def test_changes_are_told_in_our_words(self, told, expected):
        """Each field goes from a whole value to a whole value of one type, whatever the version (gitlab.md §2.2)."""
        assert parse(bodies.issue(changes=told)) == replace(ISSUE, changes=expected)


class TestNotes:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            pytest.param(bodies.note(), NOTE, id="new"),
            pytest.param(bodies.note(attributes={"action": "update"}), replace(NOTE, action="update"), id="edited"),
            pytest.param(
                bodies.note(attributes={"created_at": "2027-01-11 09:14:58 UTC"}),
                replace(NOTE, note=Note(1241, "On it.", created_at=datetime(2027, 1, 11, 9, 14, 58, tzinfo=UTC))),
                id="when it was written",
            ),
            pytest.param(without(bodies.note(), "object_attributes", "action"), NOTE, id="no action before 16.11"),
            pytest.param(
                bodies.note("/close\n", attributes={"internal": True}),
                replace(NOTE, note=Note(1241, "/close\n", internal=True)),
                id="internal",
            ),
            pytest.param(
                {
                    **without(bodies.note(), "object_attributes", "internal"),
                    "event_type": "confidential_note",
                    "issue": bodies.attributes(confidential=False),
                },
                replace(NOTE, note=Note(1241, "On it.", internal=True), data={**FACTS, "confidential": False}),
                id="a confidential note on a public issue is internal where it does not say so",
            ),
            pytest.param(
                {**without(bodies.note(), "object_attributes", "internal"), "event_type": "confidential_note"},
                NOTE,
                id="one on a confidential issue need not be",
            ),
            pytest.param(
                {
                    **without(bodies.note(attributes={"noteable_type": "WorkItem"}), "issue"),
                    "work_item": bodies.attributes(state="closed", labels=[bodies.label("A")]),
                },
                replace(NOTE, state="closed", labels=frozenset({"A"})),
                id="on a work item",
            ),
            pytest.param({**bodies.note(), "project": None}, replace(NOTE, issue=None, project=None), id="on an epic"),
        ],
    )
    def test_a_comment_on_an_issue_is_an_event(self, body, expected):
        """Its text and the issue are read in the shapes of all versions (gitlab.md §2.3)."""
        assert parse(body, "Note Hook") == expected

    @pytest.mark.parametrize(
        ("attributes", "what"),
        [
            pytest.param({"noteable_type": "MergeRequest"}, "note on MergeRequest", id="on a merge request"),
            pytest.param({"noteable_type": "Commit"}, "note on Commit", id="on a commit"),
            pytest.param({"noteable_type": None}, "note on (unnamed)", id="on nothing"),
            pytest.param({"noteable_type": []}, "note on (unnamed)", id="on a list"),
            pytest.param({"noteable_type": "x" * 99}, "note on (unnamed)", id="on a word that is none"),
            pytest.param({"system": True}, "system note", id="by GitLab itself"),
        ],
    )
    def test_other_comments_concern_nobody(self, attributes, what):
        """Programs are about issues and what people say on them (rules.md G02)."""
        assert parse(bodies.note(attributes=attributes), "Confidential Note Hook") == Unsupported(what)


class TestOthers:
    @pytest.mark.parametrize(
        ("header", "body", "expected"),
        [
            pytest.param(
                "Emoji Hook",
                bodies.emoji(),
                replace(ISSUE, kind=EventKind.EMOJI, action="award", data={"name": "thumbsup"}),
                id="emoji on an issue",
            ),
            pytest.param(
                "Emoji Hook",
                {**without(bodies.emoji(event_type="revoke"), "issue"), "work_item": bodies.attributes()},
                replace(ISSUE, kind=EventKind.EMOJI, action="revoke", data={"name": "thumbsup"}),
                id="as gitlab.com sends it",
            ),
            pytest.param(
                "Emoji Hook",
                bodies.emoji(note={"id": 363}),
                replace(ISSUE, kind=EventKind.EMOJI, action="award", data={"name": "thumbsup", "note_id": 363}),
                id="emoji on a comment",
            ),
            pytest.param(
                "Emoji Hook",
                {**without(bodies.emoji(), "issue"), "merge_request": {"iid": 1}},
                Unsupported("emoji on something else than an issue"),
                id="emoji on a merge request",
            ),
            pytest.param(
                "Milestone Hook",
                bodies.milestone(),
                Event(
                    id="k-001",
                    kind=EventKind.MILESTONE,
                    action="create",
                    at=NOW,
                    project=bodies.PROJECT,
                    data={"id": 61, "title": "FY27-Q4", "state": "active", "due_date": "2027-01-31"},
                ),
                id="milestone",
            ),
            pytest.param(
                "Member Hook",
                bodies.member(),
                Event(
                    id="k-001",
                    kind=EventKind.MEMBER,
                    action="add",
                    at=NOW,
                    data={
                        "username": "partner-emea-1",
                        "user_id": 64,
                        "group": "gitlab-champions",
                        "group_id": 100,
                        "access": "Developer",
                    },
                ),
                id="member, without the address",
            ),
            pytest.param(
                "Member Hook",
                bodies.member(event_name="user_exiled"),
                Unsupported("member event user_exiled"),
                id="unknown member event",
            ),
        ],
    )
    def test_each_kind_has_its_shape(self, header, body, expected):
        """Emoji, milestones and members are read where GitLab puts them (gitlab.md §2.4)."""
        assert parse(body, header) == expected

    @pytest.mark.parametrize(
        ("name", "action"),
        [
            ("user_update_for_group", "update"),
            ("user_remove_from_group", "remove"),
            ("user_access_request_to_group", "request"),
            ("user_access_request_denied_for_group", "deny"),
        ],
    )
    def test_member_events_have_short_names(self, name, action):
        """GitLab's names of member events become one word (gitlab.md §2.4)."""
        assert parse(bodies.member(event_name=name), "Member Hook").name == f"member.{action}"


class TestProject:
    def test_the_project_can_be_asked_alone(self):
        """The door looks at the project before anything else, even of a body that lacks the rest."""
        found = [project_path(body) for body in ({"project": bodies.project("a/b")}, {}, {"project": None})]
        assert found == ["a/b", None, None]


class TestKind:
    @pytest.mark.parametrize(
        ("header", "body", "expected"),
        [
            pytest.param("Issue Hook", {"object_kind": "issue"}, "issue", id="as both say"),
            pytest.param("Issue Hook", {"object_kind": "work_item"}, "work_item", id="the body is more exact"),
            pytest.param("", {"object_kind": "note"}, "note", id="the body alone"),
            pytest.param("Confidential Issue Hook", {}, "issue", id="the header alone"),
            pytest.param("Member Hook", {"event_name": "user_add_to_group"}, "member", id="flat"),
            pytest.param("", {"event_name": "user_add_to_group"}, "member", id="flat, without a header"),
            pytest.param("Push Hook", {"object_kind": "push"}, Unsupported("hook Push Hook"), id="push"),
            pytest.param("Push Hook", {}, Unsupported("hook Push Hook"), id="an empty push"),
            pytest.param("System Hook", {"object_kind": "issue"}, Unsupported("hook System Hook"), id="other hook"),
            pytest.param("\x00" * 9, {}, Unsupported("hook (unnamed)"), id="not even a name"),
            pytest.param("Issue Hook", {"object_kind": "spell"}, Unsupported("object_kind spell"), id="kind to come"),
        ],
    )
    def test_header_and_body_tell_the_kind_together(self, header, body, expected):
        """A hook that we do not handle stays one whatever its body says, and a body is more exact than its hook."""
        assert kind_of(header, body) == expected

    def test_a_delivery_that_says_nothing_is_malformed(self):
        """Without a header and a kind there is nothing to go by."""
        with pytest.raises(MalformedPayload, match="object_kind"):
            kind_of("", {})

    def test_an_unsupported_delivery_is_not_read(self):
        """Nothing of a pipeline can be malformed to us."""
        assert parse({"object_attributes": 5}, "Pipeline Hook") == Unsupported("hook Pipeline Hook")


class TestMalformed:
    @pytest.mark.parametrize(
        ("header", "body", "place"),
        [
            pytest.param("Issue Hook", {"object_kind": "issue"}, "object_attributes is missing", id="no issue"),
            pytest.param("Issue Hook", bodies.issue(object_attributes=[1]), "object_attributes is not", id="a list"),
            pytest.param("Issue Hook", without(bodies.issue(), "object_attributes", "iid"), "iid", id="no iid"),
            pytest.param("Issue Hook", about(iid="23"), "iid", id="iid in words"),
            pytest.param("Issue Hook", about(iid=True), "iid", id="iid true"),
            pytest.param("Issue Hook", about(iid=0), "iid", id="iid zero"),
            pytest.param("Issue Hook", about(iid=2**63), "iid", id="iid beyond columns"),
            pytest.param("Issue Hook", bodies.issue(project="x"), "project is not an object", id="project in words"),
            pytest.param("Issue Hook", bodies.issue(project={}), "project.path_with_namespace", id="no path"),
            pytest.param("Issue Hook", bodies.issue(project=bodies.project("a b#1")), "path", id="no path at all"),
            pytest.param("Issue Hook", about(action="Open it!"), "action is not a word", id="action in prose"),
            pytest.param("Issue Hook", about(action=5), "action is not a word", id="action in numbers"),
            pytest.param("Issue Hook", bodies.issue(labels="A"), "list of objects with a title", id="labels in words"),
            pytest.param("Issue Hook", bodies.issue(labels=["A"]), "list of objects with a title", id="label in words"),
            pytest.param("Issue Hook", bodies.issue(labels=[{}]), "list of objects with a title", id="no title"),
            pytest.param("Issue Hook", bodies.issue(changes=[]), "changes is not an object", id="changes in a list"),
            pytest.param(
                "Issue Hook",
                bodies.issue(changes={"assignees": {"current": [{"id": 5}]}}),
                "list of objects with a username",
                id="assignee without a name",
            ),
            pytest.param("Note Hook", without(bodies.note(), "issue"), "issue is missing", id="note on no issue"),
            pytest.param("Note Hook", bodies.note(attributes={"id": None}), "not a note", id="note without an id"),
            pytest.param("Note Hook", bodies.note(attributes={"note": None}), "not a note", id="note without a text"),
            pytest.param("Emoji Hook", without(bodies.emoji(), "object_attributes"), "is missing", id="no emoji"),
            pytest.param("Milestone Hook", bodies.milestone(object_attributes=None), "is missing", id="no milestone"),
        ],
    )
    def test_what_no_gitlab_sends_is_named_by_its_place(self, header, body, place):
        """What an event cannot lack is missed by name."""
        with pytest.raises(MalformedPayload, match=place):
            parse(body, header)

    def test_the_words_hold_nothing_of_the_body(self):
        """A refusal may be logged although the issue is confidential."""
        with pytest.raises(MalformedPayload) as caught:
            parse(bodies.issue(project=bodies.project("Helios Energy")))
        assert "Helios" not in str(caught.value)


class TestJson:
    def test_an_object_is_read(self):
        """UTF-8 comes through, escaped or not, beyond the basic plane too."""
        assert json_object('{"a": ["ü😀", "\\u00fc\\ud83d\\ude00"]}'.encode()) == {"a": ["ü😀", "ü😀"]}

    def test_an_escaped_escape_is_text(self):
        """What only looks like a NUL is none."""
        assert json_object(b'{"a": "\\\\u0000"}') == {"a": "\\u0000"}

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            pytest.param(b"", "not JSON", id="nothing"),
            pytest.param(b"object_kind=issue", "not JSON", id="a form"),
            pytest.param(b'{"a": 1', "not JSON", id="cut"),
            pytest.param(b'{"a": NaN}', "not JSON", id="NaN"),
            pytest.param(b'{"a": -Infinity}', "not JSON", id="infinity"),
            pytest.param(b'{"a": ' + b"9" * 5000 + b"}", "not JSON", id="a number beyond numbers"),
            pytest.param(b"[" * 200_000, "not JSON", id="a recursion bomb"),
            pytest.param(b'{"a":' * 100_000, "not JSON", id="a recursion bomb of objects"),
            pytest.param(b'{"a": "\xff"}', "not JSON", id="not UTF-8"),
            pytest.param('{"a": 1}'.encode("utf-16"), "not JSON", id="UTF-16"),
            pytest.param(b'\xef\xbb\xbf{"a": 1}', "not JSON", id="a byte order mark"),
            pytest.param(b"[]", "not a JSON object", id="a list"),
            pytest.param(b"null", "not a JSON object", id="null"),
            pytest.param(b'{"a": "\\u0000"}', "a character that is none", id="NUL"),
            pytest.param(b'{"a": [{"b": "\\ud800"}]}', "a character that is none", id="half a pair"),
            pytest.param(b'{"\\uDFFF": 1}', "a character that is none", id="half a pair in a key"),
        ],
    )
    def test_what_is_no_json_object_is_refused(self, body, words):
        """Nothing but one JSON object in UTF-8, with characters that can be stored, comes through."""
        with pytest.raises(MalformedPayload, match=words):
            json_object(body)


class TestDates:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2025-08-26 06:50:36 UTC", datetime(2025, 8, 26, 6, 50, 36, tzinfo=UTC)),
            ("2026-05-28T06:14:44.830Z", datetime(2026, 5, 28, 6, 14, 44, 830_000, tzinfo=UTC)),
            ("2026-05-28T06:14:44Z", datetime(2026, 5, 28, 6, 14, 44, tzinfo=UTC)),
            ("2026-05-28T08:14:44+02:00", datetime(2026, 5, 28, 6, 14, 44, tzinfo=UTC)),
            ("2026-05-28T06:14:44", None),
            ("2026-13-28T06:14:44Z", None),
            ("2026-02-30 06:14:44 UTC", None),
            ("0001-01-01T00:00:00+10:00", None),
            ("2026-05-28", None),
            ("", None),
        ],
    )
    def test_instants_have_two_forms(self, written, expected):
        """Both forms name the same instant in UTC; what has no zone or no such day names none (gitlab.md §2.1)."""
        assert instant(written) == expected

    def test_instants_are_in_utc(self):
        """An offset is converted, not carried along."""
        found = instant("2026-05-28T08:14:44+02:00")
        assert found is not None
        assert found.utcoffset() == timedelta(0)

    @pytest.mark.parametrize(
        ("written", "expected"),
        [("2027-01-19", date(2027, 1, 19)), ("2027-02-30", None), ("20270119", None), ("2027-W03-2", None)],
    )
    def test_days_have_one_form(self, written, expected):
        """Dates without a time are YYYY-MM-DD, and no other form of ISO 8601."""
        assert day(written) == expected


class TestOwn:
    def test_an_event_of_ours_comes_back(self):
        """What a run sends is what another one receives."""
        sent = Event(id="message:1:0", kind=EventKind.MESSAGE, action="authorized", at=NOW, issue=REF, cause="1")
        assert internal_event(wire.dump_text(sent).encode()) == sent

    @pytest.mark.parametrize("body", [b"", b"{}", b'{"kind": "secret-of-helios"}', b"\xff"])
    def test_what_is_no_event_of_ours_is_malformed(self, body):
        """A body of another version is refused in words that hold nothing of it."""
        with pytest.raises(MalformedPayload) as caught:
            internal_event(body)
        assert str(caught.value) == "the body is not an event of ours"

    def test_an_intake_is_its_fields(self):
        """The workflow is the action, the fields are the data."""
        found = intake_event("champion-nomination", {"Region": "EMEA"}, event_id="intake:1", at=NOW)
        expected = Event(
            id="intake:1", kind=EventKind.INTAKE, action="champion-nomination", at=NOW, data={"Region": "EMEA"}
        )
        assert found == expected

    def test_an_intake_has_text_only(self):
        """What is no text never becomes a field."""
        with pytest.raises(MalformedPayload, match="text"):
            intake_event("champion-nomination", {"Region": 5}, event_id="intake:1", at=NOW)


class TestStored:
    @pytest.mark.parametrize(
        ("source", "work_key", "body", "expected"),
        [
            pytest.param(Source.GITLAB, str(REF), bodies.raw(bodies.issue()), ISSUE, id="of GitLab"),
            pytest.param(
                Source.INTERNAL,
                str(REF),
                wire.dump_text(replace(ISSUE, kind=EventKind.LOOK)).encode(),
                replace(ISSUE, kind=EventKind.LOOK),
                id="of ours",
            ),
            pytest.param(
                Source.INTAKE,
                "intake:mention",
                b'{"Source": "Twitter"}',
                Event(id="k-001", kind=EventKind.INTAKE, action="mention", at=NOW, data={"Source": "Twitter"}),
                id="of a form",
            ),
        ],
    )
    def test_a_stored_delivery_gives_its_event(self, source, work_key, body, expected):
        """The worker reads what the door has stored, whoever sent it."""
        stored = Delivery(
            key="k-001",
            source=source,
            work_key=work_key,
            project=None,
            received_at=NOW,
            header="Issue Hook",
            body=body,
        )
        assert event_of(stored, work_key) == expected
