"""What GitLab's notes and quick actions do. Runs against the sandbox or a real GitLab (see conftest)."""

from __future__ import annotations

from typing import Any

import pytest
from gitlab.v4.objects import Project

from tests.sandbox.asking import Answer, ask


def opened(project: Project, **fields: Any) -> str:
    """Open an issue and return the tail of its address."""
    return f"/issues/{project.issues.create({'title': 'An issue', **fields}).iid}"


def said(project: Project, issue: str, body: str, **fields: Any) -> Answer:
    """Comment on an issue."""
    return ask(project, "post", f"{issue}/notes", {"body": body, **fields})


def comments(project: Project, issue: str) -> list[str]:
    """Return the comments of an issue, oldest first."""
    notes = ask(project, "get", f"{issue}/notes", activity_filter="only_comments", sort="asc").body
    return [note["body"] for note in notes]


class TestNotes:
    def test_a_note_is_answered_whole(self, gitlab_under_test: Project) -> None:
        """201 with the note; `noteable_iid` is the iid, `noteable_id` the global id (gitlab.md §3.2)."""
        issue = opened(gitlab_under_test)

        answer = said(gitlab_under_test, issue, "Hello")

        shown = ask(gitlab_under_test, "get", issue).body
        seen = [answer.body[key] for key in ("body", "system", "internal", "noteable_iid", "noteable_id")]
        assert (answer.status, seen) == (201, ["Hello", False, False, shown["iid"], shown["id"]])
        assert shown["user_notes_count"] == 1

    def test_only_quick_actions_are_202_and_leave_no_note(self, gitlab_under_test: Project) -> None:
        """The commands run, the answer tells of them, no note is kept (gitlab.md §3.2)."""
        issue = opened(gitlab_under_test)

        answer = said(gitlab_under_test, issue, "/close")

        shown = ask(gitlab_under_test, "get", issue).body
        assert (answer.status, sorted(answer.body), comments(gitlab_under_test, issue), shown["state"]) == (
            202,
            ["commands_changes", "summary"],
            [],
            "closed",
        )

    def test_commands_beside_text_run_and_leave_it(self, gitlab_under_test: Project) -> None:
        """What is stored is the text without the commands (gitlab.md §5)."""
        gitlab_under_test.labels.create({"name": "sm_req::triage", "color": "#6699cc"})
        issue = opened(gitlab_under_test)

        answer = said(gitlab_under_test, issue, 'Thank you.\n/label ~"sm_req::triage"\n/close\nMore.')

        shown = ask(gitlab_under_test, "get", issue).body
        assert (answer.status, answer.body["body"]) == (201, "Thank you.\nMore.")
        assert (shown["labels"], shown["state"]) == (["sm_req::triage"], "closed")

    def test_an_empty_note_is_refused(self, gitlab_under_test: Project) -> None:
        """A note without text is 400 (gitlab.md §3.2)."""
        assert said(gitlab_under_test, opened(gitlab_under_test), "").status == 400

    def test_a_note_is_edited_in_place(self, gitlab_under_test: Project) -> None:
        """PUT replaces the body and keeps id and place (gitlab.md §3.2)."""
        issue = opened(gitlab_under_test)
        note = said(gitlab_under_test, issue, "First").body

        edited = ask(gitlab_under_test, "put", f"{issue}/notes/{note['id']}", {"body": "Second"})

        assert (edited.status, edited.body["id"], comments(gitlab_under_test, issue)) == (200, note["id"], ["Second"])

    def test_a_deleted_note_is_gone(self, gitlab_under_test: Project) -> None:
        """DELETE is 204, then 404; it no longer counts (gitlab.md §3.2)."""
        issue = opened(gitlab_under_test)
        path = f"{issue}/notes/{said(gitlab_under_test, issue, 'First').body['id']}"

        statuses = [ask(gitlab_under_test, "delete", path).status, ask(gitlab_under_test, "get", path).status]

        assert (statuses, ask(gitlab_under_test, "get", issue).body["user_notes_count"]) == ([204, 404], 0)

    def test_system_notes_are_told_apart(self, gitlab_under_test: Project) -> None:
        """A new title is told by a note with `system`; filters keep the two kinds apart (gitlab.md §3.2)."""
        issue = opened(gitlab_under_test)
        ask(gitlab_under_test, "put", issue, {"title": "Another"})
        said(gitlab_under_test, issue, "Hello")

        activity = ask(gitlab_under_test, "get", f"{issue}/notes", activity_filter="only_activity").body

        bodies = [note["body"] for note in activity if note["body"].startswith("changed title")]
        assert bodies == ["changed title from **{-An issue-}** to **{+Another+}**"]
        assert {note["system"] for note in activity} == {True}
        assert comments(gitlab_under_test, issue) == ["Hello"]

    def test_a_mention_of_another_issue_leaves_a_system_note_there(self, gitlab_under_test: Project) -> None:
        """`#2` in a text makes "mentioned in issue" under #2 (gitlab.md §2.2, gitlab#23811)."""
        one, two = opened(gitlab_under_test), opened(gitlab_under_test)

        said(gitlab_under_test, one, f"See #{two.rpartition('/')[2]}")

        notes = ask(gitlab_under_test, "get", f"{two}/notes").body
        assert [note["body"] for note in notes] == [f"mentioned in issue #{one.rpartition('/')[2]}"]

    def test_notes_come_newest_first(self, gitlab_under_test: Project) -> None:
        """Without a word the list begins with the newest note (GitLab docs, api/notes.md)."""
        issue = opened(gitlab_under_test)
        for body in ("one", "two"):
            said(gitlab_under_test, issue, body)

        assert [note["body"] for note in ask(gitlab_under_test, "get", f"{issue}/notes").body] == ["two", "one"]

    def test_threads_hold_their_replies(self, gitlab_under_test: Project) -> None:
        """A reply joins its discussion (GitLab docs, api/discussions.md)."""
        issue = opened(gitlab_under_test)
        thread = ask(gitlab_under_test, "post", f"{issue}/discussions", {"body": "Question"}).body["id"]

        ask(gitlab_under_test, "post", f"{issue}/discussions/{thread}/notes", {"body": "Answer"})

        shown = ask(gitlab_under_test, "get", f"{issue}/discussions/{thread}").body
        assert [note["body"] for note in shown["notes"]] == ["Question", "Answer"]

    def test_emoji_are_given_once(self, gitlab_under_test: Project) -> None:
        """The same emoji of the same user a second time is refused (GitLab docs, api/emoji_reactions.md)."""
        issue = opened(gitlab_under_test)

        statuses = [ask(gitlab_under_test, "post", f"{issue}/award_emoji", {"name": "eyes"}).status for _ in range(2)]

        names = [award["name"] for award in ask(gitlab_under_test, "get", f"{issue}/award_emoji").body]
        assert (statuses, names) == ([201, 404], ["eyes"])


class TestQuickActions:
    @pytest.mark.parametrize(
        ("text", "state", "stored"),
        [
            pytest.param("Text\n/close", "closed", "Text", id="on a line of its own"),
            pytest.param("/CLOSE\nText", "closed", "Text", id="in any case"),
            pytest.param("Text\r\n/close\r\nMore", "closed", "Text\nMore", id="with carriage returns"),
            pytest.param(" /close", "opened", " /close", id="behind a blank"),
            pytest.param("> /close", "opened", "> /close", id="quoted"),
            pytest.param("- /close", "opened", "- /close", id="in a list"),
            pytest.param("Text /close", "opened", "Text /close", id="inside a line"),
            pytest.param("/closed", "opened", "/closed", id="a longer word"),
            pytest.param("/no_such_command", "opened", "/no_such_command", id="not known"),
            pytest.param("```\n/close\n```", "opened", "```\n/close\n```", id="in a fence"),
            pytest.param("<pre>\n/close\n</pre>", "opened", "<pre>\n/close\n</pre>", id="in an HTML block"),
            pytest.param(">>>\n/close\n>>>", "opened", ">>>\n/close\n>>>", id="in a quote block"),
        ],
    )
    def test_which_lines_of_a_description_run(
        self, gitlab_under_test: Project, text: str, state: str, stored: str
    ) -> None:
        """Descriptions sent over the API are read for commands with the sender's rights (gitlab.md §5)."""
        issue = opened(gitlab_under_test)

        answer = ask(gitlab_under_test, "put", issue, {"description": text})

        assert (answer.body["state"], answer.body["description"]) == (state, stored)

    def test_they_run_when_the_issue_is_opened(self, gitlab_under_test: Project) -> None:
        """A template's last lines take effect at once (gitlab.md §6)."""
        gitlab_under_test.labels.create({"name": "Customer Story", "color": "#6699cc"})
        text = 'Text\n/label ~"Customer Story"\n/due 2027-01-27\n/confidential'

        shown = ask(gitlab_under_test, "get", opened(gitlab_under_test, description=text)).body

        seen = [shown[key] for key in ("description", "labels", "due_date", "confidential")]
        assert seen == ["Text", ["Customer Story"], "2027-01-27", True]

    def test_titles_are_not_read(self, gitlab_under_test: Project) -> None:
        """A command in a title is only a title (gitlab.md §5)."""
        shown = ask(gitlab_under_test, "get", opened(gitlab_under_test, title="/close")).body

        assert (shown["title"], shown["state"]) == ("/close", "opened")

    def test_labels_that_do_not_exist_are_not_created(self, gitlab_under_test: Project) -> None:
        """Unlike the parameter, `/label` knows only existing labels (GitLab docs, user/project/quick_actions.md)."""
        issue = opened(gitlab_under_test)

        said(gitlab_under_test, issue, "/label ~nowhere")

        assert gitlab_under_test.labels.list(get_all=True) == []
        assert ask(gitlab_under_test, "get", issue).body["labels"] == []

    @pytest.mark.parametrize(
        ("command", "field", "value"),
        [
            pytest.param("/title A new one", "title", "A new one", id="title"),
            pytest.param("/due 2027-01-15", "due_date", "2027-01-15", id="due"),
            pytest.param("/confidential", "confidential", True, id="confidential"),
            pytest.param("/lock", "discussion_locked", True, id="lock"),
            pytest.param("/label ~b", "labels", ["a", "b"], id="label"),
            pytest.param("/unlabel ~a", "labels", [], id="unlabel"),
            pytest.param("/relabel ~b", "labels", ["b"], id="relabel"),
        ],
    )
    def test_what_they_change(self, gitlab_under_test: Project, command: str, field: str, value: Any) -> None:
        """Each command changes its field (GitLab docs, user/project/quick_actions.md)."""
        gitlab_under_test.labels.create({"name": "b", "color": "#6699cc"})
        issue = opened(gitlab_under_test, labels=["a"])

        answer = said(gitlab_under_test, issue, command)

        assert (answer.status, ask(gitlab_under_test, "get", issue).body[field]) == (202, value)

    def test_substitutions_leave_words(self, gitlab_under_test: Project) -> None:
        """`/shrug` is replaced in place and the note is kept (gitlab.md §5)."""
        issue = opened(gitlab_under_test)

        said(gitlab_under_test, issue, "/shrug Well\nThat is it.")

        assert comments(gitlab_under_test, issue) == ["Well ¯\\_(ツ)_/¯\nThat is it."]
