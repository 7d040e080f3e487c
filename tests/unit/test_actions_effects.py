"""Each action: what it changes or writes, and the words that say so."""

from __future__ import annotations

from datetime import date

import pytest

from automation.model.plan import Invite, LinkIssue, MoveIssue, Notify, OpenIssue, React, Send
from automation.model.refs import IssueRef
from tests.play import flat
from tests.small import PATH, PUBLIC, compiled, doing, rule, under_way, words, workflow

REF = IssueRef(PATH, 1)
PROGRAM = workflow(
    keys="{account: {fields: [Account], as: company}}",
    stages="{New: {due: 5 working days}, Doing: {}, Done: {closed: true}}",
)
OPENED = frozenset({"Story::New", "Topic::CI", "Hot"})


def done(actions, **facts):
    """The issue after a rule did `actions`, and what the explanation says of them."""
    play = doing(actions, PROGRAM, **facts)
    found = words(play)
    assert [verdict for verdict, _ in found] == ["yes"] * len(found)
    return play, [detail for _, detail in found]


class TestOnTheIssue:
    @pytest.mark.parametrize(
        ("action", "labels", "said"),
        [
            pytest.param("label: One", {"One"}, "labels One", id="one"),
            pytest.param("label: [One, Two]", {"One", "Two"}, "labels One, Two", id="several"),
            pytest.param("label: {names: [One]}", {"One"}, "labels One", id="in full"),
            pytest.param(
                "label: \"Region-{{ fields['Region'] }}\"", {"Region-EMEA"}, "labels Region-EMEA", id="with a value"
            ),
            pytest.param("label: \"{{ '' }}\"", set(), "no label", id="a text that is empty"),
            pytest.param("label: \"{{ 'a, b' }}\"", {"a b"}, "labels a b", id="a comma would make two of it"),
            pytest.param("label: Hot", set(), "labels Hot", id="there already"),
        ],
    )
    def test_label(self, action, labels, said):
        """`label` sets what is not there."""
        play, details = done(f"- {action}", labels=OPENED)

        assert (play.snapshot.labels - OPENED, details) == (labels, [said])

    @pytest.mark.parametrize(
        ("action", "gone", "said"),
        [
            pytest.param("unlabel: Hot", {"Hot"}, "removes Hot", id="by name"),
            pytest.param('unlabel: ["Topic::*", Hot]', {"Topic::CI", "Hot"}, "removes Hot, Topic::CI", id="by pattern"),
            pytest.param("unlabel: Cold", set(), "nothing to remove", id="not there"),
            pytest.param("unlabel: '[Hot]'", set(), "nothing to remove", id="brackets are only brackets"),
            pytest.param("unlabel: 'H?t'", set(), "nothing to remove", id="so is a question mark"),
        ],
    )
    def test_unlabel(self, action, gone, said):
        """`unlabel` takes off what is there."""
        play, details = done(f"- {action}", labels=OPENED)

        assert (OPENED - play.snapshot.labels, details) == (gone, [said])

    @pytest.mark.parametrize(
        ("action", "left", "said"),
        [
            pytest.param("unassign: sa-emea", ("steve.george",), "takes sa-emea off", id="a username"),
            pytest.param("unassign: advocacy", ("sa-emea",), "takes steve.george off", id="a role"),
            pytest.param("unassign: all", (), "takes sa-emea, steve.george off", id="everybody"),
            pytest.param(
                "unassign: legal-counsel", ("sa-emea", "steve.george"), "nobody to take off", id="not assigned"
            ),
        ],
    )
    def test_unassign(self, action, left, said):
        """`unassign` takes people off."""
        play, details = done(f"- {action}", assignees=("sa-emea", "steve.george"))

        assert (play.snapshot.assignees, details) == (left, [said])

    @pytest.mark.parametrize(
        ("written", "before", "expected"),
        [
            pytest.param("5 working days", None, date(2027, 1, 19), id="working days, a holiday between"),
            pytest.param("3 days", None, date(2027, 1, 14), id="days"),
            pytest.param("quarter end", None, date(2027, 1, 31), id="the end of the fiscal quarter"),
            pytest.param("2027-02-01", None, date(2027, 2, 1), id="a date"),
            pytest.param('"{{ working_days(1) }}"', None, date(2027, 1, 12), id="an expression"),
            pytest.param("none", date(2027, 1, 12), None, id="cleared"),
            pytest.param("keep", date(2027, 1, 12), date(2027, 1, 12), id="left"),
        ],
    )
    def test_due(self, written, before, expected):
        """`due` sets or clears the due date."""
        play, details = done(f"- due: {written}", due_date=before)

        assert (play.snapshot.due_date, details) == (expected, [f"due {expected or 'never'}"])

    @pytest.mark.parametrize(
        ("action", "facts", "name", "value", "said"),
        [
            pytest.param("close: true", {}, "state", "closed", "sets the state to closed", id="close"),
            pytest.param(
                "close: true", {"stage": "Done", "state": "closed"}, "state", "closed", "is closed already", id="closed"
            ),
            pytest.param(
                "reopen: true",
                {"stage": "Done", "state": "closed"},
                "state",
                "opened",
                "sets the state to opened",
                id="reopen",
            ),
            pytest.param("confidential: true", {}, "confidential", True, "makes the issue confidential", id="hide"),
            pytest.param(
                "confidential: true",
                {"confidential": True},
                "confidential",
                True,
                "is confidential already",
                id="hidden",
            ),
            pytest.param("lock: true", {}, "locked", True, "locks the discussion", id="lock"),
            pytest.param("lock: false", {"locked": True}, "locked", False, "unlocks the discussion", id="unlock"),
            pytest.param('milestone: "{{ quarter }}"', {}, "milestone", "FY27-Q4", "milestone FY27-Q4", id="milestone"),
            pytest.param(
                'milestone: ""', {"milestone": "16.0"}, "milestone", None, "milestone cleared", id="no milestone"
            ),
            pytest.param(
                "title: \"Story: {{ fields['Account'] }}\"",
                {"title": "x"},
                "title",
                "Story: Helios",
                "sets the title",
                id="title",
            ),
            pytest.param(
                "title: \"{{ '' }}\"", {}, "title", "Story: Helios", "sets the title", id="never an empty title"
            ),
            pytest.param(
                "tick: Call",
                {"description": "## Tasks\n- [ ] Call the customer"},
                "description",
                "## Tasks\n- [x] Call the customer",
                "ticks the task",
                id="tick",
            ),
            pytest.param(
                "tick: Call",
                {"description": "## Tasks\n- [x] Call the customer"},
                "description",
                "## Tasks\n- [x] Call the customer",
                "no such open task",
                id="ticked",
            ),
        ],
    )
    def test_one_field(self, action, facts, name, value, said):
        """The other actions on the issue change one field each."""
        play, details = done(f"- {action}", **facts)

        assert (getattr(play.snapshot, name), details) == (value, [said])

    @pytest.mark.parametrize(
        ("stage", "said", "entries"),
        [
            pytest.param("Doing", "moves to Doing", 2, id="to another stage"),
            pytest.param("New", "is in New already", 1, id="to the present one"),
        ],
    )
    def test_stage(self, stage, said, entries):
        """`stage` moves the issue, whoever acted, and enters a stage only where it is not in it."""
        play, details = done(f"- stage: {stage}")

        assert (play.memory.stage, play.memory.entries, play.snapshot.labels, details[-1]) == (
            stage,
            entries,
            {f"Story::{stage}"},
            said,
        )

    def test_remember_and_record(self):
        """Values and rows are kept with the issue, the newest value and each row once."""
        actions = """
            - remember: {asked_on: "{{ today }}", by: "{{ actor.username }}"}
            - remember: {by: nobody}
            - record: {ledger: asked, row: {on: "{{ today }}"}}
            - record: {ledger: asked, row: {on: "{{ today }}"}}
            - label: "{{ memory.by }}-{{ ledger('asked') | length }}"
        """
        play, details = done(actions)

        assert (dict(play.memory.facts), dict(play.memory.ledgers)) == (
            {"asked_on": "2027-01-11", "by": "nobody"},
            {"asked": ({"on": "2027-01-11"},)},
        )
        assert details == [
            "remembers asked_on, by",
            "remembers by",
            "adds a row to the asked ledger",
            "the asked ledger has this row already",
            "labels nobody-1",
        ]

    @pytest.mark.parametrize(("hot", "expected"), [(True, {"Was hot"}), (False, {"Was cold"})])
    def test_when(self, hot, expected):
        """`when` does one list or the other, and says whether its condition held."""
        action = "- when: {if: \"'Hot' in labels\", do: [{label: Was hot}], else: [{label: Was cold}]}"
        labels = frozenset({"Story::New", *({"Hot"} if hot else ())})
        play = doing(action, PROGRAM, labels=labels)

        assert play.snapshot.labels - labels == expected
        assert words(play)[-1] == ("yes", f"'Hot' in labels {'holds' if hot else 'does not hold'}")


class TestElsewhere:
    @pytest.mark.parametrize(
        ("action", "effect", "said"),
        [
            pytest.param(
                "invite: {email: a@partner.example, group: champions}",
                Invite(email="a@partner.example", access_level=30, group="gitlab-partners-public/gitlab-champions"),
                "invites the address to gitlab-partners-public/gitlab-champions as developer",
                id="invite to a group by its key",
            ),
            pytest.param(
                "invite: {email: a@partner.example, project: open, as: reporter}",
                Invite(email="a@partner.example", access_level=20, project=PUBLIC),
                f"invites the address to {PUBLIC} as reporter",
                id="invite to a project by its key",
            ),
            pytest.param(
                "invite: {email: a@partner.example, group: some/group, as: guest}",
                Invite(email="a@partner.example", access_level=10, group="some/group"),
                "invites the address to some/group as guest",
                id="invite to a group by its path",
            ),
            pytest.param(
                "link: some/project#4",
                LinkIssue(ref=REF, target=IssueRef("some/project", 4)),
                "links some/project#4",
                id="link",
            ),
            pytest.param(
                "link: {to: some/project#4, type: blocks}",
                LinkIssue(ref=REF, target=IssueRef("some/project", 4), link_type="blocks"),
                "links some/project#4",
                id="link of another type",
            ),
            pytest.param(
                "react: thumbsup",
                React(ref=REF, emoji="thumbsup", note_id=None),
                "reacts with :thumbsup:",
                id="react",
            ),
            pytest.param(
                "move: open", MoveIssue(ref=REF, to_project=PUBLIC), f"moves the issue to {PUBLIC}", id="move"
            ),
            pytest.param(
                'notify: {channel: events, title: News, text: "{{ issue.title }}"}',
                Notify(channel="events", title="News", text="Story: Helios"),
                "tells the channel events",
                id="notify",
            ),
            pytest.param(
                'send: {event: ended, to: some/project#4, data: {why: "{{ stage }}"}}',
                Send(name="ended", data={"why": "New", "from": str(REF)}, to=IssueRef("some/project", 4)),
                "tells some/project#4",
                id="send to one",
            ),
            pytest.param(
                (
                    "send: {event: ended, to: {workflows: story, key: account, "
                    "value: \"{{ fields['Account'] | company }}\"}}"
                ),
                Send(name="ended", data={"from": str(REF)}, workflows=("story",), key="account", value="helios"),
                "tells the open issues of story with the same account",
                id="send to many",
            ),
        ],
    )
    def test_effect(self, action, effect, said):
        """Actions beyond the issue leave one effect each."""
        play, details = done(f"- {action}")

        assert (play.effects, details) == ((effect,), [said])

    @pytest.mark.parametrize(
        ("action", "said"),
        [
            pytest.param("send: {event: ended, to: \"{{ opened['story'] }}\"}", "nobody to tell", id="no issue"),
            pytest.param(
                "send: {event: ended, to: {workflows: [story], key: account, value: \"{{ '' }}\"}}",
                "tells the open issues of story with the same account",
                id="no value",
            ),
        ],
    )
    def test_nobody_to_tell(self, action, said):
        """Without an issue or a value nothing is sent."""
        play, details = done(f"- {action}")

        assert (play.effects, details) == ((), [said])

    def test_react_to_the_comment(self):
        """In the answer to a structured comment the reaction is to that comment."""
        comments = 'comments: {Thanks: {pattern: "{word:word}", do: [{react: tada}]}}'
        play = under_way(compiled(workflow(comments)))

        play.comment("nicole.smith", "Thanks: all", note_id=42)

        assert play.effects == (React(ref=REF, emoji="tada", note_id=42),)

    def test_order(self):
        """Other effects come after the issue's own, new issues after them, messages to other issues last."""
        actions = """
            - send: {event: ended, to: some/project#4}
            - open_issue: {workflow: story, fields: {Account: Other}}
            - react: tada
            - comment: {key: hello, text: Hello.}
            - label: One
        """

        play, _ = done(actions)

        assert [type(effect).__name__ for effect in play.effects] == [
            "UpdateIssue",
            "PostNote",
            "React",
            "OpenIssue",
            "Send",
        ]


class TestOpenIssue:
    def test_of_a_workflow(self):
        """An issue of a workflow is complete at once: fields, labels, stage, date, link, origin."""
        actions = """
            - open_issue:
                workflow: story
                fields: {Account: "{{ fields['Account'] }} Two", Region: APAC}
                labels: [Extra, "{{ '' }}"]
                copy_labels: ["Topic::*"]
                facts: {why: because}
        """
        play, details = done(actions, labels=OPENED)
        (effect,) = play.effects

        assert isinstance(effect, OpenIssue)
        assert (effect.project, effect.title, effect.labels, effect.due_date) == (
            PATH,
            "Story: Helios Two",
            {"Story::New", "Extra", "Topic::CI"},
            date(2027, 1, 19),
        )
        assert (effect.link_to, effect.link_type, effect.memory.workflow, effect.memory.origin, effect.announce) == (
            REF,
            "relates_to",
            "story",
            str(REF),
            {},
        )
        assert "- **Region:** APAC" in effect.description
        assert details[-1] == f"opens story in {PATH}"

    def test_without_link(self):
        """`link: none` leaves the new issue unlinked, and a title replaces that of the workflow."""
        play, _ = done('- open_issue: {workflow: story, link: none, title: "Next: {{ issue.title }}"}')
        (effect,) = play.effects

        assert (effect.link_to, effect.title) == (None, "Next: Story: Helios")

    def test_title_is_filled_in_once(self):
        """What an issue brings into the title is data: expressions in it are shown, not evaluated (rules.md G15)."""
        play, _ = done(
            '- open_issue: {workflow: story, title: "Next: {{ issue.title }}"}', title="{{ values.limit }} {% raise %}"
        )
        (effect,) = play.effects

        assert effect.title == "Next: {{ values.limit }} {% raise %}"

    def test_plain(self):
        """An issue from a template alone has what the action says, and is confidential unless it says otherwise."""
        actions = """
            - open_issue:
                template: Story
                project: open
                title: "Follow up {{ fields['Account'] }}"
                fields: {Account: "{{ fields['Account'] }}", Region: EMEA}
                assign: [legal, bestseo4u]
                due: 3 working days
                labels: Follow-up
        """
        play, details = done(actions)

        assert play.effects == (
            OpenIssue(
                project=PUBLIC,
                title="Follow up Helios",
                description="<!-- program: story -->\n- **Account:** Helios\n- **Region:** EMEA\n",
                labels=frozenset({"Follow-up"}),
                assignees=("legal-counsel",),
                due_date=date(2027, 1, 14),
                confidential=True,
                link_to=REF,
            ),
        )
        assert details == ["opens an issue from Story"]

    def test_text(self):
        """A text stands in for a template; what it brings of the issue is guarded."""
        play, details = done(
            """
            - open_issue:
                project: open
                title: Follow up
                text: "Look at {{ issue.title }} again, {{ mention('legal-counsel') }}."
            """,
            title="/close @bestseo4u",
        )

        (effect,) = play.effects
        assert effect.description == "Look at \u200b/close @\u200bbestseo4u again, @legal-counsel."
        assert details == ["opens an issue in open"]

    def test_text_that_acts(self):
        """A text that would run a quick action or mention a stranger opens nothing."""
        play = doing('- open_issue: {project: open, title: T, text: "Hello @bestseo4u"}', PROGRAM)
        said = "the text would mention bestseo4u, who is not in config.yml"

        assert (play.effects, words(play)) == ((), [("error", said)])

    def test_follows_later(self):
        """What cannot be set at creation is left to the new issue's own first turn, and the explanation says so."""
        program = workflow(
            on_intake="[{comment: {key: hello, text: Hello.}}, {label: Early}, {close: true}, {react: tada}]"
        ) + rule("- open_issue: {workflow: story}")
        play = under_way(compiled(program))

        play.comment("nicole.smith", "Go.")

        (effect,) = play.opened
        (opened,) = [reason for reason in flat(play.last.reasons) if reason.title == "Open story"]
        skipped = {reason.title: reason.detail for reason in opened.children if str(reason.verdict) == "skipped"}
        assert effect.labels == {"Story::New", "Early"}
        assert skipped == dict.fromkeys(
            ("intake: comment", "intake: close", "intake: react"), "follows once the issue exists"
        )
