"""Rules and what triggers them."""

from __future__ import annotations

import pytest

from automation.decide.batch import OPENED
from automation.decide.words import effect_words, reason_lines
from automation.model.decision import Reason, Seen, Verdict
from automation.model.events import EventKind
from automation.model.payloads.kinds import emoji_event
from automation.model.plan import Message, Notify, OpenIssue, PostNote, Send, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory
from tests import bodies
from tests.play import BOT, MONDAY
from tests.small import HELIOS, PATH, compiled, fresh, new_labels, rule, under_way, workflow

STEVE = "steve.george"
REF = IssueRef(PATH, 1)
#: what a reaction brings along, as its payload is read
REACTION = emoji_event(bodies.emoji(), "event-1", MONDAY).data
TASKS = f"{HELIOS}\n## Tasks\n- [ ] Call"


def fired(on, act, **facts):
    """The labels that a rule on `on` left after `act`: the trigger's name and data."""
    action = (
        '- label: "Fired {{ event.name }}"\n- remember: {data: "{{ event.data.previous }}|{{ event.data.current }}"}'
    )
    play = under_way(compiled(workflow() + rule(action, on=f'"{on}"')), **facts)
    new_labels(play, "Old")
    act(play)
    return [label.removeprefix("Fired ") for label in sorted(play.snapshot.labels) if label.startswith("Fired ")]


class TestTriggers:
    @pytest.mark.parametrize(
        ("on", "act", "name"),
        [
            pytest.param("issue.updated", lambda p: p.update(STEVE, title="x"), "issue.updated", id="updated"),
            pytest.param("issue.closed", lambda p: p.update(STEVE, state="closed"), "issue.closed", id="closed"),
            pytest.param(
                "label.added(Topic::*)", lambda p: p.update(STEVE, add=["Topic::CI"]), "label.added", id="label"
            ),
            pytest.param(
                "label.added([P1]*)",
                lambda p: p.update(STEVE, add=["[P1] down"]),
                "label.added",
                id="label in brackets",
            ),
            pytest.param(
                "label.removed(Old)", lambda p: p.update(STEVE, remove=["Old"]), "label.removed", id="label off"
            ),
            pytest.param(
                "assignee.added(sa-*)",
                lambda p: p.update(STEVE, assignees=("sa-emea",)),
                "assignee.added",
                id="assigned",
            ),
            pytest.param(
                "field.changed(Account)",
                lambda p: p.update(STEVE, description=HELIOS.replace("Helios", "Borealis")),
                "field.changed",
                id="field",
            ),
            pytest.param(
                "checklist.changed", lambda p: p.update(STEVE, description=TASKS), "checklist.changed", id="checklist"
            ),
            pytest.param(
                "stage.entered(Doing)",
                lambda p: p.update(STEVE, add=["Story::Doing"], remove=["Story::New"]),
                "stage.entered",
                id="stage entered",
            ),
            pytest.param(
                "stage.left(New)",
                lambda p: p.update(STEVE, add=["Story::Doing"], remove=["Story::New"]),
                "stage.left",
                id="stage left",
            ),
            pytest.param("note.created(steve.*)", lambda p: p.comment(STEVE, "Hi"), "note.created", id="comment"),
            pytest.param(
                "emoji.awarded(thumbsup)",
                lambda p: p.decide(p.event(EventKind.EMOJI, "award", STEVE, data=REACTION)),
                "emoji.awarded",
                id="reaction",
            ),
            pytest.param(
                "emoji.revoked",
                lambda p: p.decide(p.event(EventKind.EMOJI, "revoke", STEVE, data=REACTION)),
                "emoji.revoked",
                id="reaction taken back",
            ),
            pytest.param("message.ended", lambda p: p.message("ended"), "message.ended", id="message"),
            pytest.param("opened", lambda p: p.message("opened"), "opened", id="opened by Usher"),
            pytest.param("timer", lambda p: p.wake(), "timer", id="timer"),
        ],
    )
    def test_fires(self, on, act, name):
        """Each trigger fires on what its name says."""
        assert fired(on, act) == [name]

    @pytest.mark.parametrize(
        ("on", "act"),
        [
            pytest.param("label.added(Topic::*)", lambda p: p.update(STEVE, add=["Other"]), id="another label"),
            pytest.param("label.added([PQ])", lambda p: p.update(STEVE, add=["P"]), id="a letter of the brackets"),
            pytest.param("label.added(P?)", lambda p: p.update(STEVE, add=["P1"]), id="no sign for any sign"),
            pytest.param("label.added(topic)", lambda p: p.update(STEVE, add=["Topic"]), id="another spelling"),
            pytest.param("issue.closed", lambda p: p.update(STEVE, title="x"), id="an update is no closing"),
            pytest.param("field.changed", lambda p: p.update(STEVE, description=TASKS), id="no field has changed"),
            pytest.param("note.created", lambda p: p.comment("bestseo4u", "Hi"), id="a stranger's comment"),
            pytest.param(
                "emoji.awarded",
                lambda p: p.decide(p.event(EventKind.EMOJI, "award", "bestseo4u", data={"name": "tada"})),
                id="a stranger's reaction",
            ),
            pytest.param(
                "emoji.awarded",
                lambda p: p.decide(p.event(EventKind.EMOJI, "award", BOT.username, data={"name": "tada"})),
                id="our own reaction",
            ),
            pytest.param("message.ended", lambda p: p.message("began"), id="another message"),
            pytest.param("stage.entered(Done)", lambda p: p.update(STEVE, add=["Story::Done"]), id="a refused move"),
            pytest.param("issue.updated", lambda p: p.wake(), id="nothing has changed"),
        ],
    )
    def test_does_not_fire(self, on, act):
        """And on nothing else."""
        assert fired(on, act) == []

    def test_opened(self):
        """An issue that comes into its workflow triggers once, whether somebody or Usher opened it."""
        play = fresh(compiled(workflow() + rule("- label: Opened", on="issue.opened")))

        play.open()
        assert "Opened" in play.snapshot.labels

        play.update(STEVE, remove=["Opened"], title="x")
        assert play.last is not None
        assert play.last.matched == ()

    def test_opened_without_workflow(self):
        """So does an issue of our projects that belongs to no workflow."""
        rules = compiled(
            workflow() + "rules: [{name: Rule, on: issue.opened, project: stories, do: [{label: Seen}]}]\n"
        )
        play = fresh(rules, description="Hello")

        play.open()

        assert (play.snapshot.labels, play.last.matched) == ({"Seen"}, ("Rule",))

    def test_opened_without_a_delivery(self):
        """Nor is an opening lost that GitLab did not tell of; what is reported of it later opens nothing again."""
        rule = (
            "{name: Rule, on: issue.opened, when: actor.username == issue.author, do: [{comment: {key: hi, text: Hi}}]}"
        )
        play = fresh(compiled(workflow() + f"rules: [{rule}]\n"), description="Hello")
        found = play.event(EventKind.LOOK, OPENED, None, labels=None, state=None)

        matched = [play.decide(found).matched, play.open().matched]

        assert matched == [("Rule",), ()]

    def test_a_look_opens_nothing(self):
        """An issue that was there before is not opened by being seen."""
        rules = compiled(workflow() + "rules: [{name: Rule, on: issue.opened, do: [{lock: true}]}]\n")
        play = fresh(rules, description="Hello")

        assert play.decide(play.event(EventKind.LOOK, "catch-up", None, labels=None, state=None)).matched == ()

    def test_field_data(self):
        """A changed field brings its old and its new value along."""
        action = '- label: "{{ event.data.previous }} to {{ event.data.current }}"'
        play = under_way(compiled(workflow() + rule(action, on="field.changed(Region)")))

        play.update(STEVE, description=HELIOS.replace("EMEA", "APAC"))

        assert "EMEA to APAC" in play.snapshot.labels

    def test_rejected_closing(self):
        """A closing that was taken back did not happen for rules."""
        rules = compiled(workflow(on_manual_close="reject") + rule("- label: Closed", on="issue.closed"))
        play = under_way(rules)

        play.update(STEVE, state="closed")

        assert (play.snapshot.state, "Closed" in play.snapshot.labels) == ("opened", False)


class TestRules:
    @pytest.mark.parametrize(
        ("options", "matched"),
        [
            pytest.param({}, True, id="no more than a trigger"),
            pytest.param({"workflow": "story"}, True, id="of its workflow"),
            pytest.param({"project": "stories"}, True, id="of its project"),
            pytest.param({"project": "open"}, False, id="of another project"),
            pytest.param({"when": "issue.is_open"}, True, id="its condition holds"),
            pytest.param({"when": "not issue.is_open"}, False, id="its condition does not hold"),
            pytest.param({"enabled": "false"}, False, id="switched off"),
        ],
    )
    def test_matches(self, options, matched):
        """A rule acts for its workflows and projects, while its condition holds."""
        play = under_way(compiled(workflow() + rule("- label: Done", **options)))

        decision = play.comment(STEVE, "Go.")

        assert (decision.matched, "Done" in play.snapshot.labels) == (("Rule",) if matched else (), matched)

    def test_considered(self):
        """A rule whose condition does not hold is named as considered, with its condition."""
        play = under_way(compiled(workflow() + rule("- lock: true", when="stage == 'Done'")))

        decision = play.comment(STEVE, "Go.")

        assert decision.unmatched == ("Rule",)
        seen = Seen(part="stage == 'Done'", held=0, parts=1, values=(("stage", "New"),))
        assert Reason("Rule Rule", Verdict.NO, "stage == 'Done' does not hold", seen=seen) in decision.reasons

    def test_once(self):
        """A rule that acts once per issue does not act again, and says so."""
        play = under_way(compiled(workflow() + rule("- comment: {key: hello, text: Hello.}", once="true")))
        play.comment(STEVE, "Go.", 1)
        assert [key for key, _, _ in play.said] == ["hello"]

        decision = play.comment(STEVE, "Go.", 2)

        assert (play.effects, decision.unmatched) == ((), ("Rule",))
        assert Reason("Rule Rule", Verdict.NO, "it acts once per issue, and has") in decision.reasons

    def test_chain(self):
        """What a rule does may trigger another: here the stage that it sets."""
        program = (
            workflow() + rule("- stage: Doing") + "  - {name: Two, on: stage.entered(Doing), do: [{label: Chained}]}\n"
        )
        play = under_way(compiled(program))

        decision = play.comment(STEVE, "Go.")

        assert (decision.matched, play.snapshot.labels) == (("Rule", "Two"), {"Story::Doing", "Chained"})

    def test_endless_loop(self):
        """Two stages that lead to each other are stopped, and the explanation names what to look for."""
        program = workflow() + (
            "rules:\n"
            "  - {name: There, on: stage.entered(New), workflow: story, do: [{stage: Doing}]}\n"
            "  - {name: Back, on: stage.entered(Doing), workflow: story, do: [{stage: New}]}\n"
        )
        play = under_way(compiled(program))

        play.update(STEVE, add=["Story::Doing"], remove=["Story::New"])

        assert [reason.detail for reason in play.errors] == [
            "stopped after 500 triggers: do two stages lead to each other?"
        ]


class TestWords:
    @pytest.mark.parametrize(
        ("effect", "expected"),
        [
            pytest.param(
                UpdateIssue(
                    ref=REF,
                    add_labels=frozenset({"b", "a"}),
                    remove_labels=frozenset({"c"}),
                    assignees=(),
                    due_date=None,
                    state_event="close",
                    confidential=True,
                    milestone="",
                    title="secret",
                ),
                f"update {REF}: +a, +b, -c, assigned to nobody, due never, close, confidential, milestone cleared, "
                "title",
                id="update",
            ),
            pytest.param(
                PostNote(ref=REF, messages=(Message(key="a", text="secret"), Message(key="b", text=""))),
                f"note on {REF}: a, b",
                id="note",
            ),
            pytest.param(
                OpenIssue(project="p", title="secret", description="", link_to=REF, memory=Memory(workflow="story")),
                f"open story in p, linked to {REF}",
                id="new issue",
            ),
            pytest.param(
                Notify(channel="events", title="secret", text="secret"), "tell the channel events", id="channel"
            ),
            pytest.param(Send(name="ended", data={}, to=REF), f"send ended to {REF}", id="message to one"),
            pytest.param(
                Send(name="ended", data={}, workflows=("a", "b")), "send ended to open issues of a, b", id="to many"
            ),
        ],
    )
    def test_effects(self, effect, expected):
        """An effect in words says what is written, and never a title, text or address."""
        assert effect_words(effect) == expected

    def test_reasons(self):
        """Reasons are lines with a sign, those inside others indented."""
        reasons = [Reason("A", Verdict.YES, "x", (Reason("B", Verdict.NO), Reason("C", Verdict.ERROR, "y")))]

        assert list(reason_lines([*reasons, Reason("D", Verdict.SKIPPED)])) == ["✓ A: x", "  ✗ B", "  ! C: y", "– D"]
