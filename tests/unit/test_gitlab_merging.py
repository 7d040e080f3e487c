"""What is written whole leaves alone what people changed since the issue was read (gitlab.md §3.1)."""

from __future__ import annotations

import pytest
from responses.matchers import query_param_matcher

from automation.gitlab.reading import snapshot_of
from automation.model.plan import UpdateIssue
from tests.unit.gitlab_answers import API, ISSUE_URL, MARKER, REF, asked, client, issue, people, shown

IDS = {"recruiter": 5, "cmo": 6, "sa-emea": 7, "outsider": 8}
TASKS = "Todo\n\n- [ ] One\n- [ ] Two\n"
EDITED = ("The description was not changed: somebody has edited it since.",)


def written(gitlab, *, before, now, after=None, resuming=False, **changes):
    """What comes of `changes` that were decided on the issue `before`, while it is `now`; and the body of the PUT."""
    for name, number in IDS.items():
        match = [query_param_matcher({"username": name}, strict_match=False)]
        gitlab.get(f"{API}/users", json=[{"id": number, "username": name}], match=match)
    gitlab.get(ISSUE_URL, json=issue(**now))
    gitlab.put(ISSUE_URL, json=issue(**(now if after is None else after)))
    gitlab.assert_all_requests_are_fired = False
    known = snapshot_of(REF, issue(**before))
    applied = client().apply(UpdateIssue(ref=REF, **changes), MARKER, resuming, known)
    return applied, next((body for method, _, body in asked(gitlab) if method == "PUT"), None)


class TestPeople:
    @pytest.mark.parametrize(
        ("before", "wanted", "now", "ids"),
        [
            pytest.param(["cmo"], ["recruiter"], ["cmo"], [5], id="nothing happened meanwhile"),
            pytest.param(["cmo"], ["recruiter"], ["cmo", "sa-emea"], [5, 7], id="a person assigned somebody"),
            pytest.param(["cmo"], ["recruiter", "cmo"], [], [5], id="a person took somebody off"),
            pytest.param([], ["recruiter"], ["sa-emea", "outsider"], [5, 7, 8], id="ours come first"),
            pytest.param(["cmo"], [], ["cmo", "sa-emea"], [7], id="only those who were taken off go"),
            pytest.param(["cmo"], [], ["cmo"], [0], id="nobody is left"),
            pytest.param(["cmo"], ["cmo", "recruiter"], ["CMO", "Sa-Emea"], [6, 5, 7], id="in another spelling"),
        ],
    )
    def test_others_stay(self, gitlab, before, wanted, now, ids):
        """Those whom the plan adds and takes off are added and taken off; all others are as people have them."""
        _, body = written(
            gitlab, before={"assignees": people(*before)}, now={"assignees": people(*now)}, assignees=tuple(wanted)
        )

        assert body == {"assignee_ids": ids}

    def test_done_by_a_person(self, gitlab):
        """What a person did already is not written again."""
        applied, body = written(
            gitlab, before={}, now={"assignees": people("recruiter", "cmo")}, assignees=("recruiter",)
        )

        assert (applied.result, applied.found, body) == (shown(assignees=["recruiter", "cmo"]), True, None)

    def test_resumed(self, gitlab):
        """The same holds where a try that broke off is taken up again."""
        _, body = written(gitlab, before={}, now={"assignees": people("cmo")}, resuming=True, assignees=("recruiter",))

        assert body == {"assignee_ids": [5, 6]}


class TestDescription:
    @pytest.mark.parametrize(
        ("now", "text"),
        [
            pytest.param(TASKS, TASKS.replace("[ ] Two", "[x] Two"), id="nothing happened meanwhile"),
            pytest.param(f"{TASKS}More.\n", f"{TASKS}More.\n".replace("[ ] Two", "[x] Two"), id="a person wrote more"),
            pytest.param(
                TASKS.replace("[ ] One", "[x] One"), "Todo\n\n- [x] One\n- [x] Two\n", id="a person ticked another"
            ),
            pytest.param("- [ ] Two\r\nTodo", "- [x] Two\r\nTodo", id="a person turned all around"),
        ],
    )
    def test_tick(self, gitlab, now, text):
        """A task that is there still is ticked in the text as it is now."""
        wanted = TASKS.replace("[ ] Two", "[x] Two")

        applied, body = written(gitlab, before={"description": TASKS}, now={"description": now}, description=wanted)

        assert (body, applied.shortfall) == ({"description": text}, ())

    @pytest.mark.parametrize("now", ["- [x] Two\nNew", TASKS.replace("[ ] Two", "[x] Two")])
    def test_ticked_by_a_person(self, gitlab, now):
        """A task that a person ticked already needs nothing."""
        applied, body = written(
            gitlab,
            before={"description": TASKS},
            now={"description": now},
            description=TASKS.replace("[ ] Two", "[x] Two"),
        )

        assert (applied.found, applied.shortfall, body) == (True, (), None)

    @pytest.mark.parametrize(
        ("now", "wanted"),
        [
            pytest.param("Something else", TASKS.replace("[ ] Two", "[x] Two"), id="the task is gone"),
            pytest.param(f"{TASKS}\n{TASKS}", TASKS.replace("[ ] Two", "[x] Two"), id="it is there twice"),
            pytest.param("Mine", TASKS.replace("Todo", "Done"), id="more than a task"),
            pytest.param("Mine", f"{TASKS}- [ ] Three\n", id="another number of lines"),
        ],
    )
    def test_left_alone(self, gitlab, now, wanted):
        """A text that somebody edited meanwhile is kept, and that is said; all else is written."""
        applied, body = written(
            gitlab,
            before={"description": TASKS},
            now={"description": now},
            after={"description": now, "title": "New"},
            description=wanted,
            title="New",
        )

        assert (body, applied.shortfall, applied.found) == ({"title": "New"}, EDITED, False)


def test_labels_need_no_reading(gitlab):
    """Where nothing is written whole, the issue is not read again."""
    gitlab.put(ISSUE_URL, json=issue(labels=["bug"]))
    known = snapshot_of(REF, issue())

    client().apply(UpdateIssue(ref=REF, add_labels=frozenset({"bug"})), MARKER, False, known)

    assert [method for method, _, _ in asked(gitlab)] == ["PUT"]
