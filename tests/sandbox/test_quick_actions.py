"""The reader of quick actions, without HTTP: the rule of gitlab.md §5 row by row, and its laws."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.clock import Clock
from sandbox.model import Issue
from sandbox.world import Act, awards, issues, labels, links, lookup, milestones, notes
from sandbox.world.fields import IssueFields
from sandbox.world.planting import create_world
from sandbox.world.quick.extract import Command, extract
from sandbox.world.quick.registry import COMMANDS, SUBSTITUTIONS, label_names
from tests.sandbox.conftest import BOT, PUBLIC, START, make_seed

NAMES = ("close", "label", "due", "remove_due_date")
WORDS = {"shrug": "¯\\_(ツ)_/¯"}
CLOSE = Command("close", "")


def prepared() -> tuple[Act, Issue]:
    """Return the owner's act and an issue with something in every field, and a second issue beside it."""
    act = create_world(make_seed(), clock=Clock(START, frozen=True)).act(BOT)
    project = lookup.project(act, PUBLIC)
    for name in ("a", "b", "c d"):
        labels.add(act.world, project.key, name)
    first, _ = [milestones.create(act, project, {"title": title}) for title in ("FY27-Q4", "FY28-Q1")]
    wanted: IssueFields = {
        "title": "An issue",
        "label_ids": labels.ids_for_names(act, project, ["a"], create_missing=False),
        "assignee_ids": (lookup.user(act, "april.marks").id,),
        "due_date": date(2027, 1, 20),
        "milestone_id": first.id,
    }
    issue = issues.create(act, project, wanted)
    issues.create(act, project, {"title": "Another"})
    return act, issue


def state_of(act: Act, issue: Issue) -> dict[str, object]:
    """Return the issue as it is now, in words."""
    data, now = act.world.data, act.world.data.issues[issue.id]
    return {
        "state": now.state,
        "title": now.title,
        "confidential": now.confidential,
        "discussion_locked": now.discussion_locked,
        "labels": [data.labels[label_id].name for label_id in now.label_ids],
        "assignees": [data.users[user_id].username for user_id in now.assignee_ids],
        "due_date": str(now.due_date),
        "milestone": data.milestones[now.milestone_id].title if now.milestone_id else None,
        "weight": now.weight,
        "estimate": now.time_estimate,
        "spent": now.total_time_spent,
        "emoji": [award.name for award in awards.of(act, now)],
        "linked": [end.iid for _, end in links.of(act, now)],
    }


@pytest.mark.parametrize(
    ("text", "commands", "left"),
    [
        pytest.param("/close", [CLOSE], "", id="alone"),
        pytest.param("a\n/close\nb", [CLOSE], "a\nb", id="between lines"),
        pytest.param("a\n/close \n\n\nb", [CLOSE], "a\nb", id="blank lines after it go too"),
        pytest.param("/Close", [CLOSE], "", id="any case"),
        pytest.param('/label ~"a b" ~c', [Command("label", '~"a b" ~c')], "", id="with an argument"),
        pytest.param("/label", [Command("label", "")], "", id="without its argument"),
        pytest.param("/due /close", [Command("due", "/close")], "", id="an argument may look like a command"),
        pytest.param("/remove_due_date", [Command("remove_due_date", "")], "", id="a name that holds another"),
        pytest.param("a\r\n/close\r\nb\r\n", [CLOSE], "a\nb", id="carriage returns"),
        pytest.param("/closed", [], "/closed", id="a longer word"),
        pytest.param("/close!", [], "/close!", id="followed by a sign"),
        pytest.param("/reopen", [], "/reopen", id="not among the names"),
        pytest.param(" /close", [], " /close", id="stopped by a blank"),
        pytest.param("\t/close", [], "\t/close", id="stopped by a tab"),
        pytest.param("> /close", [], "> /close", id="stopped by a quote sign"),
        pytest.param("- /close", [], "- /close", id="stopped by a list sign"),
        pytest.param("\\/close", [], "\\/close", id="stopped by a backslash"),
        pytest.param("\u200b/close", [], "\u200b/close", id="stopped by a zero-width character"),
        pytest.param("```\n/close\n```", [], "```\n/close\n```", id="protected by a fence"),
        pytest.param("```sh\n/close\n```", [], "```sh\n/close\n```", id="protected by a fence with a language"),
        pytest.param("```\nx\n```\n/close", [CLOSE], "```\nx\n```", id="behind a closed fence"),
        pytest.param("`\n/close\n`", [], "`\n/close\n`", id="protected by inline code on rows of its own"),
        pytest.param("a ` b\n/close\nc ` d", [], "a ` b\n/close\nc ` d", id="swallowed by stray backticks"),
        pytest.param("a `b` c\n/close", [CLOSE], "a `b` c", id="behind closed inline code"),
        pytest.param("<div>\n/close\n</div>", [], "<div>\n/close\n</div>", id="protected by an HTML block"),
        pytest.param("<div>/x\n/close", [CLOSE], "<div>/x", id="an HTML block needs its own line"),
        pytest.param(">>>\n/close\n>>>", [], ">>>\n/close\n>>>", id="protected by a quote block"),
        pytest.param(">>>\na\n>>>\n/close\n>>>", [CLOSE], ">>>\na\n>>>\n>>>", id="a quote block ends at the first >>>"),
        pytest.param("~~~\n/close\n~~~", [CLOSE], "~~~\n~~~", id="not protected by tildes"),
        pytest.param("<!--\n/close\n-->", [CLOSE], "<!--\n-->", id="not protected by a comment"),
        pytest.param("```\n/close", [CLOSE], "```", id="not protected by an open fence"),
        pytest.param("/shrug so\nb", [Command("shrug", "so")], "so ¯\\_(ツ)_/¯\nb", id="a substitution stays in place"),
        pytest.param("/shrug", [Command("shrug", "")], "¯\\_(ツ)_/¯", id="a substitution without an argument"),
        pytest.param("a  \n\n", [], "a", id="blanks at the end"),
    ],
)
def test_which_lines_are_commands(text: str, commands: list[Command], left: str) -> None:
    """The rule of gitlab.md §5, as GitLab's own pattern has it."""
    found = extract(text, NAMES, WORDS)

    assert (list(found.commands), found.text) == (commands, left)


NAIVE = re.compile(
    r"^```.+?\n```$|`\n*.+?\n*`|^<[^>]+?>\n.+?\n</[^>]+?>$|^>>>.+?\n>>>$"
    r"|^/(?P<command>close)(?:[ ](?P<argument>[^\n]*))?(?:\s*\n|$)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
PIECES = st.sampled_from(
    [
        "/close",
        "\n",
        "\n\n",
        "`",
        "``",
        "```",
        "```\n",
        "\n```",
        "<a>",
        "<a>\n",
        "\n</a>",
        "</a>",
        ">>>",
        "\n>>>\n",
        "x",
        " ",
        ">",
    ]
)


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_the_reader_agrees_with_the_pattern(text: str) -> None:
    """Reading block by block comes to what the one great pattern comes to, which is GitLab's way."""
    expected = []

    def take(match: re.Match[str]) -> str:
        if match["command"] is None:
            return match[0]
        expected.append((match["argument"] or "").strip())
        return ""

    left = NAIVE.sub(take, text).rstrip()

    found = extract(text, ["close"], {})
    assert (found.text, [command.argument for command in found.commands]) == (left, expected)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("`" + "\n" * 200_000, id="a backtick before many lines"),
        pytest.param("<a>\n" * 50_000, id="tags that are never closed"),
        pytest.param(">>>x\n" * 50_000, id="quotes that are never closed"),
        pytest.param("```x\n" * 50_000 + "/closed", id="fences that close each other"),
        pytest.param("/close x\n" * 20_000, id="many commands"),
    ],
)
def test_hostile_texts_are_read_in_time(text: str) -> None:
    """Texts on which the one great pattern would take hours are read like others."""
    assert len(extract(text, NAMES, WORDS).commands) == text.count("/close x")


@given(st.text(alphabet="/close \n`<>~-ab\r", max_size=60))
def test_what_is_left_holds_no_command_of_its_own_line(text: str) -> None:
    """A text without protecting signs holds no command after its commands were taken out."""
    plain = text.replace("`", "").replace("<", "").replace(">", "")

    left = extract(plain, NAMES, {}).text

    assert [line for line in left.split("\n") if line.split(" ")[0].lower() == "/close"] == []


@given(st.text(max_size=200))
def test_text_without_a_slash_only_loses_its_end(text: str) -> None:
    """Where there is no command nothing but carriage returns and blanks at the end is lost."""
    plain = text.replace("/", "")

    found = extract(plain, NAMES, WORDS)

    assert (found.commands, found.text) == ((), plain.replace("\r", "").rstrip())


@given(st.lists(st.sampled_from(["/close", "/label ~a", "text", "", " /close"]), max_size=8))
def test_commands_and_lines_are_all_accounted_for(lines: list[str]) -> None:
    """Every line is either a command or kept."""
    found = extract("\n".join(lines), NAMES, WORDS)

    kept = [line for line in lines if line and not line.startswith("/")]
    assert len(found.commands) == sum(line.startswith("/") for line in lines)
    assert [line for line in found.text.split("\n") if line] == kept


@pytest.mark.parametrize(
    ("argument", "names"),
    [
        ("~bug", ["bug"]),
        ("bug feature", ["bug", "feature"]),
        ('~"Needs Info" ~bug', ["Needs Info", "bug"]),
        ('"Needs Info","sm_req::triage"', ["Needs Info", "sm_req::triage"]),
        ("~sm_req::triage, ~b", ["sm_req::triage", "b"]),
        ('~"unclosed', ['"unclosed']),
        ("", []),
    ],
)
def test_names_in_an_argument(argument: str, names: list[str]) -> None:
    """Tilde and quotes are optional, blanks and commas part (GitLab docs, user/project/quick_actions.md)."""
    assert label_names(argument) == names


EFFECTS: list[tuple[str, str, object, str]] = [
    ("/close", "state", "closed", "Closed this issue."),
    ("/reopen", "state", "opened", "Could not apply reopen command."),
    ("/title Another", "title", "Another", 'Changed the title to "Another".'),
    ("/title", "title", "An issue", "Could not apply title command."),
    ("/confidential", "confidential", True, "Made this issue confidential."),
    ("/lock", "discussion_locked", True, "Locked the discussion."),
    ("/unlock", "discussion_locked", False, "Unlocked the discussion."),
    ("/label ~b", "labels", ["a", "b"], "Added ~b label."),
    ('/label ~b ~"c d"', "labels", ["a", "b", "c d"], 'Added ~b ~"c d" labels.'),
    ("/label ~nowhere", "labels", ["a"], "Could not apply label command."),
    ("/unlabel ~a", "labels", [], "Removed ~a label."),
    ("/unlabel", "labels", [], "Removed all labels."),
    ("/unlabel ~nowhere", "labels", ["a"], "Could not apply unlabel command."),
    ("/relabel ~b", "labels", ["b"], "Replaced all labels with ~b label."),
    ("/relabel ~nowhere", "labels", ["a"], "Could not apply relabel command."),
    ("/assign @community-manager", "assignees", ["april.marks", "community-manager"],
     "Assigned @community-manager."),
    ("/assign me", "assignees", ["april.marks", "usher-bot"], "Assigned @usher-bot."),
    ("/assign @nobody", "assignees", ["april.marks"], "Could not apply assign command."),
    ("/unassign", "assignees", [], "Removed all assignees."),
    ("/unassign @april.marks", "assignees", [], "Removed assignee @april.marks."),
    ("/unassign @nobody", "assignees", ["april.marks"], "Could not apply unassign command."),
    ("/reassign @usher-bot", "assignees", ["usher-bot"], "Reassigned this issue to @usher-bot."),
    ("/reassign @nobody", "assignees", ["april.marks"], "Could not apply reassign command."),
    ("/due 2027-02-03", "due_date", "2027-02-03", "Set the due date to Feb 3, 2027."),
    ("/due tomorrow", "due_date", "2027-01-12", "Set the due date to Jan 12, 2027."),
    ("/due in 2 weeks", "due_date", "2027-01-25", "Set the due date to Jan 25, 2027."),
    ("/due in a day", "due_date", "2027-01-12", "Set the due date to Jan 12, 2027."),
    ("/due some day", "due_date", "2027-01-20", "Could not apply due command."),
    ("/remove_due_date", "due_date", "None", "Removed the due date."),
    ("/milestone %FY28-Q1", "milestone", "FY28-Q1", "Set the milestone to %FY28-Q1."),
    ("/milestone %nowhere", "milestone", "FY27-Q4", "Could not apply milestone command."),
    ("/remove_milestone", "milestone", None, "Removed the milestone."),
    ("/weight 3", "weight", 3, "Set weight to 3."),
    ("/weight heavy", "weight", None, "Could not apply weight command."),
    ("/clear_weight", "weight", None, "Cleared weight."),
    ("/estimate 1d 2h", "estimate", 36_000, "Set time estimate to 1d 2h."),
    ("/estimate long", "estimate", 0, "Could not apply estimate command."),
    ("/spend 30m", "spent", 1_800, "Added 30m spent time."),
    ("/spend long", "spent", 0, "Could not apply spend command."),
    ("/react :eyes:", "emoji", ["eyes"], "Toggled :eyes: emoji reaction."),
    ("/react", "emoji", [], "Could not apply react command."),
    ("/relate #2", "linked", [2], "Added #2 as a linked item related to this issue."),
    ("/relate #99", "linked", [], "Could not apply relate command."),
    ("/milestone", "milestone", "FY27-Q4", "Could not apply milestone command."),
    ("/todo", "state", "opened", "Changed your own notifications."),
    ("/move gitlab-com/channel/partner-champions-ops", "state", "closed",
     "Moved this issue to gitlab-com/channel/partner-champions-ops."),
    ("/move gitlab-com/nowhere", "state", "opened", "Could not apply move command."),
]  # fmt: skip


class TestWhatTheyDo:
    """Each command on an issue with label a, an assignee, a due date and a milestone, by the owner."""

    @pytest.mark.parametrize(("command", "field", "value", "summary"), EFFECTS, ids=[row[0] for row in EFFECTS])
    def test_alone_in_a_note(self, command: str, field: str, value: object, summary: str) -> None:
        """The field, and the sentence of the 202 answer (GitLab docs, user/project/quick_actions.md)."""
        act, issue = prepared()

        outcome = notes.create(act, issue, command)

        assert isinstance(outcome, notes.OnlyCommands)
        assert (outcome.summary, state_of(act, issue)[field]) == ((summary,), value)

    def test_the_table_misses_no_command(self) -> None:
        """Every command that the sandbox knows stands in the table above, or is another name of one that does."""
        tried = {COMMANDS[row[0].split()[0].removeprefix("/")].run for row in EFFECTS}

        assert {known.run for known in COMMANDS.values()} == tried

    def test_several_work_together(self) -> None:
        """The commands of one text add up, in one change."""
        act, issue = prepared()

        notes.create(act, issue, '/label ~b\n/label ~"c d"\n/unassign\n/assign me\n/title New')

        seen = state_of(act, issue)
        assert (seen["labels"], seen["assignees"], seen["title"]) == (["a", "b", "c d"], ["usher-bot"], "New")

    def test_what_is_so_already_cannot_be_applied(self) -> None:
        """Closing the closed, hiding the hidden, and clearing the empty is refused by name."""
        act, issue = prepared()
        text = "/close\n/confidential\n/remove_due_date"
        notes.create(act, issue, text)

        outcome = notes.create(act, act.world.data.issues[issue.id], text)

        names = ("close", "confidential", "remove_due_date")
        assert isinstance(outcome, notes.OnlyCommands)
        assert outcome.summary == tuple(f"Could not apply {name} command." for name in names)

    def test_what_was_closed_is_reopened(self) -> None:
        """`/reopen` undoes `/close`."""
        act, issue = prepared()
        notes.create(act, issue, "/close")

        outcome = notes.create(act, act.world.data.issues[issue.id], "/reopen")

        assert isinstance(outcome, notes.OnlyCommands)
        assert (outcome.summary, state_of(act, issue)["state"]) == (("Reopened this issue.",), "opened")

    def test_they_close_an_issue_as_it_is_opened(self) -> None:
        """A template may close what it opens."""
        act, issue = prepared()

        made = issues.create(act, lookup.project_of(act.world, issue), {"title": "Log", "description": "Text\n/close"})

        assert (made.state, made.description) == ("closed", "Text")

    def test_emoji_are_toggled(self) -> None:
        """The same reaction twice is none."""
        act, issue = prepared()

        for _ in range(2):
            notes.create(act, issue, "/react eyes")

        assert state_of(act, issue)["emoji"] == []

    def test_links_are_made_once(self) -> None:
        """Relating what is related already changes nothing."""
        act, issue = prepared()

        for _ in range(2):
            notes.create(act, issue, "/relate #2")

        assert state_of(act, issue)["linked"] == [2]

    def test_cc_stays_in_the_text(self) -> None:
        """`/cc` is no command that is taken out: its line mentions people (GitLab docs, quick_actions.md)."""
        act, issue = prepared()

        note = notes.create(act, issue, "/cc @april.marks")

        assert getattr(note, "body", None) == "/cc @april.marks"

    def test_substitutions_are_no_commands_that_change(self) -> None:
        """The two kinds do not overlap."""
        assert set(SUBSTITUTIONS) & set(COMMANDS) == set()

    def test_somebody_without_rights_changes_nothing(self) -> None:
        """A command that the writer may not use is taken out and does nothing (gitlab.md §5)."""
        act, issue = prepared()
        outsider = act.world.act("partner-emea-1")

        outcome = notes.create(outsider, issue, "/close\n/label ~b\n/move gitlab-com/channel/partner-champions-ops")

        assert isinstance(outcome, notes.OnlyCommands)
        assert outcome.summary == tuple(f"Could not apply {name} command." for name in ("close", "label", "move"))
        assert state_of(act, issue)["labels"] == ["a"]
