from __future__ import annotations

import pytest
from responses.matchers import query_param_matcher

from automation.gitlab.budget import Limits
from automation.gitlab.errors import Gone, Refused, Throttled
from automation.gitlab.port import Applied
from automation.model.plan import EditNote, KeepNote, Message, PostNote
from tests.unit.gitlab_answers import API, BOT, ISSUE_URL, MARK, MARKER, REF, asked, client

NOTES = f"{ISSUE_URL}/notes"
THANKS = Message(key="thanks", text="Thank you.")
BODY = f"<!-- usher-bot:thanks -->\nThank you.\n\n{MARK}"
POST = PostNote(ref=REF, messages=(THANKS,))
KEEP = KeepNote(ref=REF, message=THANKS, note_id=55)
NEWEST = query_param_matcher({"sort": "desc", "order_by": "created_at", "per_page": "100"})


def note(number, body, author="usher-bot"):
    """A note as GitLab shows it."""
    return {"id": number, "body": body, "author": {"username": author}, "system": False}


class TestPost:
    @pytest.mark.parametrize(
        ("internal", "body"),
        [
            pytest.param(False, {"body": BODY}, id="for all readers"),
            pytest.param(True, {"body": BODY, "internal": True}, id="for members"),
        ],
    )
    def test_posted(self, gitlab, internal, body):
        """A note is posted with its messages and the mark of the run."""
        gitlab.post(NOTES, status=201, json=note(55, BODY))

        applied = client().apply(PostNote(ref=REF, messages=(THANKS,), internal=internal), MARKER, resuming=False)

        assert (asked(gitlab), applied) == ([("POST", NOTES, body)], Applied(result={"note_id": 55}))

    def test_only_quick_actions(self, gitlab):
        """A note of which GitLab kept no text is a shortfall."""
        gitlab.post(NOTES, status=202, json={"commands_changes": {"state_event": "close"}, "summary": ["Closed."]})

        assert client().apply(POST, MARKER, resuming=False) == Applied(
            shortfall=("GitLab took the whole note for quick actions and kept no text.",)
        )

    def test_gone(self, gitlab):
        """A note for an issue that is not there says so."""
        gitlab.post(NOTES, status=404, json={"message": "404 Not found"})

        with pytest.raises(Gone):
            client().apply(POST, MARKER, resuming=False)

    def test_budget(self, gitlab):
        """A note that exceeds the minute's budget is not sent."""
        posted = gitlab.post(NOTES, status=201, json=note(55, BODY))
        usher = client(limits=Limits(notes=1), clock=lambda: 0.0)
        usher.apply(POST, MARKER, resuming=False)

        with pytest.raises(Throttled) as fault:
            usher.apply(POST, MARKER, resuming=False)

        assert (fault.value.seconds, posted.call_count) == (60, 1)


class TestPostResumed:
    def test_found(self, gitlab):
        """A note of ours with the mark is not posted again."""
        gitlab.get(f"{API}/user", json=BOT)
        gitlab.get(NOTES, json=[note(57, "Something else"), note(56, BODY)], match=[NEWEST])

        assert client().apply(POST, MARKER, resuming=True) == Applied(result={"note_id": 56}, found=True)

    @pytest.mark.parametrize(
        "others",
        [
            pytest.param([], id="no notes"),
            pytest.param([note(56, BODY, author="outsider")], id="the mark in somebody else's note"),
            pytest.param([note(56, BODY.replace(":0 -->", ":1 -->"))], id="another effect of the run"),
        ],
    )
    def test_not_found(self, gitlab, others):
        """A note that is not there yet is posted."""
        gitlab.get(f"{API}/user", json=BOT)
        gitlab.get(NOTES, json=others)
        gitlab.post(NOTES, status=201, json=note(58, BODY))

        assert client().apply(POST, MARKER, resuming=True) == Applied(result={"note_id": 58})

    def test_bounded(self, gitlab):
        """Only the newest two hundred notes are looked through."""
        page = [note(number, "Old") for number in range(100)]
        gitlab.get(f"{API}/user", json=BOT)
        for number in (1, 2):
            gitlab.get(
                NOTES,
                json=page,
                headers={"Link": f'<{NOTES}?page={number + 1}&per_page=100>; rel="next"'},
                match=[query_param_matcher({"page": str(number)} if number > 1 else {}, strict_match=False)],
            )
        gitlab.post(NOTES, status=201, json=note(500, BODY))

        assert client().apply(POST, MARKER, resuming=True) == Applied(result={"note_id": 500})


class TestKeep:
    def test_edited(self, gitlab):
        """A lasting note is edited in place; that costs nothing of the budget for notes."""
        gitlab.put(f"{NOTES}/55", json=note(55, BODY))

        applied = client(limits=Limits(notes=0)).apply(KEEP, MARKER, resuming=False)

        assert (asked(gitlab), applied) == (
            [("PUT", f"{NOTES}/55", {"body": BODY})],
            Applied(result={"note_id": 55}),
        )

    def test_first(self, gitlab):
        """A lasting note that was never posted is posted."""
        gitlab.post(NOTES, status=201, json=note(55, BODY))

        applied = client().apply(KeepNote(ref=REF, message=THANKS), MARKER, resuming=False)

        assert (asked(gitlab), applied) == ([("POST", NOTES, {"body": BODY})], Applied(result={"note_id": 55}))

    def test_deleted(self, gitlab):
        """A lasting note that somebody deleted is posted anew."""
        gitlab.put(f"{NOTES}/55", status=404, json={"message": "404 Note Not Found"})
        gitlab.post(NOTES, status=201, json=note(70, BODY))

        assert client().apply(KEEP, MARKER, resuming=False) == Applied(result={"note_id": 70})

    def test_not_ours(self, gitlab):
        """A note that the bot may not edit is no reason to post a second one."""
        gitlab.put(f"{NOTES}/55", status=403, json={"message": "403 Forbidden"})

        with pytest.raises(Refused):
            client().apply(KEEP, MARKER, resuming=False)


class TestKeepResumed:
    def test_edited_already(self, gitlab):
        """An edit that reached GitLab is not repeated."""
        gitlab.get(f"{NOTES}/55", json=note(55, BODY))

        assert client().apply(KEEP, MARKER, resuming=True) == Applied(result={"note_id": 55}, found=True)

    def test_not_edited_yet(self, gitlab):
        """An edit that did not reach GitLab is made."""
        gitlab.get(f"{NOTES}/55", json=note(55, "Of an earlier run"))
        gitlab.put(f"{NOTES}/55", json=note(55, BODY))

        assert client().apply(KEEP, MARKER, resuming=True) == Applied(result={"note_id": 55})

    def test_posted_anew_already(self, gitlab):
        """A note that took the place of a deleted one is found, too."""
        gitlab.get(f"{NOTES}/55", status=404, json={"message": "404 Note Not Found"})
        gitlab.get(f"{API}/user", json=BOT)
        gitlab.get(NOTES, json=[note(70, BODY)])

        assert client().apply(KEEP, MARKER, resuming=True) == Applied(result={"note_id": 70}, found=True)


class TestEdit:
    EDIT = EditNote(ref=REF, note_id=55, messages=(THANKS,))

    def test_edited(self, gitlab):
        """A note of ours gets other words where it stands."""
        gitlab.put(f"{NOTES}/55", json=note(55, BODY))

        applied = client().apply(self.EDIT, MARKER, resuming=False)

        assert (asked(gitlab), applied) == ([("PUT", f"{NOTES}/55", {"body": BODY})], Applied(result={"note_id": 55}))

    def test_edited_already(self, gitlab):
        """An edit that reached GitLab is not repeated."""
        gitlab.get(f"{NOTES}/55", json=note(55, BODY))

        assert client().apply(self.EDIT, MARKER, resuming=True) == Applied(result={"note_id": 55}, found=True)

    def test_deleted(self, gitlab):
        """Where somebody deleted the note, nothing is posted in its place."""
        gitlab.put(f"{NOTES}/55", status=404, json={"message": "404 Note Not Found"})

        assert client().apply(self.EDIT, MARKER, resuming=False) == Applied(
            shortfall=("The note is not there any more.",)
        )
