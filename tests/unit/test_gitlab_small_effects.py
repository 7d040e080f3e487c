from __future__ import annotations

import pytest
from responses.matchers import query_param_matcher

from automation.gitlab.errors import GiveUp, Gone, Missing
from automation.gitlab.port import Applied
from automation.model.plan import LinkIssue, MoveIssue, Notify, React, Send
from automation.model.refs import IssueRef
from tests.unit.gitlab_answers import API, ISSUE_URL, MARKER, REF, URL, asked, client, issue

TARGET = IssueRef("gitlab-com/channel/partner-champions-ops", 3)
TARGET_URL = f"{API}/projects/gitlab-com%2Fchannel%2Fpartner-champions-ops"
MOVE = MoveIssue(ref=REF, to_project=TARGET.project)
MOVED = issue(id=6001, iid=8, web_url=f"{URL}/moved", references={"full": f"{TARGET.project}#8"})
NEWEST = query_param_matcher({"order_by": "created_at", "sort": "desc", "per_page": "100"})
MOVED_RESULT = {"project": TARGET.project, "iid": 8, "id": 6001, "web_url": f"{URL}/moved"}


class TestLink:
    def test_made(self, gitlab):
        """Two issues of two projects are linked."""
        gitlab.post(f"{ISSUE_URL}/links", status=201, json={"link_type": "blocks"})

        applied = client().apply(LinkIssue(ref=REF, target=TARGET, link_type="blocks"), MARKER, resuming=False)

        body = {"target_project_id": TARGET.project, "target_issue_iid": 3, "link_type": "blocks"}
        assert asked(gitlab) == [("POST", f"{ISSUE_URL}/links", body)]
        assert applied == Applied(result={"target": str(TARGET)})

    def test_there(self, gitlab):
        """Issues that are linked already stay so."""
        gitlab.post(f"{ISSUE_URL}/links", status=409, json={"message": "Issue(s) already assigned"})

        applied = client().apply(LinkIssue(ref=REF, target=TARGET), MARKER, resuming=True)

        assert applied == Applied(result={"target": str(TARGET)}, found=True)

    def test_refused(self, gitlab):
        """Other refusals are faults."""
        gitlab.post(f"{ISSUE_URL}/links", status=400, json={"message": "link_type does not have a valid value"})

        with pytest.raises(GiveUp, match="400 link_type does not have a valid value"):
            client().apply(LinkIssue(ref=REF, target=TARGET, link_type="x"), MARKER, resuming=False)


class TestReact:
    @pytest.mark.parametrize(
        ("note_id", "url"),
        [
            pytest.param(None, f"{ISSUE_URL}/award_emoji", id="on the issue"),
            pytest.param(55, f"{ISSUE_URL}/notes/55/award_emoji", id="on a note"),
        ],
    )
    def test_given(self, gitlab, note_id, url):
        """An emoji is given to an issue or to a note."""
        gitlab.post(url, status=201, json={"id": 9, "name": "eyes"})

        applied = client().apply(React(ref=REF, emoji="eyes", note_id=note_id), MARKER, resuming=False)

        assert (asked(gitlab), applied) == ([("POST", url, {"name": "eyes"})], Applied(result={"award_id": 9}))

    @pytest.mark.parametrize(
        "words",
        [
            pytest.param("404 Award Emoji Name has already been taken Not Found", id="as one text"),
            pytest.param('404 Award Emoji ["Name has already been taken"] Not Found', id="as newer versions print it"),
        ],
    )
    def test_twice(self, gitlab, words):
        """GitLab says 404 to a second one, which is as good as done."""
        gitlab.post(f"{ISSUE_URL}/award_emoji", status=404, json={"message": words})

        assert client().apply(React(ref=REF, emoji="eyes"), MARKER, resuming=True) == Applied(found=True)

    def test_missing(self, gitlab):
        """Where the note is missing, or the emoji is none, that is said; the issue is not called gone."""
        gitlab.post(f"{ISSUE_URL}/notes/55/award_emoji", status=404, json={"message": "404 Note Not Found"})

        with pytest.raises(Missing) as fault:
            client().apply(React(ref=REF, emoji="eyes", note_id=55), MARKER, resuming=False)

        assert type(fault.value) is Missing


class TestMove:
    def test_moved(self, gitlab):
        """An issue moves by the number of the target project; the result names the new issue."""
        gitlab.get(TARGET_URL, json={"id": 31})
        gitlab.post(f"{ISSUE_URL}/move", status=201, json=MOVED)

        applied = client().apply(MOVE, MARKER, resuming=False)

        assert asked(gitlab)[-1] == ("POST", f"{ISSUE_URL}/move", {"to_project_id": 31})
        assert applied == Applied(result=MOVED_RESULT)

    def test_found(self, gitlab):
        """An issue that has moved is looked up where it went."""
        gitlab.get(ISSUE_URL, json=issue(state="closed", moved_to_id=6001))
        gitlab.get(f"{TARGET_URL}/issues", json=[issue(id=6002), MOVED], match=[NEWEST])

        assert client().apply(MOVE, MARKER, resuming=True) == Applied(result=MOVED_RESULT, found=True)

    def test_not_found(self, gitlab):
        """An issue that has not moved is moved."""
        gitlab.get(ISSUE_URL, json=issue(moved_to_id=None))
        gitlab.get(TARGET_URL, json={"id": 31})
        gitlab.post(f"{ISSUE_URL}/move", status=201, json=MOVED)

        assert client().apply(MOVE, MARKER, resuming=True) == Applied(result=MOVED_RESULT)

    def test_project_number_is_remembered(self, gitlab):
        """The number of a project is asked once; GitLab limits how often one project is read."""
        project = gitlab.get(TARGET_URL, json={"id": 31})
        gitlab.post(f"{ISSUE_URL}/move", status=201, json=MOVED)
        usher = client()

        for _ in range(3):
            usher.apply(MOVE, MARKER, resuming=False)

        assert project.call_count == 1

    def test_gone(self, gitlab):
        """An issue that is not there cannot move."""
        gitlab.get(TARGET_URL, json={"id": 31})
        gitlab.post(f"{ISSUE_URL}/move", status=404, json={"message": "404 Issue Not Found"})

        with pytest.raises(Gone):
            client().apply(MOVE, MARKER, resuming=False)


@pytest.mark.parametrize(
    "effect",
    [
        pytest.param(Notify(channel="c", title="t", text="t"), id="a channel"),
        pytest.param(Send(name="opened", data={}), id="a message between issues"),
    ],
)
def test_not_for_gitlab(effect):
    """What is not GitLab's is a mistake of the caller."""
    with pytest.raises(TypeError, match=f"^{type(effect).__name__} is not written to GitLab$"):
        client().apply(effect, MARKER, resuming=False)
